//! One of the two states that are compared: the lines of a mesh, and what these lines can tell.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::site_completeness::{IncompleteFile, counted};
pub(crate) use super::site_lines::UnreadableLine;
use super::site_lines::{FileText, SiteLines, count};
use super::unread::Unread;
use crate::lines::{AssetLine, DatasetLine, MeshLine, RelationLine, StatementWindowLine};

/// A state of a mesh.
pub(crate) struct Side {
    pub(super) relations: Stored<RelationLine>,
    pub(super) products: Stored<AssetLine>,
    pub(super) dmes: Stored<AssetLine>,
    /// Nothing where an older version wrote the lines.
    pub(super) domains: Option<Stored<AssetLine>>,
    /// By name; nothing where an older version wrote the lines.
    pub(super) datasets: Option<BTreeMap<String, DatasetLine>>,
    mesh: Option<MeshLine>,
    /// Files that can't be read.
    pub(super) unread: Vec<Unread>,
    /// Fields that its lines can have, as `Type.field`.
    fields: FxHashSet<String>,
    /// Whether a table has a row access policy; read where it matters.
    has_row_policies: OnceCell<bool>,
}

/// Kinds of lines that each version writes, and those that later ones do.
const FIRST: [&str; 4] = [VIEWS, TABLES, PRODUCTS, DMES];
const LATER: [&str; 4] = [MESH, DATASETS, DOMAINS, FINDINGS];
const VIEWS: &str = "views";
const TABLES: &str = "tables";
const PRODUCTS: &str = "products";
const DMES: &str = "dmes";
const DOMAINS: &str = "domains";
const DATASETS: &str = "datasets";
const FINDINGS: &str = "findings";
const MESH: &str = "mesh";
/// The file that says how many lines each kind has.
const MESH_FILE: &str = "api/v1/mesh.ndjson";
/// What says which fields the lines of a site can have.
pub(crate) const SCHEMA: &str = "api/v1/schema.json";

impl Side {
    /// A mesh that was loaded; `schema` is that of the lines that this program writes, `assets` are
    /// products, DMEs and domains.
    pub(crate) fn of_lines(
        schema: &Value,
        relations: impl Iterator<Item = RelationLine>,
        assets: [impl Iterator<Item = AssetLine>; 3],
        datasets: impl Iterator<Item = DatasetLine>,
        mesh: MeshLine,
        unread: Vec<Unread>,
    ) -> Self {
        let [products, dmes, domains] = assets;
        Self {
            relations: relations.collect(),
            products: products.collect(),
            dmes: dmes.collect(),
            domains: Some(domains.collect()),
            datasets: Some(by_name(datasets)),
            mesh: Some(mesh),
            unread,
            fields: fields(schema),
            has_row_policies: OnceCell::new(),
        }
    }

    /// A built site; `read` gives the text of one of its files, or nothing where there is none.
    ///
    /// # Errors
    /// Where `read` fails, a line isn't one, or a file that the version of the site writes isn't there as a
    /// whole.
    pub(crate) fn of_site<E: From<UnreadableLine> + From<IncompleteFile>>(
        schema: &Value,
        read: impl FnMut(&str) -> Result<Option<String>, E>,
    ) -> Result<Self, E> {
        let fields = fields(schema);
        if !fields.contains("RelationLine.key") {
            let what = " doesn't say what lines have".to_owned();
            return Err(IncompleteFile::new(SCHEMA, what).into());
        }
        // Lines of datasets, of domains and of the mesh came in one version.
        let is_later = fields.contains("DatasetLine.listed");
        let mut site = SiteLines::new(&fields, read)?;
        let mut texts: BTreeMap<&str, Vec<FileText>> = BTreeMap::new();
        for kind in FIRST.into_iter().chain(LATER) {
            let may_lack = !is_later && LATER.contains(&kind);
            texts.insert(kind, site.of(kind, may_lack)?);
        }
        if !is_later {
            LATER.iter().for_each(|kind| drop(texts.remove(kind)));
        }
        let of = |kind: &str| texts.get(kind).map_or(&[][..], Vec::as_slice);
        let mesh: Option<MeshLine> = lines(of(MESH))?.into_iter().next();
        if is_later {
            let Some(mesh) = &mesh else {
                let what = " is empty, and has one line of each mesh".to_owned();
                return Err(IncompleteFile::new(MESH_FILE, what).into());
            };
            for (kind, files) in &texts {
                // Those of older versions say nothing.
                let Some(expected) = mesh.lines.get(*kind) else {
                    continue;
                };
                let there = files.iter().map(|file| count(&file.text)).sum();
                let first = files.first().map_or(MESH_FILE, |file| &*file.file);
                counted(first, there, (*expected, MESH_FILE))?;
            }
        }
        let mut relations = Stored::default();
        for file in of(VIEWS).iter().chain(of(TABLES)) {
            relations.add(file)?;
        }
        let assets = |kind: &str| -> Result<Stored<AssetLine>, UnreadableLine> {
            let mut stored = Stored::default();
            of(kind).iter().try_for_each(|file| stored.add(file))?;
            Ok(stored)
        };
        let (products, dmes) = (assets(PRODUCTS)?, assets(DMES)?);
        let domains = match is_later {
            true => Some(assets(DOMAINS)?),
            false => None,
        };
        let datasets = match is_later {
            true => Some(by_name(lines(of(DATASETS))?.into_iter())),
            false => None,
        };
        let findings = of(FINDINGS).iter().flat_map(|file| file.text.lines());
        Ok(Self {
            relations,
            products,
            dmes,
            domains,
            datasets,
            mesh,
            unread: findings.filter_map(Unread::of_line).collect(),
            fields,
            has_row_policies: OnceCell::new(),
        })
    }

