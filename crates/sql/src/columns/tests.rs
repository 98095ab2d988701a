use std::collections::{BTreeMap, BTreeSet};

use super::{Columns, Derivation, Schema, Usage, columns, usage};
use crate::{Defaults, Dialect, query_fingerprint};
pub(super) use Dialect::{BigQuery as BQ, DuckDb as DUCK, Postgres as PG, Snowflake as SF};

const DEFAULTS: Defaults<'static> = Defaults {
    project: Some("p"),
    dataset: Some("d"),
};

/// All paths of the relations whose columns are known.
#[derive(Default)]
pub(super) struct Paths(BTreeMap<String, (Vec<String>, BTreeSet<String>)>);

impl Paths {
    pub(super) fn add(&mut self, relation: &str, path: &str) {
        let (list, set) = self.0.entry(relation.to_owned()).or_default();
        if set.insert(path.to_owned()) {
            list.push(path.to_owned());
        }
    }
}

impl Schema for Paths {
    fn columns(&self, relation: &str) -> Option<Vec<&str>> {
        let (list, _) = self.0.get(relation)?;
        let columns = list.iter().filter(|path| !path.contains('.'));
        Some(columns.map(String::as_str).collect())
    }

    fn has_field(&self, relation: &str, path: &str) -> Option<bool> {
        Some(self.0.get(relation)?.1.contains(path))
    }

    fn fields(&self, relation: &str, path: &str) -> Option<Vec<&str>> {
        let (list, _) = self.0.get(relation)?;
        let below = list.iter().filter_map(|known| {
            let rest = known.strip_prefix(path)?.strip_prefix('.')?;
            (!rest.contains('.')).then_some(rest)
        });
        Some(below.collect())
    }
}

fn schema() -> Paths {
    let mut paths = Paths::default();
    for (relation, columns) in [
        ("p.d.t", "a b c s s.x s.y s.z s.z.w arr arr.k arr.v tags js"),
        ("p.d.u", "a d e"),
        ("p.d.n", "id parent name"),
    ] {
        for column in columns.split(' ') {
            paths.add(relation, column);
        }
    }
    paths
}

fn word(how: Derivation) -> &'static str {
    match how {
        Derivation::Constant => "constant",
        Derivation::Identity => "identity",
        Derivation::Transformation => "transformation",
        Derivation::Aggregation => "aggregation",
    }
}

/// A line a column: `name kind source …`, or `name ?`; then `+ relation` for what is open.
pub(super) fn printed(found: &Columns) -> Vec<String> {
    let mut lines = Vec::new();
    for column in &found.columns {
        let mut line = column.name.clone();
        match &column.lineage {
            Ok(lineage) => {
                line = format!("{line} {}", word(lineage.how));
                for source in &lineage.sources {
                    line = format!("{line} {}.{}", source.relation, source.column);
                }
            }
            Err(_) => line.push_str(" ?"),
        }
        lines.push(line.replace("p.d.", ""));
    }
    lines.extend(
        found
            .open
            .iter()
            .map(|open| format!("+ {open}").replace("p.d.", "")),
    );
    if let Some(error) = &found.error {
        lines.push(format!("! {}", error.message));
    }
    lines
}

fn check_in(dialect: Dialect, sql: &str, expected: &[&str]) {
    let found = columns(sql, dialect, DEFAULTS, &schema());
    assert_eq!(printed(&found), expected, "{sql}\n{found:#?}");
}

fn check(sql: &str, expected: &[&str]) {
    check_in(BQ, sql, expected);
}

#[test]
fn plain_columns() {
    check(
        "SELECT * FROM u",
        &["a identity u.a", "d identity u.d", "e identity u.e"],
    );
    check(
        "SELECT * FROM `p.d.u`",
        &["a identity u.a", "d identity u.d", "e identity u.e"],
    );
    check("SELECT * FROM `p.d.unknown`", &["+ unknown"]);
    check(
        "SELECT a, B AS bb, 1 AS one FROM t",
        &["a identity t.a", "bb identity t.b", "one constant"],
    );
    check("SELECT x.a, p FROM t AS x", &["a identity t.a", "p ?"]);
    check(
        "SELECT a + 1, a FROM t",
        &["f0_ transformation t.a", "a identity t.a"],
    );
    check("SELECT z FROM unknown", &["z identity unknown.z"]);
    check("SELECT z FROM unknown, t", &["z identity unknown.z"]);
    check("SELECT a FROM unknown, t", &["a ?"]);
    check("SELECT a FROM t, u", &["a ?"]);
    check(
        "SELECT _PARTITIONTIME AS x FROM t",
        &["x identity t._PARTITIONTIME"],
    );
    check(
        "SELECT @p AS x, CURRENT_DATE AS y, CURRENT_DATE() AS z FROM t",
        &["x constant", "y constant", "z constant"],
    );
}

