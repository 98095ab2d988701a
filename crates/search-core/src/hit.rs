//! A document of the index as a result.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};

use crate::answer::{Dme, Hit};
use crate::error::SearchError;
use crate::head::Labels;
use crate::index_schema::BLANK;
use crate::indexed_document::Stored;
use crate::mark::Marks;

/// Matching columns that a result names.
const MAX_COLUMNS: usize = 6;

/// What is known of a result beyond what the index keeps of it.
#[derive(Debug, Default)]
pub(crate) struct HitContext {
    pub score: f32,
    /// Whether the description of a column matched, and a term of the glossary.
    pub column_text: bool,
    pub glossary: bool,
    /// Words of the query that it lacks.
    pub missing: Vec<String>,
}

/// What the index keeps of a document: one text, and nothing else.
pub(crate) struct StoredText(String);

impl DocumentDeserialize for StoredText {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut from: D,
    ) -> Result<Self, DeserializeError> {
        let text = from.next_field::<String>()?;
        Ok(Self(text.map_or(String::new(), |(_, text)| text)))
    }
}

impl StoredText {
    /// The result that is shown.
    pub(crate) fn hit(
        &self,
        known: HitContext,
        marks: &Marks,
        labels: &Labels,
    ) -> Result<Hit, SearchError> {
        let stored: Stored<'_> = serde_json::from_str(&self.0).map_err(SearchError::Result)?;
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let name = |names: &BTreeMap<String, String>, id: &str| {
            names.get(id).cloned().unwrap_or_else(|| id.to_owned())
        };
        let mut columns = matching(&stored.columns, marks);
        let columns_more = columns.len().saturating_sub(MAX_COLUMNS);
        let dme = some(&stored.dme).map(|id| Dme {
            title: name(&labels.dme, &id),
            id,
        });
        let owner = some(&stored.owner).map(|id| name(&labels.owner, &id));
        let elsewhere = [
            &*stored.path,
            &stored.name,
            &stored.title,
            &stored.text,
            &stored.domain,
            &stored.kind,
            dme.as_ref().map_or("", |d| &d.title),
            owner.as_deref().unwrap_or(""),
        ]
        .iter()
        .any(|text| marks.any(text));
        let unseen = !elsewhere && columns.is_empty();
        let column_text = unseen && known.column_text;
        columns.truncate(MAX_COLUMNS);
        Ok(Hit {
            name: marks.segments(&stored.name),
            title: some(&stored.title).map(|t| marks.segments(&t)),
            dme,
            owner,
            domain: some(&stored.domain),
            criticality: some(&stored.criticality),
            snippet: marks.snippet(&stored.text),
            columns,
            columns_more,
            column_text,
            glossary: unseen && !column_text && known.glossary,
            missing: known.missing,
            verdict: some(&stored.verdict),
            usage: (stored.usage > 0).then(|| u64::from(stored.usage)),
            score: known.score,
            id: stored.id.into_owned(),
            url: stored.url.into_owned(),
            kind: stored.kind.into_owned(),
            path: stored.path.into_owned(),
            status: stored.status.into_owned(),
        })
    }
}

/// The columns that match best, marked: those with the most words of the query, and those with a
/// word that the ones before them don't have. A field within a column has to match by its own name.
fn matching(columns: &str, marks: &Marks) -> Vec<Vec<String>> {
    let mut all: Vec<(BTreeSet<String>, usize, String)> = Vec::new();
    // The way to the column or field at hand, and how much of it leads to each step.
    let mut path = String::new();
    let mut steps: Vec<usize> = Vec::new();
    for entry in columns.split(' ') {
        let own = entry.trim_start_matches('.');
        let depth = (entry.len() - own.len()).min(steps.len());
        steps.truncate(depth);
        path.truncate(steps.last().copied().unwrap_or(0));
        if depth > 0 {
            path.push('.');
        }
        path.push_str(&own.replace(BLANK, " "));
        steps.push(path.len());
        let (found, other) = marks.found(own);
        if depth == 0 && !found.is_empty() {
            all.push((found, other, path.clone()));
        } else if !found.is_empty() {
            let (found, other) = marks.found(&path);
            all.push((found, other, path.clone()));
        } else if let Some(key) = marks.key(own).or_else(|| marks.key(&path)) {
            all.push((BTreeSet::from([key]), 0, path.clone()));
        }
    }
    all.sort_by_key(|(found, other, _)| (Reverse(found.len()), *other));
    let most = all.first().map_or(0, |(found, ..)| found.len());
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut out = Vec::new();
    for (found, _, column) in all {
        if found.len() == most || !found.is_subset(&seen) {
            out.push(marks.segments(&column));
        }
        seen.extend(found);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::matching;
    use crate::mark::Marks;

    #[test]
    fn fields_are_shown_by_their_path() {
        let shown = |words: &[&str], columns: &str| -> Vec<String> {
            let marks = Marks {
                stems: words.iter().map(|w| (*w).to_owned()).collect(),
                keys: words.iter().map(|w| (*w).to_owned()).collect(),
                ..Marks::default()
            };
            let found = matching(columns, &marks);
            found.iter().map(|segments| segments.concat()).collect()
        };
        let columns = "id lines .sku .price ..amount .qty buyer\u{a0}name sku_count";
        assert_eq!(shown(&["sku"], columns), ["lines.sku", "sku_count"]);
        assert_eq!(shown(&["line", "sku"], columns), ["lines.sku"]);
        assert_eq!(shown(&["line"], columns), ["lines"]);
        assert_eq!(shown(&["amount"], columns), ["lines.price.amount"]);
        assert_eq!(shown(&["buyer"], columns), ["buyer name"]);
        assert!(shown(&["other"], columns).is_empty());
        // Written as one word.
        assert_eq!(shown(&["skucount"], columns), ["sku_count"]);
        assert_eq!(shown(&["linessku"], columns), ["lines.sku"]);
        // What no column stands before is a column.
        assert_eq!(shown(&["sku"], ".sku ..sku"), ["sku", "sku.sku"]);
    }
}
