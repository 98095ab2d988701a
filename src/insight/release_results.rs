//! The results of exports by the names that release checks have for them.

use rustc_hash::FxHashMap;

use crate::catalog::{
    AssetIx, Catalog, Check, CheckResult, Incident, Monitor, Outcome, Product, WaitsFor, small,
};
use crate::system::{Evidence, EvidenceKind, Exporter};

/// What came of something by itself, whatever its age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// All is well.
    Well,
    /// Something is wrong that is tolerated.
    Tolerated,
    /// Something is wrong.
    Wrong,
    /// It is there and tells nothing: skipped, switched off, never run.
    Nothing,
}

/// A result of that name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) came: Came,
    pub(super) at: Option<i64>,
    /// The system whose export tells it.
    pub(super) by: Exporter,
    /// The relation that it is about, or the job.
    pub(super) about: Option<AssetIx>,
}

/// All results by name. Built once, where a product waits for any.
pub(super) struct Results<'c> {
    catalog: &'c Catalog,
    /// In [`crate::catalog::Operations::checks`], those that test data.
    tests: FxHashMap<&'c str, Vec<u32>>,
    /// The relation of each check.
    tested: Vec<Option<AssetIx>>,
    /// In [`crate::catalog::Operations::monitors`].
    monitors: FxHashMap<&'c str, Vec<u32>>,
    /// The relations of each monitor.
    watched: Vec<Vec<AssetIx>>,
    jobs: FxHashMap<&'c str, Vec<AssetIx>>,
}

impl<'c> Results<'c> {
    /// Of what is `closed` there are none.
    pub(super) fn of(catalog: &'c Catalog, closed: impl Fn(AssetIx) -> bool) -> Self {
        let operations = &catalog.operations;
        let mut all = Self {
            catalog,
            tests: FxHashMap::default(),
            tested: vec![None; operations.checks.len()],
            monitors: FxHashMap::default(),
            watched: vec![Vec::new(); operations.monitors.len()],
            jobs: FxHashMap::default(),
        };
        for relation in &catalog.relations {
            let Some(health) = operations.health.get(&relation.asset) else {
                continue;
            };
            for number in &health.checks {
                if let Some(slot) = all.tested.get_mut(*number as usize) {
                    *slot = Some(relation.asset);
                }
            }
            for number in &health.monitors {
                if let Some(watched) = all.watched.get_mut(*number as usize) {
                    watched.push(relation.asset);
                }
            }
        }
        for (number, check) in operations.checks.iter().enumerate() {
            let tested = all.tested.get(number).copied().flatten();
            if check.by.kind() == EvidenceKind::Test && !tested.is_some_and(&closed) {
                for name in names_of_test(check) {
                    name_one(&mut all.tests, name, small(number));
                }
            }
        }
        for (number, monitor) in operations.monitors.iter().enumerate() {
            if monitor.relations.iter().any(|ix| closed(*ix)) {
                continue;
            }
            for name in [&monitor.id, &monitor.title] {
                name_one(&mut all.monitors, name, small(number));
            }
        }
        for job in catalog.jobs.iter().filter(|job| !closed(job.asset)) {
            let name = catalog.name(job.asset);
            let last = name.rsplit('/').next().unwrap_or(name);
            for name in [name, last] {
                name_one(&mut all.jobs, name, job.asset);
            }
        }
        all
    }

    /// The results that a check of a product waits for, and whether anything is named so at all.
    /// `relations` are the product's, sorted: of several of one name, those about them count.
    pub(super) fn waited_for(
        &self,
        product: &Product,
        relations: &[AssetIx],
        waits_for: &WaitsFor,
    ) -> (Vec<Found>, bool) {
        let found: Vec<Found> = match waits_for {
            WaitsFor::DbtTest(name) => self.tests(name, relations),
            WaitsFor::Monitor(name) => self.monitors(name, relations),
            WaitsFor::Job(name) => self.jobs(name, relations),
            WaitsFor::Quality(name) => return self.quality(name, product, relations),
        };
        let named = !found.is_empty();
        (found, named)
    }

