//! What a statement reads from, by how it begins.
//!
//! Headers (`CREATE VIEW … AS`, `INSERT INTO …`, `DECLARE …`) differ most
//! between dialects and hold no references, so they are taken off here and the
//! parser sees only the query or expression that remains.

mod piece;
mod reader;
mod statement_header;

pub(super) use piece::{Form, Piece};

use super::dialect::Dialect;
use super::lexer::{Kind, Token};
use super::path::symbol;
use super::scan::Entry;
use piece::Script;
use reader::Reader;

/// Splits a script into pieces.
pub(super) fn split(sql: &str, tokens: &[Token], dialect: Dialect) -> Script {
    let mut script = Script::default();
    let mut from = 0;
    for at in 0..=tokens.len() {
        if at == tokens.len() || symbol(tokens, at, b';') {
            let mut reader = Reader {
                sql,
                tokens: &tokens[..at],
                dialect,
                at: from,
                script: &mut script,
            };
            reader.statement();
            from = at + 1;
        }
    }
    script
}

impl Reader<'_> {
    /// Reads one statement, after whatever control words stand before it.
    fn statement(&mut self) {
        loop {
            let start = self.at;
            let Some(token) = self.tokens.get(start) else {
                return;
            };
            // `label: BEGIN`
            if symbol(self.tokens, start + 1, b':')
                && self.any(start + 2, &["BEGIN", "LOOP", "WHILE", "REPEAT", "FOR"])
            {
                self.at += 2;
                continue;
            }
            let Kind::Word(_) = token.kind else {
                return match token.kind {
                    Kind::Symbol(b'(') => self.rest(Form::Query),
                    Kind::Template => {
                        self.at += 1;
                        continue;
                    }
                    _ => self.rest(Form::Other),
                };
            };
            let word = self.text(start).to_ascii_uppercase();
            self.at += 1;
            match word.as_str() {
                "SELECT" | "WITH" | "FROM" | "TABLE" | "VALUES" => {
                    self.at = start;
                    return self.rest(Form::Query);
                }
                "BEGIN" if self.any(self.at, &["TRANSACTION", "TRAN", "WORK"]) => return,
                "BEGIN" | "ELSE" | "LOOP" | "REPEAT" | "DO" => {}
                "EXPLAIN" | "DESCRIBE" | "DESC" | "ANALYZE" | "PROFILE" => {
                    if !self.any(self.at, &["SELECT", "WITH", "FROM", "INSERT", "ANALYZE"]) {
                        return;
                    }
                }
                "IF" | "ELSEIF" | "WHEN" => self.condition(&["THEN"]),
                "WHILE" => self.condition(&["DO"]),
                "UNTIL" => self.condition(&["END"]),
                "FOR" => {
                    if let Some(at) = self.find(&["IN"]) {
                        self.at = at + 1;
                    }
                    self.condition(&["DO", "LOOP"]);
                }
                "EXCEPTION" => {
                    let Some(at) = self.find(&["THEN"]) else {
                        return;
                    };
                    self.at = at + 1;
                }
                "END" => {
                    self.eat(&["IF", "WHILE", "LOOP", "FOR", "REPEAT", "CASE"]);
                    if self.at < self.tokens.len() && self.text(self.at).is_empty() {
                        return;
                    }
                }
                "RETURN" | "CALL" | "ASSERT" => return self.expression(),
                "DECLARE" => {
                    let value = self.find(&["DEFAULT"]).or_else(|| self.equals());
                    if let Some(at) = value {
                        self.at = at + 1;
                        self.rest(Form::Expression);
                    }
                    return;
                }
                "SET" => {
                    if let Some(at) = self.equals() {
                        self.at = at + 1;
                        self.rest(Form::Expression);
                    }
                    return;
                }
                "CREATE" | "ALTER" => {
                    if self.create(word == "CREATE") {
                        continue;
                    }
                    return;
                }
                "EXPORT" => {
                    self.after_as();
                    return;
                }
                "INSERT" | "REPLACE" => return self.insert(),
                "MERGE" => return self.change(start, Entry::Using),
                "UPDATE" => return self.change(start, Entry::Update),
                "DELETE" => return self.change(start, Entry::Using),
                "DROP" | "TRUNCATE" | "GRANT" | "REVOKE" | "USE" | "SHOW" | "COMMIT"
                | "ROLLBACK" | "RAISE" | "COPY" | "VACUUM" | "REFRESH" | "LEAVE" | "BREAK"
                | "CONTINUE" | "ITERATE" | "EXECUTE" | "LOAD" | "COMMENT" | "START" | "RESET"
                | "UNLOAD" | "OPTIMIZE" | "CACHE" | "GO" | "PRINT" => return,
                _ => {
                    self.at = start;
                    return self.rest(Form::Other);
                }
            }
        }
    }

    fn equals(&self) -> Option<usize> {
        (self.at..self.tokens.len()).find(|&at| symbol(self.tokens, at, b'='))
    }

    /// An expression up to one of `words`, which is passed too.
    fn condition(&mut self, words: &[&str]) {
        let from = self.at;
        let to = self.find(words).unwrap_or(self.tokens.len());
        self.push(from, to, Form::Expression);
        self.at = (to + 1).min(self.tokens.len());
    }

    fn expression(&mut self) {
        let from = self.at;
        let to = self.find(&["AS"]).unwrap_or(self.tokens.len());
        self.push(from, to, Form::Expression);
    }
}
