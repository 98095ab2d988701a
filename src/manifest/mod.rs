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
mod markdown_file;
mod servers;
mod suppression_list;

use std::collections::BTreeSet;

use serde_json::Value;

use self::access_words::AccessWords;
use crate::diagnostic::{FileId, Finding, Pos, Rule, nearest, text};
use crate::document::{Kind, Lines, Node, Strictness, Validator, decode, is_spelled_like, yaml};
use crate::source::SourceTree;
use bitol::{DataContract, StandardProduct};
use kind::{CONTRACT, DocumentKind, PRODUCT};
use kinds::{DataMeshEnvironment, DataProduct, Domain, GlossaryTerm, Team};

pub(crate) use images::{Images, is_image};
pub(crate) use kind::{API_VERSION, OwnKind};
pub(crate) use manifest_schema::json_schema;
pub(crate) use markdown_file::Markdown;

/// Other words for kinds.
const SHORT: [(&str, OwnKind); 4] = [
    ("dme", OwnKind::DataMeshEnvironment),
    ("environment", OwnKind::DataMeshEnvironment),
    ("product", OwnKind::DataProduct),
    ("term", OwnKind::GlossaryTerm),
];

/// A manifest with the place of its document.
#[derive(Debug, Clone)]
pub(crate) struct Document<T> {
    /// Its first key.
    pub pos: Pos,
    /// What it says.
    pub body: T,
}

/// Everything authored.
#[derive(Debug, Default)]
pub(crate) struct Manifests {
    /// `kind: Domain`.
    pub domains: Vec<Document<Domain>>,
    /// `kind: DataMeshEnvironment`.
    pub environments: Vec<Document<DataMeshEnvironment>>,
    /// `kind: DataProduct`, ours.
    pub products: Vec<Document<DataProduct>>,
    /// `kind: DataProduct` of the standard.
    pub standard_products: Vec<Document<StandardProduct>>,
    /// `kind: DataContract`.
    pub contracts: Vec<Document<DataContract>>,
    /// `kind: Team`.
    pub teams: Vec<Document<Team>>,
    /// `kind: GlossaryTerm`.
    pub terms: Vec<Document<GlossaryTerm>>,
    /// `guides/**/*.md`.
    pub guides: Vec<Markdown>,
    /// `dme.md`, `product.md` … and `README.md` beside manifests.
    pub descriptions: Vec<Markdown>,
    /// Images of guides and of texts beside manifests.
    pub images: Images,
    /// Where something may be said of who may see what that can't be read, each with a finding.
    pub unread_access: Vec<Pos>,
}

impl Manifests {
    /// Number of documents of all kinds.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.domains.len()
            + self.environments.len()
            + self.products.len()
            + self.standard_products.len()
            + self.contracts.len()
            + self.teams.len()
            + self.terms.len()
            + self.guides.len()
    }

    /// Whether nothing was authored.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Reads all manifests and guides of the tree. `is_export` tells which files belong to exports.
pub(crate) fn read_all(
    tree: &SourceTree,
    is_export: &dyn Fn(&str) -> bool,
    findings: &mut Vec<Finding>,
) -> Manifests {
    let mut manifests = Manifests::default();
    // Folders with manifests: Markdown elsewhere describes nothing.
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    let schemas = manifest_schema::Schemas::new();
    for (file, path) in tree.iter() {
        if is_export(path) {
            continue;
        }
        let extension = path.rsplit_once('.').map_or("", |(_, e)| e);
        if !matches!(extension, "yaml" | "yml" | "md") {
            continue;
        }
        let text = match tree.text(file) {
            Ok(text) => text,
            Err(finding) => {
                findings.push(*finding);
                continue;
            }
        };
        if extension == "md" {
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
        let from = findings.len();
        let nodes = yaml::documents(&text, file, findings);
        if access_words::may_be_in(&text, findings.get(from..).unwrap_or_default()) {
            manifests.unread_access.push(Pos::start(file));
        }
        for node in nodes {
            Reader {
                schemas: &schemas,
                text: &lines,
                file,
                findings,
            }
            .document(node, &mut manifests);
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
    schemas: &'a manifest_schema::Schemas,
    text: &'a Lines<'a>,
    file: FileId,
    findings: &'a mut Vec<Finding>,
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
        let (s, node, name) = (self.schemas, &mut node, kind.name());
        match kind {
            DocumentKind::Own(own) => match own {
                OwnKind::Domain => self.read(node, &s.domain, name, &mut out.domains),
                OwnKind::DataMeshEnvironment => {
                    self.read(node, &s.environment, name, &mut out.environments);
                }
                OwnKind::DataProduct => self.read(node, &s.product, name, &mut out.products),
                OwnKind::Team => self.read(node, &s.team, name, &mut out.teams),
                OwnKind::GlossaryTerm => self.read(node, &s.term, name, &mut out.terms),
            },
            DocumentKind::StandardProduct => {
                self.read(node, &s.standard_product, name, &mut out.standard_products);
            }
            DocumentKind::Contract => self.read(node, &s.contract, name, &mut out.contracts),
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

    fn read<T: for<'n> serde::Deserialize<'n>>(
        &mut self,
        node: &mut Node,
        schema: &Value,
        kind: &str,
        out: &mut Vec<Document<T>>,
    ) {
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
        if !validator.document(node, kind) {
            return;
        }
        servers::check(node, strict, self.file, self.text, self.findings);
        let pos = node.pos(self.file);
        match decode::<T>(node) {
            Ok(body) => out.push(Document { pos, body }),
            Err(error) => self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "this {kind} can't be read: {error}",
                        kind,
                        error = error.to_string()
                    ),
                )
                .at(pos)
                .excerpt(self.text.excerpt(pos.line, pos.column, 1))
                .help("compare it with the schema that `vitrina schema` prints"),
            ),
        }
    }
}
