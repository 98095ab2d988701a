//! A build over a site that is there: what is the same isn't written, and what others did to the files
//! meanwhile is noticed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::{TempDir, tempdir};

use super::as_left::Left;
use super::file_record::Record;
use super::file_seal::Seal;
use super::folder::Folder;
use super::former_files::FormerFiles;
use super::publish::{Published, Way};
use super::record_files::tests::in_small_files;
use super::reserved_names::{is_of_record, is_part, part};
use super::tests::{begin, begin_within, names, read};
use super::{OutputError, Publication, RECORD};
use crate::render::Sink;

/// Files of a site with what they hold.
type Files<'f> = BTreeMap<&'f str, &'f str>;

fn eight<'f>() -> Files<'f> {
    let files = ["a", "b", "c", "d", "e/f", "e/g", "h/i/j", "index"];
    let path = |name| match name {
        "a" => "a.html",
        "b" => "b.html",
        "c" => "c.html",
        "d" => "d.html",
        "e/f" => "e/f.html",
        "e/g" => "e/g.html",
        "h/i/j" => "h/i/j.html",
        _ => "index.html",
    };
    files.map(|name| (path(name), name)).into()
}

fn with<'f>(mut files: Files<'f>, path: &'f str, text: &'f str) -> Files<'f> {
    files.insert(path, text);
    files
}

fn put_all(publication: &Publication, files: &Files<'_>) {
    for (path, text) in files {
        publication.put(path, text.as_bytes()).unwrap();
    }
}

fn build(dir: &TempDir, files: &Files<'_>) -> Published {
    let publication = begin(dir);
    put_all(&publication, files);
    publication.publish().unwrap()
}

/// Everything below a folder, records included.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(folder).into_iter();
    let files = files
        .map(Result::unwrap)
        .filter(|e| !e.file_type().is_dir());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap();
            let path = path.to_str().unwrap().replace('\\', "/");
            (path, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// What a first build of the files makes.
fn cold(files: &Files<'_>) -> BTreeMap<String, String> {
    let dir = tempdir().unwrap();
    build(&dir, files);
    tree(&dir.path().join("site"))
}

/// The site is what a first build makes, and nothing is left beside it.
#[track_caller]
fn is_cold(dir: &TempDir, files: &Files<'_>) {
    assert_eq!(tree(&dir.path().join("site")), cold(files));
    assert_eq!(names(dir.path()), ["site"]);
}

#[cfg(unix)]
fn inode(dir: &TempDir, path: &str) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let path = dir.path().join("site").join(path);
    fs::symlink_metadata(path).unwrap().ino()
}

/// The way that a build over the site takes.
fn way(publication: Publication) -> Way {
    let prepared = publication.prepare().unwrap();
    publication.replace(&prepared, &mut || {}).unwrap();
    prepared.way
}

#[test]
fn what_is_the_same_is_not_written() {
    let dir = tempdir().unwrap();
    assert_eq!(build(&dir, &eight()).kept, 0);
    let record = dir.path().join("site").join(RECORD);
    let before = fs::metadata(&record).unwrap().modified().unwrap();
    let again = begin(&dir);
    put_all(&again, &eight());
    let prepared = again.prepare().unwrap();
    assert_eq!(prepared.way, Way::Nothing);
    assert_eq!(names(&dir.path().join(".site.vitrina-staging")).len(), 1);
    again.replace(&prepared, &mut || {}).unwrap();
    drop(again);
    let published = build(&dir, &eight());
    assert_eq!((published.files, published.kept), (8, 8));
    assert_eq!(fs::metadata(&record).unwrap().modified().unwrap(), before);
    is_cold(&dir, &eight());
}

#[cfg(unix)]
#[test]
fn what_differs_a_little_is_put_in_place_alone() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let before = [inode(&dir, "a.html"), inode(&dir, "e/f.html")];
    let top = inode(&dir, "");
    let other = with(eight(), "e/f.html", "another");
    let again = begin(&dir);
    put_all(&again, &other);
    assert_eq!(way(again), Way::InPlace);
    assert_eq!(inode(&dir, "a.html"), before[0]);
    assert_ne!(inode(&dir, "e/f.html"), before[1]);
    assert_eq!(inode(&dir, ""), top);
    is_cold(&dir, &other);
}

