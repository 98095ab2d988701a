//! `no-base-url`: the settings don't say where the portal will stand. The page for lost addresses
//! is shown at any depth, so its links begin at the portal's own path; without `base_url` that is
//! the host's root, which is wrong below a folder (`https://example.com/catalog/`).
//!
//! Passes: settings with a `base_url`, and no settings at all. Fails: settings without.

use crate::catalog::Catalog;
use crate::config::{FILE, Settings};
use crate::diagnostic::{Finding, Pos, Rule};

pub(super) fn check(catalog: &Catalog, settings: &Settings, findings: &mut Vec<Finding>) {
    let is_written = catalog.path(settings.file) == FILE;
    if !is_written || settings.config.base_url.is_some() {
        return;
    }
    findings.push(
        Finding::new(
            Rule::NoBaseUrl,
            "`base_url` isn't set: on a host that shows the portal below a folder, the page for lost addresses (404.html) has no styles and its links lead elsewhere; there is no sitemap either",
        )
        .at(Pos::start(settings.file))
        .help("write where the portal will stand, for example base_url = \"https://data.example.com/\"; at a host's root it works without"),
    );
}
