//! What is said where there is nothing.

use super::writer::Writer;

impl Writer {
    /// What is said where there is nothing, in words of ours.
    pub(super) fn empty(&mut self, html: &'static str) -> &mut Self {
        self.raw("<p class=\"empty\">").raw(html).raw("</p>")
    }

    /// That there is none, as a sentence without its full stop, and how to add it, where its readers are
    /// those who can. Others may have one that the reader of a part doesn't see.
    pub(super) fn missing(&mut self, html: &'static str, to_add: &'static str) -> &mut Self {
        self.raw("<p class=\"empty\">").raw(html);
        match self.is_in_part() {
            true => self.raw(" that you may see."),
            false => self.raw(". ").raw(to_add),
        }
        .raw("</p>")
    }

    /// The same in words of a page model, names in backticks; `at` is the place that they lead to.
    pub(super) fn empty_sentence(&mut self, text: &str, at: Option<&str>) -> &mut Self {
        self.raw("<p class=\"empty\">")
            .sentence(text)
            .some(" <code class=\"at\">", at, "</code>.")
            .raw("</p>")
    }
}