#[cfg(target_os = "linux")]
#[test]
fn what_differs_much_takes_its_place_at_once_with_what_is_the_same() {
    use std::os::unix::fs::MetadataExt;
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let before = inode(&dir, "h/i/j.html");
    let top = inode(&dir, "");
    let mut other = with(with(eight(), "a.html", "2"), "b.html", "2");
    other.remove("c.html");
    let again = begin(&dir);
    put_all(&again, &other);
    assert_eq!(way(again), Way::Exchange);
    assert_ne!(inode(&dir, ""), top);
    assert_eq!(inode(&dir, "h/i/j.html"), before);
    let kept = fs::metadata(dir.path().join("site/h/i/j.html")).unwrap();
    assert_eq!(kept.nlink(), 1);
    is_cold(&dir, &other);
    // Portals of several audiences change at once, however little differs.
    let again = begin(&dir).at_once();
    put_all(&again, &with(other.clone(), "d.html", "2"));
    assert_eq!(way(again), Way::Exchange);
    // Where nothing does, nothing is done.
    let again = begin(&dir).at_once();
    put_all(&again, &with(other, "d.html", "2"));
    assert_eq!(way(again), Way::Nothing);
}

#[test]
fn what_is_new_comes_and_what_is_gone_goes() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    fs::write(dir.path().join("site/CNAME"), "mine").unwrap();
    let mut other = with(eight(), "n/e/w.html", "w");
    other.remove("h/i/j.html");
    let published = build(&dir, &other);
    assert_eq!((published.files, published.kept), (8, 7));
    assert_eq!(read(&dir, "site/CNAME"), "mine");
    assert!(!dir.path().join("site/h").exists());
    fs::remove_file(dir.path().join("site/CNAME")).unwrap();
    is_cold(&dir, &other);
    // The last of all.
    let one = Files::from([("index.html", "index")]);
    build(&dir, &one);
    is_cold(&dir, &one);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_becomes_a_file_and_a_file_a_folder() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let mut other = with(eight(), "h", "a file");
    other.remove("h/i/j.html");
    for files in [other, eight()] {
        let again = begin(&dir);
        put_all(&again, &files);
        assert_eq!(way(again), Way::Exchange);
        is_cold(&dir, &files);
    }
}

#[test]
fn a_folder_of_its_own_is_changed_within() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let other = with(
        with(with(eight(), "a.html", "2"), "b.html", "2"),
        "c.html",
        "2",
    );
    let again = begin_within(&dir);
    put_all(&again, &other);
    assert_eq!(way(again), Way::InPlace);
    is_cold(&dir, &other);
}

/// Same size, same time of the last change.
fn alter(path: &Path, text: &str) {
    let former = fs::metadata(path).unwrap();
    assert_eq!(former.len(), text.len() as u64);
    let modified = former.modified().unwrap();
    fs::write(path, text).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(modified).unwrap();
    assert_eq!(fs::metadata(path).unwrap().modified().unwrap(), modified);
}

#[test]
fn what_was_altered_or_removed_by_hand_is_written_anew() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let site = dir.path().join("site");
    alter(&site.join("a.html"), "z");
    let published = build(&dir, &eight());
    assert_eq!(published.kept, 7);
    is_cold(&dir, &eight());
    fs::remove_dir_all(site.join("e")).unwrap();
    fs::write(site.join("b.html"), "longer").unwrap();
    fs::write(site.join("c.html"), "").unwrap();
    assert_eq!(build(&dir, &eight()).kept, 4);
    is_cold(&dir, &eight());
}

