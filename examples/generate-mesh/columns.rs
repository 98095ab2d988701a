//! Columns of tables, nested fields included.

use crate::mesh::Mesh;
use crate::random::{Random, hash};
use crate::text::{identifier, meaning};
use crate::words::{SHARED_COLUMNS, SUFFIXES, Words};

/// A nested field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) path: String,
    pub(crate) data_type: String,
    pub(crate) description: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) data_type: String,
    pub(crate) description: Option<String>,
    pub(crate) fields: Vec<Field>,
}

impl Column {
    pub(crate) fn plain(name: impl Into<String>, data_type: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            data_type: data_type.into(),
            description: None,
            fields: Vec::new(),
        }
    }

    /// The same column under another name or type, without what is nested in it.
    pub(crate) fn renamed(&self, name: impl Into<String>, data_type: &str) -> Self {
        Self {
            description: self.description.clone(),
            ..Self::plain(name, data_type)
        }
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self.data_type.as_str(), "INT64" | "NUMERIC" | "FLOAT64")
    }

    pub(crate) fn is_scalar(&self) -> bool {
        !self.data_type.contains('<') && self.data_type != "JSON"
    }
}

/// Columns per table: real warehouses have a median of 8 to 12 and a long tail.
const COUNT: &[(f64, f64)] = &[
    (0.0, 1.0),
    (10.0, 3.0),
    (25.0, 5.0),
    (50.0, 9.0),
    (75.0, 13.0),
    (90.0, 21.0),
    (95.0, 30.0),
    (99.0, 55.0),
    (99.9, 120.0),
    (100.0, 600.0),
];
/// Fields in a nested column.
const FIELDS: &[(f64, f64)] = &[
    (0.0, 1.0),
    (40.0, 3.0),
    (75.0, 7.0),
    (95.0, 18.0),
    (100.0, 60.0),
];

/// The columns of a table; those of a date-sharded family are the same.
pub(crate) fn of_table(mesh: &Mesh, table: usize) -> Vec<Column> {
    let source = mesh.family_of(table).unwrap_or(table);
    let mut random = Random::of(mesh.seed, "columns", source);
    let words = mesh.words_of(source);
    let knots = mesh.shape.columns().unwrap_or(COUNT);
    let count = random.quantile(knots).max(1);
    let described = match random.below(100) {
        0..27 => 0,
        27..62 => 1000,
        _ => random.between(100, 900),
    };
    let (share, levels, deeper) = mesh.shape.nesting();
    let mut nested = if random.in_thousand(share) {
        1 + random.rank(4)
    } else {
        0
    };
    let mut columns: Vec<Column> = Vec::with_capacity(count);
    let topic = mesh.dme_of(source).topic;
    columns.push(Column::plain(
        format!("{}_id", identifier(topic)),
        if random.in_thousand(500) {
            "INT64"
        } else {
            "STRING"
        },
    ));
    while columns.len() < count {
        let mut column = match random.below(100) {
            0..34 => {
                let (name, data_type) = SHARED_COLUMNS[random.rank(SHARED_COLUMNS.len())];
                Column::plain(name, data_type)
            }
            34..74 if nested > 0 => {
                nested -= 1;
                nested_column(words, (described, levels, deeper), &mut random)
            }
            _ => own_column(words, &mut random),
        };
        if columns.iter().any(|other| other.name == column.name) {
            if random.in_thousand(600) {
                continue;
            }
            column = Column {
                fields: Vec::new(),
                ..own_column(words, &mut random)
            };
            if columns.iter().any(|other| other.name == column.name) {
                column.name = format!("{}_{}", column.name, columns.len());
            }
        }
        columns.push(column);
    }
    for column in &mut columns[1..] {
        mesh.shape.column_name(&mut column.name, words, &mut random);
    }
    for column in &mut columns {
        if random.in_thousand(described) {
            column.description = Some(column_meaning(mesh, &column.name, words, &mut random));
        }
    }
    columns
}

/// Columns of one name are mostly described in the same words.
fn column_meaning(mesh: &Mesh, name: &str, words: &Words, random: &mut Random) -> String {
    if random.in_thousand(650) {
        let number = hash(name) as usize;
        meaning(words, &mut Random::of(mesh.seed, "meaning", number))
    } else {
        let text = meaning(words, random);
        mesh.shape.meaning(text, words, random)
    }
}

