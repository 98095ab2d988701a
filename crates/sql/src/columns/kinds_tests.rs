//! Kinds of statements that were told wrong on real warehouses, each with its neighbours.

use super::columns;
use super::tests::{BQ, DUCK, PG, Paths, SF, printed};
use crate::{Defaults, Dialect};

const ACME: Defaults<'static> = Defaults {
    project: Some("acme"),
    dataset: Some("raw"),
};

fn shop() -> Paths {
    let mut paths = Paths::default();
    for (relation, columns) in [
        (
            "acme.raw.orders",
            "id day shop amount updated lines lines.sku lines.qty tags",
        ),
        ("acme.raw.shops", "shop city parent"),
        ("acme.raw.calendar", "day note"),
        ("acme.raw.q", "starttime endtime j"),
    ] {
        for column in columns.split(' ') {
            paths.add(relation, column);
        }
    }
    paths
}

fn check_in(dialect: Dialect, sql: &str, expected: &[&str]) {
    let found = columns(sql, dialect, ACME, &shop());
    let lines: Vec<String> = printed(&found)
        .iter()
        .map(|line| line.replace("acme.raw.", ""))
        .collect();
    assert_eq!(lines, expected, "{sql}\n{found:#?}");
}

fn check(sql: &str, expected: &[&str]) {
    check_in(BQ, sql, expected);
}

#[test]
fn range_variables_come_before_columns_of_the_same_name() {
    check(
        "SELECT day, note FROM UNNEST(GENERATE_DATE_ARRAY(DATE '2026-01-01', DATE '2026-02-01')) AS day LEFT JOIN acme.raw.calendar AS c ON day = c.day",
        &["day constant", "note identity calendar.note"],
    );
    check(
        "SELECT day, note FROM acme.raw.calendar AS c, UNNEST(GENERATE_DATE_ARRAY('2026-01-01', '2026-02-01')) AS day",
        &["day constant", "note identity calendar.note"],
    );
    check(
        "SELECT shop FROM acme.raw.shops s CROSS JOIN UNNEST(['a', 'b']) shop",
        &["shop constant"],
    );
    check(
        "SELECT shop FROM acme.raw.shops JOIN (SELECT 1 AS one) AS shop ON TRUE",
        &["shop constant"],
    );
    // `c.day` stays the column.
    check(
        "SELECT c.day FROM UNNEST([DATE '2026-01-01']) AS day JOIN acme.raw.calendar AS c ON day = c.day",
        &["day identity calendar.day"],
    );
    // Elsewhere a column goes first.
    check_in(
        PG,
        "SELECT day FROM generate_series(1, 3) AS g(n) JOIN acme.raw.calendar AS day ON true",
        &["day identity calendar.day"],
    );
}

#[test]
fn structs_pair_by_position() {
    check(
        "SELECT id, k, v FROM acme.raw.orders, UNNEST([STRUCT('amount' AS k, amount AS v), STRUCT('id', id)])",
        &[
            "id identity orders.id",
            "k constant",
            "v transformation orders.amount orders.id",
        ],
    );
    check(
        "SELECT p.k, p.v FROM acme.raw.orders, UNNEST([STRUCT('a' AS k, amount AS v), ('b', id), STRUCT('c', id)]) AS p",
        &["k constant", "v transformation orders.amount orders.id"],
    );
    check(
        "SELECT s.v FROM (SELECT STRUCT(shop AS k, amount AS v) AS s FROM acme.raw.orders UNION ALL SELECT STRUCT(shop, id) FROM acme.raw.orders)",
        &["v identity orders.amount orders.id"],
    );
}

#[test]
fn backticked_paths_are_qualifiers() {
    for sql in [
        "SELECT `acme.raw.shops`.city FROM `acme.raw.shops`",
        "SELECT `acme.raw`.shops.city FROM `acme.raw.shops`",
        "SELECT `acme.raw.shops`.`city` FROM acme.raw.shops",
        "SELECT acme.raw.shops.city FROM `acme.raw.shops`",
        "SELECT raw.shops.city FROM `acme.raw.shops`",
        "SELECT `acme.raw.shops`.city FROM raw.shops",
        "SELECT `raw.shops`.city FROM shops",
        "SELECT shops.city FROM `acme.raw.shops`",
    ] {
        check(sql, &["city identity shops.city"]);
    }
    for sql in [
        "SELECT `acme.raw.shops`.* FROM `acme.raw.shops`, acme.raw.calendar",
        "SELECT raw.shops.* FROM acme.raw.shops, acme.raw.calendar",
    ] {
        check(
            sql,
            &[
                "shop identity shops.shop",
                "city identity shops.city",
                "parent identity shops.parent",
            ],
        );
    }
    check_in(
        SF,
        "select raw.shops.city from acme.raw.shops",
        &["city identity shops.city"],
    );
}

