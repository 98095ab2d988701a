//! What a build leaves on disk: the same bytes each time, a whole site at any instant, and pages
//! whose links lead somewhere.

mod pages;
mod sample;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Mesh, Output, files_below};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");

/// A copy of the sample mesh.
fn sample() -> Mesh {
    let mut mesh = Mesh::new();
    for path in files_below(Path::new(SAMPLE)) {
        let bytes = fs::read(Path::new(SAMPLE).join(&path)).unwrap();
        mesh = mesh.file(&path, bytes);
    }
    mesh
}

/// A copy in which every page differs: it has another name, a guide more and a guide less.
fn other_sample() -> Mesh {
    let mesh = sample().file("guides/extra.md", "# An extra guide\n\nText.\n");
    let settings = fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
    fs::remove_file(mesh.root().join("guides/publishing/deprecation.md")).unwrap();
    let renamed = settings.replace("title = \"Mercadia data\"", "title = \"Renamed data\"");
    assert_ne!(renamed, settings);
    mesh.file("vitrina.toml", renamed)
}

/// Every file of a folder with its bytes.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(dir)
        .into_iter()
        .map(|path| {
            let bytes = fs::read(dir.join(&path)).unwrap();
            (path, bytes)
        })
        .collect()
}

/// Equal trees; a difference is told by path, not by megabytes.
#[track_caller]
fn assert_same(found: &BTreeMap<String, Vec<u8>>, wanted: &BTreeMap<String, Vec<u8>>) {
    let differing = |a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        let paths = a.iter().filter(|(path, bytes)| b.get(*path) != Some(bytes));
        paths.map(|(path, _)| path.clone()).collect()
    };
    assert_eq!(
        (differing(found, wanted), differing(wanted, found)),
        (Vec::new(), Vec::new()),
        "files of one that the other has not, or not so"
    );
}

/// The command that builds `mesh` into `out`.
/// A build that remembers no former one, so that its site is the same whatever stood in the folder: the
/// mesh root, which holds no record, is named as the former site.
fn build_into(mesh: &Mesh, out: &Path) -> Command {
    let mut command = mesh.command();
    command
        .args(["build", "--quiet", "--root"])
        .arg(mesh.root());
    command.arg("--out").arg(out);
    command.arg("--previous").arg(mesh.root());
    command
}

#[track_caller]
fn build(mesh: &Mesh, out: &Path) {
    Output::of(build_into(mesh, out)).assert_ran();
}

#[test]
fn two_builds_are_the_same_byte_for_byte() {
    let one = sample().env("RAYON_NUM_THREADS", "1");
    build(&one, &one.out());
    let wanted = tree(&one.out());
    assert!(wanted.keys().any(|p| p.starts_with("search/c/")));

    // On more threads, from another folder, with relative paths.
    let four = sample().env("RAYON_NUM_THREADS", "4");
    let deep = four.base().join("deeper/down/site");
    build(&four, &deep);
    assert_same(&tree(&deep), &wanted);
    four.build();
    assert_same(&tree(&four.out()), &wanted);

    // Over a site that is there already.
    build(&four, &deep);
    assert_same(&tree(&deep), &wanted);
}

#[test]
fn the_day_of_the_build_is_an_input() {
    let mesh = sample().env("SOURCE_DATE_EPOCH", "1700000000");
    let site = mesh.build();
    assert!(site.page("index.html").contains("2023-11-14"));
}

