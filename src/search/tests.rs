//! What is put together of runs is what tantivy's own writer makes of all documents.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Mutex;

use proptest::prelude::*;
use search_core::{Document, IdentifierTokenizer, Nested, TOKENIZER, Value};
use tantivy::directory::RamDirectory;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Directory as _, Index, IndexSettings, TantivyDocument};

use super::asset_documents::Documents;
use super::index_part::{PARTS, Part};
use super::index_parts::{IndexParts, KeptRuns, NoRuns};
use super::index_writer::{build, index};
use super::merged_part::MergedPart;
use super::run::Run;
use super::run_key::RunKey;
use super::run_merger::{self, PartWords, PlacedRun};
use super::run_writer::RunWriter;
use crate::mesh::Mesh;
use crate::pipeline;
use crate::render::Sink;

/// Dictionaries, postings and positions of a segment.
fn files(directory: &RamDirectory, segment: &Segment) -> [Vec<u8>; 3] {
    [
        SegmentComponent::Terms,
        SegmentComponent::Postings,
        SegmentComponent::Positions,
    ]
    .map(|file| {
        let path = segment.relative_path(file);
        let file = directory.open_read(&path).unwrap();
        file.read_bytes().unwrap().as_slice().to_vec()
    })
}

/// As tantivy's own writer makes them.
fn direct(documents: &[Document<'_>]) -> [Vec<u8>; 3] {
    let (schema, fields) = search_core::schema();
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TOKENIZER, IdentifierTokenizer::default());
    let directory = RamDirectory::create();
    let mut writer = Index::builder()
        .schema(schema)
        .tokenizers(tokenizers)
        .single_segment_index_writer::<TantivyDocument>(directory.clone(), 32 << 20)
        .unwrap();
    for document in documents {
        let mut out = TantivyDocument::default();
        document.each_text(&fields, |field, text| out.add_text(field, text));
        writer.add_document(out).unwrap();
    }
    let index = writer.finalize().unwrap();
    files(&directory, &index.searchable_segments().unwrap()[0])
}

/// The same of runs: `group` tells which one each document is in. What was `known` of parts is taken as
/// it is; gives what was merged as well.
fn merged(
    documents: &[Document<'_>],
    group: &[u8],
    known: Vec<(Part, MergedPart)>,
) -> ([Vec<u8>; 3], Vec<(Part, MergedPart)>) {
    let (schema, fields) = search_core::schema();
    let mut runs = Vec::new();
    for own in 0..4 {
        // Within a run, they stand in another order.
        let mut of_run: Vec<usize> = (0..documents.len()).filter(|n| group[*n] == own).collect();
        of_run.reverse();
        // Whatever else is asked for, the words of a part are the same.
        let mut all = Part::ALL.map(|_| Run::new());
        for wanted in [
            [true, true, false, false, true, false],
            [false, false, true, true, false, true],
        ] {
            let mut writer = RunWriter::new(&schema, &fields, &wanted);
            of_run.iter().for_each(|n| writer.add(&documents[*n]));
            for (at, run) in writer.finish().into_iter().enumerate() {
                if wanted[at] {
                    all[at] = run;
                }
            }
        }
        let places: Vec<u32> = of_run.iter().map(|n| u32::try_from(*n).unwrap()).collect();
        runs.push((all, places));
    }
    let mut parts = Part::ALL.map(|part| {
        let placed = runs.iter().map(|(all, documents)| PlacedRun {
            run: &all[part as usize],
            documents,
        });
        PartWords::Runs(placed.collect())
    });
    for (part, merged) in known {
        parts[part as usize] = PartWords::Merged(merged);
    }
    let directory = RamDirectory::create();
    let index = Index::create(directory.clone(), schema, IndexSettings::default()).unwrap();
    let segment = index.new_segment();
    let made = run_merger::write(&parts, &fields, &segment).unwrap();
    (files(&directory, &segment), made)
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-c]{1,3}s?",
        "[a-c]_[A-C]x[0-9]",
        Just("órdenes".to_owned()),
        Just(String::new()),
        Just("\u{1}whole value".to_owned()),
        "[a-z]{60,70}",
    ];
    proptest::collection::vec(word, 0..6).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn runs_are_merged_to_what_tantivy_writes(
        all in proptest::collection::vec(
            (proptest::collection::vec(text(), 9), 0_u8..4),
            1..30,
        ),
        known in proptest::collection::vec(proptest::bool::ANY, PARTS),
    ) {
        let documents: Vec<Document<'_>> = all
            .iter()
            .map(|(texts, _)| {
                let value = |text: &String| Value { id: text.clone(), words: text.clone() };
                Document {
                    exact: vec![&texts[0]],
                    known_as: vec![&texts[1]],
                    name: texts[2].clone(),
                    path: texts[3].clone(),
                    description: &texts[4],
                    columns: vec![&texts[5], &texts[0]],
                    nested: vec![Nested { path: (&texts[6]).into(), own: Some(&texts[6]) }],
                    column_text: vec![&texts[7], &texts[4]],
                    glossary: vec![&texts[8]],
                    facets: std::array::from_fn(|n| vec![value(&texts[n])]),
                    ..Document::default()
                }
            })
            .collect();
        let group: Vec<u8> = all.iter().map(|(_, group)| *group).collect();
        let whole = direct(&documents);
        let (files, made) = merged(&documents, &group, Vec::new());
        prop_assert_eq!(&files, &whole);
        prop_assert_eq!(made.len(), PARTS);
        // With parts that were merged before, each part by itself and all of them.
        let known = made.into_iter().filter(|(part, _)| known[*part as usize]);
        let known: Vec<_> = known.collect();
        let count = known.len();
        let (files, made) = merged(&documents, &group, known);
        prop_assert_eq!(&files, &whole);
        prop_assert_eq!(made.len(), PARTS - count);
    }
}

