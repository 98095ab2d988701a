//! Catalog to the published search index, and queries of it from the command line: the same
//! engine that the browser runs, over the same files.

mod asset_documents;
mod audience;
mod checked_bytes;
mod document_groups;
mod document_kind;
mod document_order;
mod index_part;
mod index_parts;
mod index_pieces;
mod index_writer;
mod indexed_columns;
mod merged_part;
mod published_index;
mod run;
mod run_key;
mod run_merger;
mod run_writer;
mod shards;
#[cfg(test)]
mod tests;

use std::io::{self, Read as _};
use std::path::Path;

use flate2::read::GzDecoder;

use search_core::{
    Answer, Document, Engine, Head, HeadError, Outcome, Pieces, Request, SearchError,
};
use serde::Serialize;

use crate::catalog::{AssetIx, Catalog, Kind};
use crate::insight::Insight;

pub(crate) use asset_documents::LISTED;
pub(crate) use index_parts::KeptRuns;
pub(crate) use index_writer::index;
pub(crate) use run_key::RunKey;

/// Hands over every document of the index, in its order, for a comparison with other engines.
///
/// # Errors
/// Those of `each`.
pub(crate) fn documents(
    catalog: &Catalog,
    insight: &Insight,
    mut each: impl FnMut(&Document<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let documents = asset_documents::Documents::new(catalog, insight);
    documents.iter().try_for_each(|d| each(&d))
}

/// The head of the index, site-relative.
pub(crate) const HEAD: &str = "search/head.bin";
/// Folder of its pieces.
const PIECES: &str = "search/c";
/// What is used most, for answers before the index is there.
const TOP: &str = "search/top.json";
/// Entries of that list.
const MAX_TOP: usize = 30;
/// Largest head that is unpacked, in bytes.
const MAX_HEAD: u64 = 256 << 20;
/// Memory for pieces that are kept between queries, in bytes.
const KEPT: usize = 64 << 20;

/// An index on disk.
pub(crate) struct Site<'a> {
    folder: &'a Path,
    engine: Engine,
}

/// Why a query couldn't be answered.
#[derive(Debug)]
pub(crate) enum QueryError {
    /// The portal has no index.
    Missing,
    /// A file can't be read.
    Io(io::Error),
    /// The head can't be used.
    Head(HeadError),
    /// The index can't be used.
    Search(SearchError),
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => f.write_str("there is none"),
            Self::Io(error) => error.fmt(f),
            Self::Head(error) => error.fmt(f),
            Self::Search(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for QueryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Missing => None,
            Self::Io(error) => error.source(),
            Self::Head(error) => error.source(),
            Self::Search(error) => error.source(),
        }
    }
}

impl<'a> Site<'a> {
    /// Opens the index of a portal.
    ///
    /// # Errors
    /// Where it has none, or it can't be read.
    pub(crate) fn open(folder: &'a Path) -> Result<Self, QueryError> {
        let packed = read(&folder.join(HEAD)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => QueryError::Missing,
            _ => QueryError::Io(error),
        })?;
        let mut bytes = Vec::new();
        GzDecoder::new(&*packed)
            .take(MAX_HEAD)
            .read_to_end(&mut bytes)
            .map_err(|_| QueryError::Head(HeadError::Damaged("is cut off")))?;
        let head = Head::decode(bytes).map_err(QueryError::Head)?;
        let engine = Engine::open(head, Pieces::new(KEPT)).map_err(QueryError::Search)?;
        Ok(Self { folder, engine })
    }

    /// Answers a question.
    ///
    /// # Errors
    /// Where a piece of the index is missing or damaged.
    pub(crate) fn query(&self, request: &Request) -> Result<Answer, QueryError> {
        loop {
            match self.engine.step(request).map_err(QueryError::Search)? {
                Outcome::Answer(answer) => return Ok(*answer),
                Outcome::Need(pieces) => {
                    for need in pieces {
                        let path = self.folder.join(format!("{PIECES}/{}.bin", need.name));
                        let bytes = read(&path).map_err(QueryError::Io)?;
                        self.engine
                            .put(need.piece, bytes)
                            .map_err(QueryError::Search)?;
                    }
                }
            }
        }
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "reads what vitrina itself published, not an input"
)]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// An entry of the list of what is used most.
#[derive(Debug, Serialize)]
struct Top<'a> {
    name: &'a str,
    url: &'a str,
    kind: &'static str,
    dme: Option<&'a str>,
}

/// The unified views that most reads, as far as lineage tells.
fn top(catalog: &Catalog) -> Vec<Top<'_>> {
    let mut views: Vec<(usize, AssetIx)> = (0..)
        .zip(&catalog.assets)
        .map(|(i, asset)| (AssetIx(i), asset))
        .filter(|(ix, asset)| asset.kind == Kind::View && catalog.is_in_use(*ix))
        .filter(|(ix, _)| catalog.relation(*ix).is_some_and(|r| r.unified))
        .map(|(ix, _)| (catalog.graph.downstream(ix).len(), ix))
        .collect();
    views.sort_by_key(|(readers, ix)| (std::cmp::Reverse(*readers), catalog.name(*ix)));
    views.truncate(MAX_TOP);
    views
        .into_iter()
        .filter_map(|(_, ix)| {
            let relation = catalog.relation(ix)?;
            let full = catalog.name(ix);
            let project = catalog.str(relation.project);
            Some(Top {
                name: full
                    .strip_prefix(project)
                    .map_or(full, |rest| rest.trim_start_matches('.')),
                url: catalog.href(ix),
                kind: document_kind::kind(catalog, ix).as_str(),
                dme: catalog.owner(relation).map(|d| catalog.title(d)),
            })
        })
        .collect()
}
