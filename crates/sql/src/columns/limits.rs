//! How much of one statement is traced, and what is said beyond that.

/// Steps after which the rest is given up. A source or a column copied is a step, which takes up to
/// 24 bytes and a few hundred nanoseconds at worst; statements of real meshes take some thousands.
pub(super) const WORK: usize = 8_000_000;
/// Given up.
pub(super) const TOO_LARGE: &str =
    "the statement is too large: tracing its columns takes more than 8,000,000 steps, the limit";

/// Most pairs of a column and a source that are told of one statement: a thousand columns that a
/// thousand others go into are a million.
pub(super) const MOST_PAIRS: usize = 200_000;
/// What stands for the pairs beyond that.
pub(super) const TOO_MANY_PAIRS: &str =
    "the statement is too large: its columns come from more than 200,000 columns in all, the limit";
