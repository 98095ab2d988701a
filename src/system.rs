//! Systems: those that write exports, with what each can tell, and those that hold tables, with how
//! each compares names. What depends on a system is asked of its capabilities here, never of its name.

mod assertion;
mod dataset_commands;
mod evidence;
mod exporter;
mod generated_names;
mod job_system;
mod principals;
mod provenance;
mod spelling;
mod topic;
mod view_replacement;
mod warehouse;

pub(crate) use assertion::Assertion;
pub(crate) use dataset_commands::shell_quoted;
pub(crate) use evidence::{Evidence, EvidenceKind};
pub(crate) use exporter::{Capabilities, Exporter, FileGrouping};
pub(crate) use generated_names::{
    PARTITION_COLUMNS, PARTITION_TIME, is_in_the_system_schema, wildcard_prefix,
};
pub(crate) use job_system::JobSystem;
pub(crate) use principals::{Breadth, Principals, is_address, is_known_group, is_service_account};
pub(crate) use provenance::{ProvenanceKind, SqlOrigin};
pub(crate) use spelling::Spelling;
pub(crate) use topic::Topic;
pub(crate) use view_replacement::ViewReplacement;
pub(crate) use warehouse::{Folding, StarOfView, System, WarehouseDialect};
