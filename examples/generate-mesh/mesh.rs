//! The plan of the mesh: which domains, teams, DMEs and products there are, and which range of
//! tables each has. A table is a number; all else about it is made again from the seed when needed,
//! so that a mesh of a million tables takes some bytes a table.

use std::collections::HashSet;
use std::ops::Range;

use crate::english::ENGLISH;
use crate::names::Names;
use crate::organization::{Domain, Team, domains, teams, unique};
use crate::portuguese::PORTUGUESE;
use crate::random::{Permutation, Random};
use crate::shape::Shape;
use crate::spanish::SPANISH;
use crate::text::{camel_case, identifier};
use crate::words::Words;

/// Project of the entry points.
pub(crate) const UNIFIED: &str = "mesh-unified";
/// A second name of the first DME's project.
pub(crate) const ALIAS: &str = "mesh-shared";
/// A project that no DME holds.
pub(crate) const UNCLAIMED: &str = "mesh-sandbox";
/// Up to so many views share one entry-point dataset.
const DATASET_LIMIT: usize = 20_000;

/// How a DME names its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    Versioned,
    Plain,
    Prefixed,
    UpperCase,
    CamelCase,
}

#[derive(Debug)]
pub(crate) struct Dme {
    pub(crate) id: String,
    pub(crate) topic: &'static str,
    pub(crate) language: usize,
    pub(crate) project: String,
    /// Whether another DME lives in the same project.
    pub(crate) shares_project: bool,
    pub(crate) datasets: Vec<String>,
    pub(crate) tables: Range<usize>,
    pub(crate) products: Range<usize>,
    pub(crate) domain: usize,
    pub(crate) team: usize,
    pub(crate) naming: Naming,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Active,
    Draft,
    Deprecated,
    Retired,
}

#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) id: String,
    pub(crate) dme: usize,
    pub(crate) tables: Range<usize>,
    pub(crate) dataset: usize,
    pub(crate) status: Status,
}

#[derive(Debug)]
pub(crate) struct Mesh {
    pub(crate) seed: u64,
    pub(crate) shape: Shape,
    pub(crate) tables: usize,
    pub(crate) domains: Vec<Domain>,
    pub(crate) teams: Vec<Team>,
    pub(crate) dmes: Vec<Dme>,
    pub(crate) products: Vec<Product>,
    /// How many audiences have rights of their own; none in most meshes.
    pub(crate) audiences: usize,
    /// Spreads popular tables over the DMEs.
    pub(crate) popularity: Permutation,
    names: Names,
}

impl Mesh {
    pub(crate) fn plan(tables: usize, dmes: usize, seed: u64, shape: Shape) -> Self {
        let mut random = Random::of(seed, "mesh", 0);
        let mut mesh = Self {
            seed,
            shape,
            tables,
            domains: domains(dmes, &mut random),
            teams: teams(dmes, &mut random),
            dmes: Vec::new(),
            products: Vec::new(),
            audiences: 0,
            popularity: Permutation::new(tables, &mut random),
            names: Names::default(),
        };
        mesh.add_dmes(dmes, &mut random);
        mesh.add_products(&mut random);
        mesh.names = Names::draw(&mesh.dmes, tables, &mut random);
        mesh
    }

    fn add_dmes(&mut self, count: usize, random: &mut Random) {
        let mut taken = HashSet::new();
        let weights: Vec<u64> = (1..=count as u64)
            .map(|rank| 1_000_000_000 / rank)
            .collect();
        let sum: u64 = weights.iter().sum();
        let spare = self.tables - count;
        let (mut start, mut before) = (0, 0u128);
        for (number, weight) in weights.iter().enumerate() {
            before += u128::from(*weight);
            let end = number + 1 + (spare as u128 * before / u128::from(sum)) as usize;
            let language = match random.below(100) {
                _ if number == 0 => 0,
                0..60 => 0,
                60..85 => 1,
                _ => 2,
            };
            let words = language_words(language);
            let topic = random.pick_ranked(words.things);
            let id = unique(&mut taken, |attempt| {
                let second = random.pick(if attempt < 8 {
                    words.things
                } else {
                    words.measures
                });
                let name = identifier(&format!("{topic} {second}")).replace('_', "-");
                if attempt < 16 {
                    name
                } else {
                    format!("{name}-{attempt}")
                }
            });
            let shared = number % 5 == 4;
            let project = match self.dmes.last() {
                Some(previous) if shared => previous.project.clone(),
                _ => format!("mesh-{id}"),
            };
            if let (true, Some(previous)) = (shared, self.dmes.last_mut()) {
                previous.shares_project = true;
            }
            let slug = identifier(&id);
            let parts = [
                "derived", "core", "daily", "events", "master", "staging", "stable", "ml",
            ];
            let datasets = 1 + ((end - start) / 60).min(parts.len() - 1);
            self.dmes.push(Dme {
                topic,
                language,
                project,
                shares_project: shared,
                datasets: parts[..datasets]
                    .iter()
                    .map(|part| format!("{slug}_{part}"))
                    .collect(),
                tables: start..end,
                products: 0..0,
                domain: self.domains.len() - 1 - number % self.domains.len(),
                team: number % self.teams.len(),
                naming: match random.below(100) {
                    0..45 => Naming::Versioned,
                    45..70 => Naming::Plain,
                    70..85 => Naming::Prefixed,
                    85..93 => Naming::UpperCase,
                    _ => Naming::CamelCase,
                },
                id,
            });
            start = end;
        }
    }

