//! The part of a mesh that one audience may see: every command that is asked for an audience works
//! on it. And portals of all audiences, each in a folder of its own.

use std::io;
use std::path::Path;

use super::audience_errors::{AudienceError, LeakError, OtherAudienceError, Unfit, Whose};
use super::build_error::BuildError;
use super::{Built, Stage, load, scores, sort, write_portal};
use crate::access::{self, PartOfMesh};
use crate::catalog::{AudienceIx, HiddenNames, Seen, small};
use crate::diagnostic::nearest;
use crate::gate::SetAside;
use crate::link::slug;
use crate::mesh::Mesh;
use crate::output::{Durability, FormerSite, Portal, Publication};
use crate::scan::{self, Hit, Written};

impl Mesh {
    /// The same mesh, with nothing in it but what the audience of that id may see.
    ///
    /// # Errors
    /// Where the settings have no such audience.
    pub fn for_audience(&self, id: &str) -> Result<Self, BuildError> {
        Ok(part(self, find(self, id)?))
    }
}

/// A mesh as it was loaded, or the part of it that an audience may see.
///
/// # Errors
/// Where there is no audience of that id.
pub(crate) fn seen_by(mesh: Mesh, audience: Option<&str>) -> Result<Mesh, BuildError> {
    match audience {
        Some(id) => mesh.for_audience(id),
        None => Ok(mesh),
    }
}

/// The same, with the names that its portal must not hold.
pub(super) fn part_and_rest(
    mesh: Mesh,
    audience: Option<&str>,
) -> Result<(Mesh, Option<HiddenNames>), BuildError> {
    let Some(id) = audience else {
        return Ok((mesh, None));
    };
    let audience = find(&mesh, id)?;
    Ok((part(&mesh, audience), Some(hidden(&mesh, audience))))
}

fn find(mesh: &Mesh, id: &str) -> Result<AudienceIx, AudienceError> {
    let known = || mesh.catalog.audiences.iter().map(|a| a.id.as_str());
    let found = mesh.catalog.audience(id);
    found.ok_or_else(|| {
        AudienceError(Unfit::Unknown {
            id: id.to_owned(),
            nearest: nearest(id, known()).map(str::to_owned),
            known: known().count(),
        })
    })
}

#[must_use]
fn part(mesh: &Mesh, audience: AudienceIx) -> Mesh {
    let PartOfMesh {
        settings,
        catalog,
        insight,
        mut findings,
    } = access::part(
        &mesh.catalog,
        &mesh.insight,
        &mesh.findings,
        &mesh.settings,
        audience,
    );
    let set_aside = SetAside::mark(&catalog, &settings, Vec::new(), &mut findings);
    sort(&mut findings, &catalog);
    let scores = scores(&catalog, &insight, &findings);
    Mesh {
        settings,
        catalog,
        insight,
        scores,
        findings,
        set_aside,
        templates: mesh.templates.clone(),
        is_empty: mesh.is_empty,
    }
}

fn hidden(mesh: &Mesh, audience: AudienceIx) -> HiddenNames {
    HiddenNames::of(&mesh.catalog, &Seen::of(&mesh.catalog, audience))
}

/// Builds a portal for each audience of the mesh at `root`, each in a folder of `out` that is named
/// by the audience. The mesh is read, linked and judged once; the portals take the places of the
/// former ones together, or none does. What changed is told against the record in the same folder of
/// `previous`, or else of `out`. `each` is shown what an audience sees, its folder and the number of
/// files, once they are written and before they are published.
///
/// # Errors
/// As a build of the whole has them, and where a folder or a record is of somebody else, or a portal
/// would hold what its readers must not see.
pub(crate) fn build_audiences(
    root: &Path,
    out: &Path,
    previous: Option<&Path>,
    durability: Durability,
    stage: Stage<'_>,
    each: &mut dyn FnMut(&Mesh, &str, usize),
) -> Result<Built, BuildError> {
    let whole = load(root, Some(out), stage)?;
    let folders = folders(&whole)?;
    let site = Publication::begin(out, root, durability)?;
    refuse_others(&site.portal().former(), out, &Whose::Each)?;
    let mut hits = Vec::new();
    for (audience, folder) in folders {
        stage("restrict");
        let mut mesh = part(&whole, audience);
        let portal = site.portal_in(&folder);
        let previous = previous.map(|path| path.join(&folder));
        write_portal(&mut mesh, &portal, previous.as_deref(), stage)?;
        stage("scan");
        let found = leaks(&portal, &hidden(&whole, audience))?;
        hits.extend(found.into_iter().map(|hit| Hit {
            file: format!("{folder}/{}", hit.file),
            ..hit
        }));
        each(&mesh, &folder, portal.written().len());
    }
    refuse(hits)?;
    stage("publish");
    let files = site.publish()?;
    Ok(Built { files })
}

