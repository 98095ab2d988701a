//! Fingerprints of what is made of a mesh for pages: findings by asset, places in lists, marks.

use super::api::is_one_file;
use super::guide_pages::guides_beside;
use super::list_pages::{ALL, listed_on};
use super::model::SeenByBuilds;
use super::{PreparedViews, Views};
use crate::catalog::AssetIx;
use crate::diagnostic::{Finding, Place, Standing};
use crate::facets::{Derived, Facet, Feed, Fingerprints, Question, Set};

/// Fingerprints of what pages read of a mesh, and of what was prepared of it.
#[must_use]
pub(crate) fn fingerprints<'a>(prepared: &'a PreparedViews<'_>) -> Fingerprints<'a> {
    Fingerprints::new(prepared.facts(), prepared)
}

impl Derived for PreparedViews<'_> {
    fn facet(&self, facet: Facet, ix: AssetIx, to: &mut Feed<'_>) {
        let views = self.views();
        match facet {
            Facet::Findings => views.findings_of(ix).for_each(|f| finding(&views, f, to)),
            Facet::Rank => to.add(&views.used_rank(ix)),
            Facet::Marks => {
                let SeenByBuilds { first, changed } = views.marks_of(ix);
                to.add(&(first, changed));
            }
            Facet::Feed => to.add(&views.feed_of(ix)),
            Facet::DomainViews => to.add(views.domain_views(ix)),
            Facet::Partitions => {
                if let Some(reached) = views.partitions_of(ix) {
                    reached.feed(to);
                    for table in reached.required() {
                        to.add(&views.reader.path_to(ix, *table));
                    }
                }
            }
            _ => {}
        }
    }

    fn set(&self, set: Set, to: &mut Feed<'_>) {
        let views = self.views();
        match set {
            Set::Known => {
                let c = views.reader;
                to.add(&[c.knows_use(), c.knows_loads()]);
                to.add(&[c.knows_uptime(), c.knows_incidents(), c.knows_now()]);
            }
            Set::Unified => to.add(&views.unified()),
            Set::Tables => to.add(&views.tables()),
            Set::Days => views.days().feed(to),
            _ => {}
        }
    }

    fn answer(&self, question: Question, text: &str, to: &mut Feed<'_>) {
        let views = self.views();
        match question {
            Question::Id => to.add(&views.reader.resolve(text)),
            Question::Key => to.add(&views.reader.find_key(text)),
            Question::ListPage => match text.split_once('/') {
                Some(("beside", guide)) => {
                    let ix = views.reader.find_guide(guide);
                    to.add(&ix.map(|ix| guides_beside(&views, ix)));
                }
                Some((at, number)) => {
                    let at: Option<usize> = at.parse().ok();
                    let spec = at.and_then(|at| ALL.get(at));
                    let place = spec.zip(number.parse().ok());
                    to.add(&place.map(|(spec, number)| listed_on(&views, spec, number)));
                    // A page of a list says where its lines are.
                    to.add(&spec.map(|spec| is_one_file(&views, spec)));
                }
                None => {}
            },
            _ => {}
        }
    }
}

/// Whatever pages print of a finding, its line included.
fn finding(views: &Views<'_>, of: &Finding, to: &mut Feed<'_>) {
    let Finding {
        rule: _,
        severity,
        place,
        subjects,
        message,
        excerpt: _,
        help,
        detail,
        foreign,
        standing,
    } = of;
    to.add(of.rule_id().as_ref());
    to.add(severity.as_str());
    to.add(&place.as_ref().map(|place| match place {
        Place::In(pos) => views.reader.found_at(*pos),
        Place::At(path) => path.clone(),
    }));
    to.add(subjects);
    to.add(message);
    to.add(help);
    to.add(detail);
    to.add(foreign);
    if let Some(standing) = standing {
        let Standing {
            environment,
            product,
            suppressed,
            baseline,
            state,
        } = &**standing;
        to.add(&(environment, product));
        to.add(&(suppressed, baseline, state));
    }
}