#[test]
fn columns_of_table_functions() {
    check_in(
        PG,
        "SELECT o.id, e.key, e.value FROM orders o, LATERAL jsonb_each(o.lines) e",
        &[
            "id identity orders.id",
            "key transformation orders.lines",
            "value transformation orders.lines",
        ],
    );
    check_in(
        PG,
        "SELECT n, g.day FROM generate_series(1, 3) AS n, (SELECT day FROM calendar) g",
        &["n constant", "day identity calendar.day"],
    );
    check_in(
        PG,
        "SELECT x.a, x.b FROM orders, jsonb_to_recordset(lines) AS x(a int, b text)",
        &[
            "a transformation orders.lines",
            "b transformation orders.lines",
        ],
    );
    check_in(
        Dialect::Databricks,
        "SELECT id, tag FROM orders LATERAL VIEW explode(tags) t AS tag",
        &["id identity orders.id", "tag transformation orders.tags"],
    );
    check_in(
        Dialect::Databricks,
        "SELECT id, pos, tag FROM orders LATERAL VIEW OUTER posexplode(tags) t AS pos, tag",
        &[
            "id identity orders.id",
            "pos transformation orders.tags",
            "tag transformation orders.tags",
        ],
    );
    check_in(
        Dialect::Databricks,
        "SELECT k, v FROM orders LATERAL VIEW explode(from_json(tags, 'm')) AS k, v LATERAL VIEW explode(lines) AS line",
        &[
            "k transformation orders.tags",
            "v transformation orders.tags",
        ],
    );
    check_in(
        Dialect::MySql,
        "SELECT o.id, j.sku FROM orders o, JSON_TABLE(o.lines, '$[*]' COLUMNS (n FOR ORDINALITY, sku VARCHAR(10) PATH '$.sku')) AS j",
        &["id identity orders.id", "sku transformation orders.lines"],
    );
    check_in(
        Dialect::MsSql,
        "SELECT o.id, s.value FROM orders o CROSS APPLY STRING_SPLIT(o.tags, ',') s",
        &["id identity orders.id", "value transformation orders.tags"],
    );
    check_in(
        DUCK,
        "SELECT id, t FROM orders, UNNEST(tags) AS u(t)",
        &["id identity orders.id", "t transformation orders.tags"],
    );
}

#[test]
fn columns_of_snowflake_table_functions() {
    let snow = |sql: &str, expected: &[&str]| check_in(SF, sql, expected);
    snow(
        "select o.id, f.value:sku from raw.orders o, lateral flatten(input => o.lines) f",
        &["id identity orders.id", "value transformation orders.lines"],
    );
    snow(
        "select o.id, f.value:sku::string as sku, f.index as n, seq from raw.orders o, table(flatten(o.lines)) f",
        &[
            "id identity orders.id",
            "sku transformation orders.lines",
            "n transformation orders.lines",
            "seq transformation orders.lines",
        ],
    );
    snow(
        "select o.id, s.value from orders o, lateral split_to_table(o.tags, ',') s",
        &["id identity orders.id", "value transformation orders.tags"],
    );
    snow(
        "select o.id, t.value as t, l.value:sku as sku from orders o, lateral flatten(o.lines) l, lateral flatten(l.value:tags) t",
        &[
            "id identity orders.id",
            "t transformation orders.lines",
            "sku transformation orders.lines",
        ],
    );
}

