//! Runs queries over a published index, as far as the pieces at hand allow.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::Directory;
use tantivy::{DocAddress, DocId, Index, ReloadPolicy, Searcher, SegmentReader, TantivyError};

use crate::answer::{Answer, Need, Outcome, Request, Sort};
use crate::collect::Best;
use crate::directory::Published;
use crate::error::{SearchError, Stop};
use crate::facet::{self, Columns};
use crate::head::Head;
use crate::hit::{HitContext, StoredText};
use crate::index_schema::{Fields, register, schema};
use crate::minimum_match::matching;
use crate::packed_numbers::Numbers;
use crate::piece_store::Pieces;
use crate::plan::Plan;
use crate::planner::{Mode, Planner};
use crate::syntax::{Parsed, parse};

/// Words of a dictionary that the head holds as a whole.
const SMALL: usize = 1_500;
/// Most results of a page, and the furthest result that can be reached.
const MAX_SIZE: usize = 100;
const MAX_REACH: usize = 10_000;

/// An open index.
pub struct Engine {
    head: Arc<Head>,
    pieces: Arc<Pieces>,
    directory: Published,
    /// Read when facets are first asked for.
    columns: Mutex<Option<Arc<Columns>>>,
    /// Read when results are first asked for by name.
    order: Mutex<Option<Arc<Numbers>>>,
    searcher: Searcher,
    fields: Fields,
}

impl Engine {
    /// Opens a published index. What it reads from now on goes through `pieces`.
    ///
    /// # Errors
    /// Where the head doesn't hold what opening takes.
    pub fn open(head: Head, pieces: Pieces) -> Result<Self, SearchError> {
        let (head, pieces) = (Arc::new(head), Arc::new(pieces));
        let directory = Published::new(Arc::clone(&head), Arc::clone(&pieces));
        let searcher = Self::open_in(directory.clone()).map_err(|stop| match Stop::from(stop) {
            Stop::Missing => SearchError::Head,
            Stop::Failed(error) => error,
        })?;
        Ok(Self {
            head,
            pieces,
            directory,
            columns: Mutex::default(),
            order: Mutex::default(),
            searcher,
            fields: schema().1,
        })
    }

