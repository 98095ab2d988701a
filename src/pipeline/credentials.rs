//! What findings quote of manifests and settings, without the secrets and the addresses of persons that
//! stand there.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::{Excerpt, Finding};
use crate::privacy::quotable;

/// Takes passwords, tokens, signed queries and addresses of persons out of messages, hints and excerpts.
pub(super) fn taken_out(findings: &mut [Finding]) {
    for finding in findings {
        for text in std::iter::once(&mut finding.message).chain(finding.help.as_mut()) {
            text.replace(&changed);
        }
        let excerpt = finding.excerpt.as_ref();
        if let Some(quoted) = excerpt.filter(|e| changed(&e.line).is_some()) {
            finding.excerpt = shown(quoted);
        }
    }
}

/// The text without what is taken out; nothing where it has none.
fn changed(text: &str) -> Option<String> {
    match quotable(text) {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    }
}

/// An excerpt without it; nothing where secrets can't be told from what is marked.
fn shown(excerpt: &Excerpt) -> Option<Excerpt> {
    let piece = |range: Range<usize>| {
        let piece = excerpt.line.get(range)?;
        Some(quotable(piece))
    };
    let before = piece(0..excerpt.range.start)?;
    let marked = piece(excerpt.range.clone())?;
    let after = piece(excerpt.range.end..excerpt.line.len())?;
    let start = before.len();
    let range = start..start + marked.len();
    let line = format!("{before}{marked}{after}");
    match changed(&line) {
        Some(_) => None,
        None => Some(Excerpt { line, range }),
    }
}