    /// Of which days the statements of projects are known; of none where an export is older than it may
    /// be.
    pub(super) fn statements(&self) -> &[StatementWindowLine] {
        match &self.mesh {
            Some(mesh) if !mesh.exports.iter().any(|export| export.stale) => &mesh.usage,
            _ => &[],
        }
    }

    /// Whether an export is older than it may be.
    pub(super) fn is_stale(&self) -> bool {
        let mut exports = self.mesh.iter().flat_map(|mesh| &mesh.exports);
        exports.any(|export| export.stale)
    }

    /// Whether it has a DME with this id.
    pub(crate) fn has_dme(&self, id: &str) -> bool {
        self.dmes.has(&format!("dme:{id}"))
    }

    /// Ids of all DMEs, without `dme:`.
    pub(crate) fn dme_ids(&self) -> impl Iterator<Item = &str> {
        let keys = self.dmes.0.keys();
        keys.filter_map(|key| key.strip_prefix("dme:"))
    }

    /// Whether a table has a row access policy. Where none has, their export may be missing.
    pub(super) fn has_row_policies(&self) -> bool {
        let any = || {
            let mut lines = self.relations.all();
            // A line that can't be read is told of where it is compared.
            lines.any(|line| line.is_ok_and(|line| line.row_policies > 0))
        };
        *self.has_row_policies.get_or_init(any)
    }

    /// The day that it speaks of.
    pub(super) fn day(&self) -> Option<&str> {
        let moment = self.mesh.as_ref()?.as_of.as_deref()?;
        moment.get(..10)
    }

    /// Whether its lines can have a field, which stands as `Type.field`; one that an older version
    /// didn't write yet says nothing by being absent.
    pub(super) fn tells(&self, field: &str) -> bool {
        self.fields.contains(field)
    }
}

fn by_name(datasets: impl Iterator<Item = DatasetLine>) -> BTreeMap<String, DatasetLine> {
    datasets.map(|line| (line.name.clone(), line)).collect()
}

/// The lines of files, each as it is.
fn lines<T: DeserializeOwned>(files: &[FileText]) -> Result<Vec<T>, UnreadableLine> {
    let mut out: Vec<T> = Vec::new();
    for FileText { file, text } in files {
        for (line, text) in numbered(text) {
            let read = serde_json::from_str(text);
            out.push(read.map_err(|error| UnreadableLine::new(file, line, error))?);
        }
    }
    Ok(out)
}

/// The lines of a text that say something, with their numbers from 1.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.lines());
    lines.filter(|(_, text)| !text.is_empty())
}

/// The fields that a schema of lines has, as `Type.field`.
fn fields(schema: &Value) -> FxHashSet<String> {
    let types = schema.get("$defs").and_then(Value::as_object);
    let mut out = FxHashSet::default();
    for (name, of_type) in types.into_iter().flatten() {
        let properties = of_type.get("properties").and_then(Value::as_object);
        let names = properties.into_iter().flat_map(|all| all.keys());
        out.extend(names.map(|field| format!("{name}.{field}")));
    }
    out
}

