//! Which findings an audience is told. A finding of the whole may speak of anything; so what reading and
//! linking said is told by few rules only, and rules are asked anew of the part. What says there that
//! something is missing isn't told where it may only be hidden.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Catalog, Restricted, small};
use crate::diagnostic::{Argument, Finding, Rule, Text};

/// Findings of reading and linking that an audience may read. They are about relations whose SQL it
/// may read.
#[must_use]
pub(crate) fn kept(whole: &Catalog, part: &Restricted, findings: &[Finding]) -> Vec<Finding> {
    let told = findings.iter().filter(|f| f.rule.is_told_of_parts());
    let told: Vec<&Finding> = told.collect();
    if told.is_empty() {
        return Vec::new();
    }
    let by_id: FxHashMap<String, AssetIx> = whole
        .relations
        .iter()
        .map(|r| (whole.id(r.asset), r.asset))
        .collect();
    let shows_sql = |id: &str| {
        let new = by_id.get(id).and_then(|ix| part.ix(*ix));
        let relation = new.and_then(|ix| part.catalog.relation(ix));
        relation.is_some_and(|r| r.query.is_some())
    };
    let told = told.into_iter().filter(|finding| {
        !finding.subjects.is_empty() && finding.subjects.iter().all(|s| shows_sql(&s.id))
    });
    let weighed = told.cloned().map(|finding| Finding {
        severity: finding.rule.info().severity,
        standing: None,
        ..finding
    });
    weighed.collect()
}

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
