//! Commands that show and change who reads a dataset past grants.

use super::warehouse::System;

impl System {
    /// What prints all that a dataset is set to, where its command line is known.
    pub(crate) fn show_dataset(self, project: &str, dataset: &str) -> Option<String> {
        let name = shell_quoted(&format!("{project}:{dataset}"));
        match self {
            Self::BigQuery => Some(format!("bq show --format=prettyjson {name}")),
            _ => None,
        }
    }

    /// What prints the row access policies of a table, where its command line is known.
    pub(crate) fn show_row_policies(self, [project, dataset, table]: [&str; 3]) -> Option<String> {
        let name = shell_quoted(&format!("{project}:{dataset}.{table}"));
        match self {
            Self::BigQuery => Some(format!("bq ls --row_access_policies {name}")),
            _ => None,
        }
    }

    /// What lets a view read a dataset for whoever asks, or no longer, where its command line is known.
    /// Each command changes the access list as it is then: run one after the other.
    pub(crate) fn authorize(
        self,
        [project, dataset]: [&str; 2],
        [view_project, view_dataset, view]: [&str; 3],
        adds: bool,
    ) -> Option<String> {
        let entry = serde_json::json!({"view": {
            "projectId": view_project, "datasetId": view_dataset, "tableId": view,
        }});
        let sign = if adds { '+' } else { '-' };
        let program = shell_quoted(&format!(".access {sign}= [{entry}]"));
        let name = shell_quoted(&format!("{project}:{dataset}"));
        match self {
            Self::BigQuery => Some(format!(
                "bq show --format=json {name} | jq {program} > dataset.json && bq update --source dataset.json {name}"
            )),
            _ => None,
        }
    }
}

/// A text as one word of a shell.
fn shell_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::System;

    #[test]
    fn names_stay_words() {
        let shown = System::BigQuery.show_dataset("a'; rm -rf /; '", "d");
        let expected = r"bq show --format=prettyjson 'a'\''; rm -rf /; '\'':d'";
        assert_eq!(shown.as_deref(), Some(expected));
        assert_eq!(System::Postgres.show_dataset("p", "d"), None);
    }
}
