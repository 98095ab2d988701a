//! Fields that a query may name.

/// Names that may stand before a colon.
pub(crate) const NAMES: [&str; 12] = [
    "owner",
    "dme",
    "domain",
    "kind",
    "column",
    "tag",
    "audience",
    "lifecycle",
    "criticality",
    "verdict",
    "name",
    "description",
];

/// Whether a query may name it before a colon.
pub(crate) fn known(field: &str) -> bool {
    NAMES.contains(&field) || matches!(field, "team" | "status" | "lifecycle")
}
