//! Which findings an audience is told: those that rules make anew of its part. What says there that
//! something is missing isn't told where it may only be hidden.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Catalog, small};
use crate::diagnostic::{Argument, Finding, Rule, Text};

/// Takes out what isn't about something that the audience may query, and what says that something is
/// missing that may only be hidden; and places, since lines of files count what is hidden as well.
pub(crate) fn only_told(part: &Catalog, findings: &mut Vec<Finding>) {
    let assets = (0..small(part.assets.len())).map(AssetIx);
    let by_id: FxHashMap<String, AssetIx> = assets.map(|ix| (part.id(ix), ix)).collect();
    findings.retain_mut(|finding| {
        finding.place = None;
        finding.excerpt = None;
        let subjects = finding.subjects.iter().map(|s| by_id.get(&s.id).copied());
        let subjects: Option<Vec<AssetIx>> = subjects.collect();
        let Some(subjects) = subjects.filter(|all| !all.is_empty()) else {
            return false;
        };
        let mut texts = [Some(&finding.message), finding.help.as_ref()].into_iter();
        !subjects.iter().any(|ix| part.is_listed(*ix))
            && !subjects
                .iter()
                .any(|ix| may_be_hidden(part, finding.rule, *ix))
            && !texts.any(|text| text.is_some_and(has_place))
    });
}

/// Whether what a rule misses of an asset may be there, and hidden.
fn may_be_hidden(part: &Catalog, rule: Rule, ix: AssetIx) -> bool {
    rule.is_of_what_refers() || rule.is_of_absence() && part.is_partial(ix)
}

/// Whether a text names a line of a file.
fn has_place(text: &Text) -> bool {
    text.arguments().any(|(_, argument)| match argument {
        Argument::Place(..) => true,
        Argument::Text(own) => has_place(own),
        _ => false,
    })
}
