//! Whether a state shows what an entry accepted.

use super::relation_kinds::is_there;
use super::side::{Side, UnreadableLine};

/// Whether `side` holds `new` already: the type of a column, or that a column or asset is gone.
pub(super) fn is_spent(
    side: &Side,
    asset: &str,
    column: &str,
    new: &str,
) -> Result<bool, UnreadableLine> {
    let relation = side.relations.get(asset)?.filter(|line| is_there(line));
    let is_known = relation.is_some() || side.products.has(asset) || side.dmes.has(asset);
    if column.is_empty() {
        return Ok(new.is_empty() && !is_known);
    }
    let Some(relation) = relation else {
        return Ok(true);
    };
    let mut columns = relation.columns.iter();
    let found = columns.find(|c| c.missing.is_none() && c.name == column);
    Ok(match found {
        Some(found) => !new.is_empty() && found.data_type == new,
        None => true,
    })
}
