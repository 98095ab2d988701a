//! A run in a SARIF log: its rules, and what each result says.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;
use serde_json::value::RawValue;

use super::tool_words::{rule_word, tool_word, web_address};
use crate::diagnostic::Severity;
use crate::export::fact::{FindingFact, FoundIn};
use crate::export::json_object::{Object, text};

/// What the results of a run refer to.
pub(super) struct Run<'a> {
    tool: String,
    rules: Vec<Descriptor<'a>>,
    by_id: FxHashMap<String, usize>,
    artifacts: Vec<&'a RawValue>,
    logical_locations: Vec<&'a RawValue>,
    bases: Option<Object<'a>>,
}

/// A rule as its tool describes it.
struct Descriptor<'a> {
    id: Option<Cow<'a, str>>,
    level: Option<Cow<'a, str>>,
    address: Option<Cow<'a, str>>,
    title: Option<Cow<'a, str>>,
    help: Option<Cow<'a, str>>,
    messages: Option<Object<'a>>,
}

impl<'a> Run<'a> {
    /// Reads what stands beside the results.
    pub(super) fn new(run: &Object<'a>) -> Self {
        let driver = run.object("tool").and_then(|tool| tool.object("driver"));
        let rules: Vec<Descriptor<'a>> = match &driver {
            Some(driver) => driver.list("rules").into_iter().map(described).collect(),
            None => Vec::new(),
        };
        let mut by_id = FxHashMap::default();
        for (i, rule) in rules.iter().enumerate() {
            if let Some(id) = &rule.id {
                by_id.entry(id.clone().into_owned()).or_insert(i);
            }
        }
        let name = driver.as_ref().and_then(|driver| driver.text("name"));
        Self {
            tool: tool_word(name.as_deref().unwrap_or_default()),
            rules,
            by_id,
            artifacts: run.list("artifacts"),
            logical_locations: run.list("logicalLocations"),
            bases: run.object("originalUriBaseIds"),
        }
    }

    /// The finding that a result is; nothing where it says that all is well, or that what was wrong
    /// is so no more.
    pub(super) fn finding(&self, result: &Object<'a>) -> Option<FindingFact<'a>> {
        // Of these kinds alone the rule is broken (3.27.9).
        let fails = result.text("kind").is_none_or(|kind| kind == "fail");
        let is_gone = result.text("baselineState").as_deref() == Some("absent");
        if !fails || is_gone {
            return None;
        }
        let own = result.object("rule");
        let index = [
            own.as_ref().and_then(|rule| rule.text("index")),
            result.text("ruleIndex"),
        ];
        let index = index.into_iter().flatten().find_map(|i| i.parse().ok());
        let id = result
            .text("ruleId")
            .or_else(|| own.as_ref().and_then(|rule| rule.text("id")));
        let rule = self.rule(index, id.as_deref());
        let level = result
            .text("level")
            .or_else(|| rule.and_then(|rule| rule.level.clone()));
        let severity = match level.as_deref() {
            Some("none") => return None,
            Some("error") => Severity::Error,
            Some("note") => Severity::Info,
            _ => Severity::Warning,
        };
        let id = id.or_else(|| rule.and_then(|rule| rule.id.clone()));
        let location = result.list("locations").into_iter().find_map(Object::read);
        let fix = result.list("fixes").into_iter().find_map(Object::read);
        let fix = fix.and_then(|fix| message_text(&fix.object("description")?));
        let properties = result.object("properties");
        let property = |name: &str| properties.as_ref().and_then(|all| all.text(name));
        let message = result.object("message");
        Some(FindingFact {
            tool: self.tool.clone().into(),
            rule: rule_word(id.as_deref().unwrap_or_default()).into(),
            address: rule.and_then(|rule| rule.address.clone()),
            severity,
            message: message
                .and_then(|message| self.said(&message, rule))
                .or_else(|| rule.and_then(|rule| rule.title.clone()))
                .unwrap_or_else(|| "the tool doesn't say what is wrong".into()),
            help: fix.or_else(|| rule.and_then(|rule| rule.help.clone())),
            assets: ["key", "asset"]
                .iter()
                .filter_map(|name| property(name))
                .chain(location.iter().flat_map(|place| self.names(place)))
                .collect(),
            detail: property("detail").or_else(|| property("column")),
            file: location.and_then(|place| self.file(&place)),
            set_aside: set_aside(result).map(|why| (why, Cow::default())),
        })
    }

    /// The rule by its number or its id; ids may go on after a slash (3.27.5).
    fn rule(&self, index: Option<usize>, id: Option<&str>) -> Option<&Descriptor<'a>> {
        if let Some(rule) = index.and_then(|i| self.rules.get(i)) {
            return Some(rule);
        }
        let mut id = id?;
        loop {
            if let Some(i) = self.by_id.get(id) {
                return self.rules.get(*i);
            }
            id = id.rsplit_once('/')?.0;
        }
    }

    /// A message, with its arguments put in where it has some (3.11.5).
    fn said(&self, message: &Object<'a>, rule: Option<&Descriptor<'a>>) -> Option<Cow<'a, str>> {
        let written = message_text(message).or_else(|| {
            let all = rule?.messages.as_ref()?;
            message_text(&all.object(&message.text("id")?)?)
        })?;
        let arguments = message.list("arguments");
        if arguments.is_empty() {
            return Some(written);
        }
        let mut out = String::new();
        let mut rest = &*written;
        while let Some((before, after)) = rest.split_once(['{', '}']) {
            out.push_str(before);
            let brace = rest.get(before.len()..=before.len())?;
            let number = after.split_once('}').and_then(|(number, after)| {
                let argument = arguments.get(number.parse::<usize>().ok()?)?;
                Some((text(argument).unwrap_or_default(), after))
            });
            rest = match (after.strip_prefix(brace), number) {
                (Some(after), _) => {
                    out.push_str(brace);
                    after
                }
                (None, Some((argument, after))) if brace == "{" => {
                    out.push_str(&argument);
                    after
                }
                (None, _) => {
                    out.push_str(brace);
                    after
                }
            };
        }
        out.push_str(rest);
        Some(out.into())
    }

    /// Full names of what a location is within.
    fn names(&self, location: &Object<'a>) -> Vec<Cow<'a, str>> {
        let own = location.list("logicalLocations");
        let own = own.into_iter().filter_map(Object::read);
        own.filter_map(|named| {
            named.text("fullyQualifiedName").or_else(|| {
                let shared = indexed(&self.logical_locations, &named)?;
                shared.text("fullyQualifiedName")
            })
        })
        .collect()
    }

    /// The file of a location, and where in it.
    fn file(&self, location: &Object<'a>) -> Option<FoundIn<'a>> {
        let physical = location.object("physicalLocation")?;
        let artifact = physical.object("artifactLocation")?;
        let (uri, base) = match artifact.text("uri") {
            Some(uri) => (uri, artifact.text("uriBaseId")),
            None => {
                let shared = indexed(&self.artifacts, &artifact)?.object("location")?;
                (shared.text("uri")?, shared.text("uriBaseId"))
            }
        };
        let base = base.and_then(|base| self.bases.as_ref()?.object(&base)?.text("uri"));
        let region = physical.object("region");
        let number = |name: &str| region.as_ref()?.text(name)?.parse().ok();
        Some(FoundIn {
            path: path_of(base.as_deref().unwrap_or_default(), &uri).into(),
            line: number("startLine"),
            column: number("startColumn"),
        })
    }
}

/// The path that a reference is; it is compared with paths of the tree and never opened.
fn path_of(base: &str, uri: &str) -> String {
    let uri = match uri.contains("://") || uri.starts_with('/') {
        true => uri.to_owned(),
        false => format!("{base}{uri}"),
    };
    let path = match uri.split_once("://") {
        // A host, or none, stands before the path of a file's address.
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => uri.strip_prefix("file:").unwrap_or(&uri),
    };
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn described(raw: &RawValue) -> Descriptor<'_> {
    let rule = Object::read(raw);
    let of = |name: &str| rule.as_ref().and_then(|rule| rule.object(name));
    let own = |name: &str| rule.as_ref().and_then(|rule| rule.text(name));
    Descriptor {
        id: own("id"),
        level: of("defaultConfiguration").and_then(|usual| usual.text("level")),
        address: own("helpUri").and_then(web_address),
        title: of("shortDescription")
            .or_else(|| of("fullDescription"))
            .and_then(|text| message_text(&text)),
        help: of("help").and_then(|text| message_text(&text)),
        messages: of("messageStrings"),
    }
}

fn message_text<'a>(message: &Object<'a>) -> Option<Cow<'a, str>> {
    message.first(&["text", "markdown"])
}

/// The element that an object refers to by `index`.
fn indexed<'a>(all: &[&'a RawValue], reference: &Object<'a>) -> Option<Object<'a>> {
    let index: usize = reference.text("index")?.parse().ok()?;
    Object::read(all.get(index)?)
}

/// Why a result is let be: where it has suppressions, and all are accepted (3.27.23).
fn set_aside<'a>(result: &Object<'a>) -> Option<Cow<'a, str>> {
    let all: Vec<Object<'a>> = result
        .list("suppressions")
        .into_iter()
        .filter_map(Object::read)
        .collect();
    let accepted = |said: &Object<'a>| {
        let status = said.first(&["status", "state"]);
        status.is_none_or(|status| status == "accepted")
    };
    if all.is_empty() || !all.iter().all(accepted) {
        return None;
    }
    let why = all.iter().find_map(|said| said.text("justification"));
    Some(why.unwrap_or_else(|| "no reason is told".into()))
}
