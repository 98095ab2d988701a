//! TOML text to the same tree.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Kind, Node};
use crate::diagnostic::{Excerpt, FileId, Finding, Pos, Rule};

/// Reads a file; a syntax error is a finding.
pub(crate) fn document(source: &str, file: FileId) -> Result<Node, Box<Finding>> {
    match DeTable::parse(source) {
        Ok(table) => {
            let span = table.span();
            Ok(map(source, span, table.get_ref()))
        }
        Err(error) => {
            let (line, column) = place(source, error.span().map_or(0, |s| s.start));
            Err(Box::new(
                Finding::new(
                    Rule::YamlSyntax,
                    format!("the TOML can't be read: {}", error.message()),
                )
                .at(Pos { file, line, column })
                .excerpt(Excerpt::cut(source, line, column, 1))
                .help("look at this line and the one before: strings need quotes, tables stand in [brackets]"),
            ))
        }
    }
}

fn map(source: &str, span: std::ops::Range<usize>, table: &DeTable<'_>) -> Node {
    let mut entries: Vec<(usize, Node, Node)> = table
        .iter()
        .map(|(key, item)| {
            let name = node(
                source,
                key.span(),
                Kind::Scalar {
                    text: key.get_ref().to_string(),
                    plain: false,
                },
            );
            (key.span().start, name, value(source, item))
        })
        .collect();
    entries.sort_by_key(|(start, ..)| *start);
    let entries = entries.into_iter().map(|(_, k, v)| (k, v)).collect();
    node(source, span, Kind::Map(entries))
}

fn value(source: &str, item: &Spanned<DeValue<'_>>) -> Node {
    let scalar = |text: String, plain: bool| Kind::Scalar { text, plain };
    let kind = match item.get_ref() {
        DeValue::String(text) => scalar(text.to_string(), false),
        DeValue::Integer(number) => scalar(number.to_string(), true),
        DeValue::Float(number) => scalar(number.to_string(), true),
        DeValue::Boolean(flag) => scalar(flag.to_string(), true),
        DeValue::Datetime(time) => scalar(time.to_string(), true),
        DeValue::Array(items) => Kind::Seq(items.iter().map(|i| value(source, i)).collect()),
        DeValue::Table(table) => return map(source, item.span(), table),
    };
    node(source, item.span(), kind)
}

fn node(source: &str, span: std::ops::Range<usize>, kind: Kind) -> Node {
    let (line, column) = place(source, span.start);
    let text = source.get(span).unwrap_or("");
    Node {
        line,
        column,
        len: text.lines().next().unwrap_or("").chars().count(),
        kind,
    }
}

/// 1-based line and column of a byte.
fn place(source: &str, byte: usize) -> (u32, u32) {
    let before = source.get(..byte).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (small(line), small(column))
}