    fn add_products(&mut self, random: &mut Random) {
        const SIZE: &[(f64, f64)] = &[
            (0.0, 2.0),
            (25.0, 8.0),
            (50.0, 16.0),
            (75.0, 30.0),
            (95.0, 80.0),
            (100.0, 200.0),
        ];
        let mut taken = HashSet::new();
        for (number, dme) in self.dmes.iter_mut().enumerate() {
            let words = language_words(dme.language);
            let first = self.products.len();
            let mut start = dme.tables.start;
            while start < dme.tables.end {
                let end = (start + random.quantile(SIZE)).min(dme.tables.end);
                let id = unique(&mut taken, |attempt| {
                    let thing = random.pick_ranked(words.things);
                    let measure = random.pick_ranked(words.measures);
                    let name = if attempt < 4 {
                        format!("{thing} {measure}")
                    } else {
                        format!("{} {thing} {measure}", random.pick(words.qualifiers))
                    };
                    let name = identifier(&name).replace('_', "-");
                    if attempt < 12 {
                        name
                    } else {
                        format!("{name}-{}", self.products.len())
                    }
                });
                self.products.push(Product {
                    id,
                    dme: number,
                    tables: start..end,
                    dataset: random.rank(dme.datasets.len()),
                    status: match random.below(1000) {
                        _ if self.products.len() == 3 => Status::Retired,
                        0..920 => Status::Active,
                        920..955 => Status::Draft,
                        955..996 => Status::Deprecated,
                        _ => Status::Retired,
                    },
                });
                start = end;
            }
            dme.products = first..self.products.len();
        }
    }

    pub(crate) fn product_of(&self, table: usize) -> &Product {
        let after = self
            .products
            .partition_point(|product| product.tables.start <= table);
        &self.products[after - 1]
    }

    pub(crate) fn dme_of(&self, table: usize) -> &Dme {
        &self.dmes[self.product_of(table).dme]
    }

    pub(crate) fn words_of(&self, table: usize) -> &'static Words {
        language_words(self.dme_of(table).language)
    }

    /// First table of the date-sharded family that the table belongs to, if it does.
    pub(crate) fn family_of(&self, table: usize) -> Option<usize> {
        let (size, share) = self.shape.family();
        let head = table - table % size;
        let product = self.product_of(head);
        let whole = product.tables.end >= head + size;
        (whole && Random::of(self.seed, "family", head).in_thousand(share)).then_some(head)
    }

    /// The name that the table and its view have in common.
    pub(crate) fn name(&self, table: usize) -> String {
        let name = self.names.get(table, self.dme_of(table));
        self.shape.name(self, table, name)
    }

    pub(crate) fn table_name(&self, table: usize) -> String {
        if let Some(head) = self.family_of(table) {
            return format!(
                "{}_{}",
                self.family_name(head),
                self.shape.shard(table - head)
            );
        }
        let name = self.name(table);
        let mut random = Random::of(self.seed, "table name", table);
        match self.dme_of(table).naming {
            Naming::Versioned => format!("{name}_v{}", 1 + random.rank(9)),
            Naming::Plain => name,
            Naming::Prefixed => format!("{}_{name}", random.pick(&["bt", "lk", "dm"])),
            Naming::UpperCase => format!("BT_{}", name.to_ascii_uppercase()),
            Naming::CamelCase => camel_case(&name),
        }
    }

    /// What the tables of a family have in common.
    pub(crate) fn family_name(&self, head: usize) -> String {
        format!("{}_shards", self.name(head))
    }

    pub(crate) fn dataset_of(&self, table: usize) -> &str {
        let product = self.product_of(table);
        &self.dmes[product.dme].datasets[product.dataset]
    }

    /// `project.dataset.table`.
    pub(crate) fn table_path(&self, table: usize) -> String {
        let (dme, dataset) = (self.dme_of(table), self.dataset_of(table));
        format!("{}.{dataset}.{}", dme.project, self.table_name(table))
    }

    pub(crate) fn view_name(&self, table: usize) -> String {
        match self.dme_of(table).naming {
            Naming::CamelCase => camel_case(&self.name(table)),
            _ => self.name(table),
        }
    }

    /// Entry-point dataset of the table's view.
    pub(crate) fn view_dataset(&self, table: usize) -> String {
        if self.tables <= DATASET_LIMIT {
            return "unified".to_owned();
        }
        let root = self.domains[self.dme_of(table).domain].root;
        format!("unified_{}", identifier(&self.domains[root].id))
    }

    /// `project.dataset.view`.
    pub(crate) fn view_path(&self, table: usize) -> String {
        format!(
            "{UNIFIED}.{}.{}",
            self.view_dataset(table),
            self.view_name(table)
        )
    }

    /// All entry-point datasets.
    pub(crate) fn view_datasets(&self) -> Vec<String> {
        let mut all: Vec<String> = self
            .dmes
            .iter()
            .map(|dme| self.view_dataset(dme.tables.start))
            .collect();
        all.sort();
        all.dedup();
        all
    }
}

/// English, Spanish or Portuguese.
pub(crate) fn language_words(language: usize) -> &'static Words {
    [&ENGLISH, &SPANISH, &PORTUGUESE][language]
}
