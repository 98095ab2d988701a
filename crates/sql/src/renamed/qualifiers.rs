//! Columns that are named by their table's whole name.

use super::super::lexer::Kind;
use super::super::path::{symbol, unquoted};
use super::super::references::SqlError;
use super::super::written_names::alias_of;
use super::table_mention::{Mention, Named, Text};

/// Bytes `from..to` and what stands there instead.
pub(super) struct Edit {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: String,
}

impl Text<'_> {
    /// Makes `d.orders.id` an `orders.id`, where `d.orders` is replaced.
    pub(super) fn qualifiers(&self, named: &Named) -> Result<Vec<Edit>, SqlError> {
        let mentions = &named.mentions;
        let mut edits = Vec::new();
        let replaced: Vec<&Mention> = mentions
            .iter()
            .filter(|mention| mention.new.is_some() && mention.implicit)
            .collect();
        if replaced.is_empty() {
            return Ok(edits);
        }
        let mut next_mention = mentions.iter().peekable();
        let mut at = 0;
        while at < self.tokens.len() {
            while next_mention.next_if(|mention| mention.end <= at).is_some() {}
            if let Some(mention) = next_mention.peek()
                && mention.first <= at
            {
                at = mention.end;
                continue;
            }
            let (ends, end) = self.dotted_names(at);
            if let Some((table, last)) = replaced
                .iter()
                .find_map(|mention| Some((*mention, self.qualifier_end(&ends, mention)?)))
            {
                let same_name = |other: &&Mention| {
                    other.implicit
                        && other.last().eq_ignore_ascii_case(table.last())
                        && other.full != table.full
                };
                if mentions.iter().any(|other| same_name(&other))
                    || named.others.contains(&table.last().to_lowercase())
                {
                    return Err(self.fault(at, "several tables go by this name"));
                }
                let first = ends.first().and_then(|(_, parts)| parts.first());
                if first.is_some_and(|part| named.aliases.contains(&part.to_lowercase())) {
                    return Err(self.fault(at, "this may be a table or a field of one"));
                }
                edits.push(self.shortened(at, last, table)?);
            }
            at = end.max(at + 1);
        }
        Ok(edits)
    }

    /// The dotted name that begins at `at`, up to its last dot: of each token its number, and the parts
    /// that the name has up to it. Then the token after it.
    fn dotted_names(&self, at: usize) -> (Vec<(usize, Vec<String>)>, usize) {
        let mut found = Vec::new();
        let mut parts: Vec<String> = Vec::new();
        let mut next = at;
        let follows_dot = at
            .checked_sub(1)
            .is_some_and(|at| symbol(self.tokens, at, b'.'));
        while !follows_dot
            && let Some(token) = self.tokens.get(next)
            && matches!(token.kind, Kind::Word(_) | Kind::Quoted)
            && symbol(self.tokens, next + 1, b'.')
        {
            let text = unquoted(self.sql, token);
            match token.kind == Kind::Quoted && self.dialect.quotes_whole_names() {
                true => parts.extend(text.split('.').map(str::to_owned)),
                false => parts.push(text.into_owned()),
            }
            found.push((next, parts.clone()));
            next += 2;
            // Longer than any name of a table.
            if parts.len() > 8 {
                break;
            }
        }
        (found, next)
    }

    /// The token up to which a dotted name is the name of a table, in more than one part.
    fn qualifier_end(&self, ends: &[(usize, Vec<String>)], mention: &Mention) -> Option<usize> {
        let found = ends.iter().find(|(_, parts)| {
            let same = |(a, b): (&String, &String)| a.eq_ignore_ascii_case(b);
            parts.len() > 1
                && parts.len() <= mention.full.len()
                && parts.iter().rev().zip(mention.full.iter().rev()).all(same)
        });
        found.map(|(token, _)| *token)
    }

    fn shortened(&self, at: usize, last: usize, table: &Mention) -> Result<Edit, SqlError> {
        let token = self.tokens.get(last);
        let whole = token.is_some_and(|token| unquoted(self.sql, token) != table.last());
        let quoted = token.is_some_and(|token| token.kind == Kind::Quoted);
        match whole && quoted {
            true => Ok(Edit {
                from: self.start(at),
                to: self.end(last),
                text: alias_of(self.dialect, table.last())
                    .ok_or_else(|| self.fault(at, "its dialect can't write this name"))?,
            }),
            false => Ok(Edit {
                from: self.start(at),
                to: self.start(last),
                text: String::new(),
            }),
        }
    }
}
