//! What a side can tell of a dataset: only what it lists completely lacks what it doesn't name.

use super::side::Side;
use crate::lines::{DatasetFact, DatasetLine, ListingCompleteness, RelationLine};

/// Whether a side tells something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    /// It may; what it doesn't say may be so all the same.
    Perhaps,
    No,
}

/// Full name of the dataset that a relation is in.
pub(super) fn dataset(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(dataset, _)| dataset)
}

impl Side {
    fn dataset_of(&self, name: &str) -> Option<&DatasetLine> {
        self.datasets.as_ref()?.get(dataset(name))
    }

    /// Whether anything of the dataset of a relation was known.
    pub(super) fn knows_dataset_of(&self, name: &str) -> bool {
        match &self.datasets {
            Some(_) => self.dataset_of(name).is_some(),
            None => self
                .relations
                .has_key_like(&format!("relation:{}.", dataset(name))),
        }
    }

    /// How far the dataset of a relation is listed, in words; nothing where that is completely.
    pub(super) fn why_incomplete(&self, name: &str) -> Option<String> {
        let Some(datasets) = &self.datasets else {
            return Some(
                "it was written by a version that doesn't tell how far datasets are listed".into(),
            );
        };
        let of = dataset(name);
        let Some(line) = datasets.get(of) else {
            return Some(format!("no export describes {of}"));
        };
        match line.listed {
            ListingCompleteness::Complete => None,
            ListingCompleteness::Partial => {
                let why = line.partial_why.as_deref().unwrap_or("it was cut off");
                Some(format!("the listing of {of} seems partial: {why}"))
            }
            ListingCompleteness::No => Some(format!("no export lists all of {of}")),
        }
    }

    /// Whether something is told of any relation at all; nothing where an older version wrote the lines.
    pub(super) fn says_anywhere(&self, fact: DatasetFact) -> Option<bool> {
        let datasets = self.datasets.as_ref()?;
        Some(datasets.values().any(|line| line.tells.contains(&fact)))
    }

    /// Whether something is told of a relation, by what is told of others of its dataset.
    pub(super) fn says(&self, relation: &RelationLine, fact: DatasetFact) -> Answer {
        let tells = |line: &DatasetLine| line.tells.contains(&fact);
        if self.dataset_of(&relation.name).is_some_and(tells) {
            return Answer::Yes;
        }
        // The last grant of a dataset may have gone, or its export.
        match self.says_anywhere(fact) {
            Some(false) => Answer::No,
            Some(true) | None => Answer::Perhaps,
        }
    }
}