#[test]
fn names_that_pivot_gives() {
    let pivot = |values: &str, names: &[&str]| {
        let sql = format!(
            "SELECT * FROM (SELECT id, shop, amount FROM acme.raw.orders) PIVOT (SUM(amount) FOR id IN ({values}))"
        );
        let mut expected = vec!["shop identity orders.shop".to_owned()];
        expected.extend(
            names
                .iter()
                .map(|name| format!("{name} aggregation orders.amount orders.id")),
        );
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&sql, &expected);
    };
    pivot("1, 2, NULL", &["_1", "_2", "NULL"]);
    pivot(
        "-1, 1.5, -2.5",
        &["minus_1", "_1_point_5", "minus_2_point_5"],
    );
    pivot("TRUE, FALSE", &["TRUE", "FALSE"]);
    pivot("'a', \"b\", 'c' AS cc, 'd' dd", &["a", "b", "cc", "dd"]);
    pivot(
        "DATE '2026-01-31', DATE \"2026-02-28\"",
        &["2026_01_31", "2026_02_28"],
    );
    pivot("'two words', 'Ünïcode'", &["two words", "Ünïcode"]);
    pivot("NUMERIC '3', BIGNUMERIC '-4.5'", &["_3", "minus_4_point_5"]);
    check(
        "SELECT * FROM (SELECT id, shop, amount FROM acme.raw.orders) PIVOT (SUM(amount) AS total, COUNT(*) AS n FOR id IN (1, 2 AS two))",
        &[
            "shop identity orders.shop",
            "total__1 aggregation orders.amount orders.id",
            "n__1 aggregation orders.id",
            "total_two aggregation orders.amount orders.id",
            "n_two aggregation orders.id",
        ],
    );
    check(
        "SELECT * FROM (SELECT id, shop, amount FROM acme.raw.orders) PIVOT (SUM(amount) FOR (id, shop) IN ((1, 'a'), STRUCT(2, 'b'), STRUCT(3 AS x, 'c' AS y)))",
        &[
            "_1_a aggregation orders.amount orders.id orders.shop",
            "_2_b aggregation orders.amount orders.id orders.shop",
            "x__3_y_c aggregation orders.amount orders.id orders.shop",
        ],
    );
    // What isn't told by the text isn't guessed.
    check(
        "SELECT * FROM (SELECT id, shop, amount FROM acme.raw.orders) PIVOT (SUM(amount) FOR id IN (1 + 1))",
        &[
            "shop identity orders.shop",
            "+ the columns of PIVOT are named by values",
        ],
    );
    check_in(
        SF,
        "select * from (select id, shop, amount from acme.raw.orders) pivot (sum(amount) for shop in ('a', 'b')) as p (id, a, b)",
        &[
            "id identity orders.id",
            "a aggregation orders.amount orders.shop",
            "b aggregation orders.amount orders.shop",
        ],
    );
    check_in(
        Dialect::Databricks,
        "SELECT * FROM (SELECT id, shop, amount FROM orders) PIVOT (SUM(amount) AS s, COUNT(id) AS n FOR shop IN ('a', 'b' AS bb))",
        &[
            "a_s aggregation orders.amount orders.shop",
            "a_n aggregation orders.id orders.shop",
            "bb_s aggregation orders.amount orders.shop",
            "bb_n aggregation orders.id orders.shop",
        ],
    );
}

#[test]
fn date_parts_are_no_columns() {
    for (dialect, sql) in [
        (
            Dialect::Redshift,
            "select datediff(milliseconds, starttime, endtime) as d from q",
        ),
        (
            Dialect::Redshift,
            "select datediff(mins, starttime, endtime) as d from q",
        ),
        (
            Dialect::Databricks,
            "SELECT timestampdiff(MICROSECOND, starttime, endtime) AS d FROM q",
        ),
        (
            Dialect::MsSql,
            "SELECT DATEDIFF_BIG(ns, starttime, endtime) AS d FROM q",
        ),
        (
            Dialect::MsSql,
            "SELECT DATEDIFF(wk, starttime, endtime) AS d FROM q",
        ),
        (
            BQ,
            "SELECT TIMESTAMP_DIFF(endtime, starttime, MILLISECOND) AS d FROM q",
        ),
        (
            BQ,
            "SELECT DATE_DIFF(endtime, starttime, WEEK(MONDAY)) AS d FROM q",
        ),
        (
            DUCK,
            "SELECT date_diff(day, starttime, endtime) AS d FROM q",
        ),
    ] {
        check_in(dialect, sql, &["d transformation q.endtime q.starttime"]);
    }
    check_in(
        Dialect::Redshift,
        "select date_part(dow, starttime) a, dateadd(qtr, 1, starttime) b, date_trunc('week', starttime) c, extract(epoch from starttime) d from q",
        &[
            "a transformation q.starttime",
            "b transformation q.starttime",
            "c transformation q.starttime",
            "d transformation q.starttime",
        ],
    );
    check_in(
        SF,
        "select last_day(starttime, week) a, time_slice(starttime, 4, 'MONTH') b, timestampadd(ms, 5, starttime) c from acme.raw.q",
        &[
            "a transformation q.starttime",
            "b transformation q.starttime",
            "c transformation q.starttime",
        ],
    );
    // A column by the name of a part is one where no part is due.
    check(
        "SELECT DATE_DIFF(day, DATE '2026-01-01', DAY) AS d FROM acme.raw.calendar",
        &["d transformation calendar.day"],
    );
}

