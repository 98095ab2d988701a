//! A statement as it may be shown: how it is built, without the values that one run of it had.

use super::Dialect;
use super::lexer::{self, Kind};

/// Longest number that stays: places in `ORDER BY 2`, sizes of types.
const SHORT: usize = 2;

/// The statement with `'…'` in place of each text and `0` in place of each longer number, without its
/// comments. Texts that name a column stay: `AS 'total'`.
#[must_use]
pub fn without_literals(sql: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(sql.len());
    if sql.len() > super::lexer::LONGEST {
        return out;
    }
    let mut at = 0;
    let mut names = false;
    for token in lexer::lex(sql, dialect.rules()).tokens {
        let (start, end) = (token.start as usize, token.end as usize);
        let (Some(between), Some(text)) = (sql.get(at..start), sql.get(start..end)) else {
            continue;
        };
        gap(between, &mut out);
        match token.kind {
            Kind::String if !names => out.push_str("'…'"),
            Kind::Number if text.len() > SHORT => out.push('0'),
            _ => out.push_str(text),
        }
        names = text.eq_ignore_ascii_case("as");
        at = end;
    }
    out
}

/// What stands between two tokens: white space, or comments, which are left out.
fn gap(between: &str, out: &mut String) {
    if between.trim().is_empty() {
        out.push_str(between);
    } else {
        out.push(if between.contains('\n') { '\n' } else { ' ' });
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, without_literals};

    #[test]
    fn values_and_comments_are_left_out() {
        for (sql, kept) in [
            (
                "SELECT a, 'ana' AS b FROM t -- by ana\nWHERE c = \"x\" AND d > 12345 ORDER BY 2",
                "SELECT a, '…' AS b FROM t\nWHERE c = '…' AND d > 0 ORDER BY 2",
            ),
            (
                "SELECT a AS 'total' FROM t /* ana */ LIMIT 10",
                "SELECT a AS 'total' FROM t LIMIT 10",
            ),
            ("SELECT 1", "SELECT 1"),
            ("", ""),
        ] {
            assert_eq!(without_literals(sql, Dialect::BigQuery), kept, "{sql}");
        }
    }
}