/// Runs in memory.
#[derive(Default)]
struct Kept {
    runs: Mutex<BTreeMap<RunKey, Vec<u8>>>,
    /// How many were made.
    made: Mutex<usize>,
}

impl KeptRuns for Kept {
    fn keeps(&self) -> bool {
        true
    }

    fn has(&self, key: &RunKey) -> bool {
        self.runs.lock().unwrap().contains_key(key)
    }

    fn get(&self, key: &RunKey) -> Option<Vec<u8>> {
        self.runs.lock().unwrap().get(key).cloned()
    }

    fn put(&self, key: &RunKey, run: &[u8]) {
        self.runs.lock().unwrap().insert(*key, run.to_vec());
        *self.made.lock().unwrap() += 1;
    }
}

impl Kept {
    fn made(&self) -> usize {
        std::mem::take(&mut *self.made.lock().unwrap())
    }
}

/// A mesh of so many views, of which one is described.
fn mesh(views: usize, described: &str) -> Mesh {
    let named = |n: usize| {
        format!("\"table_catalog\":\"p\",\"table_schema\":\"unified\",\"table_name\":\"view_{n}\"")
    };
    let row = |n| format!("{{{},\"view_definition\":\"SELECT 1 AS a\"}}\n", named(n));
    let option = format!(
        "{{{},\"option_name\":\"description\",\"option_type\":\"STRING\",\"option_value\":\"\\\"{described}\\\"\"}}\n",
        named(views / 2)
    );
    let files = [
        (
            "exports/bigquery/VIEWS.ndjson",
            (0..views).map(row).collect(),
        ),
        ("exports/bigquery/TABLE_OPTIONS.ndjson", option),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    pipeline::in_memory::load(None, files)
}

/// The files of a mesh's index, by name.
fn built(mesh: &Mesh, kept: &dyn KeptRuns) -> Vec<(String, Vec<u8>)> {
    let documents = Documents::new(&mesh.catalog, &mesh.insight);
    let parts = IndexParts::of(&documents, kept).unwrap();
    let index = build(parts, &documents).unwrap();
    let files = index.files.into_iter();
    files
        .map(|(name, bytes, _)| (name, bytes.to_vec()))
        .collect()
}

#[test]
fn what_is_kept_is_not_made_again() {
    let kept = Kept::default();
    let (before, after) = (
        mesh(1_000, "Paid orders."),
        mesh(1_000, "Orders, with refunds."),
    );
    assert_eq!(built(&before, &kept), built(&before, &NoRuns));
    let all = kept.made();
    assert!(all > 5 * PARTS, "{all}");
    assert_eq!(built(&before, &kept), built(&before, &NoRuns));
    assert_eq!(kept.made(), 0);
    // One description more or less is that of one group, and one view more too; then each part of all
    // documents is another.
    assert_ne!(built(&before, &NoRuns), built(&after, &NoRuns));
    assert_eq!(built(&after, &kept), built(&after, &NoRuns));
    assert_eq!(kept.made(), 2);
    let more = mesh(1_001, "Orders, with refunds.");
    assert_eq!(built(&more, &kept), built(&more, &NoRuns));
    assert!(kept.made() <= 3 * PARTS + PARTS);
}

#[test]
fn what_is_damaged_is_made_again() {
    let mesh = mesh(300, "Paid orders.");
    let whole = built(&mesh, &NoRuns);
    let kept = Kept::default();
    built(&mesh, &kept);
    let runs = kept.runs.lock().unwrap().clone();
    type Damage<'d> = &'d dyn Fn(&mut Vec<u8>);
    let damages: [Damage<'_>; 4] = [
        &|run| run.truncate(run.len() / 2),
        &|run| run.clear(),
        &|run| run.iter_mut().for_each(|byte| *byte = 0xff),
        &|run| run.extend_from_slice(&[9; 9]),
    ];
    for damage in damages {
        let mut damaged = runs.clone();
        damaged.values_mut().for_each(damage);
        *kept.runs.lock().unwrap() = damaged;
        assert!(built(&mesh, &kept) == whole);
    }
}

/// A site in memory, beside the former one.
#[derive(Default)]
struct Site {
    former: BTreeMap<String, Vec<u8>>,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    put: Mutex<usize>,
}

impl Sink for Site {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let files = &mut *self.files.lock().unwrap();
        assert_eq!(files.insert(path.to_owned(), bytes.to_vec()), None);
        *self.put.lock().unwrap() += 1;
        Ok(())
    }

    fn create(&self, _: &str) -> io::Result<Box<dyn Write + Send>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn keep_all(&self, paths: &[&str]) -> io::Result<()> {
        let kept = paths
            .iter()
            .map(|path| Some((path, self.former.get(*path)?)));
        let kept: Option<Vec<_>> = kept.collect();
        for (path, bytes) in kept.ok_or(io::ErrorKind::NotFound)? {
            self.put(path, bytes)?;
            *self.put.lock().unwrap() -= 1;
        }
        Ok(())
    }
}

