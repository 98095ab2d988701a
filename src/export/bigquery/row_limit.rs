//! Exports that end where a tool stops unless it is told otherwise.

use super::Input;
use crate::diagnostic::{Finding, Pos, Rule, text};

/// After how many rows tools stop, and how to go on.
const LIMITS: [(usize, &str, &str); 2] = [
    (
        100,
        "`bq query` writes unless `--max_rows` says otherwise",
        "export again with `--max_rows` above what the view has, or with `bq extract`; where it is all there is, set the rule to \"off\"",
    ),
    (
        16_000,
        "the console saves",
        "export again with `bq query --max_rows` or `bq extract`; where it is all there is, set the rule to \"off\"",
    ),
];

/// The finding for a file of as many rows as a tool writes at most.
pub(super) fn reached(input: &Input<'_>, rows: usize) -> Option<Finding> {
    let (_, who, help) = LIMITS.iter().find(|(limit, ..)| *limit == rows)?;
    Some(
        Finding::new(
            Rule::ExportLimit,
            text!(
                "`{path}` has exactly {rows} rows, as many as {who}; more may be missing",
                path = input.path,
                rows,
                who
            ),
        )
        .at(Pos::start(input.file))
        .help(*help),
    )
}
