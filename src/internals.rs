//! The one door to the inside: what fuzz targets and measurements of this repository need beside the
//! facade. No promise is made of it; it changes with any commit.

use std::io;

use search_core::Document;

pub use crate::catalog::reach::{Rows, reach};
pub use crate::pipeline::in_memory::{load, read};

use crate::diff::{self, IncompleteFile, Side, UnreadableLine};
use crate::lines::MovePlan;
use crate::link::resolve_id;
use crate::markdown::{self, Targets};
use crate::mesh::Mesh;
use crate::{history, insight, pipeline, plan, scan, search};

/// Hands over every document of the search index, in its order.
///
/// # Errors
/// Those of `each`.
pub fn documents(mesh: &Mesh, each: impl FnMut(&Document<'_>) -> io::Result<()>) -> io::Result<()> {
    search::documents(&mesh.catalog, &mesh.insight, each)
}

/// Number of assets, and the lineage edges between them by number.
#[must_use]
pub fn lineage(mesh: &Mesh) -> (usize, Vec<(u32, u32)>) {
    let edges = mesh.catalog.graph.edges.iter();
    let edges = edges.map(|edge| (edge.from.0, edge.to.0)).collect();
    (mesh.catalog.assets.len(), edges)
}

/// Counts what depends on each asset, as a build does. Gives the number of assets.
#[must_use]
pub fn count_impacts(mesh: &Mesh) -> usize {
    insight::impacts(&mesh.catalog).len()
}

/// The HTML of a Markdown text whose links lead nowhere, the number of its headings, and how many
/// anchors the survey of the text finds.
#[must_use]
pub fn markdown(text: &str) -> (String, usize, usize) {
    let targets = Targets {
        wiki: &|_| None,
        page: &|_| None,
        image: &|_| None,
    };
    let (html, headings) = markdown::document(text, &targets);
    let anchors = markdown::survey(text).anchors.len();
    (html.to_string(), headings.len(), anchors)
}

/// The HTML of a Markdown text whose wiki links are looked up among the assets of a mesh, as those of
/// a page at its root are.
#[must_use]
pub fn linked_markdown(mesh: &Mesh, text: &str) -> String {
    let catalog = &mesh.catalog;
    let targets = Targets {
        wiki: &|target| {
            let asset = catalog.asset(resolve_id(catalog, target)?);
            let title = asset.title.unwrap_or(asset.name);
            Some((catalog.str(asset.href).into(), catalog.str(title).into()))
        },
        page: &|_| None,
        image: &|_| None,
    };
    markdown::document(text, &targets).0.to_string()
}

/// The addresses of the pages of all assets, relative to the portal's root.
pub fn addresses(mesh: &Mesh) -> impl Iterator<Item = &str> {
    let assets = mesh.catalog.assets.iter();
    assets.map(|asset| mesh.catalog.str(asset.href))
}

/// Whether the scan of a portal finds a full name in a file of it; nothing where the file can't be read.
#[must_use]
pub fn is_found(full_name: &str, path: &str, bytes: Vec<u8>) -> Option<bool> {
    scan::is_found(full_name, path, bytes).ok()
}

/// Reads the record of what changed that a former build wrote; whether it is whole.
#[must_use]
pub fn is_whole_history(bytes: &[u8]) -> bool {
    matches!(history::read(bytes), (Some(_), None))
}

/// Reads a file of findings of a former run; their number, where it can be read.
#[must_use]
pub fn former_findings(bytes: &[u8]) -> Option<usize> {
    let lines = pipeline::findings_of_file(bytes).ok()?;
    Some(lines.len())
}

/// Reads entries that accept changes, `accepted-changes.toml`; their number, where it can be read.
#[must_use]
pub fn accepted_changes(text: &str) -> Option<usize> {
    let entries = diff::entries(text).ok()?;
    Some(entries.len())
}

/// Reads a plan that was saved and prints it, for people and as Markdown.
#[must_use]
pub fn plan_texts(text: &str) -> Option<[String; 2]> {
    let read: MovePlan = serde_json::from_str(text).ok()?;
    Some([plan::human(&read), plan::markdown(&read)])
}

/// Number of changes between two built sites, of which a function gives the text of each file, where
/// their lines can be read.
pub fn changes_of_sites(
    old: impl FnMut(&str) -> Option<String>,
    new: impl FnMut(&str) -> Option<String>,
) -> Option<usize> {
    let (old, new) = (side(old).ok()?, side(new).ok()?);
    let (changes, _) = diff::changes(&old, &new, &diff::Options::default()).ok()?;
    Some(changes.len())
}

/// Why a site isn't compared; what is wrong with it is told by `vitrina diff`.
struct Unread;

impl From<UnreadableLine> for Unread {
    fn from(_: UnreadableLine) -> Self {
        Self
    }
}

impl From<IncompleteFile> for Unread {
    fn from(_: IncompleteFile) -> Self {
        Self
    }
}

fn side(mut read: impl FnMut(&str) -> Option<String>) -> Result<Side, Unread> {
    let schema = read(diff::SCHEMA).and_then(|text| serde_json::from_str(&text).ok());
    Side::of_site(&schema.ok_or(Unread)?, |file| Ok(read(file)))
}
