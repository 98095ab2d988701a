//! What is worked out anew for each audience: use, of statements without their texts, and columns of which
//! runs tell.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::connecting::lineage_as_seen;
use super::connecting::used::StatementUse;
use super::facts::{Shape, Statements, ToldByRuns};
use super::full_names::Aliases;
use crate::catalog::{
    AssetIx, Catalog, ColumnsOfRuns, Kind, Predicate, Restricted, Seen, SeenLineage, Strings, Sym,
    small,
};

/// The statements of the warehouse's history, folded, and what those of each shape use. Empty where no
/// audience is to be asked about.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(super) statements: Statements,
    pub(super) used: Vec<StatementUse>,
    /// Relations of whose columns runs tell.
    told_by_runs: Vec<ToldByRuns>,
    /// Second names of projects and datasets.
    aliases: Aliases,
}

impl Ledger {
    /// Keeps what can be counted again; texts aren't needed for that.
    pub(super) fn new(
        statements: Statements,
        used: Vec<StatementUse>,
        told_by_runs: Vec<ToldByRuns>,
        aliases: Aliases,
    ) -> Self {
        Self {
            statements: statements.without_texts(),
            used,
            told_by_runs,
            aliases,
        }
    }

    /// Relations that nothing but runs describes, with the jobs that these are of.
    pub(super) fn described_by_runs(&self, whole: &Catalog) -> BTreeMap<AssetIx, Vec<AssetIx>> {
        let alone = self.told_by_runs.iter().filter(|told| told.alone);
        let alone = alone.map(|told| {
            let jobs = told.jobs().filter_map(|key| job(whole, key));
            (AssetIx(told.relation), jobs.collect())
        });
        alone.collect()
    }

    /// Where columns come from whose relation's SQL names what an audience may not see.
    pub(super) fn lineage(&self, whole: &Catalog, seen: &Seen) -> SeenLineage {
        lineage_as_seen(whole, &self.aliases, seen)
    }

    /// Columns of open relations as they are where runs that an audience may not know of never were.
    pub(super) fn columns(&self, whole: &Catalog, seen: &Seen) -> ColumnsOfRuns {
        let mut columns = ColumnsOfRuns::default();
        let is_seen = |key| job(whole, key).is_some_and(|job| seen.is_open(job));
        for told in &self.told_by_runs {
            let relation = AssetIx(told.relation);
            if seen.is_open(relation) {
                let kept = told.columns(&whole.strings, is_seen);
                columns.add(relation, kept, told.paths(), |sym| whole.str(sym));
            }
        }
        columns
    }

    /// The statements that name nothing but open relations of a part, in its words. One that names
    /// something else, or what isn't known, tells how that is used.
    pub(super) fn restricted(&self, whole: &Catalog, part: &mut Restricted) -> Self {
        let mut names = Names {
            whole,
            new: FxHashMap::default(),
            projects: part
                .old
                .iter()
                .filter_map(|ix| Some(whole.relation(*ix)?.project))
                .collect(),
        };
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let (mut shapes, mut used) = (Vec::new(), Vec::new());
        let of_shapes = || self.statements.shapes.iter().zip(&self.used);
        let told = of_shapes().filter(|(shape, of)| names.is_told(shape, of, part));
        let mut words: Vec<Sym> = told
            .flat_map(|(_, of)| columns_of(of))
            .map(|(_, c)| c)
            .collect();
        words.extend(names.projects.iter().copied());
        words.sort_unstable();
        words.dedup();
        // Ties are broken by number: that a word has one of its own in the whole isn't to be told.
        words.sort_by_key(|word| whole.str(*word));
        for word in words {
            names.sym(&mut part.catalog.inventory.registry.strings, word);
        }
        for (number, (shape, of)) in (0u32..).zip(of_shapes()) {
            let Some(new) = names.restricted(shape, of, part) else {
                continue;
            };
            numbers.insert(number, small(shapes.len()));
            shapes.push(new.0);
            used.push(new.1);
        }
        Self {
            statements: self.statements.of_shapes(shapes, &numbers),
            used,
            told_by_runs: Vec::new(),
            aliases: Aliases::default(),
        }
    }
}

/// The job of a key; one that is no asset is nobody's to see.
fn job(whole: &Catalog, key: Sym) -> Option<AssetIx> {
    whole.find(Kind::Job, whole.str(key))
}

/// The index in the part of something open.
fn open(part: &Restricted, ix: AssetIx) -> Option<AssetIx> {
    part.ix(ix).filter(|ix| !part.catalog.is_listed(*ix))
}

fn raw(part: &Restricted, ix: u32) -> Option<u32> {
    Some(open(part, AssetIx(ix))?.0)
}

/// The indices in the part, where all are open.
fn all_open(part: &Restricted, all: &[AssetIx]) -> Option<Vec<AssetIx>> {
    all.iter().map(|ix| open(part, *ix)).collect()
}

/// Columns that a statement is known to use.
fn columns_of(used: &StatementUse) -> impl Iterator<Item = (AssetIx, Sym)> {
    let named = used.columns.iter().copied();
    let named = named.chain(used.joins.iter().flat_map(|(a, b)| [*a, *b]));
    let filtered = used.filters.iter().map(|(of, p)| (*of, p.column));
    let of_sets = used.shapes.iter();
    let of_sets = of_sets.flat_map(|(of, all)| all.iter().map(|p| (*of, p.column)));
    named.chain(filtered).chain(of_sets)
}

/// Symbols of the part, by those of the whole.
struct Names<'w> {
    whole: &'w Catalog,
    new: FxHashMap<Sym, Sym>,
    /// Projects of relations of the part.
    projects: FxHashSet<Sym>,
}

