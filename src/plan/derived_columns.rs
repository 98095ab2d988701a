//! The columns that views will have, as their SQL gives them of what it reads.

use std::collections::{BTreeMap, BTreeSet};

use sql::{Defaults, Derivation, Dialect, OutputColumn, Retyped, Schema};

use crate::catalog::{AssetIx, Catalog, Relation};

/// Path and type of columns and fields, in their order.
pub(super) type ColumnList = Vec<(String, String)>;

/// The catalog's columns, but for those of views that will have others.
pub(super) struct ColumnsToBe<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) changed: BTreeMap<AssetIx, ColumnList>,
    /// How names of a text are found: its project or dataset may have others.
    pub(super) found: BTreeMap<String, AssetIx>,
}

impl ColumnsToBe<'_> {
    fn relation(&self, name: &str) -> Option<AssetIx> {
        let found = self.found.get(name).copied();
        found.or_else(|| self.catalog.find_relation(name))
    }

    /// Columns and fields of a table or view; none where they aren't known.
    pub(super) fn of(&self, ix: AssetIx) -> Vec<(&str, &str)> {
        if let Some(changed) = self.changed.get(&ix) {
            return changed.iter().map(|(path, of)| (&**path, &**of)).collect();
        }
        let c = self.catalog;
        let columns = c.relation(ix).map(|relation| c.columns_of(relation));
        let columns = columns.into_iter().flatten();
        columns
            .map(|column| (c.str(column.path), c.str(column.data_type)))
            .collect()
    }

    /// The columns that the SQL of `view` gives; nothing where that can't be told, or no warehouse lists
    /// its columns, so that they are read from its SQL anyhow.
    pub(super) fn derive(
        &self,
        view: &Relation,
        text: &str,
        dialect: Dialect,
        defaults: Defaults<'_>,
    ) -> Option<ColumnList> {
        if !view.columns_complete {
            return None;
        }
        let found = sql::columns(text, dialect, defaults, self);
        if found.error.is_some() || !found.open.is_empty() || found.limit.is_some() {
            return None;
        }
        let listed = self.of(view.asset);
        let is_open = self.catalog.open_views.contains(&view.asset);
        let mut out = ColumnList::new();
        if is_open {
            for column in &found.columns {
                self.add(column, &listed, dialect, &mut out);
            }
        } else {
            for (path, _) in listed.iter().filter(|(path, _)| !path.contains('.')) {
                match found.columns.iter().find(|column| column.name == *path) {
                    Some(column) => self.add(column, &listed, dialect, &mut out),
                    None => out.extend(own(&listed, path)),
                }
            }
        }
        Some(out)
    }

    /// Why the statement of a view that names its columns can't be run: its query gives another number.
    pub(super) fn unlike_its_list(
        &self,
        whole: &str,
        dialect: Dialect,
        defaults: Defaults<'_>,
    ) -> Option<String> {
        let create = sql::view_statement(whole, dialect)?;
        let named = create.named_columns()?;
        let given = sql::columns(create.query(), dialect, defaults, self);
        let is_sure = given.error.is_none() && given.open.is_empty() && given.limit.is_none();
        let number = given.columns.len();
        (is_sure && number != named).then(|| {
            format!("its statement names {named} columns, and its query would give {number}")
        })
    }

    /// Adds a column as its source has it, or as the view lists it where that is the same or unknown.
    fn add(
        &self,
        column: &OutputColumn,
        listed: &[(&str, &str)],
        dialect: Dialect,
        out: &mut ColumnList,
    ) {
        let before = listed.iter().find(|(path, _)| *path == column.name);
        let source = match &column.lineage {
            Ok(lineage) if lineage.how == Derivation::Identity => {
                match lineage.sources.as_slice() {
                    [one] => self.relation(&one.relation).map(|ix| (ix, &one.column)),
                    _ => None,
                }
            }
            _ => None,
        };
        let columns = source.map(|(ix, path)| (self.of(ix), path));
        let found = columns.as_ref().and_then(|(columns, path)| {
            let one = columns.iter().find(|(of, _)| of == path)?;
            Some((columns, *path, one.1))
        });
        match (found, before) {
            (Some((.., data_type)), Some((_, known)))
                if sql::retyped(dialect, known, data_type) == Retyped::Same =>
            {
                out.extend(own(listed, &column.name));
            }
            (Some((columns, path, data_type)), _) => {
                out.push((column.name.clone(), data_type.to_owned()));
                let below = format!("{path}.");
                for (of, data_type) in columns {
                    if let Some(field) = of.strip_prefix(&below) {
                        out.push((format!("{}.{field}", column.name), (*data_type).to_owned()));
                    }
                }
            }
            (None, Some(_)) => out.extend(own(listed, &column.name)),
            (None, None) => out.push((column.name.clone(), String::new())),
        }
    }
}

/// A column of a list with its fields.
fn own(listed: &[(&str, &str)], name: &str) -> ColumnList {
    let is_its = |path: &str| {
        path.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let all = listed.iter().filter(|(path, _)| is_its(path));
    all.map(|(path, of)| ((*path).to_owned(), (*of).to_owned()))
        .collect()
}

impl Schema for ColumnsToBe<'_> {
    fn columns(&self, relation: &str) -> Option<Vec<&str>> {
        let all = self.of(self.relation(relation)?);
        let top = all.into_iter().map(|(path, _)| path);
        let top: Vec<&str> = top.filter(|path| !path.contains('.')).collect();
        (!top.is_empty()).then_some(top)
    }

    fn is_complete(&self, relation: &str) -> bool {
        let found = self.relation(relation);
        let found = found.and_then(|ix| self.catalog.relation(ix));
        found.is_some_and(|relation| relation.columns_complete)
    }

    fn has_field(&self, relation: &str, path: &str) -> Option<bool> {
        let all = self.of(self.relation(relation)?);
        (!all.is_empty()).then(|| all.iter().any(|(of, _)| *of == path))
    }

    fn fields(&self, relation: &str, path: &str) -> Option<Vec<&str>> {
        let all = self.of(self.relation(relation)?);
        let below = |of: &str| {
            let rest = of.strip_prefix(path)?.strip_prefix('.')?;
            (!rest.contains('.')).then_some(rest.len())
        };
        let found: Vec<&str> = all
            .into_iter()
            .filter_map(|(of, _)| of.get(of.len() - below(of)?..))
            .collect();
        (!found.is_empty()).then_some(found)
    }
}

/// Names of the columns that a text takes from a relation, `*` aside, as its tables have them.
pub(super) fn used_columns(
    schema: &ColumnsToBe<'_>,
    relation: AssetIx,
    (text, dialect, defaults): (&str, Dialect, Defaults<'_>),
) -> BTreeSet<String> {
    let usage = sql::usage(text, dialect, defaults, schema);
    let used = usage.columns.into_iter();
    used.filter(|source| schema.relation(&source.relation) == Some(relation))
        .map(|source| source.column)
        .collect()
}
