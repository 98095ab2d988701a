//! MATCH_RECOGNIZE: rows told by a pattern, and what is measured of them.

use std::rc::Rc;

use super::super::form::Recognize;
use super::column_scope::{Env, Item, Scope};
use super::known_relation::Relation;
use super::output::Output;
use super::resolution::Engine;
use super::value::Column;

impl Engine<'_> {
    /// The columns of `table MATCH_RECOGNIZE (…)`, where `inner` holds the table: those of the partition
    /// and the measures, and all of the table's where each row of a match is kept.
    pub(super) fn recognized(
        &mut self,
        recognize: &Recognize,
        mut inner: Scope<'_>,
        env: &Env<'_>,
    ) -> Relation {
        let names = self.names;
        // `up.price`: the rows that the pattern calls `up`.
        let symbols = recognize.symbols.iter();
        let symbols = symbols.map(|symbol| names.text(*symbol));
        let symbols: Vec<&str> = symbols.filter(|s| inner.item(s).is_none()).collect();
        if let [item] = inner.items.as_slice() {
            let relation = Rc::clone(&item.relation);
            inner.named = symbols
                .into_iter()
                .map(|symbol| Item {
                    alias: Some(symbol.to_owned()),
                    ..Item::unnamed(Rc::clone(&relation), 0)
                })
                .collect();
        }
        let mut output = match recognize.all_rows {
            true => self.star(&inner),
            false => Output::default(),
        };
        let partition = recognize.partition.iter().filter(|_| !recognize.all_rows);
        for (name, value) in partition.chain(&recognize.measures) {
            output.columns.push(Column {
                name: names.text(*name).into(),
                value: self.value(value, &inner, env),
            });
        }
        output.into_relation()
    }
}
