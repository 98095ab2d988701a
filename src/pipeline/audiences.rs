//! The part of a mesh that one audience may see: every command that is asked for an audience works
//! on it.

use super::audience_errors::{AudienceError, Unfit};
use super::build_error::BuildError;
use super::judged_findings::{scores, sort};
use super::{credentials, portal_scan};
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
        let rest = part_and_rest(self, find(self, id)?);
        portal_scan::refuse_texts(self, rest.in_prose)?;
        Ok(rest.part)
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
///
/// # Errors
/// As of [`seen_by`], and where texts name what the audience may not see.
pub(super) fn to_publish(
    mesh: Mesh,
    audience: Option<&str>,
) -> Result<(Mesh, Option<HiddenNames>), BuildError> {
    let Some(id) = audience else {
        return Ok((mesh, None));
    };
    let rest = part_and_rest(&mesh, find(&mesh, id)?);
    portal_scan::refuse_texts(&mesh, rest.in_prose)?;
    Ok((rest.part, Some(rest.hidden)))
}

/// Where a manifest may say of who may see what something that can't be read, nobody's part is known.
fn are_known(mesh: &Mesh) -> Result<(), AudienceError> {
    let unread = mesh.catalog.access.unread.iter();
    let unread: Vec<String> = unread.map(|pos| mesh.catalog.at(*pos)).collect();
    if !unread.is_empty() {
        return Err(AudienceError(Unfit::Unread(unread)));
    }
    match mesh.catalog.access.unmatched.as_slice() {
        [] => Ok(()),
        unmatched => Err(AudienceError(Unfit::Unmatched(unmatched.to_vec()))),
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

/// What an audience may see of a mesh, and what of the rest a build has to know.
pub(super) struct PartAndRest {
    pub(super) part: Mesh,
    /// Names that its portal must not hold.
    pub(super) hidden: HiddenNames,
    /// What its texts name that the audience may not see.
    pub(super) in_prose: Vec<Finding>,
}

/// What an audience may see of a mesh.
// A stage stays a function of its own, so that profilers, and `benches/audiences.sh`, find it.
#[inline(never)]
#[must_use]
pub(super) fn part_and_rest(mesh: &Mesh, audience: AudienceIx) -> PartAndRest {
    let part = access::part(
        &mesh.catalog,
        &mesh.insight,
        &mesh.settings,
        &mesh.ledger,
        audience,
    );
    judged(mesh, part)
}

/// A part with its findings weighed and its scores.
pub(super) fn judged(mesh: &Mesh, part: PartOfMesh) -> PartAndRest {
    let PartOfMesh {
        settings,
        catalog,
        insight,
        mut findings,
        in_prose,
        replaced_names,
        hidden,
    } = part;
    let set_aside = SetAside::mark(&catalog, &settings, Vec::new(), &mut findings);
    // Whether an entry lets anything be is for those who see all that it is about.
    findings.retain(|finding| !finding.rule.is_of_suppressions());
    sort(&mut findings, &catalog);
    credentials::taken_out(&mut findings);
    let scores = scores(&catalog, &insight, &findings);
    // What the templates of the mesh say themselves, all audiences read.
    let templates = mesh.templates.iter().map(|template| template.text.as_str());
    PartAndRest {
        hidden: hidden.without_words_of(templates),
        in_prose,
        part: Mesh {
            settings,
            catalog,
            insight,
            scores,
            findings,
            set_aside,
            ledger: Ledger::default(),
            templates: mesh.templates.clone(),
            is_empty: mesh.is_empty,
            replaced_names,
        },
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
