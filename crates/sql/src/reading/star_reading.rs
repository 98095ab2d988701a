//! What a text takes by `*`.

use serde::{Deserialize, Serialize};

use super::super::form::{Interner, Names};
use super::super::keyword::Key;
use super::super::lexer::Kind;
use super::super::parse::within;
use super::super::path::{self, keyword, symbol, unquoted};
use super::super::scan::Entry;
use super::super::star_flow::{self, Source};
use super::super::star_place::Place;
use super::super::statement::{Form, Piece};
use super::statement_reading::{Body, Fault, Text};
use super::temporary_stars::{Gathered, Taken};

/// What is taken by `*`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Starred {
    /// Relations, some of them several times.
    pub(super) relations: Vec<Taken>,
    /// Whether the result of the last statement has columns that the text doesn't list.
    pub(super) open: bool,
}

impl Starred {
    /// With what other statements take.
    pub(super) fn and(mut self, mut others: Gathered, names: &Names) -> Self {
        others.add(self.relations, None);
        self.relations = others.followed(names);
        self.relations.sort_unstable();
        self.relations.dedup();
        self
    }
}

/// The stars of a query whose columns go to `place`.
pub(super) fn stars(body: &Body, place: Place, text: &Text<'_>, names: &Names) -> Starred {
    let source = Source {
        names,
        dialect: text.dialect,
    };
    let found = match body {
        Body::Tables(tables) => Some(star_flow::of_tables(tables, place)),
        Body::Query { query, deep } => within(*deep, || star_flow::of_query(query, place, source)),
    };
    let found = found.unwrap_or_default();
    let relations = found.relations.iter();
    let relations = relations
        .map(|(name, place)| (name.iter().map(|part| part.text()).collect(), *place))
        .collect();
    Starred {
        relations,
        open: found.open,
    }
}

impl Text<'_> {
    /// Where the columns of a piece go.
    pub(super) fn place(&self, piece: &Piece, has_header: bool) -> Place {
        match (piece.inserts, has_header) {
            (true, _) => Place::Insert,
            (_, true) => Place::Header,
            _ => Place::Output,
        }
    }

    /// Whether a statement may take all columns of something, so that its form is wanted for that.
    pub(super) fn may_take_all(&self, piece: &Piece) -> bool {
        let starts = |key| keyword(self.tokens, piece.from, key);
        piece.form == Form::Query
            && (starts(Key::From)
                || starts(Key::Table)
                || (piece.from..piece.to).any(|at| symbol(self.tokens, at, b'*')))
    }

    /// Adds what a statement takes whose form isn't kept, as another decides the text's columns.
    /// `names` are those of the form.
    pub(super) fn stars_aside(
        &self,
        piece: &Piece,
        body: Option<Result<Body, Fault>>,
        names: &Names,
        interner: &mut Interner,
        into: &mut Gathered,
    ) {
        let Some(Ok(body)) = body else {
            return;
        };
        let place = self.place(piece, self.header(piece).is_some());
        let taken = stars(&body, place, self, names).relations.into_iter();
        let taken: Vec<Taken> = taken
            .map(|(parts, place)| {
                let parts = parts.iter().map(|part| interner.sym(names.text(*part)));
                (parts.collect(), place)
            })
            .collect();
        let makes = (!taken.is_empty()).then(|| self.makes(piece)).flatten();
        into.add(taken, makes);
    }

    /// The temporary table that a statement creates, in lower case.
    fn makes(&self, piece: &Piece) -> Option<String> {
        let before = self.made.partition_point(|token| *token < piece.from);
        let token = *self.made.get(before.checked_sub(1)?)?;
        let is_apart = (token..piece.from).any(|at| symbol(self.tokens, at, b';'));
        let name = unquoted(self.sql, self.tokens.get(token)?);
        (!is_apart).then(|| name.to_lowercase())
    }

    /// Adds what `MERGE … USING … WHEN NOT MATCHED THEN INSERT ROW` writes, all columns of its source.
    pub(super) fn stars_of_rows(
        &self,
        piece: &Piece,
        interner: &mut Interner,
        into: &mut Gathered,
    ) {
        match self.inserted_rows(piece) {
            Some(Rows::Table(parts)) => {
                let parts = parts.iter().map(|part| interner.sym(part));
                into.add(vec![(parts.collect(), Place::Insert)], None);
            }
            Some(Rows::Query(query)) => {
                let mut own = Interner::default();
                let body = self.read(&query, false, true, &mut own).body;
                self.stars_aside(&query, body, &own.into_names(), interner, into);
            }
            None => {}
        }
    }

    /// The source of a MERGE that writes whole rows of it.
    fn inserted_rows(&self, piece: &Piece) -> Option<Rows> {
        let Form::Change {
            source,
            entry: Entry::Using,
            ..
        } = piece.form
        else {
            return None;
        };
        let is = |at: usize, word: &str| {
            self.tokens.get(at).is_some_and(|token| {
                matches!(token.kind, Kind::Word(_))
                    && self
                        .sql
                        .get(token.start as usize..token.end as usize)
                        .is_some_and(|text| text.eq_ignore_ascii_case(word))
            })
        };
        if !keyword(self.tokens, source, Key::Using)
            || !(source..piece.to).any(|at| is(at, "INSERT") && is(at + 1, "ROW"))
        {
            return None;
        }
        let from = source + 1;
        if !symbol(self.tokens, from, b'(') {
            let path = path::read(self.tokens, from, self.dialect)?;
            let parts = path::parts(self.sql, self.tokens, &path, self.dialect);
            return Some(Rows::Table(parts));
        }
        let mut depth = 0usize;
        let end = (from..piece.to).find(|&at| {
            match self.tokens[at].kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        })?;
        Some(Rows::Query(Piece {
            from,
            to: end + 1,
            form: Form::Query,
            inserts: true,
        }))
    }
}

/// The rows that a statement writes.
enum Rows {
    Table(Vec<String>),
    Query(Piece),
}
