//! Documents to runs, one a part: the words of their texts, taken apart as a query's words are.

use std::ops::Range;

use rustc_hash::FxHashMap;
use search_core::{Document, Fields, IdentifierTokenizer, TOKENIZER};
use tantivy::schema::{FieldType, IndexRecordOption, Schema};
use tantivy::tokenizer::{MAX_TOKEN_LEN, TokenStream as _, Tokenizer as _};

use super::index_part::{Part, PerPart};
use super::run::{Run, push_number, push_word};

/// Longest text whose words are remembered, in bytes: columns and names of owners come again and again.
const SHORT: usize = 48;

/// Takes documents, one after the other.
pub(super) struct RunWriter<'a> {
    of: &'a Fields,
    tokenizer: IdentifierTokenizer,
    /// By number of the field; nothing of one that isn't asked for.
    fields: Vec<Option<FieldWords>>,
    documents: u32,
}

/// Words of a field.
struct FieldWords {
    part: Part,
    /// Whether a text is a word as it is.
    whole: bool,
    /// Whether it is kept where a word stands.
    placed: bool,
    tokens: u64,
    /// Where the texts of the document at hand end.
    end: u32,
    numbers: FxHashMap<Box<str>, usize>,
    words: Vec<Places>,
    /// Which of `known` are the words of a short text.
    texts: FxHashMap<Box<str>, Range<usize>>,
    /// Words of texts, each with its place in its text.
    known: Vec<(usize, u32)>,
}

/// Where a word stands.
#[derive(Default)]
struct Places {
    numbers: Vec<u8>,
    /// One more than the number of the last document that has it.
    next: u32,
    /// Its places in that one.
    open: Vec<u32>,
}

impl<'a> RunWriter<'a> {
    /// For the parts that are `wanted`.
    pub(super) fn new(schema: &Schema, of: &'a Fields, wanted: &PerPart<bool>) -> Self {
        let fields = schema.fields().map(|(field, entry)| {
            let FieldType::Str(options) = entry.field_type() else {
                return None;
            };
            let indexed = options.get_indexing_options()?;
            let part = Part::of(field, of);
            wanted[part as usize].then(|| {
                let whole = indexed.tokenizer() != TOKENIZER;
                FieldWords::new(part, whole, indexed.index_option())
            })
        });
        Self {
            of,
            tokenizer: IdentifierTokenizer::default(),
            fields: fields.collect(),
            documents: 0,
        }
    }

    /// Adds a document.
    pub(super) fn add(&mut self, document: &Document<'_>) {
        let Self {
            of,
            tokenizer,
            fields,
            documents,
        } = self;
        for field in fields.iter_mut().flatten() {
            field.end = 0;
        }
        let number = *documents;
        document.each_text(of, |field, text| {
            if let Some(Some(words)) = fields.get_mut(field.field_id() as usize) {
                words.add_text(number, text, tokenizer);
            }
        });
        *documents += 1;
    }

    /// The runs of all documents that were added.
    pub(super) fn finish(self) -> PerPart<Run> {
        let mut runs = Part::ALL.map(|_| Run::new());
        for (field, number) in self.fields.into_iter().zip(0_u32..) {
            let Some(field) = field.filter(|field| !field.words.is_empty()) else {
                continue;
            };
            let (placed, tokens, mut places) = (field.placed, field.tokens, field.words);
            let mut sorted: Vec<(Box<str>, usize)> = field.numbers.into_iter().collect();
            sorted.sort_unstable();
            let mut words = Vec::new();
            for (word, at) in sorted {
                if let Some(places) = places.get_mut(at) {
                    if placed {
                        places.close();
                    }
                    push_word(&mut words, word.as_bytes(), &places.numbers);
                }
            }
            runs[field.part as usize].push(number, tokens, &words);
        }
        runs
    }
}

impl FieldWords {
    fn new(part: Part, whole: bool, record: IndexRecordOption) -> Self {
        Self {
            part,
            whole,
            placed: record.has_positions(),
            tokens: 0,
            end: 0,
            numbers: FxHashMap::default(),
            words: Vec::new(),
            texts: FxHashMap::default(),
            known: Vec::new(),
        }
    }

    /// Adds a text of a document, behind its others.
    fn add_text(&mut self, document: u32, text: &str, tokenizer: &mut IdentifierTokenizer) {
        let begin = self.end;
        let end = if self.whole {
            self.add(document, text, begin);
            begin.saturating_add(1)
        } else if let Some(known) = self.texts.get(text).cloned() {
            self.add_known(document, known, begin)
        } else {
            self.add_words(document, text, tokenizer, begin)
        };
        // No phrase goes on in the next text.
        self.end = end.saturating_add(1);
    }

    /// Adds the words of a text that was added before. Gives where it ends.
    fn add_known(&mut self, document: u32, known: Range<usize>, begin: u32) -> u32 {
        let mut end = begin;
        for at in known {
            if let Some((word, place)) = self.known.get(at).copied() {
                let place = begin.saturating_add(place);
                self.note(document, word, place);
                end = end.max(place.saturating_add(1));
            }
        }
        end
    }

    /// Adds the words of a text, and remembers them if it is short. Gives where it ends.
    fn add_words(
        &mut self,
        document: u32,
        text: &str,
        tokenizer: &mut IdentifierTokenizer,
        begin: u32,
    ) -> u32 {
        let mut end = begin;
        let first = self.known.len();
        let is_short = text.len() <= SHORT;
        let mut words = tokenizer.token_stream(text);
        while words.advance() {
            let token = words.token();
            let own = u32::try_from(token.position).unwrap_or(u32::MAX);
            let place = begin.saturating_add(own);
            if let Some(word) = self.add(document, &token.text, place) {
                end = end.max(place.saturating_add(1));
                if is_short {
                    self.known.push((word, own));
                }
            }
        }
        if is_short {
            self.texts.insert(text.into(), first..self.known.len());
        }
        end
    }

    /// Adds a word, unless it is longer than any that tantivy takes. Gives its number.
    fn add(&mut self, document: u32, word: &str, place: u32) -> Option<usize> {
        if word.len() > MAX_TOKEN_LEN {
            return None;
        }
        let at = match self.numbers.get(word) {
            Some(at) => *at,
            None => {
                let at = self.words.len();
                self.numbers.insert(word.into(), at);
                self.words.push(Places::default());
                at
            }
        };
        self.note(document, at, place);
        Some(at)
    }

    /// Notes where a word stands.
    fn note(&mut self, document: u32, word: usize, place: u32) {
        let Some(places) = self.words.get_mut(word) else {
            return;
        };
        self.tokens += 1;
        if places.next != document + 1 {
            if self.placed {
                places.close();
            }
            let between = document - places.next;
            push_number(&mut places.numbers, between.into());
            places.next = document + 1;
        }
        if self.placed {
            places.open.push(place);
        }
    }
}

impl Places {
    /// Writes down the places in the last document.
    fn close(&mut self) {
        if self.open.is_empty() {
            return;
        }
        push_number(&mut self.numbers, self.open.len() as u64);
        let mut last = 0;
        for place in self.open.drain(..) {
            push_number(&mut self.numbers, (place - last).into());
            last = place;
        }
    }
}
