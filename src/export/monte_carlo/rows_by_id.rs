//! Rows kept until the last file is read: the same alert comes in several pages and in every
//! export of the 90 days after it, and its newest state is the one that counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Pos;
use crate::export::table_name::TableName;
use crate::export::time::Seconds;

/// An alert or incident.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alert {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: Option<String>,
    pub(super) severity: Option<String>,
    pub(super) status: Option<String>,
    pub(super) created: Option<Seconds>,
    pub(super) updated: Option<Seconds>,
    pub(super) url: Option<String>,
}

impl Alert {
    /// Whether nobody has closed it. Without a status nobody has.
    pub(super) fn open(&self) -> bool {
        let status = self.status.as_deref().unwrap_or_default();
        let word = status.trim().replace([' ', '-'], "_").to_ascii_uppercase();
        !["FIXED", "EXPECTED", "NO_ACTION_NEEDED", "FALSE_POSITIVE"].contains(&word.as_str())
    }
}

/// A monitor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Monitor {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: Option<String>,
    pub(super) paused: bool,
    pub(super) status: Option<String>,
    pub(super) updated: Option<Seconds>,
}

/// What has an id and changes.
pub(super) trait Row: PartialEq {
    fn id(&self) -> &str;
    fn updated(&self) -> Option<Seconds>;
}

impl Row for Alert {
    fn id(&self) -> &str {
        &self.id
    }

    fn updated(&self) -> Option<Seconds> {
        self.updated
    }
}

impl Row for Monitor {
    fn id(&self) -> &str {
        &self.id
    }

    fn updated(&self) -> Option<Seconds> {
        self.updated
    }
}

/// A row with its place and the tables that it is about.
#[derive(Debug)]
pub(super) struct Entry<T> {
    pub(super) pos: Pos,
    pub(super) row: T,
    pub(super) tables: BTreeSet<TableName>,
}

/// Rows, one for each id, in the order in which their ids came first.
#[derive(Debug)]
pub(super) struct RowsById<T> {
    entries: Vec<Entry<T>>,
    by_id: BTreeMap<String, usize>,
}

impl<T> Default for RowsById<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            by_id: BTreeMap::new(),
        }
    }
}

impl<T: Row> RowsById<T> {
    /// Keeps a row; false where it says what was said before.
    pub(super) fn add(&mut self, mut new: Entry<T>) -> bool {
        let known = self.by_id.get(new.row.id()).copied();
        if let Some(held) = known.and_then(|i| self.entries.get_mut(i)) {
            if held.row == new.row && new.tables.is_subset(&held.tables) {
                return false;
            }
            // Of the same moment: an export may have a row for each table of an alert.
            if new.row.updated() == held.row.updated() {
                new.tables.append(&mut held.tables);
            }
            if new.row.updated() >= held.row.updated() {
                *held = new;
            }
            return true;
        }
        let id = new.row.id().to_owned();
        self.by_id.insert(id, self.entries.len());
        self.entries.push(new);
        true
    }

    /// All of them.
    pub(super) fn into_entries(self) -> Vec<Entry<T>> {
        self.entries
    }
}
