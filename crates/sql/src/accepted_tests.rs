//! What the systems accept, each with the tables it names. "native": the parser takes it as it is,
//! by its source; "mended": it needs `mend` or `wider`.

use super::{Defaults, Dialect, Method, references};
use Dialect::{BigQuery as BQ, Databricks as DBX, Generic as GEN, Redshift as RS, Snowflake as SF};

const DEFAULTS: Defaults<'static> = Defaults {
    project: Some("P"),
    dataset: Some("D"),
};

type Cases = &'static [(Dialect, &'static str, &'static [&'static str])];

/// What is listed must parse and name these tables.
fn check(cases: Cases) {
    let mut wrong = String::new();
    for (dialect, sql, expected) in cases {
        let found = references(sql, *dialect, DEFAULTS);
        if found.tables != *expected || found.method != Method::Parsed || found.error.is_some() {
            wrong += &format!("{dialect:?} {sql}\n  {found:?}\n");
        }
        // The scan alone, as where a template spoils the text.
        let scanned = references(&format!("{sql}\n{{% x %}}"), *dialect, DEFAULTS);
        if scanned.tables != *expected {
            wrong += &format!("{dialect:?} scan of {sql}\n  {scanned:?}\n");
        }
    }
    assert_eq!(wrong, "");
}

const PIPES: Cases = &[
    // mended
    (BQ, "SELECT shop FROM d.t |> DISTINCT", &["P.d.t"]),
    (
        BQ,
        "FROM d.t |> DISTINCT |> WHERE x IN (SELECT y FROM d.u)",
        &["P.d.t", "P.d.u"],
    ),
    (BQ, "FROM d.t |> SELECT DISTINCT a, b", &["P.d.t"]),
    (
        BQ,
        "FROM d.t |> SELECT ALL a |> SELECT AS STRUCT a",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> SELECT WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 5) a",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> AGGREGATE COUNT(*) AS n GROUP AND ORDER BY a DESC, b",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> AGGREGATE COUNT(*) AS n, GROUP BY a,",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> EXTEND a + 1 AS c, |> SELECT c,",
        &["P.d.t"],
    ),
    (BQ, "FROM d.t |> ASSERT x > 1", &["P.d.t"]),
    (
        BQ,
        "FROM d.t |> ASSERT EXISTS(SELECT 1 FROM d.u), 'no', (SELECT MAX(x) FROM d.v) |> WHERE y",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        BQ,
        "SELECT * FROM (FROM d.t |> ASSERT a AND b, 'x') JOIN d.u USING (i)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "FROM d.t |> WITH a AS (SELECT * FROM d.u) |> JOIN a USING (x)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "FROM d.t |> WITH a AS (SELECT * FROM d.u), b AS (FROM a |> DROP x), |> JOIN b USING (y)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "WITH z AS (SELECT * FROM d.w) FROM z |> WITH a AS (SELECT * FROM d.u) |> JOIN a USING (x)",
        &["P.d.u", "P.d.w"],
    ),
    (
        BQ,
        "FROM d.t |> WITH a AS (FROM d.u |> LIMIT 1) |> JOIN a USING (x) |> WITH b AS (FROM a) |> JOIN b USING (x)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM (FROM d.t |> DROP a, b) JOIN d.u USING (c)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT (FROM d.t |> AGGREGATE MAX(x)) AS m FROM d.u",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT 1 + (FROM d.t |> AGGREGATE MAX(x)), f((FROM d.u |> SELECT y))",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "FROM d.t |> UNPIVOT (v FOR k IN (a AS 'x', b AS 2)) |> WHERE k = 'x'",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> UNPIVOT INCLUDE NULLS (v FOR k IN (a, b)) AS u",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> WHERE x |> UNPIVOT ((v, w) FOR k IN ((a, b), (c, e))) |> SELECT v",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES MIN(c) AS m PATTERN (x+ y | z) DEFINE x AS c > 1, y AS c < 1) AS r |> SELECT m",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> WINDOW SUM(a) OVER (PARTITION BY b) AS s",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> EXTEND SUM(a) OVER w AS s WINDOW w AS (PARTITION BY b) |> SELECT s",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> EXTEND IF(SUM(a) OVER w > 1, 1, 0) AS s WINDOW w AS (PARTITION BY b ORDER BY c), v AS (ORDER BY c) |> SELECT s",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> SELECT AS VALUE STRUCT(a, b) |> WHERE a > 1",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM (FROM d.t |> SELECT AS VALUE a) JOIN d.u ON TRUE",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "FROM d.t |> AGGREGATE COUNT(*) AS n GROUP BY GROUPING SETS (a, (a, b), ROLLUP(c), ()) |> WHERE n > 1",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> PIVOT (SUM(a) s FOR q IN ('a' x, 2 `y`, 'c')) AS p |> WHERE b",
        &["P.d.t"],
    ),
    (BQ, "FROM d.t |> STATIC_DESCRIBE |> LIMIT 1", &["P.d.t"]),
    (
        BQ,
        "FROM d.t |> CALL `p-x`.d.fn(1, TABLE d.u) AS f",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "FROM d.t |> CALL p-x.d.fn(1) |> CALL ML.PREDICT(MODEL d.m)",
        &["P.d.t"],
    ),
    (
        DBX,
        "FROM s.t |> EXCEPT (SELECT * FROM s.u) |> MINUS ALL (SELECT * FROM s.v)",
        &["P.s.t", "P.s.u", "P.s.v"],
    ),
    // native
    (
        BQ,
        "FROM d.t |> PIVOT (SUM(a) AS s FOR q IN ('a' AS a, 'b')) AS p |> WHERE b",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> UNPIVOT (v FOR k IN (a, b)) |> RENAME v AS w",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> SET a = 1, b = 2 |> AS x |> LEFT JOIN d.u AS y ON x.i = y.i",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "FROM d.t |> TABLESAMPLE SYSTEM (1 PERCENT) |> ORDER BY x DESC |> LIMIT 1 OFFSET 2",
        &["P.d.t"],
    ),
    (
        BQ,
        "FROM d.t |> INTERSECT DISTINCT (FROM d.u), (FROM d.v) |> EXCEPT DISTINCT (SELECT * FROM d.w)",
        &["P.d.t", "P.d.u", "P.d.v", "P.d.w"],
    ),
    (
        BQ,
        "FROM d.t |> FULL OUTER UNION ALL BY NAME (SELECT * FROM d.u)",
        &["P.d.t", "P.d.u"],
    ),
];