/// Audiences with the names of their folders, in the order of the settings.
fn folders(mesh: &Mesh) -> Result<Vec<(AudienceIx, String)>, AudienceError> {
    let audiences = &mesh.catalog.audiences;
    if audiences.is_empty() {
        return Err(AudienceError(Unfit::NoneAtAll));
    }
    let mut folders: Vec<(AudienceIx, String)> = Vec::with_capacity(audiences.len());
    for (at, audience) in audiences.iter().enumerate() {
        let folder = slug(&audience.id);
        // Some systems take them for one.
        let is_same = |(_, other): &&(AudienceIx, String)| other.eq_ignore_ascii_case(&folder);
        if let Some((other, _)) = folders.iter().find(is_same) {
            let other = audiences.get(other.0 as usize);
            let other = other.map_or_else(String::new, |other| other.id.clone());
            return Err(AudienceError(Unfit::SameFolder(other, audience.id.clone())));
        }
        folders.push((AudienceIx(small(at)), folder));
    }
    Ok(folders)
}

/// The audience of a portal by its line of the mesh; nothing where that is of the whole, or isn't
/// understood.
#[must_use]
pub(crate) fn audience_of_line(mesh: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Line {
        audience: Option<String>,
    }
    serde_json::from_str::<Line>(mesh).ok()?.audience
}

/// The folder in which `build --all-audiences` puts the portal of an audience.
#[must_use]
pub(crate) fn folder_of(audience: &str) -> String {
    slug(audience)
}

/// Refuses a folder that holds one portal where several are to be written, and the other way round:
/// whose pages would be served to whom is settled by folders.
pub(super) fn refuse_others(
    former: &FormerSite<'_>,
    out: &Path,
    asked: &Whose,
) -> Result<(), OtherAudienceError> {
    let files = || former.files().iter();
    let is_one = files().any(|file| file == "index.html");
    let found = match asked {
        Whose::Each if is_one => super::former_history::whose(former),
        Whose::Whole | Whose::One(_) if !is_one && files().any(|file| is_of_several(file)) => {
            Whose::Each
        }
        _ => return Ok(()),
    };
    Err(OtherAudienceError {
        what: out.display().to_string(),
        is_record: false,
        found,
        asked: asked.clone(),
    })
}

/// Whether a file is the first page of a portal in a folder of its own.
fn is_of_several(file: &str) -> bool {
    let page = file.split_once('/');
    page.is_some_and(|(_, page)| page == crate::history::FILE)
}

/// Names that a portal must not hold, in what was written of it.
pub(super) fn leaks(portal: &Portal<'_>, hidden: &HiddenNames) -> Result<Vec<Hit>, BuildError> {
    let hits = scan::scan(&Staged(portal), hidden);
    hits.map_err(|error| portal.failed(error).into())
}

/// Nothing is published where something leaks.
pub(super) fn refuse(hits: Vec<Hit>) -> Result<(), BuildError> {
    match hits.is_empty() {
        true => Ok(()),
        false => Err(BuildError::Leaks(LeakError { hits })),
    }
}

/// What was written of a portal and isn't published yet.
struct Staged<'p>(&'p Portal<'p>);

impl Written for Staged<'_> {
    fn paths(&self) -> Vec<String> {
        self.0.written()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.read(path)
    }
}
