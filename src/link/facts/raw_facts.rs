//! What exports say of one thing each, names interned.

use std::ops::Range;

use super::raw_properties::RawProperties;
use crate::catalog::{Column, DbtNode, RelationKind, Sym};
use crate::diagnostic::{ForeignRule, Pos, Severity};
use crate::system::{Principals, System};
use sql::Dialect;

/// A relation as the exports describe it.
#[derive(Debug)]
pub(in crate::link) struct RawRelation {
    pub project: Sym,
    pub dataset: Sym,
    pub table: Sym,
    /// Kind, and whether a warehouse (not just a tool) says so.
    pub kind: Option<(RelationKind, bool)>,
    /// The system that holds it, where a warehouse says what it is and which system that is.
    pub system: Option<System>,
    /// The system whose name it has, where any export tells that.
    pub named_in: Option<System>,
    pub pos: Pos,
    pub created: Option<Sym>,
    pub modified: Option<Sym>,
    pub partition_filter: bool,
    /// What it is set to, where any export tells.
    pub properties: Option<Box<RawProperties>>,
    pub title: Option<Sym>,
    pub description: Option<Sym>,
    pub query: Option<RawQuery>,
    pub base: Option<u32>,
    pub rows: Option<u64>,
    pub bytes: Option<u64>,
    /// What dbt says, and where.
    pub dbt: Option<(Box<DbtNode>, Pos)>,
    pub tags: Vec<Sym>,
    pub columns: Range<u32>,
    /// Whether a warehouse lists its columns, so that there are no others.
    pub columns_complete: bool,
    /// Whether dots in the names of its columns are part of the names.
    pub plain_names: bool,
    pub labels: Range<u32>,
}

impl RawRelation {
    /// The system that says what its name means.
    pub(in crate::link) fn system_of_name(&self) -> System {
        self.system.or(self.named_in).unwrap_or(System::ASSUMED)
    }

    /// Whether its SQL is that of a run.
    pub(super) fn has_sql_of_runs(&self) -> bool {
        self.dbt.is_none() && self.query.is_some_and(|query| query.display_only())
    }

    /// Whether nothing but its columns describes it, and perhaps the SQL of a run.
    pub(super) fn is_told_by_runs_alone(&self) -> bool {
        let has_query = self.query.is_some_and(|query| !query.display_only());
        self.kind.is_none() && self.dbt.is_none() && !has_query
    }

    /// Takes what another name of the relation was told.
    pub(super) fn absorb(&mut self, other: Self) {
        let stronger = matches!(
            (self.kind, other.kind),
            (None, Some(_)) | (Some((_, false)), Some((_, true)))
        );
        if stronger {
            self.kind = other.kind;
            self.system = other.system;
            self.pos = other.pos;
        }
        self.named_in = self.named_in.or(other.named_in);
        self.created = self.created.or(other.created);
        self.modified = self.modified.or(other.modified);
        self.title = self.title.or(other.title);
        self.description = self.description.or(other.description);
        self.base = self.base.or(other.base);
        self.rows = self.rows.or(other.rows);
        self.bytes = self.bytes.or(other.bytes);
        self.query = match (self.query, other.query) {
            (Some(own), Some(new)) if new.rank > own.rank => Some(new),
            (own, new) => own.or(new),
        };
        if self.dbt.is_none() {
            self.dbt = other.dbt;
        }
        match (&mut self.properties, other.properties) {
            (Some(own), Some(new)) => own.absorb(*new),
            (own, new) => *own = own.take().or(new),
        }
        for tag in other.tags {
            if !self.tags.contains(&tag) {
                self.tags.push(tag);
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(in crate::link) struct RawQuery {
    pub text: Sym,
    pub dialect: Dialect,
    pub pos: Pos,
    /// The whole `CREATE` statement, where one is known beside a bare query: it may name columns.
    pub ddl: Option<Sym>,
    /// Larger wins: a body over a DDL statement, a warehouse over a tool.
    pub(super) rank: u8,
}

impl RawQuery {
    /// Whether a tool, not the warehouse, says so.
    pub(in crate::link) const fn display_only(&self) -> bool {
        self.rank == 0
    }
}

/// One end of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::link) enum RawNode {
    Relation(u32),
    Exposure(u32),
    Model(Sym),
}

#[derive(Debug)]
pub(in crate::link) struct RawExposure {
    pub unique_id: String,
    pub name: String,
    pub kind: String,
    pub description: Option<String>,
    pub url: Option<String>,
    pub owner: Option<String>,
    pub maturity: Option<String>,
    /// Where it is described, or else named first.
    pub pos: Pos,
}

/// What a column says of the others of its relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    /// The warehouse lists them: what it doesn't name isn't there.
    Complete,
    /// A run saw it; there may be others.
    Seen,
    /// Documentation names it; there may be others, and it need not be there.
    Documented,
    /// So it is, and the case of its name counts.
    DocumentedExactly,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct RawColumn {
    pub(super) relation: u32,
    pub(super) ordinal: u32,
    pub(super) listing: Listing,
    pub(super) column: Column,
    /// Key of the job whose run tells it; none where no run does.
    pub(super) job: Option<Sym>,
}

/// A grant on a dataset (`table` missing) or relation.
#[derive(Debug, Clone, Copy)]
pub(in crate::link) struct RawGrant {
    pub project: Sym,
    pub dataset: Sym,
    pub table: Option<Sym>,
    pub grantee: Sym,
    pub privilege: Sym,
    /// How the grantee is told from a group.
    pub principals: Principals,
    /// Whether the role lets read data.
    pub reads: bool,
}

/// A finding of another tool, of which it isn't known yet what it is about.
#[derive(Debug)]
pub(in crate::link) struct RawForeign {
    pub rule: ForeignRule,
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    /// Names of what it is about, the surest first.
    pub assets: Vec<String>,
    pub detail: Option<String>,
    /// Path, line and column.
    pub file: Option<(String, Option<u32>, Option<u32>)>,
    /// Why it is let be, and until when.
    pub set_aside: Option<(String, String)>,
    /// Where the export says so.
    pub pos: Pos,
}
