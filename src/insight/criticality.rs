//! Criticality: computed from what depends on something, beside what is declared.

use super::attainment::DAY;
use super::impact::Impact;
use super::productive::{has_service_level, is_productive};
use crate::catalog::{AssetIx, Catalog, Kind, Product, Tier};

/// A promise this tight, in seconds, speaks of something that others wait for.
const TIGHT: i64 = 4 * 3_600;

/// What criticality is computed from.
#[derive(Debug, Default, Clone, Copy)]
struct Evidence {
    /// What depends on it.
    impact: Impact,
    /// Whether it publishes itself what `impact.products` counts.
    in_product: bool,
    /// The tightest promise on its data, in seconds.
    objective: Option<i64>,
    /// Whether a service level is declared at all.
    sla: bool,
    /// Whether it is declared master data.
    master: bool,
}

/// What gave points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It is master data.
    MasterData,
    /// So many unified views are downstream.
    Views(u32),
    /// So many distinct users in the last 30 days, all of downstream included.
    Users(u32),
    /// So many other products are downstream.
    Products(u32),
    /// So many dashboards and applications are downstream.
    Exposures(u32),
    /// So many ML models are downstream.
    Models(u32),
    /// Its data may be at most so many seconds old.
    Fresh(i64),
    /// A service level, about something else than age.
    ServiceLevel,
}

/// Points, and what gave them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Computed {
    /// 0 to 17.
    pub points: u64,
    /// By weight.
    pub reasons: Vec<Reason>,
}

impl Computed {
    /// The tier that the points give: from 8 tier 1, from 4 tier 2.
    #[must_use]
    pub(crate) const fn tier(&self) -> Tier {
        match self.points {
            8.. => Tier::One,
            4.. => Tier::Two,
            _ => Tier::Three,
        }
    }
}

/// How critical an asset is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Criticality {
    /// A product, or a table without one.
    pub asset: AssetIx,
    /// Its DME.
    pub dme: Option<AssetIx>,
    /// What its manifest says.
    pub declared: Option<Tier>,
    /// What depends on it says.
    pub computed: Computed,
}

impl Criticality {
    /// Whether it is declared otherwise than computed.
    #[must_use]
    pub(crate) fn differs(&self) -> bool {
        self.declared.is_some_and(|d| d != self.computed.tier())
    }
}

/// Of all products, and of productive tables without one on which much depends: those above tier 3.
pub(super) fn criticality(c: &Catalog, impact: &[Impact]) -> Vec<Criticality> {
    let mut all: Vec<Criticality> = c
        .products
        .iter()
        .map(|product| Criticality {
            asset: product.asset,
            dme: product.environment,
            declared: product.criticality,
            computed: compute(&of_product(c, impact, product)),
        })
        .collect();
    let tables = c.relations.iter();
    for table in tables.filter(|r| is_productive(r) && r.product.is_none()) {
        let computed = compute(&evidence(c, impact, table.asset));
        if computed.tier() < Tier::Three {
            all.push(Criticality {
                asset: table.asset,
                dme: c.owner(table),
                declared: None,
                computed,
            });
        }
    }
    all
}

/// The formula. Points are given for
///
/// | what | points |
/// |---|---|
/// | unified views downstream | 1 from 1, 2 from 10, 3 from 50 |
/// | distinct users in the last 30 days, all of downstream included | 1 from 1, 2 from 20, 3 from 100 |
/// | other products downstream | 1 from 1, 2 from 5 |
/// | dashboards and applications downstream | 1 from 1, 2 from 10 |
/// | ML models downstream | 1 from 1, 2 from 5 |
/// | master data | 3 |
/// | a service level | 1; 2 where data may be at most 4 hours old |
///
/// and their sum gives the tier ([`Computed::tier`]).
fn compute(evidence: &Evidence) -> Computed {
    let impact = &evidence.impact;
    let others = impact
        .products
        .saturating_sub(u32::from(evidence.in_product));
    let mut out = Computed::default();
    let mut add = |points: u64, reason: Reason| {
        if points > 0 {
            out.points += points;
            out.reasons.push(reason);
        }
    };
    add(3 * u64::from(evidence.master), Reason::MasterData);
    let views = steps(impact.views, &[1, 10, 50]);
    add(views, Reason::Views(impact.views));
    let users = steps(impact.users, &[1, 20, 100]);
    add(users, Reason::Users(impact.users));
    add(steps(others, &[1, 5]), Reason::Products(others));
    let exposures = steps(impact.exposures, &[1, 10]);
    add(exposures, Reason::Exposures(impact.exposures));
    let models = steps(impact.models, &[1, 5]);
    add(models, Reason::Models(impact.models));
    match evidence.objective {
        Some(most) => add(1 + u64::from(most <= TIGHT), Reason::Fresh(most)),
        None => add(u64::from(evidence.sla), Reason::ServiceLevel),
    }
    out
}

/// How many of these thresholds `n` reaches.
fn steps(n: u32, thresholds: &[u32]) -> u64 {
    thresholds.iter().filter(|t| n >= **t).count() as u64
}

/// The most that any relation of a product has: users and dependents of several overlap, so
/// that a sum would count them twice.
fn of_product(c: &Catalog, impact: &[Impact], product: &Product) -> Evidence {
    let ports = product.outputs.iter().flat_map(|p| &p.relations);
    let mut out = evidence(c, impact, product.asset);
    for ix in product.tables.iter().chain(ports) {
        let one = evidence(c, impact, *ix);
        let (impact, more) = (&mut out.impact, one.impact);
        impact.views = impact.views.max(more.views);
        impact.users = impact.users.max(more.users);
        impact.products = impact.products.max(more.products);
        impact.exposures = impact.exposures.max(more.exposures);
        impact.models = impact.models.max(more.models);
        out.sla |= one.sla;
        out.objective = match (out.objective, one.objective) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    out.in_product = true;
    out.sla |= !product.sla.is_empty();
    out.master = product.master_data;
    out
}

fn evidence(c: &Catalog, impact: &[Impact], ix: AssetIx) -> Evidence {
    let relation = c.relation(ix);
    let objective = c
        .operations
        .health
        .get(&ix)
        .and_then(|h| h.objective.as_ref());
    Evidence {
        impact: impact.get(ix.ix()).copied().unwrap_or_default(),
        in_product: relation.is_some_and(|r| r.product.is_some()),
        objective: objective.map(|p| p.daily.map_or(p.most, |_| DAY)),
        sla: relation.is_some_and(|r| has_service_level(c, r)),
        master: c.asset(ix).kind == Kind::Product && c.product(ix).is_some_and(|p| p.master_data),
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, Reason, compute};
    use crate::catalog::Tier;
    use crate::insight::Impact;

    #[test]
    fn nothing_known_is_tier_3() {
        let computed = compute(&Evidence::default());
        assert_eq!((computed.points, computed.tier()), (0, Tier::Three));
        assert!(computed.reasons.is_empty());
    }

    #[test]
    fn reasons_say_where_the_points_come_from() {
        let computed = compute(&Evidence {
            impact: Impact {
                views: 14,
                users: 120,
                products: 1,
                models: 1,
                ..Impact::default()
            },
            in_product: true,
            objective: Some(4 * 3_600),
            sla: true,
            master: true,
        });
        assert_eq!((computed.points, computed.tier()), (11, Tier::One));
        assert_eq!(
            computed.reasons,
            [
                Reason::MasterData,
                Reason::Views(14),
                Reason::Users(120),
                Reason::Models(1),
                Reason::Fresh(4 * 3_600),
            ]
        );
    }
}