#[test]
fn stars() {
    check(
        "SELECT * EXCEPT (d) FROM u",
        &["a identity u.a", "e identity u.e"],
    );
    check(
        "SELECT * REPLACE (d + e AS d) FROM u",
        &[
            "a identity u.a",
            "d transformation u.d u.e",
            "e identity u.e",
        ],
    );
    check(
        "SELECT x.*, 1 AS n FROM u AS x CROSS JOIN t",
        &[
            "a identity u.a",
            "d identity u.d",
            "e identity u.e",
            "n constant",
        ],
    );
    check(
        "SELECT s.* FROM t",
        &["x identity t.s.x", "y identity t.s.y", "z identity t.s.z"],
    );
    check("SELECT s.z.* FROM t", &["w identity t.s.z.w"]);
    check(
        "SELECT *, a + 1 AS n FROM unknown",
        &["n transformation unknown.a", "+ unknown"],
    );
    check(
        "SELECT n, k FROM (SELECT *, a + 1 AS n FROM unknown)",
        &["n transformation unknown.a", "k identity unknown.k"],
    );
    check("SELECT k FROM (SELECT * EXCEPT (k) FROM unknown)", &["k ?"]);
    check_in(
        SF,
        "SELECT * EXCLUDE (d) FROM u",
        &["a identity u.a", "e identity u.e"],
    );
    check_in(
        SF,
        "SELECT * RENAME (d AS f) FROM u",
        &["a identity u.a", "f identity u.d", "e identity u.e"],
    );
}

#[test]
fn expressions() {
    check(
        "SELECT CASE WHEN a > 1 THEN b ELSE c END AS x FROM t",
        &["x transformation t.a t.b t.c"],
    );
    check(
        "SELECT IF(a = 1, b, NULL) AS x FROM t WHERE c = 1",
        &["x transformation t.a t.b"],
    );
    check(
        "SELECT CAST(a AS INT64) AS x FROM t",
        &["x transformation t.a"],
    );
    check(
        "SELECT SUM(a) AS x, COUNT(*) AS n FROM t GROUP BY b",
        &["x aggregation t.a", "n aggregation"],
    );
    check(
        "SELECT SUM(a) OVER (PARTITION BY b ORDER BY c) AS x FROM t",
        &["x aggregation t.a t.b t.c"],
    );
    check(
        "SELECT ROW_NUMBER() OVER (ORDER BY c) AS x FROM t",
        &["x transformation t.c"],
    );
    check(
        "SELECT SUM(a) OVER w AS x FROM t WINDOW w AS (PARTITION BY b)",
        &["x aggregation t.a t.b"],
    );
    check(
        "SELECT DATE_TRUNC(a, MONTH) AS x, DATE_DIFF(a, b, DAY) AS y FROM t",
        &["x transformation t.a", "y transformation t.a t.b"],
    );
    check(
        "SELECT DATE_TRUNC(a, WEEK(MONDAY)) AS x FROM t",
        &["x transformation t.a"],
    );
    check(
        "SELECT EXTRACT(YEAR FROM a) AS x, DATE_SUB(b, INTERVAL 1 DAY) AS y FROM t",
        &["x transformation t.a", "y transformation t.b"],
    );
    check(
        "SELECT my.udf(a, k => b) AS x FROM t",
        &["x transformation t.a t.b"],
    );
    check(
        "SELECT my.udf(a).field AS x FROM t",
        &["x transformation t.a"],
    );
    check(
        "SELECT a IN (1, 2) AS x, b BETWEEN 1 AND c AS y FROM t",
        &["x transformation t.a", "y transformation t.b t.c"],
    );
    check("SELECT CONCAT('a', 'b') AS x FROM t", &["x constant"]);
    check(
        "SELECT TO_JSON_STRING(u) AS x FROM u",
        &["x transformation u.a u.d u.e"],
    );
}

