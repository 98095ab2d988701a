//! A document of the index as a result.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};

use crate::answer::{Dme, Hit};
use crate::engine::{Engine, SearchError, Stop};
use crate::mark::Marks;
use crate::schema::Stored;

/// Matching columns that a result names.
const MAX_COLUMNS: usize = 6;

/// What the index keeps of a document: one text, and nothing else.
pub(crate) struct Kept(String);

impl DocumentDeserialize for Kept {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut from: D,
    ) -> Result<Self, DeserializeError> {
        let text = from.next_field::<String>()?;
        Ok(Self(text.map_or(String::new(), |(_, text)| text)))
    }
}

impl Engine {
    pub(crate) fn hit(&self, doc: &Kept, score: f32, marks: &Marks) -> Result<Hit, Stop> {
        let broken = || {
            Stop::Failed(SearchError(
                "damaged: a result of the search index can't be read".into(),
            ))
        };
        let stored: Stored<'_> = serde_json::from_str(&doc.0).map_err(|_| broken())?;
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let labels = self.head.labels();
        let name = |known: &BTreeMap<String, String>, id: &str| {
            known.get(id).cloned().unwrap_or_else(|| id.to_owned())
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
        let column_text = !elsewhere
            && columns.is_empty()
            && !stored.columns.is_empty()
            && !marks.stems.is_empty();
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
            verdict: some(&stored.verdict),
            usage: (stored.usage > 0).then(|| u64::from(stored.usage)),
            score,
            id: stored.id.into_owned(),
            url: stored.url.into_owned(),
            kind: stored.kind.into_owned(),
            path: stored.path.into_owned(),
            status: stored.status.into_owned(),
        })
    }
}

/// The columns that match best, marked: those with the most words of the query, and those with a
/// word that the ones before them don't have.
fn matching(columns: &str, marks: &Marks) -> Vec<Vec<String>> {
    let mut all: Vec<(BTreeSet<String>, usize, &str)> = columns
        .split(' ')
        .map(|column| {
            let (found, other) = marks.found(column);
            (found, other, column)
        })
        .filter(|(found, ..)| !found.is_empty())
        .collect();
    all.sort_by_key(|(found, other, _)| (Reverse(found.len()), *other));
    let most = all.first().map_or(0, |(found, ..)| found.len());
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut out = Vec::new();
    for (found, _, column) in all {
        if found.len() == most || !found.is_subset(&seen) {
            out.push(marks.segments(column));
        }
        seen.extend(found);
    }
    out
}
