//! One reader per exporting system. Each turns the tool's own files into [`fact::Fact`]s,
//! which a [`batch::FactBatch`] holds.

pub(crate) mod airflow;
pub(crate) mod backstage;
pub(crate) mod batch;
pub(crate) mod bigquery;
mod caught_panic;
#[cfg(test)]
mod collected;
mod csv_records;
mod cut_off;
pub(crate) mod dbt;
mod decorator;
mod email_address;
pub(crate) mod fact;
pub(crate) mod findings;
pub(crate) mod information_schema;
mod input;
mod json_object;
mod json_records;
mod json_stream;
mod json_values;
mod last_page;
pub(crate) mod mlflow;
mod moments;
pub(crate) mod monte_carlo;
pub(crate) mod openlineage;
mod pieces;
pub(crate) mod recognize;
mod repeated_keys;
mod repeated_rows;
mod row_problems;
mod rows;
mod table_name;
mod tells_of_access;
pub(crate) mod time;
pub(crate) mod tool_error;

pub(crate) use tells_of_access::may_tell_of_access;
