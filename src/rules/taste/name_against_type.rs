//! `name-against-type`: a column's name says another type than it has.
//!
//! Passes: `created_at TIMESTAMP`. Fails: `created_at STRING`.

use rustc_hash::FxHashMap;
use sql::{Dialect, ValueClass};

use crate::catalog::{Catalog, Column, ColumnRef, Derivation, Presence, Relation, Sym};
use crate::config::TypeFamily;
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::rules::context::Context;
use crate::rules::first_names::first_names;
use crate::rules::place::place;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    let mut names = Names {
        context,
        expected: FxHashMap::default(),
        classes: FxHashMap::default(),
    };
    for relation in catalog.relations.iter().filter(|r| r.is_described()) {
        let dialect = dialect(relation);
        if !dialect.has_known_types() {
            continue;
        }
        let columns = catalog.columns_of(relation);
        let mut wrong: Vec<(&Column, &[TypeFamily])> = columns
            .iter()
            .filter(|c| c.presence == Presence::Listed)
            .filter_map(|c| Some((c, names.contradicted(c, dialect)?)))
            .collect();
        if wrong.is_empty() || !context.is_on(Rule::NameAgainstType, catalog.owner(relation)) {
            continue;
        }
        let by_name = catalog.lineage_by_column(relation);
        wrong.retain(|(column, _)| {
            let lineage = by_name.of(catalog.str(column.path));
            // Of what isn't visible it may be said there too.
            let source = (relation.asset, column.path);
            let is_known = lineage.is_some_and(|of| of.how != Derivation::Unknown);
            (is_known || !catalog.is_partial(relation.asset))
                && !catalog.stubs.columns.contains_key(&source)
                && !lineage.is_some_and(|lineage| {
                    lineage.how == Derivation::Identity
                        && is_said_there(catalog, column, catalog.column_refs_of(lineage))
                })
        });
        let Some((first, families)) = wrong.first() else {
            continue;
        };
        let families: Vec<String> = families.iter().map(|f| f.as_str().to_owned()).collect();
        findings.push(
            Finding::new(
                Rule::NameAgainstType,
                text!(
                    "columns of `{relation}` have other types than their names say: {columns}",
                    relation = Argument::Asset(catalog.subject(relation.asset)),
                    columns = first_names(wrong.iter().map(|(c, _)| catalog.str(c.path)))
                ),
            )
            .at(place(catalog, relation))
            .about(catalog.subject(relation.asset))
            .help(text!(
                "`{column}` is `{data_type}`: rename it, or make it one of {families}; `[column_types]` in vitrina.toml says what names mean",
                column = catalog.str(first.path),
                data_type = catalog.str(first.data_type),
                families = Argument::Names(families)
            )),
        );
    }
}

/// Whether the column that a column shows has its name, and so the finding already.
fn is_said_there(catalog: &Catalog, column: &Column, sources: &[ColumnRef]) -> bool {
    sources.iter().any(|source| {
        source.column == column.path
            && catalog
                .relation(source.asset)
                .is_some_and(Relation::is_described)
    })
}

/// The dialect of a relation's types.
fn dialect(relation: &Relation) -> Dialect {
    let query = relation.query.as_ref().map(|query| query.dialect);
    let known = relation.dialect.or(query);
    known.unwrap_or_else(|| relation.system.dialect())
}

/// What names say and types are, each looked up once.
struct Names<'c> {
    context: &'c Context<'c>,
    expected: FxHashMap<Sym, Option<&'c [TypeFamily]>>,
    classes: FxHashMap<(Dialect, Sym), Option<ValueClass>>,
}

impl<'c> Names<'c> {
    /// The families to which the name of a column points, where its type is none of them.
    fn contradicted(&mut self, column: &Column, dialect: Dialect) -> Option<&'c [TypeFamily]> {
        let context = self.context;
        let expected = self.expected.entry(column.path).or_insert_with(|| {
            let path = context.catalog.str(column.path);
            let name = path.rsplit_once('.').map_or(path, |(_, name)| name);
            context.settings.column_types.of(&name.to_lowercase())
        });
        let families = (*expected)?;
        let class = *self
            .classes
            .entry((dialect, column.data_type))
            .or_insert_with(|| dialect.class_of(context.catalog.str(column.data_type)));
        let class = class?;
        // Where there is no such type, others stand in for it.
        let stands_in = !dialect.has_booleans() && families.contains(&TypeFamily::Bool);
        (!stands_in && !families.iter().any(|f| f.has(class))).then_some(families)
    }
}
