//! A sink that keeps what it is told, for tests of readers.
#![allow(clippy::unwrap_used, reason = "tests write their input")]

use super::fact::{Fact, FactSink};
use crate::diagnostic::{Finding, Pos};

/// Facts, each as its line and its debug form, and findings.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) facts: Vec<String>,
    pub(super) problems: Vec<Finding>,
}

impl FactSink for Collected {
    fn fact(&mut self, pos: Pos, fact: Fact<'_>) {
        self.facts.push(format!("{} {fact:?}", pos.line));
    }

    fn problem(&mut self, finding: Finding) {
        assert!(finding.help.is_some(), "{finding:?}");
        self.problems.push(finding);
    }
}

impl Collected {
    /// Each finding as `line:column message`.
    pub(super) fn messages(&self) -> Vec<String> {
        let messages = self.problems.iter().map(|finding| {
            let pos = finding.pos().unwrap();
            format!("{}:{} {}", pos.line, pos.column, finding.message)
        });
        messages.collect()
    }
}
