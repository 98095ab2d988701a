//! Exports to facts, and the files that look like exports and that no setting takes.

use std::collections::{BTreeMap, VecDeque};

use super::kept_facts::{KeptFacts, Spare};
use super::kept_pieces::{Part, Parts};
use super::open_file::OpenFile;
use super::settings::bad_alias;
use super::side_by_side::in_order;
use crate::cache::Key;
use crate::config::{self, Settings};
use crate::diagnostic::{FileId, Finding, Pos, Rule, Text, text};
use crate::export::batch::FactBatch;
use crate::export::fact::FactSink;
use crate::export::recognize::{self, Likeness};
use crate::export::{
    airflow, backstage, bigquery, dbt, findings, information_schema, mlflow, monte_carlo,
    openlineage, tool_error,
};
use crate::link::{Aliases, Export, Facts};
use crate::manifest::Manifests;
use crate::source::SourceTree;
use crate::system::{Exporter, FileGrouping};

/// Larger than this, in bytes, what isn't cut is read in its turn, so that its facts needn't be held.
const LARGE: u64 = 8 << 20;
/// How often over compressed exports expand, by a wide guess.
const EXPANDS: u64 = 20;

/// Reads all exports: files, and pieces of large ones, side by side, what they say put together in
/// their order. What was read before is taken from what is `kept`.
pub(super) fn read(
    settings: &Settings,
    manifests: &Manifests,
    tree: &SourceTree,
    kept: KeptFacts<'_>,
    findings: &mut Vec<Finding>,
) -> Facts {
    let aliases = aliases(settings, manifests, findings);
    let spare = Spare::default();
    let kept = kept.sparing(&spare);
    let mut facts = Facts::new(aliases).allowing(&settings.published);
    let plan = Plan {
        exports: settings.exports.iter(),
        tree,
        kept,
        findings,
        queue: VecDeque::new(),
        pieces: None,
    };
    let mut open: Option<OpenFile> = None;
    in_order(
        plan,
        |work| match work {
            Work::Apart(own) => {
                let (export, files) = (own.export, own.files.as_slice());
                Done::Batch(kept.batch(tree, export, files, |sink| own.read(tree, sink)))
            }
            Work::Piece(part) => match kept.part(tree, part) {
                Ok(read) => Done::Piece(read),
                Err(part) => Done::NotYet(Work::Piece(part)),
            },
            work => Done::NotYet(work),
        },
        |done| match done {
            Done::Batch(batch) | Done::NotYet(Work::Reported(batch)) => {
                batch.replay(tree, 0, &mut facts);
                spare.put(batch);
            }
            Done::Piece((batch, key)) => {
                if let Some(open) = &mut open {
                    open.add(&batch, key, tree, &mut facts);
                }
                spare.put(batch);
            }
            Done::NotYet(Work::Piece(part)) => {
                if let Some(open) = &mut open {
                    open.read(part, tree, &mut facts);
                }
            }
            Done::NotYet(Work::Begin(export)) => facts.begin(export),
            Done::NotYet(Work::Apart(own) | Work::InTurn(own)) => {
                let (export, files) = (own.export, own.files.as_slice());
                let read = |sink: &mut dyn FactSink| own.read(tree, sink);
                kept.in_turn(tree, export, files, &mut facts, read);
            }
            Done::NotYet(Work::Open(file)) => open = Some(OpenFile::new(tree, file)),
            Done::NotYet(Work::Close) => {
                if let Some(open) = open.take() {
                    open.finish(tree, kept, &mut facts);
                }
            }
            Done::NotYet(Work::End) => facts.end(),
        },
    );
    facts
}

/// Other names of projects and datasets, of the settings and of manifests.
fn aliases(settings: &Settings, manifests: &Manifests, findings: &mut Vec<Finding>) -> Aliases {
    let mut aliases = Aliases::default();
    for (from, to) in &settings.config.aliases {
        // Those that make no sense were refused with the settings.
        aliases.add(from, to.as_str());
    }
    for document in &manifests.environments {
        for alias in &document.body.aliases {
            if !aliases.add(alias.from.as_str(), &alias.to) {
                let pos = alias.from.pos(document.pos.file);
                findings.push(bad_alias(alias.from.as_str(), &alias.to, pos));
            }
        }
    }
    aliases
}

