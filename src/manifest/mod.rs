//! Authored input: our five kinds, the two standards, and Markdown. One call reads every manifest
//! of the tree; whatever is wrong with one is a finding and hides none of the others.

mod access_words;
pub(crate) mod bitol;
mod front_matter;
mod hidden_property;
mod images;
mod kind;
pub(crate) mod kinds;
mod manifest_schema;
mod manifests;
mod markdown_file;
mod saved_documents;
mod servers;
mod suppression_list;

use std::collections::BTreeSet;

use self::access_words::AccessWords;
use crate::diagnostic::{FileId, Finding, Pos, Rule, nearest, text};
use crate::document::{Kind, Lines, Node, Strictness, Validator, is_spelled_like, yaml};
use crate::source::SourceTree;
use kind::{CONTRACT, DocumentKind, PRODUCT};

pub(crate) use images::is_image;
pub(crate) use kind::{API_VERSION, OwnKind};
pub(crate) use manifest_schema::json_schema;
pub(crate) use manifests::{Document, Manifests};
pub(crate) use markdown_file::Markdown;
pub(crate) use saved_documents::{NothingSaved, SavedDocuments};

/// Other words for kinds.
const SHORT: [(&str, OwnKind); 4] = [
    ("dme", OwnKind::DataMeshEnvironment),
    ("environment", OwnKind::DataMeshEnvironment),
    ("product", OwnKind::DataProduct),
    ("term", OwnKind::GlossaryTerm),
];

/// Reads all manifests and guides of the tree. `is_export` tells which files belong to exports. What
/// is `saved` of manifests is taken from there.
pub(crate) fn read_all(
    tree: &SourceTree,
    is_export: &dyn Fn(&str) -> bool,
    saved: &dyn SavedDocuments,
    findings: &mut Vec<Finding>,
) -> Manifests {
    let mut manifests = Manifests::default();
    // Folders with manifests: Markdown elsewhere describes nothing.
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for (file, path) in tree.iter() {
        if is_export(path) {
            continue;
        }
        let extension = path.rsplit_once('.').map_or("", |(_, e)| e);
        if !matches!(extension, "yaml" | "yml" | "md") {
            continue;
        }
        let is_markdown = extension == "md";
        if !is_markdown
            && let Some(documents) = saved_documents::of(saved, tree, file)
            && saved_documents::add(&documents, file, &mut manifests)
        {
            folders.insert(folder(path));
            continue;
        }
        let text = match tree.text(file) {
            Ok(text) => text,
            Err(finding) => {
                findings.push(*finding);
                continue;
            }
        };
        if is_markdown {
            let markdown = Markdown::read(file, path, text);
            manifests.unread_access.extend(markdown.unread_audience());
            if path.starts_with("guides/") {
                manifests.guides.push(markdown);
            } else {
                manifests.descriptions.push(markdown);
            }
            continue;
        }
        folders.insert(folder(path));
        let lines = Lines::new(&text);
        let (from, unread) = (findings.len(), manifests.unread_access.len());
        let nodes = yaml::documents(&text, file, findings);
        if access_words::may_be_in(&text, findings.get(from..).unwrap_or_default()) {
            manifests.unread_access.push(Pos::start(file));
        }
        let mut reader = Reader {
            text: &lines,
            file,
            findings,
            read: saved.keeps().then(Vec::new),
        };
        for node in nodes {
            reader.document(node, &mut manifests);
        }
        let read = reader.read;
        // What there is something to say of is read each time, so that it is said each time.
        let is_sound = findings.len() == from && manifests.unread_access.len() == unread;
        if let Some(read) = read.filter(|_| is_sound) {
            saved_documents::save(saved, tree, file, &read);
        }
    }
    let beside = |m: &&Markdown| folders.contains(folder(&m.path));
    let descriptions = manifests.descriptions.iter().filter(beside);
    let texts = manifests.guides.iter().chain(descriptions);
    let wanted: BTreeSet<String> = texts.flat_map(Markdown::images).collect();
    manifests.images = images::read(tree, wanted);
    manifests
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

struct Reader<'a> {
    text: &'a Lines<'a>,
    file: FileId,
    findings: &'a mut Vec<Finding>,
    /// What was read of the file, where that is to be saved.
    read: Option<Vec<(DocumentKind, Node)>>,
}

