//! What a relation's columns are, as far as known.

use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::rc::Rc;

use super::value::{Column, SourceId, Value};

/// A relation: a table, a subquery, an unnested array.
#[derive(Debug, Default)]
pub(super) struct Relation {
    pub(super) columns: Rc<Vec<Column>>,
    /// Stars whose columns aren't known: the relation has more columns than `columns`.
    pub(super) rest: Vec<Rest>,
    /// The value of a row, where a row isn't just its columns: an element of an array.
    pub(super) value: Option<Rc<Value>>,
    /// A stored table: the source that stands for its rows.
    pub(super) table: Option<SourceId>,
    index: OnceCell<FxHashMap<String, Option<usize>>>,
}

/// Columns that aren't known one by one.
#[derive(Debug, Clone)]
pub(super) struct Rest {
    /// Whose columns they are.
    pub(super) relation: Rc<str>,
    /// Why they aren't known.
    pub(super) reason: Rc<str>,
    /// The path they are stored under, if they are stored.
    pub(super) base: Option<SourceId>,
    /// Names, in lower case, that it doesn't hold.
    pub(super) except: Vec<String>,
    /// How many known columns stand before it.
    pub(super) at: usize,
}

/// Whether a relation has a column.
#[derive(Debug)]
pub(super) enum Lookup {
    Yes(Rc<Value>),
    /// It may have it, and then this would be its value.
    Maybe(Rc<Value>),
    No,
}

impl Rest {
    /// Columns of which nothing is known.
    pub(super) fn of_anything(reason: impl Into<Rc<str>>) -> Rest {
        Rest {
            relation: "".into(),
            reason: reason.into(),
            base: None,
            except: Vec::new(),
            at: 0,
        }
    }
}

/// Whether two names are the same; case never matters.
pub(super) fn same(one: &str, other: &str) -> bool {
    !one.is_empty()
        && (one.eq_ignore_ascii_case(other)
            || (!one.is_ascii() && one.to_lowercase() == other.to_lowercase()))
}

/// Whether `lower` is a name in lower case.
fn is_lower(name: &str, lower: &str) -> bool {
    match name.is_ascii() {
        true => name.eq_ignore_ascii_case(lower),
        false => name.to_lowercase() == lower,
    }
}

impl Relation {
    pub(super) fn of(columns: Vec<Column>, rest: Vec<Rest>) -> Relation {
        Relation {
            columns: Rc::new(columns),
            rest,
            ..Relation::default()
        }
    }

    /// A relation of which nothing is known.
    pub(super) fn unknown(name: &str, reason: impl Into<Rc<str>>) -> Relation {
        Relation::of(
            Vec::new(),
            vec![Rest {
                relation: name.into(),
                reason: reason.into(),
                base: None,
                except: Vec::new(),
                at: 0,
            }],
        )
    }

    /// An unnested array or a query of values: each row is `value`.
    pub(super) fn rows(value: Rc<Value>) -> Relation {
        Relation {
            value: Some(value),
            ..Relation::default()
        }
    }

    /// The known column of that name, in lower case; `Err` where there are several.
    pub(super) fn find(&self, name: &str) -> Option<Result<&Column, ()>> {
        if self.columns.len() <= 8 {
            let mut found = None;
            for column in self.columns.iter() {
                if !column.name.is_empty() && is_lower(&column.name, name) {
                    if found.is_some() {
                        return Some(Err(()));
                    }
                    found = Some(Ok(column));
                }
            }
            return found;
        }
        let index = self.index.get_or_init(|| {
            let mut index =
                FxHashMap::with_capacity_and_hasher(self.columns.len(), Default::default());
            for (at, column) in self.columns.iter().enumerate() {
                if !column.name.is_empty() {
                    index
                        .entry(column.name.to_lowercase())
                        .and_modify(|at: &mut Option<usize>| *at = None)
                        .or_insert(Some(at));
                }
            }
            index
        });
        let at = index.get(name)?;
        Some(at.and_then(|at| self.columns.get(at)).ok_or(()))
    }

    /// The only column whose name is spelled like this.
    pub(super) fn spelled(&self, name: &str) -> Option<&Column> {
        let mut found = self.columns.iter().filter(|column| &*column.name == name);
        match (found.next(), found.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }

    /// How many columns come first for sure.
    pub(super) fn certain(&self) -> usize {
        self.rest
            .iter()
            .map(|rest| rest.at)
            .min()
            .unwrap_or(self.columns.len())
    }
}

/// The same columns with nothing known of their sources.
pub(super) fn without_sources(relation: &Relation, why: &str) -> Relation {
    let why: Rc<str> = why.into();
    let columns = relation
        .columns
        .iter()
        .map(|column| Column {
            name: Rc::clone(&column.name),
            value: Value::unknown(Rc::clone(&why)),
        })
        .collect();
    let rest = relation
        .rest
        .iter()
        .map(|rest| Rest {
            base: None,
            ..rest.clone()
        })
        .collect();
    Relation::of(columns, rest)
}