#[test]
fn niladic_functions_are_no_columns() {
    check_in(
        SF,
        "select current_date as d, current_timestamp as t, current_user as u, localtimestamp l from unknown_table",
        &["d constant", "t constant", "u constant", "l constant"],
    );
    check_in(
        Dialect::Redshift,
        "select sysdate as s, getdate() as g, current_schema as c, user as u from unknown_table",
        &["s constant", "g constant", "c constant", "u constant"],
    );
    check(
        "SELECT CURRENT_DATE AS d, CURRENT_TIMESTAMP AS t, CURRENT_DATETIME AS dt, SESSION_USER AS u FROM acme.raw.unknown",
        &["d constant", "t constant", "dt constant", "u constant"],
    );
    check_in(
        Dialect::Generic,
        "SELECT SYSTIMESTAMP AS s, ROWNUM AS r, LEVEL AS l FROM unknown_table",
        &["s constant", "r constant", "l constant"],
    );
    // A column of that name that is known goes first.
    let mut paths = Paths::default();
    paths.add("acme.raw.levels", "level");
    let found = columns("SELECT level FROM levels", Dialect::Generic, ACME, &paths);
    assert_eq!(printed(&found), ["level identity acme.raw.levels.level"]);
}

#[test]
fn parameters_of_lambdas_are_no_columns() {
    check(
        "SELECT ARRAY_FILTER(tags, shop -> shop != 'x') AS kept, ARRAY_TRANSFORM(lines, (e, i) -> e.qty * amount + i) AS sums FROM acme.raw.orders",
        &[
            "kept transformation orders.tags",
            "sums transformation orders.amount orders.lines",
        ],
    );
    check_in(
        Dialect::Databricks,
        "SELECT transform(tags, (id, i) -> concat(id, i, shop)) AS t, aggregate(tags, 0, (acc, x) -> acc + x, acc -> acc * 2) AS a FROM orders",
        &[
            "t transformation orders.shop orders.tags",
            "a transformation orders.tags",
        ],
    );
    check_in(
        Dialect::Generic,
        "SELECT reduce(tags, 0, (s, id) -> s + id, s -> s) AS r FROM orders",
        &["r transformation orders.tags"],
    );
    check_in(
        DUCK,
        "SELECT list_transform(tags, id -> id || 'x') AS t FROM orders",
        &["t transformation orders.tags"],
    );
    // In PostgreSQL the arrow reads JSON.
    check_in(PG, "SELECT j -> 'a' AS a FROM q", &["a transformation q.j"]);
}

#[test]
fn pipe_operators() {
    let from = "FROM acme.raw.orders |> SELECT id, shop, amount";
    let columns = |rest: &str, expected: &[&str]| check(&format!("{from} |> {rest}"), expected);
    columns(
        "PIVOT (SUM(amount) FOR shop IN ('a', 'b'))",
        &[
            "id identity orders.id",
            "a aggregation orders.amount orders.shop",
            "b aggregation orders.amount orders.shop",
        ],
    );
    check(
        "FROM (SELECT id, shop, amount FROM acme.raw.orders) |> PIVOT (SUM(amount) FOR shop IN ('a', 'b'))",
        &[
            "id identity orders.id",
            "a aggregation orders.amount orders.shop",
            "b aggregation orders.amount orders.shop",
        ],
    );
    columns(
        "UNPIVOT (v FOR k IN (id, amount))",
        &[
            "shop identity orders.shop",
            "v identity orders.amount orders.id",
            "k constant",
        ],
    );
    columns(
        "UNION ALL (SELECT 1, city, 2 FROM acme.raw.shops), (SELECT 3, note, 4 FROM acme.raw.calendar)",
        &[
            "id identity orders.id",
            "shop identity calendar.note orders.shop shops.city",
            "amount identity orders.amount",
        ],
    );
    columns(
        "INTERSECT DISTINCT (SELECT 1, shop, 1 FROM acme.raw.shops)",
        &[
            "id identity orders.id",
            "shop identity orders.shop shops.shop",
            "amount identity orders.amount",
        ],
    );
    columns(
        "EXCEPT DISTINCT (SELECT 1, shop, 1 FROM acme.raw.shops)",
        &[
            "id identity orders.id",
            "shop identity orders.shop",
            "amount identity orders.amount",
        ],
    );
    columns("CALL acme.raw.f(1) AS t", &["+ table function `f`"]);
}

