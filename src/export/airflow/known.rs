//! What the files of an entry say together, of which some is said after the last of them.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::diagnostic::{Finding, Pos, Rule, text};
use crate::export::fact::{Fact, FactSink, OperationFact};
use crate::system::JobSystem;

/// What all files of an entry say together.
#[derive(Debug, Default)]
pub(super) struct EntryState {
    /// DAGs by key, with the place that speaks of each first and whether some file describes it.
    pub(super) dags: BTreeMap<String, (Pos, bool)>,
    /// By envelope, how many entries there are by the API's own count, how many the files hold, and
    /// where the first of them begins.
    pub(super) pages: BTreeMap<&'static str, (usize, usize, Pos)>,
    /// Hashes of elements.
    pub(super) seen: FxHashSet<u64>,
}

impl EntryState {
    /// Says which pages of a listing are missing, and which jobs are known by their key alone.
    pub(super) fn finish(&self, sink: &mut dyn FactSink) {
        for (key, (total, held, pos)) in &self.pages {
            if held < total {
                sink.problem(
                    Finding::new(
                        Rule::ExportLimit,
                        text!(
                            "the API tells of {total} entries of `{key}`, and the export holds {held}",
                            total,
                            key,
                            held
                        ),
                    )
                    .at(*pos)
                    .help("ask for the other pages as well (`limit` and `offset`, or the cursor), and keep each answer as a file"),
                );
            }
        }
        for (key, (pos, described)) in &self.dags {
            if !described {
                sink.fact(
                    *pos,
                    Fact::Operation(OperationFact::Job {
                        key,
                        system: JobSystem::Airflow,
                        name: key.strip_prefix("airflow/").unwrap_or(key),
                        description: None,
                        owners: Vec::new(),
                        schedule: None,
                        paused: None,
                        tags: Vec::new(),
                    }),
                );
            }
        }
    }
}
