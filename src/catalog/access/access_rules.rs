//! What manifests and settings say about access, beside grants.

/// What manifests and settings say about access, beside grants and audiences of ports.
#[derive(Debug, Clone, Default)]
pub(crate) struct AccessRules {}
