//! BigQuery's types: of constructors, and elsewhere.

use super::super::super::convert::{Convert, Later, quoted};
use super::super::super::keyword::Key;
use super::super::super::lexer::Kind;
use super::super::super::path::{symbol, unquoted};
use super::super::names::FIELDS_OF_TYPE;

impl Convert<'_> {
    /// `ARRAY<…>`, `STRUCT<…>`, `RANGE<…>`: as constructors they do without the type,
    /// elsewhere any type serves. apache/datafusion-sqlparser-rs #1003 reads such types but not
    /// where `>>` closes two of them amid others; #1897 mends some of that.
    pub(super) fn type_arguments(&mut self, at: usize) -> Option<usize> {
        if self.unclosed
            || !["ARRAY", "STRUCT", "RANGE"]
                .iter()
                .any(|word| self.is_word(at, word))
        {
            return None;
        }
        let Some(close) = self.close_type(at + 1) else {
            self.unclosed = true;
            return None;
        };
        let constructor =
            symbol(self.tokens, close + 1, b'[') || symbol(self.tokens, close + 1, b'(');
        if constructor && self.is_word(at, "STRUCT") {
            if let Some(names) = self.field_names(at + 1, close)
                && self.name_fields(close + 1, &names).is_some()
            {
                self.keyword("STRUCT", at);
                return Some(close + 1);
            }
            // A function's call, so that the fields aren't taken to be named by the values.
            self.push(quoted("STRUCT".to_owned(), '`'), at);
            return Some(close + 1);
        }
        if constructor && self.named_elements(at, close).is_some() {
            return Some(close + 1);
        }
        if !constructor && self.top().cast && at > 0 && self.is_key(at - 1, Key::As) {
            self.type_of_value(at, close);
            return Some(close + 1);
        }
        let word = if constructor {
            self.text(at).to_owned()
        } else {
            "DATE".to_owned()
        };
        self.keyword(&word, at);
        Some(close + 1)
    }

    /// Hands over a type that ends at `close` and that the parser may not know: any serves, but
    /// the names of a struct's fields are kept.
    pub(in crate::accepted_syntax) fn type_of_value(&mut self, at: usize, close: usize) {
        // An array has the fields of its elements.
        let mut word = at;
        let mut end = close;
        while self.is_word(word, "ARRAY") && end > word + 2 {
            word += 2;
            end -= 1;
        }
        let names = match self.is_any(word, &["STRUCT", "ROW", "OBJECT"]) {
            true => self.field_names(word + 1, end),
            false => None,
        };
        let Some(names) = names else {
            return self.keyword("DATE", at);
        };
        let mut text = FIELDS_OF_TYPE.to_owned();
        for name in names {
            text.push('\n');
            text.push_str(&unquoted(self.sql, &self.tokens[name]));
        }
        self.push(quoted(text, '`'), at);
    }

    /// The angle bracket that closes the one at `at`.
    fn close_type(&self, at: usize) -> Option<usize> {
        let mut depth = 0usize;
        let mut parentheses = 0usize;
        let mut close = at;
        loop {
            match self.kind(close)? {
                Kind::Symbol(b'<') => depth += 1,
                Kind::Symbol(b'>') => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(close);
                    }
                }
                Kind::Symbol(b'(') => parentheses += 1,
                Kind::Symbol(b')') => parentheses = parentheses.checked_sub(1)?,
                Kind::Word(_) | Kind::Quoted | Kind::Symbol(b',') => {}
                Kind::Number if parentheses > 0 => {}
                _ => return None,
            }
            close += 1;
        }
    }

    /// The names of the fields of the struct whose angle brackets are at `open` and `close`, as
    /// the tokens that they are; `None` where one has none.
    fn field_names(&self, open: usize, close: usize) -> Option<Vec<usize>> {
        let mut names = Vec::new();
        let mut depth = 0usize;
        let mut begins = true;
        for at in open + 1..close {
            if begins {
                let named = matches!(self.kind(at), Some(Kind::Word(_) | Kind::Quoted))
                    && (matches!(self.kind(at + 1), Some(Kind::Word(_)))
                        || self.kind(at + 1).is_some() && self.text(at + 1).starts_with(':'));
                if !named {
                    return None;
                }
                names.push(at);
            }
            begins = false;
            match self.kind(at)? {
                Kind::Symbol(b'<' | b'(') => depth += 1,
                Kind::Symbol(b'>' | b')') => depth = depth.checked_sub(1)?,
                Kind::Symbol(b',') if depth == 0 => begins = true,
                _ => {}
            }
        }
        (!begins).then_some(names)
    }

    /// Names the values in the parentheses at `open`, as the type before them does: then they
    /// are fields like those of any struct.
    fn name_fields(&mut self, open: usize, names: &[usize]) -> Option<()> {
        let close = self.close(open)?;
        self.look(close - open)?;
        let mut ends = Vec::with_capacity(names.len());
        let mut depth = 0usize;
        let mut at = open + 1;
        while at < close {
            match self.kind(at)? {
                Kind::Symbol(b'(' | b'[' | b'{') => depth += 1,
                Kind::Symbol(b')' | b']' | b'}') => depth = depth.checked_sub(1)?,
                Kind::Symbol(b',') if depth == 0 => ends.push(at),
                // It has names of its own.
                Kind::Word(Key::As) if depth == 0 => return None,
                Kind::Word(Key::Other | Key::Array)
                    if symbol(self.tokens, at + 1, b'<')
                        && self.is_any(at, &["ARRAY", "STRUCT", "RANGE"]) =>
                {
                    at = self.close_type(at + 1)?;
                }
                _ => {}
            }
            at += 1;
        }
        ends.push(close);
        if ends.len() != names.len() {
            return None;
        }
        let named = ends.into_iter().zip(names).rev();
        self.later
            .extend(named.map(|(end, &name)| (end, Later::Name(name))));
        Some(())
    }

    /// `ARRAY<STRUCT<a INT64, b STRING>>[(1, 'x'), (2, 'y')]`: the first element gets the names,
    /// and the others pair with it.
    fn named_elements(&mut self, at: usize, close: usize) -> Option<()> {
        let element = at + 2;
        let first = close + 2;
        let fits = symbol(self.tokens, close + 1, b'[')
            && symbol(self.tokens, element + 1, b'<')
            && self.is_word(element, "STRUCT");
        if !fits {
            return None;
        }
        let end = self.close_type(element + 1)?;
        let names = self.field_names(element + 1, end)?;
        if self.is_word(first, "STRUCT") && symbol(self.tokens, first + 1, b'(') {
            return self.name_fields(first + 1, &names);
        }
        if names.len() < 2 || !symbol(self.tokens, first, b'(') {
            return None;
        }
        self.name_fields(first, &names)?;
        self.later.push((first, Later::Struct));
        Some(())
    }
}
