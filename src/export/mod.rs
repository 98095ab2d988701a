//! One reader per exporting system. Each turns the tool's own files into [`fact::Fact`]s.

pub mod bigquery;
pub mod dbt;
pub mod fact;
mod json;
mod problems;
