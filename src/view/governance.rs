//! Governance: how much of the mesh is covered, and where sources contradict each other.

use super::model::{CoverageRow, DriftGroup, GovernancePage, Share};
use super::{Views, grouped};
use crate::catalog::{AssetIx, Kind, Relation};
use crate::diagnostic::Rule;

/// DMEs in the coverage table.
const MAX_DMES: usize = 500;
/// Findings shown a rule.
const MAX_ROWS: usize = 50;

/// Rules that speak of drift, in the order of the page.
const DRIFT: [Rule; 12] = [
    Rule::WrongEnvironment,
    Rule::SpansEnvironments,
    Rule::EnvironmentTie,
    Rule::UnownedView,
    Rule::UnownedTable,
    Rule::MissingTarget,
    Rule::RetiredTarget,
    Rule::DeprecatedTarget,
    Rule::Dangling,
    Rule::ContractColumn,
    Rule::EntryPointTable,
    Rule::NoReplacement,
];

/// Counts over a set of tables.
#[derive(Default, Clone, Copy)]
struct Coverage {
    tables: usize,
    behind: usize,
    described: usize,
    contracted: usize,
    sla: usize,
    owned: usize,
}

impl Coverage {
    fn add(&mut self, views: &Views<'_>, relation: &Relation) {
        self.tables += 1;
        self.behind += usize::from(views.behind.contains(&relation.asset));
        self.described += usize::from(views.catalog.asset(relation.asset).description.is_some());
        self.contracted += usize::from(!relation.contracts.is_empty());
        self.sla += usize::from(views.has_sla(relation));
        self.owned += usize::from(relation.owner().is_some());
    }
}

impl Views<'_> {
    /// The governance page.
    #[must_use]
    pub fn governance_page(&self) -> GovernancePage {
        let c = self.catalog;
        let mut all = Coverage::default();
        let mut by_dme: rustc_hash::FxHashMap<AssetIx, Coverage> = rustc_hash::FxHashMap::default();
        for relation in c.relations.iter().filter(|r| Self::is_productive(r)) {
            all.add(self, relation);
            if let Some(dme) = relation.owner() {
                by_dme.entry(dme).or_default().add(self, relation);
            }
        }
        let unified: Vec<&Relation> = c.relations.iter().filter(|r| r.unified).collect();
        let owned_views = unified.iter().filter(|r| r.owner().is_some()).count();
        let described_views = unified
            .iter()
            .filter(|r| c.asset(r.asset).description.is_some())
            .count();
        let audience_views = unified
            .iter()
            .filter(|r| {
                let (names, persons) = c.audiences_of(r);
                !names.is_empty() || persons > 0
            })
            .count();
        let mut dmes = c.sorted(Kind::Dme);
        dmes.sort_by_key(|d| std::cmp::Reverse(by_dme.get(d).map_or(0, |k| k.tables)));
        let coverage = dmes
            .iter()
            .take(MAX_DMES)
            .map(|d| {
                let k = by_dme.get(d).copied().unwrap_or_default();
                let findings = c.environment(*d).map_or(0, |e| {
                    std::iter::once(*d)
                        .chain(e.products.iter().copied())
                        .chain(e.views.iter().copied())
                        .chain(e.tables.iter().copied())
                        .map(|ix| self.findings_of(ix).count())
                        .sum()
                });
                let share = |n: usize| match (n * 100).checked_div(k.tables) {
                    Some(percent) => format!("{percent} %"),
                    None => "–".to_owned(),
                };
                CoverageRow {
                    dme: self.link(*d),
                    cells: vec![
                        grouped(k.tables),
                        share(k.behind),
                        share(k.described),
                        share(k.contracted),
                        share(k.sla),
                        grouped(findings),
                    ],
                }
            })
            .collect();
        GovernancePage {
            page: self.page_at(
                "governance/index.html",
                "governance",
                "governance",
                "Governance".into(),
                "Coverage and drift of the whole mesh.".into(),
                Vec::new(),
            ),
            shares: vec![
                share(
                    "Unified views with one owner DME",
                    owned_views,
                    unified.len(),
                ),
                share("Unified views described", described_views, unified.len()),
                share(
                    "Unified views with a known audience",
                    audience_views,
                    unified.len(),
                ),
                share(
                    "Productive tables behind a unified view",
                    all.behind,
                    all.tables,
                ),
                share("Productive tables owned by a DME", all.owned, all.tables),
                share("Productive tables described", all.described, all.tables),
                share(
                    "Productive tables with a contract",
                    all.contracted,
                    all.tables,
                ),
                share(
                    "Productive tables with a service level",
                    all.sla,
                    all.tables,
                ),
            ],
            coverage,
            coverage_head: vec![
                "Tables",
                "Behind a view",
                "Described",
                "Contract",
                "Service level",
                "Findings",
            ],
            drift: self.drift(),
        }
    }

    fn drift(&self) -> Vec<DriftGroup> {
        DRIFT
            .iter()
            .filter_map(|rule| {
                let of: Vec<_> = self.findings.iter().filter(|f| f.rule == *rule).collect();
                let loudest = of.iter().map(|f| f.severity).max()?;
                Some(DriftGroup {
                    rule: rule.info().id,
                    summary: rule.info().summary,
                    severity: loudest.as_str(),
                    count: of.len(),
                    rows: of
                        .iter()
                        .take(MAX_ROWS)
                        .map(|f| self.finding_row(f, true))
                        .collect(),
                    more: of.len().saturating_sub(MAX_ROWS),
                })
            })
            .collect()
    }
}

fn share(label: &'static str, count: usize, total: usize) -> Share {
    let percent = (count * 100).checked_div(total).unwrap_or(0);
    Share {
        label,
        count,
        total,
        percent,
        tone: match percent {
            90.. => "ok",
            60.. => "warn",
            _ => "bad",
        },
    }
}
