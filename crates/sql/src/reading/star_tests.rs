use super::super::{Defaults, Dialect, Place};
use super::{Reading, read};

const DEFAULTS: Defaults<'static> = Defaults {
    project: Some("p"),
    dataset: Some("d"),
};

/// What a text takes, as `t:output u:insert`, with `open` where the result has columns that aren't
/// listed.
fn taken(sql: &str, dialect: Dialect) -> String {
    let reading = read(sql, dialect);
    let reading = Reading::from_bytes(&reading.to_bytes()).unwrap();
    let mut words: Vec<String> = reading
        .stars(DEFAULTS)
        .iter()
        .map(|star| {
            let name = star.relation.strip_prefix("p.d.");
            let place = match star.place {
                Place::Output => "output",
                Place::Header => "header",
                Place::SetOperation => "set",
                Place::Insert => "insert",
            };
            format!("{}:{place}", name.unwrap_or(&star.relation))
        })
        .collect();
    if reading.ends_in_star() {
        words.push("open".to_owned());
    }
    words.join(" ")
}

fn check(dialect: Dialect, cases: &[(&str, &str)]) {
    for (sql, expected) in cases {
        assert_eq!(taken(sql, dialect), *expected, "{sql}");
    }
}

#[test]
fn what_the_result_takes() {
    check(
        Dialect::BigQuery,
        &[
            ("SELECT a FROM t", ""),
            ("SELECT * FROM `t`", "t:output open"),
            ("SELECT * FROM t", "t:output open"),
            ("SELECT * FROM `q.e.t`", "q.e.t:output open"),
            ("SELECT * EXCEPT (a) FROM t", "t:output open"),
            ("SELECT * REPLACE (1 AS a) FROM t", "t:output open"),
            ("SELECT COUNT(*) FROM t", ""),
            ("SELECT 2 * a FROM t", ""),
            ("SELECT * FROM t JOIN u USING (a)", "t:output u:output open"),
            (
                "SELECT x.* FROM t AS x JOIN u ON x.a = u.a",
                "t:output open",
            ),
            (
                "SELECT u.*, x.a FROM t x JOIN u ON x.a = u.a",
                "u:output open",
            ),
            ("SELECT d.t.* FROM d.t, e.u", "t:output open"),
            ("SELECT t.items.* FROM t", ""),
            ("SELECT * FROM (SELECT * FROM t)", "t:output open"),
            ("SELECT * FROM (SELECT a FROM t)", ""),
            ("SELECT a FROM (SELECT * FROM t)", ""),
            (
                "WITH c AS (SELECT * FROM t) SELECT * FROM c",
                "t:output open",
            ),
            ("WITH c AS (SELECT a FROM t) SELECT * FROM c", ""),
            ("WITH C AS (SELECT a FROM t) SELECT * FROM c", ""),
            ("WITH c AS (SELECT * FROM t) SELECT a FROM c", ""),
            (
                "WITH t AS (SELECT * FROM t) SELECT * FROM t",
                "t:output open",
            ),
            (
                "WITH a AS (SELECT * FROM t), b AS (SELECT * FROM a JOIN u USING (x)) SELECT * FROM b",
                "t:output u:output open",
            ),
            ("SELECT a, (SELECT AS STRUCT * FROM u) FROM t", ""),
            ("SELECT AS STRUCT * FROM t", ""),
            ("SELECT * FROM UNNEST([1, 2]) AS n", ""),
            ("SELECT * FROM t, t.items", "t:output open"),
            ("SELECT * FROM t, UNNEST(t.items) AS i", "t:output open"),
            ("SELECT i.* FROM t, UNNEST(t.items) AS i", ""),
            ("SELECT * FROM f(1)", "open"),
            ("SELECT * FROM ML.PREDICT(MODEL m, TABLE t)", "open"),
            (
                "SELECT * FROM t WHERE EXISTS (SELECT * FROM u)",
                "t:output open",
            ),
            (
                "SELECT * FROM t PIVOT (SUM(a) FOR b IN ('x'))",
                "t:output open",
            ),
            ("CREATE VIEW v AS SELECT * FROM t", "t:output open"),
            ("CREATE TABLE v AS SELECT * FROM t", "t:output open"),
            ("SELECT * FROM `p.d.t_*`", "t_*:output open"),
            ("VALUES (1)", ""),
            ("DROP TABLE t", ""),
            ("", ""),
            ("SELECT * FROM t WHERE", ""),
        ],
    );
}