#[test]
fn what_stands_in_the_place_of_a_page_is_refused() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let path = dir.path().join("site/a.html");
    let moved = dir.path().join("site/moved.html");
    let refused = || {
        let again = begin(&dir);
        put_all(&again, &with(eight(), "b.html", "2"));
        let error = again.publish().unwrap_err();
        assert!(matches!(error, OutputError::InTheWay { .. }), "{error:?}");
        assert_eq!(read(&dir, "site/b.html"), "b");
    };
    fs::rename(&path, &moved).unwrap();
    fs::create_dir(&path).unwrap();
    refused();
    fs::remove_dir(&path).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("moved.html", &path).unwrap();
        refused();
        fs::remove_file(&path).unwrap();
        fs::rename(dir.path().join("site/e"), dir.path().join("site/moved")).unwrap();
        std::os::unix::fs::symlink("moved", dir.path().join("site/e")).unwrap();
        refused();
    }
}

#[cfg(unix)]
#[test]
fn modes_stay_as_they_were_made() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let site = dir.path().join("site");
    let mode = |path: &str| fs::metadata(site.join(path)).unwrap().permissions().mode() & 0o777;
    for path in ["a.html", "b.html", "index.html", RECORD] {
        fs::set_permissions(site.join(path), PermissionsExt::from_mode(0o600)).unwrap();
    }
    let published = build(&dir, &with(with(eight(), "a.html", "2"), "new.html", "2"));
    assert_eq!(published.kept, 7);
    for path in ["a.html", "b.html", "index.html", "new.html", RECORD] {
        assert_eq!(mode(path), 0o600, "{path}");
    }
    // As a whole as well.
    let one = with(
        Files::from([("b.html", "b"), ("index.html", "3")]),
        "x.html",
        "x",
    );
    assert_eq!(build(&dir, &one).kept, 1);
    for path in ["b.html", "index.html", "x.html", RECORD] {
        assert_eq!(mode(path), 0o600, "{path}");
    }
}

#[test]
fn a_page_that_nobody_made_is_kept() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let again = begin(&dir);
    fs::write(dir.path().join("site/b.html"), "B").unwrap();
    assert!(again.keep("new.html").is_err() && again.keep("../site/a.html").is_err());
    assert!(again.keep("b.html").is_err());
    let portal = again.portal_in("e");
    portal.keep("f.html").unwrap();
    assert_eq!(portal.read("f.html").unwrap(), b"e/f");
    assert_eq!(portal.written(), ["f.html"]);
    for (path, text) in eight() {
        match path {
            "b.html" => again.put(path, text.as_bytes()).unwrap(),
            "e/f.html" => {}
            _ => again.keep(path).unwrap(),
        }
    }
    assert_eq!(again.publish().unwrap().kept, 7);
    is_cold(&dir, &eight());
    // Nothing is overwritten in silence.
    let again = begin(&dir);
    again.keep("a.html").unwrap();
    again.put("a.html", b"2").unwrap();
    let error = again.publish().unwrap_err();
    assert!(error.to_string().contains("a.html"), "{error:?}");
    is_cold(&dir, &eight());
}

#[test]
fn what_is_written_bit_by_bit_is_compared_afterwards() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let streamed = |text: &str| {
        let again = begin(&dir);
        for (path, same) in eight() {
            match path {
                "d.html" => {
                    let mut out = again.create(path).unwrap();
                    out.write_all(text.as_bytes()).unwrap();
                    out.flush().unwrap();
                }
                _ => again.put(path, same.as_bytes()).unwrap(),
            }
        }
        again
    };
    assert_eq!(streamed("d").publish().unwrap().kept, 8);
    is_cold(&dir, &eight());
    assert_eq!(way(streamed("2")), Way::InPlace);
    is_cold(&dir, &with(eight(), "d.html", "2"));
    // In a folder that is swapped as a whole it is one of those that are kept.
    let again = streamed("2").at_once();
    again.put("new.html", b"n").unwrap();
    let prepared = again.prepare().unwrap();
    assert_eq!(prepared.way, Way::Exchange);
    assert_eq!(again.replace(&prepared, &mut || {}).unwrap(), None);
    drop(again);
    is_cold(&dir, &with(with(eight(), "d.html", "2"), "new.html", "n"));
}

