//! What a reading tells of stars.

use super::super::full_name::full_name;
use super::super::path::Defaults;
use super::super::star_place::Star;
use super::Reading;

impl Reading {
    /// The relations all of whose columns the text takes by `*`, sorted: those whose columns the result
    /// has, and those whose columns count by their order. A star in a subquery around which columns are
    /// named is none of them. Nothing is known of what can't be parsed, nor of subqueries in conditions.
    #[must_use]
    pub fn stars(&self, defaults: Defaults<'_>) -> Vec<Star> {
        let relations = &self.stars.relations;
        if relations.is_empty() {
            return Vec::new();
        }
        // What is named like a table may be an array or a temporary table.
        let tables = self.references(defaults).tables;
        let mut stars: Vec<Star> = relations
            .iter()
            .filter_map(|(parts, place)| {
                let parts: Vec<&str> = parts.iter().map(|part| self.names.text(*part)).collect();
                let relation = full_name(&parts, self.dialect, defaults)?;
                tables.binary_search(&relation).ok()?;
                Some(Star {
                    relation,
                    place: *place,
                })
            })
            .collect();
        stars.sort_unstable_by(|a, b| (&a.relation, b.place).cmp(&(&b.relation, a.place)));
        stars.dedup_by(|later, first| later.relation == first.relation);
        stars
    }

    /// Whether all of the text could be parsed: else it may take more than is known.
    #[must_use]
    pub fn is_parsed(&self) -> bool {
        self.error.is_none()
    }

    /// Whether the result of the last statement has columns that the text doesn't list: its outermost
    /// SELECT, some operand of its set operations or its last pipe operator takes `*`, and no subquery
    /// of the text lists what that stands for.
    #[must_use]
    pub fn ends_in_star(&self) -> bool {
        self.stars.open
    }
}
