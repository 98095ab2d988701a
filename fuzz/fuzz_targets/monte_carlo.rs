//! Any bytes as what Monte Carlo exports, as JSON and as CSV.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::diagnostic::FileId;
use vitrina::export::monte_carlo;
use vitrina::link::{Aliases, Facts};
use vitrina::source::SourceTree;

fuzz_target!(|data: &[u8]| {
    let names = ["alerts.csv", "alerts.json", "uptime.csv"];
    let tree = SourceTree::in_memory(names.map(|name| (name.to_owned(), data.to_vec())));
    let files: Vec<FileId> = tree.iter().map(|(file, _)| file).collect();
    let mut facts = Facts::new(Aliases::default());
    monte_carlo::read(&tree, &files, &std::collections::BTreeMap::new(), &mut facts);
    facts.finish();
});
