//! What statements of the warehouse's history use.

use crate::catalog::{AssetIx, Predicate, Sym};
use sql::{Mentions, Operator, Place};

/// Comparisons, those first that say most about what is looked for: of several of one column, the
/// first is kept.
const MOST_SELECTIVE_FIRST: [Operator; 10] = [
    Operator::Equal,
    Operator::In,
    Operator::Between,
    Operator::GreaterOrEqual,
    Operator::Greater,
    Operator::Like,
    Operator::ILike,
    Operator::LessOrEqual,
    Operator::Less,
    Operator::NotEqual,
];

/// What the statements of one shape use.
#[derive(Debug, Clone, Default)]
pub(in crate::link) struct StatementUse {
    pub(in crate::link) relations: Vec<AssetIx>,
    /// Numbers of wildcards, of which `relations` holds the newest table only.
    pub(in crate::link) wildcards: Vec<usize>,
    pub(in crate::link) joins: Vec<((AssetIx, Sym), (AssetIx, Sym))>,
    pub(in crate::link) filters: Vec<(AssetIx, Predicate)>,
    /// What each SELECT filters of each relation.
    pub(in crate::link) shapes: Vec<(AssetIx, Vec<Predicate>)>,
    /// Columns that it reads, joins by or filters by, sorted.
    pub(in crate::link) columns: Box<[(AssetIx, Sym)]>,
    /// Names without a dataset: temporary tables of a script, if any tables.
    pub(in crate::link) bare: Vec<String>,
    /// Whether it names, with its dataset, what no export and no other statement of a view knows.
    pub(in crate::link) names_unknown: bool,
    /// Relations all of whose columns it takes by `*`, and where they go.
    pub(in crate::link) stars: Box<[(AssetIx, Place)]>,
    /// Whether the text was parsed; else it may take more, of relations beyond those that it names too.
    pub(in crate::link) parsed: bool,
    /// What names it holds anywhere; nothing where the export leaves texts out.
    pub(in crate::link) mentions: Mentions,
    /// Relations that its text says it writes.
    pub(in crate::link) writes: Vec<AssetIx>,
    /// Whether its text says that it writes, with a dataset, what no export knows.
    pub(in crate::link) writes_unknown: bool,
    /// Whether the text was read; else `relations` are what the warehouse says.
    pub(in crate::link) read: bool,
}

impl StatementUse {
    /// Whether it may name more than is found in it: its text is missing or can't be read, or it runs
    /// another one.
    pub(in crate::link) fn may_name_more(&self) -> bool {
        !self.parsed || self.mentions.runs_other
    }

    /// Columns of a relation that it reads, joins by or filters by.
    pub(in crate::link) fn columns_of(&self, relation: AssetIx) -> impl Iterator<Item = Sym> {
        let start = self.columns.partition_point(|(of, _)| *of < relation);
        let from = self.columns.get(start..).unwrap_or_default().iter();
        from.take_while(move |(of, _)| *of == relation)
            .map(|(_, column)| *column)
    }
}

/// How little a comparison says about what is looked for.
pub(super) fn telling(operator: Operator) -> usize {
    let at = MOST_SELECTIVE_FIRST
        .iter()
        .position(|known| *known == operator);
    at.unwrap_or(MOST_SELECTIVE_FIRST.len())
}
