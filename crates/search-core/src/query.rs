//! What people type to what tantivy runs.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::Fields;
use crate::analysis::words;

/// Most words of a query that are looked at.
const MAX_WORDS: usize = 32;
/// Longest query, in characters.
const MAX_CHARS: usize = 1000;

/// A query, ready to run.
pub struct Parsed {
    /// For tantivy.
    pub query: Box<dyn Query>,
    /// Its words, for marking.
    pub words: Vec<String>,
}

/// Builds a query: all words must match, the last one as a prefix; `"phrases"`, `-not`, and
/// `kind:`, `dme:`, `domain:`, `owner:`, `tag:`, `column:`, `audience:`. One typo is forgiven in
/// words of four letters and more, two from eight.
#[must_use]
pub fn parse(text: &str, f: &Fields) -> Parsed {
    let text: String = text.chars().take(MAX_CHARS).collect();
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut all = Vec::new();
    let mut positive = false;
    let mut plain: Vec<String> = Vec::new();
    let open_end = !text.ends_with(char::is_whitespace) && !text.ends_with('"');
    let parts = parts(&text);
    let last = parts.len().saturating_sub(1);
    for (i, part) in parts.into_iter().enumerate() {
        if all.len() >= MAX_WORDS {
            break;
        }
        let occur = if part.negative {
            Occur::MustNot
        } else {
            Occur::Must
        };
        let field = part.field.as_deref().and_then(|name| filter_field(name, f));
        let text = match (&part.field, field) {
            (Some(name), None) => format!("{name} {}", part.text),
            _ => part.text.clone(),
        };
        let found = words(&text);
        if found.is_empty() {
            continue;
        }
        positive |= !part.negative;
        match field {
            Some(field) if field == f.kind => {
                clauses.push((occur, term(field, &text.to_lowercase())));
            }
            Some(field) => {
                for word in &found {
                    clauses.push((occur, term(field, word)));
                }
            }
            None if part.quoted && found.len() > 1 => {
                clauses.push((occur, phrase(&found, f)));
                all.extend(found);
            }
            None => {
                for (w, word) in found.iter().enumerate() {
                    let prefix = open_end && !part.quoted && i == last && w + 1 == found.len();
                    clauses.push((occur, any_field(word, prefix, f)));
                }
                if !part.negative {
                    plain.extend(found.iter().cloned());
                }
                all.extend(found);
            }
        }
    }
    if !positive {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    if !plain.is_empty() {
        // A name that is just these words stands above everything else.
        let exact = boosted(term(f.exact, &plain.join(" ")), 60.0);
        clauses.push((Occur::Should, exact));
        for kind in ["view", "product"] {
            clauses.push((Occur::Should, boosted(term(f.kind, kind), 0.4)));
        }
        clauses.push((Occur::Should, boosted(term(f.status, "active"), 0.6)));
    }
    Parsed {
        query: Box::new(BooleanQuery::new(clauses)),
        words: all,
    }
}

struct Part {
    text: String,
    field: Option<String>,
    quoted: bool,
    negative: bool,
}

/// Splits at spaces outside quotes; takes `-` and `field:` off.
fn parts(text: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return out;
        }
        let negative = chars.next_if_eq(&'-').is_some();
        let mut field = None;
        let mut word = String::new();
        let mut quoted = false;
        while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
            if c == '"' {
                quoted = true;
                for c in chars.by_ref() {
                    if c == '"' {
                        break;
                    }
                    word.push(c);
                }
                break;
            }
            if c == ':' && field.is_none() && !word.is_empty() {
                field = Some(std::mem::take(&mut word).to_lowercase());
                continue;
            }
            word.push(c);
        }
        out.push(Part {
            text: word,
            field,
            quoted,
            negative,
        });
    }
}

fn filter_field(name: &str, f: &Fields) -> Option<Field> {
    Some(match name {
        "kind" => f.kind,
        "dme" => f.dme,
        "domain" => f.domain,
        "owner" | "team" => f.owner,
        "tag" => f.tags,
        "column" => f.columns,
        "audience" => f.audience,
        _ => return None,
    })
}

fn term(field: Field, word: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(
        Term::from_field_text(field, word),
        IndexRecordOption::WithFreqs,
    ))
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}

fn should(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(
        queries.into_iter().map(|q| (Occur::Should, q)).collect(),
    ))
}

fn phrase(found: &[String], f: &Fields) -> Box<dyn Query> {
    let of = |field: Field| -> Box<dyn Query> {
        Box::new(PhraseQuery::new(
            found
                .iter()
                .map(|w| Term::from_field_text(field, w))
                .collect(),
        ))
    };
    should(vec![
        boosted(of(f.name), 6.0),
        boosted(of(f.title), 5.0),
        of(f.description),
    ])
}

/// A word in any field, the name above all; as a prefix and with typos further down.
fn any_field(word: &str, prefix: bool, f: &Fields) -> Box<dyn Query> {
    let mut queries: Vec<Box<dyn Query>> = [
        (f.name, 8.0),
        (f.title, 6.0),
        (f.columns, 3.0),
        (f.path, 2.0),
        (f.description, 1.5),
        (f.tags, 1.5),
        (f.dme, 1.0),
        (f.domain, 1.0),
        (f.owner, 1.0),
        (f.column_text, 0.7),
    ]
    .into_iter()
    .map(|(field, boost)| boosted(term(field, word), boost))
    .collect();
    let near = |field, distance, prefix| -> Box<dyn Query> {
        let term = Term::from_field_text(field, word);
        if prefix {
            Box::new(FuzzyTermQuery::new_prefix(term, distance, true))
        } else {
            Box::new(FuzzyTermQuery::new(term, distance, true))
        }
    };
    if prefix {
        for (field, boost) in [
            (f.name, 3.0),
            (f.title, 2.5),
            (f.columns, 1.2),
            (f.path, 1.0),
        ] {
            queries.push(boosted(near(field, 0, true), boost));
        }
    }
    let distance = match word.chars().count() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    if distance > 0 {
        for (field, boost) in [(f.name, 0.8), (f.title, 0.7), (f.columns, 0.3)] {
            queries.push(boosted(near(field, distance, false), boost));
        }
    }
    should(queries)
}