#[test]
fn aliases_survive_pipe_operators_that_keep_rows() {
    let from = "FROM acme.raw.orders AS o";
    for step in [
        "EXTEND 1 AS one",
        "SET amount = 0",
        "DROP amount",
        "RENAME amount AS total",
        "WHERE amount > 1",
        "EXTEND 1 AS one |> SET shop = 'x' |> DROP amount",
    ] {
        check(
            &format!("{from} |> {step} |> SELECT o.amount, o.lines[0].sku AS sku"),
            &[
                "amount identity orders.amount",
                "sku transformation orders.lines.sku",
            ],
        );
    }
    check(
        &format!("{from} |> SET amount = amount * 2 |> SELECT amount, o.amount AS before"),
        &[
            "amount transformation orders.amount",
            "before identity orders.amount",
        ],
    );
    check(
        &format!(
            "{from} |> EXTEND o.id AS oid |> JOIN acme.raw.shops AS s ON o.shop = s.shop |> SELECT o.id, s.city, oid"
        ),
        &[
            "id identity orders.id",
            "city identity shops.city",
            "oid identity orders.id",
        ],
    );
    // AS, SELECT and AGGREGATE make a new table: the old name is gone.
    check(
        &format!("{from} |> AS p |> SELECT p.id, o.shop"),
        &["id identity orders.id", "shop ?"],
    );
}

#[test]
fn set_operations_by_name_in_all_modes() {
    let check_set = |set: &str, expected: &[&str]| {
        let right = "SELECT city AS shop, parent FROM acme.raw.shops";
        check(
            &format!("SELECT id, shop FROM acme.raw.orders {set} {right}"),
            expected,
        );
        check(
            &format!("FROM acme.raw.orders |> SELECT id, shop |> {set} ({right})"),
            expected,
        );
    };
    let id = "id identity orders.id";
    let shop = "shop identity orders.shop shops.city";
    let parent = "parent identity shops.parent";
    check_set("FULL OUTER UNION ALL BY NAME", &[id, shop, parent]);
    check_set("FULL UNION DISTINCT BY NAME", &[id, shop, parent]);
    check_set("LEFT OUTER UNION ALL BY NAME", &[id, shop]);
    check_set("LEFT UNION ALL CORRESPONDING", &[id, shop]);
    check_set("INNER UNION ALL BY NAME", &[shop]);
    check_set("UNION ALL CORRESPONDING", &[shop]);
    check_set("INNER INTERSECT DISTINCT BY NAME", &[shop]);
    let alike = "SELECT 1 AS shop, city AS id FROM acme.raw.shops";
    for set in [
        "UNION ALL BY NAME",
        "UNION ALL STRICT CORRESPONDING",
        "INTERSECT DISTINCT BY NAME",
    ] {
        check(
            &format!("SELECT id, shop FROM acme.raw.orders {set} {alike}"),
            &[
                "id identity orders.id shops.city",
                "shop identity orders.shop",
            ],
        );
    }
    check(
        &format!("SELECT id, shop FROM acme.raw.orders EXCEPT DISTINCT BY NAME {alike}"),
        &[id, "shop identity orders.shop"],
    );
    // A list of columns isn't told.
    check(
        &format!("SELECT id, shop FROM acme.raw.orders UNION ALL BY NAME ON (shop) {alike}"),
        &["id ?", "shop ?"],
    );
}

#[test]
fn fields_of_typed_structs() {
    for array in [
        "[STRUCT<k STRING, v INT64>('a', id), ('b', amount)]",
        "ARRAY<STRUCT<k STRING, v INT64>>[('a', id), ('b', amount)]",
        "ARRAY<STRUCT<k STRING, v INT64>>[STRUCT('a', id), STRUCT('b', amount)]",
    ] {
        check(
            &format!("SELECT k, v FROM acme.raw.orders, UNNEST({array})"),
            &["k constant", "v transformation orders.amount orders.id"],
        );
    }
    check(
        "SELECT s.* FROM (SELECT STRUCT<a ARRAY<STRUCT<x INT64, y INT64>>, `b c` STRING>([(id, 1)], shop) AS s FROM acme.raw.orders)",
        &["a transformation orders.id", "b c identity orders.shop"],
    );
    // Without names there is nothing to tell.
    check(
        "SELECT s.a FROM (SELECT STRUCT<INT64, STRING>(id, shop) AS s FROM acme.raw.orders)",
        &["a ?"],
    );
}

