//! A table of figures: compact rows, shown as a sheet of a page, written as CSV and as JSON.

use std::io::{self, Write};

use super::links::place_link;
use crate::catalog::{AssetIx, day, rfc3339};
use crate::neutral::csv::cell;
use crate::neutral::json;
use crate::view::model::{Link, Sheet, SheetCell, SheetColumn, Tone};
use crate::view::{Views, chart, grouped};

/// Rows shown on a page.
const ROWS: usize = 200;
/// Assets named in a cell.
const NAMES: usize = 3;

/// A value of a table.
pub(super) enum Value {
    /// Nothing is known.
    Unknown,
    /// An asset.
    Asset(AssetIx),
    /// A place on an asset's page, by its anchor.
    At(AssetIx, &'static str),
    /// Several assets.
    Assets(Vec<AssetIx>),
    /// A number.
    Count(u64),
    /// A share in ‰.
    Share(u16),
    /// A share in ‰ that ought to be whole.
    Graded(u16),
    /// Text of the input, or a sentence.
    Text(String),
    /// A word, and whether it is good.
    Word(&'static str, Option<Tone>),
    /// Whether something that ought to be is.
    Has(bool),
    /// A moment in seconds since 1970.
    Moment(i64),
}

impl Value {
    pub(super) fn count(n: usize) -> Self {
        Self::Count(n as u64)
    }

    /// How much was found of what a part may hide: none there is no number.
    pub(super) fn seen(views: &Views<'_>, n: usize) -> Self {
        match n == 0 && views.is_part() {
            true => Self::Unknown,
            false => Self::count(n),
        }
    }

    pub(super) fn asset(ix: Option<AssetIx>) -> Self {
        ix.map_or(Self::Unknown, Self::Asset)
    }

    pub(super) fn share(permille: Option<u16>) -> Self {
        permille.map_or(Self::Unknown, Self::Share)
    }

    pub(super) fn graded(permille: Option<u16>) -> Self {
        permille.map_or(Self::Unknown, Self::Graded)
    }

    pub(super) fn moment(at: Option<i64>) -> Self {
        at.map_or(Self::Unknown, Self::Moment)
    }

    pub(super) fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Unknown, |t| Self::Text(t.to_owned()))
    }

    pub(super) fn assets(mut all: Vec<AssetIx>) -> Self {
        match all.len() {
            0 => Self::Unknown,
            1 => all.pop().map_or(Self::Unknown, Self::Asset),
            _ => Self::Assets(all),
        }
    }
}

/// A table with all of its rows, in the order of the page.
pub(super) struct Table {
    /// Anchor, and stem of the files.
    pub(super) id: &'static str,
    /// Heading.
    pub(super) title: &'static str,
    /// What it says.
    pub(super) note: String,
    /// Columns.
    pub(super) columns: Vec<SheetColumn>,
    /// Rows; a value a column.
    pub(super) rows: Vec<Vec<Value>>,
    /// What to say where there are none.
    pub(super) empty: String,
    /// Whether the page says the same otherwise and only links to the files.
    pub(super) files_only: bool,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(
        id: &'static str,
        title: &'static str,
        columns: &[SheetColumn],
        empty: impl Into<String>,
    ) -> Self {
        Self {
            id,
            title,
            note: String::new(),
            columns: columns.to_vec(),
            rows: Vec::new(),
            empty: empty.into(),
            files_only: false,
        }
    }

    /// With a remark below the heading.
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Without a column that would judge by what the reader may not see.
    pub(super) fn without(mut self, key: &str) -> Self {
        if let Some(at) = self.columns.iter().position(|column| column.key == key) {
            self.columns.remove(at);
            for row in &mut self.rows {
                row.remove(at);
            }
        }
        self
    }

    /// With rows.
    pub(super) fn rows(mut self, rows: impl IntoIterator<Item = Vec<Value>>) -> Self {
        self.rows = rows.into_iter().collect();
        self
    }
}

/// A column of text.
pub(super) const fn words(key: &'static str, label: &'static str) -> SheetColumn {
    SheetColumn {
        key,
        label,
        numeric: false,
    }
}

/// A column of numbers.
pub(super) const fn numbers(key: &'static str, label: &'static str) -> SheetColumn {
    SheetColumn {
        key,
        label,
        numeric: true,
    }
}

/// Rows of a file: hosts refuse large ones.
const FILE_ROWS: usize = 50_000;

/// Address of a table's file, the `n`th from 0.
pub(super) fn address(slug: &str, table: &str, n: usize, format: &str) -> String {
    match n {
        0 => format!("governance/{slug}/{table}.{format}"),
        n => format!("governance/{slug}/{table}-{}.{format}", n + 1),
    }
}

/// The rows of each file of a table; one has none where the table has none.
pub(super) fn parts(table: &Table) -> impl Iterator<Item = &[Vec<Value>]> {
    let first = table.rows.get(..FILE_ROWS).unwrap_or(&table.rows);
    let rest = table.rows.get(FILE_ROWS..).unwrap_or_default();
    std::iter::once(first).chain(rest.chunks(FILE_ROWS))
}

/// Links to the files of a table: of several, each says which it is.
fn files(slug: &str, table: &Table) -> Vec<Link> {
    let count = parts(table).count();
    let links = (0..count).flat_map(|n| {
        [("CSV", "csv"), ("JSON", "json")].map(|(name, format)| {
            let name = match n {
                0 => name.to_owned(),
                n => format!("{name} {}", n + 1),
            };
            Link::to(name, address(slug, table.id, n, format))
        })
    });
    links.collect()
}

