//! Choices of a catalog as the words of lines.

use crate::catalog::{
    AssetIx, Derivation, Kind, LineageSource, OwnershipSource, Presence, Relation, RelationKind,
    Status, Tier,
};
use crate::history::Category;
use crate::insight::State;
use crate::lines;
use crate::reader::Reader;
use crate::system::{ProvenanceKind, SqlOrigin};

pub(super) const fn lifecycle_status(status: Status) -> lines::LifecycleStatus {
    match status {
        Status::Proposed => lines::LifecycleStatus::Proposed,
        Status::Draft => lines::LifecycleStatus::Draft,
        Status::Active => lines::LifecycleStatus::Active,
        Status::Deprecated => lines::LifecycleStatus::Deprecated,
        Status::Retired => lines::LifecycleStatus::Retired,
    }
}

pub(super) const fn star_place(place: sql::Place) -> lines::StarPlace {
    match place {
        sql::Place::Output => lines::StarPlace::Output,
        sql::Place::Header => lines::StarPlace::Header,
        sql::Place::SetOperation => lines::StarPlace::SetOperation,
        sql::Place::Insert => lines::StarPlace::Insert,
    }
}

pub(super) const fn criticality_tier(tier: Tier) -> lines::CriticalityTier {
    match tier {
        Tier::One => lines::CriticalityTier::One,
        Tier::Two => lines::CriticalityTier::Two,
        Tier::Three => lines::CriticalityTier::Three,
    }
}

pub(super) const fn relation_kind(relation: &Relation) -> lines::RelationKind {
    match (relation.kind, relation.unified) {
        (RelationKind::View, true) => lines::RelationKind::UnifiedView,
        (RelationKind::View, false) => lines::RelationKind::View,
        (RelationKind::MaterializedView, true) => lines::RelationKind::UnifiedMaterializedView,
        (RelationKind::MaterializedView, false) => lines::RelationKind::MaterializedView,
        (RelationKind::Table, _) => lines::RelationKind::Table,
        (RelationKind::ExternalTable, _) => lines::RelationKind::ExternalTable,
        (RelationKind::Clone, _) => lines::RelationKind::Clone,
        (RelationKind::Snapshot, _) => lines::RelationKind::Snapshot,
        (RelationKind::External, _) => lines::RelationKind::External,
        (RelationKind::Missing, _) => lines::RelationKind::Missing,
    }
}

/// What an asset is, where `relation` is that of a view or table.
pub(in crate::view) fn lineage_kind(reader: Reader<'_>, ix: AssetIx) -> lines::LineageKind {
    if let Some(kind) = reader.relation_kind(ix) {
        return match kind {
            _ if reader.is_unified(ix) => lines::LineageKind::UnifiedView,
            RelationKind::View => lines::LineageKind::View,
            RelationKind::MaterializedView => lines::LineageKind::MaterializedView,
            RelationKind::Table
            | RelationKind::ExternalTable
            | RelationKind::Clone
            | RelationKind::Snapshot => lines::LineageKind::Table,
            RelationKind::External => lines::LineageKind::External,
            RelationKind::Missing => lines::LineageKind::Missing,
        };
    }
    match reader.asset(ix).kind {
        Kind::View => lines::LineageKind::View,
        Kind::Table => lines::LineageKind::Table,
        Kind::Product => lines::LineageKind::Product,
        Kind::Dme => lines::LineageKind::Dme,
        Kind::Domain => lines::LineageKind::Domain,
        Kind::Contract => lines::LineageKind::Contract,
        Kind::Exposure => lines::LineageKind::Exposure,
        Kind::Job => lines::LineageKind::Job,
        Kind::Model => lines::LineageKind::Model,
        Kind::Team => lines::LineageKind::Team,
        Kind::Term => lines::LineageKind::Term,
        Kind::Guide => lines::LineageKind::Guide,
    }
}

pub(super) const fn ownership_basis(source: OwnershipSource) -> lines::OwnershipBasis {
    match source {
        OwnershipSource::Infrastructure => lines::OwnershipBasis::Infrastructure,
        OwnershipSource::OutputPort => lines::OwnershipBasis::OutputPort,
        OwnershipSource::Label => lines::OwnershipBasis::Label,
        OwnershipSource::Dbt => lines::OwnershipBasis::Dbt,
        OwnershipSource::Tool => lines::OwnershipBasis::Tool,
        OwnershipSource::Upstream => lines::OwnershipBasis::Upstream,
    }
}

