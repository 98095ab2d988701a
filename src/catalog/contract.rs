//! Data contracts, as their documents describe them. Plain values; see the manifest types of the
//! same names for the meaning of each field.
#![allow(missing_docs, reason = "the manifest types document every field")]

use super::{AssetIx, Member, Property, Sla, Support, WrittenAt};

/// A document that defines a part of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    pub kind: String,
    pub url: String,
    pub description: Option<String>,
}

/// A rule on quality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quality {
    /// Id of the rule, where it has one.
    pub id: Option<String>,
    /// Name of the rule, where it has one.
    pub name: Option<String>,
    /// What it demands, in words: operators, values, units, arguments.
    pub text: String,
    /// Dimension, severity, schedule and the like.
    pub about: Vec<Property>,
    /// Query or implementation, as written.
    pub code: Option<String>,
    /// Whether it demands that no value, or no combination of values, occurs twice.
    pub unique: bool,
    pub definitions: Vec<Definition>,
}

/// A table or column that a contract names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ContractRef {
    /// As written.
    pub text: String,
    /// The table that it is, where it is one of the same contract.
    pub table: Option<u32>,
    /// The relation that it is, where the catalog has it.
    pub relation: Option<AssetIx>,
}

/// A key that points elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relationship {
    pub kind: String,
    pub from: Vec<ContractRef>,
    pub to: Vec<ContractRef>,
    /// Cardinality and the like.
    pub properties: Vec<Property>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContractColumn {
    /// Logical names from the top.
    pub path: String,
    /// Names in the warehouse from the top; the logical ones where they don't differ.
    pub physical_path: String,
    pub physical_name: Option<String>,
    pub depth: usize,
    pub data_type: String,
    pub business_name: Option<String>,
    /// The display name, where there is no text.
    pub description: Option<String>,
    pub required: bool,
    pub primary_key: bool,
    pub unique: bool,
    pub partitioned: bool,
    pub classification: Option<String>,
    pub critical: bool,
    pub tags: Vec<String>,
    pub quality: Vec<Quality>,
    pub examples: Vec<String>,
    /// What it is made from.
    pub sources: Vec<ContractRef>,
    pub transform_logic: Option<String>,
    pub transform_description: Option<String>,
    pub relationships: Vec<Relationship>,
    pub definitions: Vec<Definition>,
    /// Where its name stands.
    pub pos: WrittenAt,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContractTable {
    pub name: String,
    pub physical_name: String,
    pub physical_type: Option<String>,
    pub business_name: Option<String>,
    pub description: Option<String>,
    pub granularity: Option<String>,
    pub tags: Vec<String>,
    pub columns: Vec<ContractColumn>,
    pub quality: Vec<Quality>,
    pub relationships: Vec<Relationship>,
    pub definitions: Vec<Definition>,
    /// The relation that it describes.
    pub relation: Option<AssetIx>,
    pub pos: WrittenAt,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContractRole {
    pub role: String,
    pub access: Option<String>,
    pub description: Option<String>,
    pub approvers: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contract {
    pub asset: AssetIx,
    /// `id` of the document.
    pub id: String,
    pub version: String,
    /// Other versions of the same id, newest first.
    pub versions: Vec<AssetIx>,
    /// As written.
    pub status: String,
    pub standard: String,
    pub tenant: Option<String>,
    pub domain: Option<String>,
    pub product: Option<String>,
    pub tags: Vec<String>,
    pub purpose: Option<String>,
    pub usage: Option<String>,
    pub limitations: Option<String>,
    pub servers: Vec<Property>,
    pub tables: Vec<ContractTable>,
    pub team: Option<String>,
    pub members: Vec<Member>,
    pub roles: Vec<ContractRole>,
    pub sla: Vec<Sla>,
    pub support: Vec<Support>,
    pub properties: Vec<Property>,
    /// Documents that define its description or its team.
    pub definitions: Vec<(&'static str, Definition)>,
}
