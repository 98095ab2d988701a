//! Lineage: what an asset is made of and what is made of it, whole and column by column, direct and
//! as far as it goes.

use super::Reader;
use crate::catalog::{
    AssetIx, ColumnLineage, ColumnRef, LineageByColumn, LineageEdge, Provenance, Reference,
    Relation, SqlProblem, Sym,
};
use crate::facets::{Facet, Set};
use crate::insight::Impact;

impl<'a> Reader<'a> {
    /// Direct sources, by index. Facet: edges.
    #[must_use]
    #[inline]
    pub(crate) fn upstream(self, ix: AssetIx) -> &'a [AssetIx] {
        self.source.of(Facet::Upstream, ix).graph.upstream(ix)
    }

    /// Direct dependents, by index. Facet: edges.
    #[must_use]
    #[inline]
    pub(crate) fn downstream(self, ix: AssetIx) -> &'a [AssetIx] {
        self.source.of(Facet::Downstream, ix).graph.downstream(ix)
    }

    /// Direct dependents where `down` is set, else direct sources. Facet: edges.
    #[must_use]
    #[inline]
    pub(crate) fn neighbours(self, ix: AssetIx, down: bool) -> &'a [AssetIx] {
        match down {
            true => self.downstream(ix),
            false => self.upstream(ix),
        }
    }

    /// How an edge is known; nothing where there is none. Facet: edges, of both ends.
    pub(crate) fn provenances(
        self,
        from: AssetIx,
        to: AssetIx,
    ) -> impl Iterator<Item = Provenance> {
        self.source
            .of(Facet::Proofs, to)
            .graph
            .provenances(from, to)
    }

    /// What a relation's SQL names, by name. Facet: edges.
    #[must_use]
    pub(crate) fn references_of(self, relation: &Relation) -> &'a [Reference] {
        self.source
            .of(Facet::Sql, relation.asset)
            .references_of(relation)
    }

    /// Where and why the parser gave up on a relation's SQL. Facet: edges.
    #[must_use]
    pub(crate) fn sql_problem(self, relation: &Relation) -> Option<&'a SqlProblem> {
        self.source
            .of(Facet::Sql, relation.asset)
            .sql_problem(relation)
    }

    /// Productive tables that a view reaches, by name. Facet: edges.
    #[must_use]
    pub(crate) fn targets_of(self, relation: &Relation) -> &'a [AssetIx] {
        self.source
            .of(Facet::Targets, relation.asset)
            .targets_of(relation)
    }

    /// The same, of what may be a view. Facet: targets.
    #[must_use]
    pub(crate) fn targets_at(self, ix: AssetIx) -> &'a [AssetIx] {
        let c = self.source.of(Facet::Targets, ix);
        c.relation(ix)
            .map_or(&[], |relation| c.targets_of(relation))
    }

    /// The assets between a view and one of its targets on the shortest way through views. Facet:
    /// edges, of all views on ways up from the view.
    #[must_use]
    pub(crate) fn path_to(self, view: AssetIx, target: AssetIx) -> Vec<AssetIx> {
        self.source.of(Facet::Paths, view).path_to(view, target)
    }

    /// Unified views that depend on an asset through views alone, by name. Facet: edges, of all views
    /// on ways down from the asset.
    #[must_use]
    pub(crate) fn unified_views_below(self, ix: AssetIx) -> Vec<AssetIx> {
        self.source.of(Facet::Below, ix).unified_views_below(ix)
    }

    /// Where the columns of a relation come from. Facet: edges.
    #[must_use]
    pub(crate) fn column_lineage_of(self, relation: &Relation) -> &'a [ColumnLineage] {
        self.source
            .of(Facet::ColumnSources, relation.asset)
            .column_lineage_of(relation)
    }

    /// The same, of what may be a relation. Facet: column sources.
    #[must_use]
    pub(crate) fn column_lineage_at(self, ix: AssetIx) -> &'a [ColumnLineage] {
        let c = self.source.of(Facet::ColumnSources, ix);
        c.relation(ix)
            .map_or(&[], |relation| c.column_lineage_of(relation))
    }

    /// The same by column. Facet: edges.
    #[must_use]
    pub(crate) fn lineage_by_column(self, relation: &Relation) -> LineageByColumn<'a> {
        self.source
            .of(Facet::ColumnSources, relation.asset)
            .lineage_by_column(relation)
    }

    /// Source columns of a column. Facet: edges, of the relation that has it.
    #[must_use]
    pub(crate) fn column_refs_of(self, lineage: &ColumnLineage) -> &'a [ColumnRef] {
        self.source.known().column_refs_of(lineage)
    }

    /// The tables whose columns stand for those of this one in a wildcard, itself left out. Facet:
    /// edges.
    #[must_use]
    pub(crate) fn newest_of(self, table: AssetIx) -> &'a [AssetIx] {
        self.source
            .of(Facet::Newest, table)
            .wildcards
            .newest_of(table)
    }

    /// How much is reachable from an asset. Facet: edges, of all that is reachable.
    #[must_use]
    #[inline]
    pub(crate) fn impact_of(self, ix: AssetIx) -> Impact {
        self.source.following(Facet::Impact, ix).impact_of(ix)
    }

    /// What depends on a column of a relation; nothing where nothing is known to. Facet: edges, of
    /// all that is reachable.
    #[must_use]
    pub(crate) fn column_impact(self, relation: AssetIx, column: Sym) -> Option<&'a Impact> {
        self.source
            .following(Facet::ColumnImpact, relation)
            .column_impact(relation, column)
    }

    /// How many jobs make something of a column of a relation, however many steps away. Facet: edges,
    /// of all that is reachable.
    #[must_use]
    pub(crate) fn column_jobs(self, relation: AssetIx, column: Sym) -> u32 {
        self.source
            .following(Facet::ColumnImpact, relation)
            .column_jobs(relation, column)
    }

    /// All edges by source, target and provenance. Set: edges.
    #[must_use]
    pub(crate) fn edges(self) -> &'a [LineageEdge] {
        &self.source.whole(Set::Everything).catalog.graph.edges
    }

    /// All columns that another one is made of, once for each. Set: edges.
    #[must_use]
    pub(crate) fn source_columns(self) -> &'a [ColumnRef] {
        &self.source.whole(Set::Everything).catalog.column_refs
    }
}
