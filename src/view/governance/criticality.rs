//! Criticality: computed from what depends on something, beside what is declared.

use std::cmp::Reverse;

use crate::catalog::{AssetIx, Impact, Kind, Product, span};
use crate::view::model::SheetColumn;
use crate::view::{Views, counted};

use super::table::{Table, Value, numbers, words};
use super::{Draft, bad_count};

/// A promise this tight, in seconds, speaks of something that others wait for.
const TIGHT: i64 = 4 * 3_600;

const COLUMNS: [SheetColumn; 8] = [
    words("asset", "Product or table"),
    words("kind", "Kind"),
    words("dme", "DME"),
    words("declared", "Declared"),
    words("computed", "Computed"),
    words("agrees", "Agrees"),
    numbers("score", "Points"),
    words("reasons", "Because"),
];

/// What criticality is computed from.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Evidence {
    /// What depends on it.
    pub(super) impact: Impact,
    /// Whether it publishes itself what `impact.products` counts.
    pub(super) in_product: bool,
    /// The tightest promise on its data, in seconds.
    pub(super) promise: Option<i64>,
    /// Whether a service level is declared at all.
    pub(super) sla: bool,
    /// Whether it is declared master data.
    pub(super) master: bool,
}

/// Points, and what gave them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Computed {
    /// 0 to 17.
    pub(super) score: u64,
    /// In words, by weight.
    pub(super) reasons: Vec<String>,
}

impl Computed {
    /// The tier that the points give: from 8 `tier_1`, from 4 `tier_2`.
    pub(super) const fn tier(&self) -> &'static str {
        match self.score {
            8.. => "tier_1",
            4.. => "tier_2",
            _ => "tier_3",
        }
    }
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
pub(super) fn compute(evidence: &Evidence) -> Computed {
    let impact = &evidence.impact;
    let others = impact
        .products
        .saturating_sub(u32::from(evidence.in_product));
    let mut out = Computed::default();
    let mut add = |points: u64, reason: String| {
        if points > 0 {
            out.score += points;
            out.reasons.push(reason);
        }
    };
    add(3 * u64::from(evidence.master), "master data".to_owned());
    add(
        steps(impact.views, &[1, 10, 50]),
        format!("feeds {}", counted(impact.views as usize, "unified view")),
    );
    add(
        steps(impact.users, &[1, 20, 100]),
        format!("{} in 30 days", counted(impact.users as usize, "user")),
    );
    add(
        steps(others, &[1, 5]),
        format!("{} downstream", counted(others as usize, "other product")),
    );
    add(
        steps(impact.exposures, &[1, 10]),
        format!("feeds {}", counted(impact.exposures as usize, "dashboard")),
    );
    add(
        steps(impact.models, &[1, 5]),
        format!("feeds {}", counted(impact.models as usize, "ML model")),
    );
    match evidence.promise {
        Some(most) if most <= TIGHT => add(2, format!("fresh within {}", span(most))),
        Some(most) => add(1, format!("fresh within {}", span(most))),
        None => add(u64::from(evidence.sla), "service level".to_owned()),
    }
    out
}

/// How many of these thresholds `n` reaches.
fn steps(n: u32, thresholds: &[u32]) -> u64 {
    thresholds.iter().filter(|t| n >= **t).count() as u64
}

