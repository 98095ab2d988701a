//! Findings that may stay for a while, as authors say.

use super::AssetIx;
use crate::diagnostic::{FileId, Pos};

/// A finding that may stay until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suppression {
    /// Id of a rule, or `tool/rule` of another tool's.
    pub rule: String,
    /// What it is about.
    pub covered: Covered,
    /// The only column that it is about.
    pub column: Option<String>,
    /// Why it may stay; without secrets and addresses of persons.
    pub reason: String,
    /// Last day on which it may, `YYYY-MM-DD`.
    pub until: String,
    /// Team that agreed; nothing where it may be a person.
    pub by: Option<String>,
    /// Where its `rule` stands.
    pub pos: Pos,
}

/// What a suppression is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Covered {
    /// The asset beside which it stands, what is found in its document and is about no asset, and, of a
    /// product, its own tables and views.
    Document(AssetIx),
    /// These tables and views: what a table of a product is, what a port is, a table of a contract.
    /// None where nothing has such a name.
    Relations(Vec<AssetIx>),
    /// That its product reads these tables and views: what is found in the manifest of the product and
    /// names them, and nothing that is found about them themselves.
    Use(Vec<AssetIx>),
    /// Of these tables and views, those that a full name or a glob names.
    Among(Vec<AssetIx>, String),
    /// The tables and views that this DME owns and that a full name or a glob names.
    Owned(AssetIx, String),
    /// What is found in a text.
    File(FileId),
}
