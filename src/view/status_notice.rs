//! What to say of assets that aren't active.

use super::Views;
use super::model::{Notice, Tone};
use crate::catalog::Status;

/// What to say at the head of the page of something that isn't active.
pub(super) fn status_notice(
    views: &Views<'_>,
    what: &str,
    status: Status,
    replaced_by: Option<&str>,
    end: Option<&str>,
) -> Option<Notice> {
    let link = replaced_by
        .and_then(|id| views.reader.resolve(id))
        .map(|ix| views.link(ix));
    let until = end.map_or(String::new(), |e| format!(" It works until {e}."));
    let instead = match (&link, replaced_by) {
        (Some(_), _) => " Use instead: ".to_owned(),
        (None, Some(name)) => format!(" Use instead: {name}."),
        // It may be one that they may not see.
        (None, None) if views.is_part() => String::new(),
        (None, None) => " No replacement is named.".to_owned(),
    };
    let (tone, title, text) = match status {
        Status::Active => return None,
        Status::Proposed => (
            Tone::Info,
            "Proposed",
            format!("This {what} does not exist yet."),
        ),
        Status::Draft => (
            Tone::Info,
            "Draft",
            format!("This {what} is being built and is not for use yet."),
        ),
        Status::Deprecated => (
            Tone::Warn,
            "Deprecated",
            format!("This {what} still works.{until}{instead}"),
        ),
        Status::Retired => (
            Tone::Bad,
            "Retired",
            format!("This {what} is no longer supported.{instead}"),
        ),
    };
    Some(Notice {
        tone,
        title: title.to_owned(),
        text: text.trim_end().to_owned(),
        link: link.filter(|_| status >= Status::Deprecated),
    })
}
