//! Files of a portal that are so large that some hosts refuse them.

use crate::config::Settings;
use crate::diagnostic::{Finding, Rule, text};
use crate::output::Portal;

/// Files that are told of.
const MOST: usize = 20;
const MIB: u64 = 1 << 20;

/// Says which files of a portal are larger than they may be, the largest first.
pub(super) fn findings(portal: &Portal<'_>, settings: &Settings) -> Vec<Finding> {
    let Some(limit) = settings.rules.limit(Rule::LargeFile, None) else {
        return Vec::new();
    };
    let mut large = portal.larger_than(limit.saturating_mul(MIB));
    large.sort_unstable_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    let finding = |(path, bytes): (String, u64)| {
        let tenths = bytes.saturating_mul(10) / MIB;
        let size = format!("{}.{}", tenths / 10, tenths % 10);
        let message = text!(
            "`{path}` has {size} MiB, and a file of the portal may have {limit}",
            path = path.clone(),
            size,
            limit
        );
        Finding::new(Rule::LargeFile, message).at_path(path).help(
            "split what it is about, or publish where larger files are taken and raise the limit",
        )
    };
    large.into_iter().take(MOST).map(finding).collect()
}
