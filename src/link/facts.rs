//! What all exports say, gathered: names interned, aliases undone, one entry a relation.

mod asset_sink;
mod columns;
mod drops;
mod follow;
mod identity;
mod loads;
mod operation_sink;
mod operations;
mod prose_sink;
mod raw;
mod scripts;
mod sink;
mod statements;
mod wildcards;
mod withheld;

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

pub(super) use operations::{Operations, RawColumnEdge, RawExport, RawJob, RawModel, RawNamed};
pub(super) use raw::{RawExposure, RawGrant, RawNode, RawQuery, RawRelation};
pub(super) use statements::{Key, Shape, Statements, bare};

use self::raw::{Listing, RawColumn};
use self::withheld::Withheld;
use super::names::Aliases;
use crate::catalog::{Column, Label, Strings, Sym, small};
use crate::config::Published;
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::export::fact::{Name, Node};
use crate::privacy::Text;
use crate::system::{Exporter, How, Spelling, System};
use sql::{Dialect, without_literals};

/// An `[[exports]]` entry that is about to be read.
#[derive(Debug, Clone)]
pub struct Export {
    /// Its format.
    pub format: Exporter,
    /// Its glob.
    pub path: String,
    /// Number of files that match.
    pub files: usize,
    /// Allowed age in seconds.
    pub max_age: Option<i64>,
    /// Where the entry stands.
    pub pos: Option<Pos>,
}

/// Everything that exports say.
#[derive(Debug, Default)]
pub struct Facts {
    pub(super) strings: Strings,
    pub(super) relations: Vec<RawRelation>,
    pub(super) by_name: FxHashMap<[Sym; 3], u32>,
    /// Datasets whose tables a warehouse's own listing names.
    pub(super) listed: FxHashSet<(Sym, Sym)>,
    pub(super) columns: Vec<Column>,
    pub(super) labels: Vec<(Label, Pos)>,
    pub(super) grants: Vec<RawGrant>,
    pub(super) edges: Vec<(RawNode, RawNode, How, Pos)>,
    pub(super) exposures: Vec<RawExposure>,
    /// Name, owner, owner's address, and the manifest that says so.
    pub(super) groups: Vec<(String, Option<String>, Option<String>, FileId)>,
    pub(super) aliases: Aliases,
    pub(super) withheld: Withheld,
    pub(super) operations: Operations,
    raw_columns: Vec<RawColumn>,
    raw_labels: Vec<(u32, Label, Pos)>,
    exposure_by_id: FxHashMap<String, u32>,
    last: Option<(String, String, String, u32)>,
    /// Who wrote what is at hand.
    exporter: Exporter,
    /// How relations are spelled, where their system is known.
    spelled: FxHashMap<u32, Spelling>,
    /// Whether a name may be another's.
    unsettled: bool,
    /// Relations whose system doesn't compare case.
    pub(super) folding: Vec<u32>,
    /// The system of the relations in a project, which is in lower case; none where there are several.
    systems: FxHashMap<String, Option<System>>,
    /// Full names of wildcards that tools told of, of which there are tables.
    pub(super) wildcards: Vec<String>,
    /// Problems found by readers.
    pub findings: Vec<Finding>,
    newest: String,
}

impl Facts {
    /// None yet; `aliases` are undone in every name.
    #[must_use]
    pub fn new(aliases: Aliases) -> Self {
        Self {
            aliases,
            ..Self::default()
        }
    }

    /// Says what may be published beside what always is.
    #[must_use]
    pub fn allowing(mut self, published: &Published) -> Self {
        self.withheld.allowed = published.clone();
        self
    }

    /// Says who wrote what comes next.
    pub fn begin(&mut self, export: Export) {
        self.exporter = export.format;
        self.operations.exports.push(RawExport {
            format: export.format,
            path: export.path,
            files: export.files,
            max_age: export.max_age,
            newest: None,
            pos: export.pos,
        });
    }

    /// Says what there is to say of the export at hand as a whole.
    pub fn end(&mut self) {
        self.withheld.report(&mut self.findings);
        let statements = &mut self.operations.statements;
        let repeated = std::mem::take(&mut statements.repeated);
        if let Some(pos) = statements.first_repeated.take() {
            let what = match repeated {
                1 => "this row repeats a job that was told before, which counts once".into(),
                n => text!(
                    "{n} rows repeat jobs that were told before, which count once; this is the first",
                    n
                ),
            };
            self.findings.push(
                Finding::new(Rule::ExportDuplicate, what)
                    .at(pos)
                    .help("nothing needs to be done; export without overlap to avoid it"),
            );
        }
    }

    /// The newest moment that any export speaks of.
    pub(super) fn newest_moment(&self) -> Option<i64> {
        self.operations
            .exports
            .iter()
            .filter_map(|e| e.newest)
            .max()
    }

