//! The rules of changes. What each is stands in its file, `rules/changes/<id>.md`.

use crate::diagnostic::rule::classed_rules;

classed_rules! {
    /// A rule of changes, by its stable id.
    ChangeRule in "rules/changes" {
        // what is there
        ViewAdded "view-added"
        ViewRemoved "view-removed"
        TableAdded "table-added"
        TableRemoved "table-removed"
        ProductAdded "product-added"
        ProductRemoved "product-removed"
        DmeAdded "dme-added"
        DmeRemoved "dme-removed"
        DomainAdded "domain-added"
        DomainRemoved "domain-removed"
        DomainMoved "domain-moved"
        RelationUnseen "relation-unseen"
        KindChanged "kind-changed"
        Renamed "renamed"
        LeftEntryPoint "left-entry-point"
        JoinedEntryPoint "joined-entry-point"
        // where it points
        PointerMovedWithin "pointer-moved-within"
        PointerMovedAcross "pointer-moved-across"
        PointerUnknown "pointer-unknown"
        MustBeRecreated "must-be-recreated"
        // columns
        ColumnAdded "column-added"
        ColumnRemoved "column-removed"
        ColumnUnseen "column-unseen"
        ColumnRenamed "column-renamed"
        ColumnRetyped "column-retyped"
        ColumnNarrowed "column-narrowed"
        ColumnWidened "column-widened"
        ColumnNested "column-nested"
        ColumnReordered "column-reordered"
        ColumnNullable "column-nullable"
        ColumnRequired "column-required"
        CollationChanged "collation-changed"
        PolicyTagAdded "policy-tag-added"
        PolicyTagRemoved "policy-tag-removed"
        // storage that queries notice
        PartitionFilterRequired "partition-filter-required"
        PartitionFilterDropped "partition-filter-dropped"
        PartitionColumnChanged "partition-column-changed"
        RowPolicyAdded "row-policy-added"
        RowPolicyRemoved "row-policy-removed"
        // who answers for it, who may use it
        OwnerChanged "owner-changed"
        TeamChanged "team-changed"
        AudienceAdded "audience-added"
        AudienceRemoved "audience-removed"
        GrantAdded "grant-added"
        GrantRemoved "grant-removed"
        // what is promised
        ContractAdded "contract-added"
        ContractRemoved "contract-removed"
        ContractVersion "contract-version"
        ServiceLevelRaised "service-level-raised"
        ServiceLevelWeakened "service-level-weakened"
        ServiceLevelChanged "service-level-changed"
        // how it is
        VerdictBetter "verdict-better"
        VerdictWorse "verdict-worse"
        // where it is in its life
        Deprecated "deprecated"
        Undeprecated "undeprecated"
        EndOfLifeSet "end-of-life-set"
        EndOfLifeEarlier "end-of-life-earlier"
        EndOfLifeLater "end-of-life-later"
        Retired "retired"
        RetiredEarly "retired-early"
        // what can't be told
        NotCompared "not-compared"
    }
}

impl ChangeRule {
    /// Whether it tells how data is at a moment, not what somebody changed.
    pub(crate) fn is_operational(self) -> bool {
        matches!(self, Self::VerdictBetter | Self::VerdictWorse)
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeRule, TEXTS};
    use crate::diagnostic::Rule;
    use crate::diagnostic::rule::ClassedRuleInfo;

    const DOC: &str = include_str!("../../docs/changes.md");

    #[test]
    fn every_file_is_read() {
        for (id, text) in TEXTS {
            let info = ClassedRuleInfo::read(id, text)
                .unwrap_or_else(|e| panic!("rules/changes/{id}.md: {e}"));
            assert!(info.summary.ends_with('.'), "{id}: {}", info.summary);
            assert!(!info.summary.contains(['\n', '`']), "{}", info.summary);
            assert!(Rule::parse(id).is_none(), "{id} is a rule of findings too");
            for file in info.fails.files.iter().chain(&info.passes.files) {
                let path = file.path;
                assert!(
                    path.starts_with("old/") || path.starts_with("new/"),
                    "{path}"
                );
            }
        }
    }

    #[test]
    fn the_index_has_every_rule_as_it_is() {
        let rows: Vec<&str> = DOC.lines().filter(|l| l.starts_with("| [`")).collect();
        let expected: Vec<String> = ChangeRule::ALL
            .iter()
            .map(|rule| {
                let info = rule.info();
                let (id, class) = (info.id, info.class.as_str());
                format!(
                    "| [`{id}`](../rules/changes/{id}.md) | {class} | {} |",
                    info.summary
                )
            })
            .collect();
        assert_eq!(rows, expected);
    }
}
