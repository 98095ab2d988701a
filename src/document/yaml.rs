//! YAML text to a tree that keeps positions. The syntax is the library's; ours are the bounds on
//! nesting and alias expansion, and that an error in one document doesn't hide the others.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::hint;
use super::line_index::Lines;
use super::node::{Kind, Node};
use crate::diagnostic::{Excerpt, FileId, Finding, Pos, Rule, Text, text};

/// Deepest nesting.
pub(crate) const MAX_DEPTH: usize = 64;
/// Most documents of one file.
pub(crate) const MAX_DOCUMENTS: usize = 100_000;
/// Most values, lists and mappings of one file.
pub(crate) const MAX_NODES: usize = 1_000_000;
/// Most signs of structure in one document. The library holds whatever stands in brackets within
/// brackets until they close, and that takes up to 1 KiB for each sign.
pub(crate) const MAX_SIGNS: usize = 1_000_000;
/// Most nodes that the anchors of one file may mark, those within each other counted for each.
pub(crate) const MAX_ANCHOR_NODES: usize = 1_000_000;
/// Most bytes of text that they may mark.
pub(crate) const MAX_ANCHOR_BYTES: usize = 64 << 20;
/// Most nodes that the aliases of one file may add.
pub(crate) const MAX_ALIAS_NODES: usize = 100_000;
/// Most bytes of text that the aliases of one file may add.
pub(crate) const MAX_ALIAS_BYTES: usize = 16 << 20;

/// All documents of a file. A document that can't be read is a finding; the others are returned.
pub(crate) fn documents(source: &str, file: FileId, findings: &mut Vec<Finding>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut budget = Budget {
        written: MAX_NODES,
        anchored: MAX_ANCHOR_NODES,
        anchored_bytes: MAX_ANCHOR_BYTES,
        nodes: MAX_ALIAS_NODES,
        bytes: MAX_ALIAS_BYTES,
    };
    let mut chunks = chunks(source);
    if let Some(line) = chunks.get(MAX_DOCUMENTS).map(|(line, _)| *line) {
        chunks.truncate(MAX_DOCUMENTS);
        let place = Pos {
            file,
            line,
            column: 1,
        };
        findings.push(
            Finding::new(Rule::TooLarge, too_many("file", MAX_DOCUMENTS, "documents"))
                .at(place)
                .help("split the file; what follows in it was not read"),
        );
    }
    for (first_line, chunk) in chunks {
        let mut builder = Builder {
            chunk: Lines::new(chunk),
            file,
            first_line,
            anchors: HashMap::new(),
            budget: &mut budget,
        };
        match builder.few_signs().and_then(|()| builder.document()) {
            Ok(Some(node)) if !node.is_null() => nodes.push(node),
            Ok(_) => {}
            Err(finding) => findings.push(*finding),
        }
        // Each of the documents that follow would say the same.
        if budget.written == 0 {
            break;
        }
    }
    nodes
}

/// Splits a file at its `---` lines: at the start of a line they always begin a document, even in
/// the middle of a scalar, so an error in one document can't swallow the next.
fn chunks(source: &str) -> Vec<(u32, &str)> {
    let mut chunks = Vec::new();
    let (mut start, mut start_line, mut offset) = (0, 1, 0);
    for (number, line) in (1u32..).zip(source.split_inclusive('\n')) {
        let body = line.trim_end_matches(['\n', '\r']);
        let marker = body
            .strip_prefix("---")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        if marker && offset > start {
            chunks.push((start_line, &source[start..offset]));
            (start, start_line) = (offset, number);
        }
        offset += line.len();
    }
    chunks.push((start_line, &source[start..]));
    chunks
}

/// What a file may still hold, and what its aliases may still add.
struct Budget {
    written: usize,
    anchored: usize,
    anchored_bytes: usize,
    nodes: usize,
    bytes: usize,
}

struct Builder<'s, 'b> {
    chunk: Lines<'s>,
    file: FileId,
    first_line: u32,
    anchors: HashMap<usize, Node>,
    budget: &'b mut Budget,
}

/// Whether a byte may begin or end a value, or be a part of its structure. In a text it is none; it is
/// counted there too, since only the library knows where texts are.
fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b',' | b':' | b'[' | b']' | b'{' | b'}' | b'"' | b'\'' | b'?' | b'&' | b'*' | b'!' | b'#'
    )
}

