//! What people ask: filters, sums and joins on the unified views, and now and then on a base table.

use crate::columns::{self, Column};
use crate::mesh::Mesh;
use crate::random::Random;
use crate::text::{TODAY, day};
use crate::view;

/// A view, and the table under it.
pub(super) struct Queried {
    pub(super) view: String,
    pub(super) base: [String; 3],
    /// Columns of the view that a filter or a join can be on.
    columns: Vec<Column>,
    /// Those of the table.
    own: Vec<Column>,
}

impl Queried {
    pub(super) fn new(mesh: &Mesh, table: usize) -> Self {
        let own = columns::of_table(mesh, table);
        let view = view::of_table(mesh, table, &own);
        Self {
            view: mesh.view_path(table),
            base: [
                mesh.dme_of(table).project.clone(),
                mesh.dataset_of(table).to_owned(),
                mesh.table_name(table),
            ],
            columns: view.columns.into_iter().filter(is_comparable).collect(),
            own: own.into_iter().filter(is_comparable).collect(),
        }
    }
}

fn is_comparable(column: &Column) -> bool {
    const TYPES: &[&str] = &[
        "STRING",
        "INT64",
        "NUMERIC",
        "FLOAT64",
        "DATE",
        "BOOL",
        "TIMESTAMP",
    ];
    TYPES.contains(&column.data_type.as_str())
}

/// A view, and the one that it is joined with.
pub(super) struct Subject {
    pub(super) view: Queried,
    pub(super) partner: Queried,
    /// The condition of the join; none where they have nothing to join on.
    on: Option<String>,
}

impl Subject {
    pub(super) fn new(view: Queried, partner: Queried) -> Self {
        let shared = view.columns.iter().find(|mine| {
            partner
                .columns
                .iter()
                .any(|theirs| theirs.name == mine.name && theirs.data_type == mine.data_type)
        });
        let on = match (shared, view.columns.first(), partner.columns.first()) {
            _ if view.view == partner.view => None,
            (Some(key), ..) => Some(format!("a.{0} = b.{0}", key.name)),
            (None, Some(mine), Some(theirs)) => Some(format!(
                "CAST(a.{} AS STRING) = CAST(b.{} AS STRING)",
                mine.name, theirs.name
            )),
            _ => None,
        };
        Self { view, partner, on }
    }
}

/// A statement, and whether the partner is in it.
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) joins: bool,
}

pub(super) fn query(subject: &Subject, random: &mut Random) -> Query {
    let Subject { view, partner, on } = subject;
    let (path, columns) = (quoted(&view.view, random), view.columns.as_slice());
    let mut joins = false;
    let sql = match (random.below(1000), on) {
        (0..200, _) => format!(
            "SELECT * FROM {path}{} LIMIT {}",
            filters(columns, "", random),
            [10, 100, 1000][random.rank(3)]
        ),
        (200..400, _) => format!(
            "SELECT {} FROM {path}{}",
            some(columns, "", random),
            filters(columns, "", random)
        ),
        (650..830, Some(on)) => {
            joins = true;
            let other = quoted(&partner.view, random);
            format!(
                "SELECT {}, {} FROM {path} AS a{} JOIN {other} AS b ON {on}{}",
                some(columns, "a.", random),
                some(&partner.columns, "b.", random),
                [" LEFT", " INNER", ""][random.rank(3)],
                filters(columns, "a.", random)
            )
        }
        (830..890, _) => format!(
            "-- weekly report\nWITH base AS (SELECT * FROM {path}{}) {}",
            filters(columns, "", random),
            sums(columns, "base", "", random)
        ),
        (890..930, _) => format!("SELECT COUNT(*) FROM {path}"),
        (930.., _) => {
            let path = quoted(&view.base.join("."), random);
            sums(&view.own, &path, &filters(&view.own, "", random), random)
        }
        _ => sums(columns, &path, &filters(columns, "", random), random),
    };
    Query { sql, joins }
}

/// `project.dataset.name` in backticks, mostly around the whole.
fn quoted(path: &str, random: &mut Random) -> String {
    match path.split_once('.') {
        Some((project, rest)) if random.in_thousand(200) => format!("`{project}`.{rest}"),
        _ => format!("`{path}`"),
    }
}

/// One to five columns, the first ones more often.
fn some(columns: &[Column], prefix: &str, random: &mut Random) -> String {
    let mut names: Vec<&str> = Vec::new();
    for _ in 0..random.between(1, 5) {
        if let Some(column) = columns.get(random.rank(columns.len()))
            && !names.contains(&column.name.as_str())
        {
            names.push(&column.name);
        }
    }
    if names.is_empty() {
        return format!("{prefix}*");
    }
    let names: Vec<String> = names.iter().map(|name| format!("{prefix}{name}")).collect();
    names.join(", ")
}

/// A sum or a count by one column.
fn sums(columns: &[Column], path: &str, filters: &str, random: &mut Random) -> String {
    let dimension = nth(columns, random, |column| {
        matches!(column.data_type.as_str(), "STRING" | "DATE" | "BOOL")
    });
    let measure = match nth(columns, random, Column::is_number) {
        Some(column) => format!("SUM({0}) AS total_{0}", column.name),
        None => "COUNT(*) AS row_count".to_owned(),
    };
    match dimension {
        Some(column) => format!(
            "SELECT {}, {measure} FROM {path}{filters} GROUP BY 1 ORDER BY 2 DESC",
            column.name
        ),
        None => format!("SELECT {measure} FROM {path}{filters}"),
    }
}

/// One of the columns that fit, the first ones more often.
fn nth<'c>(
    columns: &'c [Column],
    random: &mut Random,
    fits: impl Fn(&Column) -> bool,
) -> Option<&'c Column> {
    let fitting: Vec<&Column> = columns.iter().filter(|column| fits(column)).collect();
    fitting.get(random.rank(fitting.len())).copied()
}

/// None to three conditions, on the same few columns in most queries.
fn filters(columns: &[Column], prefix: &str, random: &mut Random) -> String {
    let mut text = String::new();
    for number in 0..random.below(4) {
        let Some(column) = columns.get(random.rank(columns.len())) else {
            break;
        };
        let name = format!("{prefix}{}", column.name);
        text.push_str(if number == 0 { " WHERE " } else { " AND " });
        let condition = match column.data_type.as_str() {
            "DATE" if random.in_thousand(500) => format!(
                "{name} >= DATE_SUB(CURRENT_DATE(), INTERVAL {} DAY)",
                [7, 28, 30, 90][random.below(4)]
            ),
            "DATE" => {
                let from = TODAY - random.between(30, 400);
                format!("{name} BETWEEN '{}' AND '{}'", day(from), day(from + 29))
            }
            "TIMESTAMP" => format!("{name} >= TIMESTAMP '{}'", day(TODAY - random.below(90))),
            "STRING" if random.in_thousand(300) => format!(
                "{name} IN ('{}', '{}')",
                random.pick(VALUES),
                random.pick(VALUES)
            ),
            "STRING" => format!("{name} = '{}'", random.pick(VALUES)),
            "BOOL" => name,
            _ => format!("{name} > {}", random.below(1000)),
        };
        text.push_str(&condition);
    }
    text
}

const VALUES: &[&str] = &[
    "AR", "BR", "MX", "CL", "active", "closed", "web", "app", "gold", "new", "returned", "B2B",
];
