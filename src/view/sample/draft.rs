//! A query of its parts.

use sql::Dialect;

/// A query under construction.
pub(super) struct Draft {
    pub(super) dialect: Dialect,
    pub(super) shown: Vec<String>,
    /// What follows FROM.
    pub(super) from: String,
    pub(super) conditions: Vec<String>,
}

impl Draft {
    pub(super) fn text(&self) -> String {
        let (select, limit) = match self.dialect.limits_by_top() {
            true => ("SELECT TOP 100", ""),
            false => ("SELECT", "\nLIMIT 100"),
        };
        let filter = match self.conditions.as_slice() {
            [] => String::new(),
            all => format!("\nWHERE {}", all.join("\n  AND ")),
        };
        let shown: Vec<String> = self.shown.iter().map(|k| format!("  {k}")).collect();
        format!(
            "{select}\n{}\nFROM {}{filter}{limit}",
            shown.join(",\n"),
            self.from
        )
    }
}