    /// Opens an index and reads what every query needs: what a head must hold.
    ///
    /// # Errors
    /// As tantivy says.
    pub fn open_in(directory: impl Directory) -> Result<Searcher, TantivyError> {
        let index = Index::open(directory)?;
        register(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(16)
            .try_into()?;
        let searcher: Searcher = reader.searcher();
        for segment in searcher.segment_readers() {
            for (field, entry) in segment.schema().fields() {
                if !entry.is_indexed() {
                    continue;
                }
                let inverted = segment.inverted_index(field)?;
                // Small dictionaries as a whole: every word is looked up in each of them.
                if inverted.terms().num_terms() <= SMALL {
                    inverted.terms().stream()?;
                }
            }
        }
        Ok(searcher)
    }

    /// Adds a piece that was asked for.
    ///
    /// # Errors
    /// Where it isn't what the head says.
    pub fn put(&self, piece: u32, bytes: Vec<u8>) -> Result<(), SearchError> {
        let said = self.head.piece(piece);
        let expected = said.map_or(0, |said| said.len.into());
        if bytes.len() != expected {
            let found = bytes.len();
            return Err(SearchError::PieceLength { found, expected });
        }
        if said.is_none_or(|said| said.sum != crc32fast::hash(&bytes)) {
            return Err(SearchError::PieceSum);
        }
        self.pieces.put(piece, bytes);
        Ok(())
    }

    /// Runs a query to its end, or says which pieces it is missing; once they are there, the same
    /// request goes on from here.
    ///
    /// # Errors
    /// Where the index is damaged.
    pub fn step(&self, request: &Request) -> Result<Outcome, SearchError> {
        match self.run(request) {
            Ok(answer) => {
                self.pieces.trim();
                Ok(Outcome::Answer(Box::new(answer)))
            }
            Err(Stop::Failed(error)) => Err(error),
            Err(Stop::Missing) => {
                let need: Option<Vec<Need>> = self
                    .pieces
                    .take_wanted()
                    .into_iter()
                    .map(|piece| {
                        let said = self.head.piece(piece)?;
                        Some(Need {
                            name: said.name(),
                            piece,
                            length: said.len.into(),
                        })
                    })
                    .collect();
                need.filter(|n| !n.is_empty())
                    .map(Outcome::Need)
                    .ok_or(SearchError::Contradiction)
            }
        }
    }

    /// Ends the step where pieces were missed so far.
    fn checkpoint(&self) -> Result<(), Stop> {
        if self.pieces.is_wanting() {
            return Err(Stop::Missing);
        }
        Ok(())
    }

    /// What facets are counted by; nothing where pieces are missing. It doesn't depend on the query,
    /// so it is kept.
    fn facet_columns(&self) -> Result<Option<Arc<Columns>>, Stop> {
        let mut cached = self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.is_none() {
            *cached = Columns::read(&self.directory, self.head.assets())?.map(Arc::new);
        }
        Ok(cached.clone())
    }

    /// The place of every document among all names; nothing where pieces are missing.
    fn order(&self) -> Result<Option<Arc<Numbers>>, Stop> {
        let mut cached = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.is_none() {
            *cached = facet::order(&self.directory, self.head.assets())?.map(Arc::new);
        }
        Ok(cached.clone())
    }

    fn run(&self, request: &Request) -> Result<Answer, Stop> {
        let parsed = parse(&request.q);
        let mut answer = Answer {
            note: parsed.note.clone(),
            words: parsed.words().map(|w| w.folded.clone()).collect(),
            ..Answer::default()
        };
        let nothing = parsed.clauses.is_empty() && !request.q.trim().is_empty();
        let Some(reader) = self.searcher.segment_readers().first().filter(|_| !nothing) else {
            answer.facets = request.facets.then(Vec::new);
            return Ok(answer);
        };
        // Columns don't depend on the query, so they are asked for along with its words.
        let facets = match request.facets {
            true => self.facet_columns()?,
            false => None,
        };
        let rank = match request.sort {
            Sort::Name => self.order()?,
            Sort::Relevance => None,
        };
        let mut mode = Mode::All;
        let mut plan = self.plan(reader, &parsed, &request.filters, mode)?;
        self.checkpoint()?;
        let size = request.size.clamp(1, MAX_SIZE);
        let from = request.from.min(MAX_REACH - MAX_SIZE);
        let best = Best {
            limit: from + size,
            rank,
            facets: facets.as_ref().map(|columns| columns.facets.clone()),
        };
        let mut found = self.searcher.search(&plan.query, &best)?;
        for laxer in [Mode::Forgiving, Mode::Most] {
            // One word can't be left out.
            let hopeless = laxer == Mode::Most && plan.matched.len() < 2;
            if found.total > 0 || parsed.clauses.is_empty() || hopeless {
                break;
            }
            mode = laxer;
            plan = self.plan(reader, &parsed, &request.filters, mode)?;
            self.checkpoint()?;
            found = self.searcher.search(&plan.query, &best)?;
        }
        let shown = found.best.get(from..).unwrap_or(&[]);
        let known = self.known(reader, &plan, mode, shown)?;
        for ((_, doc), known) in shown.iter().zip(known) {
            let address = DocAddress::new(0, *doc);
            match self.searcher.doc::<StoredText>(address).map_err(Stop::from) {
                Ok(doc) => answer
                    .hits
                    .push(doc.hit(known, &plan.marks, self.head.labels())?),
                // All that are missing are asked for at once.
                Err(Stop::Missing) => {}
                Err(failed @ Stop::Failed(_)) => return Err(failed),
            }
        }
        self.checkpoint()?;
        answer.total = found.total;
        answer.more = plan.more;
        answer.tell_left_out(&plan.unmatched);
        if let Some(facets) = &facets {
            let count = |filters: &BTreeMap<String, Vec<String>>| {
                let plan = self.plan(reader, &parsed, filters, mode)?;
                self.checkpoint()?;
                let alone = Best {
                    limit: 0,
                    rank: None,
                    facets: Some(facets.facets.clone()),
                };
                Ok(self.searcher.search(&plan.query, &alone)?.counts)
            };
            answer.facets =
                Some(facets.counted(request, self.head.labels(), &found.counts, count)?);
        }
        Ok(answer)
    }

    fn plan(
        &self,
        reader: &SegmentReader,
        parsed: &Parsed,
        filters: &BTreeMap<String, Vec<String>>,
        mode: Mode,
    ) -> Result<Plan, Stop> {
        Planner::new(reader, &self.fields, mode).plan(parsed, filters)
    }

    /// What the index doesn't keep of results: where they matched out of sight, and what they lack.
    fn known(
        &self,
        reader: &SegmentReader,
        plan: &Plan,
        mode: Mode,
        shown: &[(f32, DocId)],
    ) -> Result<Vec<HitContext>, Stop> {
        let docs: Vec<DocId> = shown.iter().map(|(_, doc)| *doc).collect();
        let texts = matching(&*plan.texts, &docs, &self.searcher, reader)?;
        let glossary = matching(&*plan.glossary, &docs, &self.searcher, reader)?;
        let mut known: Vec<HitContext> = Vec::new();
        for (((score, _), column_text), glossary) in shown.iter().zip(texts).zip(glossary) {
            known.push(HitContext {
                score: *score,
                column_text,
                glossary,
                missing: Vec::new(),
            });
        }
        if mode == Mode::Most {
            for (word, query) in &plan.matched {
                let has = matching(&**query, &docs, &self.searcher, reader)?;
                for (known, has) in known.iter_mut().zip(has) {
                    if !has {
                        known.missing.push(word.clone());
                    }
                }
            }
        }
        Ok(known)
    }
}
