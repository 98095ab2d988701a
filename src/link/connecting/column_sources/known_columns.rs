//! What the catalog knows of columns, for the reader of SQL: listed by exports, or derived of SQL.

use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::column_spelling::{Spelling, spelled_by_sql};
use super::listed_columns::names_columns;
use super::nested_fields;
use crate::catalog::reach::{Components, Rows};
use crate::catalog::{
    AssetIx, Catalog, Column, DbtResourceType, LineageEdge, Presence, Registry, Relation, Sym,
};
use crate::link::full_names::{Aliases, join, split};
use crate::link::wildcards::{Shards, newest};
use crate::system::wildcard_prefix;

/// What the catalog knows of columns, for the reader of SQL.
pub(in crate::link) struct CatalogSchema<'a> {
    registry: &'a Registry,
    aliases: &'a Aliases,
    /// Columns that its SQL gives a relation, where no warehouse lists them.
    derived: FxHashMap<AssetIx, Derived>,
    /// Tables that a wildcard may name; made when the first one is met.
    shards: OnceLock<Shards>,
    /// Wildcards met, and which table tells the columns of each.
    wildcards: Mutex<FxHashMap<String, Option<AssetIx>>>,
    /// Whether columns of a relation are known; all of all are where nothing says.
    is_known: Option<IsKnown<'a>>,
    /// The columns that exports name, of relations that have another list by now.
    exported: Option<&'a FxHashMap<AssetIx, Range<u32>>>,
}

/// Whether it may be known that a relation has a column, or any where none is named.
pub(super) type IsKnown<'a> = &'a (dyn Fn(AssetIx, Option<Sym>) -> bool + Sync);

/// What SQL says of a relation's columns.
struct Derived {
    names: Vec<String>,
    /// Whether there are no others.
    complete: bool,
}

impl<'a> CatalogSchema<'a> {
    pub(in crate::link) fn new(registry: &'a Registry, aliases: &'a Aliases) -> Self {
        Self {
            registry,
            aliases,
            derived: FxHashMap::default(),
            shards: OnceLock::new(),
            wildcards: Mutex::default(),
            is_known: None,
            exported: None,
        }
    }

    /// As if relations and columns of which `is_known` isn't true had never been told of, and as
    /// relations were before SQL and runs added to their columns.
    pub(super) fn as_known(
        catalog: &'a Catalog,
        aliases: &'a Aliases,
        is_known: IsKnown<'a>,
    ) -> Self {
        Self {
            is_known: Some(is_known),
            exported: Some(&catalog.inventory.registry.exported_columns),
            ..Self::new(&catalog.inventory.registry, aliases)
        }
    }

    /// The columns that exports tell of.
    pub(super) fn columns_of(&self, relation: &Relation) -> &'a [Column] {
        let exported = self.exported.and_then(|all| all.get(&relation.asset));
        match exported {
            Some(range) => self.registry.columns_in(range),
            None => self.registry.columns_of(relation),
        }
    }

    fn knows(&self, relation: AssetIx, column: Option<Sym>) -> bool {
        self.is_known
            .is_none_or(|is_known| is_known(relation, column))
    }

    /// The relation of a name, where its columns are known.
    fn relation(&self, name: &str) -> Option<&'a Relation> {
        let relation = self.find(name)?;
        self.knows(relation.asset, None).then_some(relation)
    }

    /// The relation of a name. That of a wildcard is the newest table whose columns are known.
    pub(super) fn find(&self, name: &str) -> Option<&'a Relation> {
        let c = self.registry;
        if let Some(newest) = self.newest(name) {
            return c.relation(newest);
        }
        let found = c.find_relation(name).or_else(|| {
            let (p, d, t) = split(name);
            let (p, d) = self.aliases.resolve(p, d);
            c.find_relation(&join(p, d, t))
        })?;
        c.relation(found)
    }

    /// The table that tells the columns of a wildcard.
    fn newest(&self, name: &str) -> Option<AssetIx> {
        let c = self.registry;
        let (p, d, t) = split(wildcard_prefix(name)?);
        let met = || {
            self.wildcards
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(known) = met().get(name) {
            return *known;
        }
        let (p, d) = self.aliases.resolve(p, d);
        let shards = self.shards.get_or_init(|| Shards::new(c));
        let members = shards.members(c, [p, d, t]);
        let known = members.iter().filter(|table| self.knows(**table, None));
        let known: Vec<AssetIx> = known.copied().collect();
        let found = newest(c, &known).or_else(|| newest(c, members));
        met().insert(name.to_owned(), found);
        found
    }

    /// Reads the SQL of what no warehouse lists the columns of, whatever it is materialized as; what
    /// others read comes before them.
    pub(super) fn derive(
        &mut self,
        edges: &[LineageEdge],
        read: impl Fn(&Relation, &Self) -> Option<sql::Columns>,
    ) {
        let c = self.registry;
        let pending: Vec<&Relation> = c
            .relations
            .iter()
            .filter(|r| r.query.is_some() && !r.columns_complete)
            .filter(|r| self.knows(r.asset, None))
            .collect();
        let number: FxHashMap<AssetIx, u32> =
            (0..).zip(&pending).map(|(i, r)| (r.asset, i)).collect();
        let pairs: Vec<(u32, u32)> = edges
            .iter()
            .filter_map(|e| Some((*number.get(&e.to)?, *number.get(&e.from)?)))
            .collect();
        let rows = Rows::new(pending.len(), pairs.into_iter());
        let order = Components::new(&rows, &Rows::default(), pending.len());
        for i in order.nodes {
            let relation = pending[i as usize];
            let Some(found) = read(relation, self) else {
                continue;
            };
            if found.error.is_some() || found.columns.is_empty() {
                continue;
            }
            if !names_columns(c, relation) {
                continue;
            }
            let complete = found.open.is_empty();
            let mut spelling = Spelling::new(c, self.columns_of(relation));
            let own = spelled_by_sql(relation);
            let columns = found.columns.into_iter();
            let mut names: Vec<String> = columns
                .map(|k| match spelling.meet(&k.name) {
                    Some(name) if !own && name != k.name => name.to_owned(),
                    _ => k.name,
                })
                .collect();
            // dbt adds columns of its own to what a snapshot selects.
            let dbt = relation.dbt.as_ref().map(|d| d.resource_type);
            if !complete || dbt == Some(DbtResourceType::Snapshot) {
                names.extend(spelling.unmet().map(str::to_owned));
            }
            let derived = Derived { names, complete };
            self.derived.insert(relation.asset, derived);
        }
    }

    /// Whether a column has a type that holds no fields, so that what is read of it is in its value:
    /// `payload.user.id` of JSON.
    fn is_leaf(&self, relation: &Relation, path: &str) -> bool {
        let c = self.registry;
        let mut columns = self.columns_of(relation).iter();
        let column = columns.find(|k| c.str(k.path).eq_ignore_ascii_case(path));
        column.is_some_and(|k| is_plain(c.str(k.data_type)))
    }

    /// The columns that exports tell of, but for those that the warehouse lacks.
    fn exported(&self, relation: &Relation) -> Vec<&'a str> {
        let c = self.registry;
        self.columns_of(relation)
            .iter()
            .filter(|k| k.depth == 0 && k.presence == Presence::Listed)
            .filter(|k| self.knows(relation.asset, Some(k.path)))
            .map(|k| c.str(k.path))
            .collect()
    }
}

