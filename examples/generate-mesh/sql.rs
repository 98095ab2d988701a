//! The SQL of views, one function per form, together with the columns that come out of it.

use crate::columns::Column;
use crate::random::Random;
use crate::view::Source;

/// SQL and the columns of its result.
type Query = (String, Vec<Column>);

pub(crate) fn star(path: &str) -> String {
    format!("SELECT\n  *\nFROM\n  {path}")
}

/// Four of five columns, by name.
pub(crate) fn columns(path: &str, own: &[Column], random: &mut Random) -> Query {
    let mut chosen: Vec<Column> = own
        .iter()
        .filter(|_| random.in_thousand(800))
        .cloned()
        .collect();
    if chosen.is_empty() {
        chosen.extend(own.first().cloned());
    }
    let names: Vec<&str> = chosen.iter().map(|column| column.name.as_str()).collect();
    let mut sql = select(&names, path);
    if random.in_thousand(250) {
        sql.push_str(&condition(own, "", random));
    }
    (sql, chosen)
}

/// Columns renamed, cast, computed.
pub(crate) fn renames(path: &str, own: &[Column], random: &mut Random) -> Query {
    let mut lines: Vec<String> = Vec::with_capacity(own.len() + 1);
    let mut result: Vec<Column> = Vec::with_capacity(own.len() + 1);
    for column in own {
        let name = &column.name;
        let (line, made) = match random.below(100) {
            0..18 => {
                let new = free_name(&format!("{name}_value"), &result, own);
                (
                    format!("{name} AS {new}"),
                    Column {
                        name: new,
                        ..column.clone()
                    },
                )
            }
            18..26 if column.is_scalar() => (
                format!("CAST({name} AS STRING) AS {name}"),
                column.renamed(name, "STRING"),
            ),
            26..32 if column.is_number() => {
                let new = free_name(&format!("{name}_rounded"), &result, own);
                (
                    format!("ROUND(COALESCE({name}, 0), 2) AS {new}"),
                    column.renamed(new, "FLOAT64"),
                )
            }
            26..32 if column.data_type == "TIMESTAMP" => {
                let new = free_name(&format!("{name}_day"), &result, own);
                (
                    format!("DATE({name}) AS {new}"),
                    column.renamed(new, "DATE"),
                )
            }
            32..37 if column.data_type == "STRING" => (
                format!(
                    "CASE\n    WHEN {name} IN ('n/a', '<none>', '') THEN NULL\n    ELSE LOWER(TRIM({name}))\n  END AS {name}"
                ),
                column.clone(),
            ),
            37..42 => continue,
            _ => (name.clone(), column.clone()),
        };
        lines.push(line);
        result.push(made);
    }
    if lines.is_empty() || random.in_thousand(200) {
        let name = free_name("record_source", &result, own);
        lines.push(format!("'unified' AS {name}"));
        result.push(Column::plain(name, "STRING"));
    }
    let mut sql = select(&lines, path);
    if random.in_thousand(400) {
        sql.push_str(&condition(own, "", random));
    }
    (sql, result)
}

/// A CTE or two, with sums by dimension.
pub(crate) fn aggregate(path: &str, own: &[Column], random: &mut Random) -> Query {
    let dimensions: Vec<&Column> = own
        .iter()
        .filter(|column| matches!(column.data_type.as_str(), "STRING" | "DATE" | "BOOL"))
        .take(random.between(1, 5))
        .collect();
    let measures: Vec<&Column> = own
        .iter()
        .filter(|column| column.is_number())
        .take(6)
        .collect();
    let mut result: Vec<Column> = dimensions.iter().map(|column| (*column).clone()).collect();
    let keys: Vec<&str> = dimensions
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let mut lines: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    for measure in &measures {
        let (function, prefix) =
            [("SUM", "total"), ("MAX", "max"), ("AVG", "mean")][random.rank(3)];
        let name = free_name(&format!("{prefix}_{}", measure.name), &result, own);
        lines.push(format!("{function}({}) AS {name}", measure.name));
        let data_type = if function == "AVG" {
            "FLOAT64"
        } else {
            &measure.data_type
        };
        result.push(measure.renamed(name, data_type));
    }
    let count = free_name("row_count", &result, own);
    lines.push(format!("COUNT(*) AS {count}"));
    result.push(Column::plain(count, "INT64"));

    let base: Vec<&str> = dimensions
        .iter()
        .chain(&measures)
        .map(|column| column.name.as_str())
        .collect();
    let base = if base.is_empty() { vec!["*"] } else { base };
    let filter = if random.in_thousand(600) {
        condition(own, "", random)
    } else {
        String::new()
    };
    let mut sql = format!(
        "WITH base AS (\n{}\n),\ngrouped AS (\n",
        indented(&(select(&base, path) + &filter))
    );
    let mut grouped = select(&lines, "base");
    if !keys.is_empty() {
        grouped.push_str(&format!("\nGROUP BY\n  {}", keys.join(",\n  ")));
    }
    sql.push_str(&format!("{}\n)\n{}", indented(&grouped), star("grouped")));
    (sql, result)
}

