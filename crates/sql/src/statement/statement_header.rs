//! Takes the header off a statement: CREATE … AS, INSERT INTO …, UPDATE ….

use super::super::keyword::Key;
use super::super::lexer::Kind;
use super::super::path::{keyword, symbol};
use super::super::scan::{Entry, is_unclosed};
use super::piece::Form;
use super::reader::Reader;

impl Reader<'_> {
    /// CREATE or ALTER; true if another statement follows in the same tokens.
    pub(super) fn create(&mut self, creates: bool) -> bool {
        let mut temporary = false;
        let mut kind = String::new();
        // OR REPLACE, TEMP, MATERIALIZED … up to the kind of object.
        while self.at < self.tokens.len() {
            let word = self.text(self.at).to_ascii_uppercase();
            self.at += 1;
            match word.as_str() {
                "TEMP" | "TEMPORARY" | "VOLATILE" => temporary = true,
                "PROC" => {
                    kind = "PROCEDURE".to_owned();
                    break;
                }
                "VIEW" | "TABLE" | "FUNCTION" | "PROCEDURE" | "MODEL" | "MACRO" => {
                    kind = word;
                    if kind == "TABLE" && self.is(self.at, "FUNCTION") {
                        continue;
                    }
                    break;
                }
                "OR" | "ALTER" | "REPLACE" | "MATERIALIZED" | "SNAPSHOT" | "SECURE"
                | "RECURSIVE" | "TRANSIENT" | "LOCAL" | "GLOBAL" | "UNLOGGED" | "DYNAMIC"
                | "AGGREGATE" | "EXTERNAL" | "LIVE" | "STREAMING" | "REFRESH" | "FORCE"
                | "HYBRID" | "ICEBERG" | "ALGORITHM" | "DEFINER" | "SQL" | "SECURITY"
                | "UNDEFINED" | "MERGE" | "TEMPTABLE" | "INVOKER" | "" | "PRIVATE"
                | "INCREMENTAL" => {}
                // MySQL: `DEFINER = user@host`
                _ if self.at > 1 && symbol(self.tokens, self.at - 2, b'=') => {}
                _ => return false,
            }
        }
        if self.eat(&["IF"]) {
            self.eat(&["NOT"]);
            self.eat(&["EXISTS"]);
        }
        let Some(name) = self.skip_path() else {
            return false;
        };
        if kind == "PROCEDURE" {
            let body = self.find(&["BEGIN", "AS"]);
            self.at = body.map_or(self.tokens.len(), |at| at + 1);
            return body.is_some();
        }
        if creates && temporary && matches!(kind.as_str(), "TABLE" | "VIEW") {
            self.script.temporary.push(name.end - 1);
        }
        if kind == "FUNCTION" && self.function() {
            return false;
        }
        if kind == "TABLE" || kind == "VIEW" {
            let from = self.at;
            if self.after_as() {
                return false;
            }
            self.at = from;
            if let Some(at) = self.find(&["LIKE", "CLONE", "COPY", "OF"]) {
                self.at = at + 1;
                if self.is(at, "COPY") && self.is(self.at, "GRANTS") {
                    return false;
                }
                if self.is(at, "OF") && !self.is(at.saturating_sub(1), "REPLICA") {
                    return false;
                }
                let from = self.at;
                if let Some(path) = self.skip_path() {
                    self.push(from, path.end, Form::Table);
                }
            }
            return false;
        }
        self.after_as();
        false
    }

    /// The body of a function, where it is an expression; true if that was all.
    fn function(&mut self) -> bool {
        let from = self.at;
        let Some(at) = self.find(&["AS", "RETURN"]) else {
            return true;
        };
        let at = if self.is(at + 1, "RETURN") {
            at + 1
        } else {
            at
        };
        if self.any(at + 1, &["SELECT", "WITH"]) {
            self.at = at + 1;
            self.rest(Form::Query);
            return true;
        }
        if symbol(self.tokens, at + 1, b'(') {
            self.at = at + 1;
            let begin = self.at;
            self.skip_parentheses();
            let end = self.at;
            let query = matches!(
                self.tokens.get(begin + 1).map(|token| token.kind),
                Some(Kind::Word(Key::Select | Key::With | Key::From))
            );
            self.push(
                begin,
                end,
                if query { Form::Query } else { Form::Expression },
            );
            return true;
        }
        self.at = from;
        false
    }

    /// The query after AS; true if there is one.
    pub(super) fn after_as(&mut self) -> bool {
        while let Some(at) = self.find(&["AS"]) {
            self.at = at + 1;
            let query = matches!(
                self.tokens.get(self.at).map(|token| token.kind),
                Some(
                    Kind::Word(Key::Select | Key::With | Key::From | Key::Table | Key::Values)
                        | Kind::Symbol(b'(')
                        | Kind::Template
                )
            );
            if query {
                let to = self.query_end();
                self.push(self.at, to, Form::Query);
                self.at = self.tokens.len();
                return true;
            }
        }
        self.after_lost_as()
    }

    /// The query after an AS that only a parenthesis keeps apart that nothing closes.
    fn after_lost_as(&mut self) -> bool {
        if !is_unclosed(&self.tokens[self.at.min(self.tokens.len())..]) {
            return false;
        }
        let lost = (self.at..self.tokens.len())
            .find(|&at| self.is(at, "AS") && self.any(at + 1, &["SELECT", "WITH", "FROM"]));
        let Some(at) = lost else {
            return false;
        };
        // With the parenthesis, so that nobody calls the statement parsed.
        let open = (self.at..at).find(|&open| symbol(self.tokens, open, b'('));
        self.push(open.unwrap_or(at + 1), self.tokens.len(), Form::Query);
        self.at = self.tokens.len();
        true
    }

    /// Where the query ends: `WITH NO SCHEMA BINDING` and the like aren't part of it.
    fn query_end(&self) -> usize {
        let end = self.tokens.len();
        for length in 2..=5 {
            let Some(at) = end.checked_sub(length).filter(|&at| at > self.at) else {
                break;
            };
            if !keyword(self.tokens, at, Key::With) {
                continue;
            }
            let tail: Vec<String> = (at + 1..end)
                .map(|at| self.text(at).to_ascii_uppercase())
                .collect();
            let tail: Vec<&str> = tail.iter().map(String::as_str).collect();
            if matches!(
                tail.as_slice(),
                ["NO", "SCHEMA", "BINDING"]
                    | ["DATA"]
                    | ["NO", "DATA"]
                    | ["CHECK", "OPTION"]
                    | ["LOCAL" | "CASCADED", "CHECK", "OPTION"]
                    | ["READ", "ONLY"]
            ) {
                return at;
            }
        }
        end
    }

    pub(super) fn insert(&mut self) {
        self.eat(&["OR"]);
        self.eat(&["IGNORE", "REPLACE", "LOW_PRIORITY"]);
        self.eat(&["INTO", "OVERWRITE"]);
        self.eat(&["INTO"]);
        self.eat(&["TABLE"]);
        if self.skip_path().is_none() {
            return self.rest(Form::Other);
        }
        if self.eat(&["PARTITION"]) {
            self.skip_parentheses();
        }
        if self.eat(&["AS"]) {
            self.at += 1;
        }
        let query = matches!(
            self.tokens.get(self.at + 1).map(|token| token.kind),
            Some(Kind::Word(Key::Select | Key::With | Key::From) | Kind::Symbol(b'('))
        );
        if !query {
            self.skip_parentheses();
        }
        if self.eat(&["OVERRIDING"]) {
            self.at += 2;
        }
        // What stands before the query, as `OUTPUT inserted.id`, reads nothing.
        if !symbol(self.tokens, self.at, b'(')
            && let Some(at) = self.find(&["SELECT", "WITH", "FROM", "VALUES", "TABLE"])
        {
            self.at = at;
        }
        if self.any(self.at, &["SELECT", "WITH", "FROM", "VALUES", "TABLE"])
            || symbol(self.tokens, self.at, b'(')
        {
            let to =
                self.find(&["RETURNING"])
                    .into_iter()
                    .chain((self.at..self.tokens.len()).find(|&at| {
                        self.is(at, "ON") && self.any(at + 1, &["CONFLICT", "DUPLICATE"])
                    }))
                    .min()
                    .unwrap_or(self.tokens.len());
            let by_name =
                self.at >= 2 && self.is(self.at - 2, "BY") && self.is(self.at - 1, "NAME");
            self.push(self.at, to, Form::Query);
            if let Some(piece) = self.script.pieces.last_mut() {
                piece.inserts = !by_name;
            }
        }
    }

    pub(super) fn change(&mut self, start: usize, entry: Entry) {
        self.eat(&["INTO", "FROM"]);
        self.eat(&["ONLY"]);
        let Some(path) = self.skip_path() else {
            self.at = start;
            return self.rest(Form::Other);
        };
        let mut alias = Some(path.end - 1);
        self.eat(&["AS"]);
        if !self.any(self.at, &["USING", "SET", "WHERE", "FROM", "JOIN"])
            && matches!(
                self.tokens.get(self.at).map(|token| token.kind),
                Some(Kind::Word(Key::Other) | Kind::Quoted)
            )
        {
            alias = Some(self.at);
            self.at += 1;
        }
        let form = Form::Change {
            source: self.at,
            entry,
            alias,
        };
        self.push(start, self.tokens.len(), form);
    }
}
