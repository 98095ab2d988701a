//! How a set operation of BigQuery matches columns by name.

/// Which columns come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matching {
    /// Those of both operands. Without a mode both must have the same.
    Full,
    /// Those of the left operand.
    Left,
    /// Those that both have.
    Inner,
    /// Those of a list, or of an operation that the parser can't be told.
    Other,
}

impl Matching {
    /// How the operation matches whose word is at `at`; `None` where it matches by position.
    pub(super) fn of(is: impl Fn(usize, &str) -> bool, at: usize) -> Option<Matching> {
        if !(is(at + 1, "ALL") || is(at + 1, "DISTINCT")) {
            return None;
        }
        let strict = is(at + 2, "STRICT");
        let next = at + 2 + usize::from(strict);
        let corresponding = is(next, "CORRESPONDING");
        let by_name = is(next, "BY") && is(next + 1, "NAME");
        if !(corresponding || by_name) {
            return None;
        }
        let next = next + if corresponding { 1 } else { 2 };
        let before = |word: &str| {
            at.checked_sub(1).is_some_and(|one| {
                is(one, word)
                    || (is(one, "OUTER") && one.checked_sub(1).is_some_and(|two| is(two, word)))
            })
        };
        let mode = if is(next, "ON") || is(next, "BY") {
            Matching::Other
        } else if before("LEFT") {
            Matching::Left
        } else if before("FULL") {
            Matching::Full
        } else if before("INNER") || (corresponding && !strict) {
            Matching::Inner
        } else if is(at, "INTERSECT") {
            // Both have the same.
            Matching::Inner
        } else {
            Matching::Full
        };
        let mode_stated = match mode {
            Matching::Full => is(at, "UNION"),
            Matching::Left => is(at, "UNION") || is(at, "EXCEPT"),
            Matching::Inner => !is(at, "EXCEPT"),
            Matching::Other => false,
        };
        // Of EXCEPT without a mode come the columns of the left operand, which both have.
        let alike = mode == Matching::Full && is(at, "EXCEPT") && !before("FULL");
        match (mode_stated, alike) {
            (_, true) => Some(Matching::Left),
            (true, false) => Some(mode),
            (false, false) => Some(Matching::Other),
        }
    }
}
