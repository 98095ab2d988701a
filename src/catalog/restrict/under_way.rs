//! A restriction under way: what the audience may see, and what that is called in the part.

use rustc_hash::{FxHashMap, FxHashSet};
use string_interner::Symbol as _;

use super::fact_rule::{FactRule, Sabotage};
use super::restricted_part::{Restricted, holds};
use super::seen_lineage::SeenLineage;
use super::told_columns::ColumnsOfRuns;
use crate::catalog::{AssetIx, Catalog, Kind, Level, Seen, Sym, small};

/// What a part is made by, beside the whole.
#[derive(Clone, Copy)]
pub(crate) struct RestrictedBy<'a> {
    /// What the audience may see.
    pub seen: &'a Seen,
    /// Whether labels of this key name owners or DMEs.
    pub names_owner: &'a dyn Fn(&str) -> bool,
    /// What columns relations have of whose columns runs tell, without what those of unseen jobs do.
    pub told_by_runs: &'a ColumnsOfRuns,
    /// Where columns come from whose relation's SQL names what is hidden.
    pub seen_lineage: &'a SeenLineage,
    /// Which rule a test breaks.
    pub sabotage: Sabotage,
}

/// A restriction under way: what the kept assets are called in the part.
pub(super) struct Restriction<'a> {
    pub(super) from: &'a Catalog,
    pub(super) by: RestrictedBy<'a>,
    /// New index by old one; nothing for what is left out.
    pub(super) new: Vec<Option<AssetIx>>,
    /// Old index by new one.
    pub(super) old: Vec<AssetIx>,
    /// Hidden columns of open relations.
    hidden: FxHashMap<AssetIx, Vec<Sym>>,
    /// Words by which DMEs, teams, products and domains of the part are known.
    words: FxHashSet<String>,
    /// New symbol by the number of the old one.
    syms: Vec<Option<Sym>>,
    /// Relations of the part whose own SQL names something that may not be seen.
    pub(super) partial: FxHashSet<AssetIx>,
    /// New number of a wildcard, by old one.
    pub(super) wildcards: FxHashMap<usize, usize>,
    /// New numbers of those that SQL of open relations names.
    pub(super) named_wildcards: FxHashSet<usize>,
    pub(super) to: Catalog,
}

impl<'a> Restriction<'a> {
    /// Nothing is kept yet. Assets get their indices by namespace and name, so that these tell nothing
    /// of what stands between them in the whole.
    pub(super) fn new(from: &'a Catalog, by: RestrictedBy<'a>) -> Self {
        let all = (0..small(from.assets.len())).map(AssetIx);
        let mut old: Vec<AssetIx> = all
            .filter(|ix| by.seen.level(*ix) > Level::Hidden)
            .collect();
        old.sort_unstable_by(|a, b| from.key(*a).cmp(&from.key(*b)));
        let mut new = vec![None; from.assets.len()];
        for (to, ix) in (0u32..).zip(&old) {
            if let Some(slot) = new.get_mut(ix.ix()) {
                *slot = Some(AssetIx(to));
            }
        }
        let mut hidden: FxHashMap<AssetIx, Vec<Sym>> = FxHashMap::default();
        let mut columns: Vec<&(AssetIx, Sym)> = by.seen.columns.iter().collect();
        columns.sort_unstable();
        for (relation, column) in columns {
            hidden.entry(*relation).or_default().push(*column);
        }
        let mut part = Self {
            from,
            by,
            new,
            old,
            hidden,
            words: FxHashSet::default(),
            syms: Vec::new(),
            partial: FxHashSet::default(),
            wildcards: FxHashMap::default(),
            named_wildcards: FxHashSet::default(),
            to: Catalog::default(),
        };
        part.words = part.known_words();
        part
    }

    /// The part as far as it is made, taken out.
    pub(super) fn begun(&mut self) -> Restricted {
        Restricted {
            catalog: std::mem::take(&mut self.to),
            new: std::mem::take(&mut self.new),
            old: std::mem::take(&mut self.old),
            wildcards: std::mem::take(&mut self.wildcards),
            named_wildcards: std::mem::take(&mut self.named_wildcards),
            hidden_columns: match self.keeps(FactRule::Columns) {
                true => std::mem::take(&mut self.hidden),
                false => FxHashMap::default(),
            },
        }
    }

    /// Goes on with what was taken out.
    pub(super) fn go_on(&mut self, begun: Restricted) {
        let Restricted {
            catalog,
            new,
            old,
            wildcards,
            named_wildcards,
            hidden_columns,
        } = begun;
        self.to = catalog;
        self.new = new;
        self.old = old;
        self.wildcards = wildcards;
        self.named_wildcards = named_wildcards;
        if self.keeps(FactRule::Columns) {
            self.hidden = hidden_columns;
        }
    }

    fn known_words(&self) -> FxHashSet<String> {
        let c = self.from;
        let mut words = FxHashSet::default();
        for ix in &self.old {
            let kind = c.asset(*ix).kind;
            if matches!(kind, Kind::Dme | Kind::Team | Kind::Product | Kind::Domain) {
                words.insert(plain(c.name(*ix)));
                words.insert(plain(c.title(*ix)));
            }
        }
        for team in c.teams.iter().filter(|team| self.ix(team.asset).is_some()) {
            words.extend(team.also_known_as.iter().map(|name| plain(name)));
        }
        words
    }

    /// Whether a rule is to be kept.
    pub(super) fn keeps(&self, rule: FactRule) -> bool {
        self.by.sabotage.spares(rule)
    }

    /// The index that an asset has in the part.
    pub(super) fn ix(&self, old: AssetIx) -> Option<AssetIx> {
        self.new.get(old.ix()).copied().flatten()
    }