impl Views<'_> {
    pub(super) fn criticality_figures(&self) -> Draft {
        let c = self.catalog;
        let mut all: Vec<(AssetIx, Option<AssetIx>, Option<&'static str>, Computed)> = Vec::new();
        for product in &c.products {
            let computed = compute(&self.product_evidence(product));
            all.push((
                product.asset,
                product.environment,
                product.criticality,
                computed,
            ));
        }
        let differing = all
            .iter()
            .filter(|(_, _, declared, computed)| declared.is_some_and(|d| d != computed.tier()))
            .count();
        for relation in c.relations.iter().filter(|r| Self::is_productive(r)) {
            if relation.product.is_some() {
                continue;
            }
            let computed = compute(&self.relation_evidence(relation.asset));
            if computed.tier() != "tier_3" {
                all.push((relation.asset, c.owner(relation), None, computed));
            }
        }
        all.sort_by_cached_key(|(ix, _, declared, computed)| {
            let differs = declared.is_some_and(|d| d != computed.tier());
            (Reverse(differs), Reverse(computed.score), c.id(*ix))
        });
        let table = Table::new(
            "assets",
            "Products, and tables without one",
            &COLUMNS,
            "No product yet: add a manifest of `kind: DataProduct`.",
        )
        .note("Where declared and computed differ comes first. Tables appear where no product lists them and much depends on them. Points: unified views downstream (1, 10, 50), users (1, 20, 100), other products (1, 5), dashboards (1, 10), ML models (1, 5), each a point a step; master data 3; a service level 1, or 2 up to 4 hours. From 8 points it is tier 1, from 4 tier 2.")
        .rows(all.into_iter().map(|(ix, dme, declared, computed)| {
            let agrees = match declared {
                Some(declared) if declared == computed.tier() => Value::Word("yes", Some("ok")),
                Some(declared) if declared < computed.tier() => {
                    Value::Word("declared higher", Some("warn"))
                }
                Some(_) => Value::Word("declared lower", Some("bad")),
                None => Value::Word("not declared", None),
            };
            vec![
                Value::Asset(ix),
                Value::Word(c.asset(ix).kind.as_str(), None),
                Value::asset(dme),
                Value::text(declared),
                Value::Word(computed.tier(), None),
                agrees,
                Value::Count(computed.score),
                Value::Text(computed.reasons.join(", ")),
            ]
        }));
        let mut missing = Vec::new();
        if c.operations.usage.is_empty() {
            missing.push("BigQuery's `JOBS`: how many people use what.");
        }
        if c.exposures.is_empty() {
            missing.push("dbt's `manifest.json` with exposures: which dashboards read what.");
        }
        if c.models.is_empty() {
            missing.push("MLflow's registered models and runs: which models read what.");
        }
        Draft {
            key: bad_count(differing, "products declared otherwise than computed"),
            missing,
            tables: vec![table],
            ..Draft::default()
        }
    }

    /// The most that any relation of a product has: users and dependents of several overlap, so
    /// that a sum would count them twice.
    fn product_evidence(&self, product: &Product) -> Evidence {
        let ports = product.outputs.iter().flat_map(|p| &p.relations);
        let mut out = self.relation_evidence(product.asset);
        for ix in product.tables.iter().chain(ports) {
            let one = self.relation_evidence(*ix);
            let (impact, more) = (&mut out.impact, one.impact);
            impact.views = impact.views.max(more.views);
            impact.users = impact.users.max(more.users);
            impact.products = impact.products.max(more.products);
            impact.exposures = impact.exposures.max(more.exposures);
            impact.models = impact.models.max(more.models);
            out.sla |= one.sla;
            out.promise = match (out.promise, one.promise) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        out.in_product = true;
        out.sla |= !product.sla.is_empty();
        out.master = product.master_data;
        out
    }

    fn relation_evidence(&self, ix: AssetIx) -> Evidence {
        let c = self.catalog;
        let relation = c.relation(ix);
        Evidence {
            impact: c.impact.get(ix.ix()).copied().unwrap_or_default(),
            in_product: relation.is_some_and(|r| r.product.is_some()),
            promise: c
                .operations
                .health
                .get(&ix)
                .and_then(|h| h.promise.as_ref())
                .map(|p| p.daily.map_or(p.most, |_| 86_400)),
            sla: relation.is_some_and(|r| self.has_sla(r)),
            master: c.asset(ix).kind == Kind::Product
                && c.product(ix).is_some_and(|p| p.master_data),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, compute};
    use crate::catalog::Impact;

    #[test]
    fn nothing_known_is_tier_3() {
        let computed = compute(&Evidence::default());
        assert_eq!((computed.score, computed.tier()), (0, "tier_3"));
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
            promise: Some(4 * 3_600),
            sla: true,
            master: true,
        });
        assert_eq!((computed.score, computed.tier()), (11, "tier_1"));
        assert_eq!(
            computed.reasons,
            [
                "master data",
                "feeds 14 unified views",
                "120 users in 30 days",
                "feeds 1 ML model",
                "fresh within 4 h"
            ]
        );
    }
}
