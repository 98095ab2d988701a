//! Front matter: YAML between two lines `---` at the top of a Markdown file. It is taken out of the
//! text; what of it isn't read is a finding.

use super::kinds::Suppression;
use super::suppression_list;
use crate::diagnostic::{Argument, Excerpt, FileId, Finding, Pos, Rule, Text, nearest, text};
use crate::document::{Kind, Located, Node, yaml};

/// The keys that are read.
const KEYS: [&str; 5] = ["title", "order", "description", "audience", "suppressions"];

/// Lines in which front matter is looked for that can't be read.
const MOST_LINES: usize = 40;

/// What front matter says.
#[derive(Debug, Clone, Default)]
pub(crate) struct FrontMatter {
    /// Title, in place of the first heading.
    pub title: Option<String>,
    /// Place among the guides of its folder.
    pub order: Option<i64>,
    /// A sentence for lists, search and link previews.
    pub description: Option<String>,
    /// Ids of the audiences that it is written for; everyone where it names none.
    pub audience: Vec<Located<String>>,
    /// Findings in the file that may stay for a while.
    pub suppressions: Vec<Suppression>,
    /// Whether it may say for whom the text is in a way that can't be read.
    pub unread_audience: bool,
    /// Where the first key stands that only a guide has.
    pub first_key: Option<Located<String>>,
}

/// Takes the front matter out of a text; the number is that of the lines that went with it.
pub(super) fn take(
    text: &mut String,
    file: FileId,
    findings: &mut Vec<Finding>,
) -> (FrontMatter, u32) {
    let none = (FrontMatter::default(), 0);
    let Some(block) = Block::of(text) else {
        return none;
    };
    let before = text[..block.start].matches('\n').count();
    let line = u32::try_from(before + 1).unwrap_or(u32::MAX);
    let opening = Pos {
        file,
        line,
        column: 1,
    };
    let report = |message: Text, help: &'static str| {
        Finding::new(Rule::FrontMatter, message)
            .at(opening)
            .excerpt(Excerpt::cut(text.as_str(), line, 1, 3))
            .help(help)
    };
    // What isn't read may say it.
    let unread = |block: &str| {
        let mut lines = block.lines().take(MOST_LINES);
        FrontMatter {
            unread_audience: lines.any(|line| line.contains("audience")),
            ..FrontMatter::default()
        }
    };
    let Some((end, after)) = block.end else {
        findings.push(report(
            text!(
                "front matter begins here and no line `{mark}` ends it, so it is taken as text",
                mark = block.mark
            ),
            "end it with a line of its own; for a line across the page write `***`",
        ));
        return (unread(&text[block.start..]), 0);
    };
    let front;
    if block.language == "YAML" {
        // The first line may say `---yaml`, which YAML itself doesn't know.
        let source = format!("{}---\n{}", &text[..block.start], &text[block.body..end]);
        let source = source.as_str();
        let mut own = Vec::new();
        let nodes = yaml::documents(source, file, &mut own);
        for mut finding in own {
            if finding.rule == Rule::YamlSyntax {
                finding.rule = Rule::FrontMatter;
                finding.severity = Rule::FrontMatter.info().severity;
                finding.message =
                    text!("this front matter isn't used: {why}", why = finding.message);
            }
            findings.push(finding);
        }
        match nodes.first() {
            None => front = unread(&text[block.start..end]),
            Some(Node {
                kind: Kind::Map(entries),
                ..
            }) => {
                let mut reader = Reader {
                    source,
                    file,
                    findings,
                };
                front = reader.entries(entries);
            }
            Some(node) => {
                findings.push(report(
                    text!(
                        "front matter must be a mapping, found {found}; it is taken as text",
                        found = node.describe()
                    ),
                    "write lines like `title: Names`; for a line across the page write `***`",
                ));
                return (unread(&text[block.start..end]), 0);
            }
        }
    } else {
        findings.push(report(
            text!(
                "this front matter is {language} and isn't read; YAML is",
                language = block.language
            ),
            "write it between two lines `---`, for example `title: Names`",
        ));
        front = unread(&text[block.start..end]);
    }
    let lines = text[..after].matches('\n').count();
    *text = text.split_off(after);
    (front, u32::try_from(lines).unwrap_or(u32::MAX))
}

/// Where front matter stands.
struct Block {
    language: &'static str,
    /// The line that ends it.
    mark: &'static str,
    /// First byte of the line that begins it.
    start: usize,
    /// First byte of the line after that.
    body: usize,
    /// First byte of the line that ends it, and of the line after.
    end: Option<(usize, usize)>,
}

