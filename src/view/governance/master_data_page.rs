//! Master data: what is declared, and tables whose keys half the mesh carries.

use crate::insight::{Candidate, Declared, Home};
use crate::view::model::{KeyFigure, SheetColumn};
use crate::view::{Views, counted, grouped};

use super::figure_table::{Table, Value, numbers, words};
use super::figures_draft::Draft;

const DECLARED: [SheetColumn; 5] = [
    words("product", "Product"),
    words("dme", "DME"),
    numbers("tables", "Tables"),
    numbers("views", "Unified views downstream"),
    numbers("users", "Users, 30 days"),
];

const CANDIDATES: [SheetColumn; 7] = [
    words("table", "Table"),
    words("dme", "Owner DME"),
    words("key", "Key"),
    numbers("tables", "Tables with it"),
    numbers("dmes", "DMEs with it"),
    words("evidence", "Evidence"),
    words("others", "Also fit"),
];

pub(super) fn master_data_figures(views: &Views<'_>) -> Draft {
    let found = views.reader.master_data();
    let count = found.candidates.len();
    Draft {
        key: KeyFigure {
            value: grouped(found.declared.len()),
            label: match views.is_part() {
                true => "declared products that you may see".to_owned(),
                false => format!("products declared, {}", counted(count, "candidate")),
            },
            tone: None,
        },
        tables: vec![
            Table::new(
                "declared",
                "Declared",
                &DECLARED,
                "None: say `masterData: true` in a product's manifest.",
            )
            .rows(found.declared.iter().map(|d| declared_row(views, d))),
            Table::new(
                "candidates",
                "Candidates",
                &CANDIDATES,
                "None: no key outside of the declared ones is carried by tables of several DMEs and has a table of its name.",
            )
            .note("Tables that are the home of a key which tables of several DMEs carry: their own name fits the key's, or their contract says that it is their primary key.")
            .rows(found.candidates.iter().map(|c| candidate_row(views, c))),
        ],
        ..Draft::default()
    }
}

fn declared_row(views: &Views<'_>, declared: &Declared) -> Vec<Value> {
    let product = views.reader.product(declared.product);
    vec![
        Value::Asset(declared.product),
        Value::asset(product.and_then(|p| p.environment)),
        Value::seen(views, product.map_or(0, |p| p.tables.len())),
        Value::seen(views, declared.impact.views as usize),
        Value::seen(views, declared.impact.users as usize),
    ]
}

fn candidate_row(views: &Views<'_>, found: &Candidate) -> Vec<Value> {
    let key = views.reader.str(found.key);
    let why = match found.home {
        Home::Both => "it is the table's primary key, and the table has its name",
        Home::PrimaryKey => "it is the table's primary key by contract",
        Home::Name => "the table has its name",
    };
    let evidence = format!(
        "{key} occurs in {} of {}; {why}",
        counted(found.tables, "table"),
        counted(found.dmes, "DME")
    );
    vec![
        Value::Asset(found.table),
        Value::asset(found.dme),
        Value::Text(key.to_owned()),
        Value::count(found.tables),
        Value::count(found.dmes),
        Value::Text(evidence),
        Value::assets(found.others.clone()),
    ]
}
