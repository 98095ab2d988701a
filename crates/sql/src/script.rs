//! A script taken apart into the statements that write tables.

use std::collections::HashSet;

use super::full_name::full_name;
use super::lexer::{self, Kind, Token};
use super::{Defaults, Dialect, path};

/// A statement of a script that writes a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    /// Its text.
    pub text: &'a str,
    /// The full name of the table, or the bare one of a temporary table.
    pub writes: String,
    /// Whether the table is a temporary one.
    pub temporary: bool,
}

/// The statements of a script that write tables, in order. A script that makes procedures is left
/// alone: their statements run when they are called.
pub fn steps<'a>(sql: &'a str, dialect: Dialect, defaults: Defaults<'_>) -> Vec<Step<'a>> {
    if sql.len() > super::lexer::LONGEST {
        return Vec::new();
    }
    let lexed = lexer::lex(sql, dialect.rules());
    let script = Script {
        sql,
        tokens: &lexed.tokens,
        dialect,
    };
    let mut steps = Vec::new();
    let mut temporary: HashSet<String> = HashSet::new();
    let mut from = 0;
    for to in 0..=script.tokens.len() {
        if to < script.tokens.len() && !path::symbol(script.tokens, to, b';') {
            continue;
        }
        if let Some(at) = script.begin(from, to) {
            let (target, made) = script.target(at, to);
            if matches!(target, Target::Procedure) {
                return Vec::new();
            }
            if let (Target::Table(name), Some(last)) = (target, script.tokens.get(to - 1)) {
                let parts = path::parts(sql, script.tokens, &name, dialect);
                let words: Vec<&str> = parts.iter().map(String::as_str).collect();
                let bare = match parts.as_slice() {
                    [one] => Some(one),
                    [session, one] if session.eq_ignore_ascii_case("_SESSION") => Some(one),
                    _ => None,
                };
                let known = bare.filter(|name| made || temporary.contains(&name.to_lowercase()));
                let writes = match known {
                    Some(name) => {
                        temporary.insert(name.to_lowercase());
                        Some(name.clone())
                    }
                    // Without a dataset it isn't known which table is meant.
                    None => full_name(&words, dialect, defaults).filter(|name| name.contains('.')),
                };
                let start = script.tokens[at].start as usize;
                steps.extend(writes.map(|writes| Step {
                    text: &sql[start..last.end as usize],
                    writes,
                    temporary: known.is_some(),
                }));
            }
        }
        from = to + 1;
    }
    steps
}

/// What a statement writes.
#[derive(Debug, Clone, Copy)]
enum Target {
    Table(path::Path),
    Procedure,
    Nothing,
}

struct Script<'a> {
    sql: &'a str,
    tokens: &'a [Token],
    dialect: Dialect,
}

impl Script<'_> {
    fn is(&self, at: usize, words: &[&str]) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            let text = &self.sql[token.start as usize..token.end as usize];
            matches!(token.kind, Kind::Word(_))
                && words.iter().any(|w| text.eq_ignore_ascii_case(w))
        })
    }

    /// The word that begins a statement that writes, after what may stand before it in a script.
    fn begin(&self, from: usize, to: usize) -> Option<usize> {
        let before = ["BEGIN", "THEN", "ELSE", "DO", "LOOP", "REPEAT"];
        (from..to).find(|&at| {
            self.is(at, &["CREATE", "INSERT", "MERGE"]) && (at == from || self.is(at - 1, &before))
        })
    }

    /// What the statement at a word writes, and whether it makes a temporary table of it.
    fn target(&self, at: usize, to: usize) -> (Target, bool) {
        let mut next = at + 1;
        let mut temporary = false;
        if self.is(at, &["CREATE"]) {
            loop {
                if self.is(next, &["TEMP", "TEMPORARY"]) {
                    temporary = true;
                } else if self.is(next, &["PROCEDURE"]) {
                    return (Target::Procedure, false);
                } else if self.is(next, &["TABLE"]) {
                    break;
                } else if !self.is(next, &["OR", "REPLACE"]) {
                    return (Target::Nothing, false);
                }
                next += 1;
            }
            next += 1;
            if self.is(next, &["FUNCTION"]) {
                return (Target::Nothing, false);
            }
            if self.is(next, &["IF"]) {
                next += 3; // IF NOT EXISTS
            }
        } else if self.is(next, &["INTO"]) {
            next += 1;
        }
        match path::read(self.tokens, next, self.dialect) {
            Some(path) if path.end <= to && !path.broken => (Target::Table(path), temporary),
            _ => (Target::Nothing, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::{Defaults, Dialect};

    #[test]
    fn scripts_come_apart_into_what_writes() {
        let found = |sql: &str| -> Vec<String> {
            let defaults = Defaults {
                project: Some("p"),
                dataset: None,
            };
            steps(sql, Dialect::BigQuery, defaults)
                .iter()
                .map(|s| {
                    format!(
                        "{}{} <- {}",
                        s.writes,
                        if s.temporary { "!" } else { "" },
                        s.text
                    )
                })
                .collect()
        };
        assert_eq!(
            found(
                "DECLARE x INT64; BEGIN CREATE TEMP TABLE s AS SELECT 1 AS a; IF x > 1 THEN INSERT INTO s SELECT 2; END IF; MERGE INTO `p.d.t` USING s ON FALSE WHEN NOT MATCHED THEN INSERT ROW; CREATE OR REPLACE TABLE d.u AS SELECT * FROM s; END"
            ),
            [
                "s! <- CREATE TEMP TABLE s AS SELECT 1 AS a",
                "s! <- INSERT INTO s SELECT 2",
                "p.d.t <- MERGE INTO `p.d.t` USING s ON FALSE WHEN NOT MATCHED THEN INSERT ROW",
                "p.d.u <- CREATE OR REPLACE TABLE d.u AS SELECT * FROM s",
            ]
        );
        assert_eq!(
            found("CREATE PROCEDURE d.p() BEGIN SELECT 1; INSERT INTO d.t SELECT 1; END"),
            [""; 0]
        );
        assert_eq!(
            found("SELECT 1; CREATE VIEW d.v AS SELECT 1; INSERT"),
            [""; 0]
        );
    }
}
