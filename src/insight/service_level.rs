//! Service levels: how much of the time data was as fresh as promised, uptime, and incidents that
//! are open.

use rustc_hash::{FxHashMap, FxHashSet};

use super::ages::Ages;
use super::attainment::{Attainment, share};
use crate::catalog::{AssetIx, Catalog, Relation};

/// Days looked back.
pub(crate) const DAYS: u16 = 90;

/// How well one relation serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RelationServiceLevel {
    /// Which.
    pub asset: AssetIx,
    /// The DME that owns it.
    pub dme: Option<AssetIx>,
    /// Share of the time in which it kept its promise, in ‰.
    pub attained: Option<u16>,
    /// Mean uptime in ‰.
    pub uptime: Option<u16>,
    /// Incidents that are open.
    pub open: usize,
}

/// How well several relations serve together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ServiceLevelSummary {
    /// Relations with a promise about the age of their data.
    pub with_objective: usize,
    /// Those of which loads are known.
    pub measured: usize,
    /// The one that kept its promise least, and its share in ‰.
    pub worst: Option<(u16, AssetIx)>,
    /// Seconds in which promises were kept, and those of which that is known.
    time: (i64, i64),
    /// Sum of daily uptimes in ‰, and how many.
    uptime: (u64, u64),
}

impl ServiceLevelSummary {
    /// Share of the time in which promises were kept, in ‰.
    #[must_use]
    pub(crate) fn attained(&self) -> Option<u16> {
        share(self.time.0, self.time.1)
    }

    /// Mean uptime in ‰.
    #[must_use]
    pub(crate) fn uptime(&self) -> Option<u16> {
        u16::try_from(self.uptime.0.checked_div(self.uptime.1)?).ok()
    }

    fn add(&mut self, c: &Catalog, ix: AssetIx, measured: Option<&Attainment>) {
        let Some(health) = c.operations.health.get(&ix) else {
            return;
        };
        self.with_objective += usize::from(health.objective.is_some());
        for (_, permille) in recent(&health.uptime) {
            self.uptime.0 += u64::from(*permille);
            self.uptime.1 += 1;
        }
        let Some(measured) = measured else { return };
        for day in &measured.days {
            self.time.0 += day.attained;
            self.time.1 += day.known;
        }
        let Some(attained) = measured.permille() else {
            return;
        };
        self.measured += 1;
        let worse = self
            .worst
            .is_none_or(|(least, at)| (attained, c.name(ix)) < (least, c.name(at)));
        if worse && attained < 1000 {
            self.worst = Some((attained, ix));
        }
    }
}

/// How well the mesh serves.
#[derive(Debug, Default)]
pub(crate) struct ServiceLevels {
    /// Relations with a promise, a measured uptime or an open incident, in the order of the catalog.
    pub relations: Vec<RelationServiceLevel>,
    /// How all of them kept their promises, day by day.
    pub mesh: Attainment,
    /// By DME, all that it owns.
    pub by_dme: FxHashMap<AssetIx, ServiceLevelSummary>,
    /// By DME, the tables and unified views that it is scored by.
    scored: FxHashMap<AssetIx, ServiceLevelSummary>,
    /// Open incidents by DME, each counted once for a DME however many of its tables it is about.
    pub open_incidents: FxHashMap<AssetIx, usize>,
}

impl ServiceLevels {
    /// Of all relations.
    pub(super) fn of(c: &Catalog, ages: &Ages) -> Self {
        let mut all = Self {
            open_incidents: open_incidents(c),
            ..Self::default()
        };
        for relation in &c.relations {
            all.add(c, ages, relation);
        }
        all
    }

    fn add(&mut self, c: &Catalog, ages: &Ages, relation: &Relation) {
        let ix = relation.asset;
        let Some(health) = c.operations.health.get(&ix) else {
            return;
        };
        let incidents = health.incidents.iter();
        let open = incidents
            .filter(|i| {
                c.operations
                    .incidents
                    .get(**i as usize)
                    .is_some_and(|i| i.open)
            })
            .count();
        if health.objective.is_none() && health.uptime.is_empty() && open == 0 {
            return;
        }
        let measured = ages.attainment(c, ix, DAYS);
        if let Some(measured) = &measured {
            self.mesh.add(measured);
        }
        let dme = c.owner(relation);
        if let Some(dme) = dme {
            let served = self.by_dme.entry(dme).or_default();
            served.add(c, ix, measured.as_ref());
            if is_scored(relation) {
                let served = self.scored.entry(dme).or_default();
                served.add(c, ix, measured.as_ref());
            }
        }
        self.relations.push(RelationServiceLevel {
            asset: ix,
            dme,
            attained: measured.and_then(|m| m.permille()),
            uptime: uptime(&health.uptime),
            open,
        });
    }

    /// How the tables and unified views of a DME serve.
    #[must_use]
    pub(crate) fn scored(&self, dme: AssetIx) -> ServiceLevelSummary {
        self.scored.get(&dme).copied().unwrap_or_default()
    }
}

/// Whether a relation is among [`crate::catalog::Environment::tables`] or
/// [`crate::catalog::Environment::views`] of its owner.
const fn is_scored(relation: &Relation) -> bool {
    relation.is_described() && (relation.unified || !relation.is_view())
}

/// Open incidents by DME.
fn open_incidents(c: &Catalog) -> FxHashMap<AssetIx, usize> {
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
