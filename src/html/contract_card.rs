//! A data contract on the page of what it is about.

use super::writer::Writer;
use crate::view::model::ContractCard;

impl Writer {
    /// A contract, in short.
    pub(super) fn contract(&mut self, contract: &ContractCard) -> &mut Self {
        self.raw("<article class=\"contract\">\n<h3><a href=\"")
            .address(&contract.href)
            .raw("\">")
            .text(&contract.name)
            .raw("</a>")
            .some(
                " <span class=\"mono\">",
                contract.version.as_deref(),
                "</span>",
            )
            .raw(" ")
            .plain_tag(&contract.status)
            .raw("</h3>");
        if let Some(purpose) = &contract.purpose {
            self.raw("\n<div class=\"prose\">")
                .prose(purpose)
                .raw("</div>");
        }
        if let Some(limitations) = &contract.limitations {
            self.raw("\n<h4>Limits of use</h4>\n<div class=\"prose\">")
                .prose(limitations)
                .raw("</div>");
        }
        if !contract.quality.is_empty() {
            self.raw("\n<h4>Quality rules</h4>\n<ul>");
            for rule in &contract.quality {
                self.raw("\n<li>").text(rule).raw("</li>");
            }
            self.raw("\n</ul>");
        }
        self.notes_and_versions(contract)
            .raw("\n<p class=\"small soft\"><code>")
            .text(&contract.id)
            .raw("</code> · ")
            .text(&contract.standard)
            .some(" · <code class=\"at\">", Some(&contract.at), "</code>")
            .raw("</p>\n</article>")
    }

    /// Keys, sources and definitions, folded; other versions.
    fn notes_and_versions(&mut self, contract: &ContractCard) -> &mut Self {
        if !contract.notes.is_empty() {
            self.raw(
                "\n<details>\n<summary>Keys, sources and definitions</summary>\n<dl class=\"pairs\">",
            );
            for note in &contract.notes {
                self.raw("\n<div><dt>")
                    .text(&note.label)
                    .raw("</dt><dd>")
                    .outside(&note.text, note.url.as_deref());
                if !note.links.is_empty() {
                    self.raw(" ").comma_links(&note.links);
                }
                self.raw("</dd></div>");
            }
            self.raw("\n</dl>\n</details>");
        }
        if !contract.versions.is_empty() {
            self.raw("\n<p class=\"small\">Other versions: ")
                .comma_links(&contract.versions)
                .raw("</p>");
        }
        self
    }

    /// That nothing is promised.
    pub(super) fn no_contract(&mut self) -> &mut Self {
        self.missing(
            "No data contract",
            "Add an ODCS document (<code>kind: DataContract</code>) whose schema names this asset.",
        )
    }
}
