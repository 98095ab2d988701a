//! `vitrina search`.

use std::fmt::{self, Display};
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use search_core::{Answer, Hit, Request};

use super::arguments::{AudienceArg, OutArg};
use super::outcome::{Failure, Outcome};
use super::portal_audience::portal_of;
use crate::catalog::{Key, Kind, Namespace};
use crate::lines::{
    CriticalityTier, IdsLine, LifecycleStatus, SearchAnswer, SearchDme, SearchHit, SearchKind,
    VerdictState,
};
use crate::neutral;
use crate::search::{LISTED, QueryError, Site};
use crate::view::grouped;

/// Results asked for at a time.
const PAGE: usize = 100;
/// How to come by an index that can be asked.
const BUILD_FIRST: &str = "run `vitrina build` first, or name the portal with --out";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words, the last one as a prefix; what nothing has is left out, and said. Also "phrases", -not,
    /// a OR b, kind: dme: domain: owner: column: tag: audience: verdict: lifecycle: criticality:
    #[arg(required_unless_present = "queries")]
    query: Vec<String>,
    #[command(flatten)]
    out: OutArg,
    #[command(flatten)]
    audience: AudienceArg,
    /// How many results to print.
    #[arg(long, short = 'n', default_value_t = 10)]
    limit: usize,
    /// How to print them.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Answer the queries of this file, one a line (- for standard input), with one JSON object a
    /// line.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "format"])]
    queries: Option<PathBuf>,
}

impl Search {
    pub(super) fn run(mut self) -> Outcome {
        if let Some(audience) = self.audience.id() {
            self.out.out = portal_of(&self.out.out, audience)?;
        }
        let site = Site::open(&self.out.out).map_err(|error| self.failed(&error))?;
        if let Some(file) = &self.queries {
            return self.answer_all(&site, file);
        }
        let answer = self.answer(&site, &self.query.join(" "))?;
        let total = answer.total;
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Json => {
                let answer = answer_line(answer).map_err(|word| self.unreadable(&word))?;
                neutral::json::write_pretty(&mut out, &answer)?;
            }
            Format::Text => {
                for hit in &answer.hits {
                    print(&mut out, hit)?;
                }
                out.flush()?;
                let mut messages = anstream::stderr();
                if let Some(note) = &answer.note {
                    writeln!(messages, "note: {}", neutral::line(note))?;
                }
                writeln!(
                    messages,
                    "{} of {} results",
                    answer.hits.len(),
                    grouped(answer.total)
                )?;
            }
        }
        Ok(if total == 0 {
            ExitCode::from(1)
        } else {
            ExitCode::SUCCESS
        })
    }

    fn answer_all(&self, site: &Site<'_>, file: &PathBuf) -> Outcome {
        let unreadable = |error: std::io::Error| {
            Failure::Said(
                format!("`{}` can't be read: {error}", file.display()),
                "name a text file with one query a line".into(),
            )
        };
        let input: Box<dyn BufRead> = if file.as_os_str() == "-" {
            Box::new(std::io::stdin().lock())
        } else {
            #[allow(
                clippy::disallowed_methods,
                reason = "a list that the caller wrote, not part of a mesh"
            )]
            let text = std::fs::File::open(file).map_err(unreadable)?;
            Box::new(std::io::BufReader::new(text))
        };
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        for line in input.lines() {
            let query = line.map_err(unreadable)?;
            let answer = self.answer(site, &query)?;
            let line = IdsLine {
                query,
                total: answer.total,
                ids: answer.hits.into_iter().map(|hit| hit.id).collect(),
                left_out: answer.left_out,
            };
            neutral::json::write(&mut out, &line)?;
            writeln!(out)?;
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }

    /// Asks page by page until there are as many results as wanted.
    fn answer(&self, site: &Site<'_>, query: &str) -> Result<Answer, Failure> {
        let mut whole: Option<Answer> = None;
        loop {
            let from = whole.as_ref().map_or(0, |a| a.hits.len());
            let request = Request {
                q: query.to_owned(),
                from,
                size: (self.limit.max(1) - from).min(PAGE),
                ..Request::default()
            };
            let page = site.query(&request).map_err(|error| self.failed(&error))?;
            let last = page.hits.is_empty();
            let answer = match whole.take() {
                None => page,
                Some(mut before) => {
                    before.hits.extend(page.hits);
                    for word in page.left_out {
                        if !before.left_out.contains(&word) {
                            before.left_out.push(word);
                        }
                    }
                    before
                }
            };
            if last || answer.hits.len() >= self.limit {
                return Ok(answer);
            }
            whole = Some(answer);
        }
    }

    fn failed(&self, error: &QueryError) -> Failure {
        match error {
            QueryError::Missing => Failure::Said(
                format!("there is no search index in `{}`", self.out.out.display()),
                BUILD_FIRST.into(),
            ),
            other => self.unreadable(other),
        }
    }

    fn unreadable(&self, why: &dyn Display) -> Failure {
        let site = self.out.out.display();
        Failure::Said(
            format!("the search index in `{site}` can't be read: {why}"),
            BUILD_FIRST.into(),
        )
    }
}

