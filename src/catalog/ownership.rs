//! Whose relations are, and who says so.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{AssetIx, LineageGraph, PerRelation};
use crate::diagnostic::Pos;

/// What says that a relation belongs to a DME.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum OwnershipSource {
    /// Its targets, or itself, lie in the DME's infrastructure.
    Infrastructure,
    /// A product of the DME lists it as output port or productive table.
    OutputPort,
    /// A label of the warehouse.
    Label,
    /// dbt's group or meta.
    Dbt,
    /// What another catalog or a run says.
    Tool,
    /// The owner of the nearest asset upstream.
    Upstream,
}

/// One source's word on who owns a relation. Two that say the same are equal, wherever they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnerCandidate {
    /// Which source.
    pub source: OwnershipSource,
    /// Which DME.
    pub dme: AssetIx,
    /// Where it stands.
    pub pos: Option<Pos>,
    /// The asset by way of which it is known: target table, product, upstream asset.
    pub by: Option<AssetIx>,
}

impl PartialEq for OwnerCandidate {
    fn eq(&self, other: &Self) -> bool {
        (self.source, self.dme, self.by) == (other.source, other.dme, other.by)
    }
}

impl Eq for OwnerCandidate {}

/// Who owns a relation and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OwnershipDecision {
    /// No source says anything.
    #[default]
    Unowned,
    /// One DME, by this claim.
    Owned(OwnerCandidate),
    /// It reaches several DMEs and none declares it.
    Several,
    /// Several DMEs claim it equally.
    Tie,
}

impl OwnershipDecision {
    /// The DME that owns it.
    #[must_use]
    pub(crate) const fn owner(self) -> Option<AssetIx> {
        match self {
            Self::Owned(candidate) => Some(candidate.dme),
            _ => None,
        }
    }
}

/// The DME to ask first about a view that spans several and that nobody declares. It doesn't own
/// the view; a reader still needs someone to turn to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FirstContact {
    /// Which.
    pub dme: AssetIx,
    /// How many of the view's targets it holds.
    pub holds: usize,
    /// How many targets there are.
    pub of: usize,
    /// What it has before the others.
    pub by: FirstContactReason,
}

/// What one DME of several is asked first by, each where those before leave a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FirstContactReason {
    /// It holds most of the targets.
    Targets,
    /// Fewest views lie between the view and one of its tables.
    Steps,
    /// Its name comes first.
    Name,
}

/// A word that names the owner of a relation and may mean several DMEs.
#[derive(Debug)]
pub(crate) struct NamedOwner {
    /// Where it stands: a label, dbt, a tool.
    pub source: OwnershipSource,
    /// What it may mean, what goes first first: a DME, or all DMEs of a team.
    pub meanings: Vec<Vec<AssetIx>>,
    /// The job whose run says so, where one does.
    pub job: Option<AssetIx>,
}

/// What a word means among the DMEs that are known: the first of its meanings that is one of them.
#[must_use]
pub(crate) fn meant(meanings: &[Vec<AssetIx>], known: impl Fn(AssetIx) -> bool) -> Option<AssetIx> {
    meanings.iter().find_map(|meaning| {
        let mut all = meaning.iter().copied().filter(|dme| known(*dme));
        all.next().filter(|_| all.next().is_none())
    })
}

/// Who owns each relation: all sources, and what was decided.
#[derive(Debug, Default)]
pub(crate) struct Ownership {
    /// By relation, where there are audiences: few have any.
    unclear: FxHashMap<AssetIx, Vec<NamedOwner>>,
    /// By relation, where there are audiences: DMEs that runs alone name as owners, with their jobs.
    of_runs: FxHashMap<AssetIx, Vec<(AssetIx, Vec<AssetIx>)>>,
    candidates: PerRelation<OwnerCandidate>,
    /// By asset.
    decisions: Vec<OwnershipDecision>,
    dmes: PerRelation<AssetIx>,
}

impl Ownership {
    /// Of this many assets, none owned.
    #[must_use]
    pub(crate) fn new(assets: usize) -> Self {
        Self {
            unclear: FxHashMap::default(),
            of_runs: FxHashMap::default(),
            candidates: PerRelation::default(),
            decisions: vec![OwnershipDecision::Unowned; assets],
            dmes: PerRelation::default(),
        }
    }

    /// Takes down words that name the owner of a relation and may mean several DMEs.
    pub(crate) fn set_unclear(&mut self, relation: AssetIx, words: Vec<NamedOwner>) {
        if !words.is_empty() {
            self.unclear.insert(relation, words);
        }
    }

