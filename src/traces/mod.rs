//! What each page of a build read, kept for the next one: a page of which all that it read is the same
//! is the same page. No I/O.

mod page_key;
mod page_trace;
mod page_traces;

pub(crate) use page_key::Subject;
pub(crate) use page_trace::{PageLinks, PageTrace};
pub(crate) use page_traces::{Traces, TracesBeingMade};
