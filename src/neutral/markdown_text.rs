//! Text of anyone's within Markdown that a host shows: a comment of a change request, a summary.

use std::borrow::Cow;

use super::line;

/// One line that stands for itself: no mark of Markdown or HTML acts, no address becomes a link, and
/// nobody is mentioned by it.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A comment between the sign and the name: the name is no mention, and no number an issue.
            '@' | '#' => {
                out.push('\\');
                out.push(c);
                out.push_str("<!-- -->");
            }
            '/' if before == ':' => out.push_str("&#47;"),
            '.' if before == 'w' || before == 'W' => out.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' | '$'
            | '+' | '-' | '=' | ':' | '^' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// A name or a value as code. It is one span whatever it holds, in a cell of a table too.
#[must_use]
pub(crate) fn code(text: &str) -> String {
    let text: Cow<'_, str> = line(text);
    let mut out = String::with_capacity(text.len() + 13);
    out.push_str("<code>");
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | ',' | ';' => out.push(c),
            c if c.is_alphanumeric() => out.push(c),
            c => {
                use std::fmt::Write as _;
                // Numbers of characters are no marks of anything.
                if write!(out, "&#{};", u32::from(c)).is_err() {
                    return out;
                }
            }
        }
    }
    out.push_str("</code>");
    out
}

/// A sentence of ours in which names stand between backticks, which become code.
#[must_use]
pub(crate) fn sentence(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of backticks: names hold some themselves, and none of them can be told apart.
    if parts.len().is_multiple_of(2) {
        return plain(text);
    }
    let part = |(i, part): (usize, &&str)| {
        if i % 2 == 0 { plain(part) } else { code(part) }
    };
    parts.iter().enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag, html};

    use super::{code, plain, sentence};

    fn shown(markdown: &str) -> String {
        let mut out = String::new();
        html::push_html(&mut out, Parser::new_ext(markdown, Options::all()));
        out
    }

    #[test]
    fn names_between_backticks_are_code() {
        assert_eq!(
            sentence("no DME claims `p.d.t`, *really*"),
            "no DME claims <code>p&#46;d&#46;t</code>, \\*really\\*"
        );
        assert_eq!(shown("a <code>&#96;</code>"), "<p>a <code>`</code></p>\n");
    }

    proptest::proptest! {
        #[test]
        fn nothing_acts(text in "[ -~\n\u{e9}\u{202e}]{0,40}") {
            for made in [plain(&text), code(&text), sentence(&text)] {
                let line = format!("- x {made}\n");
                for event in Parser::new_ext(&line, Options::all()) {
                    match event {
                        Event::Start(Tag::List(_) | Tag::Item | Tag::Paragraph) | Event::End(_)
                        | Event::Text(_) => {}
                        Event::InlineHtml(html) => proptest::prop_assert!(
                            ["<code>", "</code>", "<!-- -->"].contains(&&*html),
                            "{made:?} has {html:?}"
                        ),
                        other => proptest::prop_assert!(false, "{made:?} has {other:?}"),
                    }
                }
                proptest::prop_assert!(!made.contains('\n'));
                proptest::prop_assert!(!made.contains("://"));
            }
        }
    }
}