impl Builder<'_, '_> {
    /// Refuses a document with more signs than the library should hold.
    fn few_signs(&self) -> Result<(), Box<Finding>> {
        let text = self.chunk.text();
        if text.len() <= MAX_SIGNS {
            return Ok(());
        }
        let mut signs = text.bytes().enumerate().filter(|(_, b)| is_sign(*b));
        let Some((at, _)) = signs.nth(MAX_SIGNS) else {
            return Ok(());
        };
        let before = text.get(..at).unwrap_or(text);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before[start..].chars().count() + 1;
        let node = Node {
            line: self.line(line),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            len: 1,
            kind: Kind::Seq(Vec::new()),
        };
        Err(self.refused(
            Rule::TooLarge,
            &node,
            too_many("document", MAX_SIGNS, "brackets, commas, colons and quotes"),
            "split it into several documents or files; none of it was read",
        ))
    }

    fn document(&mut self) -> Result<Option<Node>, Box<Finding>> {
        // (node under construction, its anchor, a mapping's pending key)
        let mut stack: Vec<(Node, usize, Option<Node>)> = Vec::new();
        let mut done = None;
        for event in Parser::new_from_str(self.chunk.text()) {
            let (event, span) =
                event.map_err(|e| self.syntax(e.marker().line(), e.marker().col(), e.info()))?;
            if matches!(
                event,
                Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..)
            ) {
                self.written(span)?;
            }
            let (finished, anchor) = match event {
                Event::Scalar(text, style, anchor, _) => {
                    let node = self.node(
                        span,
                        Kind::Scalar {
                            text: text.into_owned(),
                            plain: style == ScalarStyle::Plain,
                        },
                    );
                    (node, anchor)
                }
                Event::SequenceStart(anchor, _) => {
                    self.bounded(stack.len(), span)?;
                    stack.push((self.node(span, Kind::Seq(Vec::new())), anchor, None));
                    continue;
                }
                Event::MappingStart(anchor, _) => {
                    self.bounded(stack.len(), span)?;
                    stack.push((self.node(span, Kind::Map(Vec::new())), anchor, None));
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                    Some((node, anchor, _)) => (node, anchor),
                    None => continue,
                },
                Event::Alias(id) => (self.alias(id, span, stack.len())?, 0),
                _ => continue,
            };
            if anchor != 0 {
                self.anchored(&finished)?;
                self.anchors.insert(anchor, finished.clone());
            }
            match stack.last_mut() {
                None => done = done.or(Some(finished)),
                Some((parent, _, key)) => match &mut parent.kind {
                    Kind::Seq(items) => items.push(finished),
                    Kind::Map(entries) => match key.take() {
                        Some(k) => entries.push((k, finished)),
                        None => *key = Some(finished),
                    },
                    Kind::Scalar { .. } => {}
                },
            }
        }
        Ok(done)
    }

    fn node(&self, span: Span, kind: Kind) -> Node {
        let len = if span.start.line() == span.end.line() {
            span.end.col().saturating_sub(span.start.col())
        } else {
            1
        };
        Node {
            line: self.line(span.start.line()),
            column: u32::try_from(span.start.col() + 1).unwrap_or(u32::MAX),
            len,
            kind,
        }
    }

    fn line(&self, in_chunk: usize) -> u32 {
        self.first_line - 1 + u32::try_from(in_chunk).unwrap_or(u32::MAX / 2)
    }

    fn bounded(&self, depth: usize, span: Span) -> Result<(), Box<Finding>> {
        if depth < MAX_DEPTH {
            return Ok(());
        }
        let node = self.node(span, Kind::Seq(Vec::new()));
        Err(self.refused(
            Rule::TooLarge,
            &node,
            too_deep(),
            "flatten it; no manifest needs that many levels",
        ))
    }

    /// Counts a node.
    fn written(&mut self, span: Span) -> Result<(), Box<Finding>> {
        self.budget.written = self.budget.written.saturating_sub(1);
        if self.budget.written > 0 {
            return Ok(());
        }
        let node = self.node(span, Kind::Seq(Vec::new()));
        Err(self.refused(
            Rule::TooLarge,
            &node,
            too_many("file", MAX_NODES, "values"),
            "split the file; what follows in it was not read",
        ))
    }

    /// Counts what an anchor marks: it is held beside the document, once for each anchor around it.
    fn anchored(&mut self, node: &Node) -> Result<(), Box<Finding>> {
        let size = node.size();
        let limit = if size.nodes > self.budget.anchored {
            format!("{MAX_ANCHOR_NODES} nodes")
        } else if size.bytes > self.budget.anchored_bytes {
            format!("{} MiB of text", MAX_ANCHOR_BYTES >> 20)
        } else {
            self.budget.anchored -= size.nodes;
            self.budget.anchored_bytes -= size.bytes;
            return Ok(());
        };
        Err(self.refused(
            Rule::AliasBomb,
            node,
            text!("the file's anchors mark more than {limit}", limit),
            "mark only the parts that an alias repeats",
        ))
    }

    /// What an alias stands for, within `level` lists and mappings.
    fn alias(&mut self, id: usize, span: Span, level: usize) -> Result<Node, Box<Finding>> {
        let mut node = self.node(
            span,
            Kind::Scalar {
                text: String::new(),
                plain: true,
            },
        );
        let Some(target) = self.anchors.get(&id) else {
            return Err(self.syntax(
                span.start.line(),
                span.start.col(),
                "an alias inside the node that it names",
            ));
        };
        let size = target.size();
        self.bounded((level + size.depth).saturating_sub(1), span)?;
        let limit = if size.nodes > self.budget.nodes {
            Some(format!("{MAX_ALIAS_NODES} nodes"))
        } else if size.bytes > self.budget.bytes {
            Some(format!("{} MiB of text", MAX_ALIAS_BYTES >> 20))
        } else {
            None
        };
        if let Some(limit) = limit {
            return Err(self.refused(
                Rule::AliasBomb,
                &node,
                text!("the file's aliases expand to more than {limit}", limit),
                "write the repeated parts out, or use fewer aliases of aliases",
            ));
        }
        self.budget.nodes -= size.nodes;
        self.budget.bytes -= size.bytes;
        node.kind = target.kind.clone();
        Ok(node)
    }

    /// The text of a node, which has the line of the file.
    fn excerpt(&self, node: &Node) -> Option<Excerpt> {
        let line = (node.line + 1).saturating_sub(self.first_line);
        self.chunk.excerpt(line, node.column, node.len)
    }

    fn refused(&self, rule: Rule, node: &Node, message: Text, help: &'static str) -> Box<Finding> {
        let finding = Finding::new(rule, message).help(help);
        Box::new(finding.at(node.pos(self.file)).excerpt(self.excerpt(node)))
    }

    fn syntax(&self, line: usize, column: usize, info: &str) -> Box<Finding> {
        // Within the chunk: what came before it in the file was counted when it was cut.
        let chunk = self.chunk.text();
        let total = chunk.lines().count().max(1);
        let mut line = line.max(1);
        let mut column = column + 1;
        if line > total {
            line = total;
            column = chunk.lines().last().unwrap_or("").chars().count() + 1;
        }
        let text = chunk.lines().nth(line - 1).unwrap_or("");
        let tab = text
            .char_indices()
            .take_while(|(_, c)| c.is_whitespace())
            .position(|(_, c)| c == '\t');
        let (message, column, help) = match tab {
            Some(at) => (
                "a tab stands in the indentation; YAML allows only spaces there".into(),
                at + 1,
                "replace the tab by spaces".into(),
            ),
            None if info == "recursion limit exceeded" => (
                too_deep(),
                column,
                "flatten it; no manifest needs that many levels".into(),
            ),
            None => {
                let parser = text!("the YAML can't be read: {info}", info);
                match hint::syntax(chunk, line, column, info) {
                    Some(mistake) => {
                        let place = mistake.at.unwrap_or((line, column));
                        line = place.0;
                        (mistake.message.unwrap_or(parser), place.1, mistake.help)
                    }
                    None => (
                        parser,
                        column,
                        "look at this line and the one before: an unclosed quote or bracket, a missing `:` or wrong indentation; the rest of this document was skipped".into(),
                    ),
                }
            }
        };
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        Box::new(
            Finding::new(Rule::YamlSyntax, message)
                .at(Pos {
                    file: self.file,
                    line: self.line(line),
                    column,
                })
                .excerpt(
                    self.chunk
                        .excerpt(u32::try_from(line).unwrap_or(u32::MAX), column, 1),
                )
                .help(help),
        )
    }
}

fn too_deep() -> Text {
    text!(
        "the document is nested more than {limit} levels deep",
        limit = MAX_DEPTH
    )
}

fn too_many(whole: &str, limit: usize, what: &str) -> Text {
    text!(
        "the {whole} holds more than {limit} {what}",
        whole,
        limit,
        what
    )
}
