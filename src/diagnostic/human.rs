//! For people: the message, the line with the offending text underlined, and how to mend it.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Finding, Severity};

/// Prints findings; `paths` gives the path of each [`super::FileId`].
///
/// # Errors
/// As `out` says.
pub fn print(
    findings: &[Finding],
    paths: &[String],
    colour: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    for finding in findings {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info | Severity::Off => Level::INFO,
        };
        let message = printable(&finding.message);
        let title = level
            .primary_title(message.as_str())
            .id(finding.rule.info().id);
        let path = finding
            .pos
            .and_then(|p| paths.get(p.file.0 as usize))
            .or(finding.path.as_ref())
            .map(|p| printable(p));
        let mut group = annotate_snippets::Group::with_title(title);
        match (&path, finding.pos, &finding.excerpt) {
            (Some(path), Some(pos), Some(excerpt)) => {
                let line = printable(&excerpt.line);
                // Replacing control characters keeps byte lengths only for ASCII ones; the line
                // was cut without them already, so the range still fits.
                let range = excerpt.range.start.min(line.len())..excerpt.range.end.min(line.len());
                group = group.element(
                    Snippet::source(line)
                        .line_start(pos.line as usize)
                        .path(path.as_str())
                        .annotation(AnnotationKind::Primary.span(range)),
                );
            }
            (Some(path), Some(pos), None) => {
                group = group.element(
                    Origin::path(path.as_str())
                        .line(pos.line as usize)
                        .char_column(pos.column as usize),
                );
            }
            (Some(path), None, _) => group = group.element(Origin::path(path.as_str())),
            (None, ..) => {}
        }
        let help = finding.help.as_deref().map(printable);
        if let Some(help) = &help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        writeln!(out, "{}\n", renderer.render(&[group]))?;
    }
    Ok(())
}

/// Without characters that would steer the terminal.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            let steers =
                c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if steers { '\u{fffd}' } else { c }
        })
        .collect()
}
