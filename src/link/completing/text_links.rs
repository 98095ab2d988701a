//! What guides and long descriptions point to: wiki links, files beside them, headings, images.
//! What leads nowhere is a finding, and its text alone is shown.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Kind, Registry};
use crate::diagnostic::{Excerpt, FileId, Finding, Pos, Rule, Text, beginning, nearest, text};
use crate::link::asset_ids::resolve_id;
use crate::manifest::{Manifests, Markdown, is_image};
use crate::markdown::{
    Address, Bound, MAX_HTML, MAX_LAID_OUT, MAX_MARKERS, MAX_NESTING, MAX_OPEN_HTML,
    MAX_TEXT_WITH_HTML, Reference, ReferenceKind, anchor_named, path_from, spells_text,
};

/// Findings of a rule that are told of a file one by one.
const MOST: usize = 100;
/// Names that are looked for among all, so that a heap of wrong ones doesn't take for ever.
const MOST_GUESSES: usize = 300;
/// Characters of an address that are shown.
const SHOWN: usize = 80;

/// Looks at all that texts point to. `documents` are those that are shown.
pub(in crate::link) fn check(
    registry: &Registry,
    documents: &FxHashMap<FileId, AssetIx>,
    manifests: &Manifests,
    findings: &mut Vec<Finding>,
) {
    let texts = || manifests.guides.iter().chain(&manifests.descriptions);
    let mut check = Check {
        registry,
        documents,
        manifests,
        anchors: FxHashMap::default(),
        guesses: FxHashMap::default(),
        texts: texts().map(|text| (text.file, text)).collect(),
    };
    for text in texts() {
        check.text(text, findings);
    }
}

struct Check<'a> {
    registry: &'a Registry,
    documents: &'a FxHashMap<FileId, AssetIx>,
    manifests: &'a Manifests,
    texts: FxHashMap<FileId, &'a Markdown>,
    /// Anchors of the headings of files that were asked for.
    anchors: FxHashMap<FileId, FxHashSet<&'a str>>,
    /// What was meant instead, by what was written.
    guesses: FxHashMap<String, Option<String>>,
}

/// What is wrong with a reference.
struct Wrong {
    rule: Rule,
    message: Text,
    help: Text,
}

impl<'a> Check<'a> {
    fn text(&mut self, text: &'a Markdown, findings: &mut Vec<Finding>) {
        let shown = self.documents.contains_key(&text.file);
        if shown {
            findings.extend(text.survey.beyond.iter().map(|(bound, line, column)| {
                beyond(*bound)
                    .at(place(text, *line, *column))
                    .excerpt(Excerpt::cut(&text.text, *line, *column, 1))
            }));
        }
        let mut counts: [(Rule, usize); 3] = [
            (Rule::UnresolvedLink, 0),
            (Rule::BrokenLink, 0),
            (Rule::WrongAddress, 0),
        ];
        for reference in &text.survey.references {
            let wrong = match reference.kind {
                ReferenceKind::Wiki => self.wiki(&reference.target),
                ReferenceKind::Link
                | ReferenceKind::Image
                | ReferenceKind::HtmlLink
                | ReferenceKind::HtmlImage => match shown {
                    true => self.reference(text, reference),
                    false => None,
                },
            };
            let Some(wrong) = wrong else { continue };
            let Some((_, count)) = counts.iter_mut().find(|(rule, _)| *rule == wrong.rule) else {
                continue;
            };
            *count += 1;
            if *count > MOST {
                continue;
            }
            findings.push(
                Finding::new(wrong.rule, wrong.message)
                    .at(place(text, reference.line, reference.column))
                    .excerpt(Excerpt::cut(
                        &text.text,
                        reference.line,
                        reference.column,
                        reference.target.chars().count().min(SHOWN) + 4,
                    ))
                    .help(wrong.help),
            );
        }
        for (rule, count) in counts {
            if count > MOST {
                findings.push(
                    Finding::new(
                        rule,
                        text!(
                            "{more} more links of this file lead nowhere; the first {most} are told one by one",
                            more = count - MOST,
                            most = MOST
                        ),
                    )
                    .at(Pos::start(text.file))
                    .help("mend those first, and build again"),
                );
            }
        }
    }

