//! What all pages share.

use serde::Serialize;

/// Where the front page says of when it is what the portal shows.
pub(crate) const AS_OF: &str = "index.html#as-of";

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
    /// Date of the newest input, `22 Nov 2026`, if known, for the front page.
    pub as_of: Option<String>,
    /// vitrina's version.
    pub version: &'static str,
    /// Content hash of the stylesheet and script, for their file names.
    pub css: String,
    /// The script.
    pub js: String,
    /// Exports that are older than their allowed age, for pages that read them.
    pub stale: Vec<StaleExport>,
    /// The moment that pages are as of, RFC 3339, where it is known. The front page alone prints it.
    pub built: Option<String>,
    /// The same in words.
    pub built_moment: Option<String>,
    /// How new exports are, for the front page.
    pub inputs: Vec<InputMoment>,
    /// Seconds after which that is too long ago; none where nothing can or should be said of it.
    pub rebuild_every: Option<i64>,
    /// Address of the findings.
    pub findings: &'static str,
    /// Whether a theme stylesheet of the settings' accent exists.
    pub theme_css: Option<String>,
}

/// How new an export is.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InputMoment {
    /// Its format.
    pub format: &'static str,
    /// Newest moment that it speaks of.
    pub newest: String,
    /// Whether that is older than allowed.
    pub old: bool,
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
