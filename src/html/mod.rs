//! The one room where HTML is made: page models hold typed values, a `Writer` takes
//! literals of ours, escapes whatever else there is, and gives [`Html`]. What several pages share is
//! a component, which templates call as a function.

mod asset_table;
mod badges;
mod chart_svg;
mod column_table;
mod components;
mod contract_card;
mod dated_text;
mod empty_state;
mod json_ld;
mod lineage_svg;
pub(crate) mod relation_page;
mod table_cells;
mod template_functions;
mod template_values;
mod writer;

pub(crate) use json_ld::{JsonLd, json_ld};
pub(crate) use template_functions::register;
pub(crate) use writer::Html;
