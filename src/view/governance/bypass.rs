//! Bypass: productive tables that statements read directly, past the unified views.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Relation, Sym};
use crate::view::Views;
use crate::view::model::SheetColumn;

use super::table::{Table, Value, numbers, words};
use super::{Draft, bad_count, unknown};

const TABLES: [SheetColumn; 9] = [
    words("table", "Table"),
    words("dme", "Owner DME"),
    numbers("queries_outside", "Queries from outside, 30 days"),
    numbers("queries", "All direct queries"),
    numbers("people", "People"),
    numbers("services", "Service accounts"),
    words("projects", "From projects"),
    words("last_use", "Last use"),
    words("view", "View to use instead"),
];

const PROJECTS: [SheetColumn; 5] = [
    words("project", "Project"),
    words("dmes", "Its DMEs"),
    numbers("tables", "Tables read directly"),
    numbers("queries", "Queries, 30 days"),
    words("owners", "DMEs that own them"),
];

/// Projects named in a row.
const NAMES: usize = 5;

/// What one project reads directly.
#[derive(Default)]
struct Reader {
    tables: usize,
    queries: u64,
    owners: Vec<AssetIx>,
}

/// A table that is read directly.
struct Direct<'a> {
    relation: &'a Relation,
    outside: u64,
}

impl Views<'_> {
    pub(super) fn bypass_figures(&self) -> Draft {
        let c = self.catalog;
        let inside = self.projects_of_dmes();
        let mut direct: Vec<Direct<'_>> = Vec::new();
        let mut readers: BTreeMap<&str, Reader> = BTreeMap::new();
        for relation in c.relations.iter().filter(|r| Self::is_productive(r)) {
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
                let reader = readers.entry(c.str(*project)).or_default();
                reader.tables += 1;
                reader.queries += u64::from(*queries);
                reader.owners.extend(owner);
            }
            direct.push(Direct { relation, outside });
        }
        direct.sort_by_cached_key(|d| {
            let queries = c
                .operations
                .usage
                .get(&d.relation.asset)
                .map_or(0, |u| u.queries);
            (
                Reverse(d.outside),
                Reverse(queries),
                c.name(d.relation.asset),
            )
        });
        let from_outside = direct.iter().filter(|d| d.outside > 0).count();
        let instead = self.views_instead(&direct);
        let empty = if c.operations.usage.is_empty() {
            "Unknown: an export of BigQuery's `JOBS` would tell who reads what."
        } else {
            "None: no statement of the last 30 days reads a productive table directly."
        };
        let tables = Table::new("tables", "By table", &TABLES, empty)
            .note("Statements of the last 30 days that name the table itself. Those from a project where the owner DME has tables are its own work; the others should go through a unified view.")
            .rows(direct.iter().map(|d| self.bypass_row(d, &instead)));
        let projects = Table::new("projects", "By project", &PROJECTS, empty)
            .note("Projects that read tables of DMEs which have nothing in them.")
            .rows(self.reader_rows(readers, &inside));
        let nothing = c.operations.usage.is_empty();
        Draft {
            key: if nothing {
                unknown("no export tells who reads what")
            } else {
                let what = match from_outside {
                    1 => "productive table read directly from outside",
                    _ => "productive tables read directly from outside",
                };
                bad_count(from_outside, what)
            },
            missing: if nothing {
                vec!["BigQuery's `JOBS`: who reads which table."]
            } else {
                Vec::new()
            },
            tables: vec![tables, projects],
            ..Draft::default()
        }
    }

    fn bypass_row(&self, d: &Direct<'_>, instead: &FxHashMap<AssetIx, AssetIx>) -> Vec<Value> {
        let c = self.catalog;
        let ix = d.relation.asset;
        let Some(usage) = c.operations.usage.get(&ix) else {
            return Vec::new();
        };
        let names: Vec<&str> = usage
            .projects
            .iter()
            .take(NAMES)
            .map(|(p, _)| c.str(*p))
            .collect();
        let mut projects = names.join(", ");
        if usage.projects.len() > NAMES {
            append!(projects, " and {} more", usage.projects.len() - NAMES);
        }
        vec![
            Value::Asset(ix),
            Value::asset(c.owner(d.relation)),
            Value::Count(d.outside),
            Value::Count(u64::from(usage.queries)),
            Value::count(usage.users.len().saturating_sub(usage.services as usize)),
            Value::Count(u64::from(usage.services)),
            Value::Text(projects),
            Value::moment(usage.last),
            Value::asset(instead.get(&ix).copied()),
        ]
    }

    fn reader_rows(
        &self,
        readers: BTreeMap<&str, Reader>,
        inside: &FxHashSet<(Sym, AssetIx)>,
    ) -> Vec<Vec<Value>> {
        let c = self.catalog;
        let mut dmes: BTreeMap<&str, Vec<AssetIx>> = BTreeMap::new();
        for environment in &c.environments {
            let projects: std::collections::BTreeSet<&str> = environment
                .tables
                .iter()
                .filter_map(|t| c.relation(*t))
                .filter(|r| inside.contains(&(r.project, environment.asset)))
                .map(|r| c.str(r.project))
                .collect();
            for project in projects {
                dmes.entry(project).or_default().push(environment.asset);
            }
        }
        let mut all: Vec<(&str, Reader)> = readers.into_iter().collect();
        all.sort_by_key(|(_, r)| (Reverse(r.queries), Reverse(r.tables)));
        all.into_iter()
            .map(|(project, mut reader)| {
                reader.owners.sort_unstable_by_key(|d| c.name(*d));
                reader.owners.dedup();
                let own = dmes.get(project).cloned().unwrap_or_default();
                vec![
                    Value::Text(project.to_owned()),
                    Value::assets(own),
                    Value::count(reader.tables),
                    Value::Count(reader.queries),
                    Value::assets(reader.owners),
                ]
            })
            .collect()
    }

    /// Projects in which a DME owns something.
    fn projects_of_dmes(&self) -> FxHashSet<(Sym, AssetIx)> {
        self.catalog
            .relations
            .iter()
            .filter(|r| r.is_described() && !r.unified)
            .filter_map(|r| Some((r.project, self.catalog.owner(r)?)))
            .collect()
    }

    /// For each of these tables the unified view that serves it best: one in use before others, one
    /// of few tables before one of many, then by name. Linear in the views' targets.
    fn views_instead(&self, direct: &[Direct<'_>]) -> FxHashMap<AssetIx, AssetIx> {
        let c = self.catalog;
        let wanted: FxHashSet<AssetIx> = direct.iter().map(|d| d.relation.asset).collect();
        let mut best: FxHashMap<AssetIx, AssetIx> = FxHashMap::default();
        for view in c.relations.iter().filter(|r| r.unified) {
            for target in c.targets_of(view).iter().filter(|t| wanted.contains(t)) {
                let known = best.entry(*target).or_insert(view.asset);
                if self.stands_for(*target, view.asset) < self.stands_for(*target, *known) {
                    *known = view.asset;
                }
            }
        }
        best
    }
}
