//! What exports say as it comes in: names interned, aliases undone, one entry a relation.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::operation_facts::{Operations, RawExport};
use super::raw_columns::RawColumns;
use super::raw_facts::{RawExposure, RawForeign, RawGrant, RawNode, RawRelation};
use super::replaced_view::ReplacedView;
use super::told_by_runs::ToldByRuns;
use super::withheld::Withheld;
use crate::catalog::{Column, DatasetProperties, Label, Strings, Sym};
use crate::config::Published;
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::export::fact::{Name, Node};
use crate::link::full_names::Aliases;
use crate::privacy::Text;
use crate::system::{Exporter, Folding, ProvenanceKind, Spelling, System};
use sql::{Dialect, without_literals};

/// An `[[exports]]` entry that is about to be read.
#[derive(Debug, Clone)]
pub(crate) struct Export {
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
pub(crate) struct Facts {
    pub(in crate::link) strings: Strings,
    pub(in crate::link) relations: Vec<RawRelation>,
    pub(in crate::link) by_name: FxHashMap<[Sym; 3], u32>,
    /// Datasets whose tables a warehouse's own listing names.
    pub(in crate::link) listed: FxHashSet<(Sym, Sym)>,
    /// What datasets are set to, each once.
    pub(in crate::link) datasets: Vec<DatasetProperties>,
    /// Project and name of a dataset, with key and value of a label of it: to be compared, never shown.
    pub(in crate::link) dataset_labels: Vec<([Sym; 2], String, String)>,
    pub(super) dataset_by_name: FxHashMap<[Sym; 2], u32>,
    pub(in crate::link) columns: Vec<Column>,
    pub(in crate::link) labels: Vec<(Label, Pos)>,
    pub(in crate::link) grants: Vec<RawGrant>,
    pub(in crate::link) edges: Vec<(RawNode, RawNode, ProvenanceKind, Pos)>,
    pub(in crate::link) exposures: Vec<RawExposure>,
    /// Name, owner, owner's address, and the manifest that says so.
    pub(in crate::link) groups: Vec<(String, Option<String>, Option<String>, FileId)>,
    pub(in crate::link) aliases: Aliases,
    pub(in crate::link) withheld: Withheld,
    pub(in crate::link) operations: Operations,
    pub(super) raw_columns: RawColumns,
    /// Relations of whose columns runs tell.
    pub(in crate::link) told_by_runs: Vec<ToldByRuns>,
    pub(super) raw_labels: Vec<(u32, Label, Pos)>,
    pub(super) exposure_by_id: FxHashMap<String, u32>,
    /// Relations by a hash of what they are called, the last of those that share one, each with its name.
    pub(super) by_text: FxHashMap<u32, (u32, [Sym; 3])>,
    pub(super) last: Option<LastName>,
    /// Who wrote what is at hand.
    pub(super) exporter: Exporter,
    /// How relations are spelled, where their system is known.
    pub(super) spelled: FxHashMap<u32, Spelling>,
    /// Whether a name may be another's.
    pub(super) unsettled: bool,
    /// Relations whose system doesn't compare case.
    pub(in crate::link) folding: Vec<u32>,
    /// The system of the relations in a project, which is in lower case; none where there are several.
    pub(super) systems: FxHashMap<String, Option<System>>,
    /// Full names of wildcards that tools told of, of which there are tables.
    pub(in crate::link) wildcards: Vec<String>,
    /// What other tools found.
    pub(in crate::link) foreign: Vec<RawForeign>,
    /// Views that are to be read otherwise than exports have them.
    pub replaced: Vec<ReplacedView>,
    /// Problems found by readers.
    pub findings: Vec<Finding>,
    pub(super) newest: String,
}

/// A name that isn't what its relation is called here, as it was met last.
#[derive(Debug)]
pub(super) struct LastName {
    parts: [String; 3],
    /// The number of the relation.
    index: u32,
}

fn hash_of(name: Name<'_>) -> u32 {
    let mut hasher = FxHasher::default();
    (name.table, name.dataset, name.project).hash(&mut hasher);
    (hasher.finish() >> 32) as u32
}

impl Facts {
    /// None yet; `aliases` are undone in every name.
    #[must_use]
    pub(crate) fn new(aliases: Aliases) -> Self {
        Self {
            aliases,
            ..Self::default()
        }
    }

    /// Says what may be published beside what always is.
    #[must_use]
    pub(crate) fn allowing(mut self, published: &Published) -> Self {
        self.withheld.allowed = published.clone();
        self
    }

