//! Cells of CSV: spreadsheets run what looks like a formula, quoted or not.

use std::borrow::Cow;

/// A cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe
/// before it. It is for texts: whoever has a number writes it as it is.
#[must_use]
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    let clean = super::text(text);
    if is_formula(&clean) {
        Cow::Owned(format!("'{clean}"))
    } else {
        clean
    }
}

/// Spaces and quotes before it don't keep a program from taking it for a formula, nor do the wide
/// forms of the signs.
fn is_formula(text: &str) -> bool {
    let skipped = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\u{200b}' | '\u{2060}');
    text.starts_with(['\t', '\n'])
        || text.trim_start_matches(skipped).starts_with([
            '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
        ])
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in [
            "=1+1",
            "+1+1",
            "-1-1",
            "@SUM(A1)",
            "\t=1",
            "\n=1",
            "  =1",
            "\u{a0}=1",
            "\"=1",
            "'=1",
            "-",
            "-1;=2",
            "+31 20",
            "--1",
            "-1.",
            "-5",
            "+3.2",
            "-inf",
            "-0x1f",
            "\u{ff1d}1",
            "\u{ff0b}1",
            "\u{ff0d}1",
            "\u{ff20}x",
        ] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        // A carriage return is no start either.
        assert_eq!(cell("\r=1"), "'\n=1");
        assert_eq!(cell("\u{202e}=1"), "\u{fffd}=1");
    }

    #[test]
    fn names_stay() {
        for plain in ["1.5E-7", "a=1", "x-1", "'tis", "–", ""] {
            assert_eq!(cell(plain), plain);
        }
    }
}