    fn wiki(&mut self, target: &str) -> Option<Wrong> {
        if resolve_id(self.registry, target).is_some() {
            return None;
        }
        let short = target.rsplit(':').next().unwrap_or("");
        let registry = self.registry;
        let guess = self.guess(short, || {
            let named = registry.assets.iter().filter(|a| a.kind != Kind::Table);
            nearest(short, named.map(|a| registry.str(a.name)))
        });
        Some(Wrong {
            rule: Rule::UnresolvedLink,
            message: text!(
                "[[{target}]] names nothing that is in the catalog",
                target = cut(target)
            ),
            help: match guess {
                Some(near) => text!(
                    "did you mean `{near}`? Write [[kind:id]], for example [[dme:payments]]",
                    near
                ),
                None => "write [[kind:id]], for example [[dme:payments]], with an id that is in the catalog".into(),
            },
        })
    }

    /// What was meant; not looked for once too many were.
    fn guess<'g>(
        &mut self,
        written: &str,
        look: impl FnOnce() -> Option<&'g str>,
    ) -> Option<String> {
        if let Some(known) = self.guesses.get(written) {
            return known.clone();
        }
        if self.guesses.len() >= MOST_GUESSES || written.len() > 4 * SHOWN {
            return None;
        }
        let guess = look().map(str::to_owned);
        self.guesses.insert(written.to_owned(), guess.clone());
        guess
    }

    fn reference(&mut self, text: &'a Markdown, reference: &Reference) -> Option<Wrong> {
        let target = cut(&reference.target);
        let broken = |message: Text, help: &'static str| {
            Some(Wrong {
                rule: Rule::BrokenLink,
                message,
                help: help.into(),
            })
        };
        match reference.kind {
            ReferenceKind::HtmlImage => {
                return broken(
                    text!(
                        "the image `{target}` is written as HTML and isn't shown",
                        target
                    ),
                    "write it as Markdown: `![what it shows](address)`",
                );
            }
            ReferenceKind::HtmlLink => {
                return broken(
                    text!(
                        "the link to `{target}` is written as HTML and leads nowhere",
                        target
                    ),
                    "write it as Markdown: `[text](address)`",
                );
            }
            ReferenceKind::Wiki | ReferenceKind::Link | ReferenceKind::Image => {}
        }
        let (address, heading) = match Address::of(&reference.target) {
            Address::External => return None,
            Address::Forbidden => {
                return Some(Wrong {
                    rule: Rule::WrongAddress,
                    message: text!("`{target}` isn't shown as a link", target),
                    help: "write an address that begins with https://, http:// or mailto:, or the path of a file".into(),
                });
            }
            Address::Heading("" | "top") if reference.kind == ReferenceKind::Link => return None,
            Address::Heading(heading) => return self.heading(text, heading),
            Address::File(address, heading) => (address, heading),
        };
        if address.is_empty() {
            return broken(
                "this link has no address".into(),
                "write the path of a file, or an address on the web, between the parentheses",
            );
        }
        if !spells_text(address) {
            return broken(
                text!("the percent signs of `{target}` spell no text", target),
                "write the path as it is; `%25` is a percent sign, and `%20` a blank",
            );
        }
        let Some(path) = path_from(&text.path, address) else {
            return broken(
                text!("`{target}` leads out of the mesh root", target),
                "only files under the mesh root can be linked; write an address on the web for others",
            );
        };
        let is_shown_image = reference.kind == ReferenceKind::Image;
        let Some(file) = self.registry.file(&path) else {
            return self.missing(&target, &path, is_shown_image);
        };
        if is_shown_image {
            return match self.manifests.images.get(&path) {
                Some(Err(refused)) => broken(
                    text!("`{path}` {why}", path, why = refused.why),
                    refused.help,
                ),
                _ => None,
            };
        }
        if !self.documents.contains_key(&file) {
            return broken(
                text!(
                    "`{path}` isn't published, so the link to it leads nowhere",
                    path
                ),
                if is_image(&path) {
                    "show the image instead: `![what it shows](address)`"
                } else {
                    "only guides, long descriptions and images are published; name an asset as [[kind:id]], or write an address on the web"
                },
            );
        }
        let other = *self.texts.get(&file)?;
        self.heading(other, heading?)
    }

    fn missing(&mut self, target: &str, path: &str, is_shown_image: bool) -> Option<Wrong> {
        let manifests = self.manifests;
        let (registry, documents) = (self.registry, self.documents);
        let guess = self.guess(path, || {
            if is_shown_image {
                let files = registry.files.iter().filter(|f| is_image(f));
                return nearest(path, files.map(String::as_str));
            }
            let texts = manifests.guides.iter().chain(&manifests.descriptions);
            let shown = texts.filter(|t| documents.contains_key(&t.file));
            nearest(path, shown.map(|t| t.path.as_str()))
        });
        Some(Wrong {
            rule: Rule::BrokenLink,
            message: match cut(path) {
                path if path == target => text!("there is no file `{path}`", path),
                path => text!(
                    "`{target}` leads to `{path}`, and there is no such file",
                    target,
                    path
                ),
            },
            help: match guess {
                _ if target.starts_with("www.") => text!("write https://{target}", target),
                Some(near) => text!(
                    "did you mean `{near}`? Paths count from the folder of the file that they stand in",
                    near
                ),
                None => "correct the path, which counts from the folder of this file, or add the file; what `exclude` leaves out isn't there".into(),
            },
        })
    }

    fn heading(&mut self, text: &'a Markdown, heading: &str) -> Option<Wrong> {
        let known = self
            .anchors
            .entry(text.file)
            .or_insert_with(|| text.survey.anchors.iter().map(String::as_str).collect());
        let wanted = anchor_named(heading);
        if known.contains(wanted.as_str()) {
            return None;
        }
        let guess = self.guess(&format!("{}#{wanted}", text.path), || {
            nearest(&wanted, text.survey.anchors.iter().map(String::as_str))
        });
        Some(Wrong {
            rule: Rule::BrokenLink,
            message: text!(
                "`{path}` has no heading `#{heading}`",
                path = text.path,
                heading = cut(heading)
            ),
            help: match guess {
                Some(near) => text!("did you mean `#{near}`?", near),
                None => "name one of its headings: in lower case, with `-` for blanks".into(),
            },
        })
    }
}

