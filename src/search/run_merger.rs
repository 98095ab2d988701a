//! Runs to the dictionaries and postings of one index, as tantivy writes them.

use std::io::Write;

use rustc_hash::FxHashMap;
use search_core::Fields;
use tantivy::directory::{CompositeFile, CompositeWrite};
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::FieldSerializer;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, TantivyError};

use super::index_part::{Part, PerPart};
use super::merged_part::{MergedPart, Stretches};
use super::run::{FieldRun, Numbers, Run, RunError};

/// A run, and which documents of the index its own are.
pub(super) struct PlacedRun<'g> {
    pub run: &'g Run,
    pub documents: &'g [DocId],
}

/// The words of a part.
pub(super) enum PartWords<'g> {
    Runs(Vec<PlacedRun<'g>>),
    /// As they were merged before.
    Merged(MergedPart),
}

/// Files of the words of a segment.
const FILES: [SegmentComponent; 3] = [
    SegmentComponent::Terms,
    SegmentComponent::Postings,
    SegmentComponent::Positions,
];

/// What is written of a field.
enum FieldWords<'w> {
    Runs(Vec<(FieldRun<'w>, &'w [DocId])>),
    Merged(Stretches<'w>),
}

/// Writes the words of all parts into a segment that has none. Gives those parts that were merged.
pub(super) fn write(
    parts: &PerPart<PartWords<'_>>,
    fields: &Fields,
    segment: &Segment,
) -> Result<Vec<(Part, MergedPart)>, RunError> {
    let mut words = FxHashMap::default();
    for part in parts {
        add_fields(part, &mut words)?;
    }
    let open = |file| segment.open_write(file).map_err(TantivyError::from);
    let [dictionary, postings, positions] = FILES.map(open);
    let mut dictionary = CompositeWrite::wrap(dictionary?);
    let mut postings = CompositeWrite::wrap(postings?);
    let mut positions = CompositeWrite::wrap(positions?);
    for (field, entry) in segment.schema().fields() {
        let Some(words) = words.remove(&field.field_id()) else {
            continue;
        };
        let dictionary = dictionary.for_field(field);
        let postings = postings.for_field(field);
        let positions = positions.for_field(field);
        let runs = match words {
            FieldWords::Merged([of_dictionary, of_postings, of_positions]) => {
                dictionary.write_all(of_dictionary)?;
                postings.write_all(of_postings)?;
                positions.write_all(of_positions)?;
                continue;
            }
            FieldWords::Runs(runs) => runs,
        };
        let record = entry.field_type().get_index_record_option();
        let record = record.unwrap_or(IndexRecordOption::Basic);
        let tokens = runs.iter().map(|(own, _)| own.tokens).sum();
        let mut out =
            FieldSerializer::create(record, tokens, dictionary, postings, positions, None)?;
        write_field(&runs, record.has_positions(), &mut out)?;
        out.close()?;
    }
    dictionary.close()?;
    postings.close()?;
    positions.close()?;
    merged(parts, fields, segment)
}

/// Adds the fields of a part.
fn add_fields<'w>(
    part: &'w PartWords<'_>,
    fields: &mut FxHashMap<u32, FieldWords<'w>>,
) -> Result<(), RunError> {
    match part {
        PartWords::Merged(merged) => {
            let own = merged.fields()?.into_iter();
            fields.extend(own.map(|(field, own)| (field, FieldWords::Merged(own))));
        }
        PartWords::Runs(runs) => {
            for placed in runs {
                for own in placed.run.fields()? {
                    let empty = || FieldWords::Runs(Vec::new());
                    if let FieldWords::Runs(all) = fields.entry(own.field).or_insert_with(empty) {
                        all.push((own, placed.documents));
                    }
                }
            }
        }
    }
    Ok(())
}