#[test]
fn structs() {
    check(
        "SELECT s.x, s.z.w, S.Y AS q FROM t",
        &["x identity t.s.x", "w identity t.s.z.w", "q identity t.s.y"],
    );
    check("SELECT s.nope FROM t", &["nope ?"]);
    check("SELECT js.anything AS x FROM t", &["x transformation t.js"]);
    check(
        "SELECT STRUCT(a AS k, b) AS x FROM t",
        &["x transformation t.a t.b"],
    );
    check(
        "SELECT x.k, x.b FROM (SELECT STRUCT(a AS k, b) AS x FROM t)",
        &["k identity t.a", "b identity t.b"],
    );
    check(
        "SELECT x.k FROM (SELECT STRUCT<k INT64, b INT64>(a, b) AS x FROM t)",
        &["k identity t.a"],
    );
    check(
        "SELECT x.* FROM (SELECT STRUCT(a AS k, b) AS x FROM t)",
        &["k identity t.a", "b identity t.b"],
    );
    check(
        "SELECT ARRAY_AGG(STRUCT(a, b) ORDER BY c LIMIT 1)[OFFSET(0)].a AS x FROM t",
        &["x aggregation t.a t.c"],
    );
    check(
        "SELECT (SELECT AS STRUCT s.* REPLACE (1 AS y)) AS s FROM t",
        &["s transformation t.s.x t.s.z"],
    );
    check(
        "SELECT q.x FROM (SELECT STRUCT(a AS x, b AS y) AS q FROM t UNION ALL SELECT STRUCT(d AS x, e AS y) FROM u)",
        &["x identity t.a u.d"],
    );
    check(
        "SELECT q.x FROM (SELECT STRUCT(a AS x, b AS y) AS q FROM t UNION ALL SELECT STRUCT(d AS y, e AS x) FROM u)",
        &["x ?"],
    );
}

#[test]
fn arrays() {
    check(
        "SELECT i.k, i AS whole FROM t, UNNEST(arr) AS i",
        &["k transformation t.arr.k", "whole transformation t.arr"],
    );
    check(
        "SELECT k, tag FROM t CROSS JOIN UNNEST(t.arr) CROSS JOIN UNNEST(tags) AS tag",
        &["k transformation t.arr.k", "tag transformation t.tags"],
    );
    check(
        "SELECT i.k FROM t, t.arr AS i",
        &["k transformation t.arr.k"],
    );
    check(
        "SELECT o FROM t, UNNEST(arr) AS i WITH OFFSET AS o",
        &["o transformation t.arr"],
    );
    check("SELECT x FROM UNNEST([1, 2]) AS x", &["x constant"]);
    check("SELECT * FROM UNNEST([1, 2]) AS x", &["x constant"]);
    check(
        "SELECT d FROM t, UNNEST(GENERATE_DATE_ARRAY(a, b)) AS d",
        &["d transformation t.a t.b"],
    );
    check(
        "SELECT ARRAY(SELECT AS STRUCT UPPER(k) AS k, v FROM UNNEST(arr)) AS x FROM t",
        &["x transformation t.arr.k t.arr.v"],
    );
    check(
        "SELECT (SELECT SUM(v) FROM UNNEST(arr)) AS x FROM t",
        &["x aggregation t.arr.v"],
    );
    check(
        "SELECT arr[OFFSET(0)].k AS x FROM t",
        &["x transformation t.arr.k"],
    );
    check(
        "SELECT x.n FROM UNNEST([STRUCT(1 AS n)]) AS x",
        &["n constant"],
    );
}

#[test]
fn joins() {
    check(
        "SELECT a, d FROM t JOIN u USING (a)",
        &["a identity t.a", "d identity u.d"],
    );
    check(
        "SELECT a FROM t RIGHT JOIN u USING (a)",
        &["a identity u.a"],
    );
    check(
        "SELECT a FROM t FULL JOIN u USING (a)",
        &["a identity t.a u.a"],
    );
    check(
        "SELECT * FROM u JOIN (SELECT a, b FROM t) USING (a)",
        &[
            "a identity u.a",
            "d identity u.d",
            "e identity u.e",
            "b identity t.b",
        ],
    );
    check(
        "SELECT u.a, d FROM t LEFT JOIN u ON t.a = u.a",
        &["a identity u.a", "d identity u.d"],
    );
    check("SELECT d FROM (t JOIN u ON TRUE)", &["d identity u.d"]);
    check_in(
        PG,
        "SELECT a, d FROM n NATURAL JOIN u",
        &["a identity u.a", "d identity u.d"],
    );
}

