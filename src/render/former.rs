//! Redirects from the addresses of the former site.

use std::io;

use super::line_stream::LineStream;
use super::{Sink, Theme};
use crate::lines::{AddressLine, FILES, FileLine, LineFiles};
use crate::view::{self, Views, list_pages};

/// The kind of the addresses that lead elsewhere now; the next build reads them.
const MOVED: &str = "moved";

/// Writes a page at each former address of an asset that has another one now. `gone` are the former
/// pages that this site hasn't, sorted; `lines` reads a file of the former site, line by line. Gives the
/// files of the lines that the next build finds them by.
///
/// # Errors
/// Where the sink refuses a file, or a template fails.
pub(crate) fn former(
    views: &Views<'_>,
    theme: &Theme,
    sink: &dyn Sink,
    gone: &[String],
    lines: impl Fn(&str, &mut dyn FnMut(&str)),
) -> io::Result<Vec<FileLine>> {
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let mut named = None;
    lines(FILES, &mut |line| {
        let text: &mut String = named.get_or_insert_default();
        text.push_str(line);
    });
    // What names files in another way leads nowhere, as below.
    let files = LineFiles::of_site(named.as_deref()).unwrap_or_default();
    let lists = list_pages::ALL.iter().filter(|list| list.api);
    let kinds = lists.map(|list| list.folder).chain([MOVED]);
    let mut known: Vec<AddressLine> = Vec::new();
    for file in kinds.flat_map(|kind| files.of(kind)) {
        lines(&file.path, &mut |line| {
            // What another version wrote may know no keys: its addresses lead nowhere, as they would
            // without this.
            let line: Option<AddressLine> = serde_json::from_str(line).ok();
            known.extend(line.filter(|line| gone.binary_search(&line.url).is_ok()));
        });
    }
    let pages = view::former_pages(views, known);
    if pages.is_empty() {
        return Ok(Vec::new());
    }
    let mut lines = LineStream::new(sink, MOVED);
    for (moved, line) in &pages {
        let bytes = theme.page("moved.html", &moved.page, moved)?;
        sink.put(&moved.page.path, &bytes)?;
        lines.add(&[&line.url], line)?;
    }
    lines.finish()
}
