//! The plan of a move, as `vitrina plan move` makes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ChangeClass, ChangeLine};

/// How pointers of views are moved from tables to others: what that means, what to do in which order, and
/// what will have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MovePlan {
    /// Version of this form: 1.
    pub version: u32,
    /// Version of the program that made it.
    pub vitrina: String,
    /// What was asked for.
    pub asked: String,
    /// Day of the newest moment that the exports speak of.
    pub as_of: Option<String>,
    /// Of all that the plan was made of: `inputs`, put together.
    pub digest: String,
    /// What the plan was made of, by key.
    pub inputs: Vec<PlanInput>,
    /// Which pointer moves from where to where.
    pub moves: Vec<PlannedMove>,
    /// What the move means; breaking ones first.
    pub findings: Vec<PlanFinding>,
    /// What to do, in this order.
    pub steps: Vec<PlanStep>,
    /// What the exports can't tell, and how to find it out.
    pub cannot_tell: Vec<PlanUnknown>,
    /// What `vitrina diff` says of the exports before and after the views are replaced.
    pub expects: Vec<ChangeLine>,
}

/// Something that a plan was made of: what is told of a view, a table or a dataset, its SQL included,
/// moments and counts left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanInput {
    /// Key of the asset or dataset.
    pub key: String,
    /// Digest of what is told of it.
    pub digest: String,
}

/// A view whose pointer moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlannedMove {
    /// Full name of the view.
    pub view: String,
    /// Full name of what its SQL names.
    pub from: String,
    /// Full name of what it will name.
    pub to: String,
    /// Id of the DME that owns `from`.
    pub dme_before: Option<String>,
    /// Id of the DME that owns `to`.
    pub dme_after: Option<String>,
}

/// What a move means for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanFinding {
    /// Id of its rule; `vitrina explain` says what that means.
    pub rule: String,
    /// What it is to the consumers of the views.
    pub class: ChangeClass,
    /// Full name of the view or table that it is about.
    pub asset: String,
    /// A sentence.
    pub message: String,
    /// What else it is about: columns, readers, grantees …
    pub about: Vec<String>,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanStep {
    /// Its number, from 1.
    pub n: u32,
    /// Numbers of the steps that come before it.
    pub after: Vec<u32>,
    /// What to do, in a sentence.
    pub what: String,
    /// Id of the DME that does it, where one is known.
    pub who: Option<String>,
    /// The statement to run.
    pub sql: Option<String>,
    /// The commands to run, a line each.
    pub command: Option<String>,
    /// How to see that it worked.
    pub verify: Option<String>,
    /// The way back.
    pub undo: PlanUndo,
}

/// The way back from a step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanUndo {
    /// What to do, in a sentence.
    pub what: String,
    /// The statement to run.
    pub sql: Option<String>,
    /// The commands to run, a line each.
    pub command: Option<String>,
}

/// What no export tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PlanUnknown {
    /// What isn't known.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// How to find it out.
    pub command: String,
}
