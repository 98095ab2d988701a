//! What is indexed, and how.
//!
//! Field norms are off everywhere: they would be read whole, and names are ranked by exactness
//! and by the order of documents instead. Positions are kept where phrases are looked for.

use tantivy::Index;
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};

use crate::analysis::{IdentifierTokenizer, WHOLE};

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
#[allow(missing_docs, reason = "documented at `document::Document`")]
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
    index
        .tokenizers()
        .register(TOKENIZER, IdentifierTokenizer::default());
}

/// The token of a name with so many words.
pub(crate) fn name_length(words: usize) -> String {
    whole(&format!("#{words}"))
}

/// The token of a whole value.
pub(crate) fn whole(value: &str) -> String {
    let mut whole = String::with_capacity(WHOLE.len_utf8() + value.len());
    whole.push(WHOLE);
    whole.push_str(value);
    whole
}
