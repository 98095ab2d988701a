//! One reader per exporting system. Each turns the tool's own files into [`fact::Fact`]s.

pub mod fact;
