//! Steps of a plan, as they are made.

use super::plan_state::State;
use crate::catalog::AssetIx;
use crate::lines::{PlanStep, PlanUndo};

/// The steps so far.
pub(super) struct Steps<'s> {
    pub(super) state: &'s State<'s>,
    pub(super) all: Vec<PlanStep>,
}

impl Steps<'_> {
    /// Adds a step that comes after `after`; its number.
    pub(super) fn add(
        &mut self,
        what: String,
        who: Option<AssetIx>,
        after: &[u32],
    ) -> &mut PlanStep {
        let n = u32::try_from(self.all.len() + 1).unwrap_or(u32::MAX);
        let who = who.and_then(|ix| self.state.owner(ix));
        self.all.push(PlanStep {
            n,
            after: after.to_vec(),
            what,
            who: who.map(str::to_owned),
            sql: None,
            command: None,
            verify: None,
            undo: PlanUndo {
                what: "nothing to undo".to_owned(),
                sql: None,
                command: None,
            },
        });
        let last = self.all.len() - 1;
        &mut self.all[last]
    }
}
