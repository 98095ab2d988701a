//! Commands that show and change who reads a dataset past grants, and what a view reads.

use sql::Dialect;

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

impl System {
    /// What gives a view another query where no statement does: one in legacy SQL, which stays the view
    /// that it was.
    pub(crate) fn update_view(
        self,
        dialect: Dialect,
        name: [&str; 3],
        query: &str,
    ) -> Option<String> {
        let [project, dataset, view] = name;
        let name = shell_quoted(&format!("{project}:{dataset}.{view}"));
        let query = shell_quoted(query);
        match (self, dialect) {
            (Self::BigQuery, Dialect::BigQueryLegacy) => Some(format!(
                "bq update --use_legacy_sql=true --view {query} {name}"
            )),
            _ => None,
        }
    }
}

impl System {
    /// What prints options of a view that replacing it takes away, where no list of views has them.
    pub(crate) fn show_view_options(self, [_, schema, view]: [&str; 3]) -> Option<String> {
        let name = self.dialect().table(&[schema, view])?.replace('\'', "''");
        match self {
            Self::Postgres => Some(format!(
                "SELECT reloptions FROM pg_class WHERE oid = '{name}'::regclass;"
            )),
            _ => None,
        }
    }

    /// An expression with the number of rows of a table whose rows can't be counted without a filter of
    /// its partitions, where its system tells that.
    pub(crate) fn rows_by_partition(self, name: [&str; 3]) -> Option<String> {
        let [project, dataset, table] = name;
        let is_plain = !table.contains(['\'', '\\']);
        let list = [project, dataset, "INFORMATION_SCHEMA", "PARTITIONS"];
        let list = self.dialect().table(&list).filter(|_| is_plain)?;
        match self {
            Self::BigQuery => Some(format!(
                "(SELECT SUM(total_rows) FROM {list} WHERE table_name = '{table}')"
            )),
            _ => None,
        }
    }
}

/// A text as one word of a shell.
pub(crate) fn shell_quoted(text: &str) -> String {
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
