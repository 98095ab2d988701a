//! All that the search index of a portal holds, decoded by the engine that readers run: words, stored
//! documents, values of facets, and names that the head has.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::sync::Arc;

use flate2::read::GzDecoder;
use search_core::tantivy::{Document as _, Searcher, TantivyDocument};
use search_core::{Engine, Head, Pieces, Published, facet_values};
use serde_json::Value;

use super::scanned_files::{Place, Written};

/// The head of the index.
pub(super) const HEAD: &str = "search/head.bin";
/// The channel of words, which search makes of longer ones.
pub(super) const TERM: &str = "search term";
/// Texts that are looked at together, in bytes.
const TOGETHER: usize = 1 << 20;

/// Has `look` look at all that the index holds; nothing where the portal has none.
pub(super) fn read(
    files: &dyn Written,
    paths: &[String],
    look: impl Fn(&'static str, &[u8]) -> Vec<Place>,
) -> io::Result<Vec<Place>> {
    let pieces = || paths.iter().filter(|path| is_piece(path));
    if !paths.iter().any(|path| path == HEAD) {
        return match pieces().next() {
            Some(path) => Err(unread(path)),
            None => Ok(Vec::new()),
        };
    }
    let packed = files.read(HEAD)?;
    let mut bytes = Vec::new();
    GzDecoder::new(&*packed).read_to_end(&mut bytes)?;
    let head = Head::decode(bytes).map_err(io::Error::other)?;
    let at_hand = Pieces::new(usize::MAX);
    let mut named = BTreeSet::new();
    let mut number = 0;
    while let Some(piece) = head.piece(number) {
        let path = format!("search/c/{}.bin", piece.name());
        at_hand.put(number, files.read(&path)?);
        named.insert(path);
        number += 1;
    }
    if let Some(path) = pieces().find(|path| !named.contains(*path)) {
        return Err(unread(path));
    }
    let mut found = Found {
        look,
        together: Vec::new(),
        places: Vec::new(),
    };
    for labels in [
        &head.labels().dme,
        &head.labels().owner,
        &head.labels().domain,
        &head.labels().audience,
    ] {
        for (id, label) in labels {
            found.text("label of a facet", id.as_bytes());
            found.text("label of a facet", label.as_bytes());
        }
    }
    found.end("label of a facet");
    let index = Published::new(Arc::new(head), Arc::new(at_hand));
    for value in facet_values(&index)? {
        found.text("value of a facet", value.as_bytes());
    }
    found.end("value of a facet");
    let searcher = Engine::open_in(index).map_err(io::Error::other)?;
    found.segments(&searcher).map_err(io::Error::other)?;
    Ok(found.places)
}

fn is_piece(path: &str) -> bool {
    path.starts_with("search/") && path.ends_with(".bin") && path != HEAD
}

fn unread(path: &str) -> io::Error {
    let what = format!("{path}: the head of the search index doesn't name it");
    io::Error::new(io::ErrorKind::InvalidData, what)
}

struct Found<L> {
    look: L,
    together: Vec<u8>,
    places: Vec<Place>,
}

impl<L: Fn(&'static str, &[u8]) -> Vec<Place>> Found<L> {
    fn text(&mut self, channel: &'static str, text: &[u8]) {
        self.together.extend_from_slice(text);
        // No name goes on in the next text.
        self.together.extend_from_slice(b"\n<p>\n");
        if self.together.len() > TOGETHER {
            self.end(channel);
        }
    }

    fn end(&mut self, channel: &'static str) {
        self.places.extend((self.look)(channel, &self.together));
        self.together.clear();
    }

    fn segments(&mut self, searcher: &Searcher) -> search_core::tantivy::Result<()> {
        for segment in searcher.segment_readers() {
            for (field, entry) in segment.schema().fields() {
                if entry.is_indexed() {
                    let inverted = segment.inverted_index(field)?;
                    let mut words = inverted.terms().stream()?;
                    while words.advance() {
                        self.text(TERM, words.key());
                    }
                }
            }
            self.end(TERM);
            for document in segment.get_store_reader(1)?.iter::<TantivyDocument>(None) {
                let document = document?.to_json(segment.schema());
                each_text(&document, 2, &mut |text| {
                    self.text("stored document", text.as_bytes());
                });
            }
            self.end("stored document");
        }
        Ok(())
    }
}

/// The texts of a document, which is JSON that holds JSON, without the keys: `"p":"d"` looks like a name
/// of two parts.
fn each_text(text: &str, depth: u32, each: &mut dyn FnMut(&str)) {
    fn of_value(json: &Value, depth: u32, each: &mut dyn FnMut(&str)) {
        match json {
            Value::String(text) => each_text(text, depth, each),
            Value::Array(all) => all.iter().for_each(|one| of_value(one, depth, each)),
            Value::Object(all) => all.values().for_each(|one| of_value(one, depth, each)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let object = (depth > 0).then(|| serde_json::from_str(text));
    match object {
        Some(Ok(object @ Value::Object(_))) => of_value(&object, depth - 1, each),
        _ => each(text),
    }
}

#[cfg(test)]
mod tests {
    use super::each_text;

    #[test]
    fn keys_of_a_document_are_no_parts_of_names() {
        let stored = r#"{"p":"hr","c":["a","b"],"t":"{\"hr.pay\": 1}"}"#;
        let document = serde_json::json!({ "stored": [stored] }).to_string();
        let mut texts = Vec::new();
        each_text(&document, 2, &mut |text| texts.push(text.to_owned()));
        assert_eq!(texts, ["hr", "a", "b", r#"{"hr.pay": 1}"#]);
    }
}
