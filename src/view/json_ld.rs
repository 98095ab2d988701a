//! What search engines read.

use serde::Serialize;

use super::Views;
use super::model::Page;
use crate::catalog::Relation;
use crate::neutral::json;

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
        skip_serializing_if = "<[String]>::is_empty"
    )]
    columns: &'a [String],
}

/// schema.org `Organization`.
#[derive(Serialize)]
struct Organization<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

impl Views<'_> {
    /// JSON-LD of a relation, safe inside a script element.
    pub(super) fn json_ld(&self, relation: &Relation, page: &Page, columns: &[String]) -> String {
        let c = self.catalog;
        let dataset = Dataset {
            context: "https://schema.org",
            kind: "Dataset",
            name: &page.title,
            identifier: c.name(relation.asset),
            description: &page.summary,
            url: page.canonical.as_deref(),
            creator: c.owner(relation).map(|dme| Organization {
                kind: "Organization",
                name: c.title(dme),
            }),
            columns,
        };
        // Strings and lists of strings are always representable.
        let json = json::escaped(&serde_json::to_string(&dataset).unwrap_or_default()).into_owned();
        if !json.contains(['<', '>', '&']) {
            return json;
        }
        json.replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
    }
}
