//! An asset as it is indexed, and what is kept of it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tantivy::schema::Field;

use crate::analysis::{count, exact_key};
use crate::index_schema::{FACETS, Fields, Value, name_length, whole};

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
    pub id: Cow<'a, str>,
    /// Site-relative address.
    #[serde(rename = "u", borrow)]
    pub url: Cow<'a, str>,
    /// Kind in words.
    #[serde(rename = "k", borrow)]
    pub kind: Cow<'a, str>,
    /// Short name.
    #[serde(rename = "n", borrow)]
    pub name: Cow<'a, str>,
    /// Title, where it says more than the name.
    #[serde(rename = "t", borrow, default, skip_serializing_if = "empty")]
    pub title: Cow<'a, str>,
    /// Full name.
    #[serde(rename = "p", borrow)]
    pub path: Cow<'a, str>,
    /// Id of the owner DME.
    #[serde(rename = "d", borrow, default, skip_serializing_if = "empty")]
    pub dme: Cow<'a, str>,
    /// Id of the owning team.
    #[serde(rename = "o", borrow, default, skip_serializing_if = "empty")]
    pub owner: Cow<'a, str>,
    /// Path of the domain.
    #[serde(rename = "m", borrow, default, skip_serializing_if = "empty")]
    pub domain: Cow<'a, str>,
    /// Life-cycle state.
    #[serde(rename = "s", borrow)]
    pub status: Cow<'a, str>,
    /// `tier_1` …
    #[serde(rename = "c", borrow, default, skip_serializing_if = "empty")]
    pub criticality: Cow<'a, str>,
    /// Whether it can be used now: `usable`, `broken` …
    #[serde(rename = "v", borrow, default, skip_serializing_if = "empty")]
    pub verdict: Cow<'a, str>,
    /// Statements of the last 30 days that name it.
    #[serde(rename = "q", default, skip_serializing_if = "none")]
    pub usage: u32,
    /// The beginning of the description.
    #[serde(rename = "x", borrow, default, skip_serializing_if = "empty")]
    pub text: Cow<'a, str>,
    /// Names of columns, a space between; behind a column the fields in it, each with a dot for
    /// every step down and no more of its path than its own name.
    #[serde(rename = "f", borrow, default, skip_serializing_if = "empty")]
    pub columns: Cow<'a, str>,
}

fn none(n: &u32) -> bool {
    *n == 0
}

fn empty(text: &str) -> bool {
    text.is_empty()
}

impl Document<'_> {
    /// Hands over each text that is indexed, with its field; those of one field in the order in
    /// which they count.
    pub fn each_text(&self, f: &Fields, mut each: impl FnMut(Field, &str)) {
        for name in &self.exact {
            each(f.exact, &exact_key(name));
        }
        for title in &self.known_as {
            each(f.exact, &whole(&exact_key(title)));
        }
        // The shortest name is the asset's own, without where it lies.
        let own = self.exact.iter().min_by_key(|name| name.len());
        let mut lengths: Vec<usize> = own
            .into_iter()
            .chain(&self.known_as)
            .map(|name| count(name))
            .collect();
        lengths.sort_unstable();
        lengths.dedup();
        for words in lengths {
            each(f.name, &name_length(words));
        }
        for (field, text) in [
            (f.name, self.name.as_str()),
            (f.path, &self.path),
            (f.description, self.description),
        ] {
            if !text.is_empty() {
                each(field, text);
            }
        }
        for column in &self.columns {
            each(f.columns, column);
            each(f.columns, &whole(&exact_key(column)));
        }
        for field in &self.nested {
            each(f.columns, &whole(&exact_key(&field.path)));
            if let Some(own) = field.own {
                each(f.columns, own);
                each(f.columns, &whole(&exact_key(own)));
            }
        }
        for text in &self.column_text {
            each(f.column_text, text);
        }
        for text in &self.glossary {
            each(f.glossary, text);
        }
        for ((name, _), values) in FACETS.iter().zip(&self.facets) {
            let Some(field) = f.filter(name) else {
                continue;
            };
            for value in values {
                each(field, &whole(&value.id));
                each(field, &value.words);
            }
        }
    }
}
