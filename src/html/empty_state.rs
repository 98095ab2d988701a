//! What is said where there is nothing.

use super::writer::Writer;

impl Writer {
    /// What is said where there is nothing, in words of ours.
    pub(super) fn empty(&mut self, html: &'static str) -> &mut Self {
        self.raw("<p class=\"empty\">").raw(html).raw("</p>")
    }

    /// The same, and how to add what is missing, where its readers are those who can.
    pub(super) fn missing(&mut self, html: &'static str, to_add: &'static str) -> &mut Self {
        self.raw("<p class=\"empty\">").raw(html);
        if !self.is_in_part() {
            self.raw(" ").raw(to_add);
        }
        self.raw("</p>")
    }

    /// The same in words of a page model, names in backticks; `at` is the place that they lead to.
    pub(super) fn empty_sentence(&mut self, text: &str, at: Option<&str>) -> &mut Self {
        self.raw("<p class=\"empty\">")
            .sentence(text)
            .some(" <code class=\"at\">", at, "</code>.")
            .raw("</p>")
    }
}
