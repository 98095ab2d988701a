//! Catalog to tantivy index, and queries of it from the command line.

mod write;

use std::path::Path;

use tantivy::collector::{Count, TopDocs};
use tantivy::schema::Value as _;
use tantivy::{Index, TantivyDocument, TantivyError};

pub use write::index;

/// Folder of the index in a site.
pub const FOLDER: &str = "search/index";

/// A result.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Hit {
    /// `kind:name`.
    pub id: String,
    /// Kind of the asset.
    pub kind: String,
    /// Display name.
    pub title: String,
    /// Site-relative address.
    pub url: String,
    /// Owner DME.
    pub dme: Option<String>,
    /// Text about it, short.
    pub description: Option<String>,
    /// Columns whose names matched.
    pub columns: Vec<String>,
    /// Relevance.
    pub score: f32,
}

/// Results of a query.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Results {
    /// Number of assets that match.
    pub total: usize,
    /// The best of them.
    pub hits: Vec<Hit>,
}

/// Runs a query over the index of a site.
///
/// # Errors
/// Where the site has no index, or it can't be read.
pub fn query(site: &Path, text: &str, limit: usize) -> Result<Results, TantivyError> {
    let index = Index::open_in_dir(site.join(FOLDER))?;
    search_core::register(&index);
    let (_, f) = search_core::schema();
    let searcher = index.reader()?.searcher();
    let parsed = search_core::parse(text, &f);
    let (total, top) = searcher.search(
        &parsed.query,
        &(
            Count,
            TopDocs::with_limit(limit.clamp(1, 1000)).order_by_score(),
        ),
    )?;
    let mut hits = Vec::with_capacity(top.len());
    for (score, address) in top {
        let doc: TantivyDocument = searcher.doc(address)?;
        let get = |field| {
            doc.get_first(field)
                .and_then(|v| v.as_str())
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
        };
        let columns = get(f.columns).unwrap_or_default();
        hits.push(Hit {
            id: get(f.id).unwrap_or_default(),
            kind: get(f.kind).unwrap_or_default(),
            title: get(f.title).unwrap_or_default(),
            url: get(f.url).unwrap_or_default(),
            dme: get(f.dme),
            description: get(f.description).map(|d| crate::markdown::summary(&d, 120)),
            columns: columns
                .split(' ')
                .filter(|name| {
                    let own = search_core::words(name);
                    parsed.words.iter().any(|w| own.contains(w))
                })
                .take(5)
                .map(str::to_owned)
                .collect(),
            score,
        });
    }
    Ok(Results { total, hits })
}
