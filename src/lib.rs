//! vitrina builds the single entry point to a data mesh: a static, searchable portal that maps
//! every unified view to its owning Data Mesh Environment and lineage.
//!
//! Modules in reading order; values flow one way, from the top to the bottom.

pub mod catalog;
pub mod config;
pub mod diagnostic;
pub mod document;
pub mod export;
pub mod link;
pub mod manifest;
pub mod markdown;
pub mod rules;
pub mod source;
pub mod sql;
