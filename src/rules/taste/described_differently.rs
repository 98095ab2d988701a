//! `column-described-differently`: a column is described in other words than the column that it shows.
//!
//! Passes: both say the same, or one says nothing. Fails: a view's column says another thing than the
//! column of its table.

use crate::catalog::{Catalog, Column, ColumnLineage, Derivation, Relation, Sym};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::rules::context::Context;
use crate::rules::first_names::first_names;
use crate::rules::place::place;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    for relation in &catalog.relations {
        let lineages = catalog.column_lineage_of(relation);
        if lineages.is_empty()
            || !context.is_on(Rule::DescribedDifferently, catalog.owner(relation))
        {
            continue;
        }
        let mut differ: Vec<(&str, &Relation)> = Vec::new();
        let mut own = InOrder::of(catalog, relation);
        let mut sources: Option<InOrder<'_>> = None;
        for lineage in lineages {
            let Some((name, text)) = own.described(lineage.column) else {
                continue;
            };
            let Some(source) = source(catalog, lineage) else {
                continue;
            };
            if sources
                .as_ref()
                .is_none_or(|s| s.relation.asset != source.0.asset)
            {
                sources = Some(InOrder::of(catalog, source.0));
            }
            let there = sources.as_mut().and_then(|s| s.described(source.1));
            if let Some((other, said)) = there
                && text != said
                && is_one_name(catalog, name, other)
                && !is_same(catalog.str(text), catalog.str(said))
                && !is_in_contract(catalog, relation, catalog.str(name))
                && !is_in_contract(catalog, source.0, catalog.str(other))
            {
                differ.push((catalog.str(name), source.0));
            }
        }
        let Some((name, first)) = differ.first() else {
            continue;
        };
        findings.push(
            Finding::new(
                Rule::DescribedDifferently,
                text!(
                    "`{relation}` describes columns in other words than what they come from: {columns}",
                    relation = Argument::Asset(catalog.subject(relation.asset)),
                    columns = first_names(differ.iter().map(|(name, _)| *name))
                ),
            )
            .at(place(catalog, relation))
            .about(catalog.subject(relation.asset))
            .help(text!(
                "`{column}` comes from `{source}`: say the same of both, or give one another name if it is another thing",
                column = *name,
                source = Argument::Asset(catalog.subject(first.asset))
            )),
        );
    }
}

/// The column that a column shows as it is.
fn source<'c>(catalog: &'c Catalog, lineage: &ColumnLineage) -> Option<(&'c Relation, Sym)> {
    match catalog.column_refs_of(lineage) {
        [source] if lineage.how == Derivation::Identity => {
            Some((catalog.relation(source.asset)?, source.column))
        }
        _ => None,
    }
}

/// Columns of a relation, which are asked for nearly in their order: wide tables would take long
/// otherwise.
struct InOrder<'c> {
    relation: &'c Relation,
    columns: &'c [Column],
    next: usize,
}

impl<'c> InOrder<'c> {
    fn of(catalog: &'c Catalog, relation: &'c Relation) -> Self {
        Self {
            relation,
            columns: catalog.columns_of(relation),
            next: 0,
        }
    }

    /// Path and text of a column that is described.
    fn described(&mut self, path: Sym) -> Option<(Sym, Sym)> {
        let (before, from) = self.columns.split_at_checked(self.next)?;
        let is_it = |c: &Column| c.path == path;
        let at = match from.iter().position(is_it) {
            Some(at) => self.next + at,
            None => before.iter().position(is_it)?,
        };
        self.next = at + 1;
        let column = self.columns.get(at)?;
        Some((column.path, column.description?))
    }
}

fn is_one_name(catalog: &Catalog, one: Sym, other: Sym) -> bool {
    one == other || catalog.str(one).eq_ignore_ascii_case(catalog.str(other))
}

/// Whether two texts say the same, letter by letter: neither case nor blanks nor the last full stop count.
fn is_same(one: &str, other: &str) -> bool {
    let words = |text: &'_ str| -> Vec<String> {
        let text = text.trim().trim_end_matches('.');
        text.split_whitespace().map(str::to_lowercase).collect()
    };
    words(one) == words(other)
}

/// Whether a contract describes a column: what it promises of one relation may be more than its tables
/// say.
fn is_in_contract(catalog: &Catalog, relation: &Relation, name: &str) -> bool {
    catalog
        .contracts_of(relation)
        .iter()
        .any(|(contract, table)| {
            let contract = catalog.contracts.get(catalog.detail(*contract));
            let table = contract.and_then(|c| c.tables.get(*table as usize));
            let mut columns = table.into_iter().flat_map(|t| &t.columns);
            columns.any(|c| c.description.is_some() && c.physical_path.eq_ignore_ascii_case(name))
        })
}
