//! Whether the pages of an answer were all kept: each says whether there is another one.

use std::collections::BTreeMap;

use super::fact::FactSink;
use crate::diagnostic::{Finding, Pos, Rule, text};

/// The pages of the lists of all files of an entry.
#[derive(Debug, Default)]
pub(super) struct LastPage {
    /// By list: whether its last page is there, and where a page stands that has a next one.
    lists: BTreeMap<&'static str, (bool, Option<Pos>)>,
}

impl LastPage {
    /// Takes a page of a list.
    pub(super) fn page(&mut self, list: &'static str, has_next: bool, pos: Pos) {
        let (last, open) = self.lists.entry(list).or_default();
        match has_next {
            true => *open = Some(pos),
            false => *last = true,
        }
    }

    /// Tells of lists that go on after all of their pages.
    pub(super) fn finish(&self, sink: &mut dyn FactSink) {
        for (list, (last, open)) in &self.lists {
            if let (false, Some(pos)) = (last, open) {
                sink.problem(
                    Finding::new(
                        Rule::ExportLimit,
                        text!(
                            "`{list}` has more pages than the export: each one kept says that another follows",
                            list
                        ),
                    )
                    .at(*pos)
                    .help("ask for the next page until there is none, and keep each answer as a file"),
                );
            }
        }
    }
}
