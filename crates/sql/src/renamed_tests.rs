//! Texts with other tables in place of theirs.

use proptest::prelude::*;

use super::lexer::{Kind, lex};
use super::{Defaults, Dialect, Schema, SqlError, columns, references, renamed};
use Dialect::{
    BigQuery as BQ, BigQueryLegacy as LEGACY, Databricks as DBX, DuckDb as DUCK, Generic as GEN,
    MsSql as MSSQL, MySql as MYSQL, Postgres as PG, Snowflake as SF,
};

const DEFAULTS: Defaults<'static> = Defaults {
    project: Some("p"),
    dataset: Some("d"),
};

/// The new name of `p.d.orders` and its relatives.
fn moved(name: &str) -> Option<String> {
    let new = match name.to_ascii_lowercase().as_str() {
        "p.d.orders" => "q.e.orders_v2",
        "p.d.items" => "q.e.items",
        "p.d.events_*" => "q.e.events_*",
        "p.d.order" => "q.e.bookings",
        _ => return None,
    };
    Some(new.to_owned())
}

fn of(dialect: Dialect, sql: &str) -> Result<String, SqlError> {
    renamed(sql, dialect, DEFAULTS, &moved)
}

#[test]
fn only_the_reference_changes() {
    let cases = [
        (
            BQ,
            "SELECT id FROM `p.d.items`",
            "SELECT id FROM `q.e.items`",
        ),
        (
            BQ,
            "SELECT id FROM p.d.items -- p.d.items\n",
            "SELECT id FROM `q.e.items` -- p.d.items\n",
        ),
        (
            BQ,
            "SELECT id FROM `p`.`d`.`items` i",
            "SELECT id FROM `q.e.items` i",
        ),
        (
            BQ,
            "SELECT id FROM `p.d`.items, x.y",
            "SELECT id FROM `q.e.items`, x.y",
        ),
        (
            BQ,
            "SELECT id FROM d.items WHERE x = 'd.items'",
            "SELECT id FROM `q.e.items` WHERE x = 'd.items'",
        ),
        (
            BQ,
            "SELECT id FROM items /* items */",
            "SELECT id FROM `q.e.items` /* items */",
        ),
        (
            BQ,
            "#standardSQL\nSELECT id FROM items",
            "#standardSQL\nSELECT id FROM `q.e.items`",
        ),
        // The last part of the name was the alias.
        (
            BQ,
            "SELECT orders.id FROM d.orders",
            "SELECT orders.id FROM `q.e.orders_v2` AS orders",
        ),
        (
            BQ,
            "SELECT o.id FROM d.orders AS o",
            "SELECT o.id FROM `q.e.orders_v2` AS o",
        ),
        (
            BQ,
            "SELECT o.id FROM d.orders o",
            "SELECT o.id FROM `q.e.orders_v2` o",
        ),
        (
            BQ,
            "SELECT id FROM d.orders",
            "SELECT id FROM `q.e.orders_v2` AS orders",
        ),
        (
            BQ,
            "SELECT * FROM d.a JOIN d.orders ON a.id = orders.id WHERE EXISTS (SELECT 1 FROM d.b WHERE b.id = orders.id)",
            "SELECT * FROM d.a JOIN `q.e.orders_v2` AS orders ON a.id = orders.id WHERE EXISTS (SELECT 1 FROM d.b WHERE b.id = orders.id)",
        ),
        (
            BQ,
            "SELECT * FROM `d.order`",
            "SELECT * FROM `q.e.bookings` AS `order`",
        ),
        (
            BQ,
            "SELECT * FROM d.order",
            "SELECT * FROM `q.e.bookings` AS `order`",
        ),
        (
            BQ,
            "SELECT i FROM d.orders, orders.lines AS i",
            "SELECT i FROM `q.e.orders_v2` AS orders, orders.lines AS i",
        ),
        (
            BQ,
            "SELECT id FROM d.orders FOR SYSTEM_TIME AS OF TIMESTAMP '2026-01-01'",
            "SELECT id FROM `q.e.orders_v2` AS orders FOR SYSTEM_TIME AS OF TIMESTAMP '2026-01-01'",
        ),
        (
            BQ,
            "CREATE VIEW `p.u.orders` (id) OPTIONS (description = 'of p.d.orders') AS\nSELECT id FROM `p.d.orders`;",
            "CREATE VIEW `p.u.orders` (id) OPTIONS (description = 'of p.d.orders') AS\nSELECT id FROM `q.e.orders_v2` AS orders;",
        ),
        // A common table expression of that name is another thing, but in its own query.
        (
            BQ,
            "WITH items AS (SELECT * FROM items) SELECT * FROM items",
            "WITH items AS (SELECT * FROM `q.e.items`) SELECT * FROM items",
        ),
        (
            BQ,
            "WITH orders AS (SELECT 1 AS id) SELECT * FROM orders JOIN d.items USING (id)",
            "WITH orders AS (SELECT 1 AS id) SELECT * FROM orders JOIN `q.e.items` USING (id)",
        ),
        // Wildcards.
        (
            BQ,
            "SELECT * FROM `p.d.events_*` WHERE _TABLE_SUFFIX > '2026'",
            "SELECT * FROM `q.e.events_*` WHERE _TABLE_SUFFIX > '2026'",
        ),
        // Columns by the whole name of their table.
        (
            BQ,
            "SELECT d.items.id FROM d.items",
            "SELECT items.id FROM `q.e.items`",
        ),
        (
            BQ,
            "SELECT `p.d.orders`.id, p.d.orders.* FROM `p.d.orders`",
            "SELECT orders.id, orders.* FROM `q.e.orders_v2` AS orders",
        ),
        (
            PG,
            "SELECT d.orders.id, x FROM d.orders",
            "SELECT orders.id, x FROM q.e.orders_v2 AS orders",
        ),
        (
            PG,
            "SELECT id FROM ONLY d.items",
            "SELECT id FROM ONLY q.e.items",
        ),
        (
            PG,
            "SELECT id FROM \"d\".\"orders\"",
            "SELECT id FROM q.e.orders_v2 AS \"orders\"",
        ),
        (
            PG,
            "SELECT id FROM D.Order",
            "SELECT id FROM q.e.bookings AS \"order\"",
        ),
        (
            SF,
            "SELECT id FROM IDENTIFIER('p.d.items')",
            "SELECT id FROM IDENTIFIER('q.e.items')",
        ),
        (
            SF,
            "SELECT id FROM p.d.orders AT(OFFSET => -60)",
            "SELECT id FROM q.e.orders_v2 AT(OFFSET => -60)",
        ),
        (
            SF,
            "SELECT id FROM p.d.orders",
            "SELECT id FROM q.e.orders_v2 AS orders",
        ),
        (
            DBX,
            "SELECT id FROM p.d.orders VERSION AS OF 3",
            "SELECT id FROM q.e.orders_v2 VERSION AS OF 3",
        ),
        (
            DBX,
            "SELECT id FROM `p`.`d`.`items`",
            "SELECT id FROM q.e.items",
        ),
        (
            MSSQL,
            "SELECT id FROM [p].[d].[orders] WITH (NOLOCK)",
            "SELECT id FROM q.e.orders_v2 AS [orders] WITH (NOLOCK)",
        ),
        (
            GEN,
            "SELECT id FROM p.d.orders",
            "SELECT id FROM q.e.orders_v2 orders",
        ),
        (DUCK, "FROM d.items SELECT id", "FROM q.e.items SELECT id"),
        (
            LEGACY,
            "SELECT id FROM [p:d.items]",
            "SELECT id FROM [q:e.items]",
        ),
        (
            LEGACY,
            "SELECT id FROM [p:d.orders]",
            "SELECT id FROM [q:e.orders_v2] AS orders",
        ),
        (
            LEGACY,
            "SELECT id FROM [p:d.items$20260101]",
            "SELECT id FROM [q:e.items$20260101]",
        ),
        (
            LEGACY,
            "SELECT id FROM TABLE_DATE_RANGE([p:d.events_], a, b)",
            "SELECT id FROM TABLE_DATE_RANGE([q:e.events_], a, b)",
        ),
        (
            BQ,
            "#legacySQL\nSELECT id FROM [p:d.items]",
            "#legacySQL\nSELECT id FROM [q:e.items]",
        ),
        // What changes isn't there.
        (
            BQ,
            "SELECT 'p.d.items' FROM x.y",
            "SELECT 'p.d.items' FROM x.y",
        ),
        // The table that is written stays.
        (
            BQ,
            "MERGE d.orders AS t USING d.items AS s ON t.id = s.id WHEN MATCHED THEN DELETE",
            "MERGE d.orders AS t USING `q.e.items` AS s ON t.id = s.id WHEN MATCHED THEN DELETE",
        ),
        (
            BQ,
            "CREATE TEMP TABLE items AS SELECT * FROM d.orders; SELECT * FROM items",
            "CREATE TEMP TABLE items AS SELECT * FROM `q.e.orders_v2` AS orders; SELECT * FROM items",
        ),
    ];
    for (dialect, sql, wanted) in cases {
        assert_eq!(of(dialect, sql).as_deref(), Ok(wanted), "{dialect:?}");
    }
}

