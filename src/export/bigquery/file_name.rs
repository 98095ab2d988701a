//! What a file's name says.

use super::bigquery_view::View;
use crate::diagnostic::Finding;
use crate::export::input::Input;
use crate::export::rows::{self, Format};

/// Which view a file holds is said by its name, how it is written by its extension.
pub(super) fn named(path: &str) -> (&str, Option<View>, Option<Format>) {
    let (stem, format) = rows::split(path);
    let view = View::of_stem(stem);
    // `bq extract` to `TABLES-*` leaves out the extension.
    let format = format.or_else(|| view.filter(|_| !stem.contains('.')).map(|_| Format::Json));
    (stem, view, format)
}

/// Whether a file's name says that it holds a view of INFORMATION_SCHEMA.
pub(in crate::export) fn is_named_like_a_view(path: &str) -> bool {
    View::of_stem(rows::split(path).0).is_some()
}

/// Whether a file may tell of grants, labels or policy tags: what isn't named like a view may be printed by
/// `bq show`, which tells of all of them.
pub(in crate::export) fn may_tell_of_access(path: &str) -> bool {
    let view = View::of_stem(rows::split(path).0);
    view.is_none_or(|view| {
        matches!(
            view,
            View::ObjectPrivileges
                | View::TableOptions
                | View::SchemataOptions
                | View::ColumnFieldPaths
        )
    })
}

/// Says that a file's name is that of no view.
pub(super) fn unknown_view(input: &Input<'_>, stem: &str) -> Finding {
    rows::unknown_view(
        input,
        stem,
        "INFORMATION_SCHEMA",
        &View::names().collect::<Vec<_>>(),
    )
}