#[test]
fn pipe_operators() {
    check(PIPES);
}

const BIGQUERY: Cases = &[
    // mended
    (
        BQ,
        "SELECT a-45.5 AS x, b-1, t.c-2.25e1, d-.5 FROM p-12.d.t AS t",
        &["p-12.d.t"],
    ),
    (
        BQ,
        "SELECT x-1.5 FROM p-12.220.t JOIN p-7.d.INFORMATION_SCHEMA.TABLES ON TRUE",
        &["p-12.220.t", "p-7.d.INFORMATION_SCHEMA.TABLES"],
    ),
    (
        BQ,
        "SELECT * FROM d.t JOIN d.u global ON t.x = global.x",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM d.a format, d.b sample, d.c AS view JOIN d.e start ON TRUE LEFT JOIN d.f semi ON TRUE",
        &["P.d.a", "P.d.b", "P.d.c", "P.d.e", "P.d.f"],
    ),
    (
        BQ,
        "SELECT * FROM d.a pivot, d.b changes, d.c before WHERE pivot.x = before.x",
        &["P.d.a", "P.d.b", "P.d.c"],
    ),
    (BQ, "SELECT * FROM d.t, t.arr x WITH OFFSET", &["P.d.t"]),
    (
        BQ,
        "SELECT * FROM d.t, t.arr AS x WITH OFFSET AS o, d.u",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT arr FROM d.t LEFT JOIN t.arr WITH OFFSET o JOIN d.u USING (i)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT ARRAY(SELECT o FROM t.arr WITH OFFSET o) FROM d.t AS t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t CROSS JOIN d.u ON t.x = u.x",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT STRUCT(), STRUCT<a INT64>(1), STRUCT(1 AS b) FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t AS x FOR SYSTEM_TIME AS OF TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 HOUR) JOIN d.u USING (i)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM d.t x FOR SYSTEM TIME AS OF '2024-01-01', d.u WHERE TRUE",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM d.t FOR SYSTEM TIME AS OF '2024-01-01'",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT ARRAY_FILTER(a, e -> e > 1), ARRAY_TRANSFORM(a, (e, i) -> e + i) FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.a JOIN d.b JOIN d.c ON b.i = c.i ON a.i = b.i LEFT JOIN d.e USING (i)",
        &["P.d.a", "P.d.b", "P.d.c", "P.d.e"],
    ),
    (
        BQ,
        "SELECT * FROM d.a JOIN d.b JOIN (d.c JOIN d.e ON TRUE) JOIN d.f USING (i) USING (j) ON a.i = b.i",
        &["P.d.a", "P.d.b", "P.d.c", "P.d.e", "P.d.f"],
    ),
    (
        BQ,
        "SELECT * FROM d.t JOIN UNNEST(t.arr) LEFT JOIN d.u ON t.i = u.i",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT ARRAY_AGG(x IGNORE NULLS HAVING MAX y ORDER BY z DESC LIMIT 1) FROM d.t HAVING MAX(x) > 1 ORDER BY 1",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t INTERSECT DISTINCT BY NAME SELECT * FROM d.u",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT ARRAY<STRUCT<a INT64, b STRING>>[(1, 'x'), (2, 'y')], STRUCT<a ARRAY<INT64>, b INT64>([1], 2), ARRAY<STRUCT<INT64, INT64>>[(1, 2)] FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT x LIKE ALL ('a', 'b'), x NOT LIKE SOME ('c'), x LIKE ANY UNNEST(y) FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT WITH AGGREGATION_THRESHOLD a FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM UNNEST([1], [2], mode => 'PAD') AS x, d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES FIRST(c) AS f AFTER MATCH SKIP PAST LAST ROW PATTERN (x{1,3} (y | z)?) DEFINE x AS c > 1, y AS c < 1 OPTIONS (use_longest_match = TRUE))",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM (SELECT * FROM d.t) MATCH_RECOGNIZE (ORDER BY b MEASURES MAX(c) AS f PATTERN (x) DEFINE x AS c > 1) AS m JOIN d.u USING (i)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT CAST(x AS STRUCT<a INT64, b ARRAY<STRING>>), RANGE<DATE> '[a, b)' FROM d.t",
        &["P.d.t"],
    ),
    // native, or mended before
    (
        BQ,
        "WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a) SELECT * FROM a, d.t",
        &["P.d.t"],
    ),
    (BQ, "SELECT a, b, FROM d.t QUALIFY b = 1", &["P.d.t"]),
    (
        BQ,
        "SELECT AS VALUE STRUCT(a) FROM d.t WHERE x IN UNNEST(y)",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT DISTINCT AS STRUCT a FROM d.t EXCEPT DISTINCT SELECT * FROM d.u",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT r'\\d', b'x', rb\"y\", '''z''', 0xFF, @@session.z, @p FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT INTERVAL '1 2' DAY TO SECOND, INTERVAL x DAY, EXTRACT(DAYOFWEEK FROM x), EXTRACT(ISOWEEK FROM x) FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT ANY_VALUE(x HAVING MIN y), MAX(x HAVING MAX y) FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT SUM(a) OVER w FROM d.t WINDOW w AS (v ORDER BY c), v AS (PARTITION BY b)",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT SAFE.LEFT(a, 2), LEFT(a, 1), RIGHT(a, 1), COLLATE(a, 'und:ci') FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT CAST(x AS STRING FORMAT 'YYYY' AT TIME ZONE 'UTC'), a.b[SAFE_OFFSET(0)].c FROM d.t",
        &["P.d.t"],
    ),
    (BQ, "SELECT a FROM d.t GROUP BY ALL", &["P.d.t"]),
    (
        BQ,
        "SELECT a FROM d.t GROUP BY GROUPING SETS (a, (a, b), ()), ROLLUP (c), CUBE (e, f)",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM ML.PREDICT(MODEL d.m, (SELECT * FROM d.t)), ML.FORECAST(MODEL d.m)",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM GENERATE_SERIES(1, 2), RANGE_SESSIONIZE(TABLE d.t, 'a', ['b'])",
        &["P.d.t"],
    ),
];