fn own_column(words: &Words, random: &mut Random) -> Column {
    let (suffix, suffix_type) = SUFFIXES[random.rank(SUFFIXES.len())];
    let thing = random.pick_ranked(words.things);
    let (name, data_type) = match random.below(100) {
        // A reserved word can't be a column without quotes.
        0..30 if thing == "order" => ("order_number".to_owned(), "INT64"),
        0..30 => (thing.to_owned(), random_type(random)),
        30..62 => (format!("{thing}_{suffix}"), suffix_type),
        62..75 => (
            format!("{}_{thing}", random.pick_ranked(words.qualifiers)),
            random_type(random),
        ),
        75..80 => (
            format!("is_{}", random.pick_ranked(words.qualifiers)),
            "BOOL",
        ),
        80..94 => {
            let other = random.pick_ranked(words.things);
            (format!("{thing}_{other}_{suffix}"), suffix_type)
        }
        _ => {
            let (qualifier, other) = (
                random.pick_ranked(words.qualifiers),
                random.pick_ranked(words.measures),
            );
            (format!("{qualifier}_{thing}_{other}_{suffix}"), suffix_type)
        }
    };
    Column::plain(identifier(&name), data_type)
}

fn random_type(random: &mut Random) -> &'static str {
    const TYPES: &[&str] = &[
        "STRING",
        "STRING",
        "STRING",
        "STRING",
        "STRING",
        "STRING",
        "INT64",
        "INT64",
        "INT64",
        "NUMERIC",
        "FLOAT64",
        "DATE",
        "BOOL",
        "DATETIME",
        "ARRAY<STRING>",
        "ARRAY<INT64>",
        "JSON",
        "GEOGRAPHY",
        "BIGNUMERIC",
        "TIME",
    ];
    TYPES[random.below(TYPES.len())]
}

/// A `STRUCT` or an `ARRAY<STRUCT>`, in which one more may be nested.
fn nested_column(words: &Words, nesting: Nesting, random: &mut Random) -> Column {
    let name = match random.below(4) {
        0 => "metadata".to_owned(),
        1 => format!("{}_details", identifier(random.pick_ranked(words.things))),
        2 => format!("{}_info", identifier(random.pick_ranked(words.things))),
        _ => format!("{}_list", identifier(random.pick_ranked(words.things))),
    };
    let repeated = name.ends_with("_list") || random.in_thousand(300);
    let mut fields = Vec::new();
    let count = random.quantile(FIELDS);
    let data_type = structure(&name, count, 0, words, nesting, &mut fields, random);
    let data_type = if repeated {
        format!("ARRAY<{data_type}>")
    } else {
        data_type
    };
    Column {
        name,
        data_type,
        description: None,
        fields,
    }
}

/// Of a thousand fields so many are described, levels, and of a thousand those that have fields.
type Nesting = (usize, usize, usize);

fn structure(
    path: &str,
    count: usize,
    depth: usize,
    words: &Words,
    nesting: Nesting,
    fields: &mut Vec<Field>,
    random: &mut Random,
) -> String {
    let (described, levels, deeper) = nesting;
    let mut inner: Vec<Column> = Vec::new();
    for _ in 0..count {
        let mut column = own_column(words, random);
        if inner.iter().any(|other| other.name == column.name) {
            column.name = format!("{}_{}", column.name, inner.len());
        }
        let path = format!("{path}.{}", column.name);
        let place = fields.len();
        fields.push(Field {
            path: path.clone(),
            data_type: String::new(),
            description: None,
        });
        if depth < levels && random.in_thousand(deeper) {
            let count = random.between(1, 6);
            column.data_type = structure(&path, count, depth + 1, words, nesting, fields, random);
            if random.in_thousand(400) {
                column.data_type = format!("ARRAY<{}>", column.data_type);
            }
        }
        fields[place].data_type.clone_from(&column.data_type);
        if random.in_thousand(described / 2) {
            fields[place].description = Some(meaning(words, random));
        }
        inner.push(column);
    }
    let inner: Vec<String> = inner
        .iter()
        .map(|column| format!("{} {}", column.name, column.data_type))
        .collect();
    format!("STRUCT<{}>", inner.join(", "))
}
