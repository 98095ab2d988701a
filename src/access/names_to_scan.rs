//! Which names a portal is scanned for.

use super::{authored_names, authored_texts};
use crate::catalog::{Catalog, HiddenNames};
use crate::config::Settings;

/// Hidden names without those that other things may have and that the part has itself: then it tells
/// nothing that a page holds one.
#[must_use]
pub(super) fn told_apart(
    hidden: HiddenNames,
    part: &mut Catalog,
    settings: &Settings,
) -> HiddenNames {
    if hidden.names.is_empty() {
        return hidden;
    }
    let mut texts: Vec<String> = Vec::new();
    authored_texts::each(part, &mut |_, text| {
        // A text for the portal stands among all strings, or else in a value of its own.
        texts.push(text.to_owned());
        None
    });
    texts.extend(names(part));
    let config = &settings.config;
    let base_url = config.base_url.as_ref().map(|url| url.value.clone());
    texts.extend(config.title.iter().cloned().chain(base_url));
    let all = part.strings.iter().chain(texts.iter().map(String::as_str));
    hidden.without_words_of(all)
}

/// Names in a part that don't stand among its strings.
fn names(part: &Catalog) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    authored_names::each(part, &mut |_, name, _| all.push(name.to_owned()));
    let checks = part.operations.checks.iter();
    all.extend(
        checks
            .flat_map(|check| [Some(check.id.clone()), check.column.clone()])
            .flatten(),
    );
    all.extend(
        part.stubs
            .published()
            .into_iter()
            .map(|name| part.str(name).to_owned()),
    );
    let audiences = part.audiences.iter();
    all.extend(audiences.flat_map(|audience| [audience.id.clone(), audience.label.clone()]));
    all
}
