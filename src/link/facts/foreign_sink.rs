//! What other tools found taken in, without secrets and persons.

use super::gathered::Facts;
use super::raw_facts::RawForeign;
use crate::diagnostic::{ForeignRule, LONGEST, LONGEST_HELP, Pos, beginning};
use crate::export::fact::{FindingFact, FoundIn};

/// Takes a finding.
pub(super) fn finding(facts: &mut Facts, pos: Pos, fact: FindingFact<'_>) {
    let withheld = &mut facts.withheld;
    // Secrets are looked for before a text is cut: half of one is none.
    let mut legible = |text: &str, most| beginning(&withheld.legible(text, pos), most);
    let rule = ForeignRule {
        tool: legible(&fact.tool, LONGEST),
        rule: legible(&fact.rule, LONGEST),
        // An address that isn't whole leads nowhere.
        address: fact.address.map(|address| legible(&address, usize::MAX)),
    };
    facts.foreign.push(RawForeign {
        rule,
        severity: fact.severity,
        message: legible(&fact.message, LONGEST),
        help: fact.help.map(|help| legible(&help, LONGEST_HELP)),
        assets: fact
            .assets
            .iter()
            .map(|asset| legible(asset, LONGEST))
            .collect(),
        detail: fact.detail.map(|detail| legible(&detail, LONGEST)),
        file: fact.file.map(|FoundIn { path, line, column }| {
            let path = legible(&path, LONGEST);
            (path, line, column)
        }),
        set_aside: fact
            .set_aside
            .map(|(why, until)| (legible(&why, LONGEST), legible(&until, LONGEST))),
        pos,
    });
}
