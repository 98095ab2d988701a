//! Whose is it? Every source is asked, all answers are kept, one decides.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::infrastructure::{Holder, Infrastructure, tie};
use super::owner_words::{Words, is_unclear};
use crate::catalog::{
    AssetIx, Inventory, Kind, LineageGraph, NamedOwner, OwnerCandidate, Ownership,
    OwnershipDecision, OwnershipSource, PerRelation, Relation, decided, meant, nearest_owners,
};
use crate::config::Settings;
use crate::diagnostic::Finding;
use crate::link::facts::{Settled, ToolOwner};

/// What ownership is read from.
pub(in crate::link) struct Sources<'a> {
    pub(in crate::link) inventory: &'a Inventory,
    pub(in crate::link) targets: &'a PerRelation<AssetIx>,
    pub(in crate::link) settings: &'a Settings,
    pub(in crate::link) facts: &'a Settled,
    /// Sorted.
    pub(in crate::link) owners: &'a [ToolOwner],
}

/// What is known of one relation.
struct RelationOwnership {
    candidates: Vec<OwnerCandidate>,
    decision: OwnershipDecision,
    dmes: Vec<AssetIx>,
}

/// Owners of a relation, as tools name them.
fn owners_of(owners: &[ToolOwner], relation: u32) -> &[ToolOwner] {
    let start = owners.partition_point(|o| o.relation < relation);
    let end = owners.partition_point(|o| o.relation <= relation);
    &owners[start..end]
}

/// Decides the owner of every relation: tables first, then the views over them, then what is
/// left by the nearest owner upstream.
pub(in crate::link) fn decide(
    sources: &Sources<'_>,
    graph: &LineageGraph,
    mut infrastructure: Infrastructure,
    findings: &mut Vec<Finding>,
) -> Ownership {
    let c = sources.inventory;
    let mut held = vec![Holder::None; c.assets.len()];
    for r in &c.relations {
        let holder = infrastructure.holder(c.str(r.project), c.str(r.dataset), c.str(r.table));
        if let (Holder::Tie(dmes), false) = (&holder, r.unified) {
            findings.push(tie(c, r.asset, dmes));
        }
        held[r.asset.ix()] = holder;
    }
    let mut groups = FxHashMap::default();
    for (name, owner, address, _) in &sources.facts.groups {
        let owners = [owner.as_deref(), address.as_deref()];
        groups.entry(name.as_str()).or_insert(owners);
    }
    let sources_of_owners = OwnerSources {
        sources,
        held,
        words: Words::of(c),
        groups,
    };
    let found: Vec<RelationOwnership> = c
        .relations
        .iter()
        .map(|r| sources_of_owners.ownership_of(r))
        .collect();
    let inherited = inherited(c, graph, &found);
    let mut ownership = Ownership::new(c.assets.len());
    for ((relation, mut found), above) in c.relations.iter().zip(found).zip(inherited) {
        if !above.is_empty() {
            found.decision = match above.as_slice() {
                [one] => OwnershipDecision::Owned(*one),
                _ => OwnershipDecision::Several,
            };
            found.dmes = above.iter().map(|candidate| candidate.dme).collect();
            found.candidates.extend(above);
        }
        found.candidates.dedup_by(|a, b| a == b && a.pos == b.pos);
        ownership.set(relation.asset, found.candidates, found.decision, found.dmes);
    }
    // What a word means may be another thing to an audience.
    let has_audiences = !sources.settings.config.audiences.is_empty();
    if has_audiences && sources.owners.iter().any(|of| of.job.is_some()) {
        for relation in &c.relations {
            ownership.set_of_runs(relation.asset, sources_of_owners.of_runs(relation));
        }
    }
    if has_audiences && sources_of_owners.words.are_unclear() {
        for relation in &c.relations {
            ownership.set_unclear(relation.asset, sources_of_owners.unclear(relation));
        }
    }
    ownership
}

/// What a relation's owner is asked of.
struct OwnerSources<'a> {
    sources: &'a Sources<'a>,
    /// By asset, whose infrastructure holds it.
    held: Vec<Holder>,
    words: Words,
    /// Owner and owner's address of each dbt group, as the first manifest that has it says.
    groups: FxHashMap<&'a str, [Option<&'a str>; 2]>,
}

