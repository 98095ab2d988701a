//! A column as a batch tells of it, which gives the same text the same number.

use super::{AssetFact, Fact, Name};

/// A text of a batch. Those of one number are the same text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// Its number in the batch.
    pub(crate) number: u32,
}

impl AsRef<str> for Numbered<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

/// By what number whoever takes facts knows each text of a batch, as far as it noted that.
#[derive(Debug, Default)]
pub(crate) struct KnownTexts(Vec<Option<u32>>);

impl KnownTexts {
    /// The number that was noted for a text.
    #[must_use]
    pub(crate) fn get(&self, text: Numbered<'_>) -> Option<u32> {
        self.0.get(text.number as usize).copied().flatten()
    }

    /// Notes a number for a text.
    pub(crate) fn note(&mut self, text: Numbered<'_>, known: u32) {
        let at = text.number as usize;
        // Texts get their numbers one after the other.
        if at >= self.0.len() {
            self.0.resize(at + 1, None);
        }
        if let Some(noted) = self.0.get_mut(at) {
            *noted = Some(known);
        }
    }
}

/// What [`AssetFact::Column`] says, with texts as they are held.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NumberedColumn<'a, T = Numbered<'a>> {
    /// The relation.
    pub(crate) name: Name<'a>,
    /// Path from the top.
    pub(crate) path: T,
    /// Type as the warehouse writes it.
    pub(crate) data_type: T,
    /// Text about it.
    pub(crate) description: Option<T>,
    /// 1-based place among the top-level columns.
    pub(crate) ordinal: Option<u32>,
    /// Whether NULL is allowed.
    pub(crate) nullable: Option<bool>,
    /// Whether the table is partitioned by it.
    pub(crate) partitioning: bool,
    /// 1-based place in the clustering key.
    pub(crate) clustering: Option<u32>,
}

impl<'f> NumberedColumn<'f, &'f str> {
    /// The column of a fact, where it is about one; its texts have no numbers yet.
    pub(in crate::export) fn of(fact: &'f Fact<'_>) -> Option<Self> {
        let Fact::Asset(AssetFact::Column {
            name,
            path,
            data_type,
            description,
            ordinal,
            nullable,
            partitioning,
            clustering,
        }) = fact
        else {
            return None;
        };
        Some(Self {
            name: *name,
            path,
            data_type,
            description: description.as_deref(),
            ordinal: *ordinal,
            nullable: *nullable,
            partitioning: *partitioning,
            clustering: *clustering,
        })
    }
}

impl<'a> From<NumberedColumn<'a>> for AssetFact<'a> {
    fn from(column: NumberedColumn<'a>) -> Self {
        Self::Column {
            name: column.name,
            path: column.path.text.into(),
            data_type: column.data_type.text.into(),
            description: column.description.map(|told| told.text.into()),
            ordinal: column.ordinal,
            nullable: column.nullable,
            partitioning: column.partitioning,
            clustering: column.clustering,
        }
    }
}
