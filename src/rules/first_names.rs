//! Names within a sentence.

use crate::diagnostic::{Argument, Text, text};

/// So many are named.
const NAMED: usize = 3;

/// The first names, and how many there are besides.
pub(super) fn first_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Text {
    let mut names = names.into_iter();
    let first: Vec<String> = names.by_ref().take(NAMED).map(str::to_owned).collect();
    let first = Argument::Names(first);
    match names.count() {
        0 => text!("{first}", first),
        more => text!("{first} and {more} more", first, more),
    }
}
