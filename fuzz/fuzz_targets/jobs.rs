//! Any bytes as BigQuery's JOBS, as JSON and as CSV.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::diagnostic::FileId;
use vitrina::export::bigquery;
use vitrina::link::{Aliases, Facts};
use vitrina::source::SourceTree;

fuzz_target!(|data: &[u8]| {
    let names = ["JOBS.csv", "JOBS.json", "JOBS.ndjson"];
    let tree = SourceTree::in_memory(names.map(|name| (name.to_owned(), data.to_vec())));
    let files: Vec<FileId> = tree.iter().map(|(file, _)| file).collect();
    let mut facts = Facts::new(Aliases::default());
    for file in files {
        bigquery::read(&tree, file, &mut facts);
    }
    facts.finish();
});
