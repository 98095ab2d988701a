//! A page of which all that it read is the same is the same page, byte for byte: in random meshes that
//! are edited at random. What is edited is anything, as nothing is hidden from the operator.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use rustc_hash::{FxHashMap, FxHashSet};

use super::dice::Dice;
use super::hidden_edits::{Edit, Unseen, edit};
use super::number;
use super::random_mesh::{AUDIENCES, RandomMesh};
use crate::catalog::AssetIx;
use crate::facets::{Facet, Set};
use crate::history::{History, next};
use crate::mesh::Mesh;
use crate::pipeline::load;
use crate::render::{Reuse, Sink, Theme, render};
use crate::traces::{PageLinks, PageTrace, Subject, Traces};
use crate::view::{self, LostLinks, PreparedViews, list_pages};

/// Keeps what is rendered, and makes every page anew.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<String, Vec<u8>>>);

impl Sink for Kept {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().unwrap().insert(path.into(), bytes.into());
        Ok(())
    }

    fn put_page(&self, path: &str, bytes: &[u8], _: &FxHashSet<u64>) -> io::Result<PageLinks> {
        self.put(path, bytes)?;
        Ok(PageLinks::default())
    }

    fn create(&self, _: &str) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(io::sink()))
    }
}

/// What a page is about: the hash of the key of an asset, or a page of a list.
type About = Result<u64, (u8, u32)>;

/// A site, what its pages read, and which pages of the former one are said to be the same.
struct Site {
    pages: BTreeMap<String, Vec<u8>>,
    traces: Traces,
    /// Addresses of what pages are about.
    paths: BTreeMap<About, String>,
    held: Vec<String>,
    history: History,
    /// Fingerprints of each facet of each asset, by the hash of its key, and of sets.
    facets: FxHashMap<u64, Vec<u64>>,
    sets: Vec<u64>,
}

/// Builds a site of a mesh; the traces go through their bytes, as between two builds.
fn site(mesh: &Mesh, former: Option<&Site>) -> Site {
    let lost = LostLinks::default();
    let mut prepared = PreparedViews::new(mesh.readable(), &mesh.settings);
    let past = former.map(|former| former.history.clone());
    let history = next(past, view::observation(&prepared).unwrap());
    prepared.tell(&history);
    prepared.lost = Some(&lost);
    let theme = Theme::new(None, Vec::new(), |css, js, theme| {
        view::site(&prepared.views(), css, js, theme)
    });
    let theme = theme.unwrap();
    let former = former.map(|former| postcard::to_allocvec(&former.traces).unwrap());
    let former = former.map(|bytes| postcard::from_bytes(&bytes).unwrap());
    let reuse = Reuse::new(former, &prepared, &theme, 7);
    let kept = Kept::default();
    render(&prepared, &theme, &kept, Some(&reuse)).unwrap();
    let mut held = Vec::new();
    let reader = prepared.views().reader;
    let assets = (0..).map(AssetIx).take(reader.assets().len());
    let assets = assets.map(|ix| (reader.href(ix).to_owned(), Subject::Asset(ix)));
    let lists = list_pages::ALL.iter().flat_map(|spec| {
        let numbers = 1..=list_pages::page_count(list_pages::listed(&prepared.views(), spec).len());
        numbers.map(|n| {
            let (list, n_of_list) = list_pages::list_page_number(spec, n);
            let subject = Subject::List(list, n_of_list);
            (list_pages::list_address(spec, n), subject)
        })
    });
    let of = view::fingerprints(&prepared);
    let mut paths = BTreeMap::new();
    for (path, subject) in assets.chain(lists) {
        held.extend(reuse.held(subject).map(|_| path.clone()));
        let subject = match subject {
            Subject::Asset(ix) => Ok(of.key(ix)),
            Subject::List(list, number) => Err((list, number)),
        };
        paths.insert(subject, path);
    }
    let mut prints = of.prints();
    let assets = (0..).map(AssetIx).take(reader.assets().len());
    let facets = assets.map(|ix| {
        let all = Facet::ALL.iter().map(|facet| prints.facet(*facet, ix));
        (of.key(ix), all.collect())
    });
    let facets: FxHashMap<u64, Vec<u64>> = facets.collect();
    let sets = Set::ALL.iter().map(|set| of.set(*set)).collect();
    let traces = reuse.finish();
    Site {
        facets,
        sets,
        paths,
        pages: kept.0.into_inner().unwrap(),
        traces,
        held,
        history,
    }
}

/// What woke a page: the first facet or set that differs of those that it read.
fn reason(page: &PageTrace, before: &Site, after: &Site) -> String {
    let (facets, sets) = before.traces.read_by(page);
    for (key, bits) in facets {
        let (Some(old), Some(new)) = (before.facets.get(&key), after.facets.get(&key)) else {
            return "gone".into();
        };
        for (n, facet) in Facet::ALL.iter().enumerate() {
            if bits & facet.bit() != 0 && old[n] != new[n] {
                return format!("{facet:?}");
            }
        }
    }
    for (n, set) in Set::ALL.iter().enumerate() {
        if sets & set.bit() != 0 && before.sets[n] != after.sets[n] {
            return format!("{set:?}");
        }
    }
    "name, order or theme".into()
}

