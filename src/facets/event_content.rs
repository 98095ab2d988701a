//! Content of what happened to assets and of what follows from it, field by field.

use super::feed::{Content, Feed, fields, words};
use crate::catalog::{
    ColumnLineage, ColumnRef, ColumnUse, Derivation, FilterShape, FirstContact, FirstContactReason,
    FreshnessObjective, LineageSource, ListingDoubt, NamedBy, Outcome, OwnerCandidate,
    OwnershipDecision, OwnershipSource, Predicate, Provenance, Run, Runs, ServiceReader, StarUse,
    Stub, Usage, UsagePattern, Week,
};
use crate::diagnostic::{Argument, ForeignRule, FormerState, Subject, Suppressed, Text};
use crate::history::{Category, Entry};
use crate::insight::{
    AttainedDay, Attainment, Fault, Impact, Lack, Need, Newer, Part, PartFinding, Point,
    ReleaseAnswer, ReleaseResult, Score, State,
};
use crate::system::{ProvenanceKind, Topic};
use sql::Operator;

words! {
    Derivation Outcome OwnershipSource FirstContactReason ProvenanceKind Operator Category Need Part
    FormerState Topic Fault State
}

fields! {
    ColumnRef { asset column }
    Provenance { how pos job seen }
    OwnerCandidate { source dme pos by }
    FirstContact { dme holds of by }
    FreshnessObjective { most by text daily }
    Run { outcome started ended }
    Runs { newest succeeded failed last_success }
    Week { monday queries users }
    UsagePattern { column joined operator count }
    Predicate { column operator }
    FilterShape { predicates count }
    ColumnUse { column last queries service_accounts }
    StarUse { output header set_operation insert unparsed last_unparsed }
    Impact { assets views products dmes models exposures users upstream }
    AttainedDay { day known attained }
    Attainment { days }
    ReleaseAnswer { result about }
    Point { part earned possible found raise }
    Score { dme points }
    Entry { id key category rule member old new at build owner }
    Subject { id key }
    ForeignRule { tool rule address }
    Suppressed { reason until pos }
}

impl Content for LineageSource {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::Sql(origin) => to.add(origin),
            Self::Event => {}
        }
    }
}

/// What it is made of; that is told faster than the sentence itself.
impl Content for Text {
    fn feed(&self, to: &mut Feed<'_>) {
        to.add(self.template());
        to.add(&self.most());
        for (name, argument) in self.arguments() {
            to.add(name);
            to.word(argument);
            match argument {
                Argument::Words(words) | Argument::Document(words) => to.add(words),
                Argument::Number(number) => to.add(number),
                Argument::Asset(subject) => to.add(subject),
                Argument::Place(path, line) => to.add(&(path, line)),
                Argument::Names(names) => to.add(names),
                Argument::Text(text) => to.add(text),
            }
        }
    }
}

/// How a column comes about, without its sources, which stand elsewhere.
pub(super) fn column_lineage(of: &ColumnLineage, to: &mut Feed<'_>) {
    let ColumnLineage {
        column,
        how,
        sources: _,
        why,
        by,
    } = of;
    to.add(column);
    to.add(how);
    to.add(why);
    to.add(by);
}

impl Content for OwnershipDecision {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::Owned(of) => to.add(of),
            Self::Unowned | Self::Several | Self::Tie => {}
        }
    }
}

impl Content for ListingDoubt {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::Partial { absent, named } => to.add(&(absent, named)),
            Self::Seen { at, by } => to.add(&(at, by)),
        }
    }
}

impl Content for Stub {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::Unnamed => {}
            Self::Named(names) => to.add(names),
        }
    }
}

/// Use of a relation. Persons are numbers of this build: that they are so many is all that is told.
pub(super) fn usage(of: &Usage, to: &mut Feed<'_>) {
    let Usage {
        weeks,
        queries,
        users,
        last,
        joins,
        filters,
        shapes,
        projects,
        service_accounts,
        columns,
    } = of;
    to.add(weeks);
    to.add(queries);
    to.add(&users.len());
    to.add(last);
    to.add(joins);
    to.add(filters);
    to.add(shapes);
    to.add(projects);
    to.add(service_accounts);
    to.add(columns);
}

/// What names a relation; service accounts by their addresses.
pub(super) fn named_by(of: &NamedBy, accounts: &[String], to: &mut Feed<'_>) {
    let NamedBy {
        last,
        services,
        columns,
    } = of;
    to.add(last);
    to.add(&services.len());
    for service in services {
        let ServiceReader {
            account,
            last,
            queries,
        } = service;
        to.add(&accounts.get(*account as usize));
        to.add(last);
        to.add(queries);
    }
    to.add(columns);
}

impl Content for Newer {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::Release(at) | Self::SchemaChange(at) => to.add(at),
            Self::AllowedAge | Self::Unknown => {}
        }
    }
}

impl Content for ReleaseResult {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::Unbound => {}
            Self::Missing { named } => to.add(named),
            Self::Failed { at, tolerated } => to.add(&(at, tolerated)),
            Self::Outdated { at, than } => to.add(&(at, than)),
            Self::Passed { at } => to.add(at),
            Self::Unseen { passed } => to.add(passed),
        }
    }
}

impl Content for PartFinding {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::Needs { met, missing } => to.add(&(met, missing)),
            Self::Share { yes, total } => to.add(&(yes, total)),
            Self::Attained { permille, measured } => to.add(&(permille, measured)),
        }
    }
}

impl Content for Lack {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::Unsaid(need) => to.add(need),
            Self::NoWayIn(text) => to.add(text),
            Self::OfIncidents(what) => to.add(what),
            Self::Unlisted
            | Self::NoRelease
            | Self::NoCourse
            | Self::NoCourseForConsumers
            | Self::NoText => {}
        }
    }
}