/// Files of an entry that are read together.
struct Files<'w> {
    export: &'w config::Export,
    files: Vec<FileId>,
}

impl Files<'_> {
    fn read(&self, tree: &SourceTree, sink: &mut dyn FactSink) {
        let (export, files) = (self.export, self.files.as_slice());
        match export.format {
            Exporter::Bigquery => {
                for file in files {
                    bigquery::read(tree, *file, sink);
                }
            }
            Exporter::InformationSchema => {
                // Settings without a dialect were refused.
                let Some(dialect) = export.dialect else {
                    return;
                };
                for file in files {
                    information_schema::read(tree, *file, dialect.system(), sink);
                }
            }
            Exporter::Dbt => dbt::read(tree, files, sink),
            Exporter::Openlineage => openlineage::read(tree, files, sink),
            Exporter::MonteCarlo => monte_carlo::read(tree, files, &export.columns, sink),
            Exporter::Airflow => airflow::read(tree, files, sink),
            Exporter::Mlflow => mlflow::read(tree, files, export.table_key.as_deref(), sink),
            Exporter::Backstage => backstage::read(tree, files, sink),
            Exporter::Findings => {
                for file in files {
                    findings::read(tree, *file, sink);
                }
            }
        }
    }

    /// Whether what they say may be too much to be held.
    fn are_large(&self, tree: &SourceTree) -> bool {
        let sizes = self
            .files
            .iter()
            .map(|file| match tree.is_compressed(*file) {
                true => tree.size(*file).saturating_mul(EXPANDS),
                false => tree.size(*file),
            });
        sizes.fold(0, u64::saturating_add) > LARGE
    }
}

/// A step of reading.
enum Work<'w> {
    /// An entry of the settings begins.
    Begin(Export),
    /// What was told of files before they are read.
    Reported(FactBatch),
    /// Files to be read by themselves.
    Apart(Files<'w>),
    /// Files to be read when what comes before them was taken.
    InTurn(Files<'w>),
    /// A file in pieces begins.
    Open(FileId),
    Piece(Part),
    /// The file in pieces ends.
    Close,
    /// The entry ends.
    End,
}

/// What comes of a step.
enum Done<'w> {
    Batch(FactBatch),
    /// Of a piece of the file that is open.
    Piece((FactBatch, Option<Key>)),
    /// What has to be done in its turn.
    NotYet(Work<'w>),
}

/// All steps, in order.
struct Plan<'w> {
    exports: std::slice::Iter<'w, config::Export>,
    tree: &'w SourceTree,
    kept: KeptFacts<'w>,
    findings: &'w mut Vec<Finding>,
    queue: VecDeque<Work<'w>>,
    /// The file that is cut at the moment.
    pieces: Option<Parts>,
}

impl<'w> Iterator for Plan<'w> {
    type Item = Work<'w>;

    fn next(&mut self) -> Option<Work<'w>> {
        if let Some(pieces) = &mut self.pieces {
            if let Some(piece) = pieces.next() {
                return Some(Work::Piece(piece));
            }
            self.pieces = None;
            return Some(Work::Close);
        }
        while self.queue.is_empty() {
            let export = self.exports.next()?;
            self.entry(export);
        }
        match self.queue.pop_front()? {
            Work::Apart(files) if files.are_large(self.tree) => {
                if let (Exporter::Bigquery, [file]) = (files.export.format, &*files.files)
                    && let Some(pieces) = self.kept.parts(self.tree, *file)
                {
                    self.pieces = Some(pieces);
                    return Some(Work::Open(*file));
                }
                Some(Work::InTurn(files))
            }
            work => Some(work),
        }
    }
}