impl Reader<'_> {
    fn document(&mut self, node: Node, out: &mut Manifests) {
        let (from, read) = (self.findings.len(), out.len());
        let words = AccessWords::of(&node, self.file);
        let pos = node.pos(self.file);
        self.body(node, out);
        // A document that is dropped as a whole takes with it what it says of access.
        let dropped = (out.len() == read && !words.is_empty()).then_some(pos);
        let findings = self.findings.get(from..).unwrap_or_default();
        out.unread_access
            .extend(dropped.or_else(|| words.wrong(findings)));
    }

    fn body(&mut self, mut node: Node, out: &mut Manifests) {
        let Some(kind) = self.envelope(&node) else {
            return;
        };
        if !self.is_as_its_schema(&mut node, kind) {
            return;
        }
        if let Err(error) = out.add(kind, &node, self.file) {
            let pos = node.pos(self.file);
            return self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "this {kind} can't be read: {error}",
                        kind = kind.name(),
                        error = error.to_string()
                    ),
                )
                .at(pos)
                .excerpt(self.text.excerpt(pos.line, pos.column, 1))
                .help("compare it with the schema that `vitrina schema` prints"),
            );
        }
        if let Some(read) = &mut self.read {
            read.push((kind, node));
        }
    }

    /// Says that a document is one of another tool.
    fn backstage(&mut self, node: &Node, kind: &str) {
        self.findings.push(
            Finding::new(
                Rule::ExportOutside,
                text!(
                    "this {kind} is an export of backstage and is read by no entry of [[exports]]",
                    kind
                ),
            )
            .at(node.pos(self.file))
            .excerpt(node.excerpt(self.text))
            .help("add [[exports]] with format = \"backstage\" and the path of this file to vitrina.toml, or exclude the file there"),
        );
    }

    /// What `kind` and `apiVersion` say, where the pair is one that is read.
    fn envelope(&mut self, node: &Node) -> Option<DocumentKind> {
        let kind = node.get("kind");
        let version = node.get("apiVersion");
        let text = |n: Option<&Node>| n.and_then(Node::text).unwrap_or("").to_owned();
        let (kind_text, version_text) = (text(kind), text(version));
        if kind_text.is_empty() || version_text.is_empty() {
            let missing = if kind_text.is_empty() {
                "kind"
            } else {
                "apiVersion"
            };
            let other = match &node.kind {
                Kind::Map(entries) => entries.iter().map(|(key, _)| key).find(|key| {
                    key.text()
                        .is_some_and(|k| k != missing && is_spelled_like(k, missing))
                }),
                _ => None,
            };
            let at = other.unwrap_or(node);
            self.findings.push(
                Finding::new(
                    Rule::UnknownKind,
                    text!("a document without `{missing}` was not read", missing),
                )
                .at(at.pos(self.file))
                .excerpt(at.excerpt(self.text))
                .help(match other {
                    Some(_) => text!("did you mean `{missing}`?", missing),
                    None => text!(
                        "add `apiVersion: {version}` and a `kind` ({kinds}), or exclude the file in vitrina.toml",
                        version = API_VERSION,
                        kinds = OwnKind::names().join(", ")
                    ),
                }),
            );
            return None;
        }
        if version_text.starts_with("backstage.io/") {
            self.backstage(node, &kind_text);
            return None;
        }
        let read = DocumentKind::of(&kind_text, &version_text);
        if read.is_some() {
            return read;
        }
        let known = OwnKind::names().into_iter().chain([CONTRACT]);
        let (at, message, help) = if known.clone().any(|kind| kind == kind_text) {
            let help = match kind_text.as_str() {
                CONTRACT => "write `v3.0.0` to `v3.0.2` or `v3.1.0`, the versions of the Open Data Contract Standard that are read".into(),
                PRODUCT => text!(
                    "write `{version}`, or `v1.0.0` for a document of the Open Data Product Standard",
                    version = API_VERSION
                ),
                _ => text!("write `{version}`", version = API_VERSION),
            };
            (
                version,
                text!(
                    "`apiVersion: {version}` isn't known for kind {kind}",
                    version = version_text,
                    kind = kind_text
                ),
                help,
            )
        } else {
            let short = SHORT
                .iter()
                .find(|(word, _)| kind_text.eq_ignore_ascii_case(word));
            let short = short.map(|(_, kind)| kind.name());
            let help = match short.or_else(|| nearest(&kind_text, known.clone())) {
                Some(near) => text!("did you mean `{near}`?", near),
                None => text!(
                    "known kinds: {kinds}",
                    kinds = known.collect::<Vec<_>>().join(", ")
                ),
            };
            (
                kind,
                text!("kind `{kind}` isn't known", kind = kind_text),
                help,
            )
        };
        let at = at.unwrap_or(node);
        self.findings.push(
            Finding::new(Rule::UnknownKind, message)
                .at(at.pos(self.file))
                .excerpt(at.excerpt(self.text))
                .help(help),
        );
        None
    }

    /// Whether a document can be decoded, with what of the standards is ours where the types read it.
    fn is_as_its_schema(&mut self, node: &mut Node, kind: DocumentKind) -> bool {
        let schema = manifest_schema::checked(kind);
        let strict = schema.pointer("/properties/apiVersion/const").is_some();
        if !strict {
            hidden_property::lift(node, self.text, self.file, self.findings);
            suppression_list::lift(node, self.text, self.file, self.findings);
        }
        let mut validator = Validator {
            root: schema,
            source: self.text,
            file: self.file,
            strictness: if strict {
                Strictness::Strict
            } else {
                Strictness::Lenient
            },
            findings: self.findings,
        };
        if !validator.document(node, kind.name()) {
            return false;
        }
        servers::check(node, strict, self.file, self.text, self.findings);
        true
    }
}