#[test]
fn what_a_name_alone_cant_do_is_said() {
    let cases = [
        (BQ, "SELECT FROM FROM d.items", None),
        (
            BQ,
            "SELECT * FROM {{ ref('items') }} JOIN d.items USING (id)",
            None,
        ),
        (
            SF,
            "SELECT orders.id FROM p.d.orders AT(OFFSET => -60)",
            Some("the table needs an alias, which can't stand here"),
        ),
        (
            PG,
            "SELECT d.orders.id FROM d.orders JOIN x.orders USING (id)",
            Some("several tables go by this name"),
        ),
        (
            BQ,
            "SELECT 1 FROM d.orders WHERE EXISTS (SELECT 1 FROM x.y AS orders WHERE orders.id = d.orders.id)",
            Some("several tables go by this name"),
        ),
        (
            BQ,
            "SELECT d.orders.id FROM d.orders JOIN x.y AS d USING (id)",
            Some("this may be a table or a field of one"),
        ),
    ];
    for (dialect, sql, wanted) in cases {
        let error = of(dialect, sql).unwrap_err();
        if let Some(wanted) = wanted {
            assert_eq!(error.message, wanted, "{sql}");
        }
    }
    let to = |new: &'static str| move |name: &str| (name == "p.d.t").then(|| new.to_owned());
    let none = renamed("SELECT * FROM d.t", BQ, DEFAULTS, &to("q.e.t_*"));
    assert_eq!(
        none.unwrap_err().message,
        "a wildcard is replaced by wildcards alone"
    );
    let none = renamed("SELECT * FROM d.t", BQ, DEFAULTS, &to("q.e.a`b"));
    assert_eq!(
        none.unwrap_err().message,
        "its dialect can't write the new name"
    );
    // What would be completed isn't the table that was meant.
    let none = renamed("SELECT * FROM d.t", BQ, DEFAULTS, &to("e.t"));
    assert!(none.is_err());
}

