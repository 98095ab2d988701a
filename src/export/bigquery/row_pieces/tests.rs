use proptest::prelude::*;

use super::*;
use crate::export::batch::tests::{Recorder, written};

const TINY: Sizes = Sizes {
    least: 40,
    mean: 60,
    most: 400,
};

/// What a file says as a whole, and in pieces; how many there are.
fn both(name: &str, content: Vec<u8>) -> (Recorder, Recorder, usize) {
    let tree = SourceTree::in_memory([(name.to_owned(), content)]);
    let file = FileId(0);
    let mut whole = Recorder::default();
    super::super::read(&tree, file, &mut whole);
    let mut parts = Recorder::default();
    let mut count = 0;
    match Pieces::with(&tree, file, TINY) {
        None => super::super::read(&tree, file, &mut parts),
        Some(pieces) => {
            let mut total = Total::of(&tree, file);
            for piece in pieces {
                count += 1;
                match piece.stands_alone() {
                    true => {
                        let bytes = written(&piece.read(&tree));
                        let batch = FactBatch::from_bytes(bytes).unwrap_or_default();
                        total.add(&batch, &tree, &mut parts);
                    }
                    false => total.read(piece, &tree, &mut parts),
                }
            }
            total.finish(&tree, &mut parts);
        }
    }
    // A dataset is listed anew in each piece.
    for recorded in [&mut whole, &mut parts] {
        let mut seen = std::collections::BTreeSet::new();
        recorded
            .0
            .retain(|line| !line.starts_with("listed ") || seen.insert(line.clone()));
    }
    (whole, parts, count)
}

fn same(name: &str, content: &[u8]) -> usize {
    let (whole, parts, count) = both(name, content.to_vec());
    assert_eq!(parts, whole, "{name}: {}", String::from_utf8_lossy(content));
    count
}

#[test]
fn many_rows_that_cant_be_read_are_summed_up() {
    for bad in [99, 100, 101, 250] {
        let mut text =
            "{\"table_catalog\":\"p\",\"table_schema\":\"d\",\"table_name\":\"t\"}\n".repeat(30);
        text.push_str(&"{\"table_catalog\": 1,\n".repeat(bad));
        assert!(same("TABLES.ndjson", text.as_bytes()) > 10);
    }
}

#[test]
fn a_record_that_is_too_long_to_hold_is_read_on() {
    let row = "{\"table_catalog\":\"p\",\"table_schema\":\"d\",\"table_name\":\"t\"}\n".repeat(20);
    let long = format!(
        "{row}{{\"table_catalog\":\"p\",\"table_schema\":\"{}\",\"table_name\":\"t\"}}\n{row}\n{{",
        "x".repeat(900)
    );
    assert!(same("VIEWS.ndjson", long.as_bytes()) > 5);
    let row = "p,d,t\n".repeat(50);
    let long = format!(
        "table_catalog,table_schema,table_name\n{row}p,\"{}\",t\n{row}p\n",
        "x\n".repeat(900)
    );
    assert!(same("VIEWS.csv", long.as_bytes()) > 1);
}

#[test]
fn a_file_that_is_cut_off_is_read_as_far_as_it_goes() {
    use std::io::Write as _;
    for (name, head) in [
        ("VIEWS.csv.gz", "table_catalog,table_schema,table_name\n"),
        ("VIEWS.ndjson.gz", ""),
    ] {
        let mut text = head.to_owned();
        for i in 0..20_000_u64 {
            let word = i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            match head {
                "" => text.push_str(&format!(
                    "{{\"table_catalog\":\"p\",\"table_schema\":\"d{word}\",\"table_name\":\"t\"}}\n"
                )),
                _ => text.push_str(&format!("p,d{word},t\n")),
            }
        }
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        assert!(gz.write_all(text.as_bytes()).is_ok());
        let mut bytes = gz.finish().unwrap_or_default();
        bytes.truncate(bytes.len() / 2);
        assert!(same(name, &bytes) > 10);
    }
}

proptest! {
    #[test]
    fn pieces_say_what_the_file_says(
        rows in prop::collection::vec(
            prop_oneof![
                8 => "[a-c]{1,9}".prop_map(|t| format!("{{\"table_catalog\":\"p\",\"table_schema\":\"d\",\"table_name\":\"{t}\",\"total_rows\":1,\"storage_last_modified_time\":\"2026-01-01 00:00:00\"}}")),
                1 => Just("{\"table_catalog\":\"p\"}".to_owned()),
                1 => Just("{\"table_catalog\"".to_owned()),
                1 => Just(String::new()),
            ],
            0..60,
        ),
        end in prop_oneof![Just(""), Just("\n"), Just("\r\n")],
        named in prop_oneof![Just("TABLE_STORAGE.ndjson"), Just("TABLES.json"), Just("COLUMN.json")],
    ) {
        let text = rows.join("\n") + end;
        same(named, text.as_bytes());
    }

    #[test]
    fn fields_in_quotes_stay_whole(
        rows in prop::collection::vec(
            prop::collection::vec(
                prop_oneof![
                    4 => "[a-c]{0,9}",
                    2 => "[a-c \",\n]{0,9}".prop_map(|t| format!("\"{}\"", t.replace('"', "\"\""))),
                    1 => "[a\",]{0,3}",
                ],
                3..5,
            ).prop_map(|fields| fields.join(",")),
            0..60,
        ),
        end in prop_oneof![Just("\n"), Just("\r\n")],
    ) {
        let text = format!("table_catalog,table_schema,table_name,view_definition{end}{}", rows.join(end));
        same("VIEWS.csv", text.as_bytes());
    }
}
