//! Unified views: which table each points at, in which form, and with what SQL.

use crate::columns::{self, Column};
use crate::mesh::{ALIAS, Mesh, Status, UNCLAIMED};
use crate::random::Random;
use crate::sql;

/// A unified view.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) sql: String,
    pub(crate) columns: Vec<Column>,
    /// Written in the warehouse's former dialect.
    pub(crate) legacy: bool,
    pub(crate) drift: Drift,
}

/// What is wrong with a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drift {
    None,
    /// It reads a table that isn't there any more.
    Missing,
    /// Its label names another DME.
    WrongDme,
    /// It reads a table of a retired product.
    Retired,
    /// It reads a table that no DME holds.
    Unclaimed,
    /// Its SQL is no SQL.
    Broken,
}

/// The form of a view's SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Star,
    Columns,
    Renames,
    Aggregate,
    Union,
    Join,
    Window,
    Unnest,
    Except,
    OverView,
    /// A link of a chain: over the view of this table.
    Chain(usize),
    /// A table with this one joined, which many join.
    Hub(usize),
    Legacy,
    Wildcard,
}

pub(crate) fn drift(mesh: &Mesh, table: usize) -> Drift {
    match Random::of(mesh.seed, "drift", table).below(10_000) {
        0..35 => Drift::Missing,
        35..65 => Drift::WrongDme,
        65..85 => Drift::Retired,
        85..95 => Drift::Unclaimed,
        95..100 => Drift::Broken,
        _ => Drift::None,
    }
}

fn form(mesh: &Mesh, table: usize, random: &mut Random) -> Form {
    if let Some(below) = mesh.shape.below(mesh, table) {
        return Form::Chain(below);
    }
    if mesh.family_of(table).is_some() {
        return Form::Wildcard;
    }
    if let Some(hub) = mesh.shape.hub(mesh, table) {
        return Form::Hub(hub);
    }
    match random.below(1000) {
        0..300 => Form::Star,
        300..500 => Form::Columns,
        500..570 => Form::Renames,
        570..640 => Form::Aggregate,
        640..800 => Form::Union,
        800..910 => Form::Join,
        910..940 => Form::Window,
        940..955 => Form::Unnest,
        955..965 => Form::Except,
        965..997 if table > 0 => Form::OverView,
        _ => Form::Legacy,
    }
}

/// The view over a table, given the table's columns.
pub(crate) fn of_table(mesh: &Mesh, table: usize, own: &[Column]) -> View {
    let mut random = Random::of(mesh.seed, "view", table);
    let drift = drift(mesh, table);
    let form = form(mesh, table, &mut random);
    let target = match drift {
        Drift::Missing => format!("{}_old", mesh.table_path(table)),
        Drift::Unclaimed => format!("{UNCLAIMED}.scratch.{}", mesh.name(table)),
        Drift::Retired => retired_table(mesh, &mut random).map_or_else(
            || mesh.table_path(table),
            |retired| mesh.table_path(retired),
        ),
        _ => mesh.table_path(table),
    };
    let target = quoted(mesh, table, &target, &mut random);
    let mut legacy = false;
    let (sql, columns) = match form {
        _ if matches!(drift, Drift::Missing | Drift::Unclaimed | Drift::Retired) => {
            (sql::star(&target), own.to_vec())
        }
        Form::Star => (sql::star(&target), own.to_vec()),
        Form::Columns => sql::columns(&target, own, &mut random),
        Form::Renames => sql::renames(&target, own, &mut random),
        Form::Aggregate => sql::aggregate(&target, own, &mut random),
        Form::Union => {
            let others = neighbours(mesh, table, &mut random);
            sql::union(&target, own, &others, &mut random)
        }
        Form::Join => {
            let others = dimensions(mesh, table, &mut random);
            sql::join(&target, own, &others)
        }
        Form::Window => sql::window(&target, own, &mut random),
        Form::Unnest => sql::unnest(&target, own, &mut random),
        Form::Except => sql::except(&target, own, &mut random),
        Form::OverView => over_view(mesh, table, &mut random),
        Form::Chain(below) => chain(mesh, below, &mut random),
        Form::Hub(hub) => {
            let hub = Source::new(mesh, hub, &mut random);
            sql::join(&target, own, &[hub])
        }
        Form::Legacy => {
            legacy = true;
            let path = mesh.table_path(table).replacen('.', ":", 1);
            (format!("SELECT * FROM [{path}]"), own.to_vec())
        }
        Form::Wildcard => wildcard(mesh, table, own, &mut random),
    };
    let sql = if drift == Drift::Broken {
        format!("{sql}\nWHERE AND ({{{{ filter }}}}")
    } else if random.in_thousand(60) {
        format!(
            "-- Owner: {}; see DATA-{}.\n{sql}",
            mesh.dme_of(table).id,
            random.between(100, 9999)
        )
    } else if random.in_thousand(5) {
        format!("/* Not FROM `the.old.source` any more. */\n{sql}")
    } else {
        sql
    };
    View {
        sql,
        columns,
        legacy,
        drift,
    }
}