    /// Words that name the owner of a relation and may mean several DMEs.
    #[must_use]
    pub(crate) fn unclear(&self, relation: AssetIx) -> &[NamedOwner] {
        self.unclear.get(&relation).map_or(&[], Vec::as_slice)
    }

    /// Takes down which DMEs runs alone name as owners of a relation, with the jobs that these are of.
    pub(crate) fn set_of_runs(&mut self, relation: AssetIx, named: Vec<(AssetIx, Vec<AssetIx>)>) {
        if !named.is_empty() {
            self.of_runs.insert(relation, named);
        }
    }

    /// The jobs whose runs make a claim on a relation, where nothing else does.
    #[must_use]
    pub(crate) fn jobs_of(&self, relation: AssetIx, claim: &OwnerCandidate) -> Option<&[AssetIx]> {
        if claim.source != OwnershipSource::Tool {
            return None;
        }
        let mut named = self.of_runs.get(&relation)?.iter();
        let (_, jobs) = named.find(|(dme, _)| *dme == claim.dme)?;
        Some(jobs)
    }

    /// Sets what is known of one relation: the claims, the decision, the DMEs that hold it or its
    /// targets, by name.
    pub(crate) fn set(
        &mut self,
        relation: AssetIx,
        candidates: Vec<OwnerCandidate>,
        decision: OwnershipDecision,
        dmes: Vec<AssetIx>,
    ) {
        self.candidates.set(relation, candidates);
        self.dmes.set(relation, dmes);
        if let Some(known) = self.decisions.get_mut(relation.ix()) {
            *known = decision;
        }
    }

    /// Sources of ownership of a relation.
    #[must_use]
    pub(crate) fn candidates(&self, relation: AssetIx) -> &[OwnerCandidate] {
        self.candidates.of(relation)
    }

    /// Who owns a relation and why.
    #[must_use]
    pub(crate) fn decision(&self, relation: AssetIx) -> OwnershipDecision {
        let known = self.decisions.get(relation.ix());
        known.copied().unwrap_or_default()
    }

    /// The DME that owns a relation.
    #[must_use]
    pub(crate) fn owner(&self, relation: AssetIx) -> Option<AssetIx> {
        self.decision(relation).owner()
    }

    /// DMEs of a relation's targets, or its own; sorted by name.
    #[must_use]
    pub(crate) fn dmes(&self, relation: AssetIx) -> &[AssetIx] {
        self.dmes.of(relation)
    }
}

/// Which of the claims on a relation, strongest first, decides; `tied` where each of its targets is claimed
/// by several DMEs.
#[must_use]
pub(crate) fn decided(
    is_view: bool,
    candidates: &[OwnerCandidate],
    tied: bool,
) -> OwnershipDecision {
    let holds = |of: &&OwnerCandidate| of.source == OwnershipSource::Infrastructure;
    let holders: Vec<&OwnerCandidate> = candidates.iter().filter(holds).collect();
    match holders.as_slice() {
        [] => match candidates.first() {
            Some(first) => OwnershipDecision::Owned(*first),
            None => OwnershipDecision::Unowned,
        },
        [one] => OwnershipDecision::Owned(**one),
        several if is_view => {
            let port = candidates.iter().find(|of| {
                of.source == OwnershipSource::OutputPort && several.iter().any(|s| s.dme == of.dme)
            });
            match port {
                Some(port) => OwnershipDecision::Owned(*port),
                None if tied => OwnershipDecision::Tie,
                None => OwnershipDecision::Several,
            }
        }
        _ => OwnershipDecision::Tie,
    }
}

/// How far the nearest owner upstream is looked for, in edges.
const UPSTREAM_STEPS: usize = 16;

/// The owners of the nearest assets upstream that have one, each with the first of these.
#[must_use]
pub(crate) fn nearest_owners(
    graph: &LineageGraph,
    start: AssetIx,
    owner: impl Fn(AssetIx) -> Option<AssetIx>,
) -> Vec<(AssetIx, AssetIx)> {
    let mut seen = FxHashSet::from_iter([start]);
    let mut level = vec![start];
    for _ in 0..UPSTREAM_STEPS {
        let mut next = Vec::new();
        for ix in &level {
            for up in graph.upstream(*ix) {
                if seen.insert(*up) {
                    next.push(*up);
                }
            }
        }
        let owned = next.iter().filter_map(|ix| Some((owner(*ix)?, *ix)));
        let mut owners: Vec<(AssetIx, AssetIx)> = owned.collect();
        owners.sort_unstable();
        owners.dedup_by_key(|(dme, _)| *dme);
        if !owners.is_empty() || next.is_empty() {
            return owners;
        }
        level = next;
    }
    Vec::new()
}
