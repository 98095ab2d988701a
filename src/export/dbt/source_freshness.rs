//! How old the data of a source may be.

use serde::Deserialize;

use super::json_file::Held;
use super::manifest_entry::Node;
use crate::diagnostic::{Finding, Pos, Rule, text};
use crate::export::fact::{Fact, FactSink, Name, OperationFact};
use crate::export::json_values::{Scalar, object};
use crate::export::row_problems::Problems;
use crate::export::time::Seconds;
use crate::system::Evidence;

/// The two ages that dbt checks.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Criteria<'a> {
    warn_after: Option<Age<'a>>,
    error_after: Option<Age<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Age<'a> {
    count: Scalar<'a>,
    period: Scalar<'a>,
}

impl Age<'_> {
    /// dbt writes an age that isn't set with nulls.
    fn is_set(&self) -> bool {
        self.count.get().is_some() || self.period.get().is_some()
    }

    fn seconds(&self) -> Option<Seconds> {
        let count = self.count.get()?.parse::<Seconds>().ok()?;
        let unit = match self.period.get()?.to_ascii_lowercase().as_str() {
            "minute" => 60,
            "hour" => 3_600,
            "day" => 86_400,
            _ => return None,
        };
        count.checked_mul(unit).filter(|most| *most > 0)
    }
}

impl Criteria<'_> {
    /// Tells the promise: the age that is an error, else the one that is warned of.
    pub(super) fn emit(
        &self,
        id: &str,
        name: Name<'_>,
        pos: Pos,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) {
        let set = [&self.error_after, &self.warn_after]
            .into_iter()
            .flatten()
            .find(|age| age.is_set());
        let Some(age) = set else { return };
        let Some(most) = age.seconds() else {
            return problems.row(sink, || {
                Finding::new(
                    Rule::ExportRow,
                    text!(
                        "the freshness of `{id}` isn't a count of minutes, hours or days",
                        id
                    ),
                )
                .at(pos)
                .help("state it as `{count: 12, period: hour}`")
            });
        };
        let by = Evidence::DbtSourceFreshness;
        sink.fact(
            pos,
            Fact::Operation(OperationFact::FreshnessObjective { name, most, by }),
        );
    }
}

/// Tells what a source of a manifest promises.
pub(super) fn freshness_objective(
    held: &Held,
    id: &str,
    name: Name<'_>,
    node: &Node<'_>,
    pos: Pos,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    let in_config = node.config.as_ref().and_then(|c| c.freshness);
    let Some(raw) = node.freshness.or(in_config) else {
        return;
    };
    match object::<Criteria<'_>>(raw.get()) {
        Ok(criteria) => criteria.emit(id, name, pos, problems, sink),
        Err(error) => problems.row(sink, || held.entry(id, raw, &error)),
    }
}