#[test]
fn clauses_of_pipe_operators() {
    let from = "FROM acme.raw.orders |> SELECT id, shop, amount";
    let columns = |rest: &str, expected: &[&str]| check(&format!("{from} |> {rest}"), expected);
    let [id, shop, amount] = [
        "id identity orders.id",
        "shop identity orders.shop",
        "amount identity orders.amount",
    ];
    columns(
        "EXTEND SUM(amount) OVER w AS total WINDOW w AS (PARTITION BY shop ORDER BY id)",
        &[
            id,
            shop,
            amount,
            "total aggregation orders.amount orders.id orders.shop",
        ],
    );
    columns(
        "SELECT IF(SUM(amount) OVER w > 1, 'a', 'b') AS x WINDOW v AS (ORDER BY id), w AS (PARTITION BY shop) |> WHERE x = 'a'",
        &["x aggregation orders.amount orders.shop"],
    );
    columns(
        "SELECT AS VALUE STRUCT(shop AS a, id AS b) |> SELECT b, a",
        &["b identity orders.id", "a identity orders.shop"],
    );
    columns(
        "AGGREGATE SUM(amount) AS total GROUP BY ROLLUP(shop, id)",
        &[shop, id, "total aggregation orders.amount"],
    );
    columns(
        "AGGREGATE SUM(amount) AS total GROUP BY GROUPING SETS (shop, (shop, id), ()) |> WHERE total > 1",
        &[shop, id, "total aggregation orders.amount"],
    );
    columns(
        "PIVOT (SUM(amount) s FOR shop IN ('a', 'b' bb))",
        &[
            id,
            "s_a aggregation orders.amount orders.shop",
            "s_bb aggregation orders.amount orders.shop",
        ],
    );
    check(
        "SELECT ARRAY_AGG(id HAVING MAX amount ORDER BY day LIMIT 2) AS x FROM acme.raw.orders",
        &["x aggregation orders.amount orders.day orders.id"],
    );
    check(
        "SELECT a.id, b.city, c.note FROM acme.raw.orders a JOIN acme.raw.shops b JOIN acme.raw.calendar c ON TRUE ON a.shop = b.shop",
        &[
            "id identity orders.id",
            "city identity shops.city",
            "note identity calendar.note",
        ],
    );
}

#[test]
fn columns_of_match_recognize() {
    let clauses = "(PARTITION BY shop ORDER BY id MEASURES MAX(up.amount) AS high, FIRST(id) AS begun PATTERN (down+ up+) DEFINE down AS amount < 1, up AS amount > 1)";
    let expected = [
        "shop identity orders.shop",
        "high aggregation orders.amount",
        "begun transformation orders.id",
    ];
    check(
        &format!("SELECT * FROM acme.raw.orders MATCH_RECOGNIZE {clauses}"),
        &expected,
    );
    check(
        &format!("SELECT m.* FROM (SELECT * FROM acme.raw.orders) MATCH_RECOGNIZE {clauses} AS m"),
        &expected,
    );
    check(
        &format!(
            "FROM acme.raw.orders |> WHERE id > 1 |> MATCH_RECOGNIZE {clauses} |> WHERE high > 1"
        ),
        &expected,
    );
    check(
        &format!(
            "WITH o AS (SELECT * FROM acme.raw.orders) FROM o |> MATCH_RECOGNIZE {clauses} AS m |> SELECT m.high"
        ),
        &["high aggregation orders.amount"],
    );
    check_in(
        SF,
        "select * from acme.raw.shops match_recognize (partition by city order by shop measures match_number() as n all rows per match pattern (a+) define a as shop > 'x')",
        &[
            "shop identity shops.shop",
            "city identity shops.city",
            "parent identity shops.parent",
            "n constant",
        ],
    );
}

#[test]
fn generators_in_the_select_list() {
    let spark = |sql: &str, expected: &[&str]| check_in(Dialect::Databricks, sql, expected);
    spark(
        "SELECT id, explode(tags) FROM orders",
        &["id identity orders.id", "col transformation orders.tags"],
    );
    spark(
        "SELECT posexplode(tags), id FROM orders",
        &[
            "pos transformation orders.tags",
            "col transformation orders.tags",
            "id identity orders.id",
        ],
    );
    spark(
        "SELECT explode(from_json(tags, 'm')) AS (k, v) FROM orders",
        &[
            "k transformation orders.tags",
            "v transformation orders.tags",
        ],
    );
    spark(
        "SELECT inline(lines) FROM orders",
        &[
            "sku transformation orders.lines.sku",
            "qty transformation orders.lines.qty",
        ],
    );
    spark(
        "SELECT stack(2, 'a', id, 'b', amount) AS (k, v) FROM orders",
        &["k constant", "v identity orders.amount orders.id"],
    );
    spark(
        "SELECT s.k, s.v FROM orders LATERAL VIEW stack(2, 'a', id, 'b', amount) s AS k, v",
        &["k constant", "v identity orders.amount orders.id"],
    );
}

