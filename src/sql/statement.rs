//! What a statement reads from, by how it begins.
//!
//! Headers (`CREATE VIEW … AS`, `INSERT INTO …`, `DECLARE …`) differ most
//! between dialects and hold no references, so they are taken off here and the
//! parser sees only the query or expression that remains.

use super::dialect::Dialect;
use super::keyword::Key;
use super::lexer::{Kind, Token};
use super::path::{self, Path, keyword, symbol};
use super::scan::Entry;

/// A stretch of tokens to read, `from..to`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) form: Form,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Query,
    Expression,
    /// MERGE, UPDATE, DELETE: the tokens after the target start at `source`.
    Change {
        source: usize,
        entry: Entry,
        alias: Option<usize>,
    },
    /// Not known: a statement for the parser to judge.
    Other,
    /// The name of a table that is read as a whole: `CREATE TABLE … LIKE t`.
    Table,
}

/// What the statements of a script come to.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) pieces: Vec<Piece>,
    /// Temporary tables made in the script: the tokens of their names.
    pub(super) temporary: Vec<usize>,
}

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

struct Reader<'a> {
    sql: &'a str,
    tokens: &'a [Token],
    dialect: Dialect,
    at: usize,
    script: &'a mut Script,
}

impl Reader<'_> {
    fn text(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(token) if matches!(token.kind, Kind::Word(_)) => {
                &self.sql[token.start as usize..token.end as usize]
            }
            _ => "",
        }
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.text(at).eq_ignore_ascii_case(word)
    }

    fn any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    fn eat(&mut self, words: &[&str]) -> bool {
        let found = self.any(self.at, words);
        self.at += usize::from(found);
        found
    }

    fn push(&mut self, from: usize, to: usize, form: Form) {
        if from < to {
            self.script.pieces.push(Piece { from, to, form });
        }
    }

    fn rest(&mut self, form: Form) {
        self.push(self.at, self.tokens.len(), form);
        self.at = self.tokens.len();
    }

    /// The first of `words` outside parentheses and CASE, from `self.at` on.
    fn find(&self, words: &[&str]) -> Option<usize> {
        let mut depth = 0usize;
        let mut cases = 0usize;
        for at in self.at..self.tokens.len() {
            match self.tokens[at].kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                Kind::Word(Key::Case) if depth == 0 => cases += 1,
                Kind::Word(Key::End) if depth == 0 && cases > 0 => cases -= 1,
                Kind::Word(_) if depth == 0 && cases == 0 && self.any(at, words) => {
                    return Some(at);
                }
                _ => {}
            }
        }
        None
    }

    /// Skips a parenthesis with all in it, if one stands here.
    fn skip_parentheses(&mut self) {
        if !symbol(self.tokens, self.at, b'(') {
            return;
        }
        let mut depth = 0usize;
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    fn skip_path(&mut self) -> Option<Path> {
        let path = path::read(self.tokens, self.at, self.dialect)?;
        self.at = path.end;
        Some(path)
    }

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
                    if let Some(at) = self.find(&["THEN"]) {
                        self.at = at + 1;
                    }
                }
                "END" => {
                    self.eat(&["IF", "WHILE", "LOOP", "FOR", "REPEAT", "CASE"]);
                    if self.at < self.tokens.len() && self.text(self.at).is_empty() {
                        return;
                    }
                }
                "RETURN" | "CALL" | "ASSERT" => return self.expression(),
                "DECLARE" => {
                    if let Some(at) = self.find(&["DEFAULT"]) {
                        self.at = at + 1;
                        self.rest(Form::Expression);
                    }
                    return;
                }
                "SET" => {
                    let equals = (self.at..self.tokens.len())
                        .find(|&at| symbol(self.tokens, at, b'='));
                    if let Some(at) = equals {
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

    /// CREATE or ALTER; true if another statement follows in the same tokens.
    fn create(&mut self, creates: bool) -> bool {
        let mut temporary = false;
        let mut kind = String::new();
        // OR REPLACE, TEMP, MATERIALIZED … up to the kind of object.
        while self.at < self.tokens.len() {
            let word = self.text(self.at).to_ascii_uppercase();
            self.at += 1;
            match word.as_str() {
                "TEMP" | "TEMPORARY" | "VOLATILE" => temporary = true,
                "VIEW" | "TABLE" | "FUNCTION" | "PROCEDURE" | "MODEL" | "MACRO" => {
                    kind = word;
                    if kind == "TABLE" && self.is(self.at, "FUNCTION") {
                        continue;
                    }
                    break;
                }
                "OR" | "REPLACE" | "MATERIALIZED" | "SNAPSHOT" | "SECURE" | "RECURSIVE"
                | "TRANSIENT" | "LOCAL" | "GLOBAL" | "UNLOGGED" | "DYNAMIC" | "AGGREGATE"
                | "EXTERNAL" | "LIVE" | "STREAMING" | "REFRESH" | "FORCE" | "HYBRID"
                | "ICEBERG" | "ALGORITHM" | "DEFINER" | "SQL" | "SECURITY" | "UNDEFINED"
                | "MERGE" | "TEMPTABLE" | "INVOKER" | "" | "PRIVATE" | "INCREMENTAL" => {}
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
            let Some(begin) = self.find(&["BEGIN"]) else {
                return false;
            };
            self.at = begin + 1;
            return true;
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
    fn after_as(&mut self) -> bool {
        while let Some(at) = self.find(&["AS"]) {
            self.at = at + 1;
            let query = match self.tokens.get(self.at).map(|token| token.kind) {
                Some(Kind::Word(
                    Key::Select | Key::With | Key::From | Key::Table | Key::Values,
                ))
                | Some(Kind::Symbol(b'(') | Kind::Template) => true,
                _ => false,
            };
            if query {
                let to = self.query_end();
                self.push(self.at, to, Form::Query);
                self.at = self.tokens.len();
                return true;
            }
        }
        false
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

    fn insert(&mut self) {
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
        // `INSERT INTO t ROW …`, `DEFAULT VALUES`, `SET a = 1`: left to the scan.
        if self.any(self.at, &["SELECT", "WITH", "FROM", "VALUES", "TABLE"])
            || symbol(self.tokens, self.at, b'(')
        {
            let to = self
                .find(&["RETURNING"])
                .into_iter()
                .chain((self.at..self.tokens.len()).find(|&at| {
                    self.is(at, "ON") && self.any(at + 1, &["CONFLICT", "DUPLICATE"])
                }))
                .min()
                .unwrap_or(self.tokens.len());
            self.push(self.at, to, Form::Query);
        }
    }

    fn change(&mut self, start: usize, entry: Entry) {
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
