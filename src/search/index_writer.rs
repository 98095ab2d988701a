//! The index, put together of runs in tantivy's form and published as pieces that are named by their
//! content.

use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use search_core::{Engine, Head, Labels, PieceFile, Span, Tracer};
use tantivy::directory::{OwnedBytes, RamDirectory};
use tantivy::index::SegmentComponent;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Directory, Index, IndexSettings, TantivyDocument, TantivyError};

use super::asset_documents::Documents;
use super::index_parts::{IndexParts, KeptRuns, NoRuns};
use super::index_pieces::IndexPieces;
use super::published_index::PublishedIndex;
use super::run::RunError;
use super::{HEAD, TOP, run_merger, top};
use crate::catalog::Catalog;
use crate::insight::Insight;
use crate::neutral;
use crate::render::Sink;

/// Memory that the writer of stored documents sets aside for words, of which it gets none, in bytes.
const MEMORY: usize = 1 << 20;
/// Size of a block of stored documents before compression, in bytes: a result costs one.
const STORE_BLOCK: usize = 4 << 10;

/// Indexes every asset and writes the index below `search/`. What `kept` still has of a former build
/// isn't made again; what comes out is the same. Where all of it is what was published before, its
/// files stay as they are.
///
/// # Errors
/// As tantivy or the sink says.
#[inline(never)]
pub(crate) fn index(
    catalog: &Catalog,
    insight: &Insight,
    kept: &dyn KeptRuns,
    sink: &dyn Sink,
) -> io::Result<()> {
    let documents = Documents::new(catalog, insight);
    let mut most_used = Vec::new();
    neutral::json::write(&mut most_used, &top(catalog))?;
    let labels = documents.labels();
    let parts = IndexParts::of(&documents, kept).map_err(plain)?;
    let key = parts.key(&serde_json::to_vec(&labels)?);
    let published = kept.get(&key).and_then(PublishedIndex::of_bytes);
    let published = match published.filter(|index| index.keep(sink)) {
        Some(published) => published,
        None => {
            let index = build(parts, &documents).map_err(plain)?;
            let published = publish(&index, &documents, labels, sink)?;
            if kept.keeps() {
                kept.put(&key, &published.to_bytes());
            }
            published
        }
    };
    sink.put(HEAD, &published.head)?;
    sink.put(TOP, &most_used)
}

fn plain(error: RunError) -> io::Error {
    match error {
        RunError::Tantivy(TantivyError::IoError(e)) => io::Error::new(e.kind(), e.to_string()),
        other => io::Error::other(other),
    }
}

/// A finished index in memory: tantivy's description of it and its files, under names that are the
/// same in every build, with the parts that every query needs.
pub(super) struct Finished {
    meta: String,
    pub files: Vec<(String, OwnedBytes, Vec<Range<usize>>)>,
}

/// Makes the index of its parts, with what is kept of it where that is as it was.
pub(super) fn build(
    parts: IndexParts<'_>,
    documents: &Documents<'_>,
) -> Result<Finished, RunError> {
    match assemble(parts) {
        Err(RunError::Malformed) => assemble(IndexParts::of(documents, &NoRuns)?),
        built => built,
    }
}

fn assemble(mut parts: IndexParts<'_>) -> Result<Finished, RunError> {
    let (schema, fields) = search_core::schema();
    let directory = RamDirectory::create();
    let tokenizers = TokenizerManager::default();
    tokenizers.register(
        search_core::TOKENIZER,
        search_core::IdentifierTokenizer::default(),
    );
    let mut writer = Index::builder()
        .schema(schema)
        .tokenizers(tokenizers)
        .settings(IndexSettings {
            docstore_blocksize: STORE_BLOCK,
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        })
        .single_segment_index_writer::<TantivyDocument>(directory.clone(), MEMORY)?;
    for document in parts.stored() {
        writer.add_document(document)?;
    }
    let index = writer.finalize()?;
    for segment in index.searchable_segments()? {
        // It has no words so far.
        for file in [
            SegmentComponent::Postings,
            SegmentComponent::Positions,
            SegmentComponent::Terms,
        ] {
            let path = segment.relative_path(file);
            directory.delete(&path).map_err(io::Error::other)?;
        }
        let merged = run_merger::write(&parts.words(), &fields, &segment)?;
        parts.keep(&merged);
    }
    let ids = index.searchable_segment_ids()?;
    let mut paths: Vec<PathBuf> = index
        .directory()
        .list_managed_files()
        .into_iter()
        .filter(|p| !p.starts_with("meta.json") && directory.exists(p).unwrap_or(false))
        .collect();
    paths.sort();
    let tracer = Tracer::new(directory.clone());
    Engine::open_in(tracer.clone())?;
    // A segment's name is random; there is but one, so any other will do.
    let stable = |mut text: String| {
        for id in &ids {
            let random = id.uuid_string();
            text = text
                .replace(&random, &"0".repeat(32))
                .replace(&dashed(&random), &dashed(&"0".repeat(32)));
        }
        text
    };
    let mut files = Vec::new();
    for path in &paths {
        let file = directory.open_read(path).map_err(TantivyError::from)?;
        files.push((
            stable(path.display().to_string()),
            file.read_bytes()?,
            tracer.read_of(path),
        ));
    }
    for (name, bytes) in parts.profiles.finish(&parts.order)? {
        files.push((name.to_owned(), OwnedBytes::new(bytes), Vec::new()));
    }
    let meta = directory.atomic_read(Path::new("meta.json"));
    let meta = meta.map_err(TantivyError::from)?;
    Ok(Finished {
        meta: stable(String::from_utf8_lossy(&meta).into_owned()),
        files,
    })
}

/// Cuts the files into pieces and hands them to the sink.
fn publish(
    index: &Finished,
    documents: &Documents<'_>,
    labels: Labels,
    sink: &dyn Sink,
) -> io::Result<PublishedIndex> {
    let mut pieces = IndexPieces::default();
    let mut files = Vec::new();
    let (mut spans, mut held) = (Vec::new(), Vec::new());
    let mut paths = Vec::new();
    for ((name, bytes, read), n) in index.files.iter().zip(0_u32..) {
        let first = pieces.all.len();
        pieces.add(name, bytes, &mut |path, piece| {
            sink.put(&path, piece)?;
            paths.push(path);
            Ok(())
        })?;
        files.push(PieceFile {
            name: name.clone(),
            len: bytes.len() as u64,
            first: u32::try_from(first).map_err(io::Error::other)?,
            pieces: u32::try_from(pieces.all.len() - first).map_err(io::Error::other)?,
        });
        for range in read {
            spans.push(Span {
                file: n,
                start: range.start as u64,
                len: range.len() as u64,
            });
            held.extend_from_slice(&bytes[range.clone()]);
        }
    }
    let assets = u32::try_from(documents.len()).map_err(io::Error::other)?;
    let (meta, pieces) = (index.meta.clone(), pieces.all);
    let head = Head::new(assets, meta, files, pieces, spans, held, labels);
    let head = packed(&head.encode()?)?;
    Ok(PublishedIndex {
        head,
        pieces: paths,
    })
}

/// Compressed, since static hosts don't all do it: two thirds of a head are text.
fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes)?;
    out.finish()
}

/// The same identifier with the dashes that meta.json has.
fn dashed(id: &str) -> String {
    let part = |range: Range<usize>| id.get(range).unwrap_or("");
    [
        part(0..8),
        part(8..12),
        part(12..16),
        part(16..20),
        part(20..32),
    ]
    .join("-")
}
