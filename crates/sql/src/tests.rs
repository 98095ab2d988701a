use super::{Defaults, Dialect, Method, references};
use Dialect::{
    BigQuery as BQ, BigQueryLegacy as LEGACY, ClickHouse as CH, Databricks as DBX, DuckDb as DUCK,
    Generic as GEN, MsSql as MSSQL, MySql as MYSQL, Postgres as PG, Redshift as RS,
    Snowflake as SF,
};

const DEFAULTS: Defaults<'static> = Defaults {
    project: Some("P"),
    dataset: Some("D"),
};

/// SQL that must parse, and what it names.
pub(super) const PARSED: &[(Dialect, &str, &[&str])] = &[
    // Joins within joins.
    (
        BQ,
        "SELECT * FROM d.a JOIN d.b JOIN d.c ON b.x = c.x ON a.x = b.x, d.e",
        &["P.d.a", "P.d.b", "P.d.c", "P.d.e"],
    ),
    // Names.
    (BQ, "SELECT * FROM `p.d.t`", &["p.d.t"]),
    (BQ, "SELECT * FROM `p`.`d`.`t`", &["p.d.t"]),
    (
        BQ,
        "SELECT * FROM `p.d`.t, `p`.d.u, p.`d`.v",
        &["p.d.t", "p.d.u", "p.d.v"],
    ),
    (BQ, "SELECT * FROM p.d.t", &["p.d.t"]),
    (BQ, "SELECT * FROM d.t", &["P.d.t"]),
    (BQ, "SELECT * FROM t", &["P.D.t"]),
    (
        BQ,
        "SELECT * FROM my-own-project.d.t AS x",
        &["my-own-project.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM p-12.d.t JOIN p-3x.d.u USING (i)",
        &["p-12.d.t", "p-3x.d.u"],
    ),
    (
        BQ,
        "SELECT a-b, c -d FROM x-y.d.t WHERE a-b > 1",
        &["x-y.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM `example.com:proj.d.t`",
        &["example.com:proj.d.t"],
    ),
    (BQ, "SELECT * FROM `d.a table`", &["P.d.a table"]),
    (
        BQ,
        "SELECT * FROM `p.d.events_*` WHERE _TABLE_SUFFIX > '2024'",
        &["p.d.events_*"],
    ),
    (
        BQ,
        "SELECT * FROM `p.d.events_20240101`",
        &["p.d.events_20240101"],
    ),
    (
        BQ,
        "SELECT * FROM p.220432379.sessions",
        &["p.220432379.sessions"],
    ),
    (
        BQ,
        "SELECT * FROM `p.220432379.ga_sessions_*`",
        &["p.220432379.ga_sessions_*"],
    ),
    (
        BQ,
        "SELECT * FROM d.select_, d.order, d.`group`",
        &["P.d.group", "P.d.order", "P.d.select_"],
    ),
    (BQ, "SELECT * FROM `größe`.`naïve`", &["P.größe.naïve"]),
    (
        BQ,
        "select * from D.T union all select * from D.T",
        &["P.D.T"],
    ),
    // INFORMATION_SCHEMA and metadata tables.
    (
        BQ,
        "SELECT * FROM d.INFORMATION_SCHEMA.COLUMNS",
        &["P.d.INFORMATION_SCHEMA.COLUMNS"],
    ),
    (
        BQ,
        "SELECT * FROM p.d.INFORMATION_SCHEMA.PARTITIONS",
        &["p.d.INFORMATION_SCHEMA.PARTITIONS"],
    ),
    (
        BQ,
        "SELECT * FROM region-us.INFORMATION_SCHEMA.JOBS",
        &["P.region-us.INFORMATION_SCHEMA.JOBS"],
    ),
    (
        BQ,
        "SELECT * FROM `p`.`region-us`.INFORMATION_SCHEMA.JOBS_BY_PROJECT",
        &["p.region-us.INFORMATION_SCHEMA.JOBS_BY_PROJECT"],
    ),
    (
        BQ,
        "SELECT * FROM `p.region-eu.INFORMATION_SCHEMA.TABLES`",
        &["p.region-eu.INFORMATION_SCHEMA.TABLES"],
    ),
    (
        BQ,
        "SELECT * FROM INFORMATION_SCHEMA.SCHEMATA",
        &["P.INFORMATION_SCHEMA.SCHEMATA"],
    ),
    (
        BQ,
        "SELECT * FROM `my-p`.INFORMATION_SCHEMA.SCHEMATA",
        &["my-p.INFORMATION_SCHEMA.SCHEMATA"],
    ),
    (BQ, "SELECT * FROM d.__TABLES__", &["P.d.__TABLES__"]),
    // Common table expressions.
    (
        BQ,
        "WITH a AS (SELECT * FROM d.t) SELECT * FROM a",
        &["P.d.t"],
    ),
    (
        BQ,
        "WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM A JOIN B USING (x)",
        &[],
    ),
    (
        BQ,
        "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b",
        &["P.D.b"],
    ),
    (
        BQ,
        "WITH a AS (SELECT * FROM a) SELECT * FROM a",
        &["P.D.a"],
    ),
    (BQ, "WITH a AS (SELECT 1) SELECT * FROM d.a", &["P.d.a"]),
    (BQ, "WITH a AS (SELECT 1) SELECT * FROM `a`", &[]),
    (
        BQ,
        "WITH RECURSIVE a AS (SELECT * FROM b UNION ALL SELECT * FROM a), b AS (SELECT 1) SELECT * FROM a",
        &[],
    ),
    (
        BQ,
        "SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) JOIN a USING (x)",
        &["P.D.a"],
    ),
    (
        BQ,
        "WITH a AS (SELECT * FROM d.t) SELECT * FROM (WITH a AS (SELECT * FROM d.u) SELECT * FROM a)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "WITH a AS (WITH b AS (SELECT * FROM d.t) SELECT * FROM b) SELECT * FROM a, b",
        &["P.D.b", "P.d.t"],
    ),
    (BQ, "WITH a AS (SELECT 1), SELECT * FROM a, d.t", &["P.d.t"]),
    (
        BQ,
        "WITH first AS (SELECT 1), offset AS (SELECT 2) SELECT * FROM first, d.t",
        &["P.d.t"],
    ),
    (
        PG,
        "WITH a (x, y) AS MATERIALIZED (SELECT 1, 2) SELECT * FROM a, b",
        &["P.D.b"],
    ),
    (
        PG,
        "WITH a AS NOT MATERIALIZED (SELECT * FROM s.t) SELECT * FROM a",
        &["P.s.t"],
    ),
    (
        MSSQL,
        "WITH a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a), b AS (SELECT * FROM c) SELECT * FROM a, b",
        &["P.D.c"],
    ),
    // Subqueries.
    (
        BQ,
        "SELECT (SELECT MAX(x) FROM d.t), ARRAY(SELECT y FROM d.u) FROM d.v",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        BQ,
        "SELECT 1 FROM d.t WHERE x IN (SELECT x FROM d.u) AND EXISTS(SELECT 1 FROM d.v)",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        BQ,
        "SELECT * FROM d.t JOIN d.u ON t.x = (SELECT MAX(x) FROM d.v)",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        BQ,
        "SELECT * FROM d.t QUALIFY x = (SELECT MAX(y) FROM d.u)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT f((SELECT x FROM d.t), STRUCT((SELECT 1 FROM d.u) AS y))",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT x FROM d.t GROUP BY x HAVING SUM(y) > (SELECT 1 FROM d.u) ORDER BY (SELECT 1 FROM d.v)",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        PG,
        "SELECT * FROM (VALUES (1, (SELECT x FROM s.t))) v(a, b)",
        &["P.s.t"],
    ),
    // Set operations and groups.
    (
        BQ,
        "(SELECT * FROM d.a) UNION ALL (SELECT * FROM d.b EXCEPT DISTINCT SELECT * FROM d.c)",
        &["P.d.a", "P.d.b", "P.d.c"],
    ),
    (
        BQ,
        "SELECT x FROM d.a FULL OUTER UNION ALL BY NAME SELECT x FROM d.b",
        &["P.d.a", "P.d.b"],
    ),
    (
        BQ,
        "SELECT x FROM d.a UNION ALL CORRESPONDING BY (x) SELECT x FROM d.b",
        &["P.d.a", "P.d.b"],
    ),
    (
        BQ,
        "SELECT * FROM ((SELECT * FROM d.a) INTERSECT DISTINCT (SELECT * FROM d.b)) AS x",
        &["P.d.a", "P.d.b"],
    ),
    (
        BQ,
        "SELECT * FROM (d.a JOIN d.b USING (x)) LEFT JOIN (d.c CROSS JOIN d.e) ON TRUE",
        &["P.d.a", "P.d.b", "P.d.c", "P.d.e"],
    ),
    (
        BQ,
        "SELECT * EXCEPT (a, b) REPLACE (c AS d), t.* EXCEPT (e) FROM d.t",
        &["P.d.t"],
    ),
    // Arrays.
    (
        BQ,
        "SELECT * FROM d.t, UNNEST(t.items) AS item WITH OFFSET AS o, d.u",
        &["P.d.t", "P.d.u"],
    ),
    (BQ, "SELECT * FROM d.t, t.items", &["P.d.t"]),
    (
        BQ,
        "SELECT * FROM `p.d.t`, t.items AS i, i.subs",
        &["p.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t AS x LEFT JOIN x.items.subs",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t AS x, t.items",
        &["P.d.t", "P.t.items"],
    ),
    (BQ, "SELECT * FROM t.items, d.t", &["P.d.t", "P.t.items"]),
    (BQ, "SELECT * FROM d.t, `t.items`", &["P.d.t", "P.t.items"]),
    (
        BQ,
        "SELECT ARRAY(SELECT x FROM t.items WHERE y) FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT (SELECT SUM(x) FROM (SELECT x FROM T.items)) FROM d.t AS t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM s.a AS s JOIN (SELECT * FROM s.b) USING (x)",
        &["P.s.a", "P.s.b"],
    ),
    (
        BQ,
        "WITH c AS (SELECT * FROM d.t) SELECT * FROM c, c.items",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t WHERE EXISTS(SELECT 1 FROM UNNEST(t.a) AS i, i.b, d.u)",
        &["P.d.t", "P.d.u"],
    ),
    (PG, "SELECT * FROM t, t.u", &["P.D.t", "P.t.u"]),
    // Table operators.
    (
        BQ,
        "SELECT * FROM d.t PIVOT(SUM(x) AS s FOR q IN ('a' AS a, 'b')) AS p, d.u",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM (SELECT * FROM d.t) UNPIVOT(v FOR k IN (a AS 1, b AS 2))",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t TABLESAMPLE SYSTEM (10 PERCENT) WHERE x",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01', d.u",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM GRAPH_TABLE(d.g MATCH (a)-[e]->(b) COLUMNS (a.x)) JOIN d.t USING (x)",
        &["P.d.t"],
    ),
    // Table functions.
    (BQ, "SELECT * FROM p.d.fn(1, 'FROM d.no')", &[]),
    (
        BQ,
        "SELECT * FROM `p-x.d.fn`(TABLE d.t, (SELECT * FROM d.u))",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM ML.PREDICT(MODEL `d.m`, TABLE d.t, STRUCT(1 AS x))",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM ML.FORECAST(MODEL p-q.d.m, STRUCT(3 AS horizon)), d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM VECTOR_SEARCH(TABLE p.d.t, 'v', (SELECT * FROM d.q), top_k => 2)",
        &["P.d.q", "p.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM APPENDS(TABLE d.t, NULL, NULL) UNION ALL SELECT * FROM CHANGES(TABLE d.u, a, b)",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM GAP_FILL(TABLE d.t, ts_column => 'x', bucket_width => INTERVAL 1 DAY)",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM EXTERNAL_QUERY('p.us.c', 'SELECT * FROM no.no') AS q JOIN d.t USING (x)",
        &["P.d.t"],
    ),
    (BQ, "TABLE d.t", &["P.d.t"]),
    (
        BQ,
        "(TABLE p.d.t) UNION ALL (SELECT * FROM d.u)",
        &["P.d.u", "p.d.t"],
    ),
    // Expressions that hold the words of clauses.
    (
        BQ,
        "SELECT EXTRACT(DAY FROM x), EXTRACT(WEEK(MONDAY) FROM y) FROM d.t",
        &["P.d.t"],
    ),
    (
        PG,
        "SELECT TRIM(BOTH ' ' FROM a), SUBSTRING(b FROM 1 FOR 2), OVERLAY(c PLACING 'x' FROM 3) FROM s.t",
        &["P.s.t"],
    ),
    (
        BQ,
        "SELECT x IS DISTINCT FROM y, x IS NOT DISTINCT FROM z FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT t.from, t.join, t.`select` FROM d.t AS t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT SUM(x) OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT ARRAY_AGG(x IGNORE NULLS ORDER BY y LIMIT 1)[SAFE_OFFSET(0)] FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t JOIN d.u ON t.x = [a, b][OFFSET(0)], d.v",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        BQ,
        "SELECT ARRAY<STRUCT<a INT64, b ARRAY<STRUCT<c STRING>>>>[], CAST(NULL AS ARRAY<STRUCT<x ARRAY<INT64>>>) FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT x << 2 >> 1, SAFE.SUBSTR(x, 1), NET.HOST(u), @p, @@session.x FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1) COUNT(*) FROM d.t",
        &["P.d.t"],
    ),
    // Comments and strings.
    (
        BQ,
        "-- FROM no.a\n# FROM no.b\nSELECT 1 /* FROM no.c */ FROM d.t -- , no.e",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT 'FROM no.a', \"JOIN no.b\", '''\nFROM no.c''', r'\\\\', b\"FROM no.e\" FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT 'it\\'s FROM no.a', \"\\\"\", r\"\"\"FROM \"x\" no.b\"\"\" FROM d.t",
        &["P.d.t"],
    ),
    (
        PG,
        "SELECT $$FROM no.a$$, $x$ FROM no.b $$ $x$, E'\\' FROM no.c', 'a''b' FROM s.t /* /* */ FROM no.d */",
        &["P.s.t"],
    ),
    (PG, "SELECT 'ends with \\' FROM s.t", &["P.s.t"]),
    // Pipes.
    (
        BQ,
        "FROM d.t |> WHERE x > 1 |> JOIN d.u USING (id) |> UNION ALL (SELECT * FROM d.v), (FROM d.w |> LIMIT 1)",
        &["P.d.t", "P.d.u", "P.d.v", "P.d.w"],
    ),
    (
        BQ,
        "FROM d.t |> EXTEND a, b |> AGGREGATE COUNT(*) AS n GROUP BY a |> AS q |> CROSS JOIN q.items",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.t |> WHERE x IN (SELECT y FROM d.u) |> SELECT a, b",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "FROM d.t AS a |> LEFT JOIN a.items AS i |> JOIN i.subs",
        &["P.d.t"],
    ),
    // Views and tables.
    (
        BQ,
        "CREATE OR REPLACE VIEW `p.d.v` AS SELECT * FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "CREATE VIEW IF NOT EXISTS p-x.d.v (a OPTIONS(description = 'FROM no.a'), b) OPTIONS(labels = [('x', 'y')]) AS (SELECT * FROM d.t)",
        &["P.d.t"],
    ),
    (
        BQ,
        "CREATE MATERIALIZED VIEW d.v PARTITION BY DATE(ts) CLUSTER BY a, b OPTIONS (enable_refresh = TRUE) AS SELECT * FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "CREATE MATERIALIZED VIEW d.v AS REPLICA OF p2.d.v",
        &["p2.d.v"],
    ),
    (
        BQ,
        "CREATE TABLE d.x PARTITION BY RANGE_BUCKET(a, GENERATE_ARRAY(0, 9)) AS WITH q AS (SELECT * FROM d.t) SELECT * FROM q",
        &["P.d.t"],
    ),
    (
        BQ,
        "CREATE TABLE d.x (a INT64 NOT NULL, b ARRAY<STRUCT<c INT64>>)",
        &[],
    ),
    (
        BQ,
        "CREATE SNAPSHOT TABLE d.x CLONE d.t FOR SYSTEM_TIME AS OF y",
        &["P.d.t"],
    ),
    (BQ, "CREATE TABLE d.x LIKE d.t", &["P.d.t"]),
    (
        BQ,
        "EXPORT DATA OPTIONS (uri = 'gs://x/*') AS SELECT * FROM d.t",
        &["P.d.t"],
    ),
    (
        PG,
        "CREATE VIEW s.v (a, b) WITH (security_barrier) AS SELECT 1, 2 FROM s.t WITH CASCADED CHECK OPTION",
        &["P.s.t"],
    ),
    (
        PG,
        "CREATE MATERIALIZED VIEW v AS SELECT * FROM s.t WITH NO DATA",
        &["P.s.t"],
    ),
    (
        RS,
        "CREATE VIEW s.v AS SELECT * FROM s.t WITH NO SCHEMA BINDING",
        &["P.s.t"],
    ),
    (
        SF,
        "CREATE OR REPLACE SECURE VIEW v COPY GRANTS COMMENT = 'FROM no' AS SELECT * FROM a.b.c",
        &["a.b.c"],
    ),
    (
        SF,
        "CREATE DYNAMIC TABLE v TARGET_LAG = '1 day' WAREHOUSE = w AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
    (
        CH,
        "CREATE MATERIALIZED VIEW d.v TO d.target AS SELECT * FROM d.t",
        &["P.d.t"],
    ),
    (
        MSSQL,
        "CREATE OR ALTER VIEW [s].[v] WITH SCHEMABINDING AS SELECT * FROM [s].[t]",
        &["P.s.t"],
    ),
    (
        MYSQL,
        "CREATE ALGORITHM=MERGE DEFINER=`r`@`%` SQL SECURITY DEFINER VIEW v AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
    (
        MYSQL,
        "CREATE DEFINER = r@localhost VIEW v AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
    (
        DBX,
        "CREATE VIEW v COMMENT 'x' TBLPROPERTIES ('a' = 'b') AS SELECT * FROM s.t",
        &["P.s.t"],
    ),
    (
        GEN,
        "SELECT * FROM s.a AS s JOIN s.b ON TRUE",
        &["P.s.a", "P.s.b"],
    ),
    (
        PG,
        " SELECT a.x FROM ((s.t a JOIN s.u b ON ((a.x = b.x))) LEFT JOIN s.v c ON (true));",
        &["P.s.t", "P.s.u", "P.s.v"],
    ),
    (
        SF,
        "SELECT * FROM s.t PIVOT(SUM(a) FOR b IN (SELECT c FROM s.u)) AS p",
        &["P.s.t", "P.s.u"],
    ),
    (
        SF,
        "SELECT * FROM VALUES (1, 2), (3, 4) AS v, s.t",
        &["P.s.t"],
    ),
    // Scripts and changes.
    (
        BQ,
        "DECLARE x INT64 DEFAULT (SELECT MAX(a) FROM d.t); SET x = (SELECT 1 FROM d.u); CREATE TEMP TABLE s AS SELECT * FROM d.v; SELECT * FROM s;",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        BQ,
        "CREATE TEMP FUNCTION f(x INT64) AS ((SELECT x FROM d.t)); SELECT f(1) FROM d.u",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "CREATE TEMP FUNCTION f() RETURNS INT64 LANGUAGE js AS \"\"\"return FROM no.a;\"\"\"; SELECT f() FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "BEGIN IF EXISTS(SELECT 1 FROM d.t) THEN SELECT * FROM d.u; ELSE INSERT d.x SELECT * FROM d.v; END IF; EXCEPTION WHEN ERROR THEN SELECT @@error.message; END",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        BQ,
        "FOR r IN (SELECT * FROM d.t) DO INSERT INTO d.x VALUES (r.a); END FOR",
        &["P.d.t"],
    ),
    (
        BQ,
        "WHILE (SELECT x FROM d.t) DO SET y = 1; END WHILE; CALL d.p(1)",
        &["P.d.t"],
    ),
    (
        BQ,
        "CREATE OR REPLACE PROCEDURE d.p(x INT64) BEGIN CREATE TEMP TABLE q AS SELECT * FROM d.t; SELECT * FROM q; END; CALL d.p(1)",
        &["P.d.t"],
    ),
    (
        BQ,
        "CREATE TABLE FUNCTION d.f(x INT64) AS SELECT * FROM d.t WHERE y = x",
        &["P.d.t"],
    ),
    (
        BQ,
        "EXECUTE IMMEDIATE 'SELECT * FROM no.a'; DROP TABLE no.b; TRUNCATE TABLE no.c; ALTER TABLE no.d ADD COLUMN x INT64",
        &[],
    ),
    (
        BQ,
        "INSERT INTO `p.d.x` (a, b) SELECT a, b FROM d.t",
        &["P.d.t"],
    ),
    (BQ, "INSERT d.x VALUES (1, (SELECT 2 FROM d.t))", &["P.d.t"]),
    (
        BQ,
        "MERGE d.x AS t USING (SELECT * FROM d.t) AS s ON t.i = s.i AND EXISTS(SELECT 1 FROM t.items) WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT ROW",
        &["P.d.t"],
    ),
    (
        BQ,
        "MERGE INTO d.x USING d.t ON x.i = t.i WHEN NOT MATCHED THEN INSERT (a) VALUES ((SELECT 1 FROM d.u))",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "UPDATE d.x SET a = 1, b = (SELECT 1 FROM d.t) FROM d.u WHERE x.i = u.i",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "DELETE FROM d.x WHERE i IN (SELECT i FROM d.t)",
        &["P.d.t"],
    ),
    (BQ, "DELETE d.x WHERE i IN (SELECT i FROM d.x)", &["P.d.x"]),
    (PG, "DELETE FROM s.x USING s.t WHERE x.i = t.i", &["P.s.t"]),
    (
        PG,
        "INSERT INTO s.x (a) SELECT a FROM s.t ON CONFLICT DO NOTHING",
        &["P.s.t"],
    ),
    // Other dialects.
    (PG, "SELECT * FROM \"a.b\".\"c\"", &["P.a.b.c"]),
    (
        PG,
        "SELECT * FROM \"a\"\"b\".c, ONLY s.t",
        &["P.a\"b.c", "P.s.t"],
    ),
    (
        PG,
        "SELECT x::int, y->>'a', ARRAY[1, 2], z @> '{}' FROM generate_series(1, 2) g, s.t, LATERAL (SELECT * FROM s.u) l",
        &["P.s.t", "P.s.u"],
    ),
    (
        PG,
        "SELECT COUNT(*) FILTER (WHERE x), DATE_TRUNC('day', y) AT TIME ZONE 'UTC' FROM a.b.c",
        &["a.b.c"],
    ),
    (
        PG,
        "SELECT DISTINCT ON (a) * FROM s.t ORDER BY a LIMIT 1 FOR UPDATE",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT f.value:a.b::string FROM db.s.t, LATERAL FLATTEN(input => t.x) f",
        &["db.s.t"],
    ),
    (
        SF,
        "SELECT * FROM TABLE(fn(1)), TABLE(FLATTEN(x)) AS g, \"Db\".\"S\".\"T x\"",
        &["Db.S.T x"],
    ),
    (
        SF,
        "SELECT $1, $2 FROM @stage/path (FILE_FORMAT => 'x') s",
        &[],
    ),
    (SF, "SELECT * FROM db..t, s.u", &["P.s.u", "db.PUBLIC.t"]),
    (
        SF,
        "SELECT * FROM s.t AT (OFFSET => -60) QUALIFY ROW_NUMBER() OVER (ORDER BY a) = 1 // FROM no.a",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT * FROM s.t PIVOT(SUM(a) FOR b IN ('x', 'y')) UNION SELECT * FROM s.u MINUS SELECT * FROM s.v",
        &["P.s.t", "P.s.u", "P.s.v"],
    ),
    (
        SF,
        "SELECT * FROM s.t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES FIRST(c) AS f PATTERN (x y+) DEFINE y AS c > 1)",
        &["P.s.t"],
    ),
    (
        SF,
        "SELECT a:from::string, CURRENT_DATE FROM s.t, dual",
        &["P.s.t"],
    ),
    (
        RS,
        "SELECT * FROM s.t AS x, x.items AS i, #temp",
        &["P.s.t"],
    ),
    (
        DBX,
        "SELECT * FROM c.s.t LATERAL VIEW EXPLODE(m) x AS k, v WHERE k = \"FROM no.a\"",
        &["c.s.t"],
    ),
    (
        DBX,
        "SELECT * FROM `c`.`s-x`.t VERSION AS OF 3, delta.`/mnt/x`",
        &["c.s-x.t"],
    ),
    (
        DUCK,
        "SELECT * FROM 'file.parquet', read_csv('x.csv'), \"s\".t",
        &["P.s.t"],
    ),
    (
        MYSQL,
        "SELECT \"FROM no.a\", `x` FROM `s`.`t` # FROM no.b",
        &["P.s.t"],
    ),
    (
        MSSQL,
        "SELECT TOP 5 [a b] FROM [db].[s].[t x] WITH (NOLOCK) CROSS APPLY fn(x) f",
        &["db.s.t x"],
    ),
    (MSSQL, "SELECT * FROM db..t, @v, #temp", &["db.dbo.t"]),
    (
        CH,
        "SELECT * FROM d.t FINAL ARRAY JOIN arr AS a WHERE x",
        &["P.d.t"],
    ),
    (GEN, "SELECT * FROM \"a\".`b`, c", &["P.D.c", "P.a.b"]),
    // Legacy.
    (LEGACY, "SELECT a FROM [p-x:d.t]", &["p-x.d.t"]),
    (
        LEGACY,
        "SELECT a FROM [d.t@-3600000], [example.com:p:d.u$20240101]",
        &["P.d.t", "example.com:p.d.u"],
    ),
    (
        LEGACY,
        "SELECT a FROM (SELECT a FROM [p:d.t]), [p:d.u] WHERE b = 'FROM [no.a]' // [no.b]",
        &["p.d.t", "p.d.u"],
    ),
    (
        LEGACY,
        "SELECT a FROM TABLE_DATE_RANGE([p:d.events_], TIMESTAMP('a'), TIMESTAMP('b')), [d.t]",
        &["P.d.t", "p.d.events_*"],
    ),
    (
        LEGACY,
        "SELECT a FROM FLATTEN([d.t], x) JOIN (SELECT * FROM FLATTEN((SELECT * FROM [d.u]), y)) z ON 1 = 1",
        &["P.d.t", "P.d.u"],
    ),
    (LEGACY, "SELECT a FROM TABLE_QUERY(d, 'x > 1')", &["P.d.*"]),
    (BQ, "#legacySQL\nSELECT a FROM [p:d.t]", &["p.d.t"]),
    (BQ, "#standardSQL\nSELECT a FROM p.d.t", &["p.d.t"]),
    // Nothing to read.
    (BQ, "", &[]),
    (BQ, "-- only a comment", &[]),
    (BQ, "SELECT 1 AS x, [1, 2] AS y", &[]),
];

/// SQL that doesn't parse, and what the scan still finds.
const INFERRED: &[(Dialect, &str, &[&str])] = &[
    (BQ, "SELECT a, b * FROM d.t", &["P.d.t"]),
    (PG, "SELECT a FROM AS x", &[]),
    (
        DUCK,
        "FROM s.t SELECT a, [x FOR x IN l], {'k': 1}",
        &["P.s.t"],
    ),
    (BQ, "SELECT FROM WHERE FROM d.t", &["P.d.t"]),
    (
        BQ,
        "SELECT a b c FROM d.t JOIN d.u ON (",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM {{ ref('x') }} AS r JOIN d.t USING (a)",
        &["P.d.t"],
    ),
    (
        BQ,
        "{% set x = 1 %} SELECT * FROM d.t {# FROM no.a #} WHERE {% if y %} a IN (SELECT a FROM d.u) {% endif %}",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT * FROM `{{ project }}.d.t`, {{ ds }}.u, d.t_{{ x }}, d.v",
        &["P.d.v"],
    ),
    (
        BQ,
        "SELECT * FROM ${ref('x')} JOIN d.t USING (a)",
        &["P.d.t"],
    ),
    (BQ, "SELECT 'open FROM d.t", &["P.d.t"]),
    (BQ, "SELECT 1 FROM d.t /* open FROM no.a", &["P.d.t"]),
    (
        BQ,
        "SELECT ! FROM d.t AS x, x.items, UNNEST(x.a) AS y, d.u",
        &["P.d.t", "P.d.u"],
    ),
    (
        BQ,
        "SELECT ARRAY(SELECT 1 FROM x.items), ! FROM d.t AS x",
        &["P.d.t"],
    ),
    (
        BQ,
        "SELECT EXTRACT(DAY FROM x) ! , TRIM(BOTH ' ' FROM s), x IS DISTINCT FROM y FROM d.t",
        &["P.d.t"],
    ),
    (
        BQ,
        "WITH a AS (SELECT ! FROM d.t), b AS (SELECT * FROM a) SELECT * FROM b, c",
        &["P.D.c", "P.d.t"],
    ),
    (
        BQ,
        "SELECT * FROM d.a JOIN d.b ON a.x = [b.y, b.z] AND ! , d.c WHERE x, y",
        &["P.d.a", "P.d.b", "P.d.c"],
    ),
    (
        BQ,
        "SELECT ! FROM ML.PREDICT(MODEL d.m, TABLE d.t), d.fn(1) AS f, f.items",
        &["P.d.t"],
    ),
    (BQ, "GRAPH d.g MATCH (n:Person) RETURN n", &[]),
    (
        BQ,
        "SELECT * FROM d.t; SELECT a b c FROM d.u; SELECT * FROM d.v",
        &["P.d.t", "P.d.u", "P.d.v"],
    ),
    (
        SF,
        "SELECT ! FROM a.b.c, TABLE(FLATTEN(x)), LATERAL FLATTEN(input => y) z, @stage/x, s.t AT (OFFSET => 1)",
        &["P.s.t", "a.b.c"],
    ),
    (
        DBX,
        "SELECT ! FROM s.t LATERAL VIEW explode(x) y AS a, b JOIN s.u",
        &["P.s.t", "P.s.u"],
    ),
    (
        PG,
        "SELECT ! FROM s.t x(a, b), ONLY s.u, ROWS FROM (f(1), g(2)) z, s.v FOR UPDATE OF x, y",
        &["P.s.t", "P.s.u", "P.s.v"],
    ),
    (DUCK, "PIVOT s.t ON a, b USING SUM(x)", &["P.s.t"]),
    (
        GEN,
        "MERGE INTO s.x USING s.t ON ! WHEN MATCHED THEN DELETE",
        &["P.s.t"],
    ),
    (
        GEN,
        "UPDATE s.x SET a = !, b = 2 FROM s.t, s.u WHERE c, d",
        &["P.s.t", "P.s.u"],
    ),
];

/// What differs from the expected, a line a statement.
fn differences(
    cases: &[(Dialect, &str, &[&str])],
    method: Method,
    change: impl Fn(&str) -> String,
) -> String {
    let mut differences = String::new();
    for (dialect, sql, expected) in cases {
        let found = references(&change(sql), *dialect, DEFAULTS);
        let failed = found.error.is_some();
        if found.tables != *expected
            || found.method != method
            || failed != (method == Method::Inferred)
        {
            differences += &format!("{dialect:?} {sql}\n  {found:?}\n");
        }
    }
    differences
}

#[test]
fn finds_what_is_named() {
    assert_eq!(differences(PARSED, Method::Parsed, str::to_owned), "");
}

#[test]
fn finds_what_is_named_in_what_does_not_parse() {
    assert_eq!(differences(INFERRED, Method::Inferred, str::to_owned), "");
}

/// The scan alone says the same as the parser's tree.
#[test]
fn scan_and_tree_agree() {
    let broken = |sql: &str| format!("{sql}\n{{% x %}}");
    assert_eq!(differences(PARSED, Method::Inferred, broken), "");
}

#[test]
fn names_are_completed_with_what_is_known() {
    let cases: &[(Option<&str>, Option<&str>, &str, &str)] = &[
        (None, None, "t", "t"),
        (None, None, "d.t", "d.t"),
        (Some("p"), None, "t", "t"),
        (None, Some("d"), "t", "d.t"),
        (Some("p"), None, "d.t", "p.d.t"),
        (Some("p"), Some("d"), "x.y.z", "x.y.z"),
        (
            None,
            None,
            "INFORMATION_SCHEMA.SCHEMATA",
            "INFORMATION_SCHEMA.SCHEMATA",
        ),
    ];
    for (project, dataset, name, expected) in cases {
        let defaults = Defaults {
            project: *project,
            dataset: *dataset,
        };
        for dialect in [BQ, PG, SF] {
            let found = references(&format!("SELECT * FROM {name}"), dialect, defaults);
            assert_eq!(found.tables, [*expected], "{name}");
        }
    }
}

#[test]
fn errors_point_into_the_given_text() {
    let at = |sql: &str| {
        let error = references(sql, BQ, DEFAULTS).error;
        error.map(|error| (error.line, error.column))
    };
    assert_eq!(at("SELECT 1 FROM d.t"), None);
    assert_eq!(at("SELECT *\nFROM d.t\nWHERE )"), Some((3, 7)));
    assert_eq!(at("SELECT 'é', ) FROM d.t"), Some((1, 13)));
    assert_eq!(
        at("CREATE VIEW d.v\nOPTIONS () AS\n  SELECT a b c FROM d.t"),
        Some((3, 14))
    );
    assert_eq!(at("SELECT 1;\nSELECT a b c"), Some((2, 12)));
    assert_eq!(
        at("SELECT ARRAY<STRUCT<x ARRAY<INT64>>>[],\n a b c"),
        Some((2, 6))
    );
    assert_eq!(at("SELECT 1 FROM a-b.c.d, `x\nfrom"), Some((1, 24)));
    assert_eq!(at("SELECT x FROM {{ y }}"), Some((1, 15)));
}

#[test]
fn errors_within_subqueries_and_cases_are_found_where_they_are() {
    let before = |sql: &str| {
        let error = references(sql, BQ, DEFAULTS).error.unwrap();
        assert_eq!(error.line, 1, "{sql}");
        sql[error.column as usize - 1..].to_owned()
    };
    for (sql, right) in [
        (
            "SELECT a FROM (SELECT id AS a FROM d.t WHERE (x > 1) AS z",
            "AS z",
        ),
        (
            "SELECT a FROM (SELECT COUNT(x AS n FROM d.t) AS z",
            "AS n FROM d.t) AS z",
        ),
        (
            "SELECT a FROM (SELECT b FROM (SELECT c,, e FROM d.t) x) y",
            ", e FROM d.t) x) y",
        ),
        (
            "SELECT a FROM (WITH q AS (SELECT 1) SELECT b c e FROM d.t) y",
            "e FROM d.t) y",
        ),
        (
            "SELECT a FROM d.t JOIN (SELECT * FROM d.u WHERE x > ) y ON TRUE",
            ") y ON TRUE",
        ),
        ("SELECT CASE WHEN id THEN 1 FROM d.t", "FROM d.t"),
        (
            "SELECT * FROM (SELECT b, CASE x WHEN 1 THEN 2 ELSE 3 AS y FROM d.t) z",
            "AS y FROM d.t) z",
        ),
    ] {
        assert_eq!(before(sql), right, "{sql}");
    }
}

#[test]
fn adapters_have_dialects() {
    assert_eq!(Dialect::from_adapter("bigquery"), BQ);
    assert_eq!(Dialect::from_adapter("Spark"), DBX);
    assert_eq!(Dialect::from_adapter("sqlserver"), MSSQL);
    assert_eq!(Dialect::from_adapter("unheard-of"), GEN);
    for dialect in [
        BQ,
        PG,
        SF,
        DBX,
        MSSQL,
        Dialect::Redshift,
        Dialect::DuckDb,
        Dialect::MySql,
        Dialect::ClickHouse,
    ] {
        assert_eq!(Dialect::from_adapter(dialect.as_str()), dialect);
    }
}

/// Runs in a thread with the stack that threads get by default.
fn in_small_stack(sql: String, tables: usize) {
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    let handle = thread.spawn(move || {
        for dialect in [BQ, SF, PG] {
            let found = references(&sql, dialect, DEFAULTS);
            assert_eq!(found.tables.len(), tables, "{:.60}", sql);
        }
    });
    handle.unwrap().join().unwrap();
}

#[test]
fn deep_nesting_ends() {
    let deep = |open: &str, close: &str, times: usize| {
        format!(
            "SELECT {}1{} FROM a.b",
            open.repeat(times),
            close.repeat(times)
        )
    };
    in_small_stack(deep("(", ")", 10_000), 1);
    in_small_stack(deep("f(", ")", 10_000), 1);
    in_small_stack(deep("- ", "", 10_000), 1);
    in_small_stack(deep("NOT ", "", 10_000), 1);
    in_small_stack(deep("CASE WHEN a THEN ", " END", 10_000), 1);
    in_small_stack(deep("(SELECT ", ")", 10_000), 1);
    in_small_stack(deep("[", "]", 10_000), 1);
    in_small_stack(deep("IF(x, ", ", 1)", 100), 1);
    let from = |times: usize| {
        let open = "SELECT * FROM (".repeat(times);
        format!("{open}SELECT 1 FROM a.b{}", ")".repeat(times))
    };
    in_small_stack(from(10_000), 1);
    in_small_stack(from(100), 1);
    in_small_stack("SELECT (".repeat(10_000), 0);
    in_small_stack("SELECT * FROM (".repeat(10_000), 0);
    in_small_stack("WITH a AS (".repeat(10_000), 0);
    in_small_stack("ARRAY<".repeat(10_000), 0);
}

#[test]
fn long_chains_end() {
    in_small_stack(format!("SELECT 1{} FROM a.b", " + 1".repeat(30_000)), 1);
    in_small_stack(
        format!("SELECT 1 FROM a.b WHERE x{}", " AND x".repeat(10_000)),
        1,
    );
    in_small_stack(format!("SELECT x{} FROM a.b", "::int".repeat(10_000)), 1);
    in_small_stack(format!("SELECT x{} FROM a.b", "[0]".repeat(10_000)), 1);
    let unions: Vec<String> = (0..5_000)
        .map(|i| format!("SELECT a FROM d.t{i}"))
        .collect();
    in_small_stack(unions.join(" UNION ALL "), 5_000);
    let joins: String = (0..2_000)
        .map(|i| format!(" JOIN d.t{i} USING (x)"))
        .collect();
    in_small_stack(format!("SELECT * FROM d.t{joins}"), 2_001);
    let list: Vec<String> = (0..100_000).map(|i| i.to_string()).collect();
    in_small_stack(
        format!("SELECT 1 FROM a.b WHERE x IN ({})", list.join(", ")),
        1,
    );
    in_small_stack("'\\".repeat(100_000), 0);
    in_small_stack("`a".repeat(100_001), 0);
    in_small_stack("{{ {% ".repeat(50_000), 0);
    in_small_stack("$a$ $b$ ".repeat(50_000), 0);
    in_small_stack("EXCEPTION ".repeat(50_000), 0);
    in_small_stack("IF x THEN ".repeat(50_000), 0);
}

/// Cuts and mixes valid statements: whatever comes out, nothing panics.
#[test]
fn broken_text_never_panics() {
    for (dialect, sql, _) in PARSED.iter().chain(INFERRED) {
        for (cut, _) in sql.char_indices() {
            references(&sql[..cut], *dialect, DEFAULTS);
            references(&sql[cut..], *dialect, DEFAULTS);
        }
        for other in [BQ, LEGACY, PG, SF, RS, DUCK, DBX, MYSQL, MSSQL, CH, GEN] {
            references(sql, other, Defaults::default());
        }
    }
}