impl sql::Schema for CatalogSchema<'_> {
    fn columns(&self, relation: &str) -> Option<Vec<&str>> {
        let relation = self.relation(relation)?;
        if let Some(derived) = self.derived.get(&relation.asset) {
            return Some(derived.names.iter().map(String::as_str).collect());
        }
        let columns = self.exported(relation);
        (!columns.is_empty()).then_some(columns)
    }

    fn is_complete(&self, relation: &str) -> bool {
        self.relation(relation).is_none_or(|relation| {
            let derived = self.derived.get(&relation.asset);
            derived.map_or(relation.columns_complete, |d| d.complete)
        })
    }

    fn has_field(&self, relation: &str, path: &str) -> Option<bool> {
        let relation = self.relation(relation)?;
        let columns = self.columns_of(relation);
        // A dot in the name of a column leads nowhere.
        let field = path.contains('.');
        let known = columns.iter().any(|c| {
            (c.depth > 0) == field
                && self.registry.str(c.path).eq_ignore_ascii_case(path)
                && self.knows(relation.asset, Some(c.path))
        });
        if known {
            return Some(true);
        }
        if field && self.is_leaf(relation, path.rsplit_once('.').map_or(path, |(of, _)| of)) {
            return Some(false);
        }
        // Exports without field paths tell of top-level columns only.
        let all = relation.columns_complete && (!field || columns.iter().any(|c| c.depth > 0));
        all.then_some(false)
    }

    fn fields(&self, relation: &str, path: &str) -> Option<Vec<&str>> {
        let relation = self.relation(relation)?;
        if self.is_leaf(relation, path) {
            return Some(Vec::new());
        }
        let columns = self.columns_of(relation);
        if columns.iter().all(|c| c.depth == 0) {
            // The export has no paths of fields, but the type of the column may name them.
            let (name, below) = path.split_once('.').unwrap_or((path, ""));
            let column = columns
                .iter()
                .find(|c| self.registry.str(c.path).eq_ignore_ascii_case(name))?;
            return nested_fields::fields(self.registry.str(column.data_type), below);
        }
        if !relation.columns_complete {
            return None;
        }
        let below = columns.iter().filter(|c| c.depth > 0).filter_map(|c| {
            let full = self.registry.str(c.path);
            let rest = full.get(path.len()..)?.strip_prefix('.')?;
            let direct = !rest.contains('.') && full[..path.len()].eq_ignore_ascii_case(path);
            direct.then_some(rest)
        });
        Some(below.collect())
    }
}

/// Whether a type holds no fields: what isn't known may hold some, and what is in JSON is no field.
fn is_plain(data_type: &str) -> bool {
    data_type.eq_ignore_ascii_case("JSON")
        || nested_fields::fields(data_type, "").is_some_and(|fields| fields.is_empty())
}
