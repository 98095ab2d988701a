//! What all pages share.

use serde::Serialize;

/// What all pages share, put into the templates' global context once.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SiteContext {
    /// Title of the portal.
    pub title: String,
    /// Language tag of `<html>`.
    pub language: String,
    /// "Search 1,204 views and 6,000 tables", for the pages that are made anew in every build.
    pub search_hint: String,
    /// "Search views and tables", for all others: a number would change them all.
    pub search_label: &'static str,
    /// Name for people of the audience whose portal it is; none of that of the whole mesh.
    pub audience: Option<String>,
    /// Where the host has its list of the portals that a reader may switch to: a path from the top of
    /// the host.
    pub audience_list: Option<String>,
    /// Date of the newest input, `22 Nov 2026`, if known.
    pub as_of: Option<String>,
    /// vitrina's version.
    pub version: &'static str,
    /// Content hash of the stylesheet and script, for their file names.
    pub css: String,
    /// The script.
    pub js: String,
    /// Exports that are older than their allowed age.
    pub stale: Vec<StaleExport>,
    /// The moment that pages are as of, RFC 3339, where it is known.
    pub built: Option<String>,
    /// Seconds after which that is too long ago; none where nothing can or should be said of it.
    pub rebuild_every: Option<i64>,
    /// Address of the findings.
    pub findings: &'static str,
    /// Whether a theme stylesheet of the settings' accent exists.
    pub theme_css: Option<String>,
}

/// An export that is older than its allowed age.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StaleExport {
    /// Its glob.
    pub path: String,
    /// Newest moment that it speaks of.
    pub moment: String,
    /// The same, RFC 3339.
    pub datetime: String,
    /// Allowed age, `36 h`.
    pub allowed: String,
}
