use super::{Defaults, Dialect, references};

#[test]
fn names_a_table() {
    let found = references("SELECT * FROM `p.d.t`", Dialect::BigQuery, Defaults::default());
    assert_eq!(found.tables, ["p.d.t"]);
}