#[test]
fn common_table_expressions() {
    check(
        "WITH x AS (SELECT a AS k, SUM(b) AS s FROM t GROUP BY 1) SELECT k, s / 2 AS h FROM x",
        &["k identity t.a", "h aggregation t.b"],
    );
    check(
        "WITH t AS (SELECT * FROM d.t) SELECT a FROM t",
        &["a identity t.a"],
    );
    check(
        "WITH u AS (SELECT d + 1 AS d FROM u) SELECT d FROM u",
        &["d transformation u.d"],
    );
    check(
        "WITH RECURSIVE r AS (SELECT id, parent FROM n UNION ALL SELECT n.id, r.parent FROM n JOIN r ON n.parent = r.id) SELECT * FROM r",
        &["id identity n.id", "parent identity n.parent"],
    );
    check_in(
        PG,
        "WITH x(k, l) AS (SELECT a, d FROM u) SELECT l, k FROM x",
        &["l identity u.d", "k identity u.a"],
    );
    check(
        "WITH v AS (SELECT AS VALUE MAX(a) FROM t) SELECT v FROM v",
        &["v aggregation t.a"],
    );
}

#[test]
fn set_operations() {
    check(
        "SELECT a AS k, 'x' AS l FROM t UNION ALL SELECT d, e FROM u",
        &["k identity t.a u.d", "l identity u.e"],
    );
    check(
        "SELECT a, b FROM t UNION ALL SELECT b + 1, NULL FROM t",
        &["a transformation t.a t.b", "b identity t.b"],
    );
    check(
        "SELECT a FROM t EXCEPT DISTINCT SELECT d FROM u",
        &["a identity t.a"],
    );
    check(
        "SELECT d, a FROM u UNION ALL BY NAME SELECT a, b AS d FROM t",
        &["d identity t.b u.d", "a identity t.a u.a"],
    );
    check(
        "SELECT d, a FROM u INNER UNION ALL BY NAME SELECT a FROM t",
        &["a identity t.a u.a"],
    );
    check(
        "SELECT a FROM t UNION ALL SELECT * FROM unknown",
        &["a ?", "+ unknown"],
    );
    check(
        "SELECT * FROM `p.d.u` UNION ALL SELECT * FROM `p.d.n`",
        &[
            "a identity n.id u.a",
            "d identity n.parent u.d",
            "e identity n.name u.e",
        ],
    );
    check(
        "SELECT a, d FROM u UNION ALL SELECT a FROM t",
        &["a ?", "d ?"],
    );
}

#[test]
fn pivots() {
    check(
        "SELECT * FROM (SELECT a, b, c FROM t) PIVOT (SUM(b) FOR c IN ('x', 'y' AS z))",
        &[
            "a identity t.a",
            "x aggregation t.b t.c",
            "z aggregation t.b t.c",
        ],
    );
    check(
        "SELECT * FROM (SELECT a, b, c FROM t) PIVOT (SUM(b) AS s FOR c IN ('x'))",
        &["a identity t.a", "s_x aggregation t.b t.c"],
    );
    check(
        "SELECT * FROM u UNPIVOT (v FOR k IN (d, e))",
        &["a identity u.a", "v identity u.d u.e", "k constant"],
    );
}

