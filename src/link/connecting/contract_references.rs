//! Tables and columns that contracts name: in relationships, and as what a column is made from.

use crate::catalog::{AssetIx, Contract, ContractRef, LineageEdge, Registry};
use crate::link::naming::contracts::relation_on;
use crate::link::resolver::Resolver;
use crate::manifest::Document;
use crate::manifest::bitol::{ContractServer, DataContract, SchemaObject};
use crate::system::ProvenanceKind;

/// What a contract's names are looked for in.
struct Scope<'a> {
    servers: &'a [ContractServer],
    schema: &'a [SchemaObject],
    /// The relation of each of its tables.
    relations: Vec<Option<AssetIx>>,
}

/// Resolves them. What a table is made from by its contract is an edge, marked as declared, where
/// no SQL of the warehouse says what it is made from.
pub(in crate::link) fn resolve(
    registry: &Registry,
    resolver: &Resolver<'_>,
    contracts: &mut [Contract],
    places: &[usize],
    documents: &[Document<DataContract>],
) -> Vec<LineageEdge> {
    let mut edges = Vec::new();
    for (contract, place) in contracts.iter_mut().zip(places) {
        let Some(document) = documents.get(*place) else {
            continue;
        };
        let tables = &mut contract.tables;
        let scope = Scope {
            servers: &document.body.servers,
            schema: &document.body.schema,
            relations: tables.iter().map(|t| t.relation).collect(),
        };
        for table in tables {
            let to = table.relation.filter(|ix| {
                let query = registry.relation(*ix).and_then(|r| r.query.as_ref());
                query.is_none_or(|q| q.is_display_only())
            });
            for relationship in &mut table.relationships {
                resolve_all(registry, resolver, &mut relationship.from, &scope);
                resolve_all(registry, resolver, &mut relationship.to, &scope);
            }
            for column in &mut table.columns {
                for relationship in &mut column.relationships {
                    resolve_all(registry, resolver, &mut relationship.from, &scope);
                    resolve_all(registry, resolver, &mut relationship.to, &scope);
                }
                resolve_all(registry, resolver, &mut column.sources, &scope);
                for from in column.sources.iter().filter_map(|s| s.relation) {
                    if let Some(to) = to
                        && from != to
                    {
                        edges.push(LineageEdge::new(
                            from,
                            to,
                            ProvenanceKind::Declared,
                            table.pos.0,
                        ));
                    }
                }
            }
        }
    }
    edges
}

fn resolve_all(
    registry: &Registry,
    resolver: &Resolver<'_>,
    all: &mut [ContractRef],
    scope: &Scope<'_>,
) {
    for named in all {
        named.table = table_of(scope.schema, &named.text);
        named.relation = match named.table {
            Some(table) => scope.relations.get(table as usize).copied().flatten(),
            None => relation_on(registry, resolver, scope.servers, &named.text).or_else(|| {
                // The last part may be a column.
                let (table, _) = named.text.rsplit_once('.')?;
                relation_on(registry, resolver, scope.servers, table)
            }),
        };
    }
}

/// The table of the same contract that a name is, or is a column of: `orders`, `orders.id`,
/// `orders.address.city`, or in the long form `/schema/orders/properties/id`.
fn table_of(schema: &[SchemaObject], text: &str) -> Option<u32> {
    let long = text.rsplit('#').next().unwrap_or(text);
    let mut segments = long.split('/').skip_while(|s| *s != "schema");
    let named = if segments.next().is_some() {
        let outside = text
            .split_once('#')
            .is_some_and(|(file, _)| !file.is_empty());
        if outside {
            return None;
        }
        segments.next()?
    } else {
        text
    };
    let begins = |name: &str| {
        named
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let fits = |object: &SchemaObject| {
        [
            Some(object.name.as_str()),
            object.physical_name.as_ref().map(|p| p.as_str()),
            object.id.as_deref(),
        ]
        .into_iter()
        .flatten()
        .filter(|name| begins(name))
        .map(str::len)
        .max()
    };
    (0u32..)
        .zip(schema)
        .filter_map(|(i, object)| Some((fits(object)?, i)))
        .max_by_key(|(len, i)| (*len, std::cmp::Reverse(*i)))
        .map(|(_, i)| i)
}