/// A word of a result that lines don't have: another program wrote the index.
#[derive(Debug)]
struct UnknownWord(String);

impl Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a result says `{}`, which isn't known",
            neutral::line(&self.0)
        )
    }
}

/// What a search found as a program reads it.
fn answer_line(answer: Answer) -> Result<SearchAnswer, UnknownWord> {
    let hits: Result<Vec<SearchHit>, UnknownWord> = answer.hits.into_iter().map(hit_line).collect();
    Ok(SearchAnswer {
        total: answer.total,
        more: answer.more,
        note: answer.note,
        words: answer.words,
        left_out: answer.left_out,
        hits: hits?,
    })
}

/// What a word of the index says.
fn known<T>(word: String, parse: fn(&str) -> Option<T>) -> Result<T, UnknownWord> {
    parse(&word).ok_or(UnknownWord(word))
}

/// The key of the asset that an id names.
fn key(id: &str) -> String {
    let known = id.split_once(':').and_then(|(kind, name)| {
        let namespace = Namespace::of(Kind::parse(kind)?);
        Some(Key { namespace, name }.to_string())
    });
    known.unwrap_or_else(|| id.to_owned())
}

fn hit_line(hit: Hit) -> Result<SearchHit, UnknownWord> {
    let criticality = hit.criticality.map(|w| known(w, CriticalityTier::parse));
    // That readers have to ask for access is no state: of these there is none.
    let verdict = hit.verdict.filter(|word| word != LISTED);
    let verdict = verdict.map(|w| known(w, VerdictState::parse));
    Ok(SearchHit {
        key: key(&hit.id),
        id: hit.id,
        url: hit.url,
        kind: known(hit.kind, SearchKind::parse)?,
        name: hit.name,
        title: hit.title,
        path: hit.path,
        dme: hit.dme.map(|dme| SearchDme {
            id: dme.id,
            title: dme.title,
        }),
        owner: hit.owner,
        domain: hit.domain,
        status: known(hit.status, LifecycleStatus::parse)?,
        criticality: criticality.transpose()?,
        verdict: verdict.transpose()?,
        usage: hit.usage,
        snippet: hit.snippet,
        columns: hit.columns,
        columns_more: hit.columns_more,
        column_text: hit.column_text,
        glossary: hit.glossary,
        missing: hit.missing,
        score: hit.score,
    })
}

fn print(out: &mut impl Write, hit: &Hit) -> std::io::Result<()> {
    let bold = anstyle::Style::new().bold();
    let dim = anstyle::Style::new().dimmed();
    let owner = hit
        .dme
        .as_ref()
        .map_or(String::new(), |d| format!(" · {}", neutral::line(&d.title)));
    let name = hit.title.as_ref().unwrap_or(&hit.name).concat();
    writeln!(
        out,
        "{bold}{}{bold:#}  {dim}{}{owner}{dim:#}",
        neutral::line(&name),
        hit.kind
    )?;
    writeln!(out, "  {}", neutral::line(&hit.id))?;
    let text = hit.snippet.concat();
    if !text.is_empty() {
        writeln!(out, "  {}", neutral::line(&text))?;
    }
    if !hit.columns.is_empty() {
        let columns: Vec<String> = hit.columns.iter().map(|c| c.concat()).collect();
        let more = match hit.columns_more {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        writeln!(
            out,
            "  columns: {}{more}",
            neutral::line(&columns.join(", "))
        )?;
    } else if hit.column_text {
        writeln!(out, "  in the description of a column")?;
    } else if hit.glossary {
        writeln!(out, "  by a glossary term")?;
    }
    if !hit.missing.is_empty() {
        writeln!(out, "  without: {}", neutral::line(&hit.missing.join(", ")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use search_core::Hit;

    use super::hit_line;
    use crate::lines::{LifecycleStatus, SearchKind, VerdictState};

    fn hit() -> Hit {
        Hit {
            kind: "glossary term".to_owned(),
            status: "draft".to_owned(),
            verdict: Some("with care".to_owned()),
            ..Hit::default()
        }
    }

    #[test]
    fn words_of_the_index_are_read() {
        let line = hit_line(hit()).unwrap();
        assert_eq!(line.kind, SearchKind::Term);
        assert_eq!(line.status, LifecycleStatus::Draft);
        assert_eq!(line.verdict, Some(VerdictState::WithCare));
    }

    #[test]
    fn a_word_that_is_not_known_is_told() {
        let criticality = Some("tier_9".to_owned());
        let foreign = hit_line(Hit {
            criticality,
            ..hit()
        });
        assert_eq!(
            foreign.unwrap_err().to_string(),
            "a result says `tier_9`, which isn't known"
        );
    }
}