#[test]
fn dialects_and_headers() {
    check_in(
        SF,
        "SELECT a + 1 AS n, n * 2 AS m FROM u",
        &["n transformation u.a", "m transformation u.a"],
    );
    check(
        "SELECT a + 1 AS n, n * 2 AS m FROM u",
        &["n transformation u.a", "m ?"],
    );
    check(
        "CREATE OR REPLACE VIEW v (x OPTIONS (description = 'a, b'), y) AS SELECT a, d FROM u",
        &["x identity u.a", "y identity u.d"],
    );
    check(
        "CREATE VIEW v (x, y) AS SELECT * FROM unknown",
        &["x ?", "y ?"],
    );
    check_in(Dialect::BigQueryLegacy, "SELECT a FROM [p:d.u]", &["a ?"]);
    check_in(
        DUCK,
        "SELECT * FROM (VALUES (1, 2)) AS t(x, y)",
        &["x constant", "y constant"],
    );
    check(
        "FROM u |> WHERE a > 1 |> EXTEND d + e AS f |> DROP d, e",
        &["a identity u.a", "f transformation u.d u.e"],
    );
    check(
        "FROM u |> AGGREGATE SUM(d) AS s GROUP BY a",
        &["a identity u.a", "s aggregation u.d"],
    );
    check(
        "SELECT * FROM EXTERNAL_QUERY('c', 'SELECT 1')",
        &["+ EXTERNAL_QUERY"],
    );
    assert!(
        columns("SELECT FROM WHERE", BQ, DEFAULTS, &schema())
            .error
            .is_some()
    );
    assert!(
        columns("DROP TABLE x", BQ, DEFAULTS, &schema())
            .error
            .is_some()
    );
}

#[test]
fn large_statements_end() {
    let mut paths = Paths::default();
    for at in 0..1000 {
        paths.add("p.d.wide", &format!("c{at}"));
    }
    let branch = "SELECT * FROM (SELECT * FROM wide)";
    let union = vec![branch; 50].join(" UNION ALL ");
    let found = columns(&union, BQ, DEFAULTS, &paths);
    assert_eq!(found.columns.len(), 1000);
    let mut chain = "WITH x0 AS (SELECT * FROM wide)".to_owned();
    for at in 1..200 {
        chain.push_str(&format!(", x{at} AS (SELECT * FROM x{})", at - 1));
    }
    let found = columns(&format!("{chain} SELECT * FROM x199"), BQ, DEFAULTS, &paths);
    assert_eq!(found.columns.len(), 1000);
    assert!(found.columns.iter().all(|column| column.lineage.is_ok()));
    let sum = vec!["c1"; 5000].join(" + ");
    let found = columns(
        &format!("SELECT {sum} AS s FROM wide"),
        BQ,
        DEFAULTS,
        &paths,
    );
    assert_eq!(found.error, None);
    // Each level reads the one before twice.
    let mut twice = "WITH x0 AS (SELECT c0 FROM wide)".to_owned();
    for at in 1..150 {
        let before = at - 1;
        twice.push_str(&format!(
            ", x{at} AS (SELECT a.c0 + b.c0 AS c0 FROM x{before} AS a CROSS JOIN x{before} AS b)"
        ));
    }
    let found = columns(&format!("{twice} SELECT * FROM x149"), BQ, DEFAULTS, &paths);
    assert!(found.columns[0].lineage.is_ok());
}

fn used(sql: &str) -> Usage {
    usage(sql, BQ, DEFAULTS, &schema())
}

fn lines(usage: &Usage) -> Vec<String> {
    let source = |source: &super::Source| {
        format!("{}.{}", source.relation, source.column).replace("p.d.", "")
    };
    let joins = usage
        .joins
        .iter()
        .map(|(a, b)| format!("{} = {}", source(a), source(b)));
    let filters = usage
        .filters
        .iter()
        .flatten()
        .map(|(a, how)| format!("{} {how}", source(a)));
    joins.chain(filters).collect()
}

#[test]
fn usages() {
    let usage = used(
        "SELECT 1 FROM t AS x JOIN u ON x.a = u.a AND u.d > 1 WHERE b = 'x' AND 3 <= c AND s.x LIKE 'a%'",
    );
    assert_eq!(usage.tables, ["p.d.t", "p.d.u"]);
    assert_eq!(
        lines(&usage),
        ["t.a = u.a", "t.b =", "t.c >=", "t.s.x LIKE"]
    );
    let usage = used(
        "WITH x AS (SELECT a AS k FROM t WHERE b IN (1, 2)) SELECT * FROM x, u WHERE x.k = u.d AND e BETWEEN 1 AND 2",
    );
    assert_eq!(lines(&usage), ["t.a = u.d", "t.b IN", "u.e BETWEEN"]);
    let usage = used("SELECT 1 FROM t JOIN u USING (a) HAVING COUNT(*) > 1");
    assert_eq!(lines(&usage), ["t.a = u.a"]);
    let usage = used("SELECT 1 FROM t WHERE UPPER(b) = 'x' OR c = 1");
    assert_eq!(lines(&usage), Vec::<String>::new());
    let usage = used("SELECT (1 FROM t");
    assert_eq!(usage.tables, ["p.d.t"]);
    // What two SELECTs filter stays two shapes.
    let usage =
        used("SELECT a FROM t WHERE b = 'x' AND c > 1 UNION ALL SELECT a FROM t WHERE b IN ('y')");
    assert_eq!(usage.filters.len(), 2);
    assert_eq!(lines(&usage), ["t.b =", "t.c >", "t.b IN"]);
}

