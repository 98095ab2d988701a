//! What happened in a part of a catalog.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Restriction;
use crate::catalog::{
    AssetIx, ColumnUse, Doubt, FilterShape, Habit, Health, Incident, Job, Model, Monitor,
    Predicate, Relation, Sym, Usage, small,
};

/// New index by old one.
type Renumbered = FxHashMap<u32, u32>;

impl Restriction<'_> {
    /// Jobs, models, incidents, monitors, checks; state and use of relations.
    pub(super) fn operations(&mut self) {
        for old in &self.from.jobs {
            if let Some(asset) = self.ix(old.asset) {
                let job = Job {
                    asset,
                    reads: self.all(&old.reads),
                    writes: self.all(&old.writes),
                    ..old.clone()
                };
                self.place(asset, self.to.inventory.jobs.len());
                self.to.inventory.jobs.push(job);
                let runs = self.from.runs_of(old.asset).clone();
                self.to.operations.runs.push(runs);
            }
        }
        for old in &self.from.models {
            if let Some(asset) = self.ix(old.asset) {
                self.place(asset, self.to.inventory.models.len());
                self.to.inventory.models.push(Model {
                    asset,
                    ..old.clone()
                });
            }
        }
        let incidents = self.incidents();
        let monitors = self.monitors();
        let mut kept: FxHashSet<Sym> = FxHashSet::default();
        for old in &self.from.relations {
            if self.ix(old.asset).is_some() {
                kept.insert(old.project);
            }
        }
        for old in &self.from.relations {
            let Some(asset) = self.ix(old.asset) else {
                continue;
            };
            if let Some(health) = self.from.operations.health.get(&old.asset) {
                let health = self.health(old, health, &incidents, &monitors);
                self.to.operations.health.insert(asset, health);
            }
            if let Some(usage) = self.from.operations.usage.get(&old.asset) {
                let usage = self.usage(usage, &kept);
                self.to.operations.usage.insert(asset, usage);
            }
            match self.from.operations.doubts.get(&old.asset) {
                // Counts of a dataset that the rest has a share in are the rest's, too.
                Some(Doubt::Partial { .. }) if self.left.contains(&old.dataset) => {}
                Some(doubt) => _ = self.to.operations.doubts.insert(asset, *doubt),
                None => {}
            }
        }
    }

    fn incidents(&mut self) -> Renumbered {
        let mut renumbered = Renumbered::default();
        for (i, old) in (0u32..).zip(&self.from.operations.incidents) {
            let relations = self.all(&old.relations);
            if !relations.is_empty() {
                renumbered.insert(i, small(self.to.operations.incidents.len()));
                self.to.operations.incidents.push(Incident {
                    relations,
                    ..old.clone()
                });
            }
        }
        renumbered
    }

    fn monitors(&mut self) -> Renumbered {
        let mut renumbered = Renumbered::default();
        for (i, old) in (0u32..).zip(&self.from.operations.monitors) {
            let relations = self.all(&old.relations);
            if !relations.is_empty() {
                renumbered.insert(i, small(self.to.operations.monitors.len()));
                self.to.operations.monitors.push(Monitor {
                    relations,
                    ..old.clone()
                });
            }
        }
        renumbered
    }

    fn health(
        &mut self,
        relation: &Relation,
        old: &Health,
        incidents: &Renumbered,
        monitors: &Renumbered,
    ) -> Health {
        let mut checks = Vec::new();
        for check in &old.checks {
            if let Some(check) = self.from.operations.checks.get(*check as usize) {
                checks.push(small(self.to.operations.checks.len()));
                self.to.operations.checks.push(check.clone());
            }
        }
        let of = |new: &Renumbered, old: &[u32]| -> Vec<u32> {
            old.iter().filter_map(|i| new.get(i).copied()).collect()
        };
        // What promises may be a product or a contract that isn't kept.
        let promised_by: Vec<AssetIx> = self
            .from
            .contracts_of(relation)
            .iter()
            .map(|(contract, _)| *contract)
            .chain(relation.product)
            .collect();
        Health {
            promise: old.promise.clone().filter(|_| self.keeps_all(&promised_by)),
            checks,
            incidents: of(incidents, &old.incidents),
            monitors: of(monitors, &old.monitors),
            writers: self.all(&old.writers),
            readers: self.all(&old.readers),
            ..old.clone()
        }
    }

    /// Use; projects of the rest aren't named.
    fn usage(&mut self, old: &Usage, kept: &FxHashSet<Sym>) -> Usage {
        let mut projects = Vec::new();
        for (project, queries) in &old.projects {
            if kept.contains(project) || !self.left.contains(project) {
                projects.push((self.sym(*project), *queries));
            }
        }
        let shapes = old.shapes.iter().map(|shape| FilterShape {
            predicates: shape
                .predicates
                .iter()
                .map(|p| Predicate {
                    column: self.sym(p.column),
                    operator: p.operator,
                })
                .collect(),
            count: shape.count,
        });
        let shapes = shapes.collect();
        let columns = old.columns.iter();
        let mut columns: Vec<ColumnUse> = columns
            .map(|of| ColumnUse {
                column: self.sym(of.column),
                ..*of
            })
            .collect();
        columns.sort_unstable_by_key(|of| of.column);
        Usage {
            columns,
            joins: self.habits(&old.joins),
            filters: self.habits(&old.filters),
            shapes,
            projects,
            ..old.clone()
        }
    }

    /// Joins and filters; a join with the rest is left out.
    fn habits(&mut self, old: &[Habit]) -> Vec<Habit> {
        let mut habits = Vec::new();
        for habit in old {
            let joined = match habit.joined {
                None => None,
                Some((asset, column)) => match self.ix(asset) {
                    Some(asset) => Some((asset, self.sym(column))),
                    None => continue,
                },
            };
            habits.push(Habit {
                column: self.sym(habit.column),
                joined,
                ..*habit
            });
        }
        habits
    }
}