impl OwnerSources<'_> {
    fn ownership_of(&self, relation: &Relation) -> RelationOwnership {
        let candidates = self.candidates(relation);
        let decision = self.decide(relation, &candidates);
        let dmes = self.dmes(relation, decision);
        RelationOwnership {
            candidates,
            decision,
            dmes,
        }
    }

    fn holder(&self, ix: AssetIx) -> &Holder {
        self.held.get(ix.ix()).unwrap_or(&Holder::None)
    }

    /// The DME that a word names.
    fn named(&self, word: &str) -> Option<AssetIx> {
        meant(self.words.meanings(word), |_| true)
    }

    /// The job whose run names an owner. One that is no asset is nobody's to see.
    fn job(&self, of: &ToolOwner) -> Option<AssetIx> {
        let c = self.sources.inventory;
        let found = |key| c.find(Kind::Job, c.str(key));
        of.job.map(|key| found(key).unwrap_or(AssetIx(u32::MAX)))
    }

    /// DMEs that runs alone name as owners of a relation, with the jobs that these are of.
    fn of_runs(&self, relation: &Relation) -> Vec<(AssetIx, Vec<AssetIx>)> {
        let c = self.sources.inventory;
        let mut named: BTreeMap<AssetIx, Option<Vec<AssetIx>>> = BTreeMap::new();
        for of in owners_of(self.sources.owners, relation.asset.0) {
            let Some(dme) = self.named(c.str(of.owner)) else {
                continue;
            };
            let jobs = named.entry(dme).or_insert_with(|| Some(Vec::new()));
            match (self.job(of), &mut *jobs) {
                (Some(job), Some(jobs)) => jobs.push(job),
                _ => *jobs = None,
            }
        }
        let named = named.into_iter();
        named.filter_map(|(dme, jobs)| Some((dme, jobs?))).collect()
    }

    /// Words that may mean several DMEs, among those that tell of a relation's owner.
    fn unclear(&self, relation: &Relation) -> Vec<NamedOwner> {
        let c = self.sources.inventory;
        let settings = self.sources.settings;
        let dbt = c.places_of(relation).dbt;
        let labels = relation.labels.clone();
        let labels = labels.filter_map(|at| self.sources.facts.labels.get(at as usize));
        let labels = labels.filter(|(label, _)| {
            let key = c.str(label.key);
            settings.dme_labels.is_match(key) || settings.owner_labels.is_match(key)
        });
        let labels = labels.map(|(label, pos)| {
            let source = match dbt == Some(*pos) {
                true => OwnershipSource::Dbt,
                false => OwnershipSource::Label,
            };
            (source, c.str(label.value), None)
        });
        let tools = owners_of(self.sources.owners, relation.asset.0).iter();
        let tools = tools.map(|of| (OwnershipSource::Tool, c.str(of.owner), self.job(of)));
        let group = relation.dbt.as_ref().and_then(|dbt| dbt.group);
        let group = group.map(|group| (OwnershipSource::Dbt, c.str(group), None));
        let all = labels.chain(tools).chain(group);
        let unclear = all.filter_map(|(source, word, job)| {
            let meanings = self.words.meanings(word);
            is_unclear(meanings).then(|| NamedOwner {
                source,
                meanings: meanings.to_vec(),
                job,
            })
        });
        unclear.collect()
    }

    /// All claims on a relation but those from upstream, strongest first.
    fn candidates(&self, relation: &Relation) -> Vec<OwnerCandidate> {
        let c = self.sources.inventory;
        let mut candidates = Vec::new();
        let mut infrastructure = |ix: AssetIx, by: Option<AssetIx>| match self.holder(ix) {
            Holder::One(dme, pos) => candidates.push(OwnerCandidate {
                source: OwnershipSource::Infrastructure,
                dme: *dme,
                pos: Some(*pos),
                by,
            }),
            Holder::Tie(dmes) => candidates.extend(dmes.iter().map(|(dme, pos)| OwnerCandidate {
                source: OwnershipSource::Infrastructure,
                dme: *dme,
                pos: Some(*pos),
                by,
            })),
            Holder::None => {}
        };
        if self.by_targets(relation) {
            for target in self.sources.targets.of(relation.asset) {
                infrastructure(*target, Some(*target));
            }
        } else {
            infrastructure(relation.asset, None);
        }
        let mut seen = FxHashSet::default();
        candidates.retain(|candidate| seen.insert(candidate.dme));
        candidates.sort_by(|a, b| c.name(a.dme).cmp(c.name(b.dme)));
        candidates.extend(self.by_product(relation));
        let holders: Vec<AssetIx> = candidates
            .iter()
            .filter(|c| c.source == OwnershipSource::Infrastructure)
            .map(|c| c.dme)
            .collect();
        self.by_labels(relation, &holders, &mut candidates);
        let tools = owners_of(self.sources.owners, relation.asset.0);
        // What several jobs say counts once.
        for of in tools.chunk_by(|a, b| a.owner == b.owner).map(|of| &of[0]) {
            if let Some(dme) = self.named(c.str(of.owner)) {
                candidates.push(OwnerCandidate {
                    source: OwnershipSource::Tool,
                    dme,
                    pos: Some(of.pos),
                    by: None,
                });
            }
        }
        if let Some(dbt) = &relation.dbt
            && let Some(group) = dbt.group
            && let Some(dme) = self.group_dme(c.str(group))
        {
            candidates.push(OwnerCandidate {
                source: OwnershipSource::Dbt,
                dme,
                pos: c.places_of(relation).dbt,
                by: None,
            });
        }
        candidates.sort_by_key(|c| c.source);
        candidates
    }

    /// Adds what labels say: those that name DMEs, then those that name owners.
    fn by_labels(
        &self,
        relation: &Relation,
        holders: &[AssetIx],
        candidates: &mut Vec<OwnerCandidate>,
    ) {
        let c = self.sources.inventory;
        let keys = [
            &self.sources.settings.dme_labels,
            &self.sources.settings.owner_labels,
        ];
        for (pass, keys) in keys.into_iter().enumerate() {
            let before = candidates.len();
            for at in relation.labels.clone() {
                let (label, pos) = self.sources.facts.labels[at as usize];
                let dme = self.named(c.str(label.value));
                if let Some(dme) = dme.filter(|_| keys.is_match(c.str(label.key))) {
                    let from_dbt = c.places_of(relation).dbt == Some(pos);
                    candidates.push(OwnerCandidate {
                        source: if from_dbt {
                            OwnershipSource::Dbt
                        } else {
                            OwnershipSource::Label
                        },
                        dme,
                        pos: Some(pos),
                        by: None,
                    });
                }
            }
            // Several owners may be named; where one of them is the holder's, the others are
            // colleagues, not contradictions.
            let said: Vec<AssetIx> = candidates[before..].iter().map(|c| c.dme).collect();
            if pass == 1 && holders.iter().any(|h| said.contains(h)) {
                let mut at = 0;
                candidates.retain(|c| {
                    at += 1;
                    at <= before || holders.contains(&c.dme)
                });
            }
        }
    }

    /// A view belongs where its tables are; one inside a DME's own datasets belongs there.
    fn by_targets(&self, relation: &Relation) -> bool {
        let inside = *self.holder(relation.asset) != Holder::None;
        relation.is_view() && (relation.unified || !inside)
    }

    fn group_dme(&self, group: &str) -> Option<AssetIx> {
        self.named(group).or_else(|| {
            let owners = self.groups.get(group)?;
            let mut words = owners.iter().copied().flatten();
            words.find_map(|word| self.named(word))
        })
    }

    /// The claim of the product that lists a relation, as output port or productive table.
    fn by_product(&self, relation: &Relation) -> Option<OwnerCandidate> {
        let c = self.sources.inventory;
        let asset = relation.product?;
        let port = c.port_of(relation).map(|port| port.pos.0);
        Some(OwnerCandidate {
            source: OwnershipSource::OutputPort,
            dme: c.product(asset)?.environment?,
            pos: port.or(c.asset(asset).pos),
            by: Some(asset),
        })
    }

    fn decide(&self, relation: &Relation, candidates: &[OwnerCandidate]) -> OwnershipDecision {
        let mut targets = self.sources.targets.of(relation.asset).iter();
        let tied = targets.all(|t| matches!(self.holder(*t), Holder::Tie(_)));
        decided(relation.is_view(), candidates, tied)
    }

    /// DMEs that hold a relation, or its targets.
    fn dmes(&self, relation: &Relation, decision: OwnershipDecision) -> Vec<AssetIx> {
        let c = self.sources.inventory;
        let mut dmes = Vec::new();
        let own = [relation.asset];
        let of = match self.by_targets(relation) {
            true => self.sources.targets.of(relation.asset),
            false => &own,
        };
        for ix in of {
            match self.holder(*ix) {
                Holder::One(dme, _) => dmes.push(*dme),
                Holder::Tie(all) => dmes.extend(all.iter().map(|(dme, _)| *dme)),
                Holder::None => {}
            }
        }
        if dmes.is_empty() {
            dmes.extend(decision.owner());
        }
        dmes.sort_by(|a, b| c.name(*a).cmp(c.name(*b)));
        dmes.dedup();
        dmes
    }
}

/// By relation: what nothing else decides belongs to the owner of the nearest asset upstream, if the
/// nearest that have one agree.
fn inherited(
    c: &Inventory,
    graph: &LineageGraph,
    found: &[RelationOwnership],
) -> Vec<Vec<OwnerCandidate>> {
    let owner = |ix: AssetIx| {
        let relation = c.relation(ix)?;
        found.get(c.detail(relation.asset))?.decision.owner()
    };
    let relations = c.relations.iter().zip(found);
    relations
        .map(|(relation, found)| {
            if found.decision != OwnershipDecision::Unowned || !relation.is_described() {
                return Vec::new();
            }
            let above = nearest_owners(graph, relation.asset, owner);
            above
                .into_iter()
                .map(|(dme, by)| OwnerCandidate {
                    source: OwnershipSource::Upstream,
                    dme,
                    pos: c.asset(by).pos,
                    by: Some(by),
                })
                .collect()
        })
        .collect()
}
