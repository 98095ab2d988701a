//! Views with the SQL that they get: the one that they have, with other tables named in it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use sql::{Defaults, Dialect};

use super::asked_move::Move;
use super::derived_columns::{ColumnList, ColumnsToBe};
use super::view_order;
use crate::catalog::{AssetIx, Catalog, Relation};
use crate::link::{ReplacedView, defaults, split};
use crate::system::wildcard_prefix;

/// A view that is made anew.
#[derive(Debug, Clone)]
pub(crate) struct Replacement {
    pub(super) view: AssetIx,
    /// Its query and its whole statement as they are.
    pub(super) before: Sql,
    /// As they will be; the same where it is made anew for its columns alone. Or why nothing can be
    /// written.
    pub(super) after: Result<Sql, String>,
    /// The columns that it gets, where they are others.
    pub(super) columns: Option<ColumnList>,
    /// Whether another table is named, so that it doesn't just follow what it reads.
    pub(super) moves: bool,
}

/// The SQL of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sql {
    pub(super) query: String,
    pub(super) ddl: Option<String>,
}

impl Replacement {
    /// The view as it will be.
    pub(crate) fn to_read(&self, catalog: &Catalog) -> Option<ReplacedView> {
        let relation = catalog.relation(self.view)?;
        let sql = self.after.as_ref().ok()?;
        Some(ReplacedView {
            name: [relation.project, relation.dataset, relation.table]
                .map(|part| catalog.str(part).to_owned()),
            query: sql.query.clone(),
            ddl: sql.ddl.clone(),
            columns: self.columns.clone(),
        })
    }
}

/// The views of moves, and those above them that have to follow, each after those that it reads.
pub(crate) fn replacements(catalog: &Catalog, moves: &[Move]) -> Vec<Replacement> {
    let mut of: BTreeMap<AssetIx, FxHashMap<AssetIx, AssetIx>> = BTreeMap::new();
    for one in moves {
        for view in &one.views {
            of.entry(*view).or_default().insert(one.from, one.to);
        }
    }
    let start: Vec<AssetIx> = of.keys().copied().collect();
    let mut columns = ColumnsToBe {
        catalog,
        changed: BTreeMap::new(),
        found: BTreeMap::new(),
    };
    let mut out = Vec::new();
    for view in view_order::above(catalog, &start) {
        let Some(relation) = catalog.relation(view) else {
            continue;
        };
        let moved = of.get(&view);
        let references = catalog.references_of(relation);
        let follows = references
            .iter()
            .any(|r| columns.changed.contains_key(&r.asset));
        if moved.is_none() && !follows {
            continue;
        }
        let names = Names { catalog, relation };
        let before = names.sql();
        let mut after = match (&before, moved) {
            (None, _) => Err("no export gives the SQL that the warehouse has".to_owned()),
            (Some((sql, dialect)), Some(moved)) => names.renamed(sql, *dialect, moved),
            (Some((sql, _)), None) => Ok(sql.clone()),
        };
        let mut fresh = None;
        let mut fits = true;
        if let (Ok(sql), Some((_, dialect))) = (&after, &before) {
            names.found(sql, *dialect, &mut columns.found);
            let text = sql.ddl.as_deref().unwrap_or(&sql.query);
            let refused = columns.unlike_its_list(text, *dialect, defaults(catalog, relation));
            fits = refused.is_none();
            let derived = columns.derive(relation, text, *dialect, defaults(catalog, relation));
            let listed = columns.of(view);
            let is_listed = |derived: &ColumnList| {
                let derived = derived.iter().map(|(path, of)| (&**path, &**of));
                derived.eq(listed.iter().copied())
            };
            fresh = derived.filter(|derived| fits && !is_listed(derived));
            if let Some(why) = refused {
                after = Err(why);
            }
        }
        if let Some(fresh) = &fresh {
            columns.changed.insert(view, fresh.clone());
        }
        if moved.is_some() || fresh.is_some() || !fits {
            out.push(Replacement {
                view,
                before: before.map_or_else(Sql::none, |(sql, _)| sql),
                after,
                columns: fresh,
                moves: moved.is_some(),
            });
        }
    }
    out
}

impl Sql {
    const fn none() -> Self {
        Self {
            query: String::new(),
            ddl: None,
        }
    }
}

