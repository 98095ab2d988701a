//! Assets by index and by name, with the tables and views among them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    Asset, AssetIx, Column, Grant, Key, Kind, Label, Namespace, Places, Relation, Status, Strings,
    Sym, Wildcards, small,
};
use crate::diagnostic::{FileId, Pos, Subject};

/// All assets, and all text. Whatever names something finds it here.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    /// All text.
    pub strings: Strings,
    /// The columns that exports name, of relations to whose list SQL or runs added some: ranges of all
    /// columns. Kept where audiences are built for, who may not see where what was added comes from.
    pub exported_columns: FxHashMap<AssetIx, Range<u32>>,
    /// All assets.
    pub assets: Vec<Asset>,
    /// By namespace and name.
    pub by_name: FxHashMap<(Namespace, Sym), AssetIx>,
    /// Relations of systems that don't compare case, by full name in lower case; none where several
    /// are called so.
    pub folded: FxHashMap<String, Option<AssetIx>>,
    /// Tables and views.
    pub relations: Vec<Relation>,
    /// Of each of them, where what is known of it stands.
    pub places: Vec<Places>,
    /// Columns; a relation has a range of them.
    pub columns: Vec<Column>,
    /// Labels; a relation has a range of them.
    pub labels: Vec<Label>,
    /// Grants; a relation has a range of them.
    pub grants: Vec<Grant>,
    /// Tables that a wildcard names together.
    pub wildcards: Wildcards,
    /// Paths of the input files, by [`FileId`].
    pub files: Vec<String>,
}

impl Registry {
    /// Adds an asset, whose kind and name are no other's.
    pub(crate) fn push(&mut self, asset: Asset) -> AssetIx {
        let ix = AssetIx(small(self.assets.len()));
        let key = (Namespace::of(asset.kind), asset.name);
        self.by_name.insert(key, ix);
        self.assets.push(asset);
        ix
    }

    /// Interns a text.
    pub(crate) fn intern(&mut self, text: &str) -> Sym {
        self.strings.intern(text)
    }

    /// An asset.
    #[must_use]
    pub(crate) fn asset(&self, ix: AssetIx) -> &Asset {
        &self.assets[ix.ix()]
    }

    /// Index of an asset among its kind.
    #[must_use]
    pub(crate) fn detail(&self, ix: AssetIx) -> usize {
        self.asset(ix).detail as usize
    }

    /// Text of a symbol.
    #[must_use]
    pub(crate) fn str(&self, sym: Sym) -> &str {
        self.strings.resolve(sym)
    }

    /// Canonical name of an asset.
    #[must_use]
    pub(crate) fn name(&self, ix: AssetIx) -> &str {
        self.str(self.asset(ix).name)
    }

    /// Display name of an asset.
    #[must_use]
    pub(crate) fn title(&self, ix: AssetIx) -> &str {
        let asset = self.asset(ix);
        self.str(asset.title.unwrap_or(asset.name))
    }

    /// Canonical id, `kind:name`.
    #[must_use]
    pub(crate) fn id(&self, ix: AssetIx) -> String {
        [self.asset(ix).kind.as_str(), ":", self.name(ix)].concat()
    }

    /// The asset, for what is said of it.
    #[must_use]
    pub(crate) fn subject(&self, ix: AssetIx) -> Subject {
        self.asset(ix).kind.subject(self.name(ix))
    }

