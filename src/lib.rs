//! vitrina builds the single entry point to a data mesh: a static, searchable portal that maps
//! every unified view to its owning Data Mesh Environment and lineage.
//!
//! Modules in reading order; values flow one way, from the top to the bottom.

#![cfg_attr(not(test), warn(clippy::let_underscore_must_use))]

#[macro_use]
mod append;

pub mod pipeline;

pub mod config;
pub mod diagnostic;
pub mod lines;
pub mod neutral;
pub mod privacy;
pub mod source;
pub mod system;

pub mod document;
pub mod manifest;

pub mod export;

pub mod catalog;
pub mod insight;
pub mod link;
pub mod markdown;
pub mod reader;
pub mod rules;

pub mod html;
pub mod render;
pub mod search;
pub mod view;

pub mod output;
pub mod serve;

pub mod cli;
