//! Statements of the warehouse's history, folded as they come: alike ones share one text, persons
//! become numbers, and only days are kept.

use rustc_hash::{FxHashMap, FxHashSet};

use super::operations::hash;
use crate::catalog::Sym;
use crate::diagnostic::Pos;
use crate::sql::{self, Dialect};

/// Most distinct statements that are kept to be read; those beyond count by what the warehouse says
/// they reference.
const MOST_SHAPES: usize = 200_000;
/// Most text of them, in bytes.
const MOST_TEXT: usize = 256 << 20;
/// Longest statement that is read.
const LONGEST: usize = 1 << 20;

/// Statements that differ in literals only, in one project.
#[derive(Debug)]
pub(in crate::link) struct Shape {
    /// The first of them; empty where the export leaves texts out.
    pub text: String,
    /// Project that completes names.
    pub project: Sym,
    /// Relation that it writes.
    pub destination: Option<u32>,
    /// Base tables, as the warehouse says.
    pub referenced: Vec<u32>,
    pub pos: Pos,
    pub last: Option<i64>,
}

/// How often who ran what when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::link) struct Key {
    pub shape: u32,
    /// Days since 1970; `i32::MIN` where the time is unknown.
    pub day: i32,
    pub user: u32,
}

/// All of them.
#[derive(Debug, Default)]
pub(in crate::link) struct Statements {
    pub shapes: Vec<Shape>,
    by_hash: FxHashMap<u64, u32>,
    seen: FxHashSet<u64>,
    /// Number of each person by a hash of the address, which isn't kept.
    users: FxHashMap<u64, u32>,
    /// Whether each is a service account.
    pub services: Vec<bool>,
    pub counts: FxHashMap<Key, u32>,
    text: usize,
    /// Rows that repeat a job, of the file at hand.
    pub repeated: usize,
    pub first_repeated: Option<Pos>,
}

/// What is new in a row, once names are numbers.
pub(super) struct New<'a> {
    pub at: Option<i64>,
    pub user: &'a str,
    pub query: Option<&'a str>,
    pub project: Sym,
    pub destination: Option<u32>,
    pub referenced: Vec<u32>,
    pub success: bool,
    pub pos: Pos,
}

impl Statements {
    /// Whether a job wasn't told before.
    pub(super) fn is_new(&mut self, id: &str, pos: Pos) -> bool {
        let new = self.seen.insert(hash(&id));
        if !new {
            self.repeated += 1;
            self.first_repeated.get_or_insert(pos);
        }
        new
    }

    pub(super) fn add(&mut self, new: New<'_>) {
        if !new.success {
            return;
        }
        let query = new.query.filter(|q| q.len() <= LONGEST).unwrap_or("");
        let full = self.shapes.len() >= MOST_SHAPES || self.text >= MOST_TEXT;
        let query = if full { "" } else { query };
        let print = match query {
            "" => hash(&new.referenced),
            text => sql::fingerprint(text, Dialect::BigQuery),
        };
        let key = hash(&(print, new.project, new.destination, query.is_empty()));
        let next = u32::try_from(self.shapes.len()).unwrap_or(u32::MAX);
        let shape = *self.by_hash.entry(key).or_insert(next);
        if shape == next {
            self.text += query.len();
            self.shapes.push(Shape {
                text: query.to_owned(),
                project: new.project,
                destination: new.destination,
                referenced: new.referenced,
                pos: new.pos,
                last: new.at,
            });
        } else {
            let last = &mut self.shapes[shape as usize].last;
            *last = (*last).max(new.at);
        }
        let user = self.user(new.user);
        let day = new.at.map_or(i32::MIN, |at| {
            i32::try_from(at.div_euclid(86_400)).unwrap_or(i32::MIN)
        });
        *self.counts.entry(Key { shape, day, user }).or_default() += 1;
    }

    fn user(&mut self, address: &str) -> u32 {
        let lower = address.to_ascii_lowercase();
        let next = u32::try_from(self.users.len()).unwrap_or(u32::MAX);
        let user = *self.users.entry(hash(&lower)).or_insert(next);
        if user == next {
            self.services.push(lower.ends_with("gserviceaccount.com"));
        }
        user
    }

    /// Counts in an order that is the same in every build.
    pub(in crate::link) fn sorted(&self) -> Vec<(Key, u32)> {
        let mut all: Vec<(Key, u32)> = self.counts.iter().map(|(k, n)| (*k, *n)).collect();
        all.sort_unstable();
        all
    }
}
