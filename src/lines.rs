//! The lines that programs read: `/api/v1/*.ndjson` and `vitrina list`, and the answers of
//! `vitrina lineage` and `vitrina search` as JSON. Owned values that can be written and read back, one
//! kind a file, with one JSON Schema. A moment is RFC 3339 in UTC (`2026-11-24T06:00:00Z`), a day is
//! `YYYY-MM-DD`.

mod access;
mod address;
mod asset;
mod choice;
mod column;
mod edge;
mod finding;
mod impact;
mod level;
mod lineage;
mod relation;
mod schema;
mod search;

pub use access::GrantLine;
pub use address::AddressLine;
pub use asset::AssetLine;
pub use choice::{
    ColumnLineageSource, CriticalityTier, Derivation, EdgeSource, FindingSeverity, LifecycleStatus,
    MissingColumn, OwnershipBasis, ReferenceMethod, RelationKind, VerdictState,
};
pub use column::{ColumnLine, ColumnUse};
pub use edge::{EdgeLine, ProvenanceLine};
pub use finding::FindingLine;
pub use impact::ImpactLine;
pub use level::{ContractVersion, Freshness, ServiceLevel};
pub use lineage::{ColumnLineageLine, ColumnOf, LineageAnswer, NodeLine};
pub use relation::{Owner, RelationLine, UsageLine, VerdictLine};
pub use schema::schema;
pub use search::{IdsLine, SearchAnswer, SearchDme, SearchHit};
