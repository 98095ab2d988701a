//! What a statement does, by its `statement_type`: `SELECT`, `INSERT`, `CREATE_TABLE_AS_SELECT` …

use crate::export::fact::StatementKind;

/// The kind of a `statement_type`, in any case of letters; empty where the row has none.
pub(super) fn statement_kind(statement_type: &str) -> StatementKind {
    match statement_type.to_ascii_uppercase().as_str() {
        "SCRIPT" => StatementKind::Script,
        "DROP_TABLE"
        | "DROP_VIEW"
        | "DROP_MATERIALIZED_VIEW"
        | "DROP_SNAPSHOT_TABLE"
        | "DROP_EXTERNAL_TABLE" => StatementKind::Drop,
        "CREATE_VIEW" => StatementKind::Defines,
        alters if alters.starts_with("ALTER_") => StatementKind::Defines,
        _ => StatementKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{StatementKind, statement_kind};

    #[test]
    fn types_have_kinds() {
        for (statement_type, kind) in [
            ("SCRIPT", StatementKind::Script),
            ("script", StatementKind::Script),
            ("DROP_TABLE", StatementKind::Drop),
            ("Drop_External_Table", StatementKind::Drop),
            ("DROP_SCHEMA", StatementKind::Other),
            ("CREATE_VIEW", StatementKind::Defines),
            ("CREATE_MATERIALIZED_VIEW", StatementKind::Other),
            ("ALTER_TABLE", StatementKind::Defines),
            ("CREATE_TABLE_AS_SELECT", StatementKind::Other),
            ("", StatementKind::Other),
        ] {
            assert_eq!(statement_kind(statement_type), kind, "{statement_type}");
        }
    }
}