/// The part of a table that a page shows.
pub(super) fn sheet(views: &Views<'_>, slug: &str, table: &Table) -> Sheet {
    let shown = if table.files_only { 0 } else { ROWS };
    let rows: Vec<Vec<SheetCell>> = table
        .rows
        .iter()
        .take(shown)
        .map(|row| {
            row.iter()
                .zip(&table.columns)
                .map(|(value, column)| SheetCell {
                    numeric: column.numeric || matches!(value, Value::Moment(_)),
                    ..sheet_cell(views, value)
                })
                .collect()
        })
        .collect();
    let files = if table.rows.is_empty() {
        Vec::new()
    } else {
        files(slug, table)
    };
    Sheet {
        id: table.id,
        title: table.title,
        note: table.note.clone(),
        columns: table.columns.clone(),
        total: table.rows.len(),
        more: table.rows.len() - rows.len(),
        rows,
        files,
        empty: match views.is_part() {
            true => "Nothing that you may see.".to_owned(),
            false => table.empty.clone(),
        },
    }
}

fn sheet_cell(views: &Views<'_>, value: &Value) -> SheetCell {
    let text = |text: String| SheetCell {
        text,
        ..SheetCell::default()
    };
    let links = |links: Vec<Link>, more: usize| SheetCell {
        links,
        more,
        ..SheetCell::default()
    };
    match value {
        Value::Unknown => text("–".to_owned()),
        Value::Asset(ix) => links(vec![views.link(*ix)], 0),
        Value::At(ix, anchor) => links(vec![place_link(views, (*ix, *anchor))], 0),
        Value::Assets(all) => links(
            all.iter().take(NAMES).map(|ix| views.link(*ix)).collect(),
            all.len().saturating_sub(NAMES),
        ),
        Value::Count(n) => text(grouped(usize::try_from(*n).unwrap_or(usize::MAX))),
        Value::Share(permille) => text(chart::percent(*permille)),
        Value::Graded(permille) => SheetCell {
            tone: Some(chart::tone(*permille)),
            ..text(chart::percent(*permille))
        },
        Value::Text(words) => text(words.clone()),
        Value::Word(word, tone) => SheetCell {
            tone: *tone,
            ..text((*word).to_owned())
        },
        Value::Has(true) => text("yes".to_owned()),
        Value::Has(false) => SheetCell {
            tone: Some(Tone::Warn),
            ..text("no".to_owned())
        },
        Value::Moment(at) => text(day(*at).unwrap_or_default()),
    }
}

/// Writes rows of a table as CSV with a heading.
pub(super) fn write_csv(
    views: &Views<'_>,
    (table, rows): (&Table, &[Vec<Value>]),
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(table.columns.iter().map(|c| c.key))?;
    for row in rows {
        csv.write_record(row.iter().map(|v| csv_field(views, v)))?;
    }
    csv.flush()
}

/// Writes rows of a table as JSON, an object a row.
pub(super) fn write_json(
    views: &Views<'_>,
    (table, rows): (&Table, &[Vec<Value>]),
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(b"{\"as_of\":")?;
    json::write(out, &views.reader.as_of())?;
    out.write_all(b",\"columns\":")?;
    json::write(out, &table.columns)?;
    out.write_all(b",\"rows\":[")?;
    for (i, row) in rows.iter().enumerate() {
        out.write_all(if i == 0 { "\n" } else { ",\n" }.as_bytes())?;
        let object: serde_json::Map<String, serde_json::Value> = table
            .columns
            .iter()
            .zip(row)
            .map(|(column, value)| (column.key.to_owned(), json_value(views, value)))
            .collect();
        json::write(out, &object)?;
    }
    out.write_all(b"\n]}\n")
}

fn csv_field(views: &Views<'_>, value: &Value) -> String {
    let c = views.reader;
    match value {
        Value::Unknown => String::new(),
        Value::Asset(ix) | Value::At(ix, _) => cell(c.name(*ix)).into_owned(),
        Value::Assets(all) => {
            let names: Vec<&str> = all.iter().map(|ix| c.name(*ix)).collect();
            cell(&names.join("; ")).into_owned()
        }
        Value::Count(n) => n.to_string(),
        Value::Share(permille) | Value::Graded(permille) => {
            (f64::from(*permille) / 10.0).to_string()
        }
        Value::Text(text) => cell(text).into_owned(),
        Value::Word(word, _) => (*word).to_owned(),
        Value::Has(has) => has.to_string(),
        Value::Moment(at) => rfc3339(*at).unwrap_or_default(),
    }
}

fn json_value(views: &Views<'_>, value: &Value) -> serde_json::Value {
    let c = views.reader;
    match value {
        Value::Unknown => serde_json::Value::Null,
        Value::Asset(ix) | Value::At(ix, _) => c.name(*ix).into(),
        Value::Assets(all) => {
            let names: Vec<serde_json::Value> = all.iter().map(|ix| c.name(*ix).into()).collect();
            names.into()
        }
        Value::Count(n) => (*n).into(),
        Value::Share(permille) | Value::Graded(permille) => (f64::from(*permille) / 10.0).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Word(word, _) => (*word).into(),
        Value::Has(has) => (*has).into(),
        Value::Moment(at) => rfc3339(*at).into(),
    }
}