impl Block {
    fn of(text: &str) -> Option<Self> {
        let start = text.len() - text.trim_start_matches(['\n', '\r']).len();
        let first = text[start..].split_inclusive('\n').next()?;
        let first_line = first.trim_end();
        let (language, mark) = match first_line {
            "---" => ("YAML", "---"),
            "+++" => ("TOML", "+++"),
            ";;;" => ("JSON", ";;;"),
            "{" => ("JSON", "}"),
            line if is_json(line) => {
                let after = start + first.len();
                return Some(Self {
                    language: "JSON",
                    mark: "}",
                    start,
                    body: after,
                    end: Some((after, after)),
                });
            }
            line => {
                let language = line.strip_prefix("---")?.trim();
                match language.to_ascii_lowercase().as_str() {
                    "yaml" | "yml" => ("YAML", "---"),
                    "toml" => ("TOML", "---"),
                    "json" => ("JSON", "---"),
                    _ => return None,
                }
            }
        };
        let mut at = start + first.len();
        let mut end = None;
        for line in text[at..].split_inclusive('\n') {
            let word = line.trim_end();
            // YAML knows two ends.
            if word == mark || (word == "..." && mark == "---") {
                end = Some((at, at + line.len()));
                break;
            }
            at += line.len();
        }
        // A brace alone says little.
        if end.is_none() && mark == "}" {
            return None;
        }
        Some(Self {
            language,
            mark,
            start,
            body: start + first.len(),
            end,
        })
    }
}

/// Whether a line alone is a mapping of JSON.
fn is_json(line: &str) -> bool {
    let inner = line.strip_prefix('{').and_then(|l| l.strip_suffix('}'));
    inner.is_some_and(|inner| inner.trim_start().starts_with('"') && inner.contains(':'))
}

struct Reader<'a> {
    source: &'a str,
    file: FileId,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn entries(&mut self, entries: &[(Node, Node)]) -> FrontMatter {
        let mut front = FrontMatter::default();
        let mut seen: Vec<&str> = Vec::new();
        for (key, value) in entries {
            let name = key.text().unwrap_or("");
            if front.first_key.is_none() && !matches!(name, "audience" | "suppressions") {
                front.first_key = Some(located(name.to_owned(), key));
            }
            if !KEYS.contains(&name) {
                front.unread_audience |= nearest_key(name) == Some("audience");
                self.unknown(key);
                continue;
            }
            if seen.contains(&name) {
                self.findings.push(key.stands_twice(self.file, self.source));
                continue;
            }
            seen.push(name);
            if value.is_null() {
                continue;
            }
            match name {
                "title" => front.title = self.text(name, value),
                "description" => front.description = self.text(name, value),
                "order" => match value.text().and_then(|t| t.trim().parse().ok()) {
                    Some(order) => front.order = Some(order),
                    None => self.wrong(name, value, "a whole number"),
                },
                "suppressions" => {
                    let list = value.clone();
                    front.suppressions =
                        suppression_list::read(list, self.source, self.file, self.findings);
                }
                _ => {
                    let from = self.findings.len();
                    front.audience = self.audiences(name, value);
                    front.unread_audience |= self.findings.len() > from;
                }
            }
        }
        front
    }

    fn text(&mut self, name: &str, value: &Node) -> Option<String> {
        let text = value.text().map(str::trim).filter(|t| !t.is_empty());
        if text.is_none() {
            self.wrong(name, value, "text");
        }
        text.map(str::to_owned)
    }

    /// One id or a list of them.
    fn audiences(&mut self, name: &str, value: &Node) -> Vec<Located<String>> {
        let items = match &value.kind {
            Kind::Seq(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut out = Vec::new();
        for item in items {
            if let Some(id) = self.text(name, item) {
                out.push(located(id, item));
            }
        }
        out
    }

    fn wrong(&mut self, name: &str, value: &Node, expected: &str) {
        self.findings.push(
            Finding::new(
                Rule::FrontMatter,
                text!(
                    "`{name}` must be {expected}, found {found}",
                    name,
                    expected,
                    found = value.describe()
                ),
            )
            .at(value.pos(self.file))
            .excerpt(value.excerpt(self.source))
            .help(text!("write {expected} here", expected)),
        );
    }

    fn unknown(&mut self, key: &Node) {
        let name = key.text().unwrap_or("");
        let near = nearest_key(name);
        self.findings.push(
            Finding::new(
                Rule::FrontMatter,
                text!("front matter has no key {key}", key = key.describe()),
            )
            .at(key.pos(self.file))
            .excerpt(key.excerpt(self.source))
            .help(match near {
                Some(near) => text!("did you mean `{near}`?", near),
                None => text!(
                    "known keys: {keys}",
                    keys = Argument::Names(KEYS.map(str::to_owned).to_vec())
                ),
            }),
        );
    }
}

/// The key that may be meant.
fn nearest_key(name: &str) -> Option<&'static str> {
    match name.len() {
        0..=40 => nearest(name, KEYS),
        _ => None,
    }
}

fn located(value: String, node: &Node) -> Located<String> {
    Located {
        value,
        line: node.line,
        column: node.column,
    }
}
