//! Columns that have another name, as a manifest says.

use super::column_pairs::{ColumnPairs, parent};
use crate::lines::ColumnLine;

/// A column of the old state, and what it is now.
pub(super) type ColumnPair<'a> = (&'a ColumnLine, &'a ColumnLine);

/// Which column is which under another name.
pub(super) struct ColumnRenames<'a> {
    /// Those of which a manifest says so.
    pub(super) declared: Vec<ColumnPair<'a>>,
    /// Fields of these, which have another path by that.
    fields: Vec<ColumnPair<'a>>,
}

impl<'a> ColumnRenames<'a> {
    pub(super) fn of(pairs: &ColumnPairs<'a>) -> Self {
        let mut claimed: Vec<ColumnPair<'_>> = Vec::new();
        for is in &pairs.fresh {
            let had = |name: &str| {
                let mut names = is.renamed_from.iter();
                names.any(|had| had.eq_ignore_ascii_case(name))
            };
            if let Some(was) = pairs.gone.iter().find(|was| had(&was.name)) {
                claimed.push((was, is));
            }
        }
        // Two that claim one former name: which of them it is isn't known.
        let claims = |was: &ColumnLine| claimed.iter().filter(|(w, _)| w.name == was.name).count();
        let unique = claimed.iter().filter(|(was, _)| claims(was) == 1);
        let declared: Vec<ColumnPair<'_>> = unique.copied().collect();
        let fields = fields(pairs, &declared);
        Self { declared, fields }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = ColumnPair<'a>> {
        self.declared.iter().chain(&self.fields).copied()
    }

    pub(super) fn has(&self, column: &ColumnLine) -> bool {
        self.all()
            .any(|(was, is)| std::ptr::eq(was, column) || std::ptr::eq(is, column))
    }
}

/// What was below a record that has another name, and is below it still.
fn fields<'a>(pairs: &ColumnPairs<'a>, declared: &[ColumnPair<'a>]) -> Vec<ColumnPair<'a>> {
    if declared.is_empty() {
        return Vec::new();
    }
    let path_now = |path: &str| {
        let mut above = parent(path);
        while let Some(record) = above {
            if let Some((_, is)) = declared.iter().find(|(was, _)| was.name == record) {
                return Some(format!("{}{}", is.name, path.get(record.len()..)?));
            }
            above = parent(record);
        }
        None
    };
    let declares = |column: &ColumnLine| declared.iter().any(|(was, _)| was.name == column.name);
    let below = pairs.gone.iter().filter(|was| !declares(was));
    below
        .filter_map(|was| {
            let path = path_now(&was.name)?;
            let is = pairs.fresh.iter().find(|is| is.name == path)?;
            Some((*was, *is))
        })
        .collect()
}
