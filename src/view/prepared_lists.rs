//! What pages need of whole sets of the mesh: read once, for all of them.

use rustc_hash::FxHashMap;

use super::sample;
use crate::catalog::{AssetIx, Kind};
use crate::diagnostic::Severity;
use crate::reader::Reader;

/// Read of all relations and of all findings.
pub(super) struct Prepared {
    /// Places of the findings about each asset, in their order.
    pub(super) findings: FxHashMap<AssetIx, Vec<u32>>,
    /// Places of all findings: errors, warnings, the rest, each in their order; those that may stay last.
    pub(super) loudest_first: Vec<u32>,
    /// Number of findings by severity, without those that may stay.
    severities: FxHashMap<Severity, usize>,
    /// Number of findings that may stay.
    pub(super) may_stay: usize,
    /// Number of unified views.
    pub(super) unified: usize,
    /// Number of tables that an export describes.
    pub(super) tables: usize,
    /// Unified views by domain: the product's, else the owner DME's home.
    pub(super) domain_views: FxHashMap<AssetIx, Vec<AssetIx>>,
    /// Place of each unified view that is used, by the number of queries, from 1.
    pub(super) used_rank: FxHashMap<AssetIx, usize>,
    /// Partition columns, as views show them.
    pub(super) partitions: sample::Partitions,
    /// The days that sample queries name.
    pub(super) days: sample::Days,
}

impl Prepared {
    /// Reads the whole mesh, and its findings.
    pub(super) fn of(reader: Reader<'_>) -> Self {
        let findings = reader.findings();
        let mut by_asset: FxHashMap<AssetIx, Vec<u32>> = FxHashMap::default();
        let mut severities: FxHashMap<Severity, usize> = FxHashMap::default();
        let mut may_stay = 0;
        let mut loudest_first: Vec<(bool, bool, bool, u32)> = Vec::with_capacity(findings.len());
        for (i, finding) in (0u32..).zip(findings) {
            if let Some(ix) = finding.asset().and_then(|id| reader.resolve(id)) {
                by_asset.entry(ix).or_default().push(i);
            }
            if finding.is_set_aside() {
                may_stay += 1;
            } else {
                *severities.entry(finding.severity).or_default() += 1;
            }
            let is_less_than = |severity| finding.severity < severity;
            loudest_first.push((
                finding.is_set_aside(),
                is_less_than(Severity::Error),
                is_less_than(Severity::Warning),
                i,
            ));
        }
        loudest_first.sort_unstable();
        let relations = reader.relations().iter();
        let is_table = |ix| reader.asset(ix).kind == Kind::Table;
        Self {
            findings: by_asset,
            loudest_first: loudest_first.into_iter().map(|(.., i)| i).collect(),
            severities,
            may_stay,
            unified: relations.clone().filter(|r| r.unified).count(),
            tables: relations
                .filter(|r| is_table(r.asset) && r.is_described())
                .count(),
            domain_views: domain_views(reader),
            used_rank: used_rank(reader),
            partitions: sample::Partitions::new(reader),
            days: days(reader),
        }
    }

    /// Number of findings at `severity`, without those that may stay.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.severities.get(&severity).copied().unwrap_or(0)
    }
}

/// When sample queries look back from.
fn days(reader: Reader<'_>) -> sample::Days {
    let day = || {
        let day: jiff::civil::Date = reader.as_of()?.parse().ok()?;
        let midnight = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(midnight.timestamp().as_second())
    };
    let monday = reader
        .knows_now()
        .then(|| i64::from(reader.week()) * 86_400);
    sample::Days::before(monday.or_else(day))
}

fn domain_views(reader: Reader<'_>) -> FxHashMap<AssetIx, Vec<AssetIx>> {
    let mut by_domain: FxHashMap<AssetIx, Vec<AssetIx>> = FxHashMap::default();
    for relation in reader.relations().iter().filter(|r| r.unified) {
        let product = relation.product.and_then(|p| reader.product(p));
        let domain = product
            .and_then(|p| p.domain)
            .or_else(|| reader.home_domain(reader.owner(relation)?));
        if let Some(domain) = domain {
            by_domain.entry(domain).or_default().push(relation.asset);
        }
    }
    by_domain
}

/// Unified views by how often they were queried lately.
fn used_rank(reader: Reader<'_>) -> FxHashMap<AssetIx, usize> {
    let unified = reader.relations().iter().filter(|r| r.unified);
    let mut used: Vec<(u32, AssetIx)> = unified
        .filter_map(|r| Some((reader.usage_of(r.asset)?.queries, r.asset)))
        .filter(|(n, _)| *n > 0)
        .collect();
    used.sort_by(|a, b| (b.0, reader.name(a.1)).cmp(&(a.0, reader.name(b.1))));
    (1..).zip(used).map(|(rank, (_, ix))| (ix, rank)).collect()
}
