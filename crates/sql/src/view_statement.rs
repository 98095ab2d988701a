//! A CREATE VIEW statement taken apart where its query begins, so that it can be run again over the view
//! that is there.

use super::Dialect;
use super::lexer::{Kind, Token, lex};

/// A CREATE VIEW statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewStatement<'s> {
    /// All up to the query, `AS` included.
    header: &'s str,
    /// The query, and what the system lets follow it, without `;` at the end.
    query: &'s str,
    /// Where the word CREATE ends in the header.
    create: usize,
    /// `OR REPLACE` stands there.
    or_replace: bool,
    /// Where `IF NOT EXISTS` stands, if it does.
    if_not_exists: Option<(usize, usize)>,
    /// Where a clause may be put in: before a comment, or else before `AS`.
    clause: usize,
    /// Where `AS` begins.
    before_as: usize,
    /// `COPY GRANTS` stands there.
    copies_grants: bool,
    /// How many columns the list after its name has.
    named_columns: Option<usize>,
}

/// Takes `create` apart; nothing where it isn't one CREATE VIEW statement for certain.
#[must_use]
pub fn view_statement(create: &str, dialect: Dialect) -> Option<ViewStatement<'_>> {
    let lexed = lex(create, dialect.rules());
    let tokens = &lexed.tokens;
    let end = tokens.iter().rposition(|t| t.kind != Kind::Symbol(b';'))? + 1;
    let has_semicolon = tokens[..end].iter().any(|t| t.kind == Kind::Symbol(b';'));
    if lexed.error.is_some() || has_semicolon || !is_word(create, tokens.first()?, "CREATE") {
        return None;
    }
    let find = |word: &str, from: usize| {
        let mut depth = 0_i32;
        (from..end).find(|at| {
            match tokens[*at].kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth -= 1,
                _ => {}
            }
            // What follows a dot is part of a name, whatever word it is.
            let is_part = tokens[*at - 1].kind == Kind::Symbol(b'.');
            depth == 0 && !is_part && is_word(create, &tokens[*at], word)
        })
    };
    let view = find("VIEW", 1).filter(|at| *at <= 6)?;
    // The name comes next, and may be called like any word.
    let exists = (is_word(create, tokens.get(view + 1)?, "IF")
        && is_word(create, tokens.get(view + 2)?, "NOT"))
    .then_some((view + 1, view + 3));
    let name = exists.map_or(view + 1, |(_, last)| last + 1);
    let at = find("AS", name + 1)?;
    let query = tokens.get(at + 1).filter(|_| at + 1 < end)?;
    let place = |at: usize| (tokens[at].start as usize, tokens[at].end as usize);
    // The comment of a view comes after what is copied of it.
    let comment = find("COMMENT", name + 1).filter(|comment| *comment < at);
    let copies = find("COPY", name + 1).filter(|copy| *copy < at);
    Some(ViewStatement {
        header: create.get(..place(at).1)?,
        query: create.get(query.start as usize..place(end - 1).1)?,
        create: place(0).1,
        or_replace: is_word(create, tokens.get(1)?, "OR"),
        if_not_exists: exists.map(|(first, last)| (place(first).0, place(last).1)),
        clause: place(comment.unwrap_or(at)).0,
        before_as: place(at).0,
        copies_grants: copies.is_some_and(|at| is_word(create, &tokens[at + 1], "GRANTS")),
        named_columns: listed(&tokens[name..at]),
    })
}

