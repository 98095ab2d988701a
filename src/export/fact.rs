//! What an export says, one fact at a time, borrowed from the row at hand and handed to a sink.

mod asset_fact;
mod borrowed;
mod fact_parts;
mod fact_sink;
mod finding_fact;
mod numbered_column;
mod operation_fact;
mod property_fact;
mod prose_fact;

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) use asset_fact::AssetFact;
pub(crate) use fact_parts::{
    Check, CheckResult, Derivation, DocumentedColumn, Exposure, Incident, Monitor,
};
pub(crate) use fact_parts::{
    Name, Node, Outcome, RelationKind, ResourceType, Statement, StatementKind,
};
pub(crate) use fact_sink::FactSink;
pub(crate) use finding_fact::{FindingFact, FoundIn};
pub(crate) use numbered_column::{KnownTexts, Numbered, NumberedColumn};
pub(crate) use operation_fact::OperationFact;
pub(crate) use property_fact::{
    AuthorizedReader, ConstraintKind, DatasetProperty, PartitionUnit, PropertyFact, TableProperty,
};
pub(crate) use prose_fact::ProseFact;

/// One statement of an export, by what it speaks of.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) enum Fact<'a> {
    /// What is there.
    Asset(AssetFact<'a>),
    /// What happened.
    Operation(OperationFact<'a>),
    /// What people wrote about it.
    Prose(ProseFact<'a>),
    /// What it is set to.
    Property(PropertyFact<'a>),
    /// What another tool found.
    Finding(Box<FindingFact<'a>>),
}

impl<'a> Fact<'a> {
    /// The one relation that it is about, if it is about one.
    pub(in crate::export) const fn relation_mut(&mut self) -> Option<&mut Name<'a>> {
        match self {
            Self::Asset(fact) => fact.relation_mut(),
            Self::Operation(fact) => fact.relation_mut(),
            Self::Prose(fact) => Some(fact.relation_mut()),
            Self::Property(fact) => fact.relation_mut(),
            Self::Finding(_) => None,
        }
    }
}

impl fmt::Debug for Fact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asset(fact) => fact.fmt(f),
            Self::Operation(fact) => fact.fmt(f),
            Self::Prose(fact) => fact.fmt(f),
            Self::Property(fact) => fact.fmt(f),
            Self::Finding(fact) => fact.fmt(f),
        }
    }
}
