//! Content of what manifests and exports say of assets, field by field.

use super::feed::{Content, Feed, fields, words};
use crate::catalog::{
    Applies, Audience, AuthorizedReader, Check, CheckResult, Column, Completion, Contract,
    ContractColumn, ContractRef, ContractRole, ContractTable, DatasetProperties, DbtNode,
    DbtResourceType, Definition, EnvironmentRule, ExportAge, Exposure, Framework, Grant, Guide,
    IncidentManagement, InputPort, Job, Kind, Label, Lifecycle, LongDescription, Member, Model,
    ModelVersion, OnCall, OutputPort, PartitionUnit, Partitioning, Places, Presence, PreviousName,
    Product, Property, Quality, Query, Reference, RelationKind, Relationship, Release,
    ReleaseCheck, Renamed, Role, RowPolicy, RuleCheck, RuleLevel, Sdk, Sla, SqlProblem,
    StatementWindow, Status, Support, TableProperties, Tier, Training, UniqueKey, WaitsFor,
    WrittenAt,
};
use crate::system::{Assertion, Evidence, Exporter, JobSystem, SqlOrigin, System};
use sql::{Dialect, Place};

words! {
    Kind Status RelationKind Presence DbtResourceType Dialect SqlOrigin System Tier RuleLevel Applies
    PartitionUnit Assertion CheckResult Evidence Exporter JobSystem Place
}

impl Content for WrittenAt {
    fn feed(&self, to: &mut Feed<'_>) {
        to.add(&self.0);
    }
}

fields! {
    Lifecycle { valid_from valid_to deprecation_date end_of_life replaced_by }
    Member { username name role }
    Support { channel description tool scope url }
    OnCall { shown }
    Property { name value is_url }
    Sla { property value unit element driver description }
    OutputPort {
        name version kind relations status lifecycle contract contract_id is_for_nobody audiences pos
    }
    InputPort { name version relations contract contract_id pos }
    Product {
        asset version version_pos tags domain domain_text environment criticality master_data team
        on_call support tables inputs outputs sla checks releases lifecycle properties standard
    }
    Release { version date notes }
    ReleaseCheck { id kind required waits_for pos }
    Exposure { asset kind url owner maturity }
    Audience { id label grantees }
    Role { role access description request_url approvers }
    Sdk { name language version url }
    IncidentManagement { tool runbook_url on_call severities }
    Framework { name version pos }
    Completion { team on }
    Training { name url audience required completed pos }
    EnvironmentRule { id text severity url check applies except pos }
    Column {
        path data_type description depth required partitioning clustering policy_tags presence
    }
    Label { key value shown }
    Grant { grantee privilege inherited person reads }
    Reference { name asset }
    Query { text ddl dialect dataset origin }
    SqlProblem { line column message }
    DbtNode {
        resource_type unique_id access group group_owner contract_enforced version deprecation_date
    }
    PreviousName { name until environment }
    Places { query dbt listed }
    TableProperties {
        partitioning expires kms_key max_staleness collation column_collations row_policies keys
    }
    Partitioning { unit by_ingestion expiration }
    RowPolicy { name columns fingerprint }
    UniqueKey { name primary enforced columns }
    Renamed { from columns }
    Definition { kind url description }
    Quality { id name text about code unique definitions }
    ContractRef { text table relation }
    Relationship { kind from to properties }
    ContractColumn {
        path physical_path physical_name depth data_type business_name description required
        primary_key unique partitioned classification critical tags quality examples sources
        transform_logic transform_description relationships definitions pos
    }
    ContractTable {
        name physical_name physical_type business_name description granularity tags columns quality
        relationships definitions relation pos
    }
    ContractRole { role access description approvers }
    Contract {
        asset id version versions status standard tenant domain product tags purpose usage limitations
        servers tables team members roles sla support properties definitions
    }
    Job { asset system owners schedule paused tags reads writes }
    Model { asset versions aliases tags changed }
    ModelVersion { version status run created }
    Guide { asset file text lines_before order audiences }
    LongDescription { file text lines_before audiences }
    DatasetProperties {
        project dataset location collation table_expiration partition_expiration kms_key
        case_insensitive access_listed authorized
    }
    ExportAge { format path files newest max_age stale }
    StatementWindow { project from until unknown }
    Check { id title asserts column result at message by alone job before }
}

impl Content for WaitsFor {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::DbtTest(name) | Self::Quality(name) | Self::Monitor(name) | Self::Job(name) => {
                to.add(name);
            }
        }
    }
}

impl Content for RuleCheck {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::NamePattern(text) | Self::RequiredTag(text) => to.add(text),
            Self::RequiredLabel { key, value } => to.add(&(key, value)),
            Self::ForbiddenColumn { name, data_type } => to.add(&(name, data_type)),
            Self::MaxAge(seconds) => to.add(seconds),
        }
    }
}

impl Content for AuthorizedReader {
    fn feed(&self, to: &mut Feed<'_>) {
        to.word(self);
        match self {
            Self::View(names) | Self::Routine(names) => to.add(names),
            Self::Dataset(names) => to.add(names),
        }
    }
}
