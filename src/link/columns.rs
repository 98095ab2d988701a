//! Where columns come from: read from SQL, told by OpenLineage. What isn't certain is unknown, with
//! the reason.

mod listed;
mod nested;
mod schema;
mod spelling;

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::listed::{names_columns, place_inserted};
pub(super) use self::schema::CatalogSchema;
use self::spelling::{Spelling, spelled_by_sql};
use super::Linker;
use super::column_edges::Sources;
use super::names::{join, split};
use crate::catalog::{AssetIx, ColumnLineage, ColumnRef, Derivation, Edge, Relation, small};
use crate::export::fact;
use sql::Defaults;

/// Column lineage of one relation, names not yet interned.
struct Read {
    columns: Vec<sql::OutputColumn>,
    /// What says so.
    by: &'static str,
    /// Why the SQL couldn't be read.
    error: Option<sql::SqlError>,
    /// The limit that kept some of it from being traced.
    limit: Option<&'static str>,
}

impl Linker<'_> {
    /// Sets the column lineage of every relation that SQL or OpenLineage tell of.
    pub(super) fn column_lineage(&mut self) {
        let mut schema = CatalogSchema::new(&self.catalog, &self.facts.aliases);
        schema.derive(&self.edges, |relation, schema| {
            self.found_columns(relation, schema)
        });
        let schema = schema;
        let read: Vec<Option<Read>> = self
            .catalog
            .relations
            .par_iter()
            .map(|relation| self.read_columns(relation, &schema))
            .collect();
        let mut told: BTreeMap<u32, Vec<_>> = BTreeMap::new();
        for edge in std::mem::take(&mut self.facts.operations.column_edges) {
            told.entry(edge.to).or_default().push(edge);
        }
        let mut named: Vec<Edge> = Vec::new();
        for (i, read) in read.into_iter().enumerate() {
            let start = small(self.catalog.column_lineage.len());
            let asset = self.catalog.relations[i].asset;
            if let Some(read) = read {
                if let Some(error) = read.error {
                    self.unread(i, error);
                }
                if let Some(limit) = read.limit {
                    self.beyond_limit(i, limit);
                }
                let mut sources = Sources::default();
                for column in read.columns {
                    self.read_column(column, read.by, &mut sources);
                }
                self.named_by_columns(i, &sources, &mut named);
            }
            if let Some(edges) = told.remove(&asset.0) {
                self.told_columns(start as usize, &edges);
            }
            let end = small(self.catalog.column_lineage.len());
            self.catalog.relations[i].column_lineage = start..end;
        }
        self.add_missing(named);
        self.list_columns();
        self.documented_only();
    }

    fn found_columns(
        &self,
        relation: &Relation,
        schema: &CatalogSchema<'_>,
    ) -> Option<sql::Columns> {
        let c = &self.catalog;
        let query = relation.query.as_ref()?;
        if !relation.is_view() && !query.display_only {
            return None;
        }
        let defaults = Defaults {
            project: Some(c.str(relation.project)).filter(|p| !p.is_empty()),
            dataset: Some(c.str(query.dataset.unwrap_or(relation.dataset)))
                .filter(|d| !d.is_empty()),
        };
        let read = |text| sql::columns(c.str(text), query.dialect, defaults, schema);
        // `CREATE VIEW v (a, b) AS` names the columns whatever the query calls them.
        let whole = query.ddl.filter(|ddl| *ddl != query.text).map(read);
        whole
            .filter(|found| found.error.is_none() && !found.columns.is_empty())
            .or_else(|| Some(read(query.text)))
    }

    fn read_columns(&self, relation: &Relation, schema: &CatalogSchema<'_>) -> Option<Read> {
        let c = &self.catalog;
        let found = self.found_columns(relation, schema)?;
        let query = relation.query.as_ref()?;
        let by = match (query.display_only, &relation.dbt) {
            (true, Some(_)) => "dbt SQL",
            (true, None) => "OpenLineage SQL",
            (false, _) => "view SQL",
        };
        let mut columns = found.columns;
        if found.open.is_empty() {
            place_inserted(c, relation, &mut columns);
        }
        // Columns that the warehouse knows and the statement doesn't name are listed as unknown.
        let why = match (&found.error, found.open.as_slice()) {
            (Some(error), _) => format!("the SQL doesn't parse: {}", error.message),
            (None, []) => ColumnLineage::UNNAMED.to_owned(),
            (None, [one, ..]) if one.contains(' ') => one.clone(),
            (None, [one, ..]) => {
                let all = sql::Schema::columns(schema, one).map_or("", |_| "all ");
                format!("`*` over `{one}`, whose columns aren't {all}known")
            }
        };
        // The warehouse knows which columns there are, and how they are spelled.
        let mut spelling = Spelling::new(c, relation);
        let named = spelling.is_empty() || names_columns(c, relation);
        let own = spelled_by_sql(relation);
        columns.retain_mut(|k| match spelling.meet(&k.name) {
            Some(name) => {
                if !own && name != k.name {
                    name.clone_into(&mut k.name);
                }
                true
            }
            None => !relation.columns_complete && named,
        });
        columns.extend(spelling.unmet().map(|name| sql::OutputColumn {
            name: name.to_owned(),
            lineage: Err(why.clone()),
        }));
        // What a run told of a statement leaves its dialect open; a script need not hold a query.
        let told = |e: &sql::SqlError| by == "dbt SQL" && e.message != sql::NO_QUERY;
        let error = found.error.filter(told);
        Some(Read {
            columns,
            by,
            error,
            limit: found.limit,
        })
    }

    fn read_column(&mut self, column: sql::OutputColumn, by: &'static str, sources: &mut Sources) {
        let start = small(self.catalog.column_refs.len());
        let (how, why) = match column.lineage {
            Ok(lineage) => {
                for source in &lineage.sources {
                    let wildcard = self.wildcard(&source.relation);
                    let known = wildcard.and_then(|number| self.catalog.wildcards.get(number));
                    let asset = match known.map(|wildcard| wildcard.newest) {
                        Some(newest) => newest,
                        None => self.relation_named(&source.relation),
                    };
                    sources.relations.insert(asset);
                    sources.wildcards.extend(wildcard);
                    let column = self.sym(&source.column);
                    self.catalog.column_refs.push(ColumnRef { asset, column });
                }
                (derivation(lineage.how), None)
            }
            Err(why) => {
                let why = self.true_names(&why);
                (Derivation::Unknown, Some(self.sym(&why)))
            }
        };
        let sources = start..small(self.catalog.column_refs.len());
        let column = self.sym(&column.name);
        self.catalog.column_lineage.push(ColumnLineage {
            column,
            how,
            sources,
            why,
            by,
        });
    }

    /// A reason with the names in it, which stand in backticks, as the catalog has them.
    fn true_names(&self, why: &str) -> String {
        let parts = why.split('`').enumerate().map(|(i, part)| {
            let (p, d, t) = split(part);
            if i % 2 == 0 || p.is_empty() || d.is_empty() {
                return part.to_owned();
            }
            let (p, d) = self.facts.aliases.resolve(p, d);
            join(p, d, t)
        });
        parts.collect::<Vec<_>>().join("`")
    }

    /// What OpenLineage tells takes the place of what SQL leaves unknown.
    fn told_columns(&mut self, start: usize, edges: &[super::facts::RawColumnEdge]) {
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for (at, read) in self.catalog.column_lineage[start..].iter().enumerate() {
            let name = self.catalog.str(read.column).to_lowercase();
            places.entry(name).or_insert(at);
        }
        for of in edges.chunk_by(|a, b| a.to_column == b.to_column) {
            let column = of[0].to_column;
            let name = self.catalog.str(column).to_lowercase();
            let known = places.get(&name).copied();
            if let Some(at) = known
                && self.catalog.column_lineage[start + at].how != Derivation::Unknown
                // What a run states goes before what its statement may mean: the dialect is a guess.
                && self.catalog.column_lineage[start + at].by != "OpenLineage SQL"
            {
                continue;
            }
            let from = small(self.catalog.column_refs.len());
            let mut refs: Vec<ColumnRef> = of
                .iter()
                .map(|e| ColumnRef {
                    asset: AssetIx(e.from),
                    column: e.from_column,
                })
                .collect();
            refs.sort_unstable();
            refs.dedup();
            self.catalog.column_refs.append(&mut refs);
            let how = of.iter().map(|e| e.how).max();
            let lineage = ColumnLineage {
                column,
                how: match how {
                    Some(fact::Derivation::Identity) => Derivation::Identity,
                    Some(fact::Derivation::Aggregation) => Derivation::Aggregation,
                    _ => Derivation::Transformation,
                },
                sources: from..small(self.catalog.column_refs.len()),
                why: None,
                by: "OpenLineage",
            };
            match known {
                Some(at) => self.catalog.column_lineage[start + at] = lineage,
                None => {
                    places.insert(name, self.catalog.column_lineage.len() - start);
                    self.catalog.column_lineage.push(lineage);
                }
            }
        }
    }
}

fn derivation(how: sql::Derivation) -> Derivation {
    match how {
        sql::Derivation::Constant => Derivation::Constant,
        sql::Derivation::Identity => Derivation::Identity,
        sql::Derivation::Transformation => Derivation::Transformation,
        sql::Derivation::Aggregation => Derivation::Aggregation,
    }
}
