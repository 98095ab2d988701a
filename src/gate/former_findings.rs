//! What a former run found: which findings are new since then, and which are gone.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::Catalog;
use crate::diagnostic::{Finding, FormerState};
use crate::lines::FindingLine;

/// What a former run found.
#[derive(Debug, Default)]
pub(crate) struct FormerFindings {
    /// As programs read it.
    pub lines: Vec<FindingLine>,
    /// Ids of the rules that it had; all of today's where that isn't told.
    pub rules: Option<FxHashSet<String>>,
    /// Versions of its products, by id.
    pub versions: FxHashMap<String, String>,
}

/// Rule, what it is about, and what tells it from others of the two.
type Known = (String, String, String);

impl FormerFindings {
    /// Says of each finding whether the former run had it. Of several alike as many are new as there
    /// are more now: first those of the same words are put beside each other, then the others. Gives
    /// the lines that stand beside none.
    pub(crate) fn mark(self, findings: &mut [Finding], paths: &[String]) -> Vec<FindingLine> {
        let mut left: FxHashMap<Known, VecDeque<usize>> = FxHashMap::default();
        for (i, line) in self.lines.iter().enumerate() {
            let detail = line.detail.clone().unwrap_or_default();
            let known = (line.rule.clone(), key(line), detail);
            left.entry(known).or_default().push_back(i);
        }
        let mut is_here = vec![false; self.lines.len()];
        for by_words in [true, false] {
            for finding in findings.iter_mut() {
                if finding.former_state().is_some() {
                    continue;
                }
                let message = by_words.then(|| finding.message.to_string());
                let found = known(finding, paths).into_iter().find_map(|known| {
                    let lines = left.get_mut(&known)?;
                    let at = match &message {
                        Some(message) => lines.iter().position(|i| {
                            self.lines.get(*i).is_some_and(|l| l.message == *message)
                        }),
                        None => Some(0),
                    };
                    lines.remove(at?)
                });
                if let Some(here) = found.and_then(|i| is_here.get_mut(i)) {
                    *here = true;
                    finding.standing_mut().state = Some(FormerState::Unchanged);
                }
            }
        }
        for finding in findings {
            if finding.former_state().is_none() {
                let state = match self.had(finding) {
                    true => FormerState::New,
                    false => FormerState::Untold,
                };
                finding.standing_mut().state = Some(state);
            }
        }
        let lines = self.lines.into_iter().zip(is_here);
        lines
            .filter(|(_, here)| !here)
            .map(|(line, _)| line)
            .collect()
    }

    /// Keys of the products that have another version than they had.
    #[must_use]
    pub(crate) fn released(&self, catalog: &Catalog) -> Vec<String> {
        let products = catalog.products.iter().filter_map(|product| {
            let subject = catalog.subject(product.asset);
            let former = self.versions.get(&subject.id)?;
            (product.version_at(&catalog.operations.clock)? != former).then_some(subject.key)
        });
        products.collect()
    }

    fn had(&self, finding: &Finding) -> bool {
        let rule = finding.rule.info().id;
        self.rules.as_ref().is_none_or(|rules| rules.contains(rule))
    }
}

/// What a line is about. Lines of older versions have no key.
fn key(line: &FindingLine) -> String {
    match (&line.key, &line.asset, &line.file) {
        (Some(key), ..) => key.clone(),
        (None, Some(asset), _) => format!("id:{asset}"),
        (None, None, Some(file)) => format!("file:{file}"),
        (None, None, None) => "mesh".to_owned(),
    }
}

/// The ways in which a former run may have known a finding.
fn known(finding: &Finding, paths: &[String]) -> Vec<Known> {
    let identity = finding.identity(paths);
    let rule = identity.rule.into_owned();
    let key = identity.key.into_owned();
    let mut known = vec![(rule.clone(), key.clone(), identity.detail.to_owned())];
    if !identity.detail.is_empty() {
        known.push((rule.clone(), key, String::new()));
    }
    if let Some(asset) = finding.asset() {
        known.push((rule, format!("id:{asset}"), String::new()));
    }
    known
}