#[test]
fn a_record_that_tells_of_names_alone_says_that_all_has_changed() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let path = dir.path().join("site").join(RECORD);
    let text = fs::read_to_string(&path).unwrap();
    let names: Vec<&str> = text.lines().filter(|l| !l.starts_with("#=")).collect();
    fs::write(&path, names.join("\n") + "\n").unwrap();
    assert_eq!(build(&dir, &eight()).kept, 0);
    is_cold(&dir, &eight());
}

#[test]
fn a_record_that_was_tampered_with_is_not_believed() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let path = dir.path().join("site").join(RECORD);
    let text = fs::read_to_string(&path).unwrap();
    // It claims of a file what isn't in it.
    let lie = text.replace(&Seal::of(b"a").to_string(), &Seal::of(b"z").to_string());
    assert_ne!(lie, text);
    fs::write(&path, lie).unwrap();
    let again = begin(&dir);
    assert!(again.keep("a.html").is_err());
    put_all(&again, &with(eight(), "a.html", "z"));
    assert_eq!(again.publish().unwrap().kept, 7);
    is_cold(&dir, &with(eight(), "a.html", "z"));
    // What it says too much is taken out, though no page differs.
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}../../x\n")).unwrap();
    assert_eq!(build(&dir, &with(eight(), "a.html", "z")).kept, 8);
    is_cold(&dir, &with(eight(), "a.html", "z"));
}

/// How the files of a site are, as a build that ended long after the last change would tell.
fn left_long_ago(site: &Path) -> Left {
    let (record, folder) = (Record::read(site).unwrap(), Folder::open(site).unwrap());
    Left::of(&record, |_, file| folder.stamp(file))
}

#[cfg(unix)]
#[test]
fn what_nobody_touched_is_not_read() {
    let dir = tempdir().unwrap();
    build(&dir, &eight());
    let site = dir.path().join("site");
    let (path, lie) = (site.join(RECORD), Seal::of(b"z"));
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace(&Seal::of(b"a").to_string(), &lie.to_string());
    fs::write(&path, text).unwrap();
    let left = left_long_ago(&site);
    let files = || {
        let record = Record::read(&site).unwrap().into();
        let mut files = FormerFiles::new(Folder::open(&site).unwrap(), record);
        files.trust(left.clone());
        files
    };
    // It isn't, or this lie of the record would be found out.
    assert_eq!(files().as_left("a.html"), Some(lie));
    assert_eq!(files().as_left("b.html"), Some(Seal::of(b"b")));
    // What is new is compared, though.
    assert!(!files().holds("a.html", lie, b"z"));
    // Size and time of the last change are as they were.
    alter(&site.join("b.html"), "z");
    assert_eq!(files().as_left("b.html"), None);
    // Touched, and the same: that is seen by reading it.
    alter(&site.join("b.html"), "b");
    assert_eq!(files().as_left("b.html"), Some(Seal::of(b"b")));
    // Of another record nothing is taken.
    fs::write(&path, fs::read_to_string(&path).unwrap() + "x.html\n").unwrap();
    assert_eq!(files().as_left("a.html"), None);
}

