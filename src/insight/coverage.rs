//! What productive tables and unified views have of what they should have.

use rustc_hash::{FxHashMap, FxHashSet};

use super::productive::{has_service_level, is_productive};
use crate::catalog::{AssetIx, Catalog, Relation};

/// What a productive table should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Question {
    /// A unified view that reaches it.
    BehindView,
    /// A DME that owns it.
    Owned,
    /// A description.
    Described,
    /// A contract.
    Contract,
    /// A service level.
    ServiceLevel,
    /// Something that would notice that its data is wrong or late.
    Monitor,
}

impl Question {
    /// All of them, in the order in which they are asked.
    pub(crate) const ALL: [Self; 6] = [
        Self::BehindView,
        Self::Owned,
        Self::Described,
        Self::Contract,
        Self::ServiceLevel,
        Self::Monitor,
    ];
}

/// Which of these a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answers([bool; Question::ALL.len()]);

impl Answers {
    /// Whether it has this one.
    #[must_use]
    pub(crate) const fn has(self, question: Question) -> bool {
        self.0[question as usize]
    }

    /// How many it has.
    #[must_use]
    pub(crate) fn count(self) -> usize {
        self.0.iter().filter(|yes| **yes).count()
    }
}

/// Counts over a set of productive tables.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// How many there are.
    pub tables: usize,
    yes: [usize; Question::ALL.len()],
}

impl Counts {
    fn add(&mut self, answers: Answers) {
        self.tables += 1;
        for (n, yes) in self.yes.iter_mut().zip(answers.0) {
            *n += usize::from(yes);
        }
    }

    /// How many have this.
    #[must_use]
    pub(crate) const fn of(&self, question: Question) -> usize {
        self.yes[question as usize]
    }
}

/// Counts over the unified views.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ViewCounts {
    /// How many there are.
    pub views: usize,
    /// Those with one owner DME.
    pub owned: usize,
    /// Those described.
    pub described: usize,
    /// Those of which it is known who may read them.
    pub audience: usize,
}

/// What productive tables and unified views have.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    /// Tables behind at least one unified view.
    behind: FxHashSet<AssetIx>,
    /// By relation; nothing for what isn't a productive table.
    answers: Vec<Option<Answers>>,
    /// All productive tables.
    pub all: Counts,
    /// Those that a DME owns.
    pub by_dme: FxHashMap<AssetIx, Counts>,
    /// All unified views.
    pub views: ViewCounts,
}

impl Coverage {
    /// Of all productive tables and unified views.
    pub(super) fn of(c: &Catalog) -> Self {
        let mut coverage = Self::default();
        for view in c.open_relations().filter(|r| r.unified) {
            coverage.behind.extend(c.targets_of(view));
            coverage.views.views += 1;
            coverage.views.owned += usize::from(c.owner(view).is_some());
            let described = c.asset(view.asset).description.is_some();
            coverage.views.described += usize::from(described);
            let (names, persons) = c.audiences_of(view);
            coverage.views.audience += usize::from(!names.is_empty() || persons > 0);
        }
        coverage.answers.reserve(c.relations.len());
        for relation in &c.relations {
            let answers = is_productive(relation).then(|| coverage.answer(c, relation));
            coverage.answers.push(answers);
            let Some(answers) = answers else { continue };
            coverage.all.add(answers);
            if let Some(dme) = c.owner(relation) {
                coverage.by_dme.entry(dme).or_default().add(answers);
            }
        }
        coverage
    }

    fn answer(&self, c: &Catalog, table: &Relation) -> Answers {
        Answers(Question::ALL.map(|question| match question {
            Question::BehindView => self.is_behind(table.asset),
            Question::Owned => c.owner(table).is_some(),
            Question::Described => c.asset(table.asset).description.is_some(),
            Question::Contract => !c.contracts_of(table).is_empty(),
            Question::ServiceLevel => has_service_level(c, table),
            Question::Monitor => is_watched(c, table),
        }))
    }

    /// Whether a unified view reaches a table.
    #[must_use]
    pub(crate) fn is_behind(&self, table: AssetIx) -> bool {
        self.behind.contains(&table)
    }

    /// What a productive table has; nothing for any other asset.
    #[must_use]
    pub(crate) fn answers(&self, c: &Catalog, table: AssetIx) -> Option<Answers> {
        c.relation(table)?;
        *self.answers.get(c.asset(table).detail as usize)?
    }

    /// All productive tables with what they have, in the order of the catalog.
    pub(crate) fn tables<'c>(
        &'c self,
        c: &'c Catalog,
    ) -> impl Iterator<Item = (&'c Relation, Answers)> + 'c {
        let all = c.relations.iter().zip(&self.answers);
        all.filter_map(|(relation, answers)| Some((relation, (*answers)?)))
    }
}

/// Whether anything would notice that a table's data is wrong or late: a monitor that isn't paused,
/// dbt's source freshness, or quality rules in a contract about it.
#[must_use]
pub(crate) fn is_watched(c: &Catalog, table: &Relation) -> bool {
    let watched = c.operations.health.get(&table.asset).is_some_and(|health| {
        let mut monitors = health.monitors.iter();
        health.source_freshness
            || monitors.any(|m| {
                c.operations
                    .monitors
                    .get(*m as usize)
                    .is_some_and(|m| !m.paused)
            })
    });
    watched
        || c.contracts_of(table).iter().any(|(ix, table)| {
            let contract = c.contracts.get(c.asset(*ix).detail as usize);
            let table = contract.and_then(|k| k.tables.get(*table as usize));
            table.is_some_and(|t| {
                !t.quality.is_empty() || t.columns.iter().any(|k| !k.quality.is_empty())
            })
        })
}
