//! Tables and views that statements of the warehouse's history dropped. They are kept by the hash of
//! their names: most of them were staging tables, which are no assets.

use rustc_hash::FxHashMap;

use super::super::full_names::split;
use super::hash::hash;
use crate::export::fact::Statement;

/// When each was dropped last.
#[derive(Debug, Default)]
pub(in crate::link) struct Drops {
    last: FxHashMap<u64, i64>,
}

impl Drops {
    /// Keeps when a statement dropped something.
    pub(super) fn note(&mut self, statement: &Statement<'_>) {
        let (true, Some(at)) = (statement.success, statement.at) else {
            return;
        };
        let dropped = match statement.destination {
            Some(name) => Some(key(name.project, name.dataset, name.table)),
            None => statement
                .query
                .and_then(|query| named(query, statement.project)),
        };
        if let Some(key) = dropped {
            let last = self.last.entry(key).or_insert(at);
            *last = (*last).max(at);
        }
    }

    /// When a table or view was dropped last.
    pub(in crate::link) fn last(&self, project: &str, dataset: &str, table: &str) -> Option<i64> {
        self.last.get(&key(project, dataset, table)).copied()
    }
}

fn key(project: &str, dataset: &str, table: &str) -> u64 {
    hash(&("dropped", project, dataset, table))
}

/// What the text of a `DROP` names; the project in which it ran completes it.
fn named(query: &str, project: &str) -> Option<u64> {
    const BEFORE: [&str; 7] = [
        "EXTERNAL",
        "MATERIALIZED",
        "SNAPSHOT",
        "TABLE",
        "VIEW",
        "IF",
        "EXISTS",
    ];
    let mut words = query.split_ascii_whitespace();
    if !words.next()?.eq_ignore_ascii_case("DROP") {
        return None;
    }
    let name = words.find(|word| !BEFORE.iter().any(|known| known.eq_ignore_ascii_case(word)))?;
    let name = name.trim_end_matches(';').replace('`', "");
    let (own, dataset, table) = split(&name);
    let project = match own {
        "" => project,
        own => own,
    };
    (!dataset.is_empty()).then(|| key(project, dataset, table))
}
