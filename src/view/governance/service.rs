//! Service levels: freshness kept, uptime, and incidents that are open.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Attainment, Kind};
use crate::view::model::{KeyFigure, SheetColumn};
use crate::view::{Views, chart};

use super::table::{Table, Value, numbers, words};
use super::{Draft, unknown};

/// Days looked back.
const DAYS: u16 = 90;
/// DMEs in the chart.
const CHARTED: usize = 25;

const DMES: [SheetColumn; 7] = [
    words("dme", "DME"),
    numbers("promised", "Tables with a promise"),
    numbers("measured", "Measured"),
    numbers("attainment", "Kept, 90 days"),
    numbers("uptime", "Uptime"),
    numbers("open_incidents", "Open incidents"),
    words("worst", "Worst table"),
];

const TABLES: [SheetColumn; 8] = [
    words("table", "Table or view"),
    words("dme", "DME"),
    numbers("attainment", "Kept, 90 days"),
    words("promise", "Promise"),
    words("by", "Said by"),
    words("loaded", "Last load"),
    numbers("uptime", "Uptime"),
    numbers("open_incidents", "Open incidents"),
];

/// How well one relation serves.
struct Service {
    asset: AssetIx,
    dme: Option<AssetIx>,
    kept: Option<u16>,
    uptime: Option<u16>,
    open: usize,
}

/// How well a DME serves.
#[derive(Default)]
pub(super) struct Served {
    /// Relations with a promise about the age of their data.
    pub(super) promised: usize,
    /// Those of which loads are known.
    pub(super) measured: usize,
    /// All of them together.
    pub(super) attainment: Attainment,
    /// Sum of daily uptimes in ‰, and how many.
    uptime: (u64, u64),
    /// The one that kept its promise least.
    pub(super) worst: Option<(u16, AssetIx)>,
}

