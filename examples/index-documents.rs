//! Prints what is indexed of each asset, one JSON object a line, so that another search engine can
//! be given the same documents.
//!
//! ```text
//! cargo run --release --example index-documents -- manifests > documents.ndjson
//! ```

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use vitrina::internals;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(root), None) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: index-documents MESH");
        return ExitCode::from(2);
    };
    match print(Path::new(&root)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn print(root: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mesh = vitrina::load(root, None, &|_| {})?;
    let mut out = BufWriter::new(io::stdout().lock());
    internals::documents(&mesh, |d| {
        let words = |facet: usize| -> Vec<&str> {
            d.facets[facet].iter().map(|v| v.words.as_str()).collect()
        };
        let tags = search_core::FACETS.len() - 1;
        let about = [words(1), words(2), words(3), words(tags)].concat();
        let nested: Vec<&str> = d.nested.iter().map(|n| &*n.path).collect();
        let line = json!({
            "id": d.stored.id,
            "kind": d.stored.kind,
            "short": d.stored.name,
            "title": d.stored.title,
            "exact": d.exact,
            "known_as": d.known_as,
            "name": d.name,
            "path": d.path,
            "description": d.description,
            "columns": d.columns,
            "nested": nested,
            "glossary": d.glossary,
            "column_text": d.column_text,
            "about": about,
        });
        writeln!(out, "{line}")
    })?;
    out.flush()?;
    Ok(())
}
