//! For people: the message, the line with the offending text underlined, and how to mend it. The
//! first few of each rule are shown, and what they stand for is counted.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::fold::{Cause, Group, groups, remarks};
use super::{Excerpt, Finding, Pos, Severity, Text};
use crate::neutral;

/// Mistakes of a rule that are shown.
const SHOWN: usize = 3;
/// Places named of those that are counted only.
const NAMED: usize = 2;

/// Prints findings by rule, the first few of each; or every one in full, in the order of the files.
/// `paths` gives the path of each [`super::FileId`].
///
/// # Errors
/// As `out` says.
pub(crate) fn print(
    findings: &[Finding],
    paths: &[String],
    colour: bool,
    all: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let printer = Printer {
        paths,
        renderer: if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        },
        bold: if colour {
            anstyle::Style::new().bold()
        } else {
            anstyle::Style::new()
        },
    };
    // What is let be comes after the others.
    for set_aside in [false, true] {
        if all {
            for finding in findings.iter().filter(|f| f.is_set_aside() == set_aside) {
                printer.finding(finding, printer.let_be(finding), out)?;
            }
            continue;
        }
        for group in &groups(findings, set_aside) {
            printer.group(group, out)?;
        }
        let remarks = remarks(findings, set_aside);
        let what = if set_aside { " that may stay" } else { "" };
        match remarks {
            0 => {}
            1 => writeln!(out, "1 remark{what} isn't shown; `--all` prints it\n")?,
            n => writeln!(out, "{n} remarks{what} aren't shown; `--all` prints them\n")?,
        }
    }
    Ok(())
}

struct Printer<'a> {
    paths: &'a [String],
    renderer: Renderer,
    bold: anstyle::Style,
}