/// The first columns of one table, and from the others what fits by name or type.
pub(crate) fn union(path: &str, own: &[Column], others: &[Source], random: &mut Random) -> Query {
    let result: Vec<Column> = own.iter().take(random.between(3, 40)).cloned().collect();
    let names: Vec<&str> = result.iter().map(|column| column.name.as_str()).collect();
    let mut sql = select(&names, path);
    for other in others {
        let mut spare: Vec<&Column> = other.columns.iter().collect();
        let lines: Vec<String> = result
            .iter()
            .map(|wanted| {
                let place = spare
                    .iter()
                    .position(|column| {
                        column.name == wanted.name && column.data_type == wanted.data_type
                    })
                    .or_else(|| {
                        spare
                            .iter()
                            .position(|column| column.data_type == wanted.data_type)
                    });
                match place.map(|place| spare.remove(place)) {
                    Some(column) if column.name == wanted.name => column.name.clone(),
                    Some(column) => format!("{} AS {}", column.name, wanted.name),
                    None => format!("CAST(NULL AS {}) AS {}", wanted.data_type, wanted.name),
                }
            })
            .collect();
        sql.push_str(&format!("\nUNION ALL\n{}", select(&lines, &other.path)));
    }
    (sql, result)
}

/// A table with some dimensions joined to it.
pub(crate) fn join(path: &str, own: &[Column], others: &[Source]) -> Query {
    let mut result: Vec<Column> = own.to_vec();
    let mut lines = vec!["base.*".to_owned()];
    let mut joins = String::new();
    for (number, other) in others.iter().enumerate() {
        let alias = format!("d{}", number + 1);
        let kind = if number == 0 {
            "LEFT JOIN"
        } else {
            "INNER JOIN"
        };
        let shared = other.columns.iter().find(|column| {
            column.is_scalar()
                && own
                    .iter()
                    .any(|mine| mine.name == column.name && mine.data_type == column.data_type)
        });
        let on = match (shared, own.first(), other.columns.first()) {
            (Some(key), ..) => format!("base.{0} = {alias}.{0}", key.name),
            (None, Some(mine), Some(theirs)) => format!(
                "CAST(base.{} AS STRING) = CAST({alias}.{} AS STRING)",
                mine.name, theirs.name
            ),
            _ => "TRUE".to_owned(),
        };
        joins.push_str(&format!("\n{kind}\n  {} AS {alias}\n  ON {on}", other.path));
        for column in other.columns.iter().skip(1).take(4) {
            let name = free_name(&format!("{}_{alias}", column.name), &result, &[]);
            lines.push(format!("{alias}.{} AS {name}", column.name));
            result.push(Column {
                name,
                fields: Vec::new(),
                ..column.clone()
            });
        }
    }
    (select(&lines, &format!("{path} AS base")) + &joins, result)
}

/// The newest row of each key.
pub(crate) fn window(path: &str, own: &[Column], random: &mut Random) -> Query {
    let key = own.first().map_or("1", |column| column.name.as_str());
    let order = own
        .iter()
        .find(|column| matches!(column.data_type.as_str(), "TIMESTAMP" | "DATE" | "DATETIME"))
        .map_or(key, |column| column.name.as_str());
    let rank = format!("ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY {order} DESC)");
    let sql = if random.in_thousand(500) {
        format!("{}\nQUALIFY\n  {rank} = 1", star(path))
    } else {
        let inner = select(&["*".to_owned(), format!("{rank} AS _rank")], path);
        format!(
            "SELECT\n  * EXCEPT (_rank)\nFROM (\n{}\n)\nWHERE\n  _rank = 1",
            indented(&inner)
        )
    };
    (sql, own.to_vec())
}