#[cfg(unix)]
#[test]
fn how_files_are_left_is_told_from_build_to_build() {
    let dir = tempdir().unwrap();
    let first = begin(&dir);
    let first = first.trusting(Some(None));
    put_all(&first, &eight());
    let left = first.publish().unwrap().left.unwrap();
    assert!(left.is_of(&Record::read(&dir.path().join("site")).unwrap()));
    for (files, way) in [
        (eight(), Way::Nothing),
        (with(eight(), "a.html", "2"), Way::InPlace),
    ] {
        let again = begin(&dir);
        let again = again.trusting(Some(Some(left_long_ago(&dir.path().join("site")))));
        put_all(&again, &files);
        let prepared = again.prepare().unwrap();
        assert_eq!(prepared.way, way);
        let left = again.replace(&prepared, &mut || {}).unwrap().unwrap();
        drop(again);
        assert!(left.is_of(&Record::read(&dir.path().join("site")).unwrap()));
        is_cold(&dir, &files);
        // Nothing is told that isn't so: what was just written might be written again within a tick.
        let now = left_long_ago(&dir.path().join("site"));
        let is_so = |at| left.stamp(at).is_none() || left.stamp(at) == now.stamp(at);
        assert!((0..files.len()).all(is_so));
    }
    // A file that is touched after it was seen isn't what the build left.
    let site = dir.path().join("site");
    let again = begin(&dir).trusting(Some(Some(left_long_ago(&site))));
    for path in ["b.html", "c.html"] {
        again.keep(path).unwrap();
    }
    let mut others = with(eight(), "a.html", "3");
    others.retain(|path, _| !matches!(*path, "b.html" | "c.html"));
    put_all(&again, &others);
    let prepared = again.prepare().unwrap();
    let before = left_long_ago(&site);
    alter(&site.join("b.html"), "z");
    let left = again.replace(&prepared, &mut || {}).unwrap().unwrap();
    drop(again);
    let at = |path| Record::read(&site).unwrap().position(path).unwrap();
    for path in ["b.html", "c.html"] {
        assert_eq!(left.stamp(at(path)), before.stamp(at(path)));
    }
    let now = left_long_ago(&site);
    assert_ne!(now.stamp(at("b.html")), left.stamp(at("b.html")));
    let trusting = begin(&dir).trusting(Some(Some(left)));
    assert!(trusting.keep("b.html").is_err() && trusting.keep("c.html").is_ok());
    drop(trusting);
    let never_asked = build(&dir, &eight());
    assert_eq!(never_asked.left, None);
}

/// Publishes over a site with which two folders change places, slowly, so that no time is too short to
/// tell what came before; `meanwhile` comes before the first change.
#[cfg(target_os = "linux")]
fn slowly(dir: &TempDir, files: &Files<'_>, meanwhile: impl FnOnce()) -> Left {
    // Longer than a tick.
    let wait = || std::thread::sleep(std::time::Duration::from_millis(60));
    wait();
    let again = begin(dir).trusting(Some(None));
    wait();
    put_all(&again, files);
    let prepared = again.prepare().unwrap();
    assert_eq!(prepared.way, Way::Exchange);
    meanwhile();
    let left = again.replace(&prepared, &mut || {
        wait();
        // By the clock of the folder as well.
        fs::write(dir.path().join("later"), "").unwrap();
        fs::remove_file(dir.path().join("later")).unwrap();
    });
    left.unwrap().unwrap()
}

/// What is kept gets a second name in the new folder, and loses its first one with the former.
#[cfg(target_os = "linux")]
#[test]
fn what_was_kept_is_known_after_two_folders_changed_places() {
    let dir = tempdir().unwrap();
    let site = dir.path().join("site");
    let new = |text| {
        let files = with(with(eight(), "a.html", text), "b.html", text);
        with(files, "c.html", text)
    };
    build(&dir, &eight());
    let left = slowly(&dir, &new("2"), || {});
    let (now, record) = (left_long_ago(&site), Record::read(&site).unwrap());
    for (path, text) in new("2") {
        let at = record.position(path).unwrap();
        let known = left.stamp(at);
        assert!(known.is_some() || text == "2", "{path}");
        assert!(known.is_none() || known == now.stamp(at), "{path}");
    }
    // One that somebody alters isn't as it was left, whatever time it has.
    alter(&site.join("d.html"), "z");
    let next = begin(&dir).trusting(Some(Some(left)));
    assert!(next.keep("d.html").is_err() && next.keep("e/f.html").is_ok());
    drop(next);
    // Nor is one that somebody altered after it was compared.
    fs::write(site.join("d.html"), "d").unwrap();
    let left = slowly(&dir, &new("3"), || {
        fs::write(site.join("d.html"), "y").unwrap()
    });
    assert_eq!(read(&dir, "site/d.html"), "y");
    let at = |path| record.position(path).unwrap();
    assert!(left.stamp(at("d.html")).is_none() && left.stamp(at("e/f.html")).is_some());
    let next = begin(&dir).trusting(Some(Some(left)));
    for (path, text) in new("3") {
        let kept = next.keep(path);
        assert_eq!(kept.is_ok(), path != "d.html");
        kept.or_else(|_| next.put(path, text.as_bytes())).unwrap();
    }
    next.publish().unwrap();
    is_cold(&dir, &new("3"));
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir(target).unwrap(),
            false => fs::copy(entry.path(), target).map(|_| ()).unwrap(),
        }
    }
}

