//! Which names a text holds anywhere. What is read of a text in full are the columns that its result is
//! made of, and those that it joins or filters by; whether a column could go without anybody noticing
//! asks for all others as well: those that it sorts by, writes to, merges by …

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

use super::dialect::Dialect;
use super::lexer::{self, Kind, LONGEST, Token};
use super::path::unquoted;

/// The names that a text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Hashes of its words, as [`name_hash`] gives them; sorted, each once.
    pub names: Box<[u32]>,
    /// Whether it takes columns that it doesn't name: `NATURAL JOIN`, `INSERT` without a list of columns,
    /// a table as an argument.
    pub unnamed: bool,
    /// Whether it runs what isn't in it: `EXECUTE IMMEDIATE`, `CALL`.
    pub runs_other: bool,
    /// What it writes, makes or changes, as far as it is named with its dataset: parts joined by dots, as
    /// written. Each once, sorted.
    pub writes: Box<[Box<str>]>,
}

/// A hash of a name, of a column or a field, in any case. Names that share one are rare, and taken for one.
#[must_use]
pub fn name_hash(name: &str) -> u32 {
    let mut hasher = FxHasher::default();
    for byte in name.bytes() {
        hasher.write_u8(byte.to_ascii_lowercase());
    }
    (hasher.finish() >> 32) as u32
}

/// Finds the names in a text. Of one that is too long to be read it isn't known what it runs.
#[must_use]
pub fn mentions(sql: &str, dialect: Dialect) -> Mentions {
    if sql.len() > LONGEST {
        return Mentions {
            runs_other: true,
            ..Mentions::default()
        };
    }
    let tokens = lexer::lex(sql, dialect.rules()).tokens;
    let mut names: Vec<u32> = Vec::with_capacity(tokens.len() / 2);
    let mut unnamed = false;
    let mut runs_other = false;
    let mut writes: Vec<Box<str>> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !is_name(token) {
            continue;
        }
        let text = unquoted(sql, token);
        // A quoted name may be a whole path: `p.d.t.column`.
        names.extend(text.split('.').map(name_hash));
        if token.kind == Kind::Quoted {
            continue;
        }
        let rest = tokens.get(at + 1..).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        writes.extend(written(sql, &text, rest));
        match text.to_ascii_lowercase().as_str() {
            "natural" => unnamed = true,
            "table" => {
                let opens = before.is_some_and(|t| matches!(t.kind, Kind::Symbol(b'(' | b',')));
                unnamed |= opens && rest.first().is_some_and(is_name);
            }
            "insert" => unnamed |= !has_list(sql, rest),
            "execute" => runs_other |= rest.first().is_some_and(|next| is(sql, next, "immediate")),
            "call" => {
                let starts = before.is_none_or(|t| t.kind == Kind::Symbol(b';') || is_name(t));
                runs_other |= starts && is_open(after_path(rest));
            }
            _ => {}
        }
    }
    names.sort_unstable();
    names.dedup();
    writes.sort_unstable();
    writes.dedup();
    Mentions {
        names: names.into(),
        unnamed,
        runs_other,
        writes: writes.into(),
    }
}

/// Words that may stand between what begins a statement and the name of what it writes.
const BEFORE_NAME: [&str; 19] = [
    "data",
    "exists",
    "external",
    "from",
    "if",
    "ignore",
    "into",
    "materialized",
    "not",
    "or",
    "overwrite",
    "recursive",
    "replace",
    "snapshot",
    "table",
    "temp",
    "temporary",
    "transient",
    "view",
];

/// What a statement that begins with a word writes, where its name has a dataset.
fn written(sql: &str, word: &str, mut rest: &[Token]) -> Option<Box<str>> {
    let begins = [
        "alter", "create", "delete", "drop", "insert", "into", "load", "merge", "truncate",
        "update",
    ];
    if !begins.iter().any(|begin| word.eq_ignore_ascii_case(begin)) {
        return None;
    }
    while let [first, after @ ..] = rest
        && BEFORE_NAME.iter().any(|word| is(sql, first, word))
    {
        rest = after;
    }
    let mut name = String::new();
    while let [first, after @ ..] = rest
        && is_name(first)
    {
        name.push_str(&unquoted(sql, first));
        rest = after;
        match rest {
            [joint, after @ ..] if matches!(joint.kind, Kind::Symbol(b'.' | b'-')) => {
                name.push(if joint.kind == Kind::Symbol(b'.') {
                    '.'
                } else {
                    '-'
                });
                rest = after;
            }
            _ => break,
        }
    }
    name.contains('.').then(|| name.into())
}

fn is_name(token: &Token) -> bool {
    matches!(token.kind, Kind::Word(_) | Kind::Quoted)
}

fn is(sql: &str, token: &Token, word: &str) -> bool {
    matches!(token.kind, Kind::Word(_)) && unquoted(sql, token).eq_ignore_ascii_case(word)
}

