//! Settings of a part: those of the mesh, without what tells of hidden things.

use crate::catalog::{AudienceIx, Catalog};
use crate::config::Settings;

/// Settings for the portal of an audience.
#[must_use]
pub(crate) fn of(settings: &Settings, _: &Catalog, _: AudienceIx) -> Settings {
    settings.clone()
}
