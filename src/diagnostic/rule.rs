//! The rules. What each is stands in its file, `rules/<id>.md`, which is part of the program.

mod classed_rule;
mod rule_file;
mod rule_info;

use std::sync::LazyLock;

pub(crate) use classed_rule::{ClassedRuleInfo, classed_rules};
pub use rule_info::{Example, ExampleFile, Form, Gate, Group, RuleInfo, Severity};

static INFOS: LazyLock<Vec<RuleInfo>> = LazyLock::new(|| {
    let read = |(id, text): &(&'static str, &'static str)| {
        // A test reads every file; of one that is wrong all the same, the id is left.
        rule_file::read(id, text).unwrap_or_else(|_| RuleInfo {
            id,
            severity: Severity::Error,
            gate: Gate::Authored,
            group: Group::Reading,
            limit: None,
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

macro_rules! rules {
    ($($variant:ident $id:literal)*) => {
        /// A rule, by its stable id.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $(#[doc = concat!("`", $id, "`")] $variant),* }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant),*];
        }

        /// Id and file of each rule, in their order.
        const TEXTS: &[(&str, &str)] = &[
            $(($id, include_str!(concat!("../../rules/", $id, ".md")))),*
        ];
    };
}

rules! {
    // reading
    Unreadable "unreadable-file"
    SymbolicLink "symbolic-link"
    LinkedTwice "linked-twice"
    SettingsName "settings-name"
    NotUtf8 "not-utf8"
    TooLarge "too-large"
    YamlSyntax "yaml-syntax"
    TomlSyntax "toml-syntax"
    FrontMatter "front-matter"
    AliasBomb "alias-limit"
    UnknownKind "unknown-kind"
    UnknownKey "unknown-key"
    WrongType "wrong-type"
    MissingField "missing-field"
    DuplicateKey "duplicate-key"
    DuplicateId "duplicate-id"
    WrongDate "wrong-date"
    WrongAddress "wrong-address"
    UnknownServerType "unknown-server-type"
    UnknownServiceLevel "unknown-service-level"
    UnknownId "unknown-id"
    UnknownContract "unknown-contract"
    DomainCycle "domain-cycle"
    ExportRow "export-row"
    ExportFile "export-file"
    ExportTime "export-time"
    ExportDuplicate "export-duplicate"
    ExportStale "export-stale"
    ExportUnmatched "export-unmatched"
    ExportOutside "export-outside"
    ExportLimit "export-row-limit"
    WideRun "wide-run"
    SecretRemoved "secret-removed"
    EntryPointUnmatched "entry-point-unmatched"
    NoBaseUrl "no-base-url"
    EmptyRoot "empty-root"
    HistoryDamaged "history-damaged"
    LargeFile "large-file"
    // linking
    AmbiguousServer "ambiguous-server"
    SqlUnparsed "sql-unparsed"
    ViewCycle "view-cycle"
    EnvironmentTie "environment-tie"
    SlugCollision "slug-collision"
    ContractUnattached "contract-unattached"
    ContractColumn "contract-column"
    DocumentedColumn "documented-column-missing"
    UnresolvedLink "unresolved-link"
    BrokenLink "broken-link"
    DeadLink "dead-link"
    // drift
    WrongEnvironment "drift-environment"
    RetiredTarget "drift-retired-target"
    DeprecatedTarget "drift-deprecated-target"
    MissingTarget "drift-missing-target"
    PartialListing "partial-listing"
    UnownedView "unowned-view"
    UnownedTable "unowned-table"
    Dangling "drift-dangling"
    SpansEnvironments "drift-spans-environments"
    EntryPointTable "entry-point-table"
    NoView "table-without-view"
    // release
    WithoutOwner "product-without-owner"
    WithoutOnCall "product-without-on-call"
    ProductUndescribed "product-undescribed"
    RelationUndescribed "relation-undescribed"
    ColumnsUndescribed "columns-undescribed"
    WithoutContract "port-without-contract"
    ContractNotActive "contract-not-active"
    WithoutServiceLevel "product-without-service-level"
    Unwatched "service-level-unwatched"
    WithoutView "product-without-view"
    WithoutAudience "view-without-audience"
    WithoutCriticality "product-without-criticality"
    ProductUntested "product-untested"
    CheckUnbound "release-check-unbound"
    CheckMissing "release-check-missing"
    CheckFailed "release-check-failed"
    CheckOutdated "release-check-outdated"
    OpenIncident "release-open-incident"
    TrainingNotCompleted "training-not-completed"
    ReleaseRecord "release-record"
    VersionNotRaised "version-not-raised"
    // readiness
    NotReady "dme-not-ready"
    FrameworkOutdated "framework-outdated"
    OwnRuleBroken "dme-rule-broken"
    OwnRuleAge "dme-rule-age"
    // lifecycle
    NoReplacement "deprecated-without-replacement"
    EndOfLifePassed "end-of-life-passed"
    NoEnd "deprecated-without-end"
    ReplacementUnusable "replacement-unusable"
    RenamedFromPresent "renamed-from-present"
    RenamedFromClash "renamed-from-clash"
    // shape
    SelectStar "select-star"
    LongViewChain "long-view-chain"
    ColumnWithoutType "column-without-type"
    TooManyColumns "too-many-columns"
    UntestedKey "untested-key"
    WideGrant "wide-grant"
    ManyGrants "many-grants"
    PersonalDataOpen "personal-data-open"
    CriticalityDiffers "criticality-differs"
    OptionalUnmet "optional-check-unmet"
    // taste
    DescribedDifferently "column-described-differently"
    NameAgainstType "name-against-type"
    LabelStyle "label-style"
    // gate
    ForeignFinding "foreign-finding"
    RuleSettingUnmatched "rule-setting-unmatched"
    SuppressionExpired "suppression-expired"
    SuppressionUnneeded "suppression-unneeded"
    NamesHiddenAsset "names-hidden-asset"
}

impl Rule {
    /// Rules that say that sources contradict each other, in the order in which they are shown.
    pub(crate) const CONTRADICTIONS: [Self; 13] = [
        Self::WrongEnvironment,
        Self::SpansEnvironments,
        Self::EnvironmentTie,
        Self::UnownedView,
        Self::UnownedTable,
        Self::MissingTarget,
        Self::RetiredTarget,
        Self::DeprecatedTarget,
        Self::Dangling,
        Self::ContractColumn,
        Self::DocumentedColumn,
        Self::EntryPointTable,
        Self::NoReplacement,
    ];

    /// Those after which a manifest, or a document of it, isn't there.
    pub(crate) const UNREAD: [Self; 6] = [
        Self::Unreadable,
        Self::NotUtf8,
        Self::TooLarge,
        Self::YamlSyntax,
        Self::AliasBomb,
        Self::UnknownKind,
    ];

    /// Whether it says that sources contradict each other.
    #[must_use]
    pub(crate) fn is_contradiction(self) -> bool {
        Self::CONTRADICTIONS.contains(&self)
    }

    /// Whether it says of an asset that it lacks something, or that this something is another than it
    /// should be: in a part of a mesh, what isn't there may be hidden.
    #[must_use]
    pub(crate) const fn is_of_absence(self) -> bool {
        matches!(
            self,
            Self::UnownedView
                | Self::UnownedTable
                | Self::WrongEnvironment
                | Self::SpansEnvironments
                | Self::WithoutOwner
                | Self::WithoutOnCall
                | Self::ColumnsUndescribed
                | Self::WithoutServiceLevel
                | Self::Unwatched
                | Self::WithoutView
                | Self::WithoutAudience
                | Self::CheckUnbound
                | Self::CheckMissing
                | Self::OptionalUnmet
                | Self::NotReady
                | Self::NoEnd
                | Self::UntestedKey
                | Self::PersonalDataOpen
                | Self::CriticalityDiffers
        )
    }

    /// Whether it says that nothing refers to an asset, or that the asset refers to nothing: nobody can
    /// tell that of a part of a mesh, even where the asset itself is all there.
    #[must_use]
    pub(crate) const fn is_of_what_refers(self) -> bool {
        matches!(
            self,
            Self::NoView | Self::WithoutContract | Self::NoReplacement
        )
    }

    /// Whether it speaks of suppressions: nothing suppresses it, and no baseline lists it.
    #[must_use]
    pub(crate) const fn is_of_suppressions(self) -> bool {
        matches!(self, Self::SuppressionExpired | Self::SuppressionUnneeded)
    }

    /// What its file says.
    #[must_use]
    pub fn info(self) -> &'static RuleInfo {
        // There is one for each rule, in the same order.
        &INFOS[self as usize]
    }

    /// The rule with this id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|r| r.info().id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, TEXTS, rule_file};

    const DOC: &str = include_str!("../../docs/rules.md");

    #[test]
    fn every_file_is_read() {
        for (id, text) in TEXTS {
            let info = rule_file::read(id, text).unwrap_or_else(|e| panic!("rules/{id}.md: {e}"));
            // A root without anything in it has no place to name.
            let placed = info.fails.place.is_some() || *id == "empty-root";
            assert!(placed, "rules/{id}.md: no place");
            assert!(
                info.summary.ends_with('.'),
                "rules/{id}.md: {}",
                info.summary
            );
            assert!(!info.summary.contains(['\n', '`']), "{}", info.summary);
        }
    }

    #[test]
    fn a_file_that_is_wrong_is_not_read() {
        let (id, text) = TEXTS[0];
        let wrong = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            let text: &'static str = text.replacen(from, to, 1).leak();
            rule_file::read(id, text).unwrap_err()
        };
        assert!(wrong("severity: error", "severity: loud").contains("severity"));
        assert!(wrong("gate: authored", "gate: open").contains("gate"));
        assert!(wrong("group: reading", "group: none").contains("group"));
        assert!(wrong("gate: authored\n", "gate: authored\nx: y\n").contains("`x`"));
        assert!(wrong("gate: authored\n", "gate: authored\nlimit: x\n").contains("limit"));
        assert!(wrong("## Why", "## Because").contains("Because"));
        assert!(wrong("## Why\n", "").contains("sections"));
        assert!(wrong("```toml vitrina.toml\n", "```toml\n").contains("toml"));
        assert!(wrong("```toml vitrina.toml\n", "```toml a upside-down\n").contains("no form"));
        assert!(wrong("```toml vitrina.toml\n", "````toml vitrina.toml\n").contains("closed"));
    }

    #[test]
    fn the_index_has_every_rule_as_it_is() {
        let rows: Vec<&str> = DOC.lines().filter(|l| l.starts_with("| [`")).collect();
        let expected: Vec<String> = Rule::ALL
            .iter()
            .map(|rule| {
                let info = rule.info();
                let (id, severity, gate) = (info.id, info.severity.as_str(), info.gate.as_str());
                format!(
                    "| [`{id}`](../rules/{id}.md) | {severity} | {gate} | {} |",
                    info.summary
                )
            })
            .collect();
        assert_eq!(rows, expected);
    }
}
