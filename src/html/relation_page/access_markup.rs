//! How to ask for a view that the reader may not query yet.

use crate::html::writer::Writer;
use crate::view::model::{AskRow, ListedPart, RelationPage};

/// That it can't be queried, and whom to ask: first thing under the title.
pub(super) fn notice(m: &mut Writer, listed: &ListedPart) {
    m.raw("\n<p class=\"notice info listed\"><span><b>You can't query it yet.</b> ");
    match &listed.ask {
        Some(ask) => m.raw("Ask ").link(ask).raw(" for access"),
        None => m.raw("Nothing that you may see names whom to ask"),
    };
    let role = listed.roles.iter().find(|role| role.url.is_some());
    let role = role.or(listed.roles.first());
    if let Some(approvers) = role.and_then(|role| role.approvers.as_deref()) {
        m.raw("; approved by ").text(approvers);
    }
    m.raw(".");
    match role.and_then(|role| role.url.as_deref()) {
        Some(url) => m.raw(" ").outside("Request access", Some(url)),
        None => m.raw(" <a href=\"#access\">How to get access</a>"),
    }
    .raw("</span></p>");
}

/// Roles with where to ask for them and who approves; without any, the next best place.
pub(super) fn how_to_ask(m: &mut Writer, page: &RelationPage<'_>) {
    let Some(listed) = &page.listed else { return };
    m.section("access", "How to get access");
    if listed.roles.is_empty() {
        m.raw("<p>");
        match (&listed.ask, page.support.is_empty()) {
            (Some(ask), true) => m
                .raw("No form is declared. The page of ")
                .link(ask)
                .raw(" says who answers for it."),
            (Some(ask), false) => m
                .raw("No form is declared. Ask ")
                .link(ask)
                .raw(" through its support, below."),
            (None, true) => m.raw("Nothing that you may see names a form, or anybody to ask."),
            (None, false) => {
                m.raw("Nothing that you may see names a form. Ask through the support, below.")
            }
        }
        .raw("</p>")
        .end();
        return;
    }
    m.raw("<table class=\"stack\">\n<thead><tr><th scope=\"col\">Role</th><th scope=\"col\">What it allows</th><th scope=\"col\">How to ask</th></tr></thead>\n<tbody>");
    for role in &listed.roles {
        row(m, role);
    }
    m.raw("\n</tbody>\n</table>").end();
}

fn row(m: &mut Writer, role: &AskRow) {
    m.raw("\n<tr><th scope=\"row\"><code>")
        .text(&role.role)
        .raw("</code></th><td>")
        .some("", role.note.as_deref(), "")
        .raw("</td><td>")
        .some(
            "<a class=\"button\" href=\"",
            role.url.as_deref(),
            "\">Request access</a>",
        )
        .some(
            " <small class=\"below\">approved by ",
            role.approvers.as_deref(),
            "</small>",
        )
        .raw("</td></tr>");
}
