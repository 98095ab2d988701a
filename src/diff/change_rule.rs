//! The rules of changes. What each is stands in its file, `rules/changes/<id>.md`, which is part of the
//! program.

use std::sync::LazyLock;

use crate::diagnostic::rule::{Example, example, sections};
use crate::lines::ChangeClass;

/// What a rule of changes is: its file `rules/changes/<id>.md`. Texts are Markdown.
#[derive(Debug)]
pub(crate) struct ChangeRuleInfo {
    /// Stable id, used in output and in entries that accept a change.
    pub(crate) id: &'static str,
    /// What such a change is to consumers, unless something is known that raises or lowers it.
    pub(crate) class: ChangeClass,
    /// What it means, in a sentence without marks.
    pub(crate) summary: &'static str,
    /// The summary, and more where there is more to say.
    pub(crate) what: &'static str,
    /// Why it matters.
    pub(crate) why: &'static str,
    /// What to do about it.
    pub(crate) mend: &'static str,
    /// Two mesh roots, below `old/` and `new/`, that differ by such a change alone.
    pub(crate) fails: Example,
    /// Two without such a change.
    pub(crate) passes: Example,
}

/// The sections of a file, in their order.
const SECTIONS: [&str; 5] = ["What", "Why", "What to do", "Fails", "Passes"];

static INFOS: LazyLock<Vec<ChangeRuleInfo>> = LazyLock::new(|| {
    let read = |(id, text): &(&'static str, &'static str)| {
        // A test reads every file; of one that is wrong all the same, the id is left.
        read(id, text).unwrap_or_else(|_| ChangeRuleInfo {
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
fn read(id: &'static str, text: &'static str) -> Result<ChangeRuleInfo, String> {
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
    Ok(ChangeRuleInfo {
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
        /// A rule of changes, by its stable id.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum ChangeRule { $(#[doc = concat!("`", $id, "`")] $variant),* }

        impl ChangeRule {
            /// All of them.
            pub(crate) const ALL: &'static [ChangeRule] = &[$(ChangeRule::$variant),*];
        }

        /// Id and file of each rule, in their order.
        const TEXTS: &[(&str, &str)] = &[
            $(($id, include_str!(concat!("../../rules/changes/", $id, ".md")))),*
        ];
    };
}

rules! {
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

impl ChangeRule {
    /// What its file says.
    pub(crate) fn info(self) -> &'static ChangeRuleInfo {
        // There is one for each rule, in the same order.
        &INFOS[self as usize]
    }

    /// The rule with this id.
    pub(crate) fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|r| r.info().id == id)
    }

    /// Whether it tells how data is at a moment, not what somebody changed.
    pub(crate) fn is_operational(self) -> bool {
        matches!(self, Self::VerdictBetter | Self::VerdictWorse)
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeRule, TEXTS, read};
    use crate::diagnostic::Rule;

    const DOC: &str = include_str!("../../docs/changes.md");

    #[test]
    fn every_file_is_read() {
        for (id, text) in TEXTS {
            let info = read(id, text).unwrap_or_else(|e| panic!("rules/changes/{id}.md: {e}"));
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