/// `project.dataset.table` in backticks, mostly around the whole; sometimes through the alias.
fn quoted(mesh: &Mesh, table: usize, path: &str, random: &mut Random) -> String {
    let first = &mesh.dmes[0];
    let aliased = mesh.dme_of(table).project == first.project && random.in_thousand(20);
    let path = match path.strip_prefix(&first.project) {
        Some(rest) if aliased => format!("{ALIAS}{rest}"),
        _ => path.to_owned(),
    };
    match (random.below(100), path.split_once('.')) {
        (0..6, Some((project, rest))) => format!("`{project}`.{rest}"),
        (6..9, Some((project, rest))) => {
            format!("`{project}`.`{}`", rest.replace('.', "`.`"))
        }
        _ => format!("`{path}`"),
    }
}

/// A table that many use: the same few come up again and again.
fn popular(mesh: &Mesh, random: &mut Random) -> usize {
    let reach = 1 + random.rank(mesh.tables);
    mesh.popularity.apply(random.rank(reach))
}

fn retired_table(mesh: &Mesh, random: &mut Random) -> Option<usize> {
    let start = random.below(mesh.products.len());
    let (before, after) = mesh.products.split_at(start);
    after
        .iter()
        .chain(before)
        .find(|product| product.status == Status::Retired)
        .map(|product| product.tables.start + random.below(product.tables.len()))
}

/// Another table and what it holds.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) columns: Vec<Column>,
}

impl Source {
    fn new(mesh: &Mesh, table: usize, random: &mut Random) -> Self {
        let path = quoted(mesh, table, &mesh.table_path(table), random);
        Self {
            path,
            columns: columns::of_table(mesh, table),
        }
    }
}

/// Tables of the same DME, for a union: mostly one more, now and then a dozen.
fn neighbours(mesh: &Mesh, table: usize, random: &mut Random) -> Vec<Source> {
    const COUNT: &[(f64, f64)] = &[
        (0.0, 1.0),
        (35.0, 2.0),
        (70.0, 6.0),
        (93.0, 11.0),
        (100.0, 20.0),
    ];
    let dme = mesh.dme_of(table);
    let mut taken = vec![table];
    for _ in 0..random.quantile(COUNT) {
        let other = dme.tables.start + random.below(dme.tables.len());
        if !taken.contains(&other) {
            taken.push(other);
        }
    }
    taken[1..]
        .iter()
        .map(|other| Source::new(mesh, *other, random))
        .collect()
}

/// Tables to join: those that are popular in the same DME, sometimes those of the whole mesh.
fn dimensions(mesh: &Mesh, table: usize, random: &mut Random) -> Vec<Source> {
    let dme = mesh.dme_of(table);
    let mut taken = vec![table];
    for _ in 0..=random.rank(5) {
        let other = if random.in_thousand(800) {
            let reach = 1 + random.rank(dme.tables.len());
            dme.tables.start + random.rank(reach)
        } else {
            popular(mesh, random)
        };
        if !taken.contains(&other) {
            taken.push(other);
        }
    }
    taken[1..]
        .iter()
        .map(|other| Source::new(mesh, *other, random))
        .collect()
}

/// A view over another view that comes before it, so that chains end.
fn over_view(mesh: &Mesh, table: usize, random: &mut Random) -> (String, Vec<Column>) {
    let dme = mesh.dme_of(table);
    let below = if random.in_thousand(600) && table > dme.tables.start {
        dme.tables.start + random.rank(table - dme.tables.start)
    } else {
        popular(mesh, random) % table
    };
    let (path, columns) = entry_point(mesh, below);
    match random.below(3) {
        0 => (sql::star(&path), columns),
        1 => sql::columns(&path, &columns, random),
        _ => sql::renames(&path, &columns, random),
    }
}

/// The view over the view below it in a chain. Names stay: forty links of renaming were too long.
fn chain(mesh: &Mesh, below: usize, random: &mut Random) -> (String, Vec<Column>) {
    let (path, columns) = entry_point(mesh, below);
    match random.below(4) {
        0 => sql::columns(&path, &columns, random),
        1 => sql::window(&path, &columns, random),
        _ => (sql::star(&path), columns),
    }
}

/// The path of a table's view, and its columns.
fn entry_point(mesh: &Mesh, table: usize) -> (String, Vec<Column>) {
    let columns = of_table(mesh, table, &columns::of_table(mesh, table)).columns;
    (format!("`{}`", mesh.view_path(table)), columns)
}

/// All shards of a date-sharded family, those of some months, or one.
fn wildcard(
    mesh: &Mesh,
    table: usize,
    own: &[Column],
    random: &mut Random,
) -> (String, Vec<Column>) {
    let head = mesh.family_of(table).unwrap_or(table);
    let (dme, dataset) = (mesh.dme_of(head), mesh.dataset_of(head));
    let stem = format!("{}.{dataset}.{}", dme.project, mesh.family_name(head));
    let mut columns = own.to_vec();
    let sql = match (table - head, random.below(2)) {
        (0, _) => {
            columns.push(Column::plain("shard", "STRING"));
            format!(
                "SELECT\n  *,\n  _TABLE_SUFFIX AS shard\nFROM\n  `{stem}_*`\nWHERE\n  _TABLE_SUFFIX >= '20260101'"
            )
        }
        (1, _) => format!(
            "SELECT\n  *\nFROM\n  `{stem}_2026*`\nWHERE\n  _TABLE_SUFFIX BETWEEN '0101' AND '0331'"
        ),
        (_, 0) => sql::star(&format!("`{stem}_*`")),
        _ => sql::star(&format!("`{}`", mesh.table_path(table))),
    };
    (sql, columns)
}
