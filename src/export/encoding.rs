//! Files that aren't UTF-8 from their first bytes on: one finding says so, instead of one a row.

use std::io::BufRead;

use super::input::Input;
use crate::diagnostic::Finding;
use crate::source::not_utf8;

/// The finding for a file that is UTF-16, as some spreadsheets and shells write it.
pub(super) fn utf16(input: &Input<'_>) -> Option<Finding> {
    // What can't be read is reported when the file is read.
    let mut reader = input.tree.open(input.file).ok()?;
    let head = reader.fill_buf().ok()?;
    let marked = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    marked.then(|| not_utf8(input.path, input.file, head))
}
