//! The part of a mesh that one audience may see: every command that is asked for an audience works
//! on it.

use super::audience_errors::{AudienceError, Unfit};
use super::build_error::{BuildError, SettingsError};
use super::judged_findings::{scores, sort};
use crate::access::{self, PartOfMesh};
use crate::catalog::{AudienceIx, HiddenNames, small};
use crate::diagnostic::{Finding, nearest};
use crate::gate::SetAside;
use crate::link::{Ledger, slug};
use crate::mesh::Mesh;

impl Mesh {
    /// The same mesh, with nothing in it but what the audience of that id may see.
    ///
    /// # Errors
    /// Where the settings have no such audience, or what it may read names what it may not see.
    pub fn for_audience(&self, id: &str) -> Result<Self, BuildError> {
        let part = part(self, find(self, id)?);
        named_in_prose(self, part.named)?;
        Ok(part.mesh)
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

/// Where a manifest may say of who may see what something that can't be read, nobody's part is known.
fn are_known(mesh: &Mesh) -> Result<(), AudienceError> {
    let unread = mesh.catalog.access.unread.iter();
    let unread: Vec<String> = unread.map(|pos| mesh.catalog.at(*pos)).collect();
    match unread.is_empty() {
        true => Ok(()),
        false => Err(AudienceError(Unfit::Unread(unread))),
    }
}

pub(super) fn find(mesh: &Mesh, id: &str) -> Result<AudienceIx, AudienceError> {
    are_known(mesh)?;
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

/// What an audience may see of a mesh, and what its portal is held to.
pub(super) struct AudiencePart {
    pub(super) mesh: Mesh,
    /// Names that its portal must not hold.
    pub(super) hidden: HiddenNames,
    /// Names in what people wrote that it must not read: errors, for the operator alone.
    pub(super) named: Vec<Finding>,
    /// How many such names were replaced instead.
    pub(super) redacted: usize,
}

/// Nothing is built of texts that name what their readers must not see.
pub(super) fn named_in_prose(whole: &Mesh, mut named: Vec<Finding>) -> Result<(), BuildError> {
    if named.is_empty() {
        return Ok(());
    }
    sort(&mut named, &whole.catalog);
    let paths = whole.catalog.files.clone();
    let what = "what audiences may read";
    Err(BuildError::Prose(SettingsError::new(named, what, paths)))
}

/// What an audience may see of a mesh.
#[must_use]
pub(super) fn part(mesh: &Mesh, audience: AudienceIx) -> AudiencePart {
    let PartOfMesh {
        settings,
        catalog,
        insight,
        mut findings,
        in_prose,
        hidden,
    } = access::part(
        &mesh.catalog,
        &mesh.insight,
        &mesh.settings,
        &mesh.ledger,
        audience,
    );
    let set_aside = SetAside::mark(&catalog, &settings, Vec::new(), &mut findings);
    // Whether an entry lets anything be is for those who see all that it is about.
    findings.retain(|finding| !finding.rule.is_of_suppressions());
    sort(&mut findings, &catalog);
    let scores = scores(&catalog, &insight, &findings);
    AudiencePart {
        mesh: Mesh {
            settings,
            catalog,
            insight,
            scores,
            findings,
            set_aside,
            ledger: Ledger::default(),
            templates: mesh.templates.clone(),
            is_empty: mesh.is_empty,
        },
        hidden,
        named: in_prose.named,
        redacted: in_prose.redacted,
    }
}

/// Audiences with the names of their folders, in the order of the settings.
pub(super) fn folders(mesh: &Mesh) -> Result<Vec<(AudienceIx, String)>, AudienceError> {
    are_known(mesh)?;
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
