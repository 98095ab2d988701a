//! What is indexed, and how.

use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, TantivyDocument};

use crate::analysis::IdentifierTokenizer;

/// Name under which the tokenizer is registered.
pub const TOKENIZER: &str = "identifier";

/// Fields of the index.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "documented at Document")]
pub struct Fields {
    pub id: Field,
    pub url: Field,
    pub kind: Field,
    pub exact: Field,
    pub name: Field,
    pub title: Field,
    pub path: Field,
    pub description: Field,
    pub columns: Field,
    pub column_text: Field,
    pub owner: Field,
    pub dme: Field,
    pub domain: Field,
    pub tags: Field,
    pub audience: Field,
    pub status: Field,
}

/// An asset, ready to be indexed.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    /// `kind:name`.
    pub id: String,
    /// Site-relative address.
    pub url: &'a str,
    /// Kind of the asset.
    pub kind: &'a str,
    /// Short name: the table's own for relations.
    pub name: &'a str,
    /// Display name.
    pub title: &'a str,
    /// The full name.
    pub path: &'a str,
    /// Text about it.
    pub description: &'a str,
    /// Names of columns, separated by spaces.
    pub columns: String,
    /// Descriptions of columns.
    pub column_text: String,
    /// Names of the owning team.
    pub owner: String,
    /// Id and title of the owner DME.
    pub dme: String,
    /// Path of the domain.
    pub domain: String,
    /// Tags and labels.
    pub tags: String,
    /// Audiences.
    pub audience: String,
    /// Life-cycle state.
    pub status: &'a str,
}

/// The schema with its fields.
#[must_use]
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = |record, norms| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(TOKENIZER)
                .set_fieldnorms(norms)
                .set_index_option(record),
        )
    };
    let text = words(IndexRecordOption::WithFreqsAndPositions, true);
    let bag = words(IndexRecordOption::Basic, false);
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        url: builder.add_text_field("url", STORED),
        kind: builder.add_text_field("kind", STRING | STORED),
        exact: builder.add_text_field("exact", STRING),
        name: builder.add_text_field("name", text.clone()),
        title: builder.add_text_field("title", text.clone().set_stored()),
        path: builder.add_text_field("path", bag.clone()),
        description: builder.add_text_field("description", text.set_stored()),
        columns: builder.add_text_field("columns", bag.clone().set_stored()),
        column_text: builder.add_text_field("column_text", bag.clone()),
        owner: builder.add_text_field("owner", bag.clone().set_stored()),
        dme: builder.add_text_field("dme", bag.clone().set_stored()),
        domain: builder.add_text_field("domain", bag.clone().set_stored()),
        tags: builder.add_text_field("tags", bag.clone()),
        audience: builder.add_text_field("audience", bag),
        status: builder.add_text_field("status", STRING | STORED),
    };
    (builder.build(), fields)
}

/// Tells an index of the tokenizer.
pub fn register(index: &Index) {
    index.tokenizers().register(TOKENIZER, IdentifierTokenizer);
}

impl Document<'_> {
    /// As tantivy takes it.
    #[must_use]
    pub fn into_tantivy(self, f: &Fields) -> TantivyDocument {
        let mut doc = TantivyDocument::default();
        doc.add_text(f.id, &self.id);
        doc.add_text(f.url, self.url);
        doc.add_text(f.kind, self.kind);
        doc.add_text(f.exact, crate::words(self.name).join(" "));
        doc.add_text(f.name, self.name);
        for (field, text) in [
            (f.title, self.title),
            (f.path, self.path),
            (f.description, self.description),
            (f.columns, &self.columns),
            (f.column_text, &self.column_text),
            (f.owner, &self.owner),
            (f.dme, &self.dme),
            (f.domain, &self.domain),
            (f.tags, &self.tags),
            (f.audience, &self.audience),
        ] {
            if !text.is_empty() {
                doc.add_text(field, text);
            }
        }
        doc.add_text(f.status, self.status);
        doc
    }
}
