//! What is indexed, and how.
//!
//! Field norms are off everywhere: they would be read whole, and names are ranked by exactness
//! and by the order of documents instead. Positions are kept where phrases are looked for.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, TantivyDocument};

use crate::analysis::{IdentifierTokenizer, WHOLE, exact_key, folded};
use crate::profile::ProfileWriter;

/// Name under which the tokenizer is registered.
pub const TOKENIZER: &str = "identifier";

/// Facets: name in requests and in the URL, and label. Tags come last.
pub const FACETS: [(&str, &str); 9] = [
    ("kind", "Kind"),
    ("domain", "Domain"),
    ("dme", "DME"),
    ("owner", "Owner team"),
    ("criticality", "Criticality"),
    ("lifecycle", "Lifecycle"),
    ("verdict", "Verdict"),
    ("audience", "Open to"),
    ("tag", "Tag"),
];

/// Stands for a space in the name of a column that is kept.
pub const BLANK: char = '\u{a0}';

/// Fields of the index.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "documented at Document")]
pub struct Fields {
    pub stored: Field,
    pub exact: Field,
    pub name: Field,
    pub path: Field,
    pub description: Field,
    pub columns: Field,
    pub column_text: Field,
    pub kind: Field,
    pub domain: Field,
    pub dme: Field,
    pub owner: Field,
    pub criticality: Field,
    pub lifecycle: Field,
    pub verdict: Field,
    pub tag: Field,
    pub audience: Field,
    pub glossary: Field,
}

impl Fields {
    /// The field that a facet's filter or a `field:` of the query language looks in.
    pub(crate) fn filter(&self, name: &str) -> Option<Field> {
        Some(match name {
            "kind" => self.kind,
            "domain" => self.domain,
            "dme" => self.dme,
            "owner" | "team" => self.owner,
            "criticality" => self.criticality,
            "lifecycle" | "status" => self.lifecycle,
            "verdict" => self.verdict,
            "tag" => self.tag,
            "audience" => self.audience,
            "column" => self.columns,
            "name" => self.name,
            "description" => self.description,
            _ => return None,
        })
    }
}

/// A value that filters look for, and how it is found in words.
#[derive(Debug, Clone, Default)]
pub struct Value {
    /// The value itself.
    pub id: String,
    /// Other words for it.
    pub words: String,
}

/// A field within a column.
#[derive(Debug, Clone)]
pub struct Nested<'a> {
    /// From the column down, `lines.sku`.
    pub path: Cow<'a, str>,
    /// Its own name, where the asset has no other field of that name before it.
    pub own: Option<&'a str>,
}

/// An asset, ready to be indexed.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    /// What a result shows.
    pub stored: Stored<'a>,
    /// Names under which it is found before all else.
    pub exact: Vec<&'a str>,
    /// Titles and synonyms under which it is found next.
    pub known_as: Vec<&'a str>,
    /// Its own name and title.
    pub name: String,
    /// Where it lies: project, dataset.
    pub path: String,
    /// Text about it.
    pub description: &'a str,
    /// Names of columns.
    pub columns: Vec<&'a str>,
    /// Fields within columns.
    pub nested: Vec<Nested<'a>>,
    /// Descriptions of columns and of fields within them.
    pub column_text: Vec<&'a str>,
    /// Names and synonyms of the glossary terms that it carries.
    pub glossary: Vec<&'a str>,
    /// Values by facet, in the order of [`FACETS`].
    pub facets: [Vec<Value>; FACETS.len()],
    /// Its place among all names.
    pub name_rank: u32,
}

/// What is kept of an asset to show it as a result. Keys are short, for they repeat.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Stored<'a> {
    /// `kind:name`.
    #[serde(rename = "i", borrow)]
    pub id: std::borrow::Cow<'a, str>,
    /// Site-relative address.
    #[serde(rename = "u", borrow)]
    pub url: std::borrow::Cow<'a, str>,
    /// Kind in words.
    #[serde(rename = "k", borrow)]
    pub kind: std::borrow::Cow<'a, str>,
    /// Short name.
    #[serde(rename = "n", borrow)]
    pub name: std::borrow::Cow<'a, str>,
    /// Title, where it says more than the name.
    #[serde(rename = "t", borrow, default, skip_serializing_if = "empty")]
    pub title: std::borrow::Cow<'a, str>,
    /// Full name.
    #[serde(rename = "p", borrow)]
    pub path: std::borrow::Cow<'a, str>,
    /// Id of the owner DME.
    #[serde(rename = "d", borrow, default, skip_serializing_if = "empty")]
    pub dme: std::borrow::Cow<'a, str>,
    /// Id of the owning team.
    #[serde(rename = "o", borrow, default, skip_serializing_if = "empty")]
    pub owner: std::borrow::Cow<'a, str>,
    /// Path of the domain.
    #[serde(rename = "m", borrow, default, skip_serializing_if = "empty")]
    pub domain: std::borrow::Cow<'a, str>,
    /// Life-cycle state.
    #[serde(rename = "s", borrow)]
    pub status: std::borrow::Cow<'a, str>,
    /// `tier_1` …
    #[serde(rename = "c", borrow, default, skip_serializing_if = "empty")]
    pub criticality: std::borrow::Cow<'a, str>,
    /// Whether it can be used now: `usable`, `broken` …
    #[serde(rename = "v", borrow, default, skip_serializing_if = "empty")]
    pub verdict: std::borrow::Cow<'a, str>,
    /// Statements of the last 30 days that name it.
    #[serde(rename = "q", default, skip_serializing_if = "none")]
    pub usage: u32,
    /// The beginning of the description.
    #[serde(rename = "x", borrow, default, skip_serializing_if = "empty")]
    pub text: std::borrow::Cow<'a, str>,
    /// Names of columns, a space between; behind a column the fields in it, each with a dot for
    /// every step down and no more of its path than its own name.
    #[serde(rename = "f", borrow, default, skip_serializing_if = "empty")]
    pub columns: std::borrow::Cow<'a, str>,
}