    /// Whether no export says anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.relations.is_empty()
    }

    /// Newest day named by the exports.
    pub(super) fn newest(&self) -> Option<String> {
        (!self.newest.is_empty()).then(|| self.newest.clone())
    }

    fn relation(&mut self, name: Name<'_>, pos: Pos) -> u32 {
        if let Some((p, d, t, index)) = &self.last
            && t == name.table
            && d == name.dataset
            && p == name.project
        {
            return *index;
        }
        let (project, dataset) = self.aliases.resolve(name.project, name.dataset);
        let (strings, withheld, at) = (&mut self.strings, &mut self.withheld, Some(pos));
        let key = [
            withheld.intern(strings, project, Text::Prose, at),
            withheld.intern(strings, dataset, Text::Prose, at),
            withheld.intern(strings, name.table, Text::Prose, at),
        ];
        let next = u32::try_from(self.relations.len()).unwrap_or(u32::MAX);
        let index = *self.by_name.entry(key).or_insert(next);
        if index == next {
            self.unsettled |= name.server().is_some();
            self.relations.push(RawRelation {
                project: key[0],
                dataset: key[1],
                table: key[2],
                kind: None,
                system: None,
                pos,
                created: None,
                modified: None,
                partition_filter: false,
                title: None,
                description: None,
                query: None,
                base: None,
                rows: None,
                bytes: None,
                dbt: None,
                tags: Vec::new(),
                columns: 0..0,
                columns_complete: false,
                plain_names: false,
                labels: 0..0,
            });
        }
        let last = self
            .last
            .get_or_insert_with(|| (String::new(), String::new(), String::new(), 0));
        name.project.clone_into(&mut last.0);
        name.dataset.clone_into(&mut last.1);
        name.table.clone_into(&mut last.2);
        last.3 = index;
        index
    }

    /// Interns a text that may be shown.
    fn text(&mut self, text: &str, pos: Pos) -> Sym {
        self.withheld
            .intern(&mut self.strings, text, Text::Prose, Some(pos))
    }

    /// Interns SQL. A statement that ran has the values of that run, which a definition hasn't.
    fn sql(&mut self, sql: &str, dialect: Dialect, pos: Pos) -> Sym {
        let ran = self.exporter.capabilities().sql.holds_values();
        let text = match ran && !self.withheld.allowed.statement_literals(self.exporter) {
            true => Cow::Owned(without_literals(sql, dialect)),
            false => Cow::Borrowed(sql),
        };
        self.withheld
            .intern(&mut self.strings, &text, Text::Code, Some(pos))
    }

    fn entry(&mut self, name: Name<'_>, pos: Pos) -> &mut RawRelation {
        let index = self.relation(name, pos) as usize;
        &mut self.relations[index]
    }

    fn node(&mut self, node: Node<'_>, pos: Pos) -> RawNode {
        match node {
            Node::Relation(name) => RawNode::Relation(self.relation(name, pos)),
            Node::Exposure(id) => RawNode::Exposure(self.exposure(id, pos)),
            Node::Model(name) => RawNode::Model(self.text(name, pos)),
        }
    }

    fn exposure(&mut self, id: &str, pos: Pos) -> u32 {
        let shown = self.withheld.shown(id, Text::Prose, Some(pos));
        let id: &str = &shown;
        if let Some(index) = self.exposure_by_id.get(id) {
            return *index;
        }
        let index = u32::try_from(self.exposures.len()).unwrap_or(u32::MAX);
        self.exposure_by_id.insert(id.to_owned(), index);
        self.exposures.push(RawExposure {
            unique_id: id.to_owned(),
            name: id.to_owned(),
            kind: String::new(),
            description: None,
            url: None,
            owner: None,
            maturity: None,
            pos: None,
        });
        index
    }

    fn saw_day(&mut self, time: &str) {
        if let Some(day) = day(time)
            && day > self.newest.as_str()
        {
            day.clone_into(&mut self.newest);
        }
    }

    /// Groups what came in any order by relation, and merges columns that several exports
    /// describe. To be called once, after the last fact.
    pub fn finish(&mut self) {
        self.last = None;
        self.take_scripts_apart();
        self.unite();
        self.expand_wildcards();
        self.operations.owners.sort();
        self.operations.owners.dedup_by_key(|o| (o.0, o.1));
        if let Some(at) = self.newest_moment()
            && let Ok(at) = jiff::Timestamp::from_second(at)
        {
            self.saw_day(&at.to_string());
        }
        self.operations.statements.made.sort_unstable();
        self.operations.statements.made.dedup();
        let mut raw = std::mem::take(&mut self.raw_columns);
        raw.sort_by_key(|c| c.relation);
        let mut columns = Vec::with_capacity(raw.len());
        for group in raw.chunk_by(|a, b| a.relation == b.relation) {
            let start = small(columns.len());
            let relation = group[0].relation as usize;
            if self.relations[relation].plain_names {
                let plain: Vec<RawColumn> = group.iter().map(RawColumn::plain).collect();
                self.merge_columns(&plain, &mut columns);
            } else {
                self.merge_columns(group, &mut columns);
            }
            let raw = &mut self.relations[relation];
            raw.columns = start..small(columns.len());
            raw.columns_complete = group.iter().any(|c| c.listing == Listing::Complete);
        }
        self.columns = columns;
        let mut labels = std::mem::take(&mut self.raw_labels);
        labels.sort_by_key(|(relation, ..)| *relation);
        for group in labels.chunk_by(|a, b| a.0 == b.0) {
            let start = small(self.labels.len());
            let first = self.labels.len();
            for (_, label, pos) in group {
                let known = self.labels[first..]
                    .iter_mut()
                    .find(|(l, _)| l.key == label.key && l.value == label.value);
                match known {
                    Some((known, _)) => known.shown |= label.shown,
                    None => self.labels.push((*label, *pos)),
                }
            }
            self.relations[group[0].0 as usize].labels = start..small(self.labels.len());
        }
    }
}

/// The day of a time as exports write it: ISO, or BigQuery's `2024-01-01 00:00:00 UTC`.
pub(super) fn day(time: &str) -> Option<&str> {
    let day = time.get(..10)?;
    let digits = |r: Range<usize>| {
        day.get(r)
            .is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit()))
    };
    (digits(0..4) && digits(5..7) && digits(8..10) && &day[4..5] == "-" && &day[7..8] == "-")
        .then_some(day)
}