/// How the SQL of a view names what it reads.
pub(super) struct Names<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) relation: &'c Relation,
}

impl<'c> Names<'c> {
    /// What the warehouse has; nothing where only a tool shows how it builds the view.
    pub(super) fn sql(&self) -> Option<(Sql, Dialect)> {
        let query = self.relation.query.as_ref()?;
        if query.is_display_only() {
            return None;
        }
        let text = self.catalog.str(query.text);
        let ddl = query.ddl.map(|ddl| self.catalog.str(ddl).to_owned());
        Some((
            Sql {
                query: text.to_owned(),
                ddl,
            },
            query.dialect,
        ))
    }

    /// The table or view that a name in the text means.
    fn asset(&self, name: &str) -> Option<AssetIx> {
        let found = self.catalog.find_relation(name);
        found.or_else(|| {
            // Its project or dataset goes by another name: the text's own references say which.
            let (_, dataset, table) = split(name);
            let references = self.catalog.references_of(self.relation).iter();
            let is_meant = |name: &str| split(name).2 == table;
            let mut like = references.filter(|r| is_meant(self.catalog.str(r.name)));
            match (like.next(), like.next()) {
                (Some(one), None) => Some(one.asset),
                (Some(_), Some(_)) => {
                    let references = self.catalog.references_of(self.relation).iter();
                    let mut like = references.filter(|r| {
                        let (_, of, name) = split(self.catalog.str(r.name));
                        (of, name) == (dataset, table)
                    });
                    like.next().map(|r| r.asset)
                }
                _ => None,
            }
        })
    }

    fn renamed(
        &self,
        sql: &Sql,
        dialect: Dialect,
        moved: &FxHashMap<AssetIx, AssetIx>,
    ) -> Result<Sql, String> {
        let new_name = |name: &str| {
            if self.relation.system.has_wildcards()
                && let Some(start) = wildcard_prefix(name)
            {
                return self.new_wildcard(start, moved);
            }
            let to = moved.get(&self.asset(name)?)?;
            Some(self.catalog.name(*to).to_owned())
        };
        let defaults: Defaults<'_> = defaults(self.catalog, self.relation);
        let one = |text: &str| {
            let renamed = sql::renamed(text, dialect, defaults, &new_name);
            let renamed = renamed
                .map_err(|error| format!("line {} of its SQL: {}", error.line, error.message))?;
            match renamed == text {
                true => Err("its SQL names the table in a way that can't be followed".to_owned()),
                false => Ok(renamed),
            }
        };
        let ddl = sql.ddl.as_deref().map(one).transpose()?;
        Ok(Sql {
            query: one(&sql.query)?,
            ddl,
        })
    }

    /// The name ending in `*` of the tables that come in the place of all whose names begin with `start`;
    /// nothing where not all of them move, or it would be the name of others too.
    fn new_wildcard(&self, start: &str, moved: &FxHashMap<AssetIx, AssetIx>) -> Option<String> {
        let c = self.catalog;
        let references = c.references_of(self.relation).iter().map(|r| r.asset);
        let mut targets: Vec<&str> = Vec::new();
        let mut new_start: Option<&str> = None;
        for from in references {
            let Some(rest) = c.name(from).strip_prefix(start) else {
                continue;
            };
            let to = c.name(*moved.get(&from)?);
            let begin = to.strip_suffix(rest)?;
            if new_start.is_some_and(|known| known != begin) {
                return None;
            }
            new_start = Some(begin);
            targets.push(to);
        }
        let new_start = new_start.filter(|start| !start.ends_with('.'))?;
        let mut others = c.relations.iter().map(|relation| c.name(relation.asset));
        let is_other = |name: &str| name.starts_with(new_start) && !targets.contains(&name);
        (!others.any(is_other)).then(|| format!("{new_start}*"))
    }

    /// Which names of a text are whose, where they aren't the full ones.
    fn found(&self, sql: &Sql, dialect: Dialect, found: &mut BTreeMap<String, AssetIx>) {
        let references =
            sql::references(&sql.query, dialect, defaults(self.catalog, self.relation));
        for name in references.tables {
            if let Some(asset) = self.asset(&name) {
                found.insert(name, asset);
            }
        }
    }
}
