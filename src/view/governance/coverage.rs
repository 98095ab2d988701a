//! Coverage: what productive tables and unified views have of what they should have.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Kind, Relation};
use crate::view::Views;
use crate::view::model::{KeyFigure, Share, SheetColumn};

use super::table::{Table, Value, numbers, words};
use super::{Draft, permille, share};

/// What a productive table should have, in the order of [`Answers`].
pub(super) const QUESTIONS: [&str; 6] = [
    "Productive tables behind a unified view",
    "Productive tables owned by a DME",
    "Productive tables described",
    "Productive tables with a contract",
    "Productive tables with a service level",
    "Productive tables with a monitor",
];

/// Whether it has it.
pub(super) type Answers = [bool; QUESTIONS.len()];

const TABLES: [SheetColumn; 9] = [
    words("table", "Table"),
    words("dme", "Owner DME"),
    words("behind_view", "Behind a view"),
    words("owned", "Owned"),
    words("described", "Described"),
    words("contract", "Contract"),
    words("service_level", "Service level"),
    words("monitor", "Monitor"),
    numbers("users", "Users, 30 days"),
];

const DMES: [SheetColumn; 9] = [
    words("dme", "DME"),
    numbers("tables", "Tables"),
    numbers("behind_view", "Behind a view"),
    numbers("owned", "Owned"),
    numbers("described", "Described"),
    numbers("contract", "Contract"),
    numbers("service_level", "Service level"),
    numbers("monitor", "Monitor"),
    numbers("findings", "Findings"),
];

/// Counts over a set of tables.
#[derive(Default, Clone, Copy)]
struct Counts {
    tables: usize,
    yes: [usize; QUESTIONS.len()],
}

impl Counts {
    fn add(&mut self, answers: Answers) {
        self.tables += 1;
        for (n, yes) in self.yes.iter_mut().zip(answers) {
            *n += usize::from(yes);
        }
    }
}

impl Views<'_> {
    /// What a productive table has.
    pub(super) fn answers(&self, relation: &Relation) -> Answers {
        [
            self.behind.contains(&relation.asset),
            self.catalog.owner(relation).is_some(),
            self.catalog.asset(relation.asset).description.is_some(),
            !self.catalog.contracts_of(relation).is_empty(),
            self.has_sla(relation),
            self.has_monitor(relation),
        ]
    }

    /// Whether anything would notice that its data is wrong or late: a monitor that isn't paused,
    /// dbt's source freshness, or quality rules in a contract about it.
    fn has_monitor(&self, relation: &Relation) -> bool {
        let c = self.catalog;
        let watched = c
            .operations
            .health
            .get(&relation.asset)
            .is_some_and(|health| {
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
            || c.contracts_of(relation).iter().any(|(ix, table)| {
                let contract = c.contracts.get(c.asset(*ix).detail as usize);
                let table = contract.and_then(|k| k.tables.get(*table as usize));
                table.is_some_and(|t| {
                    !t.quality.is_empty() || t.columns.iter().any(|k| !k.quality.is_empty())
                })
            })
    }

    pub(super) fn coverage_figures(&self) -> Draft {
        let c = self.catalog;
        let mut all = Counts::default();
        let mut by_dme: FxHashMap<AssetIx, Counts> = FxHashMap::default();
        let mut lacking: Vec<(&Relation, Answers)> = Vec::new();
        for relation in c.relations.iter().filter(|r| Self::is_productive(r)) {
            let answers = self.answers(relation);
            all.add(answers);
            if let Some(dme) = c.owner(relation) {
                by_dme.entry(dme).or_default().add(answers);
            }
            if answers.contains(&false) {
                lacking.push((relation, answers));
            }
        }
        let users = |r: &Relation| {
            c.operations
                .usage
                .get(&r.asset)
                .map_or(0, |u| u.users.len())
        };
        lacking.sort_by_cached_key(|(relation, answers)| {
            (
                answers.iter().filter(|a| **a).count(),
                Reverse(users(relation)),
                c.name(relation.asset),
            )
        });
        let mut dmes = c.sorted(Kind::Dme);
        dmes.sort_by_key(|d| Reverse(by_dme.get(d).map_or(0, |k| k.tables)));
        let tables = Table::new(
            "tables",
            "Tables that lack something",
            &TABLES,
            "None: every productive table has all six.",
        )
        .note("Those that lack most come first, and among them those with the most users. A monitor is one of Monte Carlo's that isn't paused, dbt's source freshness, or quality rules in a contract.")
        .rows(lacking.iter().map(|(relation, answers)| {
            let mut row = vec![Value::Asset(relation.asset), Value::asset(c.owner(relation))];
            row.extend(answers.iter().map(|a| Value::Has(*a)));
            row.push(if c.operations.usage.is_empty() {
                Value::Unknown
            } else {
                Value::count(users(relation))
            });
            row
        }));
        let by_dme = Table::new(
            "dmes",
            "By DME",
            &DMES,
            "No DME yet: add a manifest of `kind: DataMeshEnvironment`.",
        )
        .note("Shares of the productive tables that a DME owns.")
        .rows(dmes.iter().map(|dme| {
            let counts = by_dme.get(dme).copied().unwrap_or_default();
            let mut row = vec![Value::Asset(*dme), Value::count(counts.tables)];
            row.extend(
                counts
                    .yes
                    .iter()
                    .map(|n| Value::share(permille(*n, counts.tables))),
            );
            row.push(Value::count(self.findings_in(*dme)));
            row
        }));
        Draft {
            key: KeyFigure {
                value: match (all.yes[0] * 100).checked_div(all.tables) {
                    Some(percent) => format!("{percent} %"),
                    None => "–".to_owned(),
                },
                label: "of the productive tables are behind a unified view".to_owned(),
                tone: None,
            },
            shares: QUESTIONS
                .into_iter()
                .zip(all.yes)
                .map(|(question, n)| share(question, n, all.tables))
                .collect(),
            tables: vec![by_dme, tables],
            ..Draft::default()
        }
    }

    /// Shares of the unified views.
    pub(super) fn view_shares(&self) -> Vec<Share> {
        let c = self.catalog;
        let (mut total, mut owned, mut described, mut audience) = (0, 0, 0, 0);
        for relation in c.relations.iter().filter(|r| r.unified) {
            total += 1;
            owned += usize::from(c.owner(relation).is_some());
            described += usize::from(c.asset(relation.asset).description.is_some());
            let (names, persons) = c.audiences_of(relation);
            audience += usize::from(!names.is_empty() || persons > 0);
        }
        vec![
            share("Unified views with one owner DME", owned, total),
            share("Unified views described", described, total),
            share("Unified views with a known audience", audience, total),
        ]
    }

    /// Number of findings about a DME and what it holds.
    fn findings_in(&self, dme: AssetIx) -> usize {
        self.catalog.environment(dme).map_or(0, |e| {
            std::iter::once(dme)
                .chain(e.products.iter().copied())
                .chain(e.views.iter().copied())
                .chain(e.tables.iter().copied())
                .map(|ix| self.findings_of(ix).count())
                .sum()
        })
    }
}