fn is_open(tokens: &[Token]) -> bool {
    tokens.first().is_some_and(|t| t.kind == Kind::Symbol(b'('))
}

/// What stands behind a name of one or more parts; nothing where there is none.
fn after_path(mut tokens: &[Token]) -> &[Token] {
    while let [name, rest @ ..] = tokens
        && is_name(name)
    {
        tokens = rest;
        match tokens {
            [dot, rest @ ..] if matches!(dot.kind, Kind::Symbol(b'.' | b'-')) => tokens = rest,
            _ => return tokens,
        }
    }
    &[]
}

/// Whether what follows INSERT says which columns it fills.
fn has_list(sql: &str, mut rest: &[Token]) -> bool {
    for word in ["or", "replace", "overwrite", "ignore", "into", "table"] {
        if let [first, after @ ..] = rest
            && is(sql, first, word)
        {
            rest = after;
        }
    }
    // Of MERGE, whose INSERT has no name of a table.
    let listed = if is_open(rest) {
        rest
    } else {
        after_path(rest)
    };
    match listed {
        [open, first, ..] if open.kind == Kind::Symbol(b'(') => {
            is_name(first) && !is(sql, first, "select") && !is(sql, first, "with")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Mentions, mentions, name_hash};

    fn of(sql: &str) -> Mentions {
        mentions(sql, Dialect::BigQuery)
    }

    #[test]
    fn a_column_is_mentioned_wherever_it_stands() {
        for sql in [
            "SELECT a FROM t ORDER BY Col",
            "SELECT a FROM t JOIN u USING (col)",
            "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY col) = 1",
            "MERGE t USING u ON t.`col` = u.a WHEN MATCHED THEN DELETE",
            "UPDATE t SET col.x = 1 WHERE true",
            "SELECT `p.d.t.col` FROM `p.d.t`",
        ] {
            let found = of(sql).names;
            assert!(found.binary_search(&name_hash("col")).is_ok(), "{sql}");
            assert!(found.binary_search(&name_hash("other")).is_err(), "{sql}");
        }
        let text = of("SELECT 'col' FROM t -- col");
        assert!(text.names.binary_search(&name_hash("col")).is_err());
    }

    #[test]
    fn what_is_written_is_told_with_its_dataset() {
        for (sql, writes) in [
            ("SELECT a FROM p.d.t", vec![]),
            ("CREATE OR REPLACE VIEW `p.d.v` AS SELECT 1", vec!["p.d.v"]),
            (
                "CREATE TABLE IF NOT EXISTS my-p.d.t AS SELECT 1",
                vec!["my-p.d.t"],
            ),
            (
                "CREATE TEMP TABLE t AS SELECT 1; INSERT d.u SELECT 1",
                vec!["d.u"],
            ),
            ("INSERT INTO `p`.d.t (a) SELECT 1", vec!["p.d.t"]),
            (
                "MERGE p.d.t USING p.d.u ON a = b WHEN MATCHED THEN UPDATE SET a = 1",
                vec!["p.d.t"],
            ),
            ("UPDATE p.d.t SET a = 1 WHERE TRUE", vec!["p.d.t"]),
            (
                "DELETE FROM p.d.t WHERE TRUE; DROP TABLE IF EXISTS p.d.u",
                vec!["p.d.t", "p.d.u"],
            ),
            ("CREATE FUNCTION p.d.f() AS (1)", vec![]),
        ] {
            let found = of(sql).writes;
            let found: Vec<&str> = found.iter().map(|name| &**name).collect();
            assert_eq!(found, writes, "{sql}");
        }
    }

    #[test]
    fn what_is_not_named_is_told() {
        for (sql, unnamed, runs_other) in [
            ("SELECT insert_id, call FROM t", false, false),
            ("SELECT a FROM t NATURAL JOIN u", true, false),
            ("SELECT a FROM f(TABLE d.t)", true, false),
            ("CREATE TABLE t (a INT64)", false, false),
            ("INSERT INTO d.t (a, b) SELECT 1, 2", false, false),
            ("INSERT d.t (SELECT 1, 2)", true, false),
            ("INSERT INTO `p.d.t` VALUES (1)", true, false),
            (
                "MERGE t USING u ON a = b WHEN NOT MATCHED THEN INSERT (a) VALUES (1)",
                false,
                false,
            ),
            (
                "MERGE t USING u ON a = b WHEN NOT MATCHED THEN INSERT ROW",
                true,
                false,
            ),
            ("BEGIN EXECUTE IMMEDIATE x; END", false, true),
            ("DECLARE x INT64; CALL p.d.f(x)", false, true),
            ("CALL `p.d.f`()", false, true),
        ] {
            let found = of(sql);
            assert_eq!(
                (found.unnamed, found.runs_other),
                (unnamed, runs_other),
                "{sql}"
            );
        }
    }
}