#[test]
fn two_tables_change_places() {
    let swap = |name: &str| match name {
        "p.d.a" => Some("p.d.b".to_owned()),
        "p.d.b" => Some("p.d.a".to_owned()),
        _ => None,
    };
    let swapped = renamed("SELECT a.x, b.y FROM d.a, d.b", BQ, DEFAULTS, &swap);
    let wanted = "SELECT a.x, b.y FROM `p.d.b` AS a, `p.d.a` AS b";
    assert_eq!(swapped.as_deref(), Ok(wanted));
}

struct Unknown;

impl Schema for Unknown {
    fn columns(&self, _: &str) -> Option<Vec<&str>> {
        None
    }

    fn has_field(&self, _: &str, _: &str) -> Option<bool> {
        None
    }
}

/// Relations and their columns.
type Sources = Vec<(String, String)>;

/// What each column comes from, its relations by their new names.
fn lineage(
    sql: &str,
    dialect: Dialect,
    new_name: &dyn Fn(&str) -> Option<String>,
) -> Vec<(String, Option<Sources>)> {
    let found = columns(sql, dialect, DEFAULTS, &Unknown);
    let sources = |lineage: super::Lineage| {
        let mut sources: Vec<(String, String)> = lineage
            .sources
            .iter()
            .map(|source| {
                let relation = source.relation.clone();
                (
                    new_name(&relation).unwrap_or(relation),
                    source.column.clone(),
                )
            })
            .collect();
        sources.sort();
        sources
    };
    found
        .columns
        .into_iter()
        .map(|column| (column.name.clone(), column.lineage.ok().map(sources)))
        .collect()
}

/// A table as written, and the name by which its columns are qualified.
fn table() -> impl Strategy<Value = (String, String)> {
    let name = prop::sample::select(vec!["orders", "items", "clients", "a1"]);
    (name, 0..7u8).prop_map(|(name, form)| match form {
        0 => (format!("d.{name}"), name.to_owned()),
        1 => (format!("p.d.{name}"), name.to_owned()),
        2 => (name.to_owned(), name.to_owned()),
        3 => (format!("d.{name} AS x_{name}"), format!("x_{name}")),
        4 => (format!("p.d.{name} {name}"), name.to_owned()),
        5 => (format!("d.{name}"), format!("d.{name}")),
        _ => (format!("p.d.{name} /* d.{name} */"), format!("p.d.{name}")),
    })
}

