//! One reader per exporting system. Each turns the tool's own files into [`fact::Fact`]s,
//! which a [`batch::FactBatch`] holds.

mod address;
pub mod airflow;
pub mod backstage;
pub mod batch;
pub mod bigquery;
mod caught;
#[cfg(test)]
mod collected;
mod cut_off;
pub mod dbt;
mod decorator;
mod delimited;
pub mod fact;
pub mod information_schema;
mod input;
mod json;
mod keys;
mod last_page;
pub mod mlflow;
mod moments;
pub mod monte_carlo;
mod object;
pub mod openlineage;
mod pieces;
mod problems;
pub mod recognize;
mod records;
mod repeated;
mod rows;
mod stream;
mod table_name;
pub mod time;
pub mod tool_error;
