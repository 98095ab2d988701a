//! `version-not-raised`: something of a product breaks since `--previous`, and its version doesn't say so.
//!
//! Passes: another major version; before 1.0.0, another minor one; versions that aren't semantic.
//! Fails: a view lost a column, and the version went from 1.2.0 to 1.3.0.

use super::diff::of_mesh;
use crate::diagnostic::{Argument, Finding, FormerState, Rule, Severity, text};
use crate::diff::{self, Options, Side, UnraisedVersion, UnreadableLine};
use crate::mesh::Mesh;
use crate::pipeline;

/// How many of the names of what breaks are said.
const NAMED: usize = 3;

/// Adds the findings of a mesh that was something else before.
pub(super) fn add(mesh: &mut Mesh, before: &Side) -> Result<(), UnreadableLine> {
    if mesh.settings.severity(Rule::VersionNotRaised) == Severity::Off {
        return Ok(());
    }
    let options = Options {
        window: mesh.settings.use_window.clone(),
        rules: mesh.settings.changes.clone(),
    };
    let unraised = diff::unraised_versions(before, &of_mesh(mesh), &options)?;
    let found: Vec<Finding> = unraised.iter().filter_map(|v| finding(mesh, v)).collect();
    pipeline::add(mesh, found);
    Ok(())
}

fn finding(mesh: &Mesh, version: &UnraisedVersion) -> Option<Finding> {
    let catalog = &mesh.catalog;
    let mut products = catalog.products.iter();
    let product = products.find(|product| catalog.subject(product.asset).key == version.key)?;
    // The release that comes next may be listed before the version is raised.
    let mut releases = product.releases.iter();
    if releases.any(|release| diff::says_break(&version.old, &release.version) == Some(true)) {
        return None;
    }
    let subject = catalog.subject(product.asset);
    let named = version.breaking.iter().take(NAMED).map(String::as_str);
    let mut names = named.collect::<Vec<_>>().join(", ");
    let more = version.breaking.len().saturating_sub(NAMED);
    if more > 0 {
        append!(names, " and {more} more");
    }
    let message = text!(
        "of product `{product}` breaks {names}, and version {new} after {old} doesn't say so",
        product = Argument::Asset(subject.clone()),
        names = names,
        old = version.old,
        new = version.new
    );
    let at = product.version_pos.map(|at| at.0);
    let mut finding = Finding::new(Rule::VersionNotRaised, message)
        .at(at.or(catalog.asset(product.asset).pos))
        .about(subject)
        .help("raise its major version (the minor one before 1.0.0), or keep what consumers use; `vitrina diff` lists what breaks");
    // It is told against what was before, whether or not that knew the rule.
    finding.standing_mut().state = Some(FormerState::New);
    Some(finding)
}
