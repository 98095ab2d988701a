//! TOML text to the same tree.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::line_index::Lines;
use super::node::{Kind, Node};
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};

/// Most lines of a file that findings are made of: who reads a hundred knows that it isn't TOML.
const MAX_LINES: usize = 100;

/// Reads a file as far as it goes. Each line that can't be read is a finding, of very many the first.
pub(crate) fn document(lines: &Lines<'_>, file: FileId, findings: &mut Vec<Finding>) -> Node {
    let (table, errors) = DeTable::parse_recoverable(lines.text());
    let mut last = 0;
    let before = findings.len();
    for error in errors {
        if findings.len() - before >= MAX_LINES {
            break;
        }
        let (line, column) = lines.place(error.span().map_or(0, |s| s.start));
        // What follows on a line follows from its first fault.
        if line == last {
            continue;
        }
        last = line;
        findings.push(
            Finding::new(
                Rule::TomlSyntax,
                text!("the TOML can't be read: {error}", error = error.message()),
            )
            .at(Pos { file, line, column })
            .excerpt(lines.excerpt(line, column, 1))
            .help("look at this line and the one before: strings need quotes, tables stand in [brackets]"),
        );
    }
    map(lines, table.span(), table.get_ref())
}

fn map(lines: &Lines<'_>, span: std::ops::Range<usize>, table: &DeTable<'_>) -> Node {
    let mut items: Vec<_> = table.iter().collect();
    items.sort_by_key(|(key, _)| key.span().start);
    let entries = items
        .into_iter()
        .map(|(key, item)| {
            let name = Kind::Scalar {
                text: key.get_ref().to_string(),
                plain: false,
            };
            let name = node(lines, key.span(), name);
            (name, value(lines, item))
        })
        .collect();
    node(lines, span, Kind::Map(entries))
}

fn value(lines: &Lines<'_>, item: &Spanned<DeValue<'_>>) -> Node {
    let scalar = |text: String, plain: bool| Kind::Scalar { text, plain };
    let kind = match item.get_ref() {
        DeValue::String(text) => scalar(text.to_string(), false),
        DeValue::Integer(number) => scalar(number.to_string(), true),
        DeValue::Float(number) => scalar(number.to_string(), true),
        DeValue::Boolean(flag) => scalar(flag.to_string(), true),
        DeValue::Datetime(time) => scalar(time.to_string(), true),
        DeValue::Array(items) => Kind::Seq(items.iter().map(|i| value(lines, i)).collect()),
        DeValue::Table(table) => return map(lines, item.span(), table),
    };
    node(lines, item.span(), kind)
}

fn node(lines: &Lines<'_>, span: std::ops::Range<usize>, kind: Kind) -> Node {
    let (line, column) = lines.place(span.start);
    let text = lines.text().get(span).unwrap_or("");
    // Lists and tables may be long, and no excerpt shows all of one.
    let shown = text.lines().next().unwrap_or("").chars();
    Node {
        line,
        column,
        len: shown.take(crate::diagnostic::Excerpt::MAX).count(),
        kind,
    }
}
