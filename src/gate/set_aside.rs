//! What is said of findings beside the assets, and in baselines.

use super::baselines::{BaselineFile, Baselines};
use super::judged_rules::JudgedRules;
use super::suppressing::{Unneeded, suppress};
use super::whose::tell_whose;
use crate::catalog::Catalog;
use crate::config::Settings;
use crate::diagnostic::{Finding, Rule};

/// What came of suppressions and baselines.
#[derive(Debug, Default)]
pub(crate) struct SetAside {
    /// Suppressions that suppress nothing.
    pub unneeded: Vec<Unneeded>,
    /// Number of suppressions that couldn't be compared with a day, since none is known.
    pub undated: usize,
    /// The baselines.
    pub baselines: Baselines,
}

impl SetAside {
    /// Tells each finding whose it is, how loud its owner has it and whether it is let be; what has to
    /// be said of suppressions and baselines is added.
    pub(crate) fn mark(
        catalog: &Catalog,
        settings: &Settings,
        baselines: Vec<BaselineFile>,
        findings: &mut Vec<Finding>,
    ) -> Self {
        tell_whose(catalog, findings);
        let written = settings.suppressions.len() + catalog.suppressions.len();
        if baselines.is_empty() && written == 0 {
            settings.weigh(findings);
            return Self::default();
        }
        // Before any is dropped: that an export is old counts whether or not somebody wants to hear it.
        let judged = JudgedRules::new(catalog, settings, findings);
        settings.weigh(findings);
        let suppressing = suppress(catalog, settings, &judged, findings);
        let mut told = suppressing.remarks;
        let baselines = Baselines::mark(baselines, &judged, &catalog.files, findings, &mut told);
        tell_whose(catalog, &mut told);
        settings.weigh(&mut told);
        findings.append(&mut told);
        Self {
            unneeded: suppressing.unneeded,
            undated: suppressing.undated,
            baselines,
        }
    }

    /// The same of findings of rules that speak once the others were marked.
    pub(crate) fn mark_late(
        &self,
        catalog: &Catalog,
        settings: &Settings,
        findings: &mut Vec<Finding>,
    ) {
        tell_whose(catalog, findings);
        settings.weigh(findings);
        let judged = JudgedRules::new(catalog, settings, findings);
        let mut told = suppress(catalog, settings, &judged, findings).remarks;
        // That an entry lets nothing be was told with the others.
        told.retain(|finding| finding.rule == Rule::SuppressionExpired);
        let (files, mut known) = (self.baselines.files().to_vec(), Vec::new());
        Baselines::mark(files, &judged, &catalog.files, findings, &mut known);
        tell_whose(catalog, &mut told);
        settings.weigh(&mut told);
        findings.append(&mut told);
    }
}
