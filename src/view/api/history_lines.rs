//! Lines of changes that builds saw.

use super::choice::history_category;
use crate::catalog::rfc3339;
use crate::lines::HistoryLine;
use crate::reader::Reader;

/// Changes of the last fortnight, newest first.
pub(crate) fn history_lines(reader: Reader<'_>) -> impl Iterator<Item = HistoryLine> {
    reader.recent_changes().map(move |entry| {
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (old, new) = entry.shown_values().unwrap_or_default();
        let asset = reader.find_key(&entry.key);
        HistoryLine {
            id: reader.urn(&entry.id),
            key: entry.key.clone(),
            name: entry.name().to_owned(),
            url: asset.map(|ix| reader.href(ix).to_owned()),
            category: history_category(entry.category),
            rule: entry.rule.clone(),
            member: filled(&entry.member),
            old: filled(old),
            new: filled(new),
            at: (entry.at != 0).then(|| rfc3339(entry.at)).flatten(),
            dme: filled(&entry.owner),
        }
    })
}
