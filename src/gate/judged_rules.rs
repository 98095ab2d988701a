//! Which rules could speak in this run: that one is silent means something only where it could.

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Catalog, Kind, Status};
use crate::config::Settings;
use crate::diagnostic::rule::Group;
use crate::diagnostic::{Finding, Rule, Severity, Subject};
use crate::link::resolve_id;
use crate::system::Topic;

/// Findings that say that exports lack something, or are of another day.
const LACKING: &[Rule] = &[
    Rule::ExportFile,
    Rule::ExportRow,
    Rule::ExportUnmatched,
    Rule::ExportStale,
    Rule::PartialListing,
];

/// Rules that speak of pages, of the former site or the former state: after the others, or not at all.
const LATE: &[Rule] = &[
    Rule::DeadLink,
    Rule::HistoryDamaged,
    Rule::LargeFile,
    Rule::VersionNotRaised,
];

/// Rules of a release that are about tables and views: what the others are about needs no export.
const OF_RELATIONS: &[Rule] = &[
    Rule::RelationUndescribed,
    Rule::ColumnsUndescribed,
    Rule::WithoutContract,
    Rule::ContractNotActive,
    Rule::Unwatched,
    Rule::WithoutAudience,
];

/// What some rules read of exports.
const TOPICS: &[(Rule, Topic)] = &[
    (Rule::ColumnsUndescribed, Topic::ColumnDescriptions),
    (Rule::DescribedDifferently, Topic::ColumnDescriptions),
    (Rule::WideGrant, Topic::Grants),
    (Rule::ManyGrants, Topic::Grants),
    (Rule::PersonalDataOpen, Topic::Grants),
    (Rule::WithoutAudience, Topic::Grants),
    (Rule::UntestedKey, Topic::Tests),
    (Rule::Unwatched, Topic::Monitors),
    (Rule::OpenIncident, Topic::Incidents),
];

/// Which rules could speak, and of what.
pub(super) struct JudgedRules<'a> {
    catalog: &'a Catalog,
    settings: &'a Settings,
    /// Whether some manifest wasn't read.
    unread: bool,
    /// Whether some export lacks something.
    lacking: bool,
    /// Whether an export describes any table or view.
    describes: bool,
    /// Other tools of which something was found.
    tools: FxHashSet<String>,
}

impl<'a> JudgedRules<'a> {
    /// Of a run that found this, whatever was said of it.
    pub(super) fn new(catalog: &'a Catalog, settings: &'a Settings, findings: &[Finding]) -> Self {
        let any = |rules: &[Rule]| findings.iter().any(|f| rules.contains(&f.rule));
        let tools = findings.iter().filter_map(|f| f.foreign.as_ref());
        Self {
            catalog,
            settings,
            unread: any(&Rule::UNREAD),
            lacking: any(LACKING),
            describes: catalog.relations.iter().any(|r| r.is_described()),
            tools: tools.map(|foreign| foreign.tool.clone()).collect(),
        }
    }

    /// Whether a rule that is silent about an asset would have spoken, had there been a reason.
    pub(super) fn could_speak(&self, id: &str, asset: Option<AssetIx>) -> bool {
        if self.unread {
            return false;
        }
        let Some(rule) = Rule::parse(id) else {
            // That another tool found nothing at all may mean that it didn't run.
            return id
                .split_once('/')
                .is_some_and(|(tool, _)| self.tools.contains(tool));
        };
        !LATE.contains(&rule) && self.is_on(rule, asset) && self.has_its_inputs(rule, asset)
    }

    /// The same of an asset and of tables and views that belong to it.
    pub(super) fn could_speak_of_all(
        &self,
        id: &str,
        asset: Option<AssetIx>,
        relations: &[AssetIx],
    ) -> bool {
        let is_of_relations = Rule::parse(id).is_some_and(|rule| match rule.info().group {
            Group::Reading | Group::Linking | Group::Gate => false,
            Group::Release => OF_RELATIONS.contains(&rule),
            Group::Drift | Group::Shape | Group::Taste | Group::Readiness | Group::Lifecycle => {
                true
            }
        });
        let mut relations = relations.iter();
        self.could_speak(id, asset)
            && (!is_of_relations || relations.all(|ix| self.could_speak(id, Some(*ix))))
    }

    /// Whether a rule could speak of what a key stands for, which need not be there any more.
    pub(super) fn could_speak_of_key(&self, id: &str, key: &str) -> bool {
        let asset = asset_of(self.catalog, key);
        let is_known = asset.is_some() || self.describes && !self.lacking;
        (is_known || !key.starts_with("relation:")) && self.could_speak(id, asset)
    }

    fn is_on(&self, rule: Rule, asset: Option<AssetIx>) -> bool {
        let catalog = self.catalog;
        let dme = asset.and_then(|ix| match catalog.relation(ix) {
            Some(relation) => catalog.owner(relation),
            None if catalog.asset(ix).kind == Kind::Dme => Some(ix),
            None => catalog.product(ix).and_then(|product| product.environment),
        });
        let dme = dme.map(|ix| catalog.subject(ix));
        let said = self
            .settings
            .rules
            .severity(rule.info().id, dme.as_ref().map(Subject::name));
        said.unwrap_or(rule.info().severity) > Severity::Off
    }

    fn has_its_inputs(&self, rule: Rule, asset: Option<AssetIx>) -> bool {
        let info = rule.info();
        let relation = asset.and_then(|ix| self.catalog.relation(ix));
        let of_exports = match info.group {
            // Without a day no export is old.
            Group::Reading if rule == Rule::ExportStale => {
                return self.catalog.operations.clock.is_known();
            }
            Group::Reading | Group::Gate => false,
            Group::Linking => rule != Rule::BrokenLink,
            Group::Drift | Group::Shape | Group::Taste => true,
            Group::Release | Group::Readiness | Group::Lifecycle => relation.is_some(),
        };
        let is_there = match relation {
            Some(relation) => relation.is_described(),
            None => self.describes,
        };
        let product = relation.map_or(asset, |relation| relation.product);
        let product = product.filter(|ix| self.catalog.product(*ix).is_some());
        // They are silent about what isn't offered yet, or isn't any more.
        let is_offered = product.is_none_or(|ix| self.catalog.asset(ix).status == Status::Active);
        if info.group == Group::Release && !is_offered {
            return false;
        }
        if of_exports && (self.lacking || !is_there) {
            return false;
        }
        let tells = &self.catalog.tells;
        let topic = TOPICS.iter().find(|(of, _)| *of == rule);
        topic.is_none_or(|(_, topic)| match relation {
            Some(relation) => tells.of(relation.project, *topic),
            None => {
                let mut projects = tells.in_project.values();
                tells.everywhere.has(*topic) || projects.any(|topics| topics.has(*topic))
            }
        })
    }
}

/// The asset that a key stands for.
pub(super) fn asset_of(catalog: &Catalog, key: &str) -> Option<AssetIx> {
    match key.strip_prefix("relation:") {
        Some(name) => catalog.find_relation(name),
        None => resolve_id(catalog, key),
    }
}
