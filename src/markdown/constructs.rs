//! Parts of a Markdown text that say one thing and would be broken by half.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::bounds::{laid_out, without_long_rows};
use super::extensions::options;

/// Code within lines, links, images and tags, by their places in a text; those within others too.
#[must_use]
pub(crate) fn constructs(text: &str) -> Vec<Range<usize>> {
    let (text, _) = laid_out(text);
    let (bounded, _) = without_long_rows(text);
    let events = Parser::new_ext(&bounded, options()).into_offset_iter();
    events
        .filter(|(event, _)| {
            matches!(
                event,
                Event::Code(_)
                    | Event::InlineHtml(_)
                    | Event::Start(Tag::Link { .. } | Tag::Image { .. })
            )
        })
        .map(|(_, range)| range)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::constructs;

    #[test]
    fn code_links_and_tags_are_one_thing_each() {
        let text = "a `b` [c](d) [[e|f]] <g@h.i> ![j](k)\n\n```\nl\n```\n\n<b title=\"m\">n</b> [o][p]\n\n[p]: q\n";
        let found: Vec<&str> = constructs(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(
            found,
            [
                "`b`",
                "[c](d)",
                "[[e|f]]",
                "<g@h.i>",
                "![j](k)",
                "<b title=\"m\">",
                "</b>",
                "[o][p]"
            ]
        );
    }
}