    fn tests(&self, name: &str, relations: &[AssetIx]) -> Vec<Found> {
        let named = self.numbers(&self.tests, name);
        let mut tests: Vec<u32> = named
            .filter(|n| {
                self.check(*n)
                    .is_some_and(|check| check.by == Evidence::DbtTest)
            })
            .collect();
        let is_exact = |n: &u32| self.check(*n).is_some_and(|check| check.id == name);
        if tests.iter().any(is_exact) {
            tests.retain(is_exact);
        } else {
            self.prefer(&mut tests, |n| self.is_about(*n, relations));
        }
        tests.into_iter().filter_map(|n| self.tested(n)).collect()
    }

    fn monitors(&self, name: &str, relations: &[AssetIx]) -> Vec<Found> {
        let mut monitors: Vec<u32> = self.numbers(&self.monitors, name).collect();
        let watches = |n: &u32| {
            let watched = self.watched.get(*n as usize);
            watched.is_some_and(|all| all.iter().any(|ix| relations.binary_search(ix).is_ok()))
        };
        self.prefer(&mut monitors, watches);
        let all = &self.catalog.operations.monitors;
        monitors
            .into_iter()
            .filter_map(|n| {
                let watched = self.watched.get(n as usize)?;
                Some(self.monitored(all.get(n as usize)?, watched))
            })
            .collect()
    }

    fn jobs(&self, name: &str, relations: &[AssetIx]) -> Vec<Found> {
        let name = name.trim();
        let name = name.strip_prefix("job:").unwrap_or(name);
        let mut jobs = self.jobs.get(name).cloned().unwrap_or_default();
        let is_exact = |ix: &AssetIx| self.catalog.name(*ix) == name;
        if jobs.iter().any(is_exact) {
            jobs.retain(is_exact);
        } else {
            self.prefer(&mut jobs, |ix| {
                let job = self.catalog.jobs.get(self.catalog.detail(*ix));
                job.is_some_and(|job| {
                    let mut all = job.writes.iter().chain(&job.reads);
                    all.any(|ix| relations.binary_search(ix).is_ok())
                })
            });
        }
        let ran = jobs.into_iter().filter_map(|ix| {
            let job = self.catalog.jobs.get(self.catalog.detail(ix))?;
            let last = self.catalog.runs_of(ix).last_ended();
            Some(Found {
                came: match last.map(|run| run.outcome) {
                    Some(Outcome::Success) => Came::Well,
                    Some(Outcome::Failed) => Came::Wrong,
                    Some(Outcome::Running | Outcome::Skipped) | None => Came::Nothing,
                },
                at: last.and_then(|run| run.ended.or(run.started)),
                by: job.system.exporter(),
                about: Some(ix),
            })
        });
        ran.collect()
    }

