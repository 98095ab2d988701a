use super::super::{Defaults, Dialect, Schema, SqlErrorKind};
use super::{Reading, read};

/// Knows no columns.
struct Nothing;

impl Schema for Nothing {
    fn columns(&self, _: &str) -> Option<Vec<&str>> {
        None
    }

    fn has_field(&self, _: &str, _: &str) -> Option<bool> {
        None
    }
}

const DEFAULTS: Defaults<'static> = Defaults {
    project: Some("p"),
    dataset: Some("d"),
};

#[test]
fn no_literal_and_no_comment_is_kept() {
    let sql =
        "SELECT a, 'secret one' AS b, IF(c = 'secret two', 4711, d) AS e FROM t -- secret three
        WHERE f = 'secret four' AND g IN (4712, 4713)";
    let bytes = read(sql, Dialect::BigQuery).to_bytes();
    let text = String::from_utf8_lossy(&bytes);
    assert!(
        !text.contains("secret") && !text.contains("471"),
        "{text:?}"
    );
}

#[test]
fn one_reading_serves_any_defaults() {
    let reading = read("SELECT a FROM t JOIN e.u USING (a)", Dialect::BigQuery);
    assert_eq!(reading.references(DEFAULTS).tables, ["p.d.t", "p.e.u"]);
    let other = Defaults {
        project: Some("q"),
        dataset: None,
    };
    assert_eq!(reading.references(other).tables, ["q.e.u", "t"]);
    let columns = reading.columns(other, &Nothing);
    assert_eq!(columns.columns.len(), 1, "{columns:#?}");
}

#[test]
fn bytes_that_are_no_reading_are_refused() {
    let bytes = read("SELECT a + 1 AS b FROM t WHERE c = 1", Dialect::BigQuery).to_bytes();
    for to in 0..bytes.len() {
        assert_eq!(Reading::from_bytes(&bytes[..to]), None, "{to}");
    }
}

#[test]
fn what_kept_a_text_from_being_read() {
    use SqlErrorKind::{NoQuery, Syntax, TooLarge};
    let deep = "(".repeat(200);
    let long = format!("SELECT 1 -- {}", "x".repeat(4 << 20));
    let joins = format!("SELECT 1 FROM {} x", "a JOIN ".repeat(80));
    for (text, kind) in [
        ("SELECT a FROM t", None),
        ("DROP TABLE t", Some(NoQuery)),
        ("", Some(NoQuery)),
        ("SELECT a FROM WHERE", Some(Syntax)),
        ("SELECTED a", Some(Syntax)),
        ("SELECT 'a", Some(Syntax)),
        (&format!("SELECT {deep}"), Some(TooLarge)),
        (&long, Some(TooLarge)),
        (&joins, Some(TooLarge)),
    ] {
        let columns = read(text, Dialect::BigQuery).columns(DEFAULTS, &Nothing);
        let shown = text.get(..40).unwrap_or(text);
        assert_eq!(columns.error.map(|error| error.kind), kind, "{shown}");
    }
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn readings_of_real_views_are_small() {
    let root = std::env::var_os("VITRINA_REAL_DATA").unwrap();
    let path = std::path::Path::new("../..")
        .join(root)
        .join("bigquery-etl/information_schema/VIEWS.ndjson");
    #[expect(clippy::disallowed_methods, reason = "a test reads its own data")]
    let views = std::fs::read_to_string(path).unwrap();
    let mut sizes = Vec::new();
    for line in views.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let sql = row["view_definition"].as_str().unwrap();
        let reading = read(sql, Dialect::BigQuery);
        let bytes = reading.to_bytes();
        assert_eq!(
            Reading::from_bytes(&bytes).as_ref(),
            Some(&reading),
            "{sql}"
        );
        sizes.push((bytes.len(), sql.len()));
    }
    sizes.sort_unstable();
    let (median, _) = sizes[sizes.len() / 2];
    let (largest, text) = sizes[sizes.len() - 1];
    println!(
        "{} views: median {median} bytes, largest {largest} of {text} bytes of text",
        sizes.len()
    );
    assert!(median <= 4_000, "{median}");
}
