//! Tests through the real binary, and of the sources as a whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    missing_docs,
    unreachable_pub
)]

mod support;
mod weighed;

mod ages;
mod architecture;
mod bad_input;
mod bombs;
mod broken_exports;
mod build;
mod cli;
mod columns;
mod contracts;
mod governance;
mod graphs;
mod growth;
mod html;
mod identity;
mod lineage_cli;
mod operations;
mod real_data;
mod real_lineage;
mod sample_queries;
mod search;
mod several_owners;
