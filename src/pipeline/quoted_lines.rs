//! The lines of manifests and settings that findings of later stages point to: those stages know the
//! place only. Few findings are left without an excerpt, so that few files are read again.

use std::borrow::Cow;

use crate::config::Settings;
use crate::diagnostic::{Excerpt, FileId, Finding, Pos, Rule};
use crate::document::Lines;
use crate::privacy::{self, Text};
use crate::source::SourceTree;

/// Shows the offending text of findings in authored files. Those of a file stand together.
pub(super) fn authored(settings: &Settings, tree: &SourceTree, findings: &mut [Finding]) {
    for own in findings.chunk_by_mut(|a, b| file(a) == file(b)) {
        let Some(id) = own.first().and_then(file) else {
            continue;
        };
        if !own.iter().any(lacks) {
            continue;
        }
        let path = tree.path(id);
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let is_authored = matches!(extension, "yaml" | "yml" | "md" | "toml");
        if !is_authored || settings.is_export(path) {
            continue;
        }
        if let Ok(text) = tree.text(id) {
            of(&text, own);
        }
    }
}

/// Shows the offending text of findings in one text.
pub(super) fn of(text: &str, findings: &mut [Finding]) {
    let lines = Lines::new(text);
    for finding in findings.iter_mut().filter(|finding| lacks(finding)) {
        finding.excerpt = finding.pos().and_then(|pos| excerpt(&lines, pos));
    }
}

fn file(finding: &Finding) -> Option<FileId> {
    finding.pos().map(|pos| pos.file)
}

/// Whether an excerpt would say something. The first byte stands for a whole file, and what was taken
/// out isn't shown. Files that another tool names aren't opened for it.
fn lacks(finding: &Finding) -> bool {
    finding.excerpt.is_none()
        && finding.rule != Rule::SecretRemoved
        && finding.foreign.is_none()
        && finding.pos().is_some_and(|pos| pos != Pos::start(pos.file))
}

fn excerpt(lines: &Lines<'_>, pos: Pos) -> Option<Excerpt> {
    let mut excerpt = lines.excerpt(pos.line, pos.column, 1)?;
    let secret = matches!(
        privacy::publishable(&excerpt.line, Text::Prose),
        Cow::Owned(_)
    );
    if secret {
        return None;
    }
    let rest = excerpt.line.get(excerpt.range.start..)?;
    excerpt.range.end = excerpt.range.start + length(rest);
    Some(excerpt)
}

/// Bytes of the value or key that a text begins with.
fn length(text: &str) -> usize {
    let Some(first) = text.chars().next() else {
        return 0;
    };
    let end = match first {
        '{' | '[' => 1,
        '"' | '\'' => {
            let closed = text.get(1..).and_then(|rest| rest.find(first));
            closed.map_or(text.len(), |at| at + 2)
        }
        _ => {
            let bytes = text.as_bytes();
            let ends = |at: usize| match bytes[at] {
                b',' | b']' | b'}' => true,
                b':' => bytes[at..].starts_with(b": "),
                b' ' => bytes[at..].starts_with(b" #") || bytes[at..].starts_with(b" = "),
                _ => false,
            };
            (0..bytes.len()).find(|at| ends(*at)).unwrap_or(bytes.len())
        }
    };
    let shown = text.get(..end).unwrap_or(text).trim_end();
    shown.len().max(first.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn a_value_ends_where_the_next_begins() {
        for (text, shown) in [
            ("sellers}", "sellers"),
            ("sellers, members: [a]}", "sellers"),
            ("'view:a, b', c]", "'view:a, b'"),
            ("\"unclosed", "\"unclosed"),
            ("commerce  # our own", "commerce"),
            ("urn:orders", "urn:orders"),
            ("datasets = [\"x\"]", "datasets"),
            ("{a: b}", "{"),
            ("é", "é"),
            ("", ""),
        ] {
            assert_eq!(length(text), shown.len(), "{text}");
        }
    }
}