#[test]
fn rows_that_unnest_takes_apart() {
    check_in(
        Dialect::Generic,
        "SELECT id, s, q, n FROM orders CROSS JOIN UNNEST(lines) WITH ORDINALITY AS u (s, q, n)",
        &[
            "id identity orders.id",
            "s transformation orders.lines.sku",
            "q transformation orders.lines.qty",
            "n transformation orders.lines",
        ],
    );
    check_in(
        Dialect::Generic,
        "SELECT k, v FROM orders CROSS JOIN UNNEST(MAP(tags, tags)) AS u (k, v)",
        &[
            "k transformation orders.tags",
            "v transformation orders.tags",
        ],
    );
    check_in(
        Dialect::Redshift,
        "select t, i from orders o, o.tags as t at i",
        &[
            "t transformation orders.tags",
            "i transformation orders.tags",
        ],
    );
}

#[test]
fn what_differs_from_system_to_system() {
    // The name stands behind the value in BigQuery and SQL Server.
    let unpivot = "SELECT * FROM (SELECT shop, id, amount FROM orders) AS o UNPIVOT (v FOR k IN (id, amount)) AS u";
    let [shop, value, name] = [
        "shop identity orders.shop",
        "v identity orders.amount orders.id",
        "k constant",
    ];
    check_in(Dialect::MsSql, unpivot, &[shop, value, name]);
    for dialect in [Dialect::Databricks, DUCK, SF, Dialect::Redshift] {
        check_in(dialect, unpivot, &[shop, name, value]);
    }
    check_in(
        Dialect::Generic,
        "SELECT approx_distinct(id) AS a, map_agg(shop, id) AS b, array_agg(id) WITHIN GROUP (ORDER BY day) AS c FROM orders",
        &[
            "a aggregation orders.id",
            "b aggregation orders.id orders.shop",
            "c aggregation orders.day orders.id",
        ],
    );
    check_in(
        Dialect::Databricks,
        "SELECT first(shop) AS f, id div 2 AS h FROM orders",
        &["f aggregation orders.shop", "h transformation orders.id"],
    );
    check_in(
        SF,
        "select object_construct(*) as o from acme.raw.shops",
        &["o transformation shops.city shops.parent shops.shop"],
    );
    check_in(
        DUCK,
        "SELECT j->'b'->>'c' AS c FROM q",
        &["c transformation q.j"],
    );
    check_in(
        Dialect::MsSql,
        "SELECT DATEPART(tz, starttime) AS z FROM q OPTION (MAXRECURSION 0)",
        &["z transformation q.starttime"],
    );
    check_in(
        Dialect::Generic,
        "SELECT json_value(j, 'lax $.a' RETURNING int DEFAULT 0 ON EMPTY) AS a FROM q",
        &["a transformation q.j"],
    );
}

#[test]
fn a_tables_columns_and_what_became_of_its_rows() {
    check(
        "SELECT * FROM APPENDS(TABLE acme.raw.calendar, NULL, NULL)",
        &[
            "day identity calendar.day",
            "note identity calendar.note",
            "_CHANGE_TYPE constant",
            "_CHANGE_TIMESTAMP constant",
        ],
    );
}

#[test]
fn aggregates_are_in_order() {
    assert!(crate::functions::is_aggregate("ANY_VALUE"));
    assert!(crate::functions::is_aggregate("XMLAGG"));
    assert!(crate::functions::is_aggregate("HLL_COUNT.MERGE_PARTIAL"));
    assert!(!crate::functions::is_aggregate("UPPER"));
}

#[test]
fn case_tells_columns_apart_where_a_system_says_so() {
    let mut paths = Paths::default();
    for column in ["id", "ID", "shop"] {
        paths.add("acme.raw.twins", column);
    }
    let told_in = |dialect, sql: &str| {
        let lines = printed(&columns(sql, dialect, ACME, &paths));
        lines
            .iter()
            .map(|line| line.replace("acme.raw.twins", "t"))
            .collect::<Vec<_>>()
    };
    let sql = "SELECT id AS a, ID AS b, \"id\" AS c, t.\"ID\" AS d FROM twins AS t";
    assert_eq!(
        told_in(PG, sql),
        [
            "a identity t.id",
            "b identity t.id",
            "c identity t.id",
            "d identity t.ID"
        ]
    );
    assert_eq!(
        told_in(SF, sql),
        [
            "a identity t.ID",
            "b identity t.ID",
            "c identity t.id",
            "d identity t.ID"
        ]
    );
}