/// Its files in a folder, those that people write so many lines further down.
fn loaded(mesh: &RandomMesh, root: &Path, lines: usize) -> Mesh {
    if root.exists() {
        fs::remove_dir_all(root).unwrap();
    }
    for (path, text) in mesh.files() {
        let is_written = path.ends_with(".yaml");
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let above = "# moved\n".repeat(if is_written { lines } else { 0 });
        fs::write(path, above + &text).unwrap();
    }
    load(root, None, &|_| {}).unwrap()
}

/// Everything of a mesh can be edited.
fn anything(mesh: &RandomMesh) -> Unseen {
    let all = |n: usize| (0..n).collect::<Vec<usize>>();
    let columns = mesh.relations.iter().enumerate();
    let columns = columns.flat_map(|(n, of)| (0..of.columns.len()).map(move |column| (n, column)));
    Unseen {
        relations: all(mesh.relations.len()),
        dmes: all(mesh.dmes.len()),
        products: all(mesh.products.len()),
        domains: all(mesh.domains.len()),
        teams: all(mesh.teams.len()),
        apart: all(mesh.relations.len()),
        columns: columns.collect(),
    }
}

/// What came of some cases.
#[derive(Default)]
struct Tally {
    cases: usize,
    pages: usize,
    held: usize,
    /// Of each kind of edit, how many pages it woke of how many, case by case.
    woken: BTreeMap<String, Vec<(usize, usize)>>,
    /// How many pages what woke.
    reasons: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

/// Draws a mesh, edits it some times, and looks at what is said to be the same after each.
fn case(seed: u64, folder: &Path, tally: &mut Tally) {
    let mut dice = Dice(seed);
    let mut mesh = RandomMesh::new(&mut dice);
    let part = dice.percent(30);
    let mut lines = 0;
    let load = |mesh: &RandomMesh, lines: usize| {
        let whole = loaded(mesh, &folder.join("mesh"), lines);
        match part {
            true => whole.for_audience(AUDIENCES[0]).ok(),
            false => Some(whole),
        }
    };
    let Some(mut before) = load(&mesh, lines).map(|mesh| site(&mesh, None)) else {
        return;
    };
    for _ in 0..3 {
        let mut made = Vec::new();
        let edits = match dice.below(10) {
            0 => 0,
            1..8 => 1,
            _ => 2 + dice.below(4),
        };
        if edits == 0 || dice.percent(5) {
            lines += 1 + dice.below(3);
            made.push("Moved".to_owned());
        }
        for _ in 0..edits {
            let kind = *dice.of(Edit::ALL).unwrap();
            let unseen = anything(&mesh);
            edit(&mut mesh, &unseen, kind, &mut dice);
            made.push(format!("{kind:?}"));
        }
        let Some(after) = load(&mesh, lines).map(|mesh| site(&mesh, Some(&before))) else {
            return;
        };
        tally.cases += 1;
        tally.pages += after.traces.len();
        tally.held += after.held.len();
        if let [kind] = made.as_slice() {
            let woken = after.traces.len().saturating_sub(after.held.len());
            let all = tally.woken.entry(kind.clone()).or_default();
            all.push((woken, after.traces.len()));
        }
        for (subject, page) in before.traces.pages() {
            let path = &before.paths[&subject];
            if !after.held.contains(path) {
                let reason = reason(page, &before, &after);
                *tally.reasons.entry(reason).or_default() += 1;
            }
        }
        for path in &after.held {
            let (old, new) = (before.pages.get(path), after.pages.get(path));
            if old != new {
                let told = format!("seed {seed} {made:?} {path}: {}", difference(old, new));
                tally.wrong.push(told);
            }
        }
        before = after;
    }
}

fn difference(old: Option<&Vec<u8>>, new: Option<&Vec<u8>>) -> String {
    let (Some(old), Some(new)) = (old, new) else {
        return "one of them isn't there".into();
    };
    let at = old.iter().zip(new).position(|(a, b)| a != b);
    let from = at.unwrap_or(old.len().min(new.len())).saturating_sub(120);
    let part = |all: &[u8]| {
        let part: Vec<u8> = all.iter().skip(from).take(280).copied().collect();
        String::from_utf8_lossy(&part).into_owned()
    };
    format!("\n  {:?}\n  {:?}", part(old), part(new))
}

fn hold(cases: usize, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(seed);
    let mut tally = Tally::default();
    for _ in 0..cases {
        case(dice.below(usize::MAX) as u64, folder.path(), &mut tally);
    }
    let Tally {
        cases,
        pages,
        held,
        woken,
        reasons,
        wrong,
    } = tally;
    eprintln!("{cases} edits, {pages} pages, {held} of them the same");
    for (kind, mut all) in woken {
        all.sort_unstable();
        let at = |percent: usize| all[(all.len() - 1) * percent / 100];
        eprintln!(
            "{kind}: p50 {:?}, p95 {:?} of {}",
            at(50),
            at(95),
            all.len()
        );
    }
    eprintln!("woken by {reasons:?}");
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
    // Else nothing is shown.
    assert!(held * 3 > pages, "{held} of {pages}");
}

#[test]
fn a_page_of_which_all_that_it_read_is_the_same_is_the_same() {
    hold(12, 21);
}

/// For the nightly run: TRACE_CASES, beginning with TRACE_SEED or else anywhere.
#[test]
#[ignore = "takes long"]
fn so_it_is_in_many_meshes() {
    let cases = number("TRACE_CASES").unwrap_or(300);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanoseconds = u64::from(now.unwrap().subsec_nanos());
    let seed = number("TRACE_SEED").unwrap_or(nanoseconds);
    hold(usize::try_from(cases).unwrap(), seed);
}
