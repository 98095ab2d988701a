//! The lines that programs read: `/api/v1/*.ndjson` and `vitrina list`, and the answers of
//! `vitrina lineage` and `vitrina search` as JSON. Owned values that can be written and read back, one
//! kind a file, with one JSON Schema. A moment is RFC 3339 in UTC (`2026-11-24T06:00:00Z`), a day is
//! `YYYY-MM-DD`.

mod address;
mod asset_line;
mod change_line;
mod choice;
mod column_line;
mod dataset_line;
mod edge_line;
mod file_line;
mod finding_line;
mod grant_line;
mod history_line;
mod impact_line;
mod lifecycle_line;
mod line_files;
mod line_schema;
mod lineage_answer;
mod mesh_line;
mod move_plan;
mod reader_line;
mod relation_line;
mod search_answer;
mod service_level_line;
mod star_line;

pub use address::AddressLine;
pub use asset_line::AssetLine;
pub use change_line::ChangeLine;
pub use choice::{
    AccessLevel, ChangeClass, ColumnLineageSource, CriticalityTier, DatasetFact, Derivation,
    EdgeSource, FindingGate, FindingSeverity, FindingState, HistoryCategory, LifecycleStatus,
    LineageKind, ListingCompleteness, MissingColumn, Nullability, OwnershipBasis, ReaderKind,
    ReferenceMethod, RelationKind, SearchKind, StarPlace, VerdictState,
};
pub use column_line::{ColumnLine, ColumnUse};
pub use dataset_line::DatasetLine;
pub use edge_line::{EdgeLine, ProvenanceLine};
pub use file_line::FileLine;
pub use finding_line::{FindingLine, SuppressedLine};
pub use grant_line::GrantLine;
pub use history_line::HistoryLine;
pub use impact_line::ImpactLine;
pub use lifecycle_line::LifecycleLine;
pub(crate) use line_files::{FILES, LineFiles, LinesIn, path as path_of_lines};
pub use line_schema::schema;
pub use lineage_answer::{ColumnLineageLine, ColumnOf, LineageAnswer, NodeLine};
pub use mesh_line::{ExportLine, MeshLine, StatementWindowLine};
pub use move_plan::{
    MovePlan, PlanFinding, PlanInput, PlanStep, PlanUndo, PlanUnknown, PlannedMove,
};
pub use reader_line::ReaderLine;
pub use relation_line::{KeyLine, Owner, RelationLine, UsageLine, VerdictLine};
pub use search_answer::{IdsLine, SearchAnswer, SearchDme, SearchHit};
pub use service_level_line::{ContractVersion, Freshness, ServiceLevel};
pub use star_line::{StarLine, StarUses};