impl Names<'_> {
    fn sym(&mut self, strings: &mut Strings, old: Sym) -> Sym {
        let text = || strings.intern(self.whole.str(old));
        *self.new.entry(old).or_insert_with(text)
    }

    /// Whether a statement names a column that may not be seen. A word of its text may be the name of
    /// such a column, unless something else that it reads or writes has one of that name.
    fn names_hidden_column(&self, used: &StatementUse, part: &Restricted) -> bool {
        if part.hidden_columns.is_empty() {
            return false;
        }
        let c = self.whole;
        let of = || used.relations.iter().chain(&used.writes).copied();
        if of().all(|ix| !part.hidden_columns.contains_key(&ix)) {
            return false;
        }
        let mut all = columns_of(used);
        if all.any(|(of, column)| !part.shows(c, of, c.str(column))) {
            return true;
        }
        let last = |path: Sym| c.str(path).rsplit('.').next().unwrap_or_default();
        let shared = |name: &str| {
            of().filter_map(|ix| c.relation(ix)).any(|relation| {
                c.columns_of(relation).iter().any(|column| {
                    last(column.path).eq_ignore_ascii_case(name)
                        && part.shows(c, relation.asset, c.str(column.path))
                })
            })
        };
        let mut hidden = of().flat_map(|ix| part.hidden_columns.get(&ix).into_iter().flatten());
        hidden.any(|column| {
            let name = last(*column);
            let is_word = used
                .mentions
                .names
                .binary_search(&sql::name_hash(name))
                .is_ok();
            is_word && !shared(name)
        })
    }

    /// Whether a statement names and writes nothing but open relations, and no hidden column.
    fn is_told(&self, shape: &Shape, used: &StatementUse, part: &Restricted) -> bool {
        let destination = shape.destination.iter();
        !used.names_unknown
            && !used.writes_unknown
            && destination
                .chain(&shape.referenced)
                .all(|ix| raw(part, *ix).is_some())
            && all_open(part, &used.relations).is_some()
            && all_open(part, &used.writes).is_some()
            && used
                .wildcards
                .iter()
                .all(|number| part.wildcards.contains_key(number))
            && !self.names_hidden_column(used, part)
    }

    fn restricted(
        &mut self,
        shape: &Shape,
        used: &StatementUse,
        part: &mut Restricted,
    ) -> Option<(Shape, StatementUse)> {
        if !self.is_told(shape, used, part) {
            return None;
        }
        let destination = shape.destination.and_then(|to| raw(part, to));
        let referenced = shape
            .referenced
            .iter()
            .filter_map(|ix| raw(part, *ix))
            .collect();
        let mut relations = all_open(part, &used.relations)?;
        let writes = all_open(part, &used.writes)?;
        let wildcards = used.wildcards.iter();
        let wildcards = wildcards
            .filter_map(|number| part.wildcards.get(number).copied())
            .collect();
        relations.sort_unstable();
        relations.dedup();
        let strings = &mut part.catalog.inventory.registry.strings;
        // Another project is nobody's whom the audience may know.
        let project = match self.projects.contains(&shape.project) {
            true => self.sym(strings, shape.project),
            false => strings.intern(""),
        };
        let shape = Shape {
            text: String::new(),
            dialect: shape.dialect,
            project,
            destination,
            referenced,
            wildcards: Vec::new(),
            pos: shape.pos,
            last: shape.last,
            script: shape.script.clone(),
        };
        let ix: FxHashMap<AssetIx, AssetIx> = used
            .relations
            .iter()
            .filter_map(|old| Some((*old, open(part, *old)?)))
            .collect();
        let strings = &mut part.catalog.inventory.registry.strings;
        let mut column = |(of, column): (AssetIx, Sym)| {
            let new = ix.get(&of).copied()?;
            Some((new, self.sym(strings, column)))
        };
        let joins = used.joins.iter();
        let joins = joins.filter_map(|(a, b)| Some((column(*a)?, column(*b)?)));
        let joins = joins.collect();
        let mut columns: Vec<(AssetIx, Sym)> =
            used.columns.iter().filter_map(|of| column(*of)).collect();
        columns.sort_unstable();
        let filters = used.filters.iter().filter_map(|(of, predicate)| {
            let (of, column) = column((*of, predicate.column))?;
            let operator = predicate.operator;
            Some((of, Predicate { column, operator }))
        });
        let mut filters: Vec<(AssetIx, Predicate)> = filters.collect();
        filters.sort_unstable();
        let mut sets = Vec::new();
        for (of, predicates) in &used.shapes {
            let predicates = predicates.iter().filter_map(|p| {
                let operator = p.operator;
                let (_, column) = column((*of, p.column))?;
                Some(Predicate { column, operator })
            });
            let mut predicates: Vec<Predicate> = predicates.collect();
            predicates.sort_unstable();
            sets.extend(ix.get(of).map(|of| (*of, predicates)));
        }
        sets.sort_unstable();
        let stars = used.stars.iter();
        let stars = stars.filter_map(|(of, place)| Some((*ix.get(of)?, *place)));
        let used = StatementUse {
            relations,
            wildcards,
            joins,
            filters,
            shapes: sets,
            columns: columns.into(),
            bare: used.bare.clone(),
            names_unknown: false,
            writes,
            writes_unknown: false,
            stars: stars.collect(),
            parsed: used.parsed,
            mentions: used.mentions.clone(),
            read: used.read,
        };
        Some((shape, used))
    }
}