#[test]
fn what_a_set_operation_pairs_by_order() {
    check(
        Dialect::BigQuery,
        &[
            (
                "SELECT * FROM `t` UNION ALL SELECT * FROM `u`",
                "t:set u:set open",
            ),
            (
                "SELECT * FROM t UNION ALL SELECT * FROM u",
                "t:set u:set open",
            ),
            ("SELECT * FROM t UNION ALL SELECT a, b FROM u", "t:set open"),
            ("SELECT a, b FROM t UNION ALL SELECT * FROM u", "u:set open"),
            ("SELECT a FROM t UNION ALL SELECT b FROM u", ""),
            (
                "SELECT * FROM t EXCEPT DISTINCT SELECT * FROM u",
                "t:set u:set open",
            ),
            ("SELECT a FROM t EXCEPT DISTINCT SELECT * FROM u", "u:set"),
            (
                "SELECT * FROM t INTERSECT DISTINCT SELECT * FROM u",
                "t:set u:set open",
            ),
            (
                "SELECT * FROM t UNION ALL BY NAME SELECT * FROM u",
                "t:output u:output open",
            ),
            (
                "SELECT a FROM (SELECT * FROM t UNION ALL SELECT * FROM u)",
                "t:set u:set",
            ),
            (
                "WITH c AS (SELECT * FROM t), e AS (SELECT * FROM c UNION ALL SELECT x, y FROM u) SELECT x FROM e",
                "t:set",
            ),
            (
                "(SELECT * FROM t) UNION ALL (SELECT * FROM u) ORDER BY 1",
                "t:set u:set open",
            ),
        ],
    );
    check(
        Dialect::DuckDb,
        &[
            (
                "SELECT * FROM t UNION BY NAME SELECT * FROM u",
                "t:output u:output open",
            ),
            (
                "SELECT * FROM t UNION BY NAME SELECT * FROM u UNION ALL SELECT * FROM w",
                "t:set u:set w:set open",
            ),
        ],
    );
}

#[test]
fn what_is_written_by_order() {
    check(
        Dialect::BigQuery,
        &[
            ("INSERT INTO x SELECT * FROM t", "t:insert open"),
            ("INSERT INTO x (a, b) SELECT * FROM t", "t:insert open"),
            ("INSERT x (a, b) (SELECT * FROM t)", "t:insert open"),
            ("INSERT INTO x SELECT a FROM (SELECT * FROM t)", ""),
            (
                "INSERT INTO x WITH c AS (SELECT * FROM t) SELECT * FROM c",
                "t:insert open",
            ),
            (
                "INSERT INTO x SELECT * FROM t UNION ALL SELECT a, b FROM u",
                "t:insert open",
            ),
            (
                "DECLARE d DATE; INSERT INTO x SELECT * FROM t; INSERT INTO y SELECT a FROM u; DROP TABLE z",
                "t:insert",
            ),
            (
                "BEGIN INSERT INTO x SELECT * FROM t; SELECT * FROM u; END",
                "t:insert u:output open",
            ),
            (
                "CREATE TEMP TABLE m AS SELECT * FROM t; INSERT INTO x SELECT * FROM m",
                "t:insert open",
            ),
            (
                "CREATE TEMP TABLE m AS SELECT a FROM t; INSERT INTO x SELECT * FROM m",
                "open",
            ),
            (
                "CREATE TEMP TABLE m AS SELECT * FROM t; CREATE TEMP TABLE n AS SELECT * FROM M; SELECT a FROM n UNION ALL SELECT * FROM n",
                "t:set open",
            ),
            (
                "CREATE TEMP TABLE m AS SELECT * FROM m2; CREATE TEMP TABLE m2 AS SELECT * FROM m; MERGE x USING m ON FALSE WHEN NOT MATCHED THEN INSERT ROW",
                "",
            ),
            (
                "CREATE TEMP TABLE m AS SELECT * FROM t; MERGE x USING m ON FALSE WHEN NOT MATCHED THEN INSERT ROW",
                "t:insert",
            ),
            (
                "CREATE TEMP TABLE m (a INT64); INSERT INTO m SELECT * FROM t",
                "t:insert open",
            ),
            (
                "MERGE x USING t ON x.a = t.a WHEN NOT MATCHED THEN INSERT ROW",
                "t:insert",
            ),
            (
                "MERGE x AS o USING (SELECT * FROM t) AS n ON o.a = n.a WHEN NOT MATCHED THEN INSERT ROW",
                "t:insert",
            ),
            (
                "MERGE x USING (SELECT a, b FROM t) n ON x.a = n.a WHEN NOT MATCHED THEN INSERT ROW",
                "",
            ),
            (
                "MERGE x USING t ON x.a = t.a WHEN NOT MATCHED THEN INSERT (a) VALUES (t.a)",
                "",
            ),
        ],
    );
    check(
        Dialect::DuckDb,
        &[("INSERT INTO x BY NAME SELECT * FROM t", "t:output open")],
    );
    check(
        Dialect::Snowflake,
        &[("INSERT OVERWRITE INTO x SELECT * FROM t", "t:insert open")],
    );
}