    /// The index that an asset has in the part, where all of it may be seen.
    pub(super) fn open(&self, old: AssetIx) -> Option<AssetIx> {
        self.ix(old).filter(|_| self.is_open(old))
    }

    /// Whether all of an asset may be seen.
    pub(super) fn is_open(&self, old: AssetIx) -> bool {
        self.by.seen.level(old) == Level::Open
    }

    /// Those of some assets that are kept, in the order in which somebody wrote them down.
    pub(super) fn all(&self, old: &[AssetIx]) -> Vec<AssetIx> {
        old.iter().filter_map(|ix| self.ix(*ix)).collect()
    }

    /// Those of some assets that are kept, by index: where their order follows from that of the whole.
    pub(super) fn sorted(&self, old: &[AssetIx]) -> Vec<AssetIx> {
        let mut all = self.all(old);
        all.sort_unstable();
        all
    }

    /// Those of some assets that are open, by index.
    pub(super) fn open_of(&self, old: &[AssetIx]) -> Vec<AssetIx> {
        let mut all: Vec<AssetIx> = old.iter().filter_map(|ix| self.open(*ix)).collect();
        all.sort_unstable();
        all
    }

    /// Whether what a run tells may be known: its job may be seen, or none is named.
    pub(super) fn tells(&self, job: Option<AssetIx>) -> bool {
        job.is_none_or(|job| self.is_open(job))
    }

    /// Whether all of these are open.
    pub(super) fn opens_all(&self, old: &[AssetIx]) -> bool {
        old.iter().all(|ix| self.is_open(*ix))
    }

    /// Whether a column or field of an open relation may be seen: neither it nor what it lies in is
    /// hidden.
    pub(super) fn shows(&self, relation: AssetIx, column: Sym) -> bool {
        let hidden = &self.by.seen.columns;
        if hidden.is_empty() || !self.keeps(FactRule::Columns) {
            return true;
        }
        let strings = &self.from.strings;
        let mut path = strings.resolve(column);
        loop {
            let known = strings.get(path);
            if known.is_some_and(|path| hidden.contains(&(relation, path))) {
                return false;
            }
            match path.rsplit_once('.') {
                Some((outer, _)) => path = outer,
                None => return true,
            }
        }
    }

    /// Whether the name of a column of a relation may be read. Names are compared without case.
    pub(super) fn shows_name(&self, relation: AssetIx, name: &str) -> bool {
        let mut hidden = self.hidden_of(relation).iter();
        !self.keeps(FactRule::Columns)
            || !hidden.any(|column| holds(self.from.strings.resolve(*column), name))
    }

    /// Columns of an open relation that are hidden.
    pub(super) fn hidden_of(&self, relation: AssetIx) -> &[Sym] {
        self.hidden.get(&relation).map_or(&[], Vec::as_slice)
    }

    /// Whether something of a relation is hidden, so that a text about its columns may name it.
    pub(super) fn hides_columns_of(&self, relation: AssetIx) -> bool {
        self.hidden.contains_key(&relation)
    }

    /// Whether an asset is a view.
    pub(super) fn is_view(&self, old: AssetIx) -> bool {
        self.from.asset(old).kind == Kind::View
    }

    pub(super) fn sym(&mut self, old: Sym) -> Sym {
        let at = old.to_usize();
        if let Some(Some(known)) = self.syms.get(at) {
            return *known;
        }
        let strings = &mut self.to.inventory.registry.strings;
        let new = strings.intern(self.from.strings.resolve(old));
        if self.syms.len() <= at {
            self.syms.resize(at + 1, None);
        }
        if let Some(slot) = self.syms.get_mut(at) {
            *slot = Some(new);
        }
        new
    }

    pub(super) fn opt_sym(&mut self, old: Option<Sym>) -> Option<Sym> {
        old.map(|old| self.sym(old))
    }

    pub(super) fn syms(&mut self, old: &[Sym]) -> Vec<Sym> {
        old.iter().map(|sym| self.sym(*sym)).collect()
    }

    /// Whether a name is that of an asset that may be seen. One that is nobody's isn't either: else the
    /// same text would tell whether something hidden has the name.
    pub(super) fn knows(&self, name: &str) -> bool {
        if !self.keeps(FactRule::Names) {
            return true;
        }
        let bare = name.split_once(':').map_or(name, |(_, name)| name);
        let is_kept = |ix: AssetIx| self.ix(ix).is_some();
        let mut kinds = Kind::ALL.into_iter();
        let folded = &self.to.inventory.registry.folded;
        kinds.any(|kind| self.from.find(kind, bare).is_some_and(is_kept))
            || folded
                .get(&bare.to_lowercase())
                .is_some_and(Option::is_some)
    }

    /// Whether a word stands for a DME, team, product or domain that may be seen.
    pub(super) fn knows_word(&self, word: &str) -> bool {
        self.words.contains(&plain(word)) || self.knows(word)
    }

    /// Takes down where among its kind an asset stands now.
    pub(super) fn place(&mut self, ix: AssetIx, detail: usize) {
        if let Some(asset) = self.to.inventory.registry.assets.get_mut(ix.ix()) {
            asset.detail = small(detail);
        }
    }
}

/// As labels spell names: lower case, `-` for what they don't allow.
fn plain(word: &str) -> String {
    let words = word.trim().chars();
    let letters = words.map(|c| if c == '_' || c == ' ' { '-' } else { c });
    letters.flat_map(char::to_lowercase).collect()
}

/// Adds values to those of all relations; the range that they have there.
pub(super) fn extend<T>(all: &mut Vec<T>, more: Vec<T>) -> std::ops::Range<u32> {
    let start = small(all.len());
    all.extend(more);
    start..small(all.len())
}
