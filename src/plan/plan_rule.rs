//! The rules of plans. What each is stands in its file, `rules/plans/<id>.md`, which is part of the program.

use std::sync::LazyLock;

use crate::diagnostic::rule::{Example, example, sections};
use crate::lines::ChangeClass;

/// What a rule of plans is: its file `rules/plans/<id>.md`. Texts are Markdown.
#[derive(Debug)]
pub(crate) struct PlanRuleInfo {
    /// Stable id.
    pub(crate) id: &'static str,
    /// What it is to the consumers of a view that moves, unless something raises or lowers it.
    pub(crate) class: ChangeClass,
    /// What it means, in a sentence without marks.
    pub(crate) summary: &'static str,
    /// The summary, and more where there is more to say.
    pub(crate) what: &'static str,
    /// Why it matters.
    pub(crate) why: &'static str,
    /// What to do about it.
    pub(crate) mend: &'static str,
    /// A mesh root in which the view `shop.unified.orders` can't move to `shop.sales.orders` without it.
    pub(crate) fails: Example,
    /// One in which it can.
    pub(crate) passes: Example,
}

/// The sections of a file, in their order.
const SECTIONS: [&str; 5] = ["What", "Why", "What to do", "Fails", "Passes"];

static INFOS: LazyLock<Vec<PlanRuleInfo>> = LazyLock::new(|| {
    let read = |(id, text): &(&'static str, &'static str)| {
        // A test reads every file; of one that is wrong all the same, the id is left.
        read(id, text).unwrap_or_else(|_| PlanRuleInfo {
            id,
            class: ChangeClass::Breaking,
            summary: id,
            what: id,
            why: "",
            mend: "",
            fails: Example::default(),
            passes: Example::default(),
        })
    };
    TEXTS.iter().map(read).collect()
});

/// Reads the text of the rule `id`.
fn read(id: &'static str, text: &'static str) -> Result<PlanRuleInfo, String> {
    let mut lines = text.lines();
    let class = match (lines.next(), lines.next(), lines.next()) {
        (Some("---"), Some(line), Some("---")) => line.strip_prefix("class: "),
        _ => None,
    };
    let class = class
        .and_then(ChangeClass::parse)
        .ok_or("it doesn't begin with its class between two lines of `---`")?;
    let sections = sections(text);
    let titles: Vec<&str> = sections.iter().map(|(title, _)| *title).collect();
    let [(_, what), (_, why), (_, mend), (_, fails), (_, passes)] = sections.as_slice() else {
        return Err(format!("its sections are {titles:?}"));
    };
    if titles != SECTIONS || [what, why, mend].iter().any(|body| body.is_empty()) {
        return Err(format!(
            "its sections are {titles:?}, or one of them is empty"
        ));
    }
    Ok(PlanRuleInfo {
        id,
        class,
        summary: what.lines().next().unwrap_or_default(),
        what,
        why,
        mend,
        fails: example(fails)?,
        passes: example(passes)?,
    })
}

macro_rules! rules {
    ($($variant:ident $id:literal)*) => {
        /// A rule of plans, by its stable id.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum PlanRule { $(#[doc = concat!("`", $id, "`")] $variant),* }

        impl PlanRule {
            /// All of them.
            pub(crate) const ALL: &'static [PlanRule] = &[$(PlanRule::$variant),*];
        }

        /// Id and file of each rule, in their order.
        const TEXTS: &[(&str, &str)] = &[
            $(($id, include_str!(concat!("../../rules/plans/", $id, ".md")))),*
        ];
    };
}

rules! {
    // whether it can be done at all
    StatementUnknown "plan-statement-unknown"
    OptionsLost "plan-options-lost"
    BuiltByTool "plan-built-by-tool"
    SystemDiffers "plan-system-differs"
    LocationDiffers "plan-location-differs"
    Cycle "plan-cycle"
    TargetEnding "plan-target-ending"
    // who reads and writes past the view
    DirectReader "plan-direct-reader"
    DirectWriter "plan-direct-writer"
    WildcardReader "plan-wildcard-reader"
    ViewOverIt "plan-view-over-it"
    // columns
    ColumnLost "plan-column-lost"
    ColumnRetyped "plan-column-retyped"
    CollationDiffers "plan-collation-differs"
    // partitions
    FilterRequired "plan-filter-required"
    PartitionColumn "plan-partition-column"
    PseudocolumnUsed "plan-pseudocolumn-used"
    PruningLost "plan-pruning-lost"
    // who may see what
    AuthorizationMissing "plan-authorization-missing"
    AuthorizationFull "plan-authorization-full"
    AccessLost "plan-access-lost"
    RowPolicyLost "plan-row-policy-lost"
    RowPolicyGained "plan-row-policy-gained"
    PolicyTagLost "plan-policy-tag-lost"
    PolicyTagGained "plan-policy-tag-gained"
    KmsDiffers "plan-kms-differs"
    // what is promised, and where data comes from
    HistoryShorter "plan-history-shorter"
    FreshnessWorse "plan-freshness-worse"
    ServiceLevelLost "plan-service-level-lost"
    LineageLost "plan-lineage-lost"
    LineageGained "plan-lineage-gained"
}

impl PlanRule {
    /// What its file says.
    pub(crate) fn info(self) -> &'static PlanRuleInfo {
        // There is one for each rule, in the same order.
        &INFOS[self as usize]
    }

    /// The rule with this id.
    pub(crate) fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|r| r.info().id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::{PlanRule, TEXTS, read};
    use crate::diagnostic::Rule;

    const DOC: &str = include_str!("../../docs/plan.md");

    #[test]
    fn every_file_is_read() {
        for (id, text) in TEXTS {
            let info = read(id, text).unwrap_or_else(|e| panic!("rules/plans/{id}.md: {e}"));
            assert!(info.summary.ends_with('.'), "{id}: {}", info.summary);
            assert!(!info.summary.contains(['\n', '`']), "{}", info.summary);
            assert!(Rule::parse(id).is_none(), "{id} is a rule of findings too");
        }
    }

    #[test]
    fn the_index_has_every_rule_as_it_is() {
        let rows: Vec<&str> = DOC.lines().filter(|l| l.starts_with("| [`")).collect();
        let expected: Vec<String> = PlanRule::ALL
            .iter()
            .map(|rule| {
                let info = rule.info();
                let (id, class) = (info.id, info.class.as_str());
                format!(
                    "| [`{id}`](../rules/plans/{id}.md) | {class} | {} |",
                    info.summary
                )
            })
            .collect();
        assert_eq!(rows, expected);
    }
}
