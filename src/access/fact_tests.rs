//! Each fact of linking has a rule in a part, and each rule is one without which something shows: the
//! table in `docs/access.md` has a row a rule.

use std::collections::BTreeSet;
use std::path::Path;

use super::part_by;
use crate::catalog::{Catalog, FactRule, Sabotage};
use crate::mesh::Mesh;
use crate::pipeline;

const FIXTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/audience-canaries"
);
const DOC: &str = include_str!("../../docs/access-facts.md");

/// A mesh in which all that readers may not see has a word that begins with this.
const MARK: &str = "quarry";

fn whole() -> Mesh {
    pipeline::load(Path::new(FIXTURE), None, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// What readers may see of it, with one rule broken.
fn part(whole: &Mesh, broken: Option<FactRule>) -> Catalog {
    let of = (&whole.catalog, &whole.insight);
    let audience = whole.catalog.audience("readers").unwrap();
    let sabotage = Sabotage { broken };
    part_by(of, &whole.settings, &whole.ledger, audience, sabotage).catalog
}

/// All of a catalog: its values and its texts.
fn all(c: &Catalog) -> String {
    format!("{c:?} {:?}", c.strings.iter().collect::<Vec<_>>())
}

/// Words of what isn't to be seen.
fn marked(text: &str) -> BTreeSet<&str> {
    let found = text.match_indices(MARK).map(|(at, _)| {
        let word = &text[at..];
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        &word[..end.unwrap_or(word.len())]
    });
    found.collect()
}

/// The name of a rule as its row in the table has it: `ColumnSources` is `column_sources`.
fn row(rule: FactRule) -> String {
    let mut name = String::new();
    for c in format!("{rule:?}").chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

#[test]
fn the_table_has_a_row_a_rule() {
    let rows = DOC.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert_eq!(rows, FactRule::ALL.map(row));
}

#[test]
fn nothing_that_is_hidden_is_in_a_part() {
    let part = all(&part(&whole(), None));
    assert_eq!(marked(&part), BTreeSet::new());
}

#[test]
fn a_broken_rule_shows() {
    let whole = whole();
    let intact = all(&part(&whole, None));
    let shown = |rule: &FactRule| all(&part(&whole, Some(*rule))) != intact;
    let hold_nothing: Vec<FactRule> = FactRule::ALL.into_iter().filter(|r| !shown(r)).collect();
    assert_eq!(hold_nothing, []);
}

#[test]
fn a_part_is_the_same_each_time() {
    let whole = whole();
    assert_eq!(all(&part(&whole, None)), all(&part(&whole, None)));
}
