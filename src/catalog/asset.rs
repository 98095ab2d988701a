//! What is the same for assets of all kinds.

use super::{Kind, Status, Sym};
use crate::diagnostic::Pos;

/// What all assets have.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    /// What it is.
    pub kind: Kind,
    /// Canonical name: a full name, an id, a path. With the kind it is unique.
    pub name: Sym,
    /// Display name, where it differs.
    pub title: Option<Sym>,
    /// Text about it: plain or Markdown.
    pub description: Option<Sym>,
    /// Index among its kind: [`super::Registry::relations`], [`super::Inventory::domains`] …
    pub detail: u32,
    /// Where it is described.
    pub pos: Option<Pos>,
    /// Life-cycle state.
    pub status: Status,
    /// Site-relative address of its page.
    pub href: Sym,
}
