//! What an artifact is, by the schema that it names.

/// What an artifact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Manifest,
    Catalog,
    /// What came of a command: `run_results.json`.
    RunResults,
    /// How fresh sources are: `sources.json`.
    Sources,
    /// Known, and nothing of it is read.
    Ignored,
}

/// What `metadata.dbt_schema_version` says.
pub(super) struct Schema<'a> {
    pub(super) kind: Kind,
    /// `v12`.
    pub(super) version: &'a str,
}

/// Takes `https://schemas.getdbt.com/dbt/manifest/v12.json` apart.
pub(super) fn schema(url: &str) -> Option<Schema<'_>> {
    let (rest, file) = url.rsplit_once('/')?;
    let version = file.strip_suffix(".json").unwrap_or(file);
    let kind = match rest.rsplit_once("dbt/")?.1 {
        "manifest" => Kind::Manifest,
        "catalog" => Kind::Catalog,
        "run-results" => Kind::RunResults,
        "sources" => Kind::Sources,
        _ => Kind::Ignored,
    };
    Some(Schema { kind, version })
}
