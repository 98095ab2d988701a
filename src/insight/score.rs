//! The score of a DME: documented points, each with the asset that would raise it.

use std::cmp::Reverse;

use super::Insight;
use super::coverage::Question;
use super::readiness::Need;
use crate::catalog::{AssetIx, Catalog, Environment};

/// A part of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    /// The DME has what it needs ([`Need`]).
    Readiness,
    /// Its productive tables are behind a unified view.
    BehindView,
    /// They are described.
    Described,
    /// They have a contract.
    Contract,
    /// They have a service level.
    ServiceLevel,
    /// Its unified views are described.
    ViewsDescribed,
    /// Columns of its tables and views are described.
    ColumnsDescribed,
    /// No sources contradict each other about it and what it holds.
    FreeOfContradictions,
    /// Its data is as fresh as promised.
    Fresh,
}

impl Part {
    /// All of them, in the order in which they are told.
    pub(crate) const ALL: [Self; 9] = [
        Self::Readiness,
        Self::BehindView,
        Self::Described,
        Self::Contract,
        Self::ServiceLevel,
        Self::ViewsDescribed,
        Self::ColumnsDescribed,
        Self::FreeOfContradictions,
        Self::Fresh,
    ];

    /// Points to be had for it; together they make 100.
    #[must_use]
    pub(crate) const fn points(self) -> u64 {
        match self {
            Self::Readiness => 28,
            Self::BehindView => 12,
            Self::Described | Self::ServiceLevel | Self::Fresh => 8,
            Self::Contract | Self::ColumnsDescribed | Self::FreeOfContradictions => 10,
            Self::ViewsDescribed => 6,
        }
    }
}

/// What was found of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartFinding {
    /// So many needs are met, and these aren't.
    Needs {
        /// Those met.
        met: usize,
        /// Those not met.
        missing: Vec<Need>,
    },
    /// So many of a set have it.
    Share {
        /// Those that have it.
        yes: usize,
        /// How many there are.
        total: usize,
    },
    /// Promises were kept in so much of the time, in ‰; nothing where that can't be measured.
    Attained {
        /// Share of the time.
        permille: Option<u16>,
        /// Relations measured.
        measured: usize,
    },
}

/// Points for a part of the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Point {
    /// What they are for.
    pub part: Part,
    /// Points earned.
    pub earned: u64,
    /// Points to be had; 0 where there is nothing to judge, and then it doesn't count.
    pub possible: u64,
    /// What was found.
    pub found: PartFinding,
    /// The asset that would raise it: the first that lacks it.
    pub raise: Option<AssetIx>,
}

/// The score of a DME.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Score {
    /// Which.
    pub dme: AssetIx,
    /// Point by point, in the order of [`Part::ALL`].
    pub points: Vec<Point>,
}

impl Score {
    /// The score in percent of what can be had.
    #[must_use]
    pub(crate) fn total(&self) -> Option<u64> {
        let possible: u64 = self.points.iter().map(|p| p.possible).sum();
        let earned: u64 = self.points.iter().map(|p| p.earned).sum();
        (earned * 100).checked_div(possible)
    }
}

/// How many of a set have something, and what to mend first.
#[derive(Default)]
struct Tally {
    total: usize,
    yes: usize,
    /// The first that lacks it, of those with the most weight.
    first: Option<AssetIx>,
    weight: usize,
}

impl Tally {
    /// Counts one; of those that lack it, the one with the most weight is kept, the first of equals.
    fn add(&mut self, ix: AssetIx, yes: bool, weight: usize) {
        self.total += 1;
        self.yes += usize::from(yes);
        if !yes && (self.first.is_none() || weight > self.weight) {
            self.first = Some(ix);
            self.weight = weight;
        }
    }

    fn point(&self, part: Part) -> Point {
        Point {
            part,
            earned: scaled(self.yes, self.total, part.points()),
            possible: if self.total == 0 { 0 } else { part.points() },
            found: PartFinding::Share {
                yes: self.yes,
                total: self.total,
            },
            raise: self.first,
        }
    }
}

/// The share of `points` that `n` of `total` earn, rounded down.
fn scaled(n: usize, total: usize, points: u64) -> u64 {
    let (n, total) = (n as u64, total as u64);
    (n * points).checked_div(total).unwrap_or(0)
}

