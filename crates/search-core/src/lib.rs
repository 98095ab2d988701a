//! Schema, analysis and query building of vitrina's search index: shared by everything that
//! writes or reads it, so that one query gives one answer everywhere.

mod analysis;
mod query;
mod schema;

pub use analysis::{IdentifierTokenizer, words};
pub use query::{Parsed, parse};
pub use schema::{Document, Fields, TOKENIZER, register, schema};

pub use tantivy;
