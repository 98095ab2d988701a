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

mod architecture;
mod bad_input;
mod build;
mod cli;
mod html;
mod real_data;
