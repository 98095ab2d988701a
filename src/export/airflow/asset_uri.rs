//! Tables behind the URIs of assets.

use crate::export::table_name::TableName;

/// The table that a URI names: `bigquery://project/dataset/table`,
/// `bigquery:project.dataset.table`. Other URIs name files, topics and tables of systems whose
/// names the catalog has no way to match.
pub(super) fn table(uri: &str) -> Option<TableName> {
    let rest = uri.trim().strip_prefix("bigquery:")?;
    let name = rest.trim_start_matches('/').trim_end_matches('/');
    let name = name.split(['?', '#']).next().unwrap_or(name);
    if name.contains('/') {
        let parts: Vec<&str> = name.split('/').collect();
        let [project, dataset, table] = parts.as_slice() else {
            return None;
        };
        return TableName::parse(&format!("{project}.{dataset}.{table}"));
    }
    TableName::parse(name)
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn uris_of_tables() {
        let parts = |uri| table(uri).map(|t| format!("{:?}", t.name()));
        let known = parts("bigquery://p-1/d/t");
        assert!(known.as_ref().is_some_and(|n| n.contains("\"p-1\"")));
        for uri in [
            "bigquery:p-1.d.t",
            "bigquery://p-1.d.t",
            "bigquery://p-1/d/t/",
        ] {
            assert_eq!(parts(uri), known, "{uri}");
        }
        for uri in [
            "",
            "s3://a/b/c",
            "bigquery://p/d",
            "bigquery://a/b/c/d",
            "p.d.t",
        ] {
            assert_eq!(parts(uri), None, "{uri}");
        }
    }
}
