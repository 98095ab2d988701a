//! States and their causes in words.

use super::model::{Sentence, Tone};
use super::moment_text::since;
use super::trust_section::loaded;
use super::{Views, counted, safe_url};
use crate::catalog::{AssetIx, CheckResult, Outcome};
use crate::insight::{Cause, State, Wrong};
use crate::system::EvidenceKind;

/// Assets named on the way to a cause, itself not included.
const WAY: usize = 5;

/// The name in a check's id: dbt ends those of its generic tests with a hash.
fn short_check(id: &str) -> &str {
    let hash = |part: &str| part.len() == 10 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let mut parts = id.rsplit('.').filter(|p| !hash(p));
    parts.next().unwrap_or(id)
}

/// How a state is shown: tone and title.
pub(super) const fn state_words(state: State) -> (Tone, &'static str) {
    match state {
        State::Usable => (Tone::Ok, "Usable"),
        State::NoPromise => (Tone::Info, "No promise"),
        State::WithCare => (Tone::Warn, "With care"),
        State::Broken => (Tone::Bad, "Broken"),
        State::Unknown => (Tone::Unknown, "Not known"),
    }
}

/// What is wrong, in a sentence. Moments in it read right with `3 h ago` in their place too.
pub(super) fn cause(views: &Views<'_>, wrong: &Wrong) -> Sentence {
    let name = views.short_name(wrong.at);
    let sentence = Sentence::new();
    match wrong.cause {
        Cause::Late => late(views, wrong.at, name),
        Cause::Run { job, at } => failed(views, job, at, name),
        Cause::Incident(i) => incident_words(views, i, name),
        Cause::Check(i) => {
            let check = views.reader.check(i);
            let mut sentence = match check.by.kind() {
                // These are of the whole table, which their ids name again.
                EvidenceKind::Build => {
                    let sentence = sentence.text(format!("The {} of ", check.by.as_str()));
                    sentence.name(name).text(" failed")
                }
                EvidenceKind::Freshness => {
                    let ended = match check.result {
                        CheckResult::Warn => " gave a warning",
                        _ => " failed",
                    };
                    let sentence = sentence
                        .text(format!(
                            "{}'s freshness check of ",
                            check.by.exporter().as_str()
                        ))
                        .name(name);
                    sentence.text(ended)
                }
                EvidenceKind::Test | EvidenceKind::Load => {
                    let mut sentence = sentence
                        .text(format!("{} ", check.by.as_str()))
                        .name(short_check(&check.id));
                    if let Some(column) = &check.column {
                        sentence = sentence.text(" on column ").name(column);
                    }
                    sentence.text(" of ").name(name).text(" did not pass")
                }
            };
            if let Some(at) = check.at {
                sentence = sentence.text(" ").link(since(at));
            }
            sentence.text(".")
        }
        Cause::Stuck { job, since: began } => sentence
            .text("The last run of ")
            .link(views.link(job))
            .text(", which writes ")
            .name(name)
            .text(", began ")
            .link(since(began))
            .text(" and no end of it is known."),
        Cause::Retired => {
            let sentence = sentence.name(name).text(" is retired.");
            match replacement(views, wrong.at) {
                Some(Ok(ix)) => sentence
                    .text(" Use instead: ")
                    .link(views.link(ix))
                    .text("."),
                Some(Err(name)) => sentence.text(" Use instead: ").name(name).text("."),
                None => sentence.text(" No replacement is named."),
            }
        }
        Cause::Missing => sentence.name(name).text(match wrong.steps {
            0 => " isn't in the warehouse, so that queries fail.",
            _ => " isn't in the warehouse, so that what is made from it fails.",
        }),
    }
}

fn late(views: &Views<'_>, at: AssetIx, name: String) -> Sentence {
    let health = views.reader.health_of(at);
    let loaded = loaded(views, at);
    let objective = health.and_then(|h| h.objective.as_ref());
    let mut sentence = match oldest(views, at) {
        // A view is as old as the table that it reads.
        Some(table) => Sentence::new()
            .name(views.short_name(table))
            .text(", which ")
            .name(name)
            .text(" reads,"),
        None => Sentence::new().name(name),
    };
    sentence = match loaded {
        Some((at, _)) => sentence.text(" last loaded ").link(since(at)),
        None => sentence.text(" is late"),
    };
    match objective {
        Some(p) => sentence.text(format!(", SLA {} ({}).", p.text, p.by)),
        None => sentence.text("."),
    }
}

