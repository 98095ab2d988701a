//! Assets in rows.

use super::writer::Writer;
use crate::view::model::{AssetRow, TreeNode};

impl Writer {
    /// Assets within a page; `id` names the list, `own` is the address of the DME that owns all of
    /// them by the nature of the page, and isn't repeated.
    pub(super) fn assets(&mut self, rows: &[AssetRow], id: &str, own: &str) -> &mut Self {
        self.raw("<table class=\"stack assets\" id=\"")
            .text(id)
            .raw("-rows\">\n<thead class=\"vh\"><tr><th scope=\"col\">Name</th><th scope=\"col\">Description</th><th scope=\"col\">Owner or figure</th></tr></thead>\n<tbody>");
        for row in rows {
            self.raw("\n<tr><th scope=\"row\">")
                .link(&row.link)
                .badges(&row.badges)
                .mark(&row.seen)
                .raw("</th><td>")
                .some("", row.summary.as_deref(), "")
                .raw("</td><td>");
            if let Some(dme) = row.dme.as_ref().filter(|d| d.href.as_deref() != Some(own)) {
                self.link(dme);
            }
            if let Some(figure) = row.figure.as_deref().filter(|f| !f.is_empty()) {
                self.raw("<span class=\"figure\">")
                    .text(figure)
                    .raw(" ")
                    .raw(row.link.kind.counted())
                    .raw(if figure == "1" { "" } else { "s" })
                    .raw("</span>");
            }
            self.raw("</td></tr>");
        }
        self.raw("\n</tbody>\n</table>")
    }

    /// Rows of a list of its own page; with the owner DME and a figure where the list has them.
    pub(super) fn list_rows(&mut self, rows: &[AssetRow], owned: bool, counted: bool) -> &mut Self {
        for row in rows {
            let mono = row.link.kind.is_relation();
            self.raw("\n<tr><th scope=\"row\">")
                .bare_link(&row.link, mono)
                .badges(&row.badges)
                .mark(&row.seen)
                .raw("</th><td>")
                .some("", row.summary.as_deref(), "")
                .raw("</td>");
            if owned {
                self.raw("<td>");
                match &row.dme {
                    Some(dme) => self.bare_link(dme, false),
                    None => self.raw("<span class=\"soft\">unknown</span>"),
                };
                self.raw("</td>");
            }
            if counted {
                self.raw("<td>")
                    .some("", row.figure.as_deref(), "")
                    .raw("</td>");
            }
            self.raw("</tr>");
        }
        self
    }

    /// Domains below each other, with what they hold.
    pub(super) fn tree(&mut self, nodes: &[TreeNode]) -> &mut Self {
        self.raw("<ul class=\"tree\">");
        for node in nodes {
            match node.depth {
                0 => self.raw("\n<li><span>"),
                depth => self.raw("\n<li class=\"d").number(depth).raw("\"><span>"),
            };
            self.link(&node.link)
                .badges(&node.badges)
                .raw("</span><small>")
                .number(node.views)
                .raw(if node.views == 1 {
                    " view, "
                } else {
                    " views, "
                })
                .number(node.dmes)
                .raw(if node.dmes == 1 { " DME" } else { " DMEs" })
                .raw("</small></li>");
        }
        self.raw("\n</ul>")
    }
}