/// Scores of all DMEs, in the order of [`crate::catalog::Inventory::environments`]. Where sources
/// contradict each other is told by findings, which rules make of the insight: so scores come last,
/// and stand beside it.
pub(crate) fn scores(
    c: &Catalog,
    insight: &Insight,
    is_contradicted: impl Fn(AssetIx) -> bool,
) -> Vec<Score> {
    let dmes = c.environments.iter();
    dmes.map(|dme| score(c, insight, &is_contradicted, dme))
        .collect()
}

fn score(
    c: &Catalog,
    insight: &Insight,
    is_contradicted: &impl Fn(AssetIx) -> bool,
    dme: &Environment,
) -> Score {
    const TABLES: [(Part, Question); 4] = [
        (Part::BehindView, Question::BehindView),
        (Part::Described, Question::Described),
        (Part::Contract, Question::Contract),
        (Part::ServiceLevel, Question::ServiceLevel),
    ];
    let mut tables: [Tally; TABLES.len()] = Default::default();
    let (mut views, mut columns, mut free) = (Tally::default(), Tally::default(), Tally::default());
    let all = dme.tables.iter().chain(&dme.views);
    let mut all: Vec<AssetIx> = all.filter(|ix| !c.is_listed(**ix)).copied().collect();
    // What is used most is mended first.
    all.sort_by_cached_key(|ix| {
        let users = c.operations.usage.get(ix).map_or(0, |u| u.users.len());
        (Reverse(users), c.name(*ix))
    });
    all.dedup();
    for relation in all.iter().filter_map(|ix| c.relation(*ix)) {
        let ix = relation.asset;
        if let Some(answers) = insight.coverage.answers(c, ix) {
            for (tally, (_, question)) in tables.iter_mut().zip(TABLES) {
                tally.add(ix, answers.has(question), 0);
            }
        }
        if relation.unified {
            views.add(ix, c.asset(ix).description.is_some(), 0);
        }
        let top = || c.columns_of(relation).iter().filter(|k| k.depth == 0);
        let bare = top().filter(|k| k.description.is_none()).count();
        for column in top() {
            columns.add(ix, column.description.is_some(), bare);
        }
        free.add(ix, !is_contradicted(ix), 0);
    }
    free.add(dme.asset, !is_contradicted(dme.asset), 0);
    for ix in &dme.products {
        free.add(*ix, !is_contradicted(*ix), 0);
    }
    let mut points = vec![readiness(c, dme)];
    points.extend(
        tables
            .iter()
            .zip(TABLES)
            .map(|(t, (part, _))| t.point(part)),
    );
    points.push(views.point(Part::ViewsDescribed));
    points.push(columns.point(Part::ColumnsDescribed));
    points.push(free.point(Part::FreeOfContradictions));
    points.push(fresh(insight, dme));
    Score {
        dme: dme.asset,
        points,
    }
}

fn readiness(c: &Catalog, dme: &Environment) -> Point {
    let needs = Need::ALL.into_iter();
    let missing: Vec<Need> = needs.filter(|need| !need.is_met(c, dme)).collect();
    let met = Need::ALL.len() - missing.len();
    let points = Part::Readiness.points();
    Point {
        part: Part::Readiness,
        earned: scaled(met, Need::ALL.len(), points),
        possible: points,
        raise: (!missing.is_empty()).then_some(dme.asset),
        found: PartFinding::Needs { met, missing },
    }
}

fn fresh(insight: &Insight, dme: &Environment) -> Point {
    let served = insight.service.scored(dme.asset);
    let permille = served.attained();
    let points = Part::Fresh.points();
    Point {
        part: Part::Fresh,
        earned: permille.map_or(0, |attained| u64::from(attained) * points / 1000),
        possible: permille.map_or(0, |_| points),
        found: PartFinding::Attained {
            permille,
            measured: served.measured,
        },
        raise: served.worst.map(|(_, ix)| ix),
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, scaled};

    #[test]
    fn the_points_make_a_hundred() {
        assert_eq!(Part::ALL.iter().map(|p| p.points()).sum::<u64>(), 100);
        assert_eq!((scaled(1, 3, 10), scaled(0, 0, 10)), (3, 0));
    }
}
