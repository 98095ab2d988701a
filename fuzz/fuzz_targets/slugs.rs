//! Any lines as full names of tables, their parts between tabs: each gets an address of its own, also
//! where case is folded, that is short, safe as a file name, and below the portal's folder.
#![no_main]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

/// More tables than these take longer than they tell.
const TABLES: usize = 32;

fuzz_target!(|text: &str| {
    let mut rows = "table_catalog,table_schema,table_name,table_type\n".to_owned();
    for line in text.lines().take(TABLES) {
        let line = line.replace('"', "\"\"");
        let mut parts = line.splitn(3, '\t');
        let mut part = || parts.next().unwrap_or("x");
        let (project, dataset, table) = (part(), part(), part());
        let _ = writeln!(rows, "\"{project}\",\"{dataset}\",\"{table}\",BASE TABLE");
    }
    let path = "exports/bigquery/TABLES.csv".to_owned();
    let mesh = internals::load(None, [(path, rows.into_bytes())]);
    let mut taken = BTreeSet::new();
    for address in internals::addresses(&mesh) {
        assert!(address.len() <= 200, "{address}");
        assert!(taken.insert(address.to_lowercase()), "{address} twice");
        for segment in address.split('/') {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.~".contains(&byte);
            assert!(segment.bytes().all(is_plain), "{address}");
            assert!(!segment.is_empty() && !segment.starts_with('.'), "{address}");
        }
    }
});
