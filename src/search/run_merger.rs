//! Runs to the dictionaries and postings of one index, as tantivy writes them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocId;
use tantivy::index::Segment;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};

use super::run::{FieldRun, Numbers, Run, RunError, Words};

/// A run, and which documents of the index its own are.
pub(super) struct PlacedRun {
    pub run: Run,
    pub documents: Vec<DocId>,
}

/// Writes the words of all runs into a segment that has none.
pub(super) fn write(runs: &[PlacedRun], segment: &Segment) -> Result<(), RunError> {
    let mut fields: Vec<(FieldRun<'_>, &[DocId])> = Vec::new();
    for run in runs {
        let own = run.run.fields()?.into_iter();
        fields.extend(own.map(|field| (field, run.documents.as_slice())));
    }
    let mut out = InvertedIndexSerializer::open(segment)?;
    for (field, entry) in segment.schema().fields() {
        let of_field = || (fields.iter()).filter(|(own, _)| own.field == field.field_id());
        if of_field().next().is_none() {
            continue;
        }
        let placed = (entry.field_type().get_index_record_option())
            .is_some_and(tantivy::schema::IndexRecordOption::has_positions);
        let tokens = of_field().map(|(own, _)| own.tokens).sum();
        let mut out = out.new_field(field, tokens, None)?;
        let words = of_field().map(|(own, documents)| (own.words, *documents));
        write_field(words.collect(), placed, &mut out)?;
        out.close()?;
    }
    out.close()?;
    Ok(())
}

/// Writes the words of a field, each once.
fn write_field(
    mut runs: Vec<(Words<'_>, &[DocId])>,
    placed: bool,
    out: &mut FieldSerializer<'_>,
) -> Result<(), RunError> {
    let mut heap = BinaryHeap::with_capacity(runs.len());
    let mut numbers: Vec<Numbers<'_>> = Vec::with_capacity(runs.len());
    for (at, (words, _)) in runs.iter_mut().enumerate() {
        let Some((word, own)) = words.next_word()? else {
            return Err(RunError::Malformed);
        };
        heap.push(Reverse((word, at)));
        numbers.push(own);
    }
    let mut postings = Postings::default();
    while let Some(Reverse((word, _))) = heap.peek() {
        let word = *word;
        postings.clear();
        while let Some(Reverse((next, at))) = heap.peek()
            && *next == word
        {
            let at = *at;
            heap.pop();
            let (Some((words, documents)), Some(own)) = (runs.get_mut(at), numbers.get_mut(at))
            else {
                return Err(RunError::Malformed);
            };
            postings.add(*own, documents, placed)?;
            if let Some((word, next)) = words.next_word()? {
                *own = next;
                heap.push(Reverse((word, at)));
            }
        }
        postings.write(word, placed, out)?;
    }
    Ok(())
}

/// Documents that have a word.
#[derive(Default)]
struct Postings {
    /// Document, and which of the places are its.
    documents: Vec<(DocId, u32, u32)>,
    /// Places, each as its distance from the one before.
    places: Vec<u32>,
}

impl Postings {
    fn clear(&mut self) {
        self.documents.clear();
        self.places.clear();
    }

    /// Adds those of a run.
    fn add(
        &mut self,
        mut numbers: Numbers<'_>,
        documents: &[DocId],
        placed: bool,
    ) -> Result<(), RunError> {
        let mut next = 0_usize;
        while !numbers.is_empty() {
            next = next.saturating_add(numbers.next_number()? as usize);
            let document = documents.get(next).ok_or(RunError::Malformed)?;
            next += 1;
            let begin = self.places.len();
            if placed {
                for _ in 0..numbers.next_number()? {
                    self.places.push(numbers.next_number()?);
                }
            }
            let small = |n: usize| u32::try_from(n).map_err(|_| RunError::Malformed);
            let (begin, end) = (small(begin)?, small(self.places.len())?);
            self.documents.push((*document, begin, end));
        }
        Ok(())
    }

    /// Writes them, in the order of documents.
    fn write(
        &mut self,
        word: &[u8],
        placed: bool,
        out: &mut FieldSerializer<'_>,
    ) -> Result<(), RunError> {
        self.documents.sort_unstable();
        // What tantivy's own writer passes: it counts documents beforehand only along with places.
        let count = match placed {
            true => u32::try_from(self.documents.len()).map_err(|_| RunError::Malformed)?,
            false => 0,
        };
        out.new_term(word, count, placed)?;
        for (document, begin, end) in &self.documents {
            let places = self.places.get(*begin as usize..*end as usize);
            out.write_doc(*document, end - begin, places.unwrap_or(&[]));
        }
        out.close_term()?;
        Ok(())
    }
}
