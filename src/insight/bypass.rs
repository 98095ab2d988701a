//! Productive tables that statements read directly, past the unified views.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::productive::{is_productive, stands_for};
use crate::catalog::{AssetIx, Catalog, Sym};

/// A productive table that statements of the last 30 days name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Direct {
    /// Which.
    pub table: AssetIx,
    /// Statements from projects in which its owner DME has nothing.
    pub outside: u64,
    /// The unified view that serves it best.
    pub instead: Option<AssetIx>,
}

/// A project that reads productive tables of DMEs which have nothing in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reader {
    /// Which.
    pub project: Sym,
    /// DMEs that have tables in it.
    pub dmes: Vec<AssetIx>,
    /// Number of tables that it reads.
    pub tables: usize,
    /// Number of statements in the last 30 days.
    pub queries: u64,
    /// DMEs that own the tables, by name.
    pub owners: Vec<AssetIx>,
}

/// What is read past the unified views.
#[derive(Debug, Default)]
pub(crate) struct Bypass {
    /// Tables, those read most from outside first.
    pub direct: Vec<Direct>,
    /// Projects that read from outside, those that read most first.
    pub readers: Vec<Reader>,
}

/// What one project reads directly.
#[derive(Default)]
struct Read {
    tables: usize,
    queries: u64,
    owners: Vec<AssetIx>,
}

impl Bypass {
    /// Of the whole mesh.
    pub(super) fn of(c: &Catalog) -> Self {
        let inside = projects_of_dmes(c);
        let mut direct: Vec<Direct> = Vec::new();
        let mut read: BTreeMap<&str, (Sym, Read)> = BTreeMap::new();
        for relation in c.relations.iter().filter(|r| is_productive(r)) {
            let Some(usage) = c
                .operations
                .usage
                .get(&relation.asset)
                .filter(|u| u.queries > 0)
            else {
                continue;
            };
            let owner = c.owner(relation);
            let mut outside = 0;
            for (project, queries) in &usage.projects {
                let own = *project == relation.project
                    || owner.is_some_and(|d| inside.contains(&(*project, d)));
                if own {
                    continue;
                }
                outside += u64::from(*queries);
                let entry = read.entry(c.str(*project));
                let (_, reader) = entry.or_insert_with(|| (*project, Read::default()));
                reader.tables += 1;
                reader.queries += u64::from(*queries);
                reader.owners.extend(owner);
            }
            direct.push(Direct {
                table: relation.asset,
                outside,
                instead: None,
            });
        }
        direct.sort_by_cached_key(|d| {
            let queries = c.operations.usage.get(&d.table).map_or(0, |u| u.queries);
            (Reverse(d.outside), Reverse(queries), c.name(d.table))
        });
        let instead = views_instead(c, &direct);
        for d in &mut direct {
            d.instead = instead.get(&d.table).copied();
        }
        Self {
            direct,
            readers: readers(c, read, &inside),
        }
    }
}

/// Projects that read from outside, with the DMEs that have tables in them.
fn readers(
    c: &Catalog,
    read: BTreeMap<&str, (Sym, Read)>,
    inside: &FxHashSet<(Sym, AssetIx)>,
) -> Vec<Reader> {
    let mut dmes: FxHashMap<Sym, Vec<AssetIx>> = FxHashMap::default();
    for environment in &c.environments {
        let projects: BTreeSet<Sym> = environment
            .tables
            .iter()
            .filter_map(|t| c.relation(*t))
            .map(|r| r.project)
            .filter(|project| inside.contains(&(*project, environment.asset)))
            .collect();
        for project in projects {
            dmes.entry(project).or_default().push(environment.asset);
        }
    }
    let mut all: Vec<(Sym, Read)> = read.into_values().collect();
    // Stable: of equals the first by name.
    all.sort_by_key(|(_, r)| (Reverse(r.queries), Reverse(r.tables)));
    all.into_iter()
        .map(|(project, mut read)| {
            read.owners.sort_unstable_by_key(|d| c.name(*d));
            read.owners.dedup();
            Reader {
                project,
                dmes: dmes.get(&project).cloned().unwrap_or_default(),
                tables: read.tables,
                queries: read.queries,
                owners: read.owners,
            }
        })
        .collect()
}

/// Projects in which a DME owns something.
fn projects_of_dmes(c: &Catalog) -> FxHashSet<(Sym, AssetIx)> {
    c.relations
        .iter()
        .filter(|r| r.is_described() && !r.unified)
        .filter_map(|r| Some((r.project, c.owner(r)?)))
        .collect()
}

/// For each of these tables the unified view that serves it best: one in use before others, one
/// of few tables before one of many, then by name. Linear in the views' targets.
fn views_instead(c: &Catalog, direct: &[Direct]) -> FxHashMap<AssetIx, AssetIx> {
    let wanted: FxHashSet<AssetIx> = direct.iter().map(|d| d.table).collect();
    let mut best: FxHashMap<AssetIx, AssetIx> = FxHashMap::default();
    for view in c.relations.iter().filter(|r| r.unified) {
        for target in c.targets_of(view).iter().filter(|t| wanted.contains(t)) {
            let known = best.entry(*target).or_insert(view.asset);
            if stands_for(c, *target, view.asset) < stands_for(c, *target, *known) {
                *known = view.asset;
            }
        }
    }
    best
}
