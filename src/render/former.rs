//! Redirects from the addresses of the former site.

use std::io;

use serde::Serialize;

use super::{Sink, Theme};
use crate::lines::AddressLine;
use crate::neutral;
use crate::view::{self, Views, list_pages};

/// The addresses that lead elsewhere now; the next build reads it.
const MOVED: &str = "api/v1/moved.ndjson";

/// Writes a page at each former address of an asset that has another one now. `gone` are the former
/// pages that this site hasn't, sorted; `lines` reads a file of the former site, line by line.
///
/// # Errors
/// Where the sink refuses a file, or a template fails.
pub(crate) fn former(
    views: &Views<'_>,
    theme: &Theme,
    sink: &dyn Sink,
    gone: &[String],
    lines: impl Fn(&str, &mut dyn FnMut(&str)),
) -> io::Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    let files = list_pages::ALL.iter().filter_map(|list| list.api);
    let mut known: Vec<AddressLine> = Vec::new();
    for file in files.chain([MOVED]) {
        lines(file, &mut |line| {
            // What another version wrote may know no keys: its addresses lead nowhere, as they would
            // without this.
            let line: Option<AddressLine> = serde_json::from_str(line).ok();
            known.extend(line.filter(|line| gone.binary_search(&line.url).is_ok()));
        });
    }
    let pages = view::former_pages(views, known);
    if pages.is_empty() {
        return Ok(());
    }
    let mut lines = Vec::new();
    for (moved, line) in &pages {
        let bytes = theme.page("moved.html", &moved.page, moved)?;
        sink.put(&moved.page.path, &bytes)?;
        write(&mut lines, line)?;
    }
    sink.put(MOVED, &lines)
}

fn write(lines: &mut Vec<u8>, line: &impl Serialize) -> io::Result<()> {
    neutral::json::write(lines, line)?;
    lines.push(b'\n');
    Ok(())
}
