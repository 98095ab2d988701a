//! A small mesh with rights. What hangs on what is kept by number, so that things can be renamed, added
//! and taken away; files are made of it at the end.

use std::collections::BTreeMap;

/// Audiences; the first one is looked at, and is also of the second where the settings say so.
pub(super) const AUDIENCES: [&str; 4] = ["looking", "everybody", "others", "insiders"];

/// A domain or a team.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub name: String,
    pub parent: Option<usize>,
    pub text: String,
}

#[derive(Debug, Clone)]
pub(super) struct Dme {
    pub name: String,
    pub is_hidden: bool,
    pub publish: Option<&'static str>,
    pub text: String,
    pub framework: usize,
    pub domain: usize,
    pub team: usize,
    /// A finding that may stay for a while, about which relation.
    pub suppression: Option<usize>,
    pub is_gone: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Dataset {
    pub name: String,
    pub text: String,
    pub is_hidden: bool,
    /// By audience.
    pub grants: Vec<usize>,
    /// Whether it is listed with what may read it for whoever asks: views, and datasets.
    pub is_shown: bool,
    pub views: Vec<usize>,
    pub datasets: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub name: String,
    pub data_type: &'static str,
    pub text: String,
    /// Which policy tag.
    pub tag: Option<usize>,
}

/// What kind of relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Table,
    /// One of a row of tables that a wildcard reads.
    Shard,
    View,
    Materialized,
}

/// A table, or a view of what `reads` names.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub dataset: usize,
    pub name: String,
    pub dme: usize,
    pub columns: Vec<Column>,
    pub text: String,
    pub form: Form,
    pub reads: Vec<usize>,
    pub is_star: bool,
    /// Reads the row of tables that the first one is of.
    pub is_wildcard: bool,
    /// By audience; those of persons and services apart.
    pub grants: Vec<usize>,
    pub services: usize,
    /// Audiences that its port names.
    pub declared: Vec<usize>,
    pub hidden_label: bool,
    pub owner_label: Option<usize>,
    pub rows: usize,
    pub policy: Option<String>,
    /// What it was called before, and in which DME.
    pub previous: Option<(String, Option<usize>)>,
    pub renamed_from: Option<String>,
    pub replaced_by: Option<usize>,
    pub is_dbt: bool,
    pub is_gone: bool,
}

impl Relation {
    pub(super) fn is_view(&self) -> bool {
        matches!(self.form, Form::View | Form::Materialized)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Product {
    pub name: String,
    pub dme: usize,
    pub domain: usize,
    pub team: usize,
    pub is_hidden: bool,
    pub text: String,
    pub ports: Vec<usize>,
    pub inputs: Vec<usize>,
    pub tables: Vec<usize>,
    /// A run, by number, that a release waits for.
    pub waits_for: Option<usize>,
    pub notes: String,
}

/// A statement of a warehouse, or a run of a job.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub name: String,
    pub reads: Vec<usize>,
    pub writes: Option<usize>,
    pub day: usize,
    pub user: usize,
    /// Whether another tool schedules it.
    pub is_scheduled: bool,
    /// The word that it says of what it reads: a column, a text, a test; and of which DME that is.
    pub tells: Option<String>,
}

/// An alert, or a monitor.
#[derive(Debug, Clone)]
pub(super) struct Alert {
    pub name: String,
    pub on: Vec<usize>,
    pub is_open: bool,
    pub is_monitor: bool,
}

/// What reads relations and is none: a model, or an exposure.
#[derive(Debug, Clone)]
pub(super) struct Consumer {
    pub name: String,
    pub text: String,
    pub reads: Vec<usize>,
    pub is_model: bool,
}

/// A test of a relation, which may compare it with another one.
#[derive(Debug, Clone)]
pub(super) struct Test {
    pub name: String,
    pub on: usize,
    pub to: Option<usize>,
    pub fails: bool,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prose {
    Guide,
    Term,
    /// Of a DME.
    Long(usize),
}

/// A term of the glossary, a guide, or a long description.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub name: String,
    pub prose: Prose,
    pub text: String,
    pub audience: Option<usize>,
    pub about: Vec<usize>,
}

/// A contract of what relations hold.
#[derive(Debug, Clone)]
pub(super) struct Contract {
    pub name: String,
    pub text: String,
    pub of: Vec<usize>,
}

/// A finding of another tool.
#[derive(Debug, Clone)]
pub(super) struct Remark {
    pub text: String,
    pub on: usize,
}

/// What the settings say.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    pub is_redacted: bool,
    pub includes: bool,
    pub publish: Option<&'static str>,
    /// Number of a dataset that they hide.
    pub hidden_dataset: Option<usize>,
}

/// In which order relations are exported.
#[derive(Debug, Clone, Default)]
pub(super) enum RowOrder {
    #[default]
    Made,
    Reversed,
    First(Vec<usize>),
    Last(Vec<usize>),
}

#[derive(Debug, Clone)]
pub(super) struct RandomMesh {
    pub choices: Choices,
    pub domains: Vec<Group>,
    pub teams: Vec<Group>,
    pub dmes: Vec<Dme>,
    pub datasets: Vec<Dataset>,
    pub relations: Vec<Relation>,
    pub products: Vec<Product>,
    pub statements: Vec<Run>,
    pub runs: Vec<Run>,
    pub alerts: Vec<Alert>,
    pub consumers: Vec<Consumer>,
    pub tests: Vec<Test>,
    pub texts: Vec<Text>,
    pub contracts: Vec<Contract>,
    pub remarks: Vec<Remark>,
    pub order: RowOrder,
    /// Names given so far.
    pub named: usize,
}

impl RandomMesh {
    /// A word that nothing else has in it.
    pub(super) fn name(&mut self, kind: &str) -> String {
        self.named += 1;
        format!("{kind}zq{}x", self.named)
    }

    /// So many of the audiences are those of the one that is looked at.
    pub(super) fn own(&self) -> usize {
        if self.choices.includes { 2 } else { 1 }
    }

    pub(super) fn full(&self, n: usize) -> String {
        let relation = &self.relations[n];
        format!(
            "p.{}.{}",
            self.datasets[relation.dataset].name, relation.name
        )
    }

    pub(super) fn id(&self, n: usize) -> String {
        let kind = match self.relations[n].is_view() {
            true => "view",
            false => "table",
        };
        format!("{kind}:{}", self.full(n))
    }

    /// Relations that are there, in the order of exports.
    pub(super) fn rows(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.relations.len()).collect();
        all.retain(|n| !self.relations[*n].is_gone);
        match &self.order {
            RowOrder::Made => {}
            RowOrder::Reversed => all.reverse(),
            RowOrder::First(some) => all.sort_by_key(|n| !some.contains(n)),
            RowOrder::Last(some) => all.sort_by_key(|n| some.contains(n)),
        }
        all
    }

    /// Its files, by path.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        let mut files = self.manifests();
        self.warehouse(&mut files);
        self.tools(&mut files);
        files
    }
}
