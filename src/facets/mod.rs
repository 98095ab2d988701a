//! Fingerprints of what pages read: of each facet of an asset, of sets, and of answers to questions by
//! name. Two builds have the same one where the content is the same, whatever the numbers and lines by
//! which each of them knows it. No I/O.

mod event_content;
mod facet;
mod feed;
mod fingerprints;
mod keyed_content;
mod mesh_answers;
mod mesh_facts;
mod record_content;
mod relation_facts;
mod state_facts;

pub(crate) use facet::{Facet, Question, Set};
pub(crate) use feed::{Content, Feed};
pub(crate) use fingerprints::{Fingerprints, Prints};
pub(crate) use mesh_answers::dataset_question;

use crate::catalog::{AssetIx, Catalog};
use crate::history::History;
use crate::insight::{Insight, Score};

/// A mesh, and what follows from it.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// What is there.
    pub catalog: &'a Catalog,
    /// What follows from it.
    pub insight: &'a Insight,
    /// Scores of DMEs, in their order.
    pub scores: &'a [Score],
    /// What changed from build to build.
    pub history: Option<&'a History>,
}

/// What is made of a mesh for pages, beyond the mesh itself: whoever makes it feeds it.
pub(crate) trait Derived: Sync {
    /// Feeds a facet of an asset.
    fn facet(&self, facet: Facet, ix: AssetIx, to: &mut Feed<'_>);
    /// Feeds something of the mesh as a whole.
    fn set(&self, set: Set, to: &mut Feed<'_>);
    /// Feeds the answer to a question.
    fn answer(&self, question: Question, text: &str, to: &mut Feed<'_>);
}
