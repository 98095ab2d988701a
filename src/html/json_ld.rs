//! What search engines read.

use memchr::memchr3;
use serde::Serialize;

use crate::neutral::json;
use crate::view::model::RelationPage;

/// JSON-LD that may stand inside a script element.
#[derive(Debug, Clone)]
pub(crate) struct JsonLd(String);

impl JsonLd {
    /// The text of it, to be written as it is.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// schema.org `Dataset`.
#[derive(Serialize)]
struct Dataset<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    identifier: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Organization<'a>>,
    #[serde(
        rename = "variableMeasured",
        skip_serializing_if = "<[&str]>::is_empty"
    )]
    columns: &'a [&'a str],
}

/// schema.org `Organization`.
#[derive(Serialize)]
struct Organization<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

/// JSON-LD of a view or table.
#[must_use]
pub(crate) fn json_ld(page: &RelationPage<'_>) -> JsonLd {
    let dataset = Dataset {
        context: "https://schema.org",
        kind: "Dataset",
        name: &page.page.title,
        identifier: page.full_name,
        description: &page.page.summary,
        url: page.page.canonical.as_deref(),
        creator: page.dataset.creator.map(|name| Organization {
            kind: "Organization",
            name,
        }),
        columns: &page.dataset.columns,
    };
    // Strings and lists of strings are always representable.
    let json = json::escaped(&serde_json::to_string(&dataset).unwrap_or_default()).into_owned();
    JsonLd(match memchr3(b'<', b'>', b'&', json.as_bytes()) {
        None => json,
        Some(_) => json
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026"),
    })
}
