//! What a contract says of a view or table beside its columns and quality.

use crate::render::markup::Markup;
use crate::view::model::ContractCard;

/// Keys, sources and definitions, folded; other versions.
pub(super) fn more(m: &mut Markup, contract: &ContractCard) {
    if !contract.notes.is_empty() {
        m.raw(
            "\n<details>\n<summary>Keys, sources and definitions</summary>\n<dl class=\"pairs\">",
        );
        for note in &contract.notes {
            m.raw("\n<div><dt>").text(&note.label).raw("</dt><dd>");
            match &note.url {
                Some(url) => {
                    m.raw("<a href=\"")
                        .text(url)
                        .raw("\">")
                        .text(&note.text)
                        .raw("</a>");
                }
                None => {
                    m.text(&note.text);
                }
            }
            if !note.links.is_empty() {
                m.raw(" ").comma_links(&note.links);
            }
            m.raw("</dd></div>");
        }
        m.raw("\n</dl>\n</details>");
    }
    if !contract.versions.is_empty() {
        m.raw("\n<p class=\"small\">Other versions: ")
            .comma_links(&contract.versions)
            .raw("</p>");
    }
}