fn query() -> impl Strategy<Value = String> {
    let one = table().prop_map(|(table, name)| {
        format!("SELECT {name}.id, {name}.day AS d2, 'd.orders' AS s FROM {table}")
    });
    let last = |name: &str| name.rsplit(['.', '_']).next().map(str::to_owned);
    let several = (table(), table()).prop_filter("one table twice", move |((_, m), (_, n))| {
        last(m) != last(n)
    });
    let two = several.prop_map(|((a, m), (b, n))| {
        format!("SELECT {m}.id, {n}.v FROM {a} JOIN {b} ON {m}.id = {n}.id WHERE {n}.v > 1")
    });
    let leaf = prop_oneof![one, two];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|q| format!("SELECT id FROM ({q}) AS sub -- orders\n")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| {
                format!("WITH orders AS ({a}), w AS ({b}) SELECT orders.id, w.* FROM orders, w")
            }),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!(
                "SELECT id FROM ({a}) AS l UNION ALL SELECT id FROM ({b}) AS r"
            )),
            (table(), inner).prop_map(|((t, n), q)| {
                format!("SELECT {n}.id FROM {t} WHERE {n}.id IN (SELECT id FROM ({q}) AS z)")
            }),
        ]
    })
}

proptest! {
    #[test]
    fn names_are_mapped_and_all_else_stays(
        sql in query(), at in 0..6usize, bits in 0..16u8, same_last in any::<bool>(),
    ) {
        let dialect = [BQ, PG, SF, DBX, DUCK, MYSQL][at];
        let new_name = |name: &str| {
            let names = ["p.d.orders", "p.d.items", "p.d.clients", "p.d.a1"];
            let place = names.iter().position(|known| *known == name)?;
            let last = if same_last { names[place].rsplit('.').next()? } else { "other" };
            (bits & (1 << place) != 0).then(|| format!("q.e{place}.{last}"))
        };
        let new = match renamed(&sql, dialect, DEFAULTS, &new_name) {
            Ok(new) => new,
            Err(error) => {
                let known = ["several tables go by this name", "this may be a table or a field of one"];
                prop_assert!(known.contains(&error.message.as_str()), "{}: {}", error.message, sql);
                return Ok(());
            }
        };
        let before = references(&sql, dialect, DEFAULTS);
        let mut wanted: Vec<String> = before
            .tables
            .iter()
            .map(|name| new_name(name).unwrap_or_else(|| name.clone()))
            .collect();
        wanted.sort();
        wanted.dedup();
        let after = references(&new, dialect, DEFAULTS);
        prop_assert_eq!(after.tables, wanted, "{}", new);
        prop_assert_eq!(after.error, None);
        let old_lineage = lineage(&sql, dialect, &new_name);
        let new_lineage = lineage(&new, dialect, &|_| None);
        prop_assert_eq!(old_lineage, new_lineage, "{}\n{}", sql, new);
        // Strings and comments are those of before.
        let kept = |text: &str| -> Vec<String> {
            lex(text, dialect.rules()).tokens.iter()
                .filter(|token| token.kind == Kind::String || token.kind == Kind::Symbol(b','))
                .map(|token| text[token.start as usize..token.end as usize].to_owned())
                .collect()
        };
        prop_assert_eq!(kept(&sql), kept(&new));
        prop_assert_eq!(sql.matches("-- orders\n").count(), new.matches("-- orders\n").count());
        prop_assert_eq!(sql.matches("/* d.").count(), new.matches("/* d.").count());
        // Nothing is named twice in a row.
        prop_assert_eq!(renamed(&new, dialect, DEFAULTS, &|_| None).unwrap(), new);
    }

    #[test]
    fn any_text_ends(sql in "[A-Za-z.,`'\"()*;\\[\\] ]{0,80}", at in 0..6usize) {
        let dialect = [BQ, LEGACY, PG, SF, MSSQL, GEN][at];
        let _ = renamed(&sql, dialect, DEFAULTS, &|name| Some(format!("{name}_x")));
    }
}

/// Whatever parses can have its tables replaced, but for what no name of a table says.
#[test]
fn tables_of_every_construct_are_replaced() {
    let mut failed = Vec::new();
    for (dialect, sql, tables) in super::tests::PARSED {
        let one = tables
            .iter()
            .find(|name| !name.contains("INFORMATION_SCHEMA") && !name.ends_with(".*"));
        let Some(one) = one else { continue };
        let new_name = |name: &str| {
            let wildcard = if name.ends_with('*') { "*" } else { "" };
            (name == *one).then(|| format!("q.e.moved_{wildcard}"))
        };
        let defaults = Defaults {
            project: Some("P"),
            dataset: Some("D"),
        };
        if let Err(error) = renamed(sql, *dialect, defaults, &new_name) {
            failed.push(format!("{dialect:?} {sql}\n    {}", error.message));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
