//! Scripts of which the export has only the whole text, and not the rows of the statements in them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::names::split;
use super::Facts;
use super::operations::hash;
use super::statements::{LONGEST, MOST_SHAPES, MOST_TEXT, New};
use crate::catalog::Sym;
use crate::diagnostic::Pos;
use crate::export::fact::{Name, Statement};
use crate::system::{Evidence, Principals};
use sql::{Defaults, Dialect};

/// Scripts that differ in literals only.
#[derive(Debug)]
struct Script {
    text: String,
    dialect: Dialect,
    project: Sym,
    pos: Pos,
    /// Job and moment of each.
    runs: Vec<(u64, Option<i64>)>,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    all: Vec<Script>,
    by_print: FxHashMap<u64, usize>,
    /// Jobs of whose statements there are rows.
    parents: FxHashSet<u64>,
    text: usize,
}

impl Facts {
    /// Keeps a script, and says of which scripts there are rows.
    pub(super) fn script(&mut self, statement: &Statement<'_>, dialect: Dialect, pos: Pos) {
        let scripts = &mut self.operations.scripts;
        if let Some(parent) = statement.parent {
            scripts.parents.insert(hash(&parent));
            return;
        }
        let is_one = statement.statement.eq_ignore_ascii_case("SCRIPT") && statement.success;
        let Some(text) = statement.query.filter(|q| is_one && q.len() <= LONGEST) else {
            return;
        };
        let project = self.strings.intern(statement.project);
        let print = hash(&(sql::fingerprint(text, dialect), project));
        let run = (hash(&statement.id), statement.at);
        if let Some(known) = scripts.by_print.get(&print) {
            scripts.all[*known].runs.push(run);
        } else if scripts.all.len() < MOST_SHAPES && scripts.text < MOST_TEXT {
            scripts.text += text.len();
            scripts.by_print.insert(print, scripts.all.len());
            scripts.all.push(Script {
                text: text.to_owned(),
                dialect,
                project,
                pos,
                runs: vec![run],
            });
        }
    }

    /// Takes the statements out of the scripts of which there are no rows. To be called once, after
    /// the last fact.
    pub(super) fn take_scripts_apart(&mut self) {
        let scripts = std::mem::take(&mut self.operations.scripts);
        for mut script in scripts.all {
            script
                .runs
                .retain(|(job, _)| !scripts.parents.contains(job));
            let Some((job, _)) = script.runs.first().copied() else {
                continue;
            };
            let project = self.strings.resolve(script.project).to_owned();
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
                    self.relation(name, script.pos)
                });
                if let Some(written) = destination {
                    for at in script.runs.iter().filter_map(|(_, at)| *at) {
                        self.operations.loaded(written, at, Evidence::WarehouseJob);
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
                self.operations.statements.add(new);
            }
        }
    }
}
