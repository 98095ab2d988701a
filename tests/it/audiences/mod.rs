//! Portals of audiences: what each may see, and not one byte more.

mod audience_canaries;
mod audience_cli;
mod audience_history;
mod fails_closed;
mod hidden_columns;
mod hidden_pairs;
mod hosting;
mod levels;
mod names_in_fields;
mod numbers;
mod pages;
mod pipeline;
mod scan;
mod true_sentences;
mod two_audiences;
mod verdicts;