#[test]
fn what_a_function_makes_has_its_name_beside_tables_of_unknown_columns() {
    check_in(
        Dialect::Databricks,
        "SELECT k FROM nothing_known LATERAL VIEW explode(arr) t AS k",
        &["k transformation nothing_known.arr"],
    );
    check_in(
        SF,
        "select value from nothing_known n, lateral flatten(input => n.lines) f",
        &["value transformation nothing_known.lines"],
    );
    check_in(
        PG,
        "SELECT k FROM nothing_known n, unnest(n.arr) AS t(k)",
        &["k transformation nothing_known.arr"],
    );
}

#[test]
fn casts_name_the_fields_of_structs() {
    check(
        "SELECT CAST(STRUCT(id, shop) AS STRUCT<a INT64, b STRING>).b AS x FROM acme.raw.orders",
        &["x transformation orders.shop"],
    );
    check(
        "SELECT s.* FROM (SELECT SAFE_CAST((id, [(1, shop)]) AS STRUCT<a INT64, `b c` ARRAY<STRUCT<d INT64, e STRING>>>) AS s FROM acme.raw.orders)",
        &[
            "a transformation orders.id",
            "b c transformation orders.shop",
        ],
    );
    check(
        "SELECT a, b FROM acme.raw.orders, UNNEST(CAST([STRUCT(id, shop)] AS ARRAY<STRUCT<a INT64, b STRING>>))",
        &["a transformation orders.id", "b transformation orders.shop"],
    );
    check_in(
        Dialect::Generic,
        "SELECT r.y FROM (SELECT CAST(ROW(id, shop) AS ROW(x BIGINT, y VARCHAR)) AS r FROM orders)",
        &["y transformation orders.shop"],
    );
    check_in(
        Dialect::Databricks,
        "SELECT cast(j AS struct<a: int, b: array<struct<c: string>>>).b AS x FROM q",
        &["x transformation q.j"],
    );
    // Types without names stay unclear.
    check(
        "SELECT CAST(STRUCT(id, shop) AS STRUCT<INT64, STRING>).b AS x FROM acme.raw.orders",
        &["x ?"],
    );
}

#[test]
fn structs_are_built_by_functions_too() {
    check_in(
        Dialect::Databricks,
        "SELECT named_struct('a', id, 'b', shop).b AS x, s.a FROM (SELECT *, named_struct('a', day) AS s FROM orders)",
        &["x identity orders.shop", "a identity orders.day"],
    );
    check_in(
        Dialect::Generic,
        "SELECT t.k, t.v FROM orders CROSS JOIN UNNEST(ARRAY[ROW('a', id), ROW('b', amount)]) AS t (k, v)",
        &["k constant", "v transformation orders.amount orders.id"],
    );
}

#[test]
fn arrays_of_rows_beside_others_come_apart() {
    check_in(
        Dialect::Generic,
        "SELECT a, b, c, n FROM orders CROSS JOIN UNNEST(tags, lines) WITH ORDINALITY AS u (a, b, c, n)",
        &[
            "a transformation orders.tags",
            "b transformation orders.lines.sku",
            "c transformation orders.lines.qty",
            "n transformation orders.lines orders.tags",
        ],
    );
}

#[test]
fn piped_pivot_by_an_expression() {
    let from = "FROM acme.raw.orders |> SELECT id, shop, amount, day";
    check(
        &format!(
            "{from} |> PIVOT (SUM(amount) FOR EXTRACT(MONTH FROM day) IN (1 AS jan, 2 feb)) AS p |> SELECT p.id, p.jan, feb"
        ),
        &[
            "id identity orders.id",
            "jan aggregation orders.amount orders.day",
            "feb aggregation orders.amount orders.day",
        ],
    );
    check(
        &format!(
            "{from} |> PIVOT (SUM(amount) AS s FOR (id, shop) IN ((1, 'a') AS x)) |> SELECT day, s_x"
        ),
        &[
            "day identity orders.day",
            "s_x aggregation orders.amount orders.id orders.shop",
        ],
    );
}