#[test]
fn bigquery() {
    check(BIGQUERY);
}

const SNOWFLAKE: Cases = &[
    // mended
    (SF, "SELECT * FROM IDENTIFIER('db.s.t')", &["db.s.t"]),
    (
        SF,
        "SELECT * FROM IDENTIFIER('\"Db\".s.\"T x\"') AS i JOIN s.u USING (a)",
        &["Db.s.T x", "P.s.u"],
    ),
    (SF, "SELECT * FROM TABLE('s.t')", &["P.s.t"]),
    (
        SF,
        "SELECT {*}, {t.* EXCLUDE a}, {'a': 1, 'b': x} FROM s.t",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT CAST(x AS OBJECT(a INT, b VARCHAR NOT NULL)), CAST(y AS MAP(VARCHAR, INT)), z::ARRAY(INT) FROM s.t",
        &["P.s.t"],
    ),
    (SF, "SELECT a FROM s.t ORDER BY ALL", &["P.s.t"]),
    (SF, "SELECT x LIKE ALL ('a', 'b') FROM s.t", &["P.s.t"]),
    (
        SF,
        "SELECT * FROM (SELECT * FROM s.t) MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES FINAL LAST(c) AS f ALL ROWS PER MATCH PATTERN (^ x+ $) DEFINE x AS c > 1)",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT * FROM s.t MATCH_RECOGNIZE (MEASURES RUNNING COUNT(*) AS n AFTER MATCH SKIP TO x PATTERN ({- a -} x{2,}) DEFINE x AS c > 1)",
        &["P.s.t"],
    ),
    // native
    (
        SF,
        "SELECT * FROM s.t, LATERAL FLATTEN(INPUT => t.a, OUTER => TRUE) f, TABLE(FLATTEN(b)) g",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT * FROM s.t, LATERAL SPLIT_TO_TABLE(t.a, ','), TABLE(RESULT_SCAN(LAST_QUERY_ID()))",
        &["P.s.t"],
    ),
    (SF, "SELECT $1, t.$2 FROM @s.stage/path t", &[]),
    (
        SF,
        "SELECT * FROM s.t ASOF JOIN s.u MATCH_CONDITION (t.a >= u.a) ON t.b = u.b",
        &["P.s.t", "P.s.u"],
    ),
    (
        SF,
        "SELECT * EXCLUDE (a, b) REPLACE (c AS c) RENAME (e AS f), * ILIKE 'a%' FROM s.t",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT * FROM s.t SAMPLE (10), s.u TABLESAMPLE BERNOULLI (10 ROWS)",
        &["P.s.t", "P.s.u"],
    ),
    (
        SF,
        "SELECT * FROM s.t AT (TIMESTAMP => 'x'::TIMESTAMP) JOIN s.u BEFORE (STATEMENT => 'y') ON TRUE",
        &["P.s.t", "P.s.u"],
    ),
    (
        SF,
        "SELECT * FROM s.t CHANGES (INFORMATION => DEFAULT) AT (OFFSET => -60)",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT * FROM s.t START WITH a = 1 CONNECT BY PRIOR b = c",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT LISTAGG(a, ',') WITHIN GROUP (ORDER BY b), FILTER(a, x -> x > 1), REDUCE(a, 0, (x, y) -> x + y) FROM s.t GROUP BY ALL",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT * FROM s.t PIVOT (SUM(a) FOR b IN (ANY ORDER BY b) DEFAULT ON NULL (0))",
        &["P.s.t"],
    ),
    (
        SF,
        "CREATE OR REPLACE SECURE RECURSIVE VIEW v (a, b WITH MASKING POLICY p USING (b, c)) COPY GRANTS CHANGE_TRACKING = TRUE WITH ROW ACCESS POLICY r ON (a) WITH TAG (x = 'y') COMMENT = 'z' AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
    (
        SF,
        "CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = w REFRESH_MODE = AUTO INITIALIZE = ON_CREATE AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT * FROM s.t a, s.u b WHERE a.x = b.x(+)",
        &["P.s.t", "P.s.u"],
    ),
];

#[test]
fn snowflake() {
    check(SNOWFLAKE);
}

const REDSHIFT: Cases = &[
    // mended
    (
        RS,
        "SELECT APPROXIMATE COUNT(DISTINCT a), approximate percentile_disc(0.5) WITHIN GROUP (ORDER BY b) FROM s.t",
        &["P.s.t"],
    ),
    (RS, "SELECT a FROM s.t GROUP BY ROLLUP (a, b)", &["P.s.t"]),
    (
        RS,
        "SELECT EXTRACT(weekday FROM a), TRIM(a, 'x') FROM s.t",
        &["P.s.t"],
    ),
    // native
    (
        RS,
        "SELECT DATEDIFF(milliseconds, a, b), CONVERT_TIMEZONE('UTC', a), INTERVAL '1 day', a::VARCHAR(10) FROM s.t",
        &["P.s.t"],
    ),
    (
        RS,
        "SELECT * FROM s.t AS a, a.c AS b AT i, UNPIVOT a.e AS v AT k",
        &["P.s.t"],
    ),
    (
        RS,
        "SELECT TOP 5 a.b[0].c, LISTAGG(DISTINCT e, ',') WITHIN GROUP (ORDER BY e) FROM s.t a WHERE f ~ 'x' AND g SIMILAR TO 'y'",
        &["P.s.t"],
    ),
    (
        RS,
        "SELECT \"$path\" FROM ext.t MINUS SELECT \"$path\" FROM #temp",
        &["P.ext.t"],
    ),
    (
        RS,
        "CREATE TABLE x DISTSTYLE KEY DISTKEY (a) COMPOUND SORTKEY (b, c) BACKUP NO AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
    (
        RS,
        "CREATE MATERIALIZED VIEW v BACKUP NO DISTSTYLE EVEN AUTO REFRESH YES AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
    (
        RS,
        "CREATE OR REPLACE VIEW v AS SELECT * FROM s.t WITH NO SCHEMA BINDING",
        &["P.s.t"],
    ),
];

#[test]
fn redshift() {
    check(REDSHIFT);
}

const TRINO: Cases = &[
    // mended
    (
        GEN,
        "SELECT * FROM h.s.t FOR TIMESTAMP AS OF TIMESTAMP '2024-01-01' AS a",
        &["h.s.t"],
    ),
    (
        GEN,
        "SELECT * FROM h.s.t FOR VERSION AS OF 'main', s.u FOR VERSION AS OF 12",
        &["P.s.u", "h.s.t"],
    ),
    (
        GEN,
        "SELECT TRANSFORM(a, x -> x + 1), REDUCE(a, 0, (s, x) -> s + x, s -> s), b -> 'key' FROM s.t",
        &["P.s.t"],
    ),
    (
        GEN,
        "SELECT CAST(ROW(1, 'a') AS ROW(x BIGINT, y ARRAY(VARCHAR))), TRY_CAST(a AS MAP(VARCHAR, ARRAY(INT))) FROM s.t",
        &["P.s.t"],
    ),
    (
        GEN,
        "SELECT JSON_VALUE(a, 'lax $.b' NULL ON EMPTY ERROR ON ERROR), JSON_QUERY(a, 'lax $' WITH ARRAY WRAPPER) FROM s.t",
        &["P.s.t"],
    ),
    (
        GEN,
        "SELECT * FROM TABLE(exclude_columns(input => TABLE(s.t), columns => DESCRIPTOR(a)))",
        &["P.s.t"],
    ),
    (
        GEN,
        "SELECT * FROM TABLE(f(input => TABLE(SELECT * FROM s.t), n => 1)) AS x",
        &["P.s.t"],
    ),
    (
        GEN,
        "SELECT * FROM s.t CROSS JOIN s.u ON TRUE",
        &["P.s.t", "P.s.u"],
    ),
    (
        GEN,
        "SELECT * FROM s.t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES FINAL LAST(x.c) AS f ONE ROW PER MATCH AFTER MATCH SKIP TO NEXT ROW INITIAL PATTERN (x y+) SUBSET u = (x, y) DEFINE y AS c > 1) AS m",
        &["P.s.t"],
    ),
    // native
    (
        GEN,
        "SELECT * FROM s.t CROSS JOIN UNNEST(a, b) WITH ORDINALITY AS u (x, y, n)",
        &["P.s.t"],
    ),
    (
        GEN,
        "SELECT * FROM s.t, JSON_TABLE(a, 'lax $[*]' COLUMNS (b VARCHAR PATH 'lax $.b')) AS j",
        &["P.s.t"],
    ),
    (
        GEN,
        "SELECT \"$path\", a AT TIME ZONE 'UTC', ARRAY[1, 2], COUNT(*) FILTER (WHERE x) FROM s.\"t$partitions\" GROUP BY GROUPING SETS ((a), ()) OFFSET 2 LIMIT 3",
        &["P.s.t$partitions"],
    ),
    (
        GEN,
        "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (a, b), s.t FETCH FIRST 3 ROWS ONLY",
        &["P.s.t"],
    ),
    (
        GEN,
        "CREATE OR REPLACE VIEW v COMMENT 'x' SECURITY INVOKER AS SELECT TRY(a) FROM s.t TABLESAMPLE BERNOULLI (10)",
        &["P.s.t"],
    ),
    (
        GEN,
        "SELECT * FROM GENERATE_SERIES(1, 2), TABLE(SEQUENCE(start => 1, stop => 2))",
        &[],
    ),
];

#[test]
fn trino() {
    check(TRINO);
}

const DATABRICKS: Cases = &[
    // mended
    (
        DBX,
        "SELECT * FROM s.t@v1 AS x JOIN s.u VERSION AS OF 'tag' ON TRUE",
        &["P.s.t", "P.s.u"],
    ),
    (
        DBX,
        "SELECT * FROM s.t FOR VERSION AS OF 3, s.u FOR SYSTEM_VERSION AS OF 4 x",
        &["P.s.t", "P.s.u"],
    ),
    (
        DBX,
        "SELECT * FROM STREAM(c.s.t) JOIN STREAM c.s.u USING (a)",
        &["c.s.t", "c.s.u"],
    ),
    (
        DBX,
        "SELECT * FROM IDENTIFIER('c.s.t'), IDENTIFIER(\"`c`.s.`u v`\")",
        &["c.s.t", "c.s.u v"],
    ),
    (
        DBX,
        "SELECT x.a FROM s.t TABLESAMPLE (10 PERCENT) AS x JOIN s.u TABLESAMPLE (5 ROWS) USING (i)",
        &["P.s.t", "P.s.u"],
    ),
    (DBX, "SELECT a div 2, (a + b) DIV c FROM s.t", &["P.s.t"]),
    (
        DBX,
        "SELECT a + INTERVAL '1 day', b - INTERVAL 2 HOURS FROM s.t ORDER BY ALL",
        &["P.s.t"],
    ),
    (
        DBX,
        "SELECT CAST(a AS STRUCT<x: INT, y: ARRAY<STRING>>), CAST(b AS MAP<STRING, INT>) FROM s.t",
        &["P.s.t"],
    ),
    // native
    (
        DBX,
        "SELECT * FROM s.t LATERAL VIEW OUTER EXPLODE(a) x AS k, v LATERAL VIEW POSEXPLODE(b) y AS p, q WHERE k",
        &["P.s.t"],
    ),
    (
        DBX,
        "SELECT a FROM s.t DISTRIBUTE BY a SORT BY b DESC",
        &["P.s.t"],
    ),
    (DBX, "SELECT a FROM s.t CLUSTER BY a", &["P.s.t"]),
    (
        DBX,
        "SELECT TRANSFORM(a, (x, i) -> x + i), FILTER(a, x -> x > 1), j:b.c[0]::INT FROM s.t",
        &["P.s.t"],
    ),
    (
        DBX,
        "SELECT * EXCEPT (a) FROM s.t LEFT SEMI JOIN s.u USING (i) LEFT ANTI JOIN s.v ON TRUE",
        &["P.s.t", "P.s.u", "P.s.v"],
    ),
    (
        DBX,
        "SELECT * FROM s.t PIVOT (SUM(a) AS x, AVG(b) FOR (c, e) IN ((1, 2) AS f, (3, 4)))",
        &["P.s.t"],
    ),
    (
        DBX,
        "SELECT * FROM s.t UNPIVOT INCLUDE NULLS (v FOR k IN (a AS `x`, b))",
        &["P.s.t"],
    ),
    (
        DBX,
        "SELECT * FROM s.t TIMESTAMP AS OF '2024-01-01', read_files('/x', format => 'json')",
        &["P.s.t"],
    ),
    (
        DBX,
        "CREATE VIEW v (a COMMENT 'x') COMMENT 'y' TBLPROPERTIES ('a' = 'b') WITH SCHEMA EVOLUTION AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
    (
        DBX,
        "CREATE OR REPLACE TABLE x USING DELTA CLUSTER BY (a) LOCATION 'y' AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
];

#[test]
fn databricks() {
    check(DATABRICKS);
}

/// What is broken doesn't parse; the scan still finds these tables.
const BROKEN: Cases = &[
    (
        BQ,
        "SELECT COUNT(DISTINCT x AS n FROM acme.raw.t",
        &["acme.raw.t"],
    ),
    (
        BQ,
        "SELECT f(g(x AS n FROM d.t JOIN d.u USING (i)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT SUM(IF(a, 1, 0) AS n FROM d.t WHERE EXISTS(SELECT 1 FROM d.u)",
        &["P.d.t", "P.d.u"],
    ),
    (BQ, "SELECT EXTRACT(DAY FROM x AS e FROM d.t", &["P.d.t"]),
    (BQ, "SELECT TRIM(BOTH ' ' FROM x), f(y FROM d.t", &["P.d.t"]),
    (
        BQ,
        "SELECT a FROM d.t JOIN d.u ON f(t.x = u.x JOIN d.v USING (i)",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        BQ,
        "WITH a AS (SELECT COUNT(x FROM d.t) SELECT * FROM a JOIN d.u USING (i)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "WITH a AS (SELECT x FROM d.t SELECT * FROM a",
        &["P.d.t"],
    ),
    (
        BQ,
        "CREATE VIEW d.v OPTIONS (description = 'x' AS SELECT * FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT CASE WHEN a THEN b FROM d.t JOIN d.u USING (i)",
        &["P.d.t", "P.d.u"],
    ),
    (BQ, "SELECT [a, b FROM d.t", &["P.d.t"]),
    (
        BQ,
        "SELECT * FROM `p.d.t JOIN d.u USING (i)",
        &["P.d.u", "p.d.t"],
    ),
    (BQ, "SELECT 'a FROM d.t", &["P.d.t"]),
    (BQ, "SELECT a /* x FROM d.t */ FROM d.u /* y", &["P.d.u"]),
    (BQ, "SELECT {{ x FROM d.t", &["P.d.t"]),
    (
        BQ,
        "SELECT * FROM {% if x %} d.t {% else %} d.u {% endif %} JOIN d.v USING (i)",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        BQ,
        "SELECT * FROM {{ ref('x') JOIN d.t USING (i)",
        &["P.d.t"],
    ),
    (BQ, "SELECT x IS DISTINCT FROM y, f(z FROM d.t", &["P.d.t"]),
];

#[test]
fn broken_text_keeps_its_tables() {
    let mut wrong = String::new();
    for (dialect, sql, expected) in BROKEN {
        let found = references(sql, *dialect, DEFAULTS);
        if found.tables != *expected || found.method != Method::Inferred || found.error.is_none() {
            wrong += &format!("{dialect:?} {sql}\n  {found:?}\n");
        }
    }
    assert_eq!(wrong, "");
}

/// A mend keeps errors where they are in the text.
#[test]
fn errors_after_mends_point_into_the_given_text() {
    let at = |sql: &str| {
        let error = references(sql, BQ, DEFAULTS).error;
        error.map(|error| (error.line, error.column))
    };
    assert_eq!(at("FROM d.t\n|> DISTINCT\n|> WHERE )"), Some((3, 10)));
    assert_eq!(
        at("FROM d.t |> ASSERT x, 'y'\n|> SELECT a b c"),
        Some((2, 15))
    );
    assert_eq!(at("SELECT a-45.5,\n  STRUCT() b c FROM d.t"), Some((2, 14)));
}

/// Nested mends end, however deep.
#[test]
fn nested_mends_end() {
    let nested = |open: &str, close: &str, times: usize| {
        let sql = format!("FROM d.t{}{}", open.repeat(times), close.repeat(times));
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        thread
            .spawn(move || {
                for dialect in [BQ, SF, DBX, GEN] {
                    references(&sql, dialect, DEFAULTS);
                }
            })
            .unwrap()
            .join()
            .unwrap();
    };
    for times in [30, 3_000] {
        nested(" |> ASSERT EXISTS(FROM d.t", ")", times);
        nested(" |> WITH a AS (FROM d.t", ")", times);
        nested(" |> UNPIVOT ((a", ")) ", times);
        nested(" |> DROP a", "", times);
        nested(" |> MATCH_RECOGNIZE (PATTERN (", "))", times);
        nested(" |> JOIN (FROM d.t", ")", times);
    }
}
