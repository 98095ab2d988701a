//! Whether products are ready to be released: what came of each of their release checks.

use rustc_hash::FxHashMap;

use super::release_results::{Came, Found, Results};
use crate::catalog::{AssetIx, Catalog, Product, start_of_day};
use crate::system::Exporter;

/// What a result is older than.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Newer {
    /// The last release, which was on the day that began at this moment.
    Release(i64),
    /// A change of the columns of what the product holds, at this moment.
    SchemaChange(i64),
    /// What the settings allow its export to be.
    AllowedAge,
    /// Not known, since the moment of the result isn't.
    Unknown,
}

/// What came of a release check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReleaseResult {
    /// It names no result that it waits for.
    Unbound,
    /// No export has a result of that name.
    Missing {
        /// Whether something of that name is there, which tells nothing: it was skipped, is switched
        /// off, or is a rule of a contract that nothing tests.
        named: bool,
    },
    /// Something is wrong.
    Failed {
        /// Since when, or when that was found.
        at: Option<i64>,
        /// Whether that is a warning to whoever tests it.
        tolerated: bool,
    },
    /// It passed before something changed.
    Outdated {
        /// When.
        at: Option<i64>,
        /// What came after it.
        than: Newer,
    },
    /// It passed, and nothing has changed since.
    Passed {
        /// When.
        at: i64,
    },
    /// It rests on what the reader may not see, or on nothing: which of the two isn't told.
    Unseen {
        /// Whether it is passed; nothing where that isn't known, or isn't told.
        passed: Option<bool>,
    },
}

impl ReleaseResult {
    /// The least is the worst.
    const fn rank(self) -> u8 {
        match self {
            Self::Failed {
                tolerated: false, ..
            } => 0,
            Self::Outdated { .. } => 1,
            Self::Missing { .. } | Self::Unbound | Self::Unseen { .. } => 2,
            Self::Failed {
                tolerated: true, ..
            } => 3,
            Self::Passed { .. } => 4,
        }
    }

    /// Whether it is passed; nothing where that isn't known.
    #[must_use]
    pub(crate) const fn is_passed(self) -> Option<bool> {
        match self {
            Self::Unbound | Self::Missing { .. } => None,
            Self::Failed { .. } | Self::Outdated { .. } => Some(false),
            Self::Passed { .. } => Some(true),
            Self::Unseen { passed } => passed,
        }
    }
}

/// The answer to a release check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReleaseAnswer {
    /// What came of it; of several results of that name the worst.
    pub result: ReleaseResult,
    /// The relation that the result is about, or the job.
    pub about: Option<AssetIx>,
}

/// The answers to the release checks of all products.
#[derive(Debug, Default)]
pub(crate) struct ReleaseChecks {
    /// In the order of the catalog's products, and of the checks of each.
    answers: Vec<Vec<ReleaseAnswer>>,
}

impl ReleaseChecks {
    /// Looks for the results of all checks, as if what is `closed` weren't there.
    pub(super) fn of(c: &Catalog, closed: impl Fn(AssetIx) -> bool + Copy) -> Self {
        let mut checks = c.products.iter().flat_map(|p| &p.checks);
        let results = checks
            .any(|check| check.waits_for.is_some())
            .then(|| Results::of(c, closed));
        let stale = c.operations.exports.iter().filter(|e| e.stale);
        let stale: Vec<Exporter> = stale.map(|e| e.format).collect();
        let answers = c.products.iter().map(|product| {
            if product.checks.is_empty() {
                return Vec::new();
            }
            let mut relations: Vec<AssetIx> =
                product.relations().filter(|ix| !closed(*ix)).collect();
            relations.sort_unstable();
            relations.dedup();
            let limits = Limits::of(c, product, &relations, &stale);
            let answer = |waits_for| {
                let unbound = ReleaseAnswer {
                    result: ReleaseResult::Unbound,
                    about: None,
                };
                let bound = Option::zip(results.as_ref(), waits_for);
                bound.map_or(unbound, |(results, waits_for)| {
                    limits.worst(results.waited_for(product, &relations, waits_for))
                })
            };
            let checks = product.checks.iter();
            checks.map(|k| answer(k.waits_for.as_ref())).collect()
        });
        Self {
            answers: answers.collect(),
        }
    }

