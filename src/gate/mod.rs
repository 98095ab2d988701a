//! The release gate: whose each finding is, what has been said of it, which findings a run is about
//! and which of them keep the gate shut. Findings go in and come out; nothing is read or written here.

mod judgement;
mod scope;
mod whose;

pub(crate) use judgement::{Gates, Judged, Judgement};
pub(crate) use scope::{Scope, UnknownScope};
pub(crate) use whose::tell_whose;
