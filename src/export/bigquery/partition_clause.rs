//! How the `CREATE TABLE` statement of TABLES says that a table is partitioned.

use crate::export::fact::PartitionUnit;

const CLAUSE: &str = "PARTITION BY ";

/// What a partition holds, and whether rows go by the time at which they come in; nothing where the
/// table isn't partitioned. The statement is BigQuery's own: its words are in upper case.
pub(super) fn of(ddl: &str) -> Option<(Option<PartitionUnit>, bool)> {
    // Most statements have none, and are told by one look.
    if !ddl.contains(CLAUSE) {
        return None;
    }
    let clause = &ddl[clause_start(ddl)?..];
    let end = ["\nCLUSTER BY", "\nOPTIONS", "\nAS", ";"]
        .iter()
        .filter_map(|next| clause.find(next))
        .min();
    let clause = clause[..end.unwrap_or(clause.len())].trim();
    let by_ingestion = clause.contains("_PARTITIONTIME") || clause.contains("_PARTITIONDATE");
    let unit = if clause.starts_with("RANGE_BUCKET") {
        Some(PartitionUnit::Range)
    } else {
        let last = clause.trim_end_matches([')', ' ']);
        let last = last
            .rsplit_once(',')
            .map(|(_, word)| word.trim().trim_matches(['\'', '"']));
        // A column of dates, and a moment made a date, mean days.
        last.map_or(Some(PartitionUnit::Day), PartitionUnit::parse)
    };
    Some((unit, by_ingestion))
}

/// Where the expression after `PARTITION BY` begins. What stands in brackets is columns, what stands in
/// quotes is what people wrote about them.
fn clause_start(ddl: &str) -> Option<usize> {
    let bytes = ddl.as_bytes();
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'"' | b'\'' | b'`' => at = text_end(bytes, at),
            b'P' if depth == 0 && bytes[at..].starts_with(CLAUSE.as_bytes()) => {
                return Some(at + CLAUSE.len());
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The last byte of a text that begins here. Three quotes begin a text that ends with three.
fn text_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let triple = [quote; 3];
    let width = if bytes[start..].starts_with(&triple) {
        3
    } else {
        1
    };
    let mut at = start + width;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            byte if *byte == quote && bytes[at..].starts_with(&triple[..width]) => {
                return at + width - 1;
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clause_is_read_outside_columns_and_texts() {
        use PartitionUnit::{Day, Hour, Month, Range};
        for (clause, expected) in [
            ("PARTITION BY day\nCLUSTER BY a", Some((Some(Day), false))),
            ("PARTITION BY DATE(at)", Some((Some(Day), false))),
            (
                "PARTITION BY DATE_TRUNC(day, MONTH)\nOPTIONS(a = 1)",
                Some((Some(Month), false)),
            ),
            (
                "PARTITION BY TIMESTAMP_TRUNC(_PARTITIONTIME, HOUR);",
                Some((Some(Hour), true)),
            ),
            ("PARTITION BY _PARTITIONDATE", Some((Some(Day), true))),
            (
                "PARTITION BY RANGE_BUCKET(id, GENERATE_ARRAY(0, 100, 10))",
                Some((Some(Range), false)),
            ),
            ("PARTITION BY SOMETHING(a, b)", Some((None, false))),
            ("OPTIONS(description = \"PARTITION BY day\")", None),
            (
                "OPTIONS(description = '''it's \\''' PARTITION BY x''')",
                None,
            ),
            ("OPTIONS(description = \"no end PARTITION BY day", None),
        ] {
            let ddl = format!(
                "CREATE TABLE `p.d.t`\n(\n  a STRING OPTIONS(description=\"( PARTITION BY x\")\n)\n{clause}"
            );
            assert_eq!(of(&ddl), expected, "{clause}");
        }
        assert_eq!(of("CREATE TABLE t (a INT64)"), None);
        assert_eq!(of("PARTITION BY "), Some((Some(Day), false)));
    }
}