fn none(n: &u32) -> bool {
    *n == 0
}

fn empty(text: &str) -> bool {
    text.is_empty()
}

/// The schema with its fields.
#[must_use]
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexed = |tokenizer: &str, record| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_fieldnorms(false)
                .set_index_option(record),
        )
    };
    let text = indexed(TOKENIZER, IndexRecordOption::WithFreqsAndPositions);
    let bag = indexed(TOKENIZER, IndexRecordOption::Basic);
    let whole = indexed("raw", IndexRecordOption::Basic);
    let mut bags = |name: &str| builder.add_text_field(name, bag.clone());
    let fields = (
        bags("path"),
        bags("columns"),
        bags("column_text"),
        bags("kind"),
        bags("domain"),
        bags("dme"),
        bags("owner"),
        bags("criticality"),
        bags("lifecycle"),
        bags("verdict"),
        bags("tag"),
        bags("audience"),
        bags("glossary"),
    );
    let (
        path,
        columns,
        column_text,
        kind,
        domain,
        dme,
        owner,
        criticality,
        lifecycle,
        verdict,
        tag,
        audience,
        glossary,
    ) = fields;
    let fields = Fields {
        path,
        columns,
        column_text,
        kind,
        domain,
        dme,
        owner,
        criticality,
        lifecycle,
        verdict,
        tag,
        audience,
        glossary,
        stored: builder.add_text_field("stored", STORED),
        exact: builder.add_text_field("exact", whole),
        name: builder.add_text_field("name", text.clone()),
        description: builder.add_text_field("description", text),
    };
    (builder.build(), fields)
}

/// Tells an index of the tokenizer.
pub fn register(index: &Index) {
    index.tokenizers().register(TOKENIZER, IdentifierTokenizer);
}

/// The token of a name with so many words.
pub(crate) fn name_length(words: usize) -> String {
    whole(&format!("#{words}"))
}

/// The token of a whole value.
pub(crate) fn whole(value: &str) -> String {
    format!("{WHOLE}{value}")
}

impl Document<'_> {
    /// As tantivy takes it.
    ///
    /// # Errors
    /// Where what is stored can't be written as JSON, which text never causes.
    pub fn into_tantivy(
        self,
        f: &Fields,
        profiles: &mut ProfileWriter,
    ) -> serde_json::Result<TantivyDocument> {
        let mut doc = TantivyDocument::default();
        doc.add_text(f.stored, serde_json::to_string(&self.stored)?);
        for name in &self.exact {
            doc.add_text(f.exact, exact_key(name));
        }
        for title in &self.known_as {
            doc.add_text(f.exact, whole(&exact_key(title)));
        }
        // The shortest name is the asset's own, without where it lies.
        let own = self.exact.iter().min_by_key(|name| name.len());
        let mut lengths: Vec<usize> = own
            .into_iter()
            .chain(&self.known_as)
            .map(|name| folded(name).count())
            .collect();
        lengths.sort_unstable();
        lengths.dedup();
        for words in lengths {
            doc.add_text(f.name, name_length(words));
        }
        for (field, text) in [
            (f.name, self.name.as_str()),
            (f.path, &self.path),
            (f.description, self.description),
        ] {
            if !text.is_empty() {
                doc.add_text(field, text);
            }
        }
        for column in &self.columns {
            doc.add_text(f.columns, column);
            doc.add_text(f.columns, whole(&exact_key(column)));
        }
        for field in &self.nested {
            doc.add_text(f.columns, whole(&exact_key(&field.path)));
            if let Some(own) = field.own {
                doc.add_text(f.columns, own);
                doc.add_text(f.columns, whole(&exact_key(own)));
            }
        }
        for text in &self.column_text {
            doc.add_text(f.column_text, text);
        }
        for text in &self.glossary {
            doc.add_text(f.glossary, text);
        }
        profiles.add(&self.facets, self.name_rank);
        for ((name, _), values) in FACETS.iter().zip(&self.facets) {
            let Some(field) = f.filter(name) else {
                continue;
            };
            for value in values {
                doc.add_text(field, whole(&value.id));
                doc.add_text(field, &value.words);
            }
        }
        Ok(doc)
    }
}
