//! Criticality: computed from what depends on something, beside what is declared.

use std::cmp::Reverse;

use crate::catalog::{Kind, Tier, span};
use crate::insight::{Criticality, Reason};
use crate::view::model::{SheetColumn, Tone};
use crate::view::{Views, counted};

use super::figure_table::{Table, Value, numbers, words};
use super::figures_draft::{Draft, bad_count, neutral};

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

pub(super) fn criticality_figures(views: &Views<'_>) -> Draft {
    let c = views.reader;
    let mut all: Vec<&Criticality> = views.reader.criticality().iter().collect();
    let differing = all.iter().filter(|of| of.differs()).count();
    all.sort_by_cached_key(|of| {
        let points = Reverse(of.computed.points);
        let differs = of.differs() && !views.is_part();
        (Reverse(differs), points, c.id(of.asset))
    });
    let mut table = Table::new(
        "assets",
        "Products, and tables without one",
        &COLUMNS,
        "No product yet: add a manifest of `kind: DataProduct`.",
    )
    .note("Where declared and computed differ comes first. Tables appear where no product lists them and much depends on them. Points: unified views downstream (1, 10, 50), users (1, 20, 100), other products (1, 5), dashboards (1, 10), ML models (1, 5), each a point a step; master data 3; a service level 1, or 2 up to 4 hours. From 8 points it is tier 1, from 4 tier 2.")
    .rows(all.into_iter().map(|of| criticality_row(views, of)));
    let mut missing = Vec::new();
    if !c.knows_use() {
        missing.push("BigQuery's `JOBS`: how many people use what.");
    }
    if c.count(Kind::Exposure) == 0 {
        missing.push("dbt's `manifest.json` with exposures: which dashboards read what.");
    }
    if c.count(Kind::Model) == 0 {
        missing.push("MLflow's registered models and runs: which models read what.");
    }
    // What depends on a product is mostly what one audience doesn't see: no tier comes of the rest.
    let (intro, key) = match views.is_part() {
        true => (
            Some("How much of what you may see depends on a product."),
            neutral(c.count(Kind::Product), "data products that you may see"),
        ),
        false => (
            None,
            bad_count(differing, "products declared otherwise than computed"),
        ),
    };
    if views.is_part() {
        table = table.without("computed").without("agrees").note("Tables appear where no product lists them and much depends on them. Points: unified views downstream (1, 10, 50), users (1, 20, 100), other products (1, 5), dashboards (1, 10), ML models (1, 5), each a point a step; master data 3; a service level 1, or 2 up to 4 hours.");
    }
    Draft {
        intro,
        key,
        missing,
        tables: vec![table],
        ..Draft::default()
    }
}

fn criticality_row(views: &Views<'_>, of: &Criticality) -> Vec<Value> {
    let computed = of.computed.tier();
    let agrees = match of.declared {
        Some(declared) if declared == computed => Value::Word("yes", Some(Tone::Ok)),
        Some(declared) if declared < computed => Value::Word("declared higher", Some(Tone::Warn)),
        Some(_) => Value::Word("declared lower", Some(Tone::Bad)),
        None => Value::Word("not declared", None),
    };
    let reasons: Vec<String> = of.computed.reasons.iter().map(reason).collect();
    vec![
        Value::Asset(of.asset),
        Value::Word(views.reader.asset(of.asset).kind.as_str(), None),
        Value::asset(of.dme),
        Value::text(of.declared.map(Tier::as_str)),
        Value::Word(computed.as_str(), None),
        agrees,
        Value::Count(of.computed.points),
        Value::Text(reasons.join(", ")),
    ]
}

/// What gave points, in words.
fn reason(reason: &Reason) -> String {
    let feeds = |n: u32, what| format!("feeds {}", counted(n as usize, what));
    match *reason {
        Reason::MasterData => "master data".to_owned(),
        Reason::Views(n) => feeds(n, "unified view"),
        Reason::Users(n) => format!("{} in 30 days", counted(n as usize, "user")),
        Reason::Products(n) => format!("{} downstream", counted(n as usize, "other product")),
        Reason::Exposures(n) => feeds(n, "dashboard"),
        Reason::Models(n) => feeds(n, "ML model"),
        Reason::Fresh(most) => format!("fresh within {}", span(most)),
        Reason::ServiceLevel => "service level".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::reason;
    use crate::insight::Reason;

    #[test]
    fn reasons_in_words() {
        let reasons = [
            Reason::MasterData,
            Reason::Views(14),
            Reason::Users(120),
            Reason::Models(1),
            Reason::Fresh(4 * 3_600),
        ];
        assert_eq!(
            reasons.map(|r| reason(&r)),
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
