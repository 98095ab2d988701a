//! The statements in scripts of which the export has only the whole text.

use super::folded_statements::New;
use super::gathered::Facts;
use super::hash::hash;
use crate::export::fact::Name;
use crate::link::full_names::split;
use crate::system::{Evidence, Principals};
use sql::Defaults;

/// Takes the statements out of the scripts of which there are no rows.
pub(super) fn take_apart(facts: &mut Facts) {
    let scripts = std::mem::take(&mut facts.operations.scripts);
    for script in scripts.without_rows() {
        let Some((job, _)) = script.runs.first().copied() else {
            continue;
        };
        let project = facts.strings.resolve(script.project).to_owned();
        let defaults = Defaults {
            project: Some(project.as_str()).filter(|p| !p.is_empty()),
            dataset: None,
        };
        for step in sql::steps(&script.text, script.dialect, defaults) {
            let destination = (!step.temporary).then(|| {
                let (project, dataset, table) = split(&step.writes);
                let name = Name {
                    project,
                    dataset,
                    table,
                };
                facts.relation(name, script.pos)
            });
            if let Some(written) = destination {
                for at in script.runs.iter().filter_map(|(_, at)| *at) {
                    facts.operations.loaded(written, at, Evidence::WarehouseJob);
                }
            }
            let temporary = hash(&("script", job, step.writes.to_ascii_lowercase()));
            let new = New {
                at: script.runs.iter().filter_map(|(_, at)| *at).max(),
                user: "",
                principals: Principals::Untold,
                dialect: script.dialect,
                query: Some(step.text),
                project: script.project,
                destination,
                referenced: Vec::new(),
                success: true,
                pos: script.pos,
                parent: Some(job),
                reads: Vec::new(),
                makes: step.temporary.then_some((temporary, step.writes.as_str())),
            };
            facts.operations.statements.add(new);
        }
    }
}