/// Lines by their key. Those of a site are kept as they are written: most of them are the same on both
/// sides, and need not be read.
pub(super) struct Stored<T>(BTreeMap<String, Line<T>>);

enum Line<T> {
    Written {
        text: Box<str>,
        file: Arc<str>,
        line: usize,
    },
    Made(Box<T>),
}

impl<T> Default for Stored<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

/// What a line is known by for longer than a build.
pub(super) trait Keyed {
    fn key(&self) -> &str;
}

impl Keyed for RelationLine {
    fn key(&self) -> &str {
        &self.key
    }
}

impl Keyed for AssetLine {
    fn key(&self) -> &str {
        &self.key
    }
}

impl<T: Keyed> FromIterator<T> for Stored<T> {
    fn from_iter<I: IntoIterator<Item = T>>(lines: I) -> Self {
        let keyed = lines.into_iter().map(|line| {
            let key = line.key().to_owned();
            (key, Line::Made(Box::new(line)))
        });
        Self(keyed.collect())
    }
}

impl<T: Clone + PartialEq + DeserializeOwned> Stored<T> {
    /// Takes the lines of a file.
    fn add(&mut self, of: &FileText) -> Result<(), UnreadableLine> {
        /// As much as has to be known of a line to find it.
        #[derive(Deserialize)]
        struct Key<'t> {
            #[serde(borrow)]
            key: Cow<'t, str>,
        }
        for (line, text) in numbered(&of.text) {
            let read = serde_json::from_str(text);
            let Key { key } = read.map_err(|error| UnreadableLine::new(&of.file, line, error))?;
            let text = text.into();
            let file = Arc::clone(&of.file);
            let written = Line::Written { text, file, line };
            self.0.insert(key.into_owned(), written);
        }
        Ok(())
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Whether a key begins like this.
    pub(super) fn has_key_like(&self, start: &str) -> bool {
        let mut from = self.0.range(start.to_owned()..);
        from.next().is_some_and(|(key, _)| key.starts_with(start))
    }

    /// All lines whose keys begin like this, by key.
    pub(super) fn all_like<'s>(
        &'s self,
        start: &'s str,
    ) -> impl Iterator<Item = Result<Cow<'s, T>, UnreadableLine>> {
        let from = self.0.range(start.to_owned()..);
        from.take_while(move |(key, _)| key.starts_with(start))
            .map(|(_, line)| line.read())
    }

    /// The line of a key.
    pub(super) fn get(&self, key: &str) -> Result<Option<Cow<'_, T>>, UnreadableLine> {
        self.0.get(key).map(Line::read).transpose()
    }

    /// All lines, by key.
    pub(super) fn all(&self) -> impl Iterator<Item = Result<Cow<'_, T>, UnreadableLine>> {
        self.0.values().map(Line::read)
    }

    /// The lines of each key that either has, where they differ; by key.
    pub(super) fn unequal<'a>(&'a self, new: &'a Self) -> Result<Vec<Both<'a, T>>, UnreadableLine> {
        let mut out = Vec::new();
        for (key, old) in &self.0 {
            match new.0.get(key) {
                None => out.push((Some(old.read()?), None)),
                Some(new) if old.is_written_like(new) => {}
                Some(new) => {
                    let (old, new) = (old.read()?, new.read()?);
                    if old != new {
                        out.push((Some(old), Some(new)));
                    }
                }
            }
        }
        for (key, line) in &new.0 {
            if !self.has(key) {
                out.push((None, Some(line.read()?)));
            }
        }
        Ok(out)
    }
}

/// What stands under a key on either side.
pub(super) type Both<'a, T> = (Option<Cow<'a, T>>, Option<Cow<'a, T>>);

impl<T: Clone + DeserializeOwned> Line<T> {
    fn read(&self) -> Result<Cow<'_, T>, UnreadableLine> {
        match self {
            Self::Made(line) => Ok(Cow::Borrowed(line)),
            Self::Written { text, file, line } => serde_json::from_str(text)
                .map(Cow::Owned)
                .map_err(|error| UnreadableLine::new(file, *line, error)),
        }
    }

    fn is_written_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Written { text: a, .. }, Self::Written { text: b, .. }) => a == b,
            _ => false,
        }
    }
}
