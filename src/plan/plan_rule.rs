//! The rules of plans. What each is stands in its file, `rules/plans/<id>.md`.

use crate::diagnostic::rule::classed_rules;

classed_rules! {
    /// A rule of plans, by its stable id.
    PlanRule in "rules/plans" {
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
}

#[cfg(test)]
mod tests {
    use super::{PlanRule, TEXTS};
    use crate::diagnostic::Rule;
    use crate::diagnostic::rule::ClassedRuleInfo;

    const DOC: &str = include_str!("../../docs/plan.md");

    #[test]
    fn every_file_is_read() {
        for (id, text) in TEXTS {
            let info = ClassedRuleInfo::read(id, text)
                .unwrap_or_else(|e| panic!("rules/plans/{id}.md: {e}"));
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
