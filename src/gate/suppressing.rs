//! Findings that manifests and settings say to let be, for a while: which they are, which have been
//! let be for too long, and which entries let nothing be.

use std::borrow::Cow;

use globset::{Glob, GlobMatcher};
use rustc_hash::FxHashMap;

use super::judged_rules::JudgedRules;
use super::whose::Documents;
use crate::catalog::{self, AssetIx, Catalog, Covered};
use crate::config::{SettingSuppression, Settings};
use crate::diagnostic::{Argument, Finding, Pos, Rule, Subject, Suppressed, text};
use crate::link::resolve_id;
use crate::privacy::{Text, publishable};

/// Rules that nothing suppresses: of a document that isn't read nothing is there.
const NEVER: &[Rule] = &[
    Rule::Unreadable,
    Rule::NotUtf8,
    Rule::TooLarge,
    Rule::YamlSyntax,
    Rule::TomlSyntax,
    Rule::AliasBomb,
    Rule::UnknownKind,
    Rule::EmptyRoot,
];

/// An entry of a manifest, a text or the settings.
struct Entry<'a> {
    rule: &'a str,
    reason: Cow<'a, str>,
    /// Last day, `YYYY-MM-DD`.
    until: &'a str,
    by: Option<&'a str>,
    column: Option<&'a str>,
    pos: Pos,
    covers: Covers<'a>,
    is_expired: bool,
    /// Whether it lets anything be.
    is_used: bool,
}

/// What an entry is about.
enum Covers<'a> {
    /// As a manifest or a text has it, and the pattern of names in it.
    Written(&'a Covered, Option<GlobMatcher>),
    /// As the settings have it.
    Setting(&'a SettingSuppression),
}

/// An entry that lets nothing be, though its rule could have spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unneeded {
    /// Id of the rule that it names.
    pub rule: String,
    /// Where that stands.
    pub pos: Pos,
}

/// What came of the entries.
#[derive(Debug, Default)]
pub(super) struct Suppressing {
    /// What has to be said of the entries.
    pub remarks: Vec<Finding>,
    /// Those that let nothing be.
    pub unneeded: Vec<Unneeded>,
    /// How many entries couldn't be compared with a day.
    pub undated: usize,
}

/// Marks what entries say to let be.
pub(super) fn suppress(
    catalog: &Catalog,
    settings: &Settings,
    judged: &JudgedRules<'_>,
    findings: &mut [Finding],
) -> Suppressing {
    let today = catalog.operations.clock.today();
    let today = today.and_then(|day| catalog::day(i64::from(day) * 86_400));
    let mut entries = entries(catalog, settings, today.as_deref());
    if entries.is_empty() {
        return Suppressing::default();
    }
    let mut by_rule: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (i, entry) in entries.iter().enumerate() {
        by_rule.entry(entry.rule).or_default().push(i);
    }
    let documents = Documents::new(catalog);
    // What an entry lets be that has expired, by product or else DME: the first finding of each.
    let mut expired: Vec<(usize, Option<Subject>, Finding)> = Vec::new();
    for finding in findings.iter_mut() {
        let candidates = by_rule
            .get(&*finding.rule_id())
            .or_else(|| by_rule.get(finding.rule.info().id));
        let Some(candidates) = candidates.filter(|_| !NEVER.contains(&finding.rule)) else {
            continue;
        };
        let about = About::of(catalog, &documents, finding);
        let mut matching: Vec<usize> = candidates.clone();
        matching.retain(|i| entries[*i].is_about(catalog, finding, &about));
        // One that holds comes before one that has expired, which isn't needed then.
        matching.sort_by_key(|i| entries[*i].is_expired);
        let Some(first) = matching.first().copied() else {
            continue;
        };
        for i in matching {
            entries[i].is_used |= entries[i].is_expired == entries[first].is_expired;
        }
        let entry = &entries[first];
        if entry.is_expired {
            let whose = finding.product().or(finding.environment()).cloned();
            let is_told =
                |(i, of, _): &(usize, Option<Subject>, Finding)| *i == first && *of == whose;
            if !expired.iter().any(is_told) {
                let remark = entry.expired(finding);
                expired.push((first, whose, remark));
            }
        }
        finding.standing_mut().suppressed = Some(Suppressed {
            reason: entry.reason.clone().into_owned(),
            until: entry.until.to_owned(),
            pos: Some(entry.pos),
        });
    }
    let mut told = Suppressing {
        remarks: expired.into_iter().map(|(.., remark)| remark).collect(),
        unneeded: Vec::new(),
        undated: match today {
            Some(_) => 0,
            None => entries.len(),
        },
    };
    for entry in entries.iter().filter(|entry| !entry.is_used) {
        let asset = entry.asset();
        let relations = entry.relations(catalog);
        // What no name is of may be missing in exports only.
        let is_there = entry.pattern().is_none_or(|pattern| {
            let key = || format!("relation:{pattern}");
            !relations.is_empty() || judged.could_speak_of_key(entry.rule, &key())
        });
        if is_there && judged.could_speak_of_all(entry.rule, asset, &relations) {
            told.remarks.push(entry.unneeded(catalog, asset));
            told.unneeded.push(Unneeded {
                rule: entry.rule.to_owned(),
                pos: entry.pos,
            });
        }
    }
    told
}

