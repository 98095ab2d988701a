//! What is known of the relations that a text reads.

/// What the columns of relations are, as far as known.
///
/// Relations go by their full names, as [`References`](super::super::References) writes them.
pub trait Schema: Sync {
    /// The top-level columns of a relation in its order, or `None` where they aren't known.
    fn columns(&self, relation: &str) -> Option<Vec<&str>>;

    /// Whether those are all of its columns. Else others may be named, and `*` stands for more.
    fn is_complete(&self, _relation: &str) -> bool {
        true
    }

    /// Whether `path` (dotted, as in `metadata.geo.country`) is a field of the relation;
    /// `None` where its fields aren't known.
    fn has_field(&self, relation: &str, path: &str) -> Option<bool>;

    /// The names of the fields right below `path`, in their order: none for a plain column.
    /// `None` where they aren't known.
    fn fields(&self, _relation: &str, _path: &str) -> Option<Vec<&str>> {
        None
    }
}
