//! Plain text without mark-up: a sentence for lists and link previews.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

use super::bounds::{laid_out, without_long_rows};
use super::extensions::options;
use super::plain::is_plain;

/// The first paragraph as plain text, of at most `limit` characters.
#[must_use]
pub fn summary(text: &str, limit: usize) -> String {
    let first = text.trim_start().split("\n\n").next().unwrap_or("");
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
    if plain.contains(['\n', '\t']) {
        plain = plain
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .into();
    }
    let plain = plain.trim();
    if plain.chars().count() <= limit {
        return plain.to_owned();
    }
    let cut: String = plain.chars().take(limit).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(c, _)| c);
    format!("{}…", cut.trim_end_matches([',', ';', '.']))
}

/// A text from the first paragraph under its title, and what other headings come before it.
#[must_use]
pub fn after_headings(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with(['#', '\n', '\r', ' ']) {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}
