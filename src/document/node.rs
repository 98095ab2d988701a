//! The tree that YAML and TOML are read into: it knows where everything was written.

use serde::{Deserialize, Serialize};

use super::line_index::Quoted;
use crate::diagnostic::{Excerpt, FileId, Finding, Pos, Rule, beginning, text};

/// A node of the tree.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
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

    /// The items of a list; none where it isn't one.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Seq(items) => items,
            _ => &[],
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

    /// Made of what it holds, wherever that stands.
    pub(crate) fn fingerprint(&self) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new();
        self.hash(&mut hasher);
        let mut fingerprint = [0; 16];
        hasher.finalize_xof().fill(&mut fingerprint);
        fingerprint
    }

    fn hash(&self, to: &mut blake3::Hasher) {
        let mut begins = |kind: u8, length: usize| {
            to.update(&[kind]);
            to.update(&(length as u64).to_le_bytes());
        };
        match &self.kind {
            Kind::Scalar { text, plain } => {
                begins(u8::from(*plain), text.len());
                to.update(text.as_bytes());
            }
            Kind::Seq(items) => {
                begins(2, items.len());
                items.iter().for_each(|item| item.hash(to));
            }
            Kind::Map(entries) => {
                begins(3, entries.len());
                for (key, value) in entries {
                    key.hash(to);
                    value.hash(to);
                }
            }
        }
    }

    /// What it is, in words.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            _ if self.is_null() => "nothing".into(),
            Kind::Scalar { text, .. } => {
                format!("`{}`", beginning(text, 40).replace('\n', " "))
            }
            Kind::Seq(_) => "a list".into(),
            Kind::Map(_) => "a mapping".into(),
        }
    }

    /// The finding for a key that stands in its mapping already.
    pub(crate) fn stands_twice<S: Quoted + ?Sized>(&self, file: FileId, source: &S) -> Finding {
        Finding::new(
            Rule::DuplicateKey,
            text!(
                "{key} stands twice; the first one is used",
                key = self.describe()
            ),
        )
        .at(self.pos(file))
        .excerpt(self.excerpt(source))
        .help("remove one of the two")
    }

    /// Whether it is of a type of JSON Schema. Numbers are texts as well.
    pub(super) fn is_of_type(&self, name: &str) -> bool {
        match (&self.kind, name) {
            (Kind::Seq(_), "array")
            | (Kind::Map(_), "object")
            | (Kind::Scalar { .. }, "string") => true,
            (Kind::Scalar { text, .. }, "integer") => text.parse::<i64>().is_ok(),
            (Kind::Scalar { text, .. }, "number") => text.parse::<f64>().is_ok(),
            (Kind::Scalar { text, plain: true }, "boolean") => {
                matches!(text.as_str(), "true" | "false")
            }
            _ => false,
        }
    }

    /// How much it holds.
    pub(crate) fn size(&self) -> Size {
        match &self.kind {
            Kind::Scalar { text, .. } => Size {
                nodes: 1,
                bytes: text.len(),
                depth: 0,
            },
            Kind::Seq(items) => Size::around(items.iter()),
            Kind::Map(entries) => {
                Size::around(entries.iter().flat_map(|(key, value)| [key, value]))
            }
        }
    }
}

/// How much a node holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    /// Nodes, itself included.
    pub nodes: usize,
    /// Bytes of their texts.
    pub bytes: usize,
    /// Lists and mappings within each other.
    pub depth: usize,
}

impl Size {
    /// Of a list or a mapping.
    fn around<'n>(nodes: impl Iterator<Item = &'n Node>) -> Self {
        let mut all = Self {
            nodes: 1,
            bytes: 0,
            depth: 1,
        };
        for node in nodes {
            let one = node.size();
            all.nodes += one.nodes;
            all.bytes += one.bytes;
            all.depth = all.depth.max(1 + one.depth);
        }
        all
    }
}
