//! vitrina builds the single entry point to a data mesh: a static, searchable portal that maps
//! every unified view to its owning Data Mesh Environment and lineage. This is the library behind the
//! program of the same name.
//!
//! [`load`] reads a mesh root, links what its manifests and exports say, and judges it; [`build`] does
//! that and writes the portal. Whatever is wrong with a manifest or an export is a [`Finding`], and the
//! rest is there all the same; a [`BuildError`] says why there is nothing at all.
//!
//! ```
//! use std::path::Path;
//!
//! let mesh = vitrina::load(Path::new("manifests"), None, &|_| {})?;
//! for view in mesh.catalog().views().filter(|view| view.unified) {
//!     let owner = view.owner.and_then(|owner| owner.dme);
//!     println!("{} belongs to {}", view.name, owner.as_deref().unwrap_or("several"));
//! }
//! for finding in mesh.findings() {
//!     println!("{}: {}", finding.file.unwrap_or_default(), finding.message);
//! }
//! # assert!(mesh.catalog().views().any(|view| view.owner.is_some_and(|owner| owner.dme.is_some())));
//! # assert!(mesh.findings().count() > 0);
//! # Ok::<(), vitrina::BuildError>(())
//! ```
//!
//! [`Mesh::for_audience`] leaves of a mesh what one audience may see.
//!
//! What is read of a mesh are the values of [`lines`], the ones that `vitrina list` and `/api/v1`
//! write; they can be written as JSON and read back. Everything else is private: `src/pipeline.rs` is
//! where to begin reading it.

#![cfg_attr(not(test), warn(clippy::let_underscore_must_use))]

#[macro_use]
mod append;

mod access;
mod cache;
mod pipeline;
mod plan;

mod config;
mod diagnostic;
mod diff;
pub mod lines;
mod neutral;
mod privacy;
mod report;
mod source;
mod system;
mod traces;

mod document;
mod manifest;

mod export;

mod catalog;
mod facets;
mod insight;
mod link;
mod markdown;
mod reader;
mod rules;

mod gate;
mod history;
mod html;
mod mesh;
mod render;
mod search;
mod view;

mod output;
mod scan;
mod serve;

#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod internals;

pub use catalog::Kind;
pub use diagnostic::rule::{self, Rule, Severity};
pub use lines::FindingLine as Finding;
pub use mesh::{Catalog, Mesh};
pub use output::{Durability, FileError, OutputError};
pub use pipeline::{
    AudienceError, BuildError, Built, EpochError, KeptPagesError, LeakError, OtherAudienceError,
    SettingsError, Stage, Step, build, load,
};
pub use source::RootError;