pub(super) const fn verdict_state(state: State) -> lines::VerdictState {
    match state {
        State::Unknown => lines::VerdictState::Unknown,
        State::NoPromise => lines::VerdictState::NoPromise,
        State::Usable => lines::VerdictState::Usable,
        State::WithCare => lines::VerdictState::WithCare,
        State::Broken => lines::VerdictState::Broken,
    }
}

pub(in crate::view) const fn derivation(how: Derivation) -> lines::Derivation {
    match how {
        Derivation::Constant => lines::Derivation::Constant,
        Derivation::Identity => lines::Derivation::Identity,
        Derivation::Transformation => lines::Derivation::Transformation,
        Derivation::Aggregation => lines::Derivation::Aggregation,
        Derivation::Unknown => lines::Derivation::Unknown,
    }
}

pub(in crate::view) const fn lineage_source(by: LineageSource) -> lines::ColumnLineageSource {
    match by {
        LineageSource::Sql(SqlOrigin::Definition) => lines::ColumnLineageSource::ViewSql,
        LineageSource::Sql(SqlOrigin::Compiled) => lines::ColumnLineageSource::DbtSql,
        LineageSource::Sql(SqlOrigin::Run) => lines::ColumnLineageSource::RunSql,
        LineageSource::Event => lines::ColumnLineageSource::RunEvent,
    }
}

pub(super) const fn history_category(category: Category) -> lines::HistoryCategory {
    match category {
        Category::Schema => lines::HistoryCategory::Schema,
        Category::Documentation => lines::HistoryCategory::Documentation,
        Category::Ownership => lines::HistoryCategory::Ownership,
        Category::Pointer => lines::HistoryCategory::Pointer,
        Category::Service => lines::HistoryCategory::Service,
        Category::Lifecycle => lines::HistoryCategory::Lifecycle,
    }
}

pub(super) const fn missing_column(presence: Presence) -> Option<lines::MissingColumn> {
    match presence {
        Presence::Listed => None,
        Presence::Documented => Some(lines::MissingColumn::Documented),
        Presence::Seen => Some(lines::MissingColumn::Seen),
    }
}

pub(super) const fn nullability(required: bool) -> lines::Nullability {
    match required {
        true => lines::Nullability::Required,
        false => lines::Nullability::Nullable,
    }
}

pub(super) const fn edge_source(how: ProvenanceKind) -> lines::EdgeSource {
    match how {
        ProvenanceKind::Sql => lines::EdgeSource::Sql,
        ProvenanceKind::SqlInferred => lines::EdgeSource::SqlInferred,
        ProvenanceKind::Dbt => lines::EdgeSource::Dbt,
        ProvenanceKind::InputPort => lines::EdgeSource::InputPort,
        ProvenanceKind::Declared => lines::EdgeSource::Declared,
        ProvenanceKind::Copy => lines::EdgeSource::Copy,
        ProvenanceKind::OpenLineage => lines::EdgeSource::OpenLineage,
        ProvenanceKind::Jobs => lines::EdgeSource::Jobs,
        ProvenanceKind::Mlflow => lines::EdgeSource::Mlflow,
        ProvenanceKind::Airflow => lines::EdgeSource::Airflow,
        ProvenanceKind::ViewUsage => lines::EdgeSource::ViewUsage,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Category, Derivation, LineageSource, SqlOrigin, State, Status, Tier, criticality_tier,
        derivation, history_category, lifecycle_status, lineage_source, verdict_state,
    };

    /// What pages say and what lines say is one word.
    #[test]
    fn pages_and_lines_have_the_same_words() {
        for status in [
            Status::Proposed,
            Status::Draft,
            Status::Active,
            Status::Deprecated,
            Status::Retired,
        ] {
            assert_eq!(lifecycle_status(status).as_str(), status.as_str());
        }
        for tier in [Tier::One, Tier::Two, Tier::Three] {
            assert_eq!(criticality_tier(tier).as_str(), tier.as_str());
        }
        for state in State::ALL {
            assert_eq!(verdict_state(state).as_str(), state.as_str());
        }
        for how in [
            Derivation::Constant,
            Derivation::Identity,
            Derivation::Transformation,
            Derivation::Aggregation,
            Derivation::Unknown,
        ] {
            assert_eq!(derivation(how).as_str(), how.as_str());
        }
        for category in Category::ALL {
            assert_eq!(history_category(category).as_str(), category.as_str());
        }
        for by in [
            LineageSource::Sql(SqlOrigin::Definition),
            LineageSource::Sql(SqlOrigin::Compiled),
            LineageSource::Sql(SqlOrigin::Run),
            LineageSource::Event,
        ] {
            assert_eq!(lineage_source(by).as_str(), by.as_str());
        }
    }
}
