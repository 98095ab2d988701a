//! The tree that YAML and TOML are read into: it knows where everything was written.

use super::lines::Quoted;
use crate::diagnostic::{Excerpt, FileId, Pos};

/// A node of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// Length of the node's text in characters, where it stands on one line.
    pub len: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// Text; `plain` where it was written without quotes, so that it may be a number or null.
    Scalar { text: String, plain: bool },
    /// A list.
    Seq(Vec<Node>),
    /// Keys and values, in the order written.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Whether it is YAML's null.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Makes it null, as if it had not been written.
    pub(crate) fn clear(&mut self) {
        self.kind = Kind::Scalar {
            text: String::new(),
            plain: true,
        };
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value under `key`, if this is a mapping that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Map(entries) => entries
                .iter()
                .find(|(k, _)| k.text() == Some(key))
                .map(|(_, v)| v),
            _ => None,
        }
    }

    /// Its place.
    pub(crate) fn pos(&self, file: FileId) -> Pos {
        Pos {
            file,
            line: self.line,
            column: self.column,
        }
    }

    /// The text at its place.
    pub(crate) fn excerpt<S: Quoted + ?Sized>(&self, source: &S) -> Option<Excerpt> {
        source.quote(self.line, self.column, self.len)
    }

    /// What it is, in words.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            _ if self.is_null() => "nothing".into(),
            Kind::Scalar { text, .. } => {
                let short: String = text.chars().take(40).collect();
                let dots = if short.len() < text.len() { "…" } else { "" };
                format!("`{}{dots}`", short.replace('\n', " "))
            }
            Kind::Seq(_) => "a list".into(),
            Kind::Map(_) => "a mapping".into(),
        }
    }

    /// Number of nodes in it, and of bytes of their texts.
    pub(crate) fn size(&self) -> (usize, usize) {
        let add = |(nodes, bytes): (usize, usize), node: &Node| {
            let (more, longer) = node.size();
            (nodes + more, bytes + longer)
        };
        match &self.kind {
            Kind::Scalar { text, .. } => (1, text.len()),
            Kind::Seq(items) => items.iter().fold((1, 0), add),
            Kind::Map(entries) => entries
                .iter()
                .fold((1, 0), |sum, (key, value)| add(add(sum, key), value)),
        }
    }
}
