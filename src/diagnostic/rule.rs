//! The rules, each with its id, severity, and what its finding means.

/// How loud a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Not reported.
    Off,
    /// Good to know.
    Info,
    /// Should be mended.
    Warning,
    /// Must be mended.
    Error,
}

impl Severity {
    /// The word used in settings and output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The opposite of [`Severity::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Off, Self::Info, Self::Warning, Self::Error]
            .into_iter()
            .find(|s| s.as_str() == word)
    }
}

/// What a rule is.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo {
    /// Stable id, used in settings and output.
    pub id: &'static str,
    /// Severity unless the settings say otherwise.
    pub severity: Severity,
    /// What the finding means, in a sentence.
    pub summary: &'static str,
}

macro_rules! rules {
    ($($variant:ident $id:literal $severity:ident $summary:literal)*) => {
        /// A rule, by its stable id.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $(#[doc = $summary] $variant),* }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant),*];

            /// Id, severity and meaning.
            #[must_use]
            pub const fn info(self) -> RuleInfo {
                match self {
                    $(Rule::$variant => RuleInfo { id: $id, severity: Severity::$severity, summary: $summary }),*
                }
            }
        }
    };
}

rules! {
    // reading
    Unreadable "unreadable-file" Error "A file or folder could not be read."
    SymbolicLink "symbolic-link" Warning "A symbolic link leads out of the mesh root, or nowhere, and was not followed."
    LinkedTwice "linked-twice" Info "A symbolic link leads to what is read under another path; it is read once."
    SettingsName "settings-name" Warning "A file has the name of the settings, or nearly, and isn't read as such: it stands in another place or is spelled differently."
    NotUtf8 "not-utf8" Error "A text file isn't UTF-8, nor UTF-16 with a byte-order mark."
    TooLarge "too-large" Error "A file, a document or its nesting is larger than the limit."
    YamlSyntax "yaml-syntax" Error "A manifest isn't valid YAML."
    TomlSyntax "toml-syntax" Error "The settings aren't valid TOML."
    FrontMatter "front-matter" Warning "The front matter of a Markdown file isn't read as a whole."
    AliasBomb "alias-limit" Error "A manifest's YAML aliases expand to more nodes than the limit."
    UnknownKind "unknown-kind" Error "A manifest's kind or apiVersion isn't known."
    UnknownKey "unknown-key" Error "A manifest has a key that its kind doesn't know."
    WrongType "wrong-type" Error "A value has the wrong type or isn't one of those allowed."
    MissingField "missing-field" Error "A required field is missing."
    DuplicateKey "duplicate-key" Error "A key stands twice in one mapping."
    DuplicateId "duplicate-id" Error "Two manifests describe the same thing."
    WrongDate "wrong-date" Error "A date is none that the calendar has, or isn't written as one."
    WrongAddress "wrong-address" Warning "A link has no scheme, or one that isn't allowed, and isn't shown as a link."
    UnknownServerType "unknown-server-type" Warning "A server has a type that the Open Data Contract Standard doesn't list."
    UnknownServiceLevel "unknown-service-level" Warning "A service-level property isn't known, or what it promises can't be read, so it is judged by nothing."
    UnknownId "unknown-id" Error "A manifest names something that no manifest describes."
    UnknownContract "unknown-contract" Warning "A product of the standard names a contract that no document describes; it may live outside the mesh root."
    DomainCycle "domain-cycle" Error "Domains, or teams, are each other's parents."
    ExportRow "export-row" Error "A row of an export could not be read; the rest of the file is used."
    ExportFile "export-file" Error "An export could not be read to its end; what came before is used."
    ExportTime "export-time" Warning "A time in an export can't be read or has no zone; without a zone it is taken as UTC."
    ExportDuplicate "export-duplicate" Info "A row of an export repeats one before it and counts once."
    ExportStale "export-stale" Warning "An export is older than its allowed age."
    ExportUnmatched "export-unmatched" Warning "An export setting matches no file."
    ExportOutside "export-outside" Warning "A file looks like an export and is matched by no export setting."
    ExportLimit "export-row-limit" Warning "An export has exactly as many rows as a tool writes unless told otherwise; more may be missing."
    WideRun "wide-run" Info "A run reads and writes so many tables that lineage leads through its job, instead of from each table to each other."
    SecretRemoved "secret-removed" Warning "A credential stood in a name or an address; it was taken out and isn't published."
    EntryPointUnmatched "entry-point-unmatched" Warning "An entry point of the settings matches no dataset."
    NoBaseUrl "no-base-url" Info "Without base_url a missing page below a folder can't find the portal's styles on every static host."
    EmptyRoot "empty-root" Warning "The mesh root holds no manifest and no export."
    // linking
    AmbiguousServer "ambiguous-server" Warning "A table is named without its server, and several servers hold one of that name."
    SqlUnparsed "sql-unparsed" Warning "SQL of a view or a dbt model doesn't parse; a view's references were found by a tolerant scan and are marked inferred."
    ViewCycle "view-cycle" Error "A view reads itself, directly or through other views."
    EnvironmentTie "environment-tie" Error "Two DMEs claim the same table equally."
    SlugCollision "slug-collision" Info "Two assets' page names differ by case alone, or not at all; their pages are told apart by a suffix."
    ContractUnattached "contract-unattached" Warning "A data contract names a table that no export and no product describes."
    ContractColumn "contract-column" Warning "A data contract states a column, or a field of one, that the warehouse doesn't have."
    DocumentedColumn "documented-column-missing" Warning "Documentation names a column that the warehouse doesn't have."
    UnresolvedLink "unresolved-link" Warning "A wiki link names nothing that is in the catalog."
    BrokenLink "broken-link" Warning "A relative link or an image of a Markdown file leads to nothing in the mesh root."
    // drift
    WrongEnvironment "drift-environment" Warning "Sources disagree on the DME that owns an asset."
    RetiredTarget "drift-retired-target" Error "A view that is in use reads something retired."
    DeprecatedTarget "drift-deprecated-target" Warning "A view that is in use reads something deprecated."
    MissingTarget "drift-missing-target" Error "A view reads a table that its warehouse doesn't have."
    PartialListing "partial-listing" Warning "An export's listing of a dataset lacks tables that seem to be there."
    UnownedView "unowned-view" Error "No source says which DME owns a view."
    UnownedTable "unowned-table" Warning "No DME claims a productive table."
    Dangling "drift-dangling" Error "A manifest names a table or view that the warehouse doesn't have."
    SpansEnvironments "drift-spans-environments" Warning "A view reaches tables of several DMEs and no product of theirs declares it."
    EntryPointTable "entry-point-table" Warning "A table stands in an entry-point dataset, where only views belong."
    NoView "table-without-view" Info "A productive table that a product declares is behind no unified view."
    NoReplacement "deprecated-without-replacement" Warning "Something is deprecated and names no replacement."
}

impl Rule {
    /// The rule with this id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|r| r.info().id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    const DOC: &str = include_str!("../../docs/rules.md");

    #[test]
    fn the_documentation_has_every_rule_as_it_is() {
        let rows: Vec<&str> = DOC.lines().filter(|line| line.starts_with("| `")).collect();
        let begins: Vec<String> = Rule::ALL
            .iter()
            .map(|rule| {
                let info = rule.info();
                format!(
                    "| `{}` | {} | {} | ",
                    info.id,
                    info.severity.as_str(),
                    info.summary
                )
            })
            .collect();
        for (row, begin) in rows.iter().zip(&begins) {
            let mend = row.strip_prefix(begin.as_str());
            assert!(
                mend.is_some_and(|mend| mend.len() > " |".len() + 5 && mend.ends_with(". |")),
                "docs/rules.md has\n{row}\nand the code\n{begin}"
            );
        }
        assert_eq!(rows.len(), begins.len());
    }
}