/// Of the tables that a view reaches, the one that makes its data as old as it is.
fn oldest(views: &Views<'_>, view: AssetIx) -> Option<AssetIx> {
    let c = views.reader;
    let (at, _) = loaded(views, view)?;
    if !c.is_view(view) {
        return None;
    }
    let is_it = |t: &&AssetIx| {
        let loaded = loaded(views, **t);
        loaded.is_some_and(|(loaded, _)| loaded == at)
    };
    c.targets_at(view).iter().find(is_it).copied()
}

fn failed(views: &Views<'_>, job: AssetIx, at: Option<i64>, name: String) -> Sentence {
    let runs = views.reader.runs_of(job);
    let mut sentence = Sentence::new()
        .text("The job ")
        .link(views.link(job))
        .text(", which writes ")
        .name(name)
        .text(", failed");
    if let Some(at) = at {
        sentence = sentence.text(" ").link(since(at));
    }
    let failed = runs
        .newest
        .iter()
        .find(|r| r.outcome == Outcome::Failed && r.ended == at);
    if let Some(began) = failed.and_then(|r| r.started).filter(|b| Some(*b) != at) {
        sentence = sentence.text(", in the run that began ").link(since(began));
    }
    if let Some(well) = runs.last_success {
        sentence = sentence.text("; it last succeeded ").link(since(well));
    }
    sentence.text(".")
}

fn incident_words(views: &Views<'_>, i: u32, name: String) -> Sentence {
    let incident = views.reader.incident(i);
    let severity = incident.severity.as_deref().unwrap_or_default();
    let head = match severity {
        "" => "Incident".to_owned(),
        severity => severity.replace('_', " "),
    };
    let mut sentence = Sentence::new().text(format!("{head} on ")).name(name);
    if let Some(from) = incident.started {
        sentence = sentence.text(", opened ").link(since(from));
    }
    let title = incident.title.trim_end_matches('.');
    let url = incident.url.as_deref().and_then(safe_url);
    sentence.text(": ").outside(title, url).text(".")
}

/// The way from an asset up to what is wrong; nothing where that is the asset itself, or what it
/// points to: that the cause has named already.
pub(super) fn way(views: &Views<'_>, from: AssetIx, wrong: &Wrong) -> Sentence {
    let mut sentence = Sentence::new();
    if wrong.at == from {
        return sentence;
    }
    let (between, more) = views.reader.way_to(from, wrong, WAY);
    if wrong.steps == 0 && between.is_empty() && !more {
        return sentence;
    }
    sentence = sentence.text(match wrong.steps {
        0 => " Cause: ".to_owned(),
        n => format!(" {} upstream: ", counted(n as usize, "step")),
    });
    for ix in between {
        sentence = sentence.link(views.link(ix)).text(" → ");
    }
    if more {
        sentence = sentence.text("… → ");
    }
    sentence.link(views.link(wrong.at)).text(".")
}

/// Where to ask about an asset: the channel of its product, or else of its DME, that has an address.
pub(super) fn channel(views: &Views<'_>, at: AssetIx) -> Sentence {
    let c = views.reader;
    let product = c
        .product_of(at)
        .and_then(|p| c.product(p))
        .map_or(&[][..], |p| &p.support);
    let dme = c
        .owner_of(at)
        .or_else(|| c.first_contact(at).map(|a| a.dme))
        .map_or(&[][..], |dme| c.dme_support(dme));
    let reached = product.iter().chain(dme).find_map(|s| {
        let url = s.url.as_deref().and_then(safe_url)?;
        Some((s.channel.clone(), url))
    });
    match reached {
        Some((channel, url)) => Sentence::new()
            .text(" Ask ")
            .outside(channel, Some(url))
            .text("."),
        None => Sentence::new(),
    }
}

/// What replaces a relation: the asset, or the name where nothing here has it.
pub(super) fn replacement(views: &Views<'_>, ix: AssetIx) -> Option<Result<AssetIx, String>> {
    let c = views.reader;
    let relation = c.relation(ix)?;
    let product = relation.product.and_then(|p| c.product(p));
    let of_product = || {
        let product = product.filter(|p| c.asset(p.asset).status == c.asset(ix).status)?;
        let (name, _) = product.lifecycle.replaced_by.as_ref()?;
        Some(format!("product:{name}"))
    };
    let name = relation.replaced_by.clone().or_else(of_product)?;
    let (project, dataset) = (c.str(relation.project), c.str(relation.dataset));
    let found = c
        .resolve(&name)
        .or_else(|| c.find_relation(&format!("{project}.{name}")))
        .or_else(|| c.find_relation(&format!("{project}.{dataset}.{name}")));
    Some(found.ok_or(name))
}
