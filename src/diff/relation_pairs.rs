//! Tables and views of both sides: which is which, and which came or went.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::relation_kinds::{is_there, is_view};
use super::side::UnreadableLine;
use super::side_pair::Sides;
use crate::lines::RelationLine;
use crate::system::{Folding, System};

/// A line, lent or read.
pub(super) type Relation<'a> = Cow<'a, RelationLine>;

/// What differs.
#[derive(Default)]
pub(super) struct Pairs<'a> {
    /// On both sides.
    pub(super) common: Vec<Pair<'a>>,
    /// On the old side alone.
    pub(super) gone: Vec<Relation<'a>>,
    /// On the new side alone.
    pub(super) fresh: Vec<Relation<'a>>,
}

/// A relation before and now.
pub(super) struct Pair<'a> {
    pub(super) old: Relation<'a>,
    pub(super) new: Relation<'a>,
    /// How it comes that the two are one.
    pub(super) tie: Tie,
}

/// Why two lines are of one relation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// They have one name.
    Name,
    /// The new one says that it was called like the old one.
    Renamed,
    /// A view that keeps the old name, over what took a new one.
    KeptView,
}

impl<'a> Pairs<'a> {
    pub(super) fn of(sides: &Sides<'a>) -> Result<Self, UnreadableLine> {
        let mut pairs = Self::default();
        for (old, new) in sides.old.relations.unequal(&sides.new.relations)? {
            let there = |line: &Relation<'_>| is_there(line);
            match (old.filter(there), new.filter(there)) {
                (Some(old), Some(new)) => pairs.tie(old, new, Tie::Name),
                (Some(old), None) => pairs.gone.push(old),
                (None, Some(new)) => pairs.fresh.push(new),
                (None, None) => {}
            }
        }
        pairs.spelled_otherwise();
        pairs.declared();
        Ok(pairs)
    }

    fn tie(&mut self, old: Relation<'a>, new: Relation<'a>, tie: Tie) {
        self.common.push(Pair { old, new, tie });
    }

    /// Exporters may write one name in different cases, where a system doesn't tell them apart.
    fn spelled_otherwise(&mut self) {
        let folded = |line: &RelationLine| {
            let system = line.system.as_deref().and_then(System::of)?;
            (system.folding() != Folding::Exact).then(|| line.name.to_lowercase())
        };
        self.tie_by(folded, |line| folded(line).into_iter().collect(), Tie::Name);
    }

    /// What says what it was called.
    fn declared(&mut self) {
        let names = |line: &RelationLine| renamed_from(line).to_vec();
        for pair in &mut self.common {
            let mut heirs = self.fresh.iter();
            let heir = heirs.find(|heir| renamed_from(heir).contains(&pair.old.name));
            if heir.is_some_and(|heir| keeps(&pair.new, heir)) {
                pair.tie = Tie::KeptView;
            }
        }
        let kept: Vec<String> = self
            .common
            .iter()
            .filter(|pair| pair.tie == Tie::KeptView)
            .map(|pair| pair.old.name.clone())
            .collect();
        let is_of_kept = |line: &Relation<'_>| renamed_from(line).iter().any(|n| kept.contains(n));
        self.fresh.retain(|line| !is_of_kept(line));
        self.tie_by(|line| Some(line.name.clone()), names, Tie::Renamed);
    }

    /// Ties what is gone to what is new, where a name of either is that of one only.
    fn tie_by(
        &mut self,
        name_of: impl Fn(&RelationLine) -> Option<String>,
        names_of: impl Fn(&RelationLine) -> Vec<String>,
        tie: Tie,
    ) {
        let mut named: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (i, line) in self.gone.iter().enumerate() {
            if let Some(name) = name_of(line) {
                named.entry(name).or_default().push(i);
            }
        }
        let mut claims: Vec<Option<usize>> = vec![None; self.fresh.len()];
        let mut claimed: Vec<u32> = vec![0; self.gone.len()];
        for (claim, line) in claims.iter_mut().zip(&self.fresh) {
            let names = names_of(line);
            let found = names
                .iter()
                .find_map(|name| match named.get(name)?.as_slice() {
                    [one] => Some(*one),
                    _ => None,
                });
            *claim = found;
            if let Some(count) = found.and_then(|at| claimed.get_mut(at)) {
                *count += 1;
            }
        }
        let mut gone: Vec<Option<Relation<'a>>> = std::mem::take(&mut self.gone)
            .into_iter()
            .map(Some)
            .collect();
        for (line, claim) in std::mem::take(&mut self.fresh).into_iter().zip(claims) {
            let only = claim.filter(|at| claimed.get(*at) == Some(&1));
            match only.and_then(|at| gone.get_mut(at)?.take()) {
                Some(old) => self.tie(old, line, tie),
                None => self.fresh.push(line),
            }
        }
        self.gone = gone.into_iter().flatten().collect();
    }
}

/// The names that a relation had, as its manifest says.
fn renamed_from(_line: &RelationLine) -> &[String] {
    &[]
}

/// Whether `kept` is a view over `heir` alone. Columns that it lacks are changes of their own.
fn keeps(kept: &RelationLine, heir: &RelationLine) -> bool {
    is_view(kept.kind) && kept.references == [heir.name.as_str()]
}