#[test]
fn columns_that_are_used() {
    let columns = |sql: &str| -> Vec<String> {
        let usage = used(sql);
        let names = usage.columns.iter();
        names
            .map(|of| format!("{}.{}", of.relation, of.column).replace("p.d.", ""))
            .collect()
    };
    assert_eq!(
        columns("SELECT UPPER(x.c) FROM t AS x JOIN u ON x.a = u.a WHERE b = 'x'"),
        ["t.a", "t.b", "t.c", "u.a"]
    );
    // What no result is made of isn't used.
    assert_eq!(
        columns("WITH x AS (SELECT a, b, c FROM t) SELECT COUNT(b) FROM x"),
        ["t.b"]
    );
    assert_eq!(columns("SELECT 1 FROM t"), Vec::<String>::new());
    assert_eq!(columns("SELECT (1 FROM t"), Vec::<String>::new());
}

#[test]
fn fingerprints() {
    let of = |sql: &str| query_fingerprint(sql, BQ);
    assert_eq!(
        of("SELECT a FROM t WHERE b = 1"),
        of("select a\n from T where b='x' -- y")
    );
    assert_eq!(of("SELECT a IN (1, 2, 3)"), of("SELECT a IN ('x')"));
    assert_ne!(of("SELECT a FROM t"), of("SELECT b FROM t"));
    assert_ne!(of("SELECT f(1, a)"), of("SELECT f(1 a)"));
}

