//! How statements take all columns of a relation.

use sql::Place;

/// Statements of the warehouse's history, those that write tables among them, by what they do with all
/// columns of a relation that they name; whenever they ran.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StarUse {
    /// Take them by `*`, each by its name.
    pub output: u32,
    /// Take them by `*`, and give them names in their order.
    pub header: u32,
    /// Take them by `*` into a set operation, in their order.
    pub set_operation: u32,
    /// Take them by `*` into a table, in their order.
    pub insert: u32,
    /// May do anything: they can't be read, or run what isn't in them.
    pub unparsed: u32,
    /// When the last of these ran.
    pub last_unparsed: Option<i64>,
}

impl StarUse {
    /// The number of statements that take all columns to a place.
    pub(crate) fn of(&mut self, place: Place) -> &mut u32 {
        match place {
            Place::Output => &mut self.output,
            Place::Header => &mut self.header,
            Place::SetOperation => &mut self.set_operation,
            Place::Insert => &mut self.insert,
        }
    }
}
