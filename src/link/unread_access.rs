//! Rows and files of exports that can't be read and may have said who may see what.

use crate::catalog::Catalog;
use crate::config::Settings;
use crate::diagnostic::{Finding, Pos, Rule};
use crate::export::may_tell_of_access;

/// Where exports may say of access what can't be read: a grant to others that is lost leaves the decision
/// to the port, and a label that is lost hides nothing.
pub(super) fn in_exports(catalog: &Catalog, settings: &Settings, findings: &[Finding]) -> Vec<Pos> {
    if settings.config.access.skip_unread_rows {
        return Vec::new();
    }
    let lost = findings.iter().filter(|finding| {
        matches!(
            finding.rule,
            Rule::ExportRow | Rule::ExportFile | Rule::Unreadable | Rule::TooLarge | Rule::NotUtf8
        )
    });
    let tells = |pos: &Pos| {
        let path = catalog.path(pos.file);
        let mut exports = settings.exports.iter();
        exports.any(|of| of.glob.is_match(path) && may_tell_of_access(of.format, path))
    };
    let mut lost: Vec<Pos> = lost.filter_map(Finding::pos).filter(tells).collect();
    lost.sort_unstable();
    lost.dedup();
    lost
}
