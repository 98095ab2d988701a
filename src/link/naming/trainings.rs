//! Courses of DMEs, and which teams completed them.

use rustc_hash::FxHashMap;

use super::described::Names;
use super::teams::Teams;
use crate::catalog::{AssetIx, Completion, Environment, Kind, Training, WrittenAt};
use crate::diagnostic::{FileId, Finding, Rule};
use crate::document::Located;
use crate::manifest::{Manifests, kinds};

/// The courses of one DME, before anyone completed them.
pub(super) fn trainings(written: &[kinds::Training], file: FileId) -> Vec<Training> {
    let training = |t: &kinds::Training| Training {
        name: t.name.value.clone(),
        url: t.url.clone(),
        audience: t.audience.clone(),
        required: t.required,
        completed: Vec::new(),
        pos: WrittenAt(t.name.pos(file)),
    };
    written.iter().map(training).collect()
}

/// Who completed them: asked once all teams and their members are known. A member counts for each
/// team that lists it; its name goes no further.
pub(in crate::link) fn completed(
    names: &mut Names<'_>,
    teams: &Teams,
    environments: &mut [Environment],
    manifests: &Manifests,
) {
    let mut of_member: FxHashMap<&str, Vec<AssetIx>> = FxHashMap::default();
    for team in &teams.all {
        for member in &team.members {
            let of = of_member.entry(member.username.as_str()).or_default();
            of.push(team.asset);
        }
    }
    for document in &manifests.environments {
        let (dme, file) = (&document.body, document.pos.file);
        let Some(asset) = names.described(Kind::Dme, &dme.id, file) else {
            continue;
        };
        let detail = names.registry.detail(asset);
        let courses = &mut environments[detail].training;
        for (course, written) in courses.iter_mut().zip(&dme.training) {
            for entry in &written.completed_by {
                let by = of_entry(names, teams, &of_member, entry, file);
                for team in by {
                    if !course.completed.iter().any(|done| done.team == team) {
                        let on = entry.value.on.clone();
                        course.completed.push(Completion { team, on });
                    }
                }
            }
        }
    }
}

/// The teams that an entry names, and those of the members that it names.
fn of_entry(
    names: &mut Names<'_>,
    teams: &Teams,
    of_member: &FxHashMap<&str, Vec<AssetIx>>,
    entry: &Located<kinds::Completion>,
    file: FileId,
) -> Vec<AssetIx> {
    let mut found = Vec::new();
    let pos = entry.pos(file);
    if let Some(team) = &entry.value.team {
        let known = teams.find(&names.registry, team);
        found.extend(known.or_else(|| names.named(Kind::Team, team, pos, "completedBy")));
    }
    for member in &entry.value.members.0 {
        match of_member.get(member.as_str()) {
            Some(teams) => found.extend(teams),
            // Whose name it is isn't said: findings are read by more people than the manifest.
            None => names.findings.push(
                Finding::new(
                    Rule::UnknownId,
                    "`completedBy` names a member whom no team lists",
                )
                .at(member.pos(file))
                .help("name a `team`, or list the member in its Team manifest"),
            ),
        }
    }
    if entry.value.team.is_none() && entry.value.members.0.is_empty() {
        names.findings.push(
            Finding::new(Rule::MissingField, "an entry of `completedBy` names nobody")
                .at(pos)
                .help("add `team`, or `members` of one"),
        );
    }
    found
}
