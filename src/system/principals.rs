//! How the principals of grants and of statements are told apart.

/// How grantees begin, in the forms of Google's IAM, which readers of other systems write too.
const GRANTEES: [&str; 12] = [
    "allAuthenticatedUsers",
    "allUsers",
    "deleted:",
    "domain:",
    "group:",
    "principal:",
    "principalSet:",
    "projectOwners",
    "projectReaders",
    "projectWriters",
    "serviceAccount:",
    "user:",
];

/// How a system tells single persons from groups and services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Principals {
    /// By the form that a grantee is written in: `group:`, `user:`, `serviceAccount:` … What has
    /// none of the forms of a group may be a person.
    Forms,
    /// Not at all: everybody may be a person.
    Untold,
}

impl Principals {
    /// Whether a text begins as grantees do where forms tell what they are.
    #[must_use]
    pub(crate) fn has_form(text: &str) -> bool {
        GRANTEES.iter().any(|begin| text.starts_with(begin))
    }

    /// Whether the address of one who runs statements is that of a service.
    #[must_use]
    pub(crate) fn is_service(self, address: &str) -> bool {
        match self {
            Self::Forms => address
                .to_ascii_lowercase()
                .ends_with("gserviceaccount.com"),
            Self::Untold => false,
        }
    }
}