fn place(text: &Markdown, line: u32, column: u32) -> Pos {
    Pos {
        file: text.file,
        line: line.saturating_add(text.lines_before),
        column,
    }
}

fn cut(text: &str) -> String {
    beginning(text, SHOWN)
}

fn beyond(bound: Bound) -> Finding {
    let (message, help) = match bound {
        Bound::Length => (
            text!(
                "this text is longer than {limit} KiB; from here it is shown as it is written",
                limit = MAX_LAID_OUT >> 10
            ),
            "split the file into several",
        ),
        Bound::Nesting => (
            text!(
                "this is nested more than {limit} levels deep; what lies deeper is shown as plain text",
                limit = MAX_NESTING
            ),
            "flatten it; no reader can follow that many levels",
        ),
        Bound::Markers => (
            text!(
                "this line begins with more than {limit} markers of quotes and lists; the rest is shown as text",
                limit = MAX_MARKERS
            ),
            "flatten it, or put it into a code block",
        ),
        Bound::Html => (
            text!(
                "this text has more HTML than is read (at most {elements} elements, {open} of them open at once, in at most {kib} KiB); from here it is shown as text",
                elements = MAX_HTML,
                open = MAX_OPEN_HTML,
                kib = MAX_TEXT_WITH_HTML >> 10
            ),
            "write it as Markdown, or split the file",
        ),
    };
    Finding::new(Rule::TooLarge, message).help(help)
}
