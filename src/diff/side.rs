//! One of the two states that are compared: the lines of a mesh, and what these lines can tell.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::site_completeness::{IncompleteFile, MESH, counted, whole};
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

/// A line of a built site that can't be read.
#[derive(Debug)]
pub(crate) struct UnreadableLine {
    /// The file within the site.
    pub(crate) file: &'static str,
    /// 1-based line.
    pub(crate) line: usize,
    /// What is wrong with it.
    pub(crate) error: serde_json::Error,
}

impl fmt::Display for UnreadableLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, error } = self;
        write!(f, "{file}:{line} can't be read: {error}")
    }
}

/// Files of a built site that are compared.
const VIEWS: &str = "api/v1/views.ndjson";
const TABLES: &str = "api/v1/tables.ndjson";
const PRODUCTS: &str = "api/v1/products.ndjson";
const DMES: &str = "api/v1/dmes.ndjson";
const DOMAINS: &str = "api/v1/domains.ndjson";
const DATASETS: &str = "api/v1/datasets.ndjson";
const FINDINGS: &str = "api/v1/findings.ndjson";
/// Those that each version writes.
const FIRST: [&str; 4] = [VIEWS, TABLES, PRODUCTS, DMES];
/// Those that later versions write.
const LATER: [&str; 4] = [MESH, DATASETS, DOMAINS, FINDINGS];
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
        mut read: impl FnMut(&'static str) -> Result<Option<String>, E>,
    ) -> Result<Self, E> {
        let fields = fields(schema);
        if !fields.contains("RelationLine.key") {
            let what = " doesn't say what lines have".to_owned();
            return Err(IncompleteFile { file: SCHEMA, what }.into());
        }
        // Lines of datasets, of domains and of the mesh came in one version.
        let is_later = fields.contains("DatasetLine.listed");
        let mut texts = BTreeMap::new();
        for file in FIRST.into_iter().chain(LATER) {
            let text = read(file)?;
            if is_later || FIRST.contains(&file) {
                texts.insert(file, whole(file, text)?);
            }
        }
        let text = |file: &'static str| texts.get(file).map_or("", String::as_str);
        let mesh: Option<MeshLine> = lines(MESH, text(MESH))?.next();
        if is_later {
            counted(mesh.as_ref(), &texts)?;
        }
        let mut relations = Stored::default();
        for file in [VIEWS, TABLES] {
            relations.add(file, text(file))?;
        }
        let mut assets = [PRODUCTS, DMES, DOMAINS].map(|file| (file, Stored::default()));
        for (file, stored) in &mut assets {
            stored.add(file, text(file))?;
        }
        let [(_, products), (_, dmes), (_, domains)] = assets;
        let datasets = match is_later {
            true => Some(by_name(lines(DATASETS, text(DATASETS))?)),
            false => None,
        };
        let unread = text(FINDINGS).lines().filter_map(Unread::of_line);
        Ok(Self {
            relations,
            products,
            dmes,
            domains: is_later.then_some(domains),
            datasets,
            mesh,
            unread: unread.collect(),
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

/// The lines of a file, each as it is.
fn lines<T: DeserializeOwned>(
    file: &'static str,
    text: &str,
) -> Result<impl Iterator<Item = T> + use<T>, UnreadableLine> {
    let mut out: Vec<T> = Vec::new();
    for (i, text) in text
        .lines()
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
    {
        let line = i + 1;
        let read = serde_json::from_str(text);
        out.push(read.map_err(|error| UnreadableLine { file, line, error })?);
    }
    Ok(out.into_iter())
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
        file: &'static str,
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
    fn add(&mut self, file: &'static str, text: &str) -> Result<(), UnreadableLine> {
        /// As much as has to be known of a line to find it.
        #[derive(Deserialize)]
        struct Key<'t> {
            #[serde(borrow)]
            key: Cow<'t, str>,
        }
        for (i, text) in text
            .lines()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
        {
            let line = i + 1;
            let Key { key } =
                serde_json::from_str(text).map_err(|error| UnreadableLine { file, line, error })?;
            let text = text.into();
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
                .map_err(|error| UnreadableLine {
                    file,
                    line: *line,
                    error,
                }),
        }
    }

    fn is_written_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Written { text: a, .. }, Self::Written { text: b, .. }) => a == b,
            _ => false,
        }
    }
}
