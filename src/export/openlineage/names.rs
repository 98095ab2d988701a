//! Datasets: a namespace and a name in OpenLineage, three parts here.

use rustc_hash::FxHashMap;

use crate::export::fact::Name;
use crate::export::table_name::TableName;

/// A dataset's full name, kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Table {
    project: String,
    dataset: String,
    table: String,
}

impl Table {
    /// Takes a name apart; nothing where it, or a part of it, is empty.
    pub(super) fn parse(namespace: &str, name: &str) -> Option<Self> {
        let (namespace, name) = (namespace.trim(), name.trim());
        if name.is_empty() || name.contains(char::is_control) {
            return None;
        }
        if is_bigquery(namespace)
            && let Some(known) = TableName::parse(name)
        {
            let known = known.name();
            return Some(Self::of(known.project, known.dataset, known.table));
        }
        // Paths in a bucket or on a disk have dots that separate nothing.
        if name.contains('/') {
            return Some(Self::of("", authority(namespace), name));
        }
        let parts = parts(name);
        if parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        Some(match parts.as_slice() {
            [table] => Self::of("", authority(namespace), table),
            [dataset, table] => Self::of(authority(namespace), dataset, table),
            [project @ .., dataset, table] => Self::of(&project.join("."), dataset, table),
            [] => return None,
        })
    }

    fn of(project: &str, dataset: &str, table: &str) -> Self {
        Self {
            project: project.to_owned(),
            dataset: dataset.to_owned(),
            table: table.to_owned(),
        }
    }

    /// As facts take it.
    pub(super) fn name(&self) -> Name<'_> {
        Name {
            project: &self.project,
            dataset: &self.dataset,
            table: &self.table,
        }
    }
}

/// Whether names of this namespace are those of BigQuery.
pub(super) fn is_bigquery(namespace: &str) -> bool {
    namespace == "bigquery" || namespace.starts_with("bigquery:")
}

/// The host or bucket of a namespace without its port; the namespace itself where it is a word.
fn authority(namespace: &str) -> &str {
    let Some((scheme, rest)) = namespace.split_once("://") else {
        return namespace;
    };
    let host = rest.split('/').next().unwrap_or(rest);
    let host = host.rsplit('@').next().unwrap_or(host);
    let host = match host.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|b| b.is_ascii_digit()) => bare,
        _ => host,
    };
    if host.is_empty() { scheme } else { host }
}

/// The parts between dots that stand outside of quotes, without those quotes.
fn parts(name: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut quote = None;
    let mut start = 0;
    for (i, c) in name.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '"' | '`') => quote = Some(c),
            (None, '.') => {
                parts.push(&name[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&name[start..]);
    parts
        .into_iter()
        .map(|part| part.trim().trim_matches(['"', '`']))
        .collect()
}

/// All datasets, by number in the order of their first appearance.
#[derive(Debug, Default)]
pub(super) struct Tables {
    ids: FxHashMap<Table, u32>,
    all: Vec<Table>,
    /// The number of the dataset that each one is the same as; its own in most cases.
    same: Vec<u32>,
}

impl Tables {
    /// The number of a dataset.
    pub(super) fn add(&mut self, table: Table) -> u32 {
        if let Some(id) = self.ids.get(&table) {
            return *id;
        }
        let id = number(self.all.len());
        self.ids.insert(table.clone(), id);
        self.all.push(table);
        self.same.push(id);
        id
    }

    /// Says that one dataset is known by the name of another.
    pub(super) fn link(&mut self, id: u32, other: u32) {
        let other = self.resolve(other);
        if other != id
            && let Some(same) = self.same.get_mut(id as usize)
        {
            *same = other;
        }
    }

    /// The dataset that this one is the same as.
    pub(super) fn resolve(&self, id: u32) -> u32 {
        // Names that point at each other end somewhere.
        let mut id = id;
        for _ in 0..8 {
            match self.same.get(id as usize) {
                Some(same) if *same != id => id = *same,
                _ => break,
            }
        }
        id
    }

    /// The name of a dataset, or of that which it is the same as.
    pub(super) fn name(&self, id: u32) -> Name<'_> {
        self.all.get(self.resolve(id) as usize).map_or(
            Name {
                project: "",
                dataset: "",
                table: "",
            },
            Table::name,
        )
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        number(self.all.len())
    }
}

/// A length as a number; files hold fewer than four thousand million of anything.
pub(super) fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
