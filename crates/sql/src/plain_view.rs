//! Whether a CREATE VIEW says no more than the query in it.

use super::Dialect;
use super::lexer::{self, Kind, Token};

/// Whether `create` is `CREATE … VIEW … AS` before this very query and gives the columns no names of
/// its own, so that what is read of the query holds for it as well. Of BigQuery only: other systems
/// put words after the query. No where it isn't certain.
#[must_use]
pub fn only_wraps(create: &str, query: &str, dialect: Dialect) -> bool {
    let query = query.trim_end();
    let begins = ["SELECT", "WITH", "("].iter().any(|word| {
        let start = query.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    });
    // A script has several statements, of which the last counts.
    if dialect != Dialect::BigQuery || !begins || query.contains(';') {
        return false;
    }
    let whole = create.trim_end().trim_end_matches(';').trim_end();
    let Some(header) = whole.strip_suffix(query) else {
        return false;
    };
    let lexed = lexer::lex(header, dialect.rules());
    let word = |at: usize, word: &str| {
        let token = lexed.tokens.get(at);
        token.is_some_and(|token| is_word(header, token, word))
    };
    let count = |wanted: &str| {
        let tokens = lexed.tokens.iter();
        tokens.filter(|t| is_word(header, t, wanted)).count()
    };
    let strange = |token: &Token| matches!(token.kind, Kind::Template | Kind::Symbol(b';'));
    let last = lexed.tokens.len().saturating_sub(1);
    let ends = lexed.tokens.last().map_or(0, |token| token.end as usize);
    let is_plain = lexed.error.is_none()
        && word(0, "CREATE")
        && word(last, "AS")
        && count("AS") == 1
        && count("VIEW") == 1
        && count("TEMP") + count("TEMPORARY") == 0
        && !lexed.tokens.iter().any(strange)
        // A comment before the query may reach into it.
        && header.get(ends..).is_some_and(|rest| rest.trim().is_empty())
        && header.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
    let mut tokens = lexed.tokens.iter();
    let opens = tokens.position(|token| token.kind == Kind::Symbol(b'('));
    is_plain
        && opens.is_none_or(|at| {
            // A view of that name has a dot, or VIEW, or EXISTS before it.
            at >= 2
                && word(at - 1, "OPTIONS")
                && lexed.tokens[at - 2].kind != Kind::Symbol(b'.')
                && !word(at - 2, "VIEW")
                && !word(at - 2, "EXISTS")
        })
}

fn is_word(text: &str, token: &Token, word: &str) -> bool {
    let range = token.start as usize..token.end as usize;
    matches!(token.kind, Kind::Word(_))
        && text
            .get(range)
            .is_some_and(|t| t.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::only_wraps;
    use crate::{Dialect, Schema};

    /// Knows no relation.
    struct Unknown;

    impl Schema for Unknown {
        fn columns(&self, _: &str) -> Option<Vec<&str>> {
            None
        }

        fn has_field(&self, _: &str, _: &str) -> Option<bool> {
            None
        }
    }

    #[test]
    fn a_header_without_columns_adds_nothing() {
        let query = "SELECT a, b FROM `p.d.t`";
        let of = |header: &str| {
            let create = format!("{header}{query};\n");
            let wraps = only_wraps(&create, query, Dialect::BigQuery);
            if wraps {
                let columns = |text| {
                    let defaults = crate::Defaults::default();
                    let found = crate::columns(text, Dialect::BigQuery, defaults, &Unknown);
                    format!("{found:?}")
                };
                assert_eq!(columns(&create), columns(query), "{header}");
            }
            wraps
        };
        for header in [
            "CREATE VIEW `p.d.v`\nAS ",
            "create or replace view if not exists p-q.d.v as\n",
            "CREATE VIEW `p.d.v`\nOPTIONS(\n  description=\"x (y) as\"\n)\nAS ",
            "CREATE MATERIALIZED VIEW d.v PARTITION BY day OPTIONS(a=(1)) AS ",
        ] {
            assert!(of(header), "{header}");
        }
        for header in [
            "",
            "CREATE VIEW v (x, y) AS ",
            "CREATE VIEW `p.d.options`(x, y) AS ",
            "CREATE VIEW d.options (x, y) AS ",
            "CREATE VIEW options (x, y) AS ",
            "CREATE VIEW v AS -- no: ",
            "CREATE VIEW v AS WITH w AS (SELECT 1) ",
            "CREATE TEMP VIEW v AS ",
            "CREATE TABLE t AS ",
            "CREATE VIEW v OPTIONS(a='",
            "SELECT 1; CREATE VIEW v AS ",
            "#legacySQL\nCREATE VIEW v AS ",
        ] {
            assert!(!of(header), "{header}");
        }
        assert!(!only_wraps(
            "CREATE VIEW v AS SELECT 2",
            query,
            Dialect::BigQuery
        ));
        let snow = only_wraps(
            &format!("CREATE VIEW v AS {query}"),
            query,
            Dialect::Snowflake,
        );
        assert!(!snow);
    }
}