impl<'w> Plan<'w> {
    /// Queues the files of an entry.
    fn entry(&mut self, export: &'w config::Export) {
        let (tree, glob) = (self.tree, &export.glob);
        let files: Vec<FileId> = tree
            .iter()
            .filter(|(_, path)| glob.is_match(path))
            .map(|(id, _)| id)
            .collect();
        if let (true, Some(pos)) = (files.is_empty(), export.pos) {
            self.findings.push(
                Finding::new(
                    Rule::ExportUnmatched,
                    text!("no file matches `{glob}`", glob = glob.glob().glob()),
                )
                .at(pos)
                .help("correct the path, or remove the entry"),
            );
        }
        if files.is_empty() {
            return;
        }
        self.queue.push_back(Work::Begin(Export {
            format: export.format,
            path: glob.glob().to_string(),
            files: files.len(),
            max_age: export.max_age,
            pos: export.pos,
        }));
        let mut remaining = Vec::new();
        let reported = FactBatch::of(tree, |sink| {
            remaining = tool_error::without(tree, files, sink)
        });
        self.queue.push_back(Work::Reported(reported));
        let grouping = export.format.capabilities().files;
        if grouping == FileGrouping::ApartByView {
            remaining = information_schema::ordered(tree, remaining);
        }
        let groups = match grouping {
            FileGrouping::Apart | FileGrouping::ApartByView => {
                remaining.into_iter().map(|file| vec![file]).collect()
            }
            FileGrouping::Together => vec![remaining],
        };
        for files in groups {
            if !files.is_empty() {
                self.queue.push_back(Work::Apart(Files { export, files }));
            }
        }
        self.queue.push_back(Work::End);
    }
}

/// Files that look like exports and that no setting takes, those of a folder together.
pub(super) fn outside(settings: &Settings, tree: &SourceTree, findings: &mut Vec<Finding>) {
    let mut found: BTreeMap<(&str, Likeness), (FileId, usize)> = BTreeMap::new();
    for (file, path) in tree.iter() {
        // Extensions first: nearly all files are manifests, guides or taken.
        if !recognize::may_be_export(path) || settings.is_export(path) {
            continue;
        }
        if let Some(likeness) = recognize::likeness(tree, file) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let (_, count) = found.entry((folder, likeness)).or_insert((file, 0));
            *count += 1;
        }
    }
    for ((folder, likeness), (file, count)) in found {
        findings.push(
            untaken(settings, tree.path(file), folder, &likeness, count).at(Pos::start(file)),
        );
    }
}

fn untaken(
    settings: &Settings,
    path: &str,
    folder: &str,
    likeness: &Likeness,
    count: usize,
) -> Finding {
    let more = match count {
        1 => Text::default(),
        2 => ", like another file of its folder,".into(),
        n => text!(", like {others} other files of its folder,", others = n - 1),
    };
    let format = likeness.exporter();
    let takes = settings
        .exports
        .iter()
        .find(|e| Some(e.format) == format)
        .map(|e| e.glob.glob().to_string());
    let glob = match folder {
        "" => path.to_owned(),
        folder => format!("{folder}/**"),
    };
    let entry = match format {
        Some(format) => {
            let dialect = match format.capabilities().needs_dialect {
                true => ", its dialect",
                false => "",
            };
            let format = format.as_str();
            format!("[[exports]] with format = \"{format}\"{dialect} and path = \"{glob}\"")
        }
        None => format!("[[exports]] with its format and path = \"{glob}\""),
    };
    let help = match takes {
        Some(takes) => {
            text!(
                "move it to where `{takes}` finds it, add {entry}, or exclude it in vitrina.toml",
                takes,
                entry
            )
        }
        None => text!("add {entry}, or exclude it in vitrina.toml", entry),
    };
    Finding::new(
        Rule::ExportOutside,
        text!(
            "`{path}`{more} looks like {likeness} and is read by no entry of [[exports]]",
            path,
            more,
            likeness = likeness.name()
        ),
    )
    .help(help)
}
