//! How many unified views can be used now, by DME. What is usable is told apart from what merely has
//! nothing known to be wrong.

use crate::catalog::Kind;
use crate::insight::{State, StateCounts};
use crate::view::Views;
use crate::view::model::SheetColumn;

use super::figure_table::{Table, Value, numbers, words};

const VERDICTS: [SheetColumn; 7] = [
    words("dme", "DME"),
    numbers("views", "Unified views"),
    numbers("broken", "Broken"),
    numbers("with_care", "With care"),
    numbers("usable", "Usable"),
    numbers("no_promise", "No promise"),
    numbers("unknown", "Unknown"),
];

/// In the order of the columns.
const STATES: [State; 5] = [
    State::Broken,
    State::WithCare,
    State::Usable,
    State::NoPromise,
    State::Unknown,
];

/// Unified views by verdict.
pub(super) fn verdict_table(views: &Views<'_>) -> Table {
    let states = views.reader.states();
    let row = |first: Value, counts: &StateCounts| {
        let mut row = vec![first, Value::count(counts.total())];
        row.extend(STATES.map(|state| Value::count(counts.of(state))));
        row
    };
    let mut rows = Vec::new();
    if states.all.total() > 0 {
        let all = match views.is_part() {
            true => "all that you may see",
            false => "the whole mesh",
        };
        rows.push(row(Value::Word(all, None), &states.all));
    }
    for dme in views.reader.sorted(Kind::Dme) {
        if let Some(counts) = states.by_dme.get(&dme) {
            rows.push(row(Value::Asset(dme), counts));
        }
    }
    Table::new(
        "verdicts",
        "Unified views by verdict",
        &VERDICTS,
        "No unified view yet.",
    )
    .note("Usable is what has something to judge by and is as it should be; where nothing is promised and nothing watches, that is said instead.")
    .rows(rows)
}