    /// What the asset is known by for longer than a build.
    #[must_use]
    pub(crate) fn key(&self, ix: AssetIx) -> Key<'_> {
        Key {
            namespace: Namespace::of(self.asset(ix).kind),
            name: self.name(ix),
        }
    }

    /// Site-relative address of an asset's page.
    #[must_use]
    pub(crate) fn href(&self, ix: AssetIx) -> &str {
        self.str(self.asset(ix).href)
    }

    /// Whether an asset is in use: neither retired nor deprecated nor on its way in.
    #[must_use]
    pub(crate) fn is_in_use(&self, ix: AssetIx) -> bool {
        self.asset(ix).status == Status::Active
    }

    /// All assets of a kind, by name.
    #[must_use]
    pub(crate) fn sorted(&self, kind: Kind) -> Vec<AssetIx> {
        let mut all: Vec<AssetIx> = (0u32..)
            .zip(&self.assets)
            .filter(|(_, a)| a.kind == kind)
            .map(|(i, _)| AssetIx(i))
            .collect();
        all.sort_unstable_by(|a, b| self.name(*a).cmp(self.name(*b)));
        all
    }

    /// The asset of this kind and name.
    #[must_use]
    pub(crate) fn find(&self, kind: Kind, name: &str) -> Option<AssetIx> {
        let found = self.find_in(Namespace::of(kind), name)?;
        (self.asset(found).kind == kind).then_some(found)
    }

    fn find_in(&self, namespace: Namespace, name: &str) -> Option<AssetIx> {
        let sym = self.strings.get(name)?;
        self.by_name.get(&(namespace, sym)).copied()
    }

    /// The table or view of this full name; spelled as one likes, where its system doesn't compare
    /// case.
    #[must_use]
    pub(crate) fn find_relation(&self, name: &str) -> Option<AssetIx> {
        self.find_in(Namespace::Relations, name)
            .or_else(|| match self.folded.is_empty() {
                true => None,
                false => *self.folded.get(&name.to_lowercase())?,
            })
    }

    /// Table or view behind an asset.
    #[must_use]
    pub(crate) fn relation(&self, ix: AssetIx) -> Option<&Relation> {
        let asset = self.asset(ix);
        matches!(asset.kind, Kind::Table | Kind::View)
            .then(|| &self.relations[asset.detail as usize])
    }

    /// Table or view behind an asset, to be changed.
    pub(crate) fn relation_mut(&mut self, ix: AssetIx) -> Option<&mut Relation> {
        let asset = self.assets.get(ix.ix())?;
        match asset.kind {
            Kind::Table | Kind::View => self.relations.get_mut(asset.detail as usize),
            _ => None,
        }
    }

    /// Where what is known of a relation stands.
    #[must_use]
    pub(crate) fn places_of(&self, relation: &Relation) -> Places {
        let known = self.places.get(self.detail(relation.asset));
        known.copied().unwrap_or_default()
    }

    /// Where a relation is defined: its SQL, or else its asset.
    #[must_use]
    pub(crate) fn defined_at(&self, relation: &Relation) -> Option<Pos> {
        let sql = self.places_of(relation).query;
        sql.or(self.asset(relation.asset).pos)
    }

    /// Columns of a relation.
    #[must_use]
    pub(crate) fn columns_of(&self, relation: &Relation) -> &[Column] {
        slice(&self.columns, &relation.columns)
    }

    /// Columns by their range.
    pub(crate) fn columns_in(&self, range: &Range<u32>) -> &[Column] {
        slice(&self.columns, range)
    }

    /// Labels of a relation that are published.
    pub(crate) fn labels_of(&self, relation: &Relation) -> impl Iterator<Item = &Label> {
        slice(&self.labels, &relation.labels)
            .iter()
            .filter(|label| label.shown)
    }

    /// Labels of a relation, those included that aren't published.
    #[must_use]
    pub(crate) fn all_labels_of(&self, relation: &Relation) -> &[Label] {
        slice(&self.labels, &relation.labels)
    }

    /// Grants on a relation, inherited ones included.
    #[must_use]
    pub(crate) fn grants_of(&self, relation: &Relation) -> &[Grant] {
        slice(&self.grants, &relation.grants)
    }

    /// Resource names of the policy tags that a reader of a column needs access by.
    #[must_use]
    pub(crate) fn policy_tags(&self, tags: Option<Sym>) -> Vec<&str> {
        tags.map_or_else(Vec::new, |tags| self.str(tags).lines().collect())
    }

    /// The input file at a path.
    #[must_use]
    pub(crate) fn file(&self, path: &str) -> Option<FileId> {
        let at = self.files.binary_search_by(|f| f.as_str().cmp(path)).ok()?;
        Some(FileId(small(at)))
    }

    /// `path:line` of a place.
    #[must_use]
    pub(crate) fn at(&self, pos: Pos) -> String {
        if pos == Pos::NOWHERE {
            return String::new();
        }
        format!("{}:{}", self.path(pos.file), pos.line)
    }

    /// The place as pages name it: `path:line` in a file that is written by hand, the path alone in an
    /// export, whose lines move with each row that comes or goes.
    #[must_use]
    pub(crate) fn lasting_at(&self, pos: Pos) -> String {
        match self.lasting_line(pos) {
            None if pos == Pos::NOWHERE => String::new(),
            None => self.path(pos.file).to_owned(),
            Some(line) => format!("{}:{line}", self.path(pos.file)),
        }
    }

    /// The line of a place in a file that is written by hand.
    #[must_use]
    pub(crate) fn lasting_line(&self, pos: Pos) -> Option<u32> {
        let (_, extension) = self.path(pos.file).rsplit_once('.')?;
        let by_hand = ["yaml", "yml", "md", "toml", "sql"];
        let is_lasting = pos != Pos::NOWHERE && by_hand.contains(&extension);
        is_lasting.then_some(pos.line)
    }

    /// Path of a file.
    #[must_use]
    pub(crate) fn path(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", String::as_str)
    }
}

fn slice<'a, T>(all: &'a [T], range: &Range<u32>) -> &'a [T] {
    all.get(range.start as usize..range.end as usize)
        .unwrap_or(&[])
}