/// After each step the folders are as a build leaves them that is killed there: each page is whole, old
/// or new, none names what isn't there, the record tells nothing that isn't so, and the next build makes
/// the site that a first one makes.
#[test]
fn a_build_that_is_killed_at_any_step_leaves_a_site_and_the_next_one_is_right() {
    let former = with(with(eight(), "k.html", "k"), "l.html", "l");
    let mut new = with(with(eight(), "b.html", "2"), "x/new.html", "new");
    new.remove("c.html");
    for at_once in [false, true] {
        let dir = tempdir().unwrap();
        let former = match at_once {
            true => eight(),
            false => with(with(former.clone(), "m.html", "m"), "o.html", "o"),
        };
        let new = match at_once {
            true => new.clone(),
            false => {
                let more = ["k.html", "l.html", "m.html", "o.html"];
                let more = more.map(|path| (path, former[path]));
                new.clone().into_iter().chain(more).collect()
            }
        };
        build(&dir, &former);
        let mut killed = Vec::new();
        let again = begin(&dir);
        put_all(&again, &new);
        let prepared = again.prepare().unwrap();
        let expected = if at_once { Way::Exchange } else { Way::InPlace };
        assert_eq!(prepared.way, expected);
        again
            .replace(&prepared, &mut || {
                let base = tempdir().unwrap();
                copy(dir.path(), base.path());
                killed.push(base);
            })
            .unwrap();
        drop(again);
        is_cold(&dir, &new);
        assert!(killed.len() >= if at_once { 2 } else { 5 });
        for (step, base) in killed.iter().enumerate() {
            let site = base.path().join("site");
            let found = tree(&site);
            for (path, text) in &found {
                let path = path.as_str();
                let is_whole = [&former, &new]
                    .iter()
                    .any(|files| files.get(path) == Some(&text.as_str()));
                assert!(is_whole || is_of_record(path), "{step}: {path}");
            }
            // What both have is there, and what is new before what may name it.
            let both = former.keys().filter(|path| new.contains_key(*path));
            assert!(both.into_iter().all(|path| found.contains_key(*path)));
            if found["b.html"] == "2" {
                assert!(found.contains_key("x/new.html"), "{step}");
            }
            let record = Record::read(&site).unwrap();
            for path in record.files() {
                if let (Some(seal), Some(text)) = (record.seal(path), found.get(path)) {
                    assert_eq!(seal, Seal::of(text.as_bytes()), "{step}: {path}");
                }
            }
            let kept = build(base, &new).kept;
            assert!(kept >= 5, "{step}: {kept}");
            is_cold(base, &new);
        }
    }
}

/// So few bytes that the records of these sites have parts.
const SMALL: usize = 150;

fn parts(folder: &Path) -> usize {
    names(folder).iter().filter(|name| is_part(name)).count()
}

#[test]
fn all_is_the_same_where_the_record_has_parts() {
    in_small_files(SMALL, || {
        let dir = tempdir().unwrap();
        build(&dir, &eight());
        assert!(parts(&dir.path().join("site")) > 2);
        what_is_new_comes_and_what_is_gone_goes();
        a_folder_of_its_own_is_changed_within();
        what_was_altered_or_removed_by_hand_is_written_anew();
        a_page_that_nobody_made_is_kept();
        what_is_written_bit_by_bit_is_compared_afterwards();
        a_build_that_is_killed_at_any_step_leaves_a_site_and_the_next_one_is_right();
        #[cfg(unix)]
        how_files_are_left_is_told_from_build_to_build();
        #[cfg(target_os = "linux")]
        what_differs_much_takes_its_place_at_once_with_what_is_the_same();
    });
}