#[test]
fn what_is_named_by_order() {
    check(
        Dialect::BigQuery,
        &[
            ("CREATE VIEW v (a, b) AS SELECT * FROM t", "t:header open"),
            (
                "WITH c (a, b) AS (SELECT * FROM t) SELECT a FROM c",
                "t:header",
            ),
            (
                "CREATE VIEW v (a, b) AS SELECT * FROM t UNION ALL SELECT * FROM u",
                "t:set u:set open",
            ),
        ],
    );
    check(
        Dialect::Postgres,
        &[
            ("SELECT x.a FROM (SELECT * FROM t) AS x (a, b)", "t:header"),
            ("SELECT x.a FROM t AS x (a, b)", "t:header"),
            ("TABLE t", "t:output open"),
            (
                "WITH RECURSIVE c AS (SELECT * FROM t UNION ALL SELECT c.* FROM c JOIN t ON c.a = t.b) SELECT a FROM c",
                "t:set",
            ),
        ],
    );
}

#[test]
fn what_pipe_operators_leave() {
    check(
        Dialect::BigQuery,
        &[
            ("FROM t", "t:output open"),
            ("FROM t |> WHERE a > 1", "t:output open"),
            ("FROM t |> SELECT a", ""),
            ("FROM t |> SELECT *, 1 AS b", "t:output open"),
            ("FROM t |> EXTEND 1 AS b", "t:output open"),
            ("FROM t |> AGGREGATE COUNT(*) AS n GROUP BY a", ""),
            ("FROM t |> DROP a |> RENAME b AS c", "t:output open"),
            ("FROM t |> JOIN u USING (a)", "t:output u:output open"),
            ("FROM t |> JOIN u USING (a) |> SELECT u.*", "u:output open"),
            (
                "FROM t |> AS x |> JOIN u USING (a) |> SELECT x.*",
                "t:output open",
            ),
            ("FROM t |> UNION ALL (SELECT * FROM u)", "t:set u:set open"),
            (
                "FROM t |> UNION ALL BY NAME (SELECT * FROM u)",
                "t:output u:output open",
            ),
            ("SELECT a FROM t |> WHERE a > 1", ""),
        ],
    );
}

#[test]
fn much_of_it_takes_no_time() {
    let ctes: Vec<String> = (1..4_000)
        .map(|i| format!("c{i} AS (SELECT *, * FROM c{} JOIN t{i} USING (a))", i - 1))
        .collect();
    let sql = format!(
        "WITH c0 AS (SELECT * FROM t), {} SELECT * FROM c3999",
        ctes.join(", ")
    );
    let reading = read(&sql, Dialect::BigQuery);
    assert_eq!(reading.stars(DEFAULTS).len(), 4_000);
}
