//! Any bytes as answers of MLflow's API.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::diagnostic::FileId;
use vitrina::export::mlflow;
use vitrina::link::{Aliases, Facts};
use vitrina::source::SourceTree;

fuzz_target!(|data: &[u8]| {
    let names = ["runs.json", "runs.ndjson"];
    let tree = SourceTree::in_memory(names.map(|name| (name.to_owned(), data.to_vec())));
    let files: Vec<FileId> = tree.iter().map(|(file, _)| file).collect();
    let mut facts = Facts::new(Aliases::default());
    mlflow::read(&tree, &files, None, &mut facts);
    facts.finish();
});
