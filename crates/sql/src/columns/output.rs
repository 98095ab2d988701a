//! The columns of a list, as they come up.

use std::rc::Rc;

use super::known_relation::{Relation, Rest};
use super::value::{Column, Shape, Sum, Value};

/// The columns of a select list, as they come up.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) columns: Vec<Column>,
    pub(super) rest: Vec<Rest>,
    /// There were more columns than are kept.
    pub(super) overfull: bool,
    /// How many names all of `rest` don't hold.
    pub(super) excepted: usize,
}

/// Most columns of a relation, as in BigQuery: stars over stars double them at each step.
const MOST_COLUMNS: usize = 10_000;
/// Most stars in a list whose columns aren't known: those double as well.
const MOST_STARS: usize = 1_000;
/// Most names that the stars of a list are told not to hold, all of them together.
const MOST_EXCEPTED: usize = 200_000;

/// What stands for columns beyond that.
pub(super) fn too_many() -> Rest {
    Rest::of_anything("more columns than a table may have: 10,000 is the limit")
}

impl Output {
    /// Adds columns, with stars among them kept in their places.
    pub(super) fn append(
        &mut self,
        columns: &[Column],
        rests: &[Rest],
        except: &[String],
        mut keep: impl FnMut(&Column) -> Option<Column>,
    ) {
        for (at, column) in columns.iter().enumerate() {
            if self.overfull || self.columns.len() >= MOST_COLUMNS {
                self.overfull = true;
                return;
            }
            if !rests.is_empty() {
                self.append_rests(rests.iter().filter(|rest| rest.at == at), except);
            }
            if let Some(column) = keep(column) {
                self.columns.push(column);
            }
        }
        self.append_rests(rests.iter().filter(|rest| rest.at >= columns.len()), except);
    }

    fn append_rests<'r>(&mut self, rests: impl Iterator<Item = &'r Rest>, except: &[String]) {
        for rest in rests {
            self.excepted += rest.except.len() + except.len();
            if self.rest.len() >= MOST_STARS || self.excepted > MOST_EXCEPTED {
                self.overfull = true;
                return;
            }
            let mut rest = rest.clone();
            rest.at = self.columns.len();
            rest.except.extend_from_slice(except);
            self.rest.push(rest);
        }
    }

    pub(super) fn add(&mut self, part: &Output) {
        self.overfull |= part.overfull;
        if self.overfull {
            return;
        }
        self.append(&part.columns, &part.rest, &[], |column| {
            Some(column.clone())
        });
    }

    pub(super) fn into_relation(self) -> Relation {
        if self.overfull {
            return Relation::of(Vec::new(), vec![too_many()]);
        }
        Relation::of(self.columns, self.rest)
    }
}

/// The struct that columns make.
pub(super) fn structure(output: &Output) -> Rc<Value> {
    let mut sum = Sum::new();
    for column in &output.columns {
        sum.add(&column.value);
    }
    match output.rest.first() {
        None => sum.computed(Shape::Fields(Rc::new(output.columns.clone()))),
        Some(rest) => {
            sum.unknown = Some(Rc::clone(&rest.reason));
            sum.computed(Shape::Hidden("a struct whose fields aren't known"))
        }
    }
}