/// Publishes the index of a mesh where another stood. Gives how many files had to be put, and all.
fn published(
    mesh: &Mesh,
    kept: &dyn KeptRuns,
    former: &BTreeMap<String, Vec<u8>>,
) -> (usize, BTreeMap<String, Vec<u8>>) {
    let site = Site {
        former: former.clone(),
        ..Site::default()
    };
    index(&mesh.catalog, &mesh.insight, kept, &site).unwrap();
    (
        site.put.into_inner().unwrap(),
        site.files.into_inner().unwrap(),
    )
}

#[test]
fn an_index_that_is_the_same_stays_as_it_is() {
    let kept = Kept::default();
    let (before, after) = (mesh(300, "Paid orders."), mesh(300, "Orders."));
    let none = BTreeMap::new();
    let (_, of_before) = published(&before, &NoRuns, &none);
    let (_, of_after) = published(&after, &NoRuns, &none);
    let (count, first) = published(&before, &kept, &none);
    assert_eq!((count, &first), (of_before.len(), &of_before));
    // Head and what is used most are put, and found to be the same there.
    let (count, again) = published(&before, &kept, &of_before);
    assert_eq!((count, &again), (2, &of_before));
    // Where a piece is gone, all are put; those that are the same are found to be so there.
    let mut less = of_before.clone();
    let piece = less.keys().find(|path| path.starts_with("search/c/"));
    let piece = piece.unwrap().clone();
    less.remove(&piece);
    let (count, again) = published(&before, &kept, &less);
    assert_eq!((count, &again), (of_before.len(), &of_before));
    // Another index, and back.
    assert_eq!(published(&after, &kept, &of_before).1, of_after);
    assert_eq!(published(&before, &kept, &of_after).1, of_before);
    kept.runs.lock().unwrap().values_mut().for_each(|kept| {
        kept.truncate(kept.len() / 2);
    });
    assert_eq!(published(&before, &kept, &of_before).1, of_before);
}