/// One row per element of an array.
pub(crate) fn unnest(path: &str, own: &[Column], random: &mut Random) -> Query {
    let Some(array) = own
        .iter()
        .find(|column| column.data_type.starts_with("ARRAY<"))
    else {
        return except(path, own, random);
    };
    let mut lines = vec![format!("base.* EXCEPT ({})", array.name)];
    let mut result: Vec<Column> = own
        .iter()
        .filter(|column| column.name != array.name)
        .cloned()
        .collect();
    let depth = array.name.len() + 1;
    let inner: Vec<_> = array
        .fields
        .iter()
        .filter(|field| {
            field
                .path
                .get(depth..)
                .is_some_and(|name| !name.contains('.'))
        })
        .collect();
    if inner.is_empty() {
        let name = free_name("element", &result, own);
        let data_type = array
            .data_type
            .trim_start_matches("ARRAY<")
            .trim_end_matches('>');
        lines.push(format!("element AS {name}"));
        result.push(Column::plain(name, data_type));
    }
    for field in inner.iter().take(12) {
        let leaf = field.path.get(depth..).unwrap_or(&field.path);
        let name = free_name(&format!("element_{leaf}"), &result, own);
        lines.push(format!("element.{leaf} AS {name}"));
        let mut column = Column::plain(name, field.data_type.clone());
        column.description.clone_from(&field.description);
        result.push(column);
    }
    let from = match random.below(3) {
        0 => format!("{path} AS base,\n  UNNEST(base.{}) AS element", array.name),
        1 => format!(
            "{path} AS base\nCROSS JOIN\n  UNNEST({}) AS element",
            array.name
        ),
        _ => format!(
            "{path} AS base\nLEFT JOIN\n  UNNEST(base.{}) AS element WITH OFFSET AS place",
            array.name
        ),
    };
    (select(&lines, &from), result)
}

/// All columns but one, another replaced.
pub(crate) fn except(path: &str, own: &[Column], random: &mut Random) -> Query {
    let (Some(dropped), Some(replaced)) = (own.get(1), own.iter().skip(2).find(|c| c.is_scalar()))
    else {
        return (star(path), own.to_vec());
    };
    let result: Vec<Column> = own
        .iter()
        .filter(|column| column.name != dropped.name)
        .cloned()
        .collect();
    let line = format!(
        "* EXCEPT ({}) REPLACE (NULLIF({1}, {1}) AS {1})",
        dropped.name, replaced.name
    );
    let mut sql = select(&[line], path);
    if random.in_thousand(500) {
        sql.push_str(&condition(own, "", random));
    }
    (sql, result)
}

fn select<T: AsRef<str>>(lines: &[T], from: &str) -> String {
    let mut sql = String::from("SELECT");
    for (place, line) in lines.iter().enumerate() {
        sql.push_str(if place == 0 { "\n  " } else { ",\n  " });
        sql.push_str(line.as_ref());
    }
    sql.push_str(&format!("\nFROM\n  {from}"));
    sql
}

fn condition(own: &[Column], prefix: &str, random: &mut Random) -> String {
    let Some(column) = own.get(random.below(own.len())) else {
        return String::new();
    };
    let name = format!("{prefix}{}", column.name);
    let test = match column.data_type.as_str() {
        "DATE" => format!("{name} >= '2021-01-01'"),
        "STRING" => format!("{name} NOT IN ('test', 'internal')"),
        "INT64" | "NUMERIC" | "FLOAT64" => format!("{name} > 0"),
        "BOOL" => format!("NOT {name}"),
        "TIMESTAMP" => format!("DATE({name}) > DATE_SUB(CURRENT_DATE(), INTERVAL 90 DAY)"),
        _ => format!("{name} IS NOT NULL"),
    };
    format!("\nWHERE\n  {test}")
}

/// The name, or one like it that no column has yet.
fn free_name(name: &str, taken: &[Column], also: &[Column]) -> String {
    let mut free = name.to_owned();
    let mut number = 2;
    while taken.iter().chain(also).any(|column| column.name == free) {
        free = format!("{name}_{number}");
        number += 1;
    }
    free
}

fn indented(sql: &str) -> String {
    format!("  {}", sql.replace('\n', "\n  "))
}