#[test]
fn a_record_of_one_file_gets_parts_and_loses_them() {
    let dir = tempdir().unwrap();
    let site = dir.path().join("site");
    build(&dir, &eight());
    let other = with(eight(), "e/f.html", "another");
    // Nothing but the record differs, a little, much.
    for (files, kept) in [
        (eight(), 8),
        (other, 7),
        (Files::from([("a.html", "2")]), 0),
    ] {
        in_small_files(SMALL / 3, || {
            assert_eq!(build(&dir, &files).kept, kept);
            is_cold(&dir, &files);
            assert!(parts(&site) > 0 || files.len() == 1);
        });
        assert_eq!(build(&dir, &files).kept, files.len());
        is_cold(&dir, &files);
        assert_eq!(parts(&site), 0);
        build(&dir, &eight());
    }
}

#[cfg(unix)]
#[test]
fn parts_are_for_the_same_persons_as_the_record() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempdir().unwrap();
    let site = dir.path().join("site");
    build(&dir, &eight());
    fs::set_permissions(site.join(RECORD), PermissionsExt::from_mode(0o600)).unwrap();
    for text in ["2", "3"] {
        in_small_files(SMALL, || build(&dir, &with(eight(), "a.html", text)));
        for name in names(&site).iter().filter(|name| is_of_record(name)) {
            let mode = fs::metadata(site.join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}

#[test]
fn a_part_that_nothing_names_goes_and_what_is_called_like_it_stays() {
    let dir = tempdir().unwrap();
    let site = dir.path().join("site");
    build(&dir, &eight());
    let lost = site.join(part([7; 16]));
    let mine = site.join(".vitrina-files-mine");
    let much = Files::from([("index.html", "2")]);
    for files in [eight(), with(eight(), "a.html", "2"), much] {
        fs::write(&lost, "# Files written by vitrina.\nb.html\n").unwrap();
        fs::write(&mine, "mine").unwrap();
        build(&dir, &files);
        assert!(!lost.exists());
        assert_eq!(read(&dir, "site/.vitrina-files-mine"), "mine");
        fs::remove_file(&mine).unwrap();
        is_cold(&dir, &files);
        // Where the folder is swapped as well.
        fs::write(&lost, "").unwrap();
        build(&dir, &eight());
        is_cold(&dir, &eight());
    }
}

#[test]
fn a_site_that_lost_a_part_of_its_record_is_whole_again_or_refused() {
    let dir = tempdir().unwrap();
    let site = dir.path().join("site");
    in_small_files(SMALL, || {
        build(&dir, &eight());
        let text = |name: &String| fs::read_to_string(site.join(name)).unwrap();
        let names_a = |name: &String| is_part(name) && text(name).contains("\na.html\n");
        let part = names(&site).into_iter().find(names_a).unwrap();
        let text = text(&part);
        // Restored without it: nobody knows whose its pages are.
        fs::remove_file(site.join(&part)).unwrap();
        let again = begin(&dir);
        put_all(&again, &with(eight(), "index.html", "2"));
        let error = again.publish().unwrap_err();
        assert!(matches!(error, OutputError::InTheWay { .. }), "{error:?}");
        assert_eq!(read(&dir, "site/index.html"), "index");
        // Restored without those pages too.
        for page in text.lines().filter(|line| !line.starts_with('#')) {
            fs::remove_file(site.join(page)).unwrap();
        }
        assert!(build(&dir, &eight()).kept < 8);
        is_cold(&dir, &eight());
        // Another one of that name says nothing that is believed.
        let seal = Seal::of(b"a").to_string();
        let lie = text.replace(&seal, &Seal::of(b"z").to_string());
        assert_ne!(lie, text);
        fs::write(site.join(&part), lie).unwrap();
        build(&dir, &eight());
        is_cold(&dir, &eight());
    });
}

#[test]
fn many_files_go_at_once_and_their_folders_after_them() {
    let dir = tempdir().unwrap();
    let site = dir.path().join("site");
    let mut pages: Vec<String> = (0..1000).map(|n| format!("p/{}/{n}.html", n % 7)).collect();
    pages.sort_unstable();
    let files = |few: usize| -> Files<'_> {
        let some = pages.iter().take(few).map(|page| (page.as_str(), "page"));
        some.chain([("index.html", "index")]).collect()
    };
    build(&dir, &files(1000));
    fs::write(site.join("p/3/mine"), "mine").unwrap();
    // File by file, since somebody has something there; then at once.
    build(&dir, &files(0));
    assert_eq!(names(&site.join("p")), ["3"]);
    assert_eq!(names(&site.join("p/3")), ["mine"]);
    fs::remove_dir_all(site.join("p")).unwrap();
    for few in [1000, 850, 100, 0] {
        build(&dir, &files(few));
        is_cold(&dir, &files(few));
    }
    // What stands in the place of one isn't removed, nor what a link leads to.
    #[cfg(unix)]
    {
        build(&dir, &files(1000));
        let (moved, folder) = (dir.path().join("moved"), site.join("p/2"));
        fs::rename(&folder, &moved).unwrap();
        std::os::unix::fs::symlink(&moved, &folder).unwrap();
        let before = names(&moved).len();
        build(&dir, &files(0));
        assert_eq!(names(&moved).len(), before);
        assert!(fs::symlink_metadata(&folder).unwrap().is_symlink());
    }
}

#[test]
fn new_pieces_come_together_before_what_names_them() {
    let pages: Vec<String> = (0..30).map(|n| format!("p/{n}.html")).collect();
    let with_pieces = |pieces: [&'static str; 2], head: &'static str| -> Files<'_> {
        let pages = pages.iter().map(|page| (page.as_str(), "page"));
        let pieces = pieces.map(|piece| (piece, piece));
        let head = [("s/head.bin", head)];
        pages.chain(pieces).chain(head).collect()
    };
    let former = with_pieces(["s/c/0/1.bin", "s/c/0/2.bin"], "0");
    let new = with_pieces(["s/c/1/1.bin", "s/c/1/2.bin"], "1");
    let dir = tempdir().unwrap();
    build(&dir, &former);
    let mut killed = Vec::new();
    let again = begin(&dir);
    put_all(&again, &new);
    let prepared = again.prepare().unwrap();
    assert_eq!(prepared.way, Way::InPlace);
    again
        .replace(&prepared, &mut || {
            let base = tempdir().unwrap();
            copy(dir.path(), base.path());
            killed.push(base);
        })
        .unwrap();
    drop(again);
    is_cold(&dir, &new);
    let mut together = 0;
    for base in &killed {
        let found = tree(&base.path().join("site"));
        let pieces = ["1", "2"].map(|n| found.contains_key(&format!("s/c/1/{n}.bin")));
        assert_eq!(pieces[0], pieces[1]);
        together += usize::from(pieces[0] && found["s/head.bin"] == "0");
        assert!(pieces[0] || found["s/head.bin"] == "0");
        build(base, &new);
        is_cold(base, &new);
    }
    assert_eq!(together, 1);
    // What somebody else has put there meanwhile stays, and the pieces come beside it.
    let dir = tempdir().unwrap();
    build(&dir, &former);
    fs::create_dir_all(dir.path().join("site/s/c/1")).unwrap();
    fs::write(dir.path().join("site/s/c/1/mine"), "mine").unwrap();
    build(&dir, &new);
    assert_eq!(read(&dir, "site/s/c/1/mine"), "mine");
    assert_eq!(read(&dir, "site/s/c/1/2.bin"), "s/c/1/2.bin");
}
