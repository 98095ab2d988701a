//! Schema, analysis, query language, ranking and piecewise reading of vitrina's search index:
//! shared by everything that writes or reads it, so that one query gives one answer everywhere.
//!
//! The index is published as small pieces named by their content, and a head with what every
//! query needs. [`Engine::step`] runs a query as far as the pieces at hand allow and says which
//! ones it is missing, so the same code serves a reader with a disk and one with a network.

mod analysis;
mod answer;
mod best;
mod collect;
mod directory;
mod document;
mod engine;
mod error;
mod facet;
mod field;
mod head;
mod hit;
mod lookup;
mod mark;
mod most;
mod numbers;
mod pasted;
mod plan;
mod planner;
mod profile;
mod query;
mod schema;
mod stop;
mod store;
mod syntax;
mod word;
mod worth;

pub use analysis::{IdentifierTokenizer, exact_key, words};
pub use answer::{Answer, Dme, Facet, FacetValue, Hit, Need, Outcome, Request, Sort};
pub use directory::{Published, Tracer};
pub use document::{Document, Nested, Stored};
pub use engine::Engine;
pub use error::SearchError;
pub use head::{Head, HeadError, Labels, PieceFile, Span};
pub use profile::ProfileWriter;
pub use schema::{BLANK, FACETS, Fields, TOKENIZER, Value, register, schema};
pub use store::{Pieces, piece_size};

pub use tantivy;
