//! States and their causes in words.

use super::Views;
use super::trust::moment;
use crate::catalog::{AssetIx, Cause, State, span};

/// The name in a check's id: dbt ends those of its generic tests with a hash.
fn short_check(id: &str) -> &str {
    let hash = |part: &str| part.len() == 10 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let mut parts = id.rsplit('.').filter(|p| !hash(p));
    parts.next().unwrap_or(id)
}

/// How a state is shown: tone and title.
pub(super) fn state_words(state: State) -> (&'static str, &'static str) {
    match state {
        State::Ok => ("ok", "Usable now"),
        State::Warning => ("warn", "Usable with care"),
        State::Stale => ("warn", "Stale"),
        State::Failing => ("bad", "Broken"),
        State::Incident => ("bad", "Incident open"),
        State::Unknown => ("none", "Not known"),
    }
}

impl Views<'_> {
    /// Why an asset is in a state, in a sentence.
    pub(super) fn cause(&self, cause: &Cause, at: AssetIx) -> String {
        let c = self.catalog;
        let name = self.short_name(at);
        match cause {
            Cause::Late { age, promise } => format!(
                "`{name}` last loaded {} ago, SLA {} ({}).",
                span(*age),
                promise.text,
                promise.by
            ),
            Cause::Run { job, at } => {
                let when = at.map_or(String::new(), |at| format!(" at {}", moment(at)));
                format!(
                    "The job `{}`, which writes `{name}`, failed{when}.",
                    c.title(*job)
                )
            }
            Cause::Incident(i) => {
                let incident = &c.incidents[*i as usize];
                let open = c
                    .now
                    .zip(incident.started)
                    .map_or(String::new(), |(now, from)| {
                        format!(", open for {}", span(now - from))
                    });
                let severity = incident.severity.as_ref().map_or("", String::as_str);
                let severity = severity.replace('_', " ");
                let head = if severity.is_empty() {
                    "Incident".to_owned()
                } else {
                    severity
                };
                format!(
                    "{head} on `{name}`{open}: {}.",
                    incident.title.trim_end_matches('.')
                )
            }
            Cause::Check(i) => {
                let check = &c.checks[*i as usize];
                let short = short_check(&check.id);
                let column = check
                    .column
                    .as_ref()
                    .map_or(String::new(), |k| format!(" on column `{k}`"));
                format!("{} `{short}`{column} of `{name}` did not pass.", check.by)
            }
            Cause::Stuck { job, since } => format!(
                "A run of `{}`, which writes `{name}`, began {} and no end of it is known.",
                c.title(*job),
                moment(*since)
            ),
            Cause::Retired => format!("`{name}` is retired."),
            Cause::Missing => format!("`{name}` isn't in the warehouse, so that queries fail."),
            Cause::Fresh { age } => format!("`{name}` was loaded {} ago.", span(*age)),
            Cause::Quiet => "No incident is open and no run failed.".into(),
        }
    }
}
