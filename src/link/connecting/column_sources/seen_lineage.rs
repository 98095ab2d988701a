//! Where columns come from whose relation's SQL names what an audience may not see, as that SQL tells it
//! where that isn't there.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::super::sql_readings::Readings;
use super::known_columns::CatalogSchema;
use super::listed_columns::columns_as_seen;
use super::read_columns::{derivation, found_columns, read_columns};
use crate::catalog::{
    AssetIx, Catalog, ColumnRef, Derivation, Kind, LineageSource, Registry, Relation, Seen,
    SeenColumn, SeenLineage, SeenRelation, Sym,
};
use crate::link::full_names::Aliases;
use crate::link::saved_readings::NoneSaved;
use crate::system::SqlOrigin;

/// What open relations have for columns, and where these come from, of those whose own SQL names
/// relations that the audience can't open. Of these nothing is known, unless who owns them publishes
/// their columns: not which columns `*` takes, nor whose column a name is.
pub(in crate::link) fn lineage_as_seen(
    whole: &Catalog,
    aliases: &Aliases,
    seen: &Seen,
) -> SeenLineage {
    let c = &whole.inventory.registry;
    let is_known = |relation: AssetIx, column: Option<Sym>| {
        let publishes = || {
            matches!(c.asset(relation).kind, Kind::Table | Kind::View)
                && whole.published_of(relation).columns
        };
        match column {
            None => seen.is_open(relation) || publishes(),
            Some(column) => !seen.columns.contains(&(relation, column)),
        }
    };
    let is_partial = |relation: &&Relation| {
        let query = relation.query.as_ref();
        let mut references = whole.references_of(relation).iter();
        seen.is_open(relation.asset)
            && query.is_some_and(|query| query.origin != SqlOrigin::Run)
            && references.any(|of| !is_known(of.asset, None))
    };
    let partial: Vec<&Relation> = c.relations.iter().filter(is_partial).collect();
    if partial.is_empty() {
        return SeenLineage::default();
    }
    let readings = Readings::new(&[], &NoneSaved);
    let mut schema = CatalogSchema::as_known(whole, aliases, &is_known);
    schema.derive(&whole.graph.edges, |relation, schema| {
        found_columns(c, relation, schema, &readings)
    });
    let all: Vec<(AssetIx, SeenRelation)> = partial
        .into_par_iter()
        .filter_map(|relation| {
            let read = read_columns(c, relation, &schema, &readings, false)?;
            let columns = read.columns.into_iter();
            let columns = columns.filter_map(|of| column(c, &schema, of, read.by));
            let lineage: Vec<SeenColumn> = columns.collect();
            let names = lineage.iter().map(|of| of.column);
            let columns = columns_as_seen(c, relation, schema.columns_of(relation), names);
            Some((relation.asset, SeenRelation { lineage, columns }))
        })
        .collect();
    SeenLineage::of(all)
}

/// One column with its sources, in words of the whole. A name that the whole doesn't have is nobody's.
fn column(
    c: &Registry,
    schema: &CatalogSchema<'_>,
    of: sql::OutputColumn,
    by: LineageSource,
) -> Option<SeenColumn> {
    let (how, found) = match of.lineage {
        Ok(lineage) => (derivation(lineage.how), lineage.sources),
        Err(_) => (Derivation::Unknown, Vec::new()),
    };
    let mut met: FxHashMap<&str, Option<AssetIx>> = FxHashMap::default();
    let mut sources = Vec::new();
    let mut nameless = false;
    for source in &found {
        let asset = *met
            .entry(&source.relation)
            .or_insert_with(|| schema.find(&source.relation).map(|of| of.asset));
        match asset.zip(c.strings.get(&source.column)) {
            Some((asset, column)) => sources.push(ColumnRef { asset, column }),
            None => nameless = true,
        }
    }
    Some(SeenColumn {
        column: c.strings.get(&of.name)?,
        how,
        sources,
        nameless,
        by,
    })
}
