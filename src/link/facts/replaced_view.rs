//! A view with another query than exports have.

/// A view as it would be.
#[derive(Debug, Clone)]
pub(crate) struct ReplacedView {
    /// Project, dataset and name, as its catalog has them.
    pub name: [String; 3],
    /// Its query.
    pub query: String,
    /// The whole `CREATE` statement, where an export has one.
    pub ddl: Option<String>,
    /// Path and type of its columns and fields, in their order; nothing where they stay as they are.
    pub columns: Option<Vec<(String, String)>>,
}
