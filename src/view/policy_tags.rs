//! That a column needs fine-grained access, and by which policy tags.

use crate::markdown::escape_into;

/// A badge, and the tags by the last part of their names, which is all that tells two tags of one
/// taxonomy apart; the whole name is a hover away.
pub(super) fn badge(tags: &[&str], html: &mut String) {
    if tags.is_empty() {
        return;
    }
    html.push_str(" <span class=\"tag warn\" title=\"policy tags: ");
    escape_into(&tags.join(", "), html);
    html.push_str("\">needs fine-grained access</span><small class=\"below\">policy tag");
    if tags.len() > 1 {
        html.push('s');
    }
    for tag in tags {
        html.push_str(" <code title=\"");
        escape_into(tag, html);
        html.push_str("\">");
        escape_into(tag.rsplit('/').next().unwrap_or(tag), html);
        html.push_str("</code>");
    }
    html.push_str("</small>");
}
