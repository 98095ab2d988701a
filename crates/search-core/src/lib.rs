//! Schema, analysis, query language, ranking and piecewise reading of vitrina's search index:
//! shared by everything that writes or reads it, so that one query gives one answer everywhere.
//!
//! The index is published as small pieces named by their content, and a head with what every
//! query needs. [`Engine::step`] runs a query as far as the pieces at hand allow and says which
//! ones it is missing, so the same code serves a reader with a disk and one with a network.

mod analysis;
mod answer;
mod boosts;
mod collect;
mod directory;
mod engine;
mod error;
mod facet;
mod field;
mod head;
mod hit;
mod index_schema;
mod indexed_document;
mod lookup;
mod mark;
mod minimum_match;
mod packed_numbers;
mod pasted_name;
mod piece_store;
mod plan;
mod planner;
mod profile;
mod stop_words;
mod syntax;
mod weight;
mod word;
mod word_query;

pub use analysis::{IdentifierTokenizer, exact_key, words};
pub use answer::{Answer, Dme, Facet, FacetValue, Hit, Need, Outcome, Request, Sort};
pub use directory::{Published, Tracer};
pub use engine::Engine;
pub use error::SearchError;
pub use facet::facet_values;
pub use head::{Head, HeadError, Labels, Piece, PieceFile, Span};
pub use index_schema::{BLANK, FACETS, Fields, TOKENIZER, Value, register, schema};
pub use indexed_document::{Document, Nested, Stored};
pub use piece_store::Pieces;
pub use profile::ProfileWriter;

pub use tantivy;