impl Views<'_> {
    pub(super) fn service_figures(&self) -> Draft {
        let c = self.catalog;
        let mut mesh = Served::default();
        let mut by_dme: FxHashMap<AssetIx, Served> = FxHashMap::default();
        let mut all: Vec<Service> = Vec::new();
        for relation in &c.relations {
            let ix = relation.asset;
            let Some(health) = c.operations.health.get(&ix) else {
                continue;
            };
            let open = health
                .incidents
                .iter()
                .filter(|i| {
                    c.operations
                        .incidents
                        .get(**i as usize)
                        .is_some_and(|i| i.open)
                })
                .count();
            if health.promise.is_none() && health.uptime.is_empty() && open == 0 {
                continue;
            }
            let dme = c.owner(relation);
            let measured = self.attained(ix);
            mesh.add(self, ix, measured.as_ref());
            if let Some(dme) = dme {
                by_dme
                    .entry(dme)
                    .or_default()
                    .add(self, ix, measured.as_ref());
            }
            all.push(Service {
                asset: ix,
                dme,
                kept: measured.and_then(|m| m.permille()),
                uptime: uptime(&health.uptime),
                open,
            });
        }
        all.sort_by_cached_key(|s| {
            // What isn't measured comes last.
            let kept = s.kept.or(s.uptime).unwrap_or(u16::MAX);
            (Reverse(s.open > 0), kept, Reverse(s.open), c.name(s.asset))
        });
        let open = self.open_incidents();
        let none = Served::default();
        let mut dmes = c.sorted(Kind::Dme);
        dmes.retain(|d| by_dme.contains_key(d) || open.contains_key(d));
        dmes.sort_by_key(|d| {
            let served = by_dme.get(d).unwrap_or(&none);
            let kept = served.attainment.permille().unwrap_or(u16::MAX);
            (kept, Reverse(open.get(d).copied().unwrap_or(0)))
        });
        let meters: Vec<(String, u16, String)> = dmes
            .iter()
            .filter_map(|d| {
                let served = by_dme.get(d)?;
                let kept = served.attainment.permille()?;
                let more = format!("{} of {} tables measured", served.measured, served.promised);
                Some((c.title(*d).to_owned(), kept, more))
            })
            .take(CHARTED)
            .collect();
        let empty = "Nothing to measure: it takes a promise (`slaProperties` of a product or contract, dbt's source freshness) and an export that tells when data was loaded, or Monte Carlo's uptime and incidents.";
        let rows = dmes.iter().map(|dme| {
            let served = by_dme.get(dme).unwrap_or(&none);
            vec![
                Value::Asset(*dme),
                Value::count(served.promised),
                Value::count(served.measured),
                Value::graded(served.attainment.permille()),
                Value::graded(served.uptime()),
                Value::count(open.get(dme).copied().unwrap_or(0)),
                Value::asset(served.worst.map(|(_, ix)| ix)),
            ]
        });
        let tables = vec![
            Table::new("dmes", "By DME", &DMES, empty)
                .note("Worst first. All tables of a DME weigh the same; time of which nothing is known doesn't count.")
                .rows(rows),
            Table::new("tables", "By table", &TABLES, empty)
                .note("Those with an open incident come first, then those that kept their promise least.")
                .rows(all.iter().map(|s| self.service_row(s))),
            self.verdict_table(),
        ];
        let by_day = mesh.attainment.by_day();
        Draft {
            key: match mesh.attainment.permille() {
                Some(kept) => KeyFigure {
                    value: chart::percent(kept),
                    label: "of the time as fresh as promised".to_owned(),
                    tone: Some(chart::tone(kept)),
                },
                None => unknown("no promise can be measured"),
            },
            charts: super::chart(
                "days",
                "As fresh as promised, day by day",
                chart::days(
                    &by_day,
                    "Share of the time in which data was as fresh as promised",
                ),
            )
            .into_iter()
            .chain(super::chart(
                "by-dme",
                "By DME, worst first",
                chart::rows(&meters),
            ))
            .collect(),
            missing: self.service_missing(),
            tables,
            ..Draft::default()
        }
    }

    /// How a DME serves.
    pub(super) fn served(&self, relations: impl Iterator<Item = AssetIx>) -> Served {
        let mut served = Served::default();
        for ix in relations {
            let measured = self.attained(ix);
            served.add(self, ix, measured.as_ref());
        }
        served
    }

    fn service_row(&self, s: &Service) -> Vec<Value> {
        let health = self.catalog.operations.health.get(&s.asset);
        let promise = health.and_then(|h| h.promise.as_ref());
        vec![
            Value::Asset(s.asset),
            Value::asset(s.dme),
            Value::graded(s.kept),
            Value::text(promise.map(|p| p.text.as_str())),
            Value::text(promise.map(|p| p.by.as_str())),
            Value::moment(health.and_then(|h| h.loaded).map(|(at, _)| at)),
            Value::graded(s.uptime),
            Value::count(s.open),
        ]
    }

    /// How a relation kept its promise; nothing where none is made or its loads aren't known.
    fn attained(&self, ix: AssetIx) -> Option<Attainment> {
        let health = self.catalog.operations.health.get(&ix)?;
        health.attainment(self.catalog.operations.now?, DAYS)
    }

    /// Open incidents by DME, each counted once for a DME however many of its tables it is about.
    fn open_incidents(&self) -> FxHashMap<AssetIx, usize> {
        let c = self.catalog;
        let mut out: FxHashMap<AssetIx, usize> = FxHashMap::default();
        for incident in c.operations.incidents.iter().filter(|i| i.open) {
            let mut seen: FxHashSet<AssetIx> = FxHashSet::default();
            for ix in &incident.relations {
                if let Some(dme) = c.relation(*ix).and_then(|r| c.owner(r))
                    && seen.insert(dme)
                {
                    *out.entry(dme).or_default() += 1;
                }
            }
        }
        out
    }

    fn service_missing(&self) -> Vec<&'static str> {
        let c = self.catalog;
        let mut missing = Vec::new();
        // Whether any has it: the order doesn't matter.
        let any =
            |has: &dyn Fn(&crate::catalog::Health) -> bool| c.operations.health.values().any(has);
        if !any(&|h| !h.loads.is_empty()) {
            missing.push("OpenLineage, Airflow or dbt's `sources.json`: when data was loaded.");
        }
        if !any(&|h| !h.uptime.is_empty()) {
            missing.push("Monte Carlo's table uptime.");
        }
        if c.operations.incidents.is_empty() {
            missing.push("Monte Carlo's incidents.");
        }
        missing
    }
}

impl Served {
    fn add(&mut self, views: &Views<'_>, ix: AssetIx, measured: Option<&Attainment>) {
        let Some(health) = views.catalog.operations.health.get(&ix) else {
            return;
        };
        self.promised += usize::from(health.promise.is_some());
        for (_, permille) in recent(&health.uptime) {
            self.uptime.0 += u64::from(*permille);
            self.uptime.1 += 1;
        }
        let Some(measured) = measured else { return };
        self.attainment.add(measured);
        let Some(kept) = measured.permille() else {
            return;
        };
        self.measured += 1;
        let worse = self.worst.is_none_or(|(least, at)| {
            (kept, views.catalog.name(ix)) < (least, views.catalog.name(at))
        });
        if worse && kept < 1000 {
            self.worst = Some((kept, ix));
        }
    }

    fn uptime(&self) -> Option<u16> {
        u16::try_from(self.uptime.0.checked_div(self.uptime.1)?).ok()
    }
}

/// The days looked at.
fn recent(uptime: &[(i32, u16)]) -> &[(i32, u16)] {
    &uptime[uptime.len().saturating_sub(usize::from(DAYS))..]
}

/// Mean uptime in ‰.
fn uptime(days: &[(i32, u16)]) -> Option<u16> {
    let days = recent(days);
    let sum: u64 = days.iter().map(|(_, v)| u64::from(*v)).sum();
    u16::try_from(sum.checked_div(days.len() as u64)?).ok()
}
