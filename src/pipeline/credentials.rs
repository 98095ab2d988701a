//! What findings quote of manifests and settings, without the secrets and the addresses of persons that
//! stand there.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::{Excerpt, Finding, Rule};
use crate::privacy::{Text, quotable, without_secrets};

/// What may be quoted of a text.
type Quoted = fn(&str) -> Cow<'_, str>;

/// Takes passwords, tokens, signed queries and addresses of persons out of messages, hints and excerpts.
pub(super) fn taken_out(findings: &mut [Finding]) {
    for finding in findings {
        let quoted: Quoted = match finding.rule {
            // What is written where a link belongs is meant to be shown.
            Rule::WrongAddress => |text| without_secrets(text, Text::Prose),
            _ => quotable,
        };
        for text in std::iter::once(&mut finding.message).chain(finding.help.as_mut()) {
            text.replace(&|text| changed(text, quoted));
        }
        let excerpt = finding.excerpt.as_ref();
        if let Some(of) = excerpt.filter(|e| changed(&e.line, quoted).is_some()) {
            finding.excerpt = shown(of, quoted);
        }
    }
}

/// The text without what is taken out; nothing where it has none.
fn changed(text: &str, quoted: Quoted) -> Option<String> {
    match quoted(text) {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    }
}

/// An excerpt without it; nothing where secrets can't be told from what is marked.
fn shown(excerpt: &Excerpt, quoted: Quoted) -> Option<Excerpt> {
    let piece = |range: Range<usize>| {
        let piece = excerpt.line.get(range)?;
        Some(quoted(piece))
    };
    let before = piece(0..excerpt.range.start)?;
    let marked = piece(excerpt.range.clone())?;
    let after = piece(excerpt.range.end..excerpt.line.len())?;
    let start = before.len();
    let range = start..start + marked.len();
    let line = format!("{before}{marked}{after}");
    match changed(&line, quoted) {
        Some(_) => None,
        None => Some(Excerpt { line, range }),
    }
}
