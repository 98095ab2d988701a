//! Any bytes as a Backstage catalog.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::diagnostic::FileId;
use vitrina::export::backstage;
use vitrina::link::{Aliases, Facts};
use vitrina::source::SourceTree;

fuzz_target!(|data: &[u8]| {
    let names = ["catalog-info.json", "catalog-info.yaml"];
    let tree = SourceTree::in_memory(names.map(|name| (name.to_owned(), data.to_vec())));
    let files: Vec<FileId> = tree.iter().map(|(file, _)| file).collect();
    let mut facts = Facts::new(Aliases::default());
    backstage::read(&tree, &files, &mut facts);
    facts.finish();
});
