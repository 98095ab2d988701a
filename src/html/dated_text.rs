//! Texts that begin with a day.

use super::writer::Writer;
use crate::view::calendar_day;

impl Writer {
    /// A text; the day that it begins with is one word, which no narrow table breaks.
    pub(super) fn dated(&mut self, text: &str) -> &mut Self {
        let found = calendar_day(text).and_then(|day| Some((day, text.trim().strip_prefix(day)?)));
        match found {
            Some((day, rest)) => self
                .raw("<time datetime=\"")
                .text(day)
                .raw("\">")
                .text(day)
                .raw("</time>")
                .text(rest),
            None => self.text(text),
        }
    }
}