/// Takes the parts that were merged out of the files of a segment.
fn merged(
    parts: &PerPart<PartWords<'_>>,
    fields: &Fields,
    segment: &Segment,
) -> Result<Vec<(Part, MergedPart)>, RunError> {
    let mut files = Vec::new();
    for file in FILES {
        let file = segment.open_read(file).map_err(TantivyError::from)?;
        files.push(CompositeFile::open(&file)?);
    }
    let stretch = |file: &CompositeFile, field: Field| {
        let found = file.open_read(field);
        found.map(|found| found.read_bytes()).transpose()
    };
    let mut all = Vec::new();
    for (part, words) in Part::ALL.into_iter().zip(parts) {
        if matches!(words, PartWords::Merged(_)) {
            continue;
        }
        let mut merged = MergedPart::default();
        let schema = segment.schema();
        let own = schema.fields().map(|(field, _)| field);
        for field in own.filter(|field| Part::of(*field, fields) == part) {
            let mut stretches = Vec::with_capacity(FILES.len());
            for file in &files {
                stretches.extend(stretch(file, field)?);
            }
            if let [dictionary, postings, positions] = &*stretches {
                merged.push(field.field_id(), [dictionary, postings, positions]);
            }
        }
        all.push((part, merged));
    }
    Ok(all)
}

/// A word of one run. There may be millions of them.
struct Found<'w> {
    numbers: Numbers<'w>,
    run: u32,
    /// The one before of the same word.
    before: u32,
}

/// Where no other is before.
const NONE: u32 = u32::MAX;

/// Writes the words of a field, each once.
fn write_field<W: Write>(
    runs: &[(FieldRun<'_>, &[DocId])],
    placed: bool,
    out: &mut FieldSerializer<'_, W>,
) -> Result<(), RunError> {
    // Finding by a hash what is the same compares less than merging what is sorted.
    let mut last: FxHashMap<&[u8], u32> = FxHashMap::default();
    let mut all: Vec<Found<'_>> = Vec::new();
    for ((run, _), number) in runs.iter().zip(0..) {
        let mut words = run.words;
        while let Some((word, numbers)) = words.next_word()? {
            let own = small(all.len())?;
            let before = last.insert(word, own).unwrap_or(NONE);
            all.push(Found {
                numbers,
                run: number,
                before,
            });
        }
    }
    let mut sorted: Vec<(&[u8], u32)> = last.into_iter().collect();
    sorted.sort_unstable();
    let mut postings = Postings::default();
    for (word, last) in sorted {
        postings.clear();
        let mut at = last;
        while let Some(own) = all.get(at as usize) {
            let (_, documents) = runs.get(own.run as usize).ok_or(RunError::Malformed)?;
            postings.add(own.numbers, documents, placed)?;
            at = own.before;
        }
        postings.write(word, placed, out)?;
    }
    Ok(())
}

fn small(number: usize) -> Result<u32, RunError> {
    u32::try_from(number).map_err(|_| RunError::Malformed)
}

/// Documents that have a word.
#[derive(Default)]
struct Postings {
    /// Each with where its places begin, in the low half.
    documents: Vec<u64>,
    /// Places of a document, each as its distance from the one before, behind their number.
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
            let begin = small(self.places.len())?;
            if placed {
                let count = numbers.next_number()?;
                self.places.push(count);
                for _ in 0..count {
                    self.places.push(numbers.next_number()?);
                }
            }
            self.documents
                .push(u64::from(*document) << 32 | u64::from(begin));
        }
        Ok(())
    }

    /// Writes them, in the order of documents.
    fn write<W: Write>(
        &mut self,
        word: &[u8],
        placed: bool,
        out: &mut FieldSerializer<'_, W>,
    ) -> Result<(), RunError> {
        self.documents.sort_unstable();
        // What tantivy's own writer passes: it counts documents beforehand only along with places.
        let count = match placed {
            true => small(self.documents.len())?,
            false => 0,
        };
        out.new_term(word, count, placed)?;
        for both in &self.documents {
            let [.., a, b, c, d] = both.to_le_bytes();
            let document = u32::from_le_bytes([a, b, c, d]);
            let mut places: &[u32] = &[];
            if placed {
                let [a, b, c, d, ..] = both.to_le_bytes();
                let begin = u32::from_le_bytes([a, b, c, d]) as usize;
                let own = self.places.get(begin..).unwrap_or_default();
                if let Some((count, rest)) = own.split_first() {
                    places = rest.get(..*count as usize).unwrap_or_default();
                }
            }
            out.write_doc(document, small(places.len())?, places);
        }
        out.close_term()?;
        Ok(())
    }
}
