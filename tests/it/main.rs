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
mod twins;
mod weighed;

mod against_sites;
mod ages;
mod architecture;
mod audiences;
mod bad_input;
mod bombs;
mod broken_exports;
mod build;
mod cache;
mod canaries;
mod cli;
mod columns;
mod contracts;
mod counted_findings;
mod dead_links;
mod diff;
mod diff_absence;
mod diff_edits;
mod diff_folds;
mod diff_use;
mod findings_by_page;
mod foreign_findings;
mod gate;
mod gate_readiness;
mod gate_release;
mod gate_shape;
mod generated_shapes;
mod governance;
mod graphs;
mod growth;
mod guides;
mod history;
mod history_fields;
mod hostile_mesh;
mod html;
mod identity;
mod information_schema;
mod line_fields;
mod line_files;
mod lineage_cli;
mod lines;
mod neutral_text;
mod next_day;
mod operations;
mod page_names;
mod plan;
mod plan_moves;
mod printed_findings;
mod publication;
mod real_data;
mod real_lineage;
mod rebuilt_nights;
mod report_schemas;
mod repository;
mod rules;
mod sample_queries;
mod search;
mod serve;
mod set_aside;
mod settings;
mod several_owners;
mod silent_mistakes;
mod stars;
mod theme;
mod two_exporters;
mod verified_cache;
mod walk;