/// How many columns stand in parentheses after a name, with which `tokens` begin.
fn listed(tokens: &[Token]) -> Option<usize> {
    let is = |at: usize, symbol: u8| {
        let token = tokens.get(at);
        token.is_some_and(|token| token.kind == Kind::Symbol(symbol))
    };
    let mut at = 1;
    while is(at, b'.') || is(at, b'-') {
        at += 2;
    }
    if !is(at, b'(') {
        return None;
    }
    let mut depth = 0_usize;
    let mut columns = 1;
    for token in &tokens[at..] {
        match token.kind {
            Kind::Symbol(b'(' | b'[') => depth += 1,
            Kind::Symbol(b')' | b']') => depth = depth.saturating_sub(1),
            Kind::Symbol(b',') if depth == 1 => columns += 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    Some(columns)
}

impl<'s> ViewStatement<'s> {
    /// The query.
    #[must_use]
    pub fn query(&self) -> &'s str {
        self.query
    }

    /// How many columns the list after its name has, which its query must have too; nothing where it has
    /// no list.
    #[must_use]
    pub fn named_columns(&self) -> Option<usize> {
        self.named_columns
    }

    /// The statement as one that takes the place of the view: `CREATE OR REPLACE`, with `clause`
    /// (`COPY GRANTS`), where it isn't there yet and one is given.
    #[must_use]
    pub fn replacing(&self, clause: Option<&str>) -> String {
        let mut out = String::with_capacity(self.header.len() + self.query.len() + 32);
        let part = |from: usize, to: usize| self.header.get(from..to).unwrap_or_default();
        out.push_str(part(0, self.create));
        if !self.or_replace {
            out.push_str(" OR REPLACE");
        }
        let from = match self.if_not_exists {
            Some((first, last)) => {
                out.push_str(part(self.create, first).trim_end());
                last
            }
            None => self.create,
        };
        out.push_str(part(from, self.clause));
        if let Some(clause) = clause.filter(|_| !self.copies_grants) {
            out.push_str(clause);
            out.push(' ');
        }
        out.push_str(part(self.clause, self.before_as));
        out.push_str("AS\n");
        out.push_str(self.query);
        out
    }
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
    use super::view_statement;
    use crate::Dialect;

    #[test]
    fn a_view_is_replaced_with_all_that_stands_before_its_query() {
        for (dialect, clause, create, expected) in [
            (
                Dialect::BigQuery,
                None,
                "CREATE VIEW `p.d.v`\nOPTIONS(\n  description=\"x as y\"\n)\nAS SELECT 1 AS a;\n",
                "CREATE OR REPLACE VIEW `p.d.v`\nOPTIONS(\n  description=\"x as y\"\n)\nAS\nSELECT 1 AS a",
            ),
            (
                Dialect::BigQuery,
                None,
                "create view if not exists d.as (a, b) as with x as (select 1) select * from x",
                "create OR REPLACE view d.as (a, b) AS\nwith x as (select 1) select * from x",
            ),
            (
                Dialect::Snowflake,
                Some("COPY GRANTS"),
                "create or replace secure view V (A comment 'as') comment='b' as select 1",
                "create or replace secure view V (A comment 'as') COPY GRANTS comment='b' AS\nselect 1",
            ),
            (
                Dialect::Snowflake,
                Some("COPY GRANTS"),
                "create view V copy grants as select 1",
                "create OR REPLACE view V copy grants AS\nselect 1",
            ),
        ] {
            let found = view_statement(create, dialect).unwrap();
            assert_eq!(found.replacing(clause), expected);
            assert!(create.contains(found.query()), "{create}");
            // What was made once is made again.
            let again = view_statement(expected, dialect).unwrap();
            assert_eq!(again.replacing(clause), expected);
        }
    }

    #[test]
    fn the_columns_that_it_names_are_counted() {
        for (create, expected) in [
            ("CREATE VIEW v AS SELECT (1)", None),
            (
                "CREATE VIEW `p.d.v`(\n  a OPTIONS(description=\"x, (y\", labels=[('a', 'b')]),\n  b\n)\nOPTIONS(x=1) AS SELECT 1, 2",
                Some(2),
            ),
            ("CREATE VIEW p-1.d.v (a) AS SELECT 1", Some(1)),
            ("CREATE VIEW d.v OPTIONS(x=1, y=2) AS SELECT 1", None),
        ] {
            let found = view_statement(create, Dialect::BigQuery).unwrap();
            assert_eq!(found.named_columns(), expected, "{create}");
        }
    }

    #[test]
    fn anything_else_is_left_alone() {
        for text in [
            "",
            "SELECT 1",
            "CREATE TABLE t AS SELECT 1",
            "CREATE VIEW v AS",
            "CREATE VIEW v",
            "CREATE VIEW v AS SELECT 1; DROP TABLE t",
            "CREATE VIEW v AS SELECT 'open",
        ] {
            assert_eq!(view_statement(text, Dialect::BigQuery), None, "{text}");
        }
    }
}
