//! Any bytes as a dbt manifest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::diagnostic::FileId;
use vitrina::export::dbt;
use vitrina::link::{Aliases, Facts};
use vitrina::source::SourceTree;

fuzz_target!(|data: &[u8]| {
    let tree = SourceTree::in_memory([("manifest.json".to_owned(), data.to_vec())]);
    let mut facts = Facts::new(Aliases::default());
    dbt::read(&tree, &[FileId(0)], &mut facts);
    facts.finish();
});
