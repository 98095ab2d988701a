//! What a search is asked and what it answers, as JSON for the browser.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// As typed.
    pub q: String,
    /// Results to pass over.
    pub from: usize,
    /// Results to give.
    pub size: usize,
    /// Their order.
    pub sort: Sort,
    /// Values by facet: those of one facet are alternatives.
    pub filters: BTreeMap<String, Vec<String>>,
    /// Whether to count facets.
    pub facets: bool,
}

/// Order of results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// By name.
    Name,
}

/// How far a question got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Pieces to fetch before the next step.
    Need(Vec<Need>),
    /// The end.
    Answer(Box<Answer>),
}

/// A piece to fetch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Its name: 16 hexadecimal digits.
    pub name: String,
    /// Its number.
    pub piece: u32,
    /// Bytes.
    pub length: usize,
}

/// The results. Text that is marked comes in segments of which every second one is marked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Number of assets that match.
    pub total: usize,
    /// Whether there may be more than that: a short beginning of a word was not followed to its
    /// last ending.
    pub more: bool,
    /// What the reader should know of how the question was understood.
    pub note: Option<String>,
    /// Words that were looked for.
    pub words: Vec<String>,
    /// Those of them that nothing matches, or that not every result given here has.
    pub left_out: Vec<String>,
    /// One page of results.
    pub hits: Vec<Hit>,
    /// Counts, where asked for.
    pub facets: Option<Vec<Facet>>,
}

impl Answer {
    /// Says which words the results don't have: those that nothing matches, and those that some of
    /// the results lack.
    pub(crate) fn tell_left_out(&mut self, unmatched: &[String]) {
        if self.total == 0 {
            return;
        }
        let mut lacked: Vec<String> = Vec::new();
        for word in self.hits.iter().flat_map(|hit| &hit.missing) {
            if !lacked.contains(word) {
                lacked.push(word.clone());
            }
        }
        let mut notes: Vec<String> = self.note.take().into_iter().collect();
        match unmatched {
            [] => {}
            [one] => notes.push(format!("Nothing matches “{one}”; shown without it.")),
            several => notes.push(format!(
                "Nothing matches {}; shown without them.",
                quoted(several, "and")
            )),
        }
        if !lacked.is_empty() {
            notes.push(format!(
                "Nothing has all of these words; results may lack {}.",
                quoted(&lacked, "or")
            ));
        }
        self.note = (!notes.is_empty()).then(|| notes.join(" "));
        self.left_out = unmatched.to_vec();
        self.left_out.extend(lacked);
    }
}

/// `“a”, “b” and “c”`.
fn quoted(words: &[String], and: &str) -> String {
    let quoted = |word: &String| format!("“{word}”");
    match words {
        [] => String::new(),
        [one] => quoted(one),
        [before @ .., last] => {
            let before: Vec<String> = before.iter().map(quoted).collect();
            format!("{} {and} {}", before.join(", "), quoted(last))
        }
    }
}

/// A result.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// `kind:name`.
    pub id: String,
    /// Site-relative address.
    pub url: String,
    /// Kind in words.
    pub kind: String,
    /// Short name, marked.
    pub name: Vec<String>,
    /// Title, marked, where it says more.
    pub title: Option<Vec<String>>,
    /// Full name.
    pub path: String,
    /// Owner DME.
    pub dme: Option<Dme>,
    /// Owning team.
    pub owner: Option<String>,
    /// Path of the domain.
    pub domain: Option<String>,
    /// Life-cycle state.
    pub status: String,
    /// `tier_1` …
    pub criticality: Option<String>,
    /// Whether it can be used now: `usable`, `with care`, `broken`, `no promise`.
    pub verdict: Option<String>,
    /// Statements of the last 30 days that name it.
    pub usage: Option<u64>,
    /// Part of the description, marked.
    pub snippet: Vec<String>,
    /// Columns and fields within them whose names matched, marked; fields by their path.
    pub columns: Vec<Vec<String>>,
    /// How many more of those there are.
    pub columns_more: usize,
    /// Whether nothing that is shown matched, but the description of a column did.
    pub column_text: bool,
    /// Whether nothing that is shown matched, but the name or a synonym of a glossary term did
    /// that it carries.
    pub glossary: bool,
    /// Words of the query that it lacks, where others have them.
    pub missing: Vec<String>,
    /// Relevance.
    pub score: f32,
}

/// An owner DME.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dme {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// Counts of one facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Name in requests.
    pub field: String,
    /// Name to show.
    pub label: String,
    /// Values, the most frequent first.
    pub values: Vec<FacetValue>,
}

/// A value of a facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// As requests name it.
    pub value: String,
    /// As it is shown.
    pub label: String,
    /// Results that have it.
    pub count: u32,
}

#[cfg(test)]
mod tests {
    use super::{Answer, Hit};

    #[test]
    fn what_was_left_out_is_said() {
        let words = |all: &[&str]| -> Vec<String> { all.iter().map(|w| (*w).to_owned()).collect() };
        let lacking = |missing: &[&str]| Hit {
            missing: words(missing),
            ..Hit::default()
        };
        let mut answer = Answer {
            total: 2,
            note: Some("First.".into()),
            hits: vec![lacking(&["b"]), lacking(&["b", "c"])],
            ..Answer::default()
        };
        answer.tell_left_out(&words(&["x", "y", "z"]));
        assert_eq!(
            answer.note.as_deref(),
            Some(
                "First. Nothing matches “x”, “y” and “z”; shown without them. Nothing has all of \
                 these words; results may lack “b” or “c”."
            )
        );
        assert_eq!(answer.left_out, ["x", "y", "z", "b", "c"]);
        // Where nothing is shown, nothing is shown without a word.
        let mut none = Answer::default();
        none.tell_left_out(&words(&["x"]));
        assert_eq!((none.note, none.left_out), (None, Vec::new()));
    }
}
