//! The columns that a text gives, as a former run found them: true as long as all that it asked of the
//! relations that it reads is answered as it was then.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::super::sql_readings::Readings;
use sql::{Columns, Defaults, Dialect, Schema};

/// A hash of answers.
type Hash = [u8; 16];

/// What is asked of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Question<T> {
    Columns(T),
    IsComplete(T),
    HasField(T, T),
    Fields(T, T),
}

/// The columns of a text, and what they depend on beside it.
#[derive(Serialize, Deserialize)]
struct Saved<'s, C> {
    #[serde(borrow)]
    asked: Vec<Question<&'s str>>,
    /// Of the answers to all of that.
    answers: Hash,
    columns: C,
}

/// [`sql::Reading::columns`] of a text, which isn't read where a former run left what it gives.
pub(super) fn of_text(
    readings: &Readings<'_>,
    (text, dialect): (&str, Dialect),
    defaults: Defaults<'_>,
    schema: &dyn Schema,
) -> Columns {
    let read = |schema: &dyn Schema| readings.reading(text, dialect).columns(defaults, schema);
    let Some(saved) = readings.saved_columns(text, dialect, defaults) else {
        return read(schema);
    };
    if let Some(columns) = saved.known().and_then(|bytes| if_still(&bytes, schema)) {
        return columns;
    }
    let noting = Noting {
        schema,
        asked: Mutex::default(),
    };
    let columns = read(&noting);
    // How far a limit let it come isn't kept.
    if columns.limit.is_none()
        && let Some(bytes) = noting.written(&columns)
    {
        saved.put(&bytes);
    }
    columns
}

/// The columns that were written down, where all is answered as it was.
fn if_still(bytes: &[u8], schema: &dyn Schema) -> Option<Columns> {
    let saved: Saved<'_, Columns> = postcard::from_bytes(bytes).ok()?;
    (answers(&saved.asked, schema) == saved.answers).then_some(saved.columns)
}

/// A hash of what a schema answers.
fn answers(asked: &[Question<&str>], schema: &dyn Schema) -> Hash {
    let mut told = Vec::new();
    let mut names = |names: Option<Vec<&str>>| {
        let count = names.as_ref().map_or(u64::MAX, |names| names.len() as u64);
        told.extend_from_slice(&count.to_le_bytes());
        for name in names.into_iter().flatten() {
            told.extend_from_slice(&(name.len() as u64).to_le_bytes());
            told.extend_from_slice(name.as_bytes());
        }
    };
    let word = |is: Option<bool>| is.map(|is| vec![if is { "yes" } else { "no" }]);
    for question in asked {
        names(match *question {
            Question::Columns(of) => schema.columns(of),
            Question::IsComplete(of) => word(Some(schema.is_complete(of))),
            Question::HasField(of, path) => word(schema.has_field(of, path)),
            Question::Fields(of, path) => schema.fields(of, path),
        });
    }
    let mut hash = Hash::default();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&told).finalize_xof().fill(&mut hash);
    hash
}

/// A schema that notes what it is asked.
struct Noting<'s> {
    schema: &'s dyn Schema,
    asked: Mutex<BTreeSet<Question<String>>>,
}

impl Noting<'_> {
    fn note(&self, question: Question<String>) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert(question);
    }

    /// What depends on the answers, with a hash of them.
    fn written(self, columns: &Columns) -> Option<Vec<u8>> {
        let asked = self.asked.into_inner();
        let asked = asked.unwrap_or_else(PoisonError::into_inner);
        let asked: Vec<Question<&str>> = asked
            .iter()
            .map(|question| match question {
                Question::Columns(of) => Question::Columns(of.as_str()),
                Question::IsComplete(of) => Question::IsComplete(of.as_str()),
                Question::HasField(of, path) => Question::HasField(of.as_str(), path.as_str()),
                Question::Fields(of, path) => Question::Fields(of.as_str(), path.as_str()),
            })
            .collect();
        let saved = Saved {
            answers: answers(&asked, self.schema),
            asked,
            columns,
        };
        postcard::to_extend(&saved, Vec::new()).ok()
    }
}

impl Schema for Noting<'_> {
    fn columns(&self, relation: &str) -> Option<Vec<&str>> {
        self.note(Question::Columns(relation.to_owned()));
        self.schema.columns(relation)
    }

    fn is_complete(&self, relation: &str) -> bool {
        self.note(Question::IsComplete(relation.to_owned()));
        self.schema.is_complete(relation)
    }

    fn has_field(&self, relation: &str, path: &str) -> Option<bool> {
        self.note(Question::HasField(relation.to_owned(), path.to_owned()));
        self.schema.has_field(relation, path)
    }

    fn fields(&self, relation: &str, path: &str) -> Option<Vec<&str>> {
        self.note(Question::Fields(relation.to_owned(), path.to_owned()));
        self.schema.fields(relation, path)
    }
}

#[cfg(test)]
mod tests {
    use super::{Noting, if_still};
    use std::sync::Mutex;

    use sql::{Columns, Defaults, Dialect, Schema};

    /// What is known of `t`: its columns, the fields of `a`, and whether all are listed.
    #[derive(Clone)]
    struct Known(Vec<&'static str>, Vec<&'static str>, bool);

    impl Schema for Known {
        fn columns(&self, relation: &str) -> Option<Vec<&str>> {
            (relation == "p.d.t").then(|| self.0.clone())
        }

        fn is_complete(&self, _: &str) -> bool {
            self.2
        }

        fn has_field(&self, _: &str, path: &str) -> Option<bool> {
            let field = path.strip_prefix("a.")?;
            Some(self.1.contains(&field))
        }

        fn fields(&self, _: &str, path: &str) -> Option<Vec<&str>> {
            (path == "a").then(|| self.1.clone())
        }
    }

    fn read(schema: &dyn Schema) -> Columns {
        let text = "SELECT *, a.x AS y FROM t";
        let defaults = Defaults {
            project: Some("p"),
            dataset: Some("d"),
        };
        sql::read(text, Dialect::BigQuery).columns(defaults, schema)
    }

    #[test]
    fn columns_are_those_of_before_as_long_as_nothing_else_is_answered() {
        let before = Known(vec!["a", "b"], vec!["x"], true);
        let noting = Noting {
            schema: &before,
            asked: Mutex::default(),
        };
        let columns = read(&noting);
        assert_eq!(columns, read(&before));
        let bytes = noting.written(&columns).unwrap();
        assert_eq!(if_still(&bytes, &before), Some(columns));
        for other in [
            Known(vec!["a", "b", "c"], vec!["x"], true),
            Known(vec!["b", "a"], vec!["x"], true),
            Known(vec!["a", "b"], vec![], true),
            Known(vec!["a", "b"], vec!["x"], false),
        ] {
            assert_eq!(if_still(&bytes, &other), None, "{:?}", other.0);
        }
        assert_eq!(if_still(bytes.split_last().unwrap().1, &before), None);
    }
}