/// All entries, in the order of their places.
fn entries<'a>(
    catalog: &'a Catalog,
    settings: &'a Settings,
    today: Option<&str>,
) -> Vec<Entry<'a>> {
    let is_over = |until: &str| today.is_some_and(|today| until < today);
    let of_settings = settings.suppressions.iter().map(|said| Entry {
        rule: &said.rule,
        reason: publishable(said.reason.trim(), Text::Prose),
        until: said.until.trim(),
        by: None,
        column: None,
        pos: said.pos,
        covers: Covers::Setting(said),
        is_expired: is_over(said.until.trim()),
        is_used: false,
    });
    let of_manifests = catalog.suppressions.iter().map(|said| Entry {
        rule: &said.rule,
        reason: Cow::Borrowed(&said.reason),
        until: said.until.trim(),
        by: said.by.as_deref(),
        column: said.column.as_deref(),
        pos: said.pos,
        covers: Covers::Written(&said.covered, matcher(&said.covered)),
        is_expired: is_over(said.until.trim()),
        is_used: false,
    });
    of_settings.chain(of_manifests).collect()
}

fn matcher(covered: &Covered) -> Option<GlobMatcher> {
    match covered {
        // A name that is no pattern matches itself; what is none was told when it was read.
        Covered::Among(_, pattern) | Covered::Owned(_, pattern) => {
            Some(Glob::new(pattern).ok()?.compile_matcher())
        }
        _ => None,
    }
}

/// What a finding is about, and where.
struct About {
    /// The asset that it is about first.
    asset: Option<AssetIx>,
    /// The asset whose document it stands in, where it is about none.
    document: Option<AssetIx>,
}

impl About {
    fn of(catalog: &Catalog, documents: &Documents, finding: &Finding) -> Self {
        let pos = finding.pos().filter(|_| finding.subjects.is_empty());
        Self {
            asset: finding.asset().and_then(|id| resolve_id(catalog, id)),
            document: pos.and_then(|pos| documents.at(pos)),
        }
    }
}

