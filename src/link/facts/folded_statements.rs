//! Statements of the warehouse's history, folded as they come: alike ones share one text, persons
//! become numbers, and only days are kept.

use rustc_hash::{FxHashMap, FxHashSet};

use super::hash::hash;
use crate::catalog::Sym;
use crate::diagnostic::Pos;
use crate::export::fact::Name;
use crate::system::Principals;
use sql::Dialect;

/// Most distinct statements that are kept to be read; those beyond count by what the warehouse says
/// they reference.
pub(super) const MOST_SHAPES: usize = 200_000;
/// Most text of them, in bytes.
pub(super) const MOST_TEXT: usize = 256 << 20;
/// Longest statement that is read.
pub(super) const LONGEST: usize = 1 << 20;

/// Statements that differ in literals only, in one project.
#[derive(Debug)]
pub(in crate::link) struct Shape {
    /// The first of them; empty where the export leaves texts out.
    pub text: String,
    pub dialect: Dialect,
    /// Project that completes names.
    pub project: Sym,
    /// Relation that it writes.
    pub destination: Option<u32>,
    /// Base tables, as the warehouse says.
    pub referenced: Vec<u32>,
    /// Wildcards among these, by their place in `Facts::wildcards`; `referenced` has the newest table.
    pub wildcards: Vec<usize>,
    pub pos: Pos,
    pub last: Option<i64>,
    /// What it has to do with temporary tables.
    pub script: Option<Box<Script>>,
}

/// How a statement is part of a script or session. The temporary tables of each run have names of
/// their own, which lead to the statements that make them; of runs beyond the first few these are
/// the same.
#[derive(Debug, Clone, Default)]
pub(in crate::link) struct Script {
    /// Temporary tables that it reads, by [`temporary`].
    pub reads: Vec<u64>,
    /// The scripts that it is a part of, which complete the bare names in its text.
    pub parents: Vec<u64>,
}

/// Runs of a script that are kept apart.
const MOST_RUNS: usize = 8;
/// Temporary tables that a statement reads, in all runs that are kept apart.
const MOST_READ: usize = 64;
/// Most writes to temporary tables that are kept.
const MOST_TEMPORARY: usize = 4_000_000;

/// The number of a temporary table: by its full name.
pub(super) fn temporary(name: Name<'_>) -> u64 {
    hash(&("temporary", name.project, name.dataset, name.table))
}

/// The number of a temporary table in a script, by its bare name.
pub(in crate::link) fn bare(parent: u64, table: &str) -> u64 {
    hash(&("bare", parent, table.to_ascii_lowercase()))
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
    pub service_accounts: Vec<bool>,
    /// Addresses of service accounts, in lower case, by number; those of persons aren't kept.
    pub service_names: FxHashMap<u32, String>,
    pub counts: FxHashMap<Key, u32>,
    /// Temporary tables and the shapes of statements that write them; sorted once all is read.
    pub made: Vec<(u64, u32)>,
    text: usize,
    /// Rows that repeat a job, of the file at hand.
    pub repeated: usize,
    pub first_repeated: Option<Pos>,
}

/// What is new in a row, once names are numbers.
pub(super) struct New<'a> {
    pub at: Option<i64>,
    pub user: &'a str,
    /// How persons are told from services.
    pub principals: Principals,
    pub dialect: Dialect,
    pub query: Option<&'a str>,
    pub project: Sym,
    pub destination: Option<u32>,
    pub referenced: Vec<u32>,
    pub success: bool,
    pub pos: Pos,
    /// The script that it is a part of. It is counted there: its text is part of that of the script.
    pub parent: Option<u64>,
    /// Temporary tables that it reads.
    pub reads: Vec<u64>,
    /// The temporary table that it writes, by full name and by its own.
    pub makes: Option<(u64, &'a str)>,
}

impl Statements {
    /// What is needed to count them once more.
    pub(in crate::link) fn without_texts(mut self) -> Self {
        for shape in &mut self.shapes {
            shape.text = String::new();
        }
        Self {
            shapes: self.shapes,
            service_accounts: self.service_accounts,
            service_names: self.service_names,
            counts: self.counts,
            made: self.made,
            ..Self::default()
        }
    }

