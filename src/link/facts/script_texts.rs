//! Scripts of which the export has only the whole text, and not the rows of the statements in them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::folded_statements::{LONGEST, MOST_SHAPES, MOST_TEXT};
use super::hash::hash;
use crate::catalog::{Strings, Sym};
use crate::diagnostic::Pos;
use crate::export::fact::{Statement, StatementKind};
use sql::Dialect;

/// Scripts that differ in literals only.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) text: String,
    pub(super) dialect: Dialect,
    pub(super) project: Sym,
    pub(super) pos: Pos,
    /// Job and moment of each.
    pub(super) runs: Vec<(u64, Option<i64>)>,
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

impl Scripts {
    /// Keeps a script, and says of which scripts there are rows.
    pub(super) fn add(
        &mut self,
        strings: &mut Strings,
        statement: &Statement<'_>,
        dialect: Dialect,
        pos: Pos,
    ) {
        if let Some(parent) = statement.parent {
            self.parents.insert(hash(&parent));
            return;
        }
        let is_one = statement.kind == StatementKind::Script && statement.success;
        let Some(text) = statement.query.filter(|q| is_one && q.len() <= LONGEST) else {
            return;
        };
        let project = strings.intern(statement.project);
        let print = hash(&(sql::query_fingerprint(text, dialect), project));
        let run = (hash(&statement.id), statement.at);
        if let Some(known) = self.by_print.get(&print) {
            self.all[*known].runs.push(run);
        } else if self.all.len() < MOST_SHAPES && self.text < MOST_TEXT {
            self.text += text.len();
            self.by_print.insert(print, self.all.len());
            self.all.push(Script {
                text: text.to_owned(),
                dialect,
                project,
                pos,
                runs: vec![run],
            });
        }
    }

    /// The scripts of whose statements there are no rows.
    pub(super) fn without_rows(self) -> impl Iterator<Item = Script> {
        let parents = self.parents;
        self.all.into_iter().filter_map(move |mut script| {
            script.runs.retain(|(job, _)| !parents.contains(job));
            (!script.runs.is_empty()).then_some(script)
        })
    }
}
