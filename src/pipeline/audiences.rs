//! The part of a mesh that one audience may see: every command that is asked for an audience works
//! on it.

use super::build_error::{AudienceError, BuildError};
use super::{scores, sort};
use crate::access::{self, PartOfMesh};
use crate::diagnostic::nearest;
use crate::gate::SetAside;
use crate::mesh::Mesh;

/// A mesh as it was loaded, or the part of it that an audience may see.
///
/// # Errors
/// Where there is no audience of that id.
pub(crate) fn seen_by(mesh: Mesh, audience: Option<&str>) -> Result<Mesh, BuildError> {
    let Some(id) = audience else {
        return Ok(mesh);
    };
    let known = || mesh.catalog.audiences.iter().map(|a| a.id.as_str());
    for_audience(&mesh, id).ok_or_else(|| {
        BuildError::Audience(AudienceError {
            id: id.to_owned(),
            nearest: nearest(id, known()).map(str::to_owned),
            known: known().count(),
        })
    })
}

/// What the audience of an id may see of a mesh; none where there is no such audience.
#[must_use]
fn for_audience(mesh: &Mesh, id: &str) -> Option<Mesh> {
    let audience = mesh.catalog.audience(id)?;
    let PartOfMesh {
        settings,
        catalog,
        insight,
        mut findings,
        in_prose: _,
        hidden: _,
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
    Some(Mesh {
        settings,
        catalog,
        insight,
        scores,
        findings,
        set_aside,
        templates: mesh.templates.clone(),
        is_empty: mesh.is_empty,
    })
}
