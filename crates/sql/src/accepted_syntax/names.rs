//! Names that mends put into a text, where a reader of the tree finds them.

/// The name of the column that is the whole row after `|> SELECT AS VALUE`: nobody else's.
pub(crate) const VALUE_OF_ROW: &str = "SELECT AS VALUE";

/// What the name of a type begins with that lists the fields of a struct, each on a line.
pub(crate) const FIELDS_OF_TYPE: &str = "FIELDS OF TYPE";

/// What rows are called that MATCH_RECOGNIZE reads: no table's name.
pub(crate) const RECOGNIZED: &str = "rows to recognize";
