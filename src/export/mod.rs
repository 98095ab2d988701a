//! One reader per exporting system. Each turns the tool's own files into [`fact::Fact`]s,
//! which a [`batch::FactBatch`] holds.

pub mod airflow;
pub mod backstage;
pub mod batch;
pub mod bigquery;
mod caught_panic;
#[cfg(test)]
mod collected;
mod csv_records;
mod cut_off;
pub mod dbt;
mod decorator;
mod email_address;
pub mod fact;
pub mod information_schema;
mod input;
mod json_object;
mod json_records;
mod json_stream;
mod json_values;
mod last_page;
pub mod mlflow;
mod moments;
pub mod monte_carlo;
pub mod openlineage;
mod pieces;
pub mod recognize;
mod repeated_keys;
mod repeated_rows;
mod row_problems;
mod rows;
mod table_name;
pub mod time;
pub mod tool_error;