    /// Says who wrote what comes next.
    pub(crate) fn begin(&mut self, export: Export) {
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
    pub(crate) fn end(&mut self) {
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
    pub(in crate::link) fn newest_moment(&self) -> Option<i64> {
        self.operations
            .exports
            .iter()
            .filter_map(|e| e.newest)
            .max()
    }

    /// Whether no export says anything.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.relations.is_empty()
    }

    /// Newest day named by the exports.
    pub(in crate::link) fn newest(&self) -> Option<String> {
        (!self.newest.is_empty()).then(|| self.newest.clone())
    }

    pub(super) fn relation(&mut self, name: Name<'_>, pos: Pos) -> u32 {
        let last = self.last.as_ref();
        if let Some(last) =
            last.filter(|last| last.parts == [name.project, name.dataset, name.table])
        {
            return last.index;
        }
        // Rows come in any order: most name a relation that was named before, as it is called here.
        let hash = hash_of(name);
        if let Some((index, called)) = self.by_text.get(&hash).copied()
            && self.is_called(called, name)
        {
            self.last = None;
            return index;
        }
        let (strings, withheld, at) = (&mut self.strings, &mut self.withheld, Some(pos));
        let (project, dataset) = self.aliases.resolve(name.project, name.dataset);
        let [project, dataset, table] = [project, dataset, name.table]
            .map(|part| withheld.intern(strings, part, Text::Prose, at));
        let key = [project, dataset, table];
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
                named_in: None,
                pos,
                created: None,
                modified: None,
                partition_filter: false,
                properties: None,
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
        self.last = None;
        match self.is_called(key, name) {
            true => {
                self.by_text.insert(hash, (index, key));
            }
            // Told once of facts that follow each other: what is taken out of it counts once.
            false => {
                let parts = [name.project, name.dataset, name.table].map(str::to_owned);
                self.last = Some(LastName { parts, index });
            }
        }
        index
    }

    /// Whether what a relation is called is this name, with no alias to undo and nothing taken out.
    fn is_called(&self, [project, dataset, table]: [Sym; 3], name: Name<'_>) -> bool {
        let is = |part: Sym, text: &str| self.strings.resolve(part) == text;
        is(table, name.table) && is(dataset, name.dataset) && is(project, name.project)
    }

    /// Interns a text that may be shown.
    pub(super) fn text(&mut self, text: &str, pos: Pos) -> Sym {
        self.withheld
            .intern(&mut self.strings, text, Text::Prose, Some(pos))
    }

    /// Interns SQL. A statement that ran has the values of that run, which a definition hasn't.
    pub(super) fn sql(&mut self, sql: &str, dialect: Dialect, pos: Pos) -> Sym {
        let ran = self.exporter.capabilities().sql.holds_values();
        let text = match ran && !self.withheld.allowed.statement_literals(self.exporter) {
            true => Cow::Owned(without_literals(sql, dialect)),
            false => Cow::Borrowed(sql),
        };
        self.withheld
            .intern(&mut self.strings, &text, Text::Code, Some(pos))
    }

    pub(super) fn entry(&mut self, name: Name<'_>, pos: Pos) -> &mut RawRelation {
        let index = self.relation(name, pos) as usize;
        &mut self.relations[index]
    }

    pub(super) fn node(&mut self, node: Node<'_>, pos: Pos) -> RawNode {
        match node {
            Node::Relation(name) => RawNode::Relation(self.relation(name, pos)),
            Node::Exposure(id) => RawNode::Exposure(self.exposure(id, pos)),
            Node::Model(name) => RawNode::Model(self.text(name, pos)),
        }
    }

    pub(super) fn exposure(&mut self, id: &str, pos: Pos) -> u32 {
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
            pos,
        });
        index
    }

    /// Says that the export at hand speaks of these moments.
    pub(super) fn seen(&mut self, times: [Option<i64>; 2]) {
        for at in times.into_iter().flatten() {
            self.operations.seen(at);
        }
    }

    pub(super) fn saw_day(&mut self, time: &str) {
        if let Some(day) = day(time)
            && day > self.newest.as_str()
        {
            day.clone_into(&mut self.newest);
        }
    }

    /// How names in a project are spelled, of which no export shows whether they need quotes; where its
    /// system folds names.
    pub(in crate::link) fn spelling_in(&self, project: &str) -> Option<Spelling> {
        let system = self.system_in(project);
        (system.folding() != Folding::Exact).then(|| Spelling::unsure(system))
    }

    /// The system of the relations in a project, where exports tell of one that folds names.
    pub(in crate::link) fn system_in(&self, project: &str) -> System {
        if self.systems.is_empty() {
            return System::ASSUMED;
        }
        let known = self.systems.get(&project.to_lowercase());
        known.copied().flatten().unwrap_or(System::ASSUMED)
    }
}

/// The day of a time as exports write it: ISO, or BigQuery's `2024-01-01 00:00:00 UTC`.
pub(in crate::link) fn day(time: &str) -> Option<&str> {
    let day = time.get(..10)?;
    let digits = |r: Range<usize>| {
        day.get(r)
            .is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit()))
    };
    (digits(0..4) && digits(5..7) && digits(8..10) && &day[4..5] == "-" && &day[7..8] == "-")
        .then_some(day)
}