impl Printer<'_> {
    fn group(&self, group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
        let count = group.len();
        let shown = if group.follow.is_empty() { SHOWN } else { 1 };
        if count > 1 || !group.follow.is_empty() {
            self.heading(group, count, out)?;
        }
        for cause in group.causes.iter().take(shown) {
            let notes = self.let_be(cause.first).into_iter().chain(self.same(cause));
            let notes: Vec<String> = notes.collect();
            self.finding(cause.first, notes, out)?;
        }
        let rest = group.causes.get(shown..).unwrap_or_default();
        let more: usize = rest.iter().map(Cause::len).sum();
        if more == 0 {
            return Ok(());
        }
        let files: BTreeSet<&str> = rest
            .iter()
            .flat_map(|cause| std::iter::once(&cause.first).chain(&cause.more))
            .filter_map(|finding| self.path(finding))
            .collect();
        let wherever = match files.len() {
            0 => String::new(),
            1 => " in 1 file".to_owned(),
            n => format!(" in {n} files"),
        };
        let rule = group.rule.info().id;
        writeln!(
            out,
            "… and {more} more of {rule}{wherever}; `--all` prints them\n"
        )
    }

    /// How many there are, what they mean, and what may be behind them.
    fn heading(&self, group: &Group<'_>, count: usize, out: &mut dyn Write) -> io::Result<()> {
        let (info, bold) = (group.rule.info(), self.bold);
        let word = group.severity.word();
        let plural = if count == 1 { "" } else { "s" };
        writeln!(
            out,
            "{bold}{}: {count} {word}{plural}{bold:#}. {}",
            info.id, info.summary
        )?;
        if let Some(first) = group.follow.first() {
            let others = match group.follow.len() - 1 {
                0 => String::new(),
                1 => " and another file".to_owned(),
                n => format!(" and {n} others"),
            };
            let place = self
                .place(first)
                .unwrap_or_else(|| first.message.to_string());
            writeln!(
                out,
                "This may follow from {}{others}, where not all could be read ({}): mend that first.",
                neutral::line(&place),
                first.rule.info().id,
            )?;
        }
        writeln!(out)
    }

    /// Where else the same is wrong.
    fn same(&self, cause: &Cause<'_>) -> Option<String> {
        if cause.more.is_empty() {
            return None;
        }
        let mut places: Vec<String> = cause
            .more
            .iter()
            .filter_map(|finding| self.place(finding))
            .take(NAMED)
            .collect();
        match cause.more.len() - places.len() {
            0 => {}
            rest if places.is_empty() => places.push(format!("{rest} findings")),
            1 => places.push("1 other".to_owned()),
            rest => places.push(format!("{rest} others")),
        }
        let list = match places.split_last() {
            Some((last, before)) if !before.is_empty() => {
                format!("{} and {last}", before.join(", "))
            }
            _ => places.concat(),
        };
        let times = match cause.more.len() {
            1 => "once more".to_owned(),
            n => format!("{n} more times"),
        };
        Some(format!("the same {times}: {list}; `--all` prints each"))
    }

    /// Who says that it may stay.
    fn let_be(&self, finding: &Finding) -> Option<String> {
        if let Some(said) = finding.suppressed() {
            let place = said.pos.and_then(|pos| {
                let path = self.paths.get(pos.file.0 as usize)?;
                Some(format!(" at {path}:{}", pos.line))
            });
            let place = place.unwrap_or_default();
            return Some(format!(
                "suppressed until {}{place}: {}",
                said.until, said.reason
            ));
        }
        Some(format!("listed in {}", finding.baseline()?))
    }

    fn path<'f>(&'f self, finding: &'f Finding) -> Option<&'f str> {
        finding.path(self.paths)
    }

    /// The file and line of a finding, or the asset that it is about.
    fn place(&self, finding: &Finding) -> Option<String> {
        match (self.path(finding), finding.pos()) {
            (Some(path), Some(pos)) => Some(format!("{path}:{}", pos.line)),
            (Some(path), None) => Some(path.to_owned()),
            (None, _) => finding.asset().map(str::to_owned),
        }
    }

    fn finding(
        &self,
        finding: &Finding,
        notes: impl IntoIterator<Item = String>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info | Severity::Off => Level::INFO,
        };
        let message = finding.message.printed();
        let message = neutral::line(&message);
        let title = level.primary_title(&*message).id(finding.rule_id());
        let path = self.path(finding).map(neutral::line);
        let mut group = annotate_snippets::Group::with_title(title);
        match (&path, finding.pos(), &finding.excerpt) {
            (Some(path), Some(pos), Some(excerpt)) => {
                let (line, range) = shown(excerpt);
                group = group.element(
                    Snippet::source(line)
                        .line_start(pos.line as usize)
                        .path(&**path)
                        .annotation(AnnotationKind::Primary.span(range)),
                );
            }
            (Some(path), Some(pos), None) => {
                group = group.element(
                    Origin::path(&**path)
                        .line(pos.line as usize)
                        .char_column(pos.column as usize),
                );
            }
            (Some(path), None, _) => group = group.element(Origin::path(&**path)),
            (None, ..) => {}
        }
        let notes = notes.into_iter();
        let notes: Vec<String> = notes
            .map(|note| neutral::line(&note).into_owned())
            .collect();
        for note in &notes {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        let help = finding.help.as_ref().map(Text::printed);
        let help = help.as_deref().map(neutral::line);
        if let Some(help) = &help {
            group = group.element(Level::HELP.message(&**help));
        }
        let mut text = self.renderer.render(&[group]);
        if let (Some(path), Some(pos), Some(excerpt)) = (&path, finding.pos(), &finding.excerpt) {
            text = at_its_place(text, path, pos, excerpt);
        }
        writeln!(out, "{text}\n")
    }
}

/// With the column of the finding. The renderer counts it in what is shown, which may begin later
/// than the line.
fn at_its_place(text: String, path: &str, pos: Pos, excerpt: &Excerpt) -> String {
    let (line, range) = shown(excerpt);
    let column = line
        .get(..range.start)
        .map_or(0, |before| before.chars().count())
        + 1;
    let place = |column: usize| format!("{path}:{}:{column}\n", pos.line);
    match text.split_once('\n') {
        Some((title, rest)) if column < pos.column as usize => {
            let rest = rest.replacen(&place(column), &place(pos.column as usize), 1);
            format!("{title}\n{rest}")
        }
        _ => text,
    }
}

/// The line and the offending part of it, without what would steer the terminal: what takes the
/// place of a character may be longer.
fn shown(excerpt: &Excerpt) -> (String, Range<usize>) {
    let (line, range) = (&excerpt.line, &excerpt.range);
    let mut shown = neutral::line(line.get(..range.start).unwrap_or(line)).into_owned();
    let start = shown.len();
    shown.push_str(&neutral::line(line.get(range.clone()).unwrap_or("")));
    let end = shown.len();
    shown.push_str(&neutral::line(line.get(range.end..).unwrap_or("")));
    (shown, start..end)
}
