//! Datasets: a namespace and a name in OpenLineage, three parts here.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::export::decorator::undecorated;
use crate::export::fact::Name;
use crate::export::table_name::TableName;
use crate::privacy::{Text, publishable, without_secrets};
use crate::system::{Spelling, System};

/// A dataset's full name, kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Table {
    /// The server before the project, and [`Name::SERVER_END`], where the namespace names one: two
    /// servers may hold tables of the same name.
    project: String,
    dataset: String,
    table: String,
    spelling: Option<Spelling>,
}

impl Table {
    /// Takes a name apart; nothing where it, or a part of it, is empty.
    pub(super) fn parse(namespace: &str, name: &str) -> Option<Self> {
        // A user and a password may stand before the host.
        let (namespace, name) = (without_user(namespace.trim()), name.trim());
        let namespace: &str = &namespace;
        // Looked at before it is taken apart, since half of an address doesn't show what it is.
        let shown = match name.contains('@') {
            true => publishable(name, Text::Prose),
            false => Cow::Borrowed(name),
        };
        let name: &str = &shown;
        if name.is_empty()
            || namespace.contains(char::is_control)
            || name.contains(char::is_control)
        {
            return None;
        }
        let bigquery = is_bigquery(namespace);
        let name = if bigquery { undecorated(name) } else { name };
        if bigquery && let Some(known) = TableName::parse(name) {
            let known = known.name();
            return Some(Self {
                spelling: Some(Spelling::unsure(System::BigQuery)),
                ..Self::of(known.project, known.dataset, known.table)
            });
        }
        // Paths in a bucket or on a disk have dots that separate nothing.
        if name.contains('/') {
            return Some(Self::of("", authority(namespace), name));
        }
        let parts = parts(name);
        if parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        let joined;
        let (project, dataset, table) = match parts.as_slice() {
            [table] => ("", authority(namespace), *table),
            [dataset, table] => (authority(namespace), *dataset, *table),
            [project @ .., dataset, table] => {
                joined = project.join(".");
                (joined.as_str(), *dataset, *table)
            }
            [] => return None,
        };
        if bigquery {
            return Some(Self::of(project, dataset, table));
        }
        let (server, system) = server(namespace);
        let project = match server.is_empty() {
            true => project.to_owned(),
            false => format!("{server}{}{project}", Name::SERVER_END),
        };
        Some(Self {
            spelling: system.map(|system| Spelling {
                quoted: shown_quotes(name, parts.len()),
                ..Spelling::unsure(system)
            }),
            ..Self::of(&project, dataset, table)
        })
    }

    fn of(project: &str, dataset: &str, table: &str) -> Self {
        Self {
            project: project.to_owned(),
            dataset: dataset.to_owned(),
            table: table.to_owned(),
            spelling: None,
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

fn without_user(namespace: &str) -> Cow<'_, str> {
    match namespace.contains('@') {
        true => without_secrets(namespace, Text::Prose),
        false => Cow::Borrowed(namespace),
    }
}

/// Which parts of a name stand in quotes. Where none does, the name doesn't show whether they need to.
fn shown_quotes(name: &str, parts: usize) -> [Option<bool>; 3] {
    match parts {
        1..=3 if name.contains(['"', '`']) => Spelling::of_sql(System::BigQuery, name).quoted,
        _ => [None; 3],
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
    let (host, _) = host_and_port(rest);
    if host.is_empty() { scheme } else { host }
}

fn host_and_port(rest: &str) -> (&str, Option<&str>) {
    let host = rest.split(['/', '?']).next().unwrap_or(rest);
    let host = host.rsplit('@').next().unwrap_or(host);
    match host.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (bare, Some(port)),
        _ => (host, None),
    }
}

/// The server that a namespace means, always spelled alike: its system, host, and a port that isn't the
/// usual one. And the system, where it is a known one.
fn server(namespace: &str) -> (String, Option<System>) {
    let (scheme, rest) = match namespace.split_once("://") {
        Some((scheme, rest)) => (scheme, rest),
        None => return (namespace.to_owned(), System::of(namespace)),
    };
    // `jdbc:postgresql://host`, `postgresql+psycopg2://host`.
    let word = scheme.rsplit(':').next().unwrap_or(scheme);
    let word = word.split('+').next().unwrap_or(word);
    let system = System::of(word);
    let (host, port) = host_and_port(rest);
    let port = port.filter(|port| system.and_then(System::port) != Some(*port));
    let port = port.map_or(String::new(), |port| format!(":{port}"));
    let scheme = match system {
        Some(system) => format!("{system:?}"),
        None => word.to_owned(),
    };
    let mut server = format!("{scheme}://{host}{port}").to_lowercase();
    // An account is named with the domain of all accounts, or without it.
    let account = server.strip_suffix(".snowflakecomputing.com").map(str::len);
    if let (Some(System::Snowflake), Some(end)) = (system, account) {
        server.truncate(end);
    }
    (server, system)
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

    /// Whether a dataset is a temporary table or the result of a query: no asset.
    pub(super) fn is_temporary(&self, id: u32) -> bool {
        let system = self.spelling(id).map(|spelling| spelling.system);
        self.name(id)
            .is_temporary(system.unwrap_or(System::ASSUMED))
    }

    /// How the name of a dataset is spelled, where its system is known.
    pub(super) fn spelling(&self, id: u32) -> Option<Spelling> {
        self.all.get(self.resolve(id) as usize)?.spelling
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
