//! What is read of a view of INFORMATION_SCHEMA.

/// What is read of a view.
#[derive(Debug, Clone, Copy)]
pub(in crate::export) struct Shape {
    /// The view's name, as its system has it.
    pub(in crate::export) name: &'static str,
    /// The columns that are read, the needed ones first.
    pub(in crate::export) columns: &'static [&'static str],
    /// How many of the columns each row needs.
    pub(in crate::export) needed: usize,
    /// Other names of columns, and the column that each means.
    pub(in crate::export) synonyms: &'static [(&'static str, &'static str)],
    /// The column that holds a list of texts.
    pub(in crate::export) list: Option<&'static str>,
    /// The column of which a field is read where it is a struct, and that field.
    pub(in crate::export) field: Option<(&'static str, &'static str)>,
    /// Whether its rows name persons.
    pub(in crate::export) names_persons: bool,
}

impl Shape {
    /// The place of a column among those that are read.
    pub(in crate::export) fn column(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|c| *c == name);
        exact.or_else(|| {
            let synonym = self
                .synonyms
                .iter()
                .find(|s| s.0.eq_ignore_ascii_case(name));
            let name = synonym.map_or(name, |s| s.1);
            let mut columns = self.columns.iter();
            columns.position(|c| c.eq_ignore_ascii_case(name))
        })
    }

    /// The columns that each row needs.
    pub(super) fn needs(&self) -> &'static [&'static str] {
        &self.columns[..self.needed]
    }
}

/// `a`, `b` and `c`, each in backticks.
pub(super) fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(|w| format!("`{w}`")).collect();
            format!("{} and `{last}`", rest.join(", "))
        }
    }
}
