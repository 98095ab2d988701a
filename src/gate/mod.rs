//! The release gate: whose each finding is, what has been said of it, which findings a run is about
//! and which of them keep the gate shut. Findings go in and come out; nothing is read or written here.

mod baselines;
mod former_findings;
mod judged_rules;
mod judgement;
mod scope;
mod set_aside;
mod suppressing;
mod whose;

pub(crate) use baselines::{BaselineFile, ENDING, FOLDER, baseline_of};
pub(crate) use former_findings::FormerFindings;
pub(crate) use judgement::{Gates, Judged, Judgement};
pub(crate) use scope::{Scope, UnknownScope};
pub(crate) use set_aside::SetAside;
pub(crate) use suppressing::Unneeded;