#[allow(clippy::disallowed_methods)]
fn read(path: &std::path::Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

/// What the paths in COLUMN_FIELD_PATHS.ndjson are, and the views.
fn mozilla() -> (Paths, BTreeMap<String, String>) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root
        .join(std::env::var_os("VITRINA_REAL_DATA").unwrap())
        .join("bigquery-etl/information_schema");
    let rows = |name: &str| -> Vec<serde_json::Value> {
        let bytes = read(&folder.join(name));
        bytes
            .split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    };
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let name = |row: &serde_json::Value| {
        ["table_catalog", "table_schema", "table_name"]
            .map(|key| text(row, key))
            .join(".")
    };
    let mut paths = Paths::default();
    for row in rows("COLUMN_FIELD_PATHS.ndjson") {
        paths.add(&name(&row), &text(&row, "field_path"));
    }
    let views: BTreeMap<String, String> = rows("VIEWS.ndjson")
        .iter()
        .map(|row| (name(row), text(row, "view_definition")))
        .collect();
    // Views that the export tells no columns of have those of their SQL, as in the catalog.
    loop {
        let mut more = Vec::new();
        for (view, sql) in views
            .iter()
            .filter(|(view, _)| paths.columns(view).is_none())
        {
            let defaults = Defaults {
                project: view.split('.').next(),
                dataset: view.split('.').nth(1),
            };
            let found = columns(sql, BQ, defaults, &paths);
            if found.open.is_empty() && found.error.is_none() && !found.columns.is_empty() {
                more.extend(found.columns.into_iter().map(|c| (view.clone(), c.name)));
            }
        }
        if more.is_empty() {
            return (paths, views);
        }
        for (view, column) in more {
            paths.add(&view, &column);
        }
    }
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn hand_checked_columns() {
    let (paths, views) = mozilla();
    let mut resolved: BTreeMap<&str, Columns> = BTreeMap::new();
    let (mut wrong, mut unresolved) = (Vec::new(), Vec::new());
    let lists = [
        include_str!("../../../../tests/fixtures/mozilla/column_lineage.tsv"),
        include_str!("../../../../tests/fixtures/mozilla/column_lineage_hard.tsv"),
    ];
    for line in lists.iter().flat_map(|list| list.lines().skip(1)) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [view, column, kind, sources] = fields.as_slice() else {
            panic!("{line}");
        };
        let project = view.split('.').next();
        let defaults = Defaults {
            project,
            dataset: view.split('.').nth(1),
        };
        let found = resolved
            .entry(*view)
            .or_insert_with(|| columns(&views[*view], BQ, defaults, &paths));
        let got = match found.columns.iter().find(|known| known.name == *column) {
            Some(known) => match &known.lineage {
                Ok(lineage) => {
                    let sources: Vec<String> = lineage
                        .sources
                        .iter()
                        .map(|source| format!("{}:{}", source.relation, source.column))
                        .collect();
                    format!("{} {}", word(lineage.how), sources.join(" "))
                }
                Err(why) => format!("unknown: {why}"),
            },
            None => format!(
                "no such column; open {:?}, error {:?}",
                found.open, found.error
            ),
        };
        let expected = format!("{kind} {sources}");
        if got.starts_with("unknown") {
            unresolved.push(format!("{view} {column}: {got}"));
        } else if got.trim() != expected.trim() {
            wrong.push(format!(
                "{view} {column}\n  expected {expected}\n  got      {got}"
            ));
        }
    }
    // A union of two tables that the export doesn't describe: the names are known, their places aren't.
    assert_eq!(
        unresolved,
        [
            "moz-fx-data-shared-prod.mozilla_vpn.baseline_clients_daily normalized_channel: unknown: paired by position with columns that aren't known"
        ]
    );
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn most_columns_of_all_views_resolve() {
    let (paths, views) = mozilla();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let (mut known, mut unknown, mut open) = (0usize, 0usize, 0usize);
    for (view, sql) in &views {
        let defaults = Defaults {
            project: view.split('.').next(),
            dataset: view.split('.').nth(1),
        };
        let found = columns(sql, BQ, defaults, &paths);
        open += usize::from(!found.open.is_empty());
        for column in &found.columns {
            match &column.lineage {
                Ok(_) => known += 1,
                Err(why) => {
                    unknown += 1;
                    *reasons.entry(why.clone()).or_default() += 1;
                }
            }
        }
    }
    let mut reasons: Vec<(String, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    reasons.truncate(20);
    println!("{known} known, {unknown} unknown, {open} views open\n{reasons:#?}");
    assert!(
        known > 9 * unknown,
        "{known} known, {unknown} unknown\n{reasons:#?}"
    );
}

mod mutated {
    use proptest::prelude::*;

    use super::super::{columns, usage};
    use super::{BQ, DEFAULTS, DUCK, PG, SF, schema};
    use crate::query_fingerprint;

    const TEXTS: &[&str] = &[
        "WITH x AS (SELECT *, a + 1 AS n FROM t) SELECT x.* EXCEPT (a) REPLACE (b AS c), n FROM x JOIN u USING (a)",
        "SELECT ARRAY(SELECT AS STRUCT k, v FROM UNNEST(arr)) AS q, s.z.w, SUM(a) OVER (PARTITION BY b) FROM t",
        "SELECT * FROM (SELECT a, b, c FROM t) PIVOT (SUM(b) FOR c IN ('x', 'y' AS z)) UNION ALL BY NAME SELECT 1",
        "CREATE VIEW v (x, y) AS WITH RECURSIVE r AS (SELECT id FROM n UNION ALL SELECT r.id FROM r) SELECT * FROM r",
        "FROM u |> WHERE a > 1 |> EXTEND d + e AS f |> DROP d, e |> AGGREGATE SUM(a) GROUP BY f",
    ];

    proptest! {
        #[test]
        fn nothing_panics(
            which in 0..TEXTS.len(),
            cuts in proptest::collection::vec((0usize..60, 0usize..60), 0..6),
        ) {
            let mut words: Vec<&str> = TEXTS[which].split_inclusive([' ', '(', ')', ',', '.']).collect();
            for (from, to) in cuts {
                let count = words.len();
                if count > 1 {
                    words.swap(from % count, to % count);
                    if from % 3 == 0 {
                        words.remove(to % count);
                    }
                }
            }
            let sql = words.concat();
            for dialect in [BQ, SF, PG, DUCK] {
                let _ = columns(&sql, dialect, DEFAULTS, &schema());
                let _ = usage(&sql, dialect, DEFAULTS, &schema());
                let _ = query_fingerprint(&sql, dialect);
            }
        }
    }
}
