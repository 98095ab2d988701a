//! Badges: a word or two with a colour.

use super::writer::Writer;
use crate::diagnostic::Severity;
use crate::view::model::{Badge, SeenByBuilds, Tone};

impl Writer {
    pub(super) fn badge(&mut self, tone: Tone, text: &str) -> &mut Self {
        self.raw(" ").tag(tone.as_str(), text)
    }

    /// A badge without a blank before it; `class` says how it looks.
    pub(super) fn tag(&mut self, class: &'static str, text: &str) -> &mut Self {
        self.raw("<span class=\"tag ")
            .raw(class)
            .raw("\">")
            .text(text)
            .raw("</span>")
    }

    /// A badge that nothing is judged by.
    pub(super) fn plain_tag(&mut self, text: &str) -> &mut Self {
        self.raw("<span class=\"tag\">").text(text).raw("</span>")
    }

    /// How loud a finding is, or how many are that loud.
    pub(super) fn severity(&mut self, severity: Severity, count: Option<usize>) -> &mut Self {
        self.raw("<span class=\"tag ")
            .raw(severity.as_str())
            .raw("\">");
        match count {
            None => self.raw(severity.word()),
            Some(1) => self.raw("1 ").raw(severity.word()),
            Some(n) => self.number(n).raw(" ").raw(severity.word()).raw("s"),
        }
        .raw("</span>")
    }

    /// When an asset came and changed lately; the reader's clock says whether that is shown.
    pub(super) fn mark(&mut self, seen: &SeenByBuilds) -> &mut Self {
        if seen.first.is_empty() && seen.changed.is_empty() {
            return self;
        }
        self.raw(" <span class=\"tag\" data-new=\"")
            .text(&seen.first)
            .raw("\" data-changed=\"")
            .text(&seen.changed)
            .raw("\" hidden></span>")
    }

    pub(super) fn badges(&mut self, badges: &[Badge]) -> &mut Self {
        for badge in badges {
            self.badge(badge.tone, &badge.text);
        }
        self
    }
}