    /// The statements of some of the shapes, by their new numbers; who ran them keeps the number that it
    /// has.
    pub(in crate::link) fn of_shapes(
        &self,
        shapes: Vec<Shape>,
        numbers: &FxHashMap<u32, u32>,
    ) -> Self {
        let counts = self.counts.iter().filter_map(|(key, n)| {
            let shape = *numbers.get(&key.shape)?;
            Some((Key { shape, ..*key }, *n))
        });
        let made = self.made.iter();
        let made = made.filter_map(|(name, shape)| Some((*name, *numbers.get(shape)?)));
        Self {
            shapes,
            service_accounts: self.service_accounts.clone(),
            counts: counts.collect(),
            made: made.collect(),
            ..Self::default()
        }
    }

    /// Whether a job wasn't told before.
    pub(super) fn is_new(&mut self, id: &str, pos: Pos) -> bool {
        let new = self.seen.insert(hash(&id));
        if !new {
            self.repeated += 1;
            self.first_repeated.get_or_insert(pos);
        }
        new
    }

    pub(super) fn add(&mut self, mut new: New<'_>) {
        if !new.success {
            return;
        }
        let query = new.query.filter(|q| q.len() <= LONGEST).unwrap_or("");
        let full = self.shapes.len() >= MOST_SHAPES || self.text >= MOST_TEXT;
        let query = if full { "" } else { query };
        let print = match query {
            "" => hash(&new.referenced),
            text => sql::query_fingerprint(text, new.dialect),
        };
        let temporary = new.makes.is_some();
        let key = hash(&(print, new.project, new.destination, query.is_empty()));
        let key = match temporary {
            // Without a text, statements that make temporary tables are told apart by these.
            true => hash(&(key, new.makes.filter(|_| query.is_empty()))),
            false => key,
        };
        let next = u32::try_from(self.shapes.len()).unwrap_or(u32::MAX);
        let shape = *self.by_hash.entry(key).or_insert(next);
        if shape == next {
            self.text += query.len();
            self.shapes.push(Shape {
                text: query.to_owned(),
                dialect: new.dialect,
                project: new.project,
                destination: new.destination,
                referenced: std::mem::take(&mut new.referenced),
                wildcards: Vec::new(),
                pos: new.pos,
                last: new.at,
                script: None,
            });
        } else {
            let last = &mut self.shapes[shape as usize].last;
            *last = (*last).max(new.at);
        }
        self.part(shape, &new);
        if new.parent.is_some() {
            return;
        }
        let user = self.user(new.user, new.principals);
        let day = new.at.map_or(i32::MIN, |at| {
            i32::try_from(at.div_euclid(86_400)).unwrap_or(i32::MIN)
        });
        *self.counts.entry(Key { shape, day, user }).or_default() += 1;
    }

    /// Keeps what the statement has to do with temporary tables.
    fn part(&mut self, shape: u32, new: &New<'_>) {
        if let Some((full, table)) = new.makes
            && self.made.len() < MOST_TEMPORARY
        {
            self.made.push((full, shape));
            let within = new.parent.map(|parent| bare(parent, table));
            self.made.extend(within.map(|name| (name, shape)));
        }
        if new.reads.is_empty() && new.parent.is_none() {
            return;
        }
        let script = &mut self.shapes[shape as usize].script;
        let script = script.get_or_insert_with(Box::default);
        for (all, new, most) in [
            (&mut script.reads, new.reads.as_slice(), MOST_READ),
            (&mut script.parents, new.parent.as_slice(), MOST_RUNS),
        ] {
            for one in new {
                if all.len() < most && !all.contains(one) {
                    all.push(*one);
                }
            }
        }
    }

    /// The shapes of statements that write a temporary table.
    pub(in crate::link) fn makers(&self, temporary: u64) -> impl Iterator<Item = u32> {
        let start = self.made.partition_point(|(name, _)| *name < temporary);
        let made = self.made.get(start..).unwrap_or_default().iter();
        made.take_while(move |(name, _)| *name == temporary)
            .map(|(_, shape)| *shape)
    }

    fn user(&mut self, address: &str, principals: Principals) -> u32 {
        let lower = address.to_ascii_lowercase();
        let next = u32::try_from(self.users.len()).unwrap_or(u32::MAX);
        let user = *self.users.entry(hash(&lower)).or_insert(next);
        if user == next {
            self.service_accounts.push(principals.is_service(&lower));
            if principals.may_name_service(&lower) {
                self.service_names.insert(user, lower);
            }
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
