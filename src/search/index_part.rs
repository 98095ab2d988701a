//! What of a document is indexed together: the words of a description that changed leave those of
//! names and columns as they are.

use search_core::Fields;
use tantivy::schema::Field;

/// How many parts there are.
pub(super) const PARTS: usize = 6;

/// Something of each part, in their order.
pub(super) type PerPart<T> = [T; PARTS];

/// Texts of a document that tend to change together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Names,
    Description,
    Columns,
    ColumnText,
    Glossary,
    Facets,
}

impl Part {
    pub(super) const ALL: PerPart<Self> = [
        Self::Names,
        Self::Description,
        Self::Columns,
        Self::ColumnText,
        Self::Glossary,
        Self::Facets,
    ];

    /// The part whose words a field has.
    pub(super) fn of(field: Field, fields: &Fields) -> Self {
        match field {
            f if [fields.exact, fields.name, fields.path].contains(&f) => Self::Names,
            f if f == fields.description => Self::Description,
            f if f == fields.columns => Self::Columns,
            f if f == fields.column_text => Self::ColumnText,
            f if f == fields.glossary => Self::Glossary,
            _ => Self::Facets,
        }
    }
}