/// Starts builds of another version over a site and kills each at a later instant. What is there
/// then is passed to `check` with both versions; returns how many builds were cut short.
fn killed_builds(
    foreign: &[&str],
    check: impl Fn(&BTreeMap<String, Vec<u8>>, &BTreeMap<String, Vec<u8>>, &BTreeMap<String, Vec<u8>>),
) -> usize {
    let (one, two) = (sample(), other_sample());
    let out = one.out();
    build(&two, &two.out());
    build(&one, &out);
    let (first, second) = (tree(&out), tree(&two.out()));
    for path in foreign {
        fs::create_dir_all(out.join(path).parent().unwrap()).unwrap();
        fs::write(out.join(path), path).unwrap();
    }
    let start = Instant::now();
    build(&one, &out);
    let whole = start.elapsed();

    let mut cut = 0;
    let shares = 15;
    for i in 0..shares {
        let mesh = if i % 2 == 0 { &two } else { &one };
        let mut child = build_into(mesh, &out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Most of the writing is in the second half.
        let share = 0.2 + 0.9 * f64::from(i) / f64::from(shares);
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        child.kill().unwrap();
        cut += usize::from(!child.wait().unwrap().success());
        let mut found = tree(&out);
        for path in foreign {
            assert_eq!(found.remove(*path).as_deref(), Some(path.as_bytes()));
        }
        check(&found, &first, &second);
    }
    // The next build is right, and leaves nothing behind.
    build(&two, &out);
    let mut found = tree(&out);
    for path in foreign {
        assert_eq!(found.remove(*path).as_deref(), Some(path.as_bytes()));
    }
    assert_same(&found, &second);
    let mut beside: Vec<_> = fs::read_dir(one.base())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    beside.sort();
    assert_eq!(beside, [".vitrina-cache", "mesh", "site"]);
    cut
}

#[test]
fn a_killed_build_leaves_the_former_site_whole() {
    let cut = killed_builds(&[], |found, first, second| {
        assert!(
            found == first || found == second,
            "neither version: {} files, of {} and {}",
            found.len(),
            first.len(),
            second.len()
        );
    });
    assert!(cut >= 5, "only {cut} builds were killed in time");
}

/// Where others keep files in the folder it can't be swapped as a whole, but each file is.
#[test]
fn a_killed_build_beside_the_files_of_others_leaves_each_file_whole() {
    let cut = killed_builds(&["CNAME", ".git/HEAD"], |found, first, second| {
        for (path, bytes) in found {
            let is_whole = [first, second].iter().any(|v| v.get(path) == Some(bytes));
            assert!(
                is_whole || path.starts_with(".vitrina"),
                "{path} is of neither version"
            );
        }
        for path in first.keys().filter(|path| second.contains_key(*path)) {
            assert!(found.contains_key(path), "{path}, which both have, is gone");
        }
    });
    assert!(cut >= 5, "only {cut} builds were killed in time");
}

/// A copy in which one text differs, so that few of the pages do.
fn edited_sample() -> Mesh {
    let path = "dmes/customer-360/products/loyalty.yaml";
    let text = fs::read_to_string(Path::new(SAMPLE).join(path)).unwrap();
    let edited = text.replace("Points and levels", "Levels and points");
    assert_ne!(edited, text);
    sample().file(path, edited)
}

/// Where little differs, files take their places one by one: a build that is killed meanwhile leaves
/// each of them whole, and nothing that leads nowhere; the next one makes what a first one makes.
#[cfg(unix)]
#[test]
fn a_build_that_is_killed_while_files_take_their_places_leaves_each_file_whole() {
    use std::os::unix::fs::MetadataExt;
    let (one, two) = (sample(), edited_sample());
    let out = one.out();
    build(&two, &two.out());
    build(&one, &out);
    let (first, second) = (tree(&out), tree(&two.out()));
    let record = out.join(".vitrina-files");
    // The first step that anybody can see.
    let inode = || fs::metadata(&record).map_or(0, |meta| meta.ino());
    let mut cut = 0;
    for i in 0..10 {
        let mesh = if i % 2 == 0 { &two } else { &one };
        let before = inode();
        let mut child = build_into(mesh, &out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while inode() == before && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        std::thread::sleep(Duration::from_micros(700 * i));
        child.kill().unwrap();
        cut += usize::from(!child.wait().unwrap().success());
        let found = tree(&out);
        for (path, bytes) in &found {
            let is_whole = [&first, &second].iter().any(|v| v.get(path) == Some(bytes));
            assert!(
                is_whole || path.starts_with(".vitrina"),
                "{path} is of neither version"
            );
        }
        for path in first.keys().filter(|path| second.contains_key(*path)) {
            assert!(found.contains_key(path), "{path}, which both have, is gone");
        }
        let head = &found["search/head.bin"];
        let of = if first["search/head.bin"] == *head {
            &first
        } else {
            &second
        };
        for path in of.keys().filter(|path| path.starts_with("search/c/")) {
            assert!(
                found.contains_key(path),
                "{path}, which is searched, isn't there"
            );
        }
    }
    assert!(cut >= 3, "only {cut} builds were killed in time");
    build(&two, &out);
    assert_same(&tree(&out), &second);
    build(&one, &out);
    assert_same(&tree(&out), &first);
    assert_eq!(
        fs::read_dir(one.base()).unwrap().count(),
        3,
        "and the cache"
    );
}

/// What a page was changed to by hand, whatever it is, isn't taken for what a build left.
#[test]
fn what_was_changed_by_hand_is_written_anew_and_the_summary_tells_of_the_rest() {
    let mesh = sample();
    let site = mesh.build();
    let wanted = tree(&site.dir);
    let summary = || {
        let output = mesh.run(&["build", "--quiet"]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        output.stderr
    };
    assert!(summary().contains(", all as they were)"));
    let page = site.dir.join("dmes/customer-360.html");
    let former = fs::metadata(&page).unwrap().modified().unwrap();
    let mut altered = wanted["dmes/customer-360.html"].clone();
    altered.reverse();
    fs::write(&page, altered).unwrap();
    let file = fs::File::options().write(true).open(&page).unwrap();
    file.set_modified(former).unwrap();
    fs::remove_dir_all(site.dir.join("teams")).unwrap();
    fs::remove_dir_all(site.dir.join("search")).unwrap();
    let told = summary();
    assert!(told.contains(" as they were)"), "{told}");
    assert_same(&tree(&site.dir), &wanted);
}

#[test]
fn files_of_others_survive_and_stale_pages_go() {
    let (one, two) = (sample(), other_sample());
    let site = one.build();
    let stale = "guides/publishing/deprecation.html";
    assert!(site.exists(stale));
    let foreign = [
        "CNAME",
        ".git/objects/ab/cd",
        "guides/notes.txt",
        "search/index/mine",
    ];
    for path in foreign {
        fs::create_dir_all(site.dir.join(path).parent().unwrap()).unwrap();
        fs::write(site.dir.join(path), "not vitrina's").unwrap();
    }
    fs::create_dir(site.dir.join("empty")).unwrap();
    build(&two, &site.dir);
    assert!(!site.exists(stale));
    let mut found = tree(&site.dir);
    for path in foreign {
        assert_eq!(
            found.remove(path).as_deref(),
            Some(&b"not vitrina's"[..]),
            "{path}"
        );
    }
    assert!(site.dir.join("empty").is_dir());
    build(&two, &two.out());
    assert_same(&found, &tree(&two.out()));
}

#[test]
fn a_folder_of_others_is_refused() {
    let mesh = sample().file("../site/thesis.txt", "years of work");
    let output = mesh.run(&["build"]);
    assert_eq!(output.status, 2);
    insta::assert_snapshot!(output.stderr, @"
    error: the output folder `site` holds files that vitrina didn't write, `thesis.txt` for one
    help: choose an empty or new folder with --out; nothing was changed
    ");
    assert_eq!(files_below(&mesh.out()), ["thesis.txt"]);
}

#[test]
fn a_second_build_is_refused_while_one_is_at_work() {
    let mesh = sample();
    let site = mesh.build();
    let before = tree(&site.dir);
    let lock = fs::File::create(mesh.base().join(".site.vitrina-lock")).unwrap();
    lock.lock().unwrap();
    let output = mesh.run(&["build"]);
    assert_eq!(output.status, 2);
    insta::assert_snapshot!(output.stderr, @"
    error: another build is writing `site`
    help: wait until it is done
    ");
    assert_same(&tree(&site.dir), &before);
    drop(lock);
    mesh.build();
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_folder_is_refused() {
    let mesh = sample();
    let elsewhere = mesh.base().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, mesh.out()).unwrap();
    let output = mesh.run(&["build"]);
    assert_eq!(output.status, 2);
    let base = mesh.base().canonicalize().unwrap().display().to_string();
    insta::assert_snapshot!(output.stderr.replace(&base, "…"), @"
    error: the output `site` is a link, and none is followed when writing
    help: name the folder that it leads to: `--out …/elsewhere`
    ");
    assert!(files_below(&elsewhere).is_empty());
}
