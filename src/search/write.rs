//! Writing the index: one segment, in the order of the catalog, with names that depend on nothing
//! but the content, so that two builds give the same bytes.

use std::io;
use std::path::Path;

use tantivy::directory::{Directory, RamDirectory};
use tantivy::{Index, TantivyDocument, TantivyError};

use super::FOLDER;
use crate::catalog::{AssetIx, Catalog, Kind};
use crate::render::Sink;

/// Memory for the writer, in bytes.
const MEMORY: usize = 64 << 20;
/// Column names indexed an asset, at most.
const MAX_COLUMNS: usize = 2000;

/// Indexes every asset and writes the index below [`FOLDER`].
///
/// # Errors
/// As tantivy or the sink says.
pub fn index(catalog: &Catalog, sink: &dyn Sink) -> io::Result<()> {
    build(catalog, sink).map_err(|e| match e {
        TantivyError::IoError(e) => io::Error::new(e.kind(), e.to_string()),
        other => io::Error::other(other),
    })
}

fn build(catalog: &Catalog, sink: &dyn Sink) -> Result<(), TantivyError> {
    let (schema, fields) = search_core::schema();
    let directory = RamDirectory::create();
    let tokenizers = tantivy::tokenizer::TokenizerManager::default();
    tokenizers.register(search_core::TOKENIZER, search_core::IdentifierTokenizer);
    let mut writer = Index::builder()
        .schema(schema)
        .tokenizers(tokenizers)
        .single_segment_index_writer::<TantivyDocument>(directory.clone(), MEMORY)?;
    for (i, _) in (0u32..).zip(&catalog.assets) {
        writer.add_document(document(catalog, AssetIx(i)).into_tantivy(&fields))?;
    }
    let index = writer.finalize()?;
    let ids = index.searchable_segment_ids()?;
    let mut paths: Vec<std::path::PathBuf> = index
        .directory()
        .list_managed_files()
        .into_iter()
        .filter(|p| !p.starts_with("meta.json") && directory.exists(p).unwrap_or(false))
        .collect();
    paths.sort();
    let mut files = Vec::new();
    for path in &paths {
        let name = path.display().to_string();
        files.push((name, directory.open_read(path)?.read_bytes()?));
    }
    let meta = directory.atomic_read(Path::new("meta.json"))?;
    let mut meta = String::from_utf8_lossy(&meta).into_owned();
    // A segment's name is random; one made of its content takes its place.
    for id in ids {
        let random = id.uuid_string();
        let mut hasher = blake3::Hasher::new();
        for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with(&random)) {
            hasher.update(&name.as_bytes()[random.len()..]);
            hasher.update(bytes.as_slice());
        }
        let stable = hasher.finalize().to_hex()[..32].to_owned();
        meta = meta
            .replace(&random, &stable)
            .replace(&dashed(&random), &dashed(&stable));
        for (name, _) in &mut files {
            *name = name.replace(&random, &stable);
        }
    }
    for (name, bytes) in &files {
        sink.put(&format!("{FOLDER}/{name}"), bytes.as_slice())?;
    }
    sink.put(&format!("{FOLDER}/meta.json"), meta.as_bytes())?;
    Ok(())
}

/// The same identifier with the dashes that meta.json has.
fn dashed(id: &str) -> String {
    let part = |range: std::ops::Range<usize>| id.get(range).unwrap_or("");
    [
        part(0..8),
        part(8..12),
        part(12..16),
        part(16..20),
        part(20..32),
    ]
    .join("-")
}

fn document(catalog: &Catalog, ix: AssetIx) -> search_core::Document<'_> {
    let c = catalog;
    let asset = c.asset(ix);
    let mut doc = search_core::Document {
        id: c.id(ix),
        url: c.href(ix),
        kind: asset.kind.as_str(),
        name: c.name(ix),
        title: c.title(ix),
        path: c.name(ix),
        description: asset.description.map_or("", |d| c.str(d)),
        status: asset.status.as_str(),
        ..search_core::Document::default()
    };
    let mut dme = None;
    let mut team = None;
    match asset.kind {
        Kind::View | Kind::Table => {
            let relation = &c.relations[asset.detail as usize];
            doc.name = c.str(relation.table);
            for column in c
                .columns_of(relation)
                .iter()
                .filter(|k| k.depth == 0)
                .take(MAX_COLUMNS)
            {
                push(&mut doc.columns, c.str(column.path));
                if let Some(text) = column.description {
                    push(&mut doc.column_text, c.str(text));
                }
            }
            for label in c.labels_of(relation) {
                push(&mut doc.tags, c.str(label.value));
            }
            for tag in &relation.tags {
                push(&mut doc.tags, c.str(*tag));
            }
            for name in c.audiences_of(relation).0 {
                push(&mut doc.audience, name);
            }
            dme = relation.owner();
            team = relation
                .product
                .and_then(|p| c.product(p))
                .and_then(|p| p.team);
        }
        Kind::Product => {
            let product = &c.products[asset.detail as usize];
            doc.tags = product.tags.join(" ");
            dme = product.environment;
            team = product.team;
        }
        Kind::Dme => {
            let environment = &c.environments[asset.detail as usize];
            doc.tags = environment.tags.join(" ");
            dme = Some(ix);
            team = environment.team;
        }
        Kind::Domain => doc.tags = c.domains[asset.detail as usize].tags.join(" "),
        Kind::Term => {
            let term = &c.terms[asset.detail as usize];
            doc.tags = [term.tags.join(" "), term.synonyms.join(" ")].join(" ");
        }
        Kind::Guide => doc.description = &c.guides[asset.detail as usize].text,
        Kind::Exposure | Kind::Contract | Kind::Team => {}
    }
    if let Some(dme) = dme {
        doc.dme = c.name(dme).to_owned();
        if c.title(dme) != c.name(dme) {
            push(&mut doc.dme, c.title(dme));
        }
        team = team.or(c.environment(dme).and_then(|d| d.team));
        if let Some(domain) = c.home_domain(dme) {
            doc.domain
                .clone_from(&c.domains[c.asset(domain).detail as usize].path);
        }
    }
    if let Some(team) = team {
        doc.owner = format!("{} {}", c.name(team), c.title(team));
    }
    doc
}

fn push(list: &mut String, word: &str) {
    if !list.is_empty() {
        list.push(' ');
    }
    list.push_str(word);
}
