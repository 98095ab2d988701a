//! The one room where HTML is made: page models hold typed values, a `Writer` takes
//! literals of ours, escapes whatever else there is, and gives [`Html`]. What several pages share is
//! a component, which templates call as a function.

mod cells;
mod chart;
mod columns;
mod components;
mod contract;
mod functions;
mod json_ld;
mod lists;
mod picture;
pub mod relation;
mod writer;

pub use functions::register;
pub use json_ld::{JsonLd, json_ld};
pub use writer::Html;
