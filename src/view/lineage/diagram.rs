//! Nodes and arrows in the languages of drawing programs, line by line.

use std::io;

use crate::neutral;

/// Takes a line of output.
pub(crate) type Line<'a> = &'a mut dyn FnMut(&str) -> io::Result<()>;

/// Which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Dot,
    Mermaid,
}

/// What to draw; arrows lead from index to index.
pub(super) struct Diagram {
    /// First and second line of each node.
    pub(super) nodes: Vec<(String, String)>,
    pub(super) arrows: Vec<(usize, usize, String)>,
}

impl Diagram {
    pub(super) fn write(&self, language: Language, line: Line<'_>) -> io::Result<()> {
        match language {
            Language::Dot => self.dot(line),
            Language::Mermaid => self.mermaid(line),
        }
    }

    fn dot(&self, line: Line<'_>) -> io::Result<()> {
        line("digraph lineage {")?;
        line("  rankdir=LR;")?;
        line("  node [shape=box];")?;
        for (at, (name, kind)) in self.nodes.iter().enumerate() {
            let (name, kind) = (dot_text(name), dot_text(kind));
            line(&format!("  n{at} [label=\"{name}\\n{kind}\"];"))?;
        }
        for (from, to, by) in &self.arrows {
            line(&format!("  n{from} -> n{to} [label=\"{}\"];", dot_text(by)))?;
        }
        line("}")
    }

    fn mermaid(&self, line: Line<'_>) -> io::Result<()> {
        line("flowchart LR")?;
        for (at, (name, kind)) in self.nodes.iter().enumerate() {
            let (name, kind) = (mermaid_text(name), mermaid_text(kind));
            line(&format!("  n{at}[\"{name}<br/>{kind}\"]"))?;
        }
        for (from, to, by) in &self.arrows {
            if by.is_empty() {
                line(&format!("  n{from} --> n{to}"))?;
            } else {
                line(&format!("  n{from} -->|\"{}\"| n{to}", mermaid_text(by)))?;
            }
        }
        Ok(())
    }
}

/// Inside of a quoted string of DOT, where a backslash would begin an escape.
pub(super) fn dot_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in neutral::line(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
    out
}

/// Inside of a quoted label of Mermaid, which reads HTML and Markdown: everything but letters,
/// digits and harmless marks by number.
pub(super) fn mermaid_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in neutral::line(text).chars() {
        match c {
            ' ' | '-' | '_' | '.' | ',' | ':' | '/' => out.push(c),
            c if c.is_alphanumeric() => out.push(c),
            c => {
                append!(out, "#{};", u32::from(c));
            }
        }
    }
    out
}
