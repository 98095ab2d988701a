//! What search engines read.

use super::Views;
use crate::catalog::Relation;

impl Views<'_> {
    /// schema.org `Dataset` as JSON-LD, safe inside a script element.
    pub(super) fn json_ld(
        &self,
        relation: &Relation,
        page: &super::model::Page,
        names: Vec<String>,
    ) -> String {
        let c = self.catalog;
        let mut data = serde_json::json!({
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": page.title,
            "identifier": c.name(relation.asset),
            "description": page.summary,
        });
        if let Some(url) = &page.canonical {
            data["url"] = url.clone().into();
        }
        if let Some(dme) = relation.owner() {
            data["creator"] = serde_json::json!({ "@type": "Organization", "name": c.title(dme) });
        }
        if !names.is_empty() {
            data["variableMeasured"] = names.into();
        }
        data.to_string()
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
    }
}
