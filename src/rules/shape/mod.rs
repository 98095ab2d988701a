//! Checks of how views and tables are built.

mod column_count;
mod dataset_grants;
mod many_grants;
mod personal_data;
mod select_star;
mod untested_key;
mod untyped_columns;
mod view_chain;
mod wide_grants;

use crate::diagnostic::Finding;
use crate::rules::context::Context;

/// Runs those of this group.
pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    select_star::check(context, findings);
    view_chain::check(context, findings);
    untyped_columns::check(context, findings);
    column_count::check(context, findings);
    untested_key::check(context, findings);
    wide_grants::check(context, findings);
    many_grants::check(context, findings);
    personal_data::check(context, findings);
}