    /// Results of tests that are named as a rule of a contract, about what the rule is about.
    fn quality(&self, name: &str, product: &Product, relations: &[AssetIx]) -> (Vec<Found>, bool) {
        let mut found: Vec<u32> = Vec::new();
        let mut named = false;
        for contract in contracts(self.catalog, product, relations) {
            let Some(contract) = self.catalog.contracts.get(self.catalog.detail(contract)) else {
                continue;
            };
            for table in &contract.tables {
                let of_table = table.quality.iter().map(|rule| (rule, None));
                let of_columns = table.columns.iter().flat_map(|column| {
                    let path = Some(column.physical_path.as_str());
                    column.quality.iter().map(move |rule| (rule, path))
                });
                for (rule, column) in of_table.chain(of_columns) {
                    let names = || [&rule.id, &rule.name].into_iter().flatten();
                    if !names().any(|n| n == name) {
                        continue;
                    }
                    named = true;
                    let about = table.relation.as_slice();
                    let about = if about.is_empty() { relations } else { about };
                    for name in names() {
                        let tests = self.numbers(&self.tests, name);
                        found.extend(tests.filter(|n| {
                            self.is_about(*n, about)
                                && self.check(*n).is_some_and(|c| fits(c, column))
                        }));
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let found = found.into_iter().filter_map(|n| self.tested(n)).collect();
        (found, named)
    }

    fn numbers<'r>(
        &'r self,
        by_name: &'r FxHashMap<&'c str, Vec<u32>>,
        name: &str,
    ) -> impl Iterator<Item = u32> + 'r {
        by_name.get(name.trim()).into_iter().flatten().copied()
    }

    /// Leaves those that `own` holds for, where it holds for any.
    fn prefer<T>(&self, all: &mut Vec<T>, own: impl Fn(&T) -> bool) {
        if all.iter().any(&own) {
            all.retain(own);
        }
    }

    fn check(&self, number: u32) -> Option<&'c Check> {
        self.catalog.operations.checks.get(number as usize)
    }

    fn is_about(&self, number: u32, relations: &[AssetIx]) -> bool {
        let tested = self.tested.get(number as usize).copied().flatten();
        tested.is_some_and(|ix| relations.binary_search(&ix).is_ok())
    }

    fn tested(&self, number: u32) -> Option<Found> {
        let check = self.check(number)?;
        Some(Found {
            came: match check.result {
                CheckResult::Pass => Came::Well,
                CheckResult::Warn => Came::Tolerated,
                CheckResult::Fail => Came::Wrong,
                CheckResult::Unknown => Came::Nothing,
            },
            at: check.at,
            by: check.by.exporter(),
            about: self.tested.get(number as usize).copied().flatten(),
        })
    }

    /// A monitor has no result of its own in exports: it is as its status says, and fails while an
    /// incident of what it watches for is open. It holds as of the newest moment of its export.
    fn monitored(&self, monitor: &Monitor, watched: &[AssetIx]) -> Found {
        let operations = &self.catalog.operations;
        let exports = operations.exports.iter();
        let exports = exports.filter(|e| e.format == monitor.exporter);
        let newest = exports.filter_map(|e| e.newest).max();
        let incident = operations.incidents.iter().find(|incident| {
            incident.open
                && may_be_of(incident, monitor)
                && incident.relations.iter().any(|ix| watched.contains(ix))
        });
        let (came, at) = match (incident, status(monitor)) {
            (Some(incident), _) => (Came::Wrong, incident.started.or(newest)),
            (None, came) => (came, newest),
        };
        Found {
            came,
            at,
            by: monitor.exporter,
            about: watched.first().copied(),
        }
    }
}

fn name_one<'c, T: PartialEq>(by_name: &mut FxHashMap<&'c str, Vec<T>>, name: &'c str, one: T) {
    let all = by_name.entry(name.trim()).or_default();
    if all.last() != Some(&one) {
        all.push(one);
    }
}

/// What a test may be called. In `test.shop.orders_row_count.3f2a` the last part is made of its
/// arguments, so that it changes with them.
fn names_of_test(check: &Check) -> impl Iterator<Item = &str> {
    let id = check.id.as_str();
    let mut parts = id.splitn(4, '.');
    let is_test = parts.next() == Some("test");
    let name = parts.nth(1).filter(|_| is_test);
    let plain = name.and(parts.next());
    let plain = plain.and_then(|hash| id.get(..id.len().checked_sub(hash.len() + 1)?));
    [Some(id), check.title.as_deref(), name, plain]
        .into_iter()
        .flatten()
}

