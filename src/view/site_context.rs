//! What all pages share.

use super::built_moments::input_moments;
use super::home_page::hides_tables;
use super::model::SiteContext;
use super::moment_text::old_exports;
use super::{Views, grouped};
use crate::catalog::{moment, rfc3339};

/// Where the host has its list of portals.
fn audience_list(views: &Views<'_>) -> Option<String> {
    let list = views.settings.config.access.audience_list.as_ref()?;
    Some(list.value.clone())
}

/// What all pages share.
#[must_use]
pub(crate) fn site(
    views: &Views<'_>,
    css: String,
    js: String,
    theme_css: Option<String>,
) -> SiteContext {
    SiteContext {
        title: views.settings.title().to_owned(),
        language: views.settings.config.language.tag().to_owned(),
        search_hint: match hides_tables(views) {
            true => format!("Search {} views", grouped(views.unified())),
            false => format!(
                "Search {} views and {} tables",
                grouped(views.unified()),
                grouped(views.tables())
            ),
        },
        search_label: match hides_tables(views) {
            true => "Search views",
            false => "Search views and tables",
        },
        audience: views.reader.part().map(|part| part.label.clone()),
        audience_list: audience_list(views),
        as_of: views.reader.as_of().map(str::to_owned),
        version: env!("CARGO_PKG_VERSION"),
        stale: old_exports(views),
        built: views.reader.now().and_then(rfc3339),
        built_moment: views.reader.now().map(moment),
        inputs: input_moments(views),
        rebuild_every: views
            .settings
            .rebuild_every
            .filter(|_| views.reader.now().is_some()),
        findings: "findings/index.html",
        css,
        js,
        theme_css,
    }
}
