//! Lines of columns.

use super::choice::{derivation, missing_column, nullability};
use super::{impact_line, owned};
use crate::catalog::{Column, Relation, Usage, day};
use crate::insight::Impact;
use crate::lines::{ColumnLine, ColumnUse};
use crate::view::Views;
use crate::view::unseen::called;

/// Counts columns among their siblings; fields come below their parents.
#[derive(Default)]
struct Positions(Vec<u32>);

impl Positions {
    /// The place of the next column, which is so deep.
    fn next(&mut self, depth: u8) -> u32 {
        let at = usize::from(depth);
        self.0.resize(at + 1, 0);
        let last = &mut self.0[at];
        *last += 1;
        *last
    }
}

pub(super) fn column_lines_of(views: &Views<'_>, relation: &Relation) -> Vec<ColumnLine> {
    let c = views.reader;
    let lineage = c.lineage_by_column(relation);
    let collations = relation.properties.as_deref();
    let collations = collations.map_or(&[][..], |p| &p.column_collations);
    let (usage, named) = (c.usage_of(relation.asset), c.named_by(relation.asset));
    let mut positions = Positions::default();
    let columns = c.columns_of(relation).iter();
    columns
        .map(|column| {
            let found = lineage.of(c.str(column.path));
            let sources = found.map_or(&[][..], |l| c.column_refs_of(l));
            let impact = views.reader.column_impact(relation.asset, column.path);
            ColumnLine {
                name: c.str(column.path).to_owned(),
                renamed_from: c.former_columns(relation, column).to_vec(),
                position: positions.next(column.depth),
                data_type: c.str(column.data_type).to_owned(),
                nullable: column.required != Some(true),
                nullability: column.required.map(nullability),
                description: column.description.map(|d| c.str(d).to_owned()),
                collation: collations
                    .binary_search_by(|(path, _)| c.str(*path).cmp(c.str(column.path)))
                    .ok()
                    .and_then(|at| collations.get(at))
                    .map(|(_, collation)| c.str(*collation).to_owned()),
                policy_tags: owned(c.policy_tags(column.policy_tags)),
                derivation: found.map(|l| derivation(l.how)),
                sources: sources
                    .iter()
                    .map(|s| [c.known_name(s.asset), ":", c.str(s.column)].concat())
                    .collect(),
                unknown: match c.column_stub(relation.asset, column.path) {
                    Some(stub) => Some(called(c, stub)),
                    None => found.and_then(|l| l.why).map(|w| c.str(w).to_owned()),
                },
                impact: impact.map(impact_line),
                used: column_use(views, relation, column, (usage, impact)),
                last_named: named
                    .and_then(|named| named.column(column.path))
                    .and_then(day),
                missing: missing_column(column.presence),
            }
        })
        .collect()
}

fn column_use(
    views: &Views<'_>,
    relation: &Relation,
    column: &Column,
    (usage, impact): (Option<&Usage>, Option<&Impact>),
) -> Option<ColumnUse> {
    let counts = usage.and_then(|usage| usage.column(column.path));
    let used = ColumnUse {
        last: counts.and_then(|of| of.last).and_then(day),
        queries: counts.map_or(0, |of| of.queries),
        service_accounts: counts.map_or(0, |of| of.service_accounts),
        jobs: views.reader.column_jobs(relation.asset, column.path),
        products: impact.map_or(0, |of| of.products),
        models: impact.map_or(0, |of| of.models),
    };
    (counts.is_some() || used.jobs + used.products + used.models > 0).then_some(used)
}

#[cfg(test)]
mod tests {
    use super::Positions;

    #[test]
    fn fields_are_counted_within_their_parent() {
        let mut positions = Positions::default();
        // a, b, b.x, b.y, b.y.z, b.z, c, c.x
        let depths = [0, 0, 1, 1, 2, 1, 0, 1];
        assert_eq!(
            depths.map(|depth| positions.next(depth)),
            [1, 2, 1, 2, 1, 3, 3, 1]
        );
    }
}
