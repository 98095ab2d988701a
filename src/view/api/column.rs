//! Lines of columns.

use super::{impact_line, owned};
use crate::catalog::{Presence, Relation};
use crate::lines::ColumnLine;
use crate::view::Views;

impl Views<'_> {
    pub(super) fn column_lines_of(&self, relation: &Relation) -> Vec<ColumnLine> {
        let c = self.catalog;
        let lineage = c.lineage_by_column(relation);
        let columns = c.columns_of(relation).iter();
        columns
            .map(|column| {
                let found = lineage.of(c.str(column.path));
                let sources = found.map_or(&[][..], |l| c.column_refs_of(l));
                let impact = self.insight.column_impact(relation.asset, column.path);
                ColumnLine {
                    name: c.str(column.path).to_owned(),
                    data_type: c.str(column.data_type).to_owned(),
                    description: column.description.map(|d| c.str(d).to_owned()),
                    policy_tags: owned(c.policy_tags(column.policy_tags)),
                    derivation: found.map(|l| l.how.as_str().to_owned()),
                    sources: sources
                        .iter()
                        .map(|s| format!("{}:{}", c.name(s.asset), c.str(s.column)))
                        .collect(),
                    unknown: found.and_then(|l| l.why).map(|w| c.str(w).to_owned()),
                    impact: impact.map(impact_line),
                    missing: match column.presence {
                        Presence::Listed => None,
                        Presence::Documented => Some("documented".to_owned()),
                        Presence::Seen => Some("seen".to_owned()),
                    },
                }
            })
            .collect()
    }
}