impl Entry<'_> {
    fn is_about(&self, catalog: &Catalog, finding: &Finding, about: &About) -> bool {
        let covers = match &self.covers {
            Covers::Written(covered, matcher) => {
                self.covers_written(catalog, finding, about, covered, matcher.as_ref())
            }
            Covers::Setting(said) => said.covers(finding.pos(), finding.path(&catalog.files)),
        };
        covers
            && self
                .column
                .is_none_or(|column| names_column(finding, column))
    }

    fn covers_written(
        &self,
        catalog: &Catalog,
        finding: &Finding,
        about: &About,
        covered: &Covered,
        matcher: Option<&GlobMatcher>,
    ) -> bool {
        let relation = about.asset.and_then(|ix| catalog.relation(ix));
        let named = |ix: AssetIx| matcher.is_some_and(|m| m.is_match(catalog.name(ix)));
        // What is found in the entry's own manifest and names one of these, as a product does that
        // names a table which isn't there.
        let is_said_of = |relations: &[AssetIx]| {
            relation.is_none()
                && finding.pos().map(|pos| pos.file) == Some(self.pos.file)
                && relations
                    .iter()
                    .any(|ix| names_relation(catalog, finding, *ix))
        };
        match covered {
            Covered::Document(asset) => {
                about.asset == Some(*asset)
                    || about.document == Some(*asset)
                    || relation.is_some_and(|relation| relation.product == Some(*asset))
            }
            Covered::Relations(relations) => {
                about.asset.is_some_and(|ix| relations.contains(&ix)) || is_said_of(relations)
            }
            Covered::Use(relations) => is_said_of(relations),
            Covered::Among(relations, _) => {
                let all = relations.iter().copied();
                let named: Vec<AssetIx> = all.filter(|ix| named(*ix)).collect();
                about.asset.is_some_and(|ix| named.contains(&ix)) || is_said_of(&named)
            }
            Covered::Owned(dme, _) => relation.is_some_and(|relation| {
                catalog.owner(relation) == Some(*dme) && named(relation.asset)
            }),
            Covered::File(file) => finding.pos().is_some_and(|pos| pos.file == *file),
        }
    }

    /// The asset that it is about.
    fn asset(&self) -> Option<AssetIx> {
        match &self.covers {
            Covers::Written(covered, _) => match covered {
                Covered::Document(asset) | Covered::Owned(asset, _) => Some(*asset),
                Covered::Relations(all) | Covered::Use(all) | Covered::Among(all, _) => {
                    all.first().copied()
                }
                Covered::File(_) => None,
            },
            Covers::Setting(_) => None,
        }
    }

    /// The pattern of the names that it is about.
    fn pattern(&self) -> Option<&str> {
        match &self.covers {
            Covers::Written(Covered::Among(_, pattern) | Covered::Owned(_, pattern), _) => {
                Some(pattern)
            }
            _ => None,
        }
    }

    /// The tables and views that it is about besides.
    fn relations(&self, catalog: &Catalog) -> Vec<AssetIx> {
        let Covers::Written(covered, matcher) = &self.covers else {
            return Vec::new();
        };
        let is_named = |ix: AssetIx| {
            matcher
                .as_ref()
                .is_some_and(|m| m.is_match(catalog.name(ix)))
        };
        match covered {
            Covered::Document(asset) => {
                let product = catalog.product(*asset).into_iter();
                let listed = product.flat_map(catalog::Product::relations);
                let is_own = |ix: &AssetIx| {
                    let relation = catalog.relation(*ix);
                    relation.is_some_and(|relation| relation.product == Some(*asset))
                };
                listed.filter(is_own).collect()
            }
            Covered::Among(all, _) => all.iter().copied().filter(|ix| is_named(*ix)).collect(),
            Covered::Owned(dme, _) => {
                let dme = catalog.environment(*dme).into_iter();
                let owned = dme.flat_map(|dme| dme.tables.iter().chain(&dme.views));
                owned.copied().filter(|ix| is_named(*ix)).collect()
            }
            Covered::Relations(all) | Covered::Use(all) => all.clone(),
            Covered::File(_) => Vec::new(),
        }
    }

    /// Which of several about an asset it is.
    fn detail(&self) -> String {
        match self.column {
            Some(column) => format!("{}/{column}", self.rule),
            None => self.rule.to_owned(),
        }
    }

    /// Says that what a finding is about should have been mended.
    fn expired(&self, finding: &Finding) -> Finding {
        let message = text!(
            "the suppression of `{rule}` ended on {until}, and what it suppresses is still there",
            rule = self.rule,
            until = self.until
        );
        let owner = finding.product().or(finding.environment());
        let help = match (owner, self.by) {
            (Some(owner), Some(by)) => text!(
                "{owner} mends it, or agrees with {by} on another day",
                owner = owner.id.clone(),
                by
            ),
            (Some(owner), None) => text!(
                "{owner} mends it, or agrees on another day",
                owner = owner.id.clone()
            ),
            (None, _) => "mend it, or agree on another day".into(),
        };
        let mut remark = Finding::new(Rule::SuppressionExpired, message)
            .at(self.pos)
            .detail(&self.detail())
            .help(help);
        remark.subjects.extend(finding.subjects.first().cloned());
        remark
    }

    /// Says that nothing is let be.
    fn unneeded(&self, catalog: &Catalog, asset: Option<AssetIx>) -> Finding {
        let message = text!(
            "there is nothing of `{rule}` to be suppressed here",
            rule = self.rule
        );
        let remark = Finding::new(Rule::SuppressionUnneeded, message)
            .at(self.pos)
            .detail(&self.detail())
            .help("remove the entry; `vitrina check --prune` does");
        match asset {
            Some(asset) => remark.about(catalog.subject(asset)),
            None => remark,
        }
    }
}

/// Whether a finding is about a column, and about no other.
fn names_column(finding: &Finding, column: &str) -> bool {
    finding.detail.as_deref() == Some(column)
        || finding.message.arguments().any(|(_, own)| match own {
            Argument::Words(words) => words == column,
            Argument::Names(names) => matches!(&names[..], [one] if one == column),
            _ => false,
        })
}

/// Whether a finding names a table or view beside what it is about.
fn names_relation(catalog: &Catalog, finding: &Finding, relation: AssetIx) -> bool {
    let name = catalog.name(relation);
    let subject = catalog.subject(relation);
    finding.subjects.iter().any(|own| own.key == subject.key)
        || finding.message.arguments().any(|(_, own)| match own {
            Argument::Words(words) => words == name,
            Argument::Asset(own) => own.key == subject.key,
            _ => false,
        })
}