/// The contracts of a product: about its relations, at its ports, or naming it.
fn contracts(c: &Catalog, product: &Product, relations: &[AssetIx]) -> Vec<AssetIx> {
    let name = c.name(product.asset);
    let about = relations.iter().filter_map(|ix| c.relation(*ix));
    let about = about.flat_map(|r| c.contracts_of(r).iter().map(|(contract, _)| *contract));
    let at_ports = product.outputs.iter().filter_map(|port| port.contract);
    let naming = c.contracts.iter();
    let naming = naming.filter(|k| k.product.as_deref() == Some(name));
    let mut all: Vec<AssetIx> = about
        .chain(at_ports)
        .chain(naming.map(|k| k.asset))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether a test may be of a rule about this column, or about a table as a whole.
fn fits(check: &Check, column: Option<&str>) -> bool {
    match (check.column.as_deref(), column) {
        (Some(tested), Some(column)) => tested.eq_ignore_ascii_case(column),
        _ => true,
    }
}

/// What a monitor's status says of it. The words are those of a tool's pages; one that isn't known
/// tells of no fault.
fn status(monitor: &Monitor) -> Came {
    let status = monitor.status.as_deref().unwrap_or_default();
    let word = status.trim().to_ascii_uppercase().replace([' ', '-'], "_");
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    if monitor.paused || has(&["PAUSED", "DISABLED", "SNOOZED", "NO_STATUS", "TRAINING"]) {
        Came::Nothing
    } else if has(&["ERROR", "FAIL", "MISCONFIGURED", "BREACH"]) {
        Came::Wrong
    } else {
        Came::Well
    }
}

/// Whether an incident may be of what a monitor watches for: unless both say what that is, and it
/// differs.
fn may_be_of(incident: &Incident, monitor: &Monitor) -> bool {
    let found = incident.kind.as_deref().and_then(aspect);
    let watched = monitor.kind.as_deref().and_then(aspect);
    found
        .zip(watched)
        .is_none_or(|(found, watched)| found == watched)
}

/// What of a table's data a kind of monitor or incident is about, by the words that tools have for it;
/// nothing where the word may mean anything.
fn aspect(kind: &str) -> Option<&'static str> {
    let word = kind.to_ascii_uppercase();
    let of = |words: &[&str]| words.iter().any(|w| word.contains(w));
    if of(&["FRESH"]) {
        Some("freshness")
    } else if of(&["VOLUME", "SIZE", "ROW_COUNT"]) {
        Some("volume")
    } else if of(&["SCHEMA"]) {
        Some("schema")
    } else if of(&["FIELD", "DIMENSION", "METRIC"]) {
        Some("values")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, CheckResult, aspect, names_of_test};
    use crate::system::{Assertion, Evidence};

    #[test]
    fn names_of_tests() {
        for (id, title, names) in [
            (
                "test.shop.not_null_id.3f2a",
                Some("not_null_id"),
                vec![
                    "test.shop.not_null_id.3f2a",
                    "not_null_id",
                    "not_null_id",
                    "test.shop.not_null_id",
                ],
            ),
            (
                "test.shop.row_count",
                None,
                vec!["test.shop.row_count", "row_count"],
            ),
            (
                "unit_test.shop.orders.rounds",
                Some("rounds"),
                vec!["unit_test.shop.orders.rounds", "rounds"],
            ),
            ("not_null(id)", None, vec!["not_null(id)"]),
            ("test.", None, vec!["test."]),
        ] {
            let check = Check {
                id: id.to_owned(),
                title: title.map(str::to_owned),
                asserts: Assertion::Other,
                column: None,
                result: CheckResult::Pass,
                at: None,
                message: None,
                by: Evidence::DbtTest,
                alone: true,
                job: None,
                before: Vec::new(),
            };
            assert_eq!(names_of_test(&check).collect::<Vec<_>>(), names, "{id}");
        }
    }

    #[test]
    fn kinds_that_may_mean_anything_have_no_aspect() {
        assert_eq!(aspect("Freshness"), aspect("FRESHNESS"));
        assert_ne!(aspect("VOLUME"), aspect("FIELD_HEALTH"));
        assert_eq!(aspect("CUSTOM_SQL"), None);
    }
}
