//! Documents to a run: the words of their texts, taken apart as a query's words are.

use rustc_hash::FxHashMap;
use search_core::{Document, Fields, IdentifierTokenizer, TOKENIZER};
use tantivy::schema::{FieldType, Schema};
use tantivy::tokenizer::{MAX_TOKEN_LEN, TokenStream as _, Tokenizer as _};

use super::run::{Run, push_number, push_word};

/// Takes documents, one after the other.
pub(super) struct RunWriter<'a> {
    of: &'a Fields,
    tokenizer: IdentifierTokenizer,
    /// By number of the field.
    fields: Vec<FieldWords>,
    documents: u32,
}

/// Words of a field.
#[derive(Default)]
struct FieldWords {
    /// Whether a text is a word as it is.
    whole: bool,
    /// Whether it is kept where a word stands.
    placed: bool,
    tokens: u64,
    /// Where the texts of the document at hand end.
    end: u32,
    numbers: FxHashMap<Box<str>, usize>,
    words: Vec<Places>,
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
    pub(super) fn new(schema: &Schema, of: &'a Fields) -> Self {
        let field = |field_type: &FieldType| {
            let FieldType::Str(options) = field_type else {
                return FieldWords::default();
            };
            let Some(indexed) = options.get_indexing_options() else {
                return FieldWords::default();
            };
            FieldWords {
                whole: indexed.tokenizer() != TOKENIZER,
                placed: indexed.index_option().has_positions(),
                ..FieldWords::default()
            }
        };
        Self {
            of,
            tokenizer: IdentifierTokenizer::default(),
            fields: schema
                .fields()
                .map(|(_, e)| field(e.field_type()))
                .collect(),
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
        for field in &mut *fields {
            field.end = 0;
        }
        let number = *documents;
        document.each_text(of, |field, text| {
            if let Some(words) = fields.get_mut(field.field_id() as usize) {
                words.add_text(number, text, tokenizer);
            }
        });
        *documents += 1;
    }

    /// The run of all documents that were added.
    pub(super) fn finish(self) -> Run {
        let mut run = Run::new();
        for (field, number) in self.fields.into_iter().zip(0_u32..) {
            if field.words.is_empty() {
                continue;
            }
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
            run.push(number, tokens, &words);
        }
        run
    }
}

impl FieldWords {
    /// Adds a text of a document, behind its others.
    fn add_text(&mut self, document: u32, text: &str, tokenizer: &mut IdentifierTokenizer) {
        let begin = self.end;
        let mut end = begin;
        if self.whole {
            self.add(document, text, begin);
            end = begin + 1;
        } else {
            let mut words = tokenizer.token_stream(text);
            while words.advance() {
                let token = words.token();
                let place = u32::try_from(token.position).unwrap_or(u32::MAX);
                let place = begin.saturating_add(place);
                if self.add(document, &token.text, place) {
                    end = end.max(place.saturating_add(1));
                }
            }
        }
        // No phrase goes on in the next text.
        self.end = end.saturating_add(1);
    }

    /// Adds a word, unless it is longer than any that tantivy takes.
    fn add(&mut self, document: u32, word: &str, place: u32) -> bool {
        if word.len() > MAX_TOKEN_LEN {
            return false;
        }
        self.tokens += 1;
        let at = match self.numbers.get(word) {
            Some(at) => *at,
            None => {
                let at = self.words.len();
                self.numbers.insert(word.into(), at);
                self.words.push(Places::default());
                at
            }
        };
        let Some(places) = self.words.get_mut(at) else {
            return false;
        };
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
        true
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
