//! What a text says of its query beside the query itself.

use super::super::keyword::Key;
use super::super::lexer::Kind;
use super::super::matching::Matching;
use super::super::path::{self, symbol, unquoted};
use super::super::statement::Piece;
use super::statement_reading::Text;

impl Text<'_> {
    /// Whether the script defines functions before its query.
    pub(super) fn defines_functions(&self, piece: &Piece) -> bool {
        let start = self
            .tokens
            .get(piece.from)
            .map_or(0, |token| token.start as usize);
        let before = self.sql.get(..start).unwrap_or_default();
        before.to_ascii_lowercase().contains("function")
    }

    /// Whether some set operation matches columns by name in a way that the parser isn't told.
    pub(super) fn matches_by_name(&self, piece: &Piece) -> bool {
        let is = |at: usize, word: &str| {
            self.tokens.get(at).is_some_and(|token| {
                matches!(token.kind, Kind::Word(_))
                    && self
                        .sql
                        .get(token.start as usize..token.end as usize)
                        .is_some_and(|text| text.eq_ignore_ascii_case(word))
            })
        };
        (piece.from..piece.to).any(|at| {
            let set = self.tokens.get(at).is_some_and(|token| {
                matches!(
                    token.kind,
                    Kind::Word(Key::Union | Key::Intersect | Key::Except)
                )
            });
            set && Matching::of(is, at) == Some(Matching::Other)
        })
    }

    /// The names that `CREATE VIEW v (a, b) AS` gives the columns.
    pub(super) fn header(&self, piece: &Piece) -> Option<Vec<String>> {
        let tokens = &self.tokens[..piece.from];
        let start = tokens
            .iter()
            .rposition(|token| token.kind == Kind::Symbol(b';'))
            .map_or(0, |at| at + 1);
        let word = |at: usize| match tokens.get(at) {
            Some(token) if matches!(token.kind, Kind::Word(_)) => self
                .sql
                .get(token.start as usize..token.end as usize)
                .unwrap_or_default()
                .to_ascii_uppercase(),
            _ => String::new(),
        };
        if word(start) != "CREATE" {
            return None;
        }
        let view = (start..tokens.len().min(start + 12)).find(|&at| word(at) == "VIEW")?;
        let mut at = view + 1;
        if word(at) == "IF" {
            at += 3;
        }
        at = path::read(tokens, at, self.dialect)?.end;
        if !symbol(tokens, at, b'(') {
            return None;
        }
        let mut names = Vec::new();
        let mut depth = 0usize;
        let mut due = false;
        for token in &tokens[at..] {
            match token.kind {
                Kind::Symbol(b'(' | b'<' | b'[') => {
                    depth += 1;
                    due = depth == 1;
                }
                Kind::Symbol(b')' | b'>' | b']') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return (!names.is_empty()).then_some(names);
                    }
                }
                Kind::Symbol(b',') if depth == 1 => due = true,
                Kind::Word(_) | Kind::Quoted if due => {
                    names.push(unquoted(self.sql, token).into_owned());
                    due = false;
                }
                _ => {}
            }
        }
        None
    }
}