    /// Takes what the whole says of the checks of products of a part: what the part itself doesn't explain
    /// rests on what isn't visible.
    pub(super) fn declare(
        &mut self,
        part: &Catalog,
        declared: &FxHashMap<AssetIx, Vec<Option<bool>>>,
    ) {
        for (product, answers) in part.products.iter().zip(&mut self.answers) {
            let declared = declared.get(&product.asset);
            for (n, answer) in answers.iter_mut().enumerate() {
                let told = declared.and_then(|all| all.get(n).copied().flatten());
                let own = answer.result.is_passed();
                if own != told || own.is_none() {
                    *answer = ReleaseAnswer {
                        result: ReleaseResult::Unseen { passed: told },
                        about: None,
                    };
                }
            }
        }
    }

    /// Of one product, in the order of its checks.
    #[must_use]
    pub(crate) fn of_product(&self, c: &Catalog, product: AssetIx) -> &[ReleaseAnswer] {
        self.answers
            .get(c.detail(product))
            .map_or(&[], Vec::as_slice)
    }
}

/// What the results of a product have to be newer than.
struct Limits<'s> {
    release: Option<i64>,
    schema_change: Option<i64>,
    /// The formats of exports that are older than allowed.
    stale: &'s [Exporter],
}

impl<'s> Limits<'s> {
    fn of(c: &Catalog, product: &Product, relations: &[AssetIx], stale: &'s [Exporter]) -> Self {
        let dates = product.releases.iter().filter_map(|r| r.date.as_deref());
        let days = dates.filter_map(start_of_day);
        // A later one is planned.
        let clock = &c.operations.clock;
        let past = days.filter(|day| clock.has_come(*day).is_none_or(|come| come));
        let defined = relations.iter();
        let defined = defined.filter_map(|ix| c.operations.defined.get(ix).copied());
        Self {
            release: past.max(),
            schema_change: defined.max(),
            stale,
        }
    }

    fn newest(&self) -> Option<(i64, Newer)> {
        let release = self.release.map(|at| (at, Newer::Release(at)));
        let change = self.schema_change.map(|at| (at, Newer::SchemaChange(at)));
        match (release, change) {
            (Some(release), Some(change)) if change.0 > release.0 => Some(change),
            (release, change) => release.or(change),
        }
    }

    fn judged(&self, found: &Found) -> ReleaseResult {
        let (at, newest) = (found.at, self.newest());
        match (found.came, at) {
            (Came::Nothing, _) => ReleaseResult::Missing { named: true },
            (Came::Wrong, _) => ReleaseResult::Failed {
                at,
                tolerated: false,
            },
            (Came::Tolerated, _) => ReleaseResult::Failed {
                at,
                tolerated: true,
            },
            (Came::Well, None) => ReleaseResult::Outdated {
                at,
                than: Newer::Unknown,
            },
            (Came::Well, Some(passed)) => match newest {
                Some((after, than)) if passed < after => ReleaseResult::Outdated { at, than },
                _ if self.stale.contains(&found.by) => ReleaseResult::Outdated {
                    at,
                    than: Newer::AllowedAge,
                },
                _ => ReleaseResult::Passed { at: passed },
            },
        }
    }

    fn worst(&self, (found, named): (Vec<Found>, bool)) -> ReleaseAnswer {
        let answers = found.iter().map(|found| ReleaseAnswer {
            result: self.judged(found),
            about: found.about,
        });
        // Of equals the first.
        let worst = answers.min_by_key(|answer| answer.result.rank());
        worst.unwrap_or(ReleaseAnswer {
            result: ReleaseResult::Missing { named },
            about: None,
        })
    }
}
