//! Formatted text at the end of a string. Unlike any other place that can be written to, a string
//! takes all of it: there is no error to look at, and none is swallowed at each call.

use std::fmt;

/// What takes any text at its end.
pub(crate) trait Append {
    /// Appends what `format_args!` makes.
    fn append_text(&mut self, text: fmt::Arguments<'_>);
}

impl Append for String {
    fn append_text(&mut self, text: fmt::Arguments<'_>) {
        #[allow(
            clippy::let_underscore_must_use,
            reason = "memory takes all text, and nothing that we show refuses to be shown"
        )]
        let _ = fmt::Write::write_fmt(self, text);
    }
}

/// Like `write!`, into a `String`, which never fails.
macro_rules! append {
    ($out:expr, $($text:tt)+) => {{
        use $crate::append::Append as _;
        $out.append_text(format_args!($($text)+))
    }};
}
