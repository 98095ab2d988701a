//! Plain text without mark-up: a sentence for lists and link previews.

use std::borrow::Cow;

use memchr::{memchr_iter, memchr2};
use pulldown_cmark::{Event, Parser};

use super::bounds::{laid_out, without_long_rows};
use super::extensions::options;
use super::plain::is_plain;

/// The first paragraph as plain text, of at most `limit` characters.
#[must_use]
pub(crate) fn summary(text: &str, limit: usize) -> String {
    let first = paragraph(text.trim_start());
    let mut plain: Cow<'_, str> = if is_plain(first) {
        first.into()
    } else {
        let (first, _) = laid_out(first);
        let (first, _) = without_long_rows(first);
        let mut out = String::new();
        for event in Parser::new_ext(&first, options()) {
            match event {
                Event::Text(t) | Event::Code(t) => out.push_str(&t),
                Event::SoftBreak | Event::HardBreak => out.push(' '),
                _ => {}
            }
        }
        out.into()
    };
    // What is cut off needs no look: a character has four bytes at most.
    let enough = match plain.is_ascii() {
        true => limit,
        false => limit.saturating_mul(4),
    };
    if memchr2(b'\n', b'\t', plain.as_bytes()).is_some() {
        let mut out = String::with_capacity(plain.len().min(enough + 64));
        for word in plain.split_whitespace() {
            if out.len() > enough {
                break;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        plain = out.into();
    }
    let plain = plain.trim();
    if plain.len() <= limit {
        return plain.to_owned();
    }
    let cut_at = match plain.is_ascii() {
        true => Some(limit),
        false => plain.char_indices().nth(limit).map(|(at, _)| at),
    };
    let Some(at) = cut_at else {
        return plain.to_owned();
    };
    let cut = &plain[..at];
    let cut = cut.rsplit_once(' ').map_or(cut, |(c, _)| c);
    format!("{}…", cut.trim_end_matches([',', ';', '.']))
}

/// A text up to its first empty line.
fn paragraph(text: &str) -> &str {
    let mut ends = memchr_iter(b'\n', text.as_bytes());
    let end = ends.find(|at| text.as_bytes().get(at + 1) == Some(&b'\n'));
    end.map_or(text, |at| &text[..at])
}

/// A text from the first paragraph under its title, and what other headings come before it.
#[must_use]
pub(crate) fn after_headings(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with(['#', '\n', '\r', ' ']) {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}
