//! Which files tell of tables and views, for the history: facts come and go with them.

use super::Views;

/// Names of files, or beginnings of them, that tell facts of tables and views which others don't.
const EXPORTS: [&str; 13] = [
    "TABLES",
    "VIEWS",
    "COLUMNS",
    "COLUMN_FIELD_PATHS",
    "TABLE_OPTIONS",
    "OBJECT_PRIVILEGES",
    "TABLE_PRIVILEGES",
    "TABLE_CONSTRAINTS",
    "ROW_ACCESS_POLICIES",
    "SCHEMATA",
    "SCHEMATA_OPTIONS",
    "MANIFEST",
    "CATALOG",
];

/// Files of exports whose kind has a name, with that; none in a part, whose readers may not know them.
pub(super) fn export_files<'v>(views: &Views<'v>) -> impl Iterator<Item = (&'static str, &'v str)> {
    let (files, settings) = (views.reader.files().iter(), views.settings);
    let is_whole = !views.is_part();
    let files = files.filter(move |path| is_whole && settings.is_export(path));
    files.filter_map(|path| {
        let name = path
            .rsplit_once('/')
            .map_or(path.as_str(), |(_, name)| name);
        let end = name.find(|c: char| !c.is_ascii_alphabetic() && c != '_');
        let word = name[..end.unwrap_or(name.len())].trim_end_matches('_');
        let mut known = EXPORTS.iter();
        let kind = known.find(|known| known.eq_ignore_ascii_case(word))?;
        Some((*kind, path.as_str()))
    })
}

/// A path without days and times, which differ in files that take the place of one another.
pub(super) fn without_dates(path: &str) -> String {
    let is_of_date = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | ':');
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !is_of_date(c)).unwrap_or(from.len());
        let (date, after) = from.split_at(end);
        out.push_str(before);
        if date.chars().filter(char::is_ascii_digit).count() < 6 {
            out.push_str(date);
        }
        rest = after;
    }
    out + rest
}
