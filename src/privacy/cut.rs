//! Pieces taken out of a text.

/// What stands in place of what was taken out.
pub(super) const GONE: &str = "…";

/// Pieces of a text that are left out or replaced, in their order, put together.
pub(super) struct Cut<'t> {
    text: &'t str,
    out: String,
    /// Where the last piece ended.
    pub(super) at: usize,
}

impl<'t> Cut<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            out: String::new(),
            at: 0,
        }
    }

    /// Puts `instead` in place of a range, which begins where no former one has ended or later.
    pub(super) fn replace(&mut self, start: usize, end: usize, instead: &str) {
        if let Some(before) = self.text.get(self.at..start) {
            self.out.push_str(before);
            self.out.push_str(instead);
            self.at = end;
        }
    }

    /// The new text; nothing where none was replaced.
    pub(super) fn finish(mut self) -> Option<String> {
        if self.at == 0 {
            return None;
        }
        self.out.push_str(self.text.get(self.at..)?);
        Some(self.out)
    }
}
