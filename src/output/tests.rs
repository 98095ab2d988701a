//! What happens when others are at work in the same folder, step by step.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tempfile::{TempDir, tempdir};

use super::output_error::Problem;
use super::place::Place;
use super::reserved_names::{LOCK, STAGING};
use super::staging::MARK;
use super::{Durability, OutputError, Publication, RECORD};
use crate::render::Sink;

pub(super) fn begin(dir: &TempDir) -> Publication {
    Publication::begin(
        &dir.path().join("site"),
        &dir.path().join("mesh"),
        Durability::Disk,
    )
    .unwrap()
}

/// As where the folder is a file system of its own.
pub(super) fn begin_within(dir: &TempDir) -> Publication {
    let out = dir.path().join("site");
    let mut place = Place::of(&out, &dir.path().join("mesh")).unwrap();
    place.within = true;
    Publication::begin_at(place, &out, Durability::Disk).unwrap()
}

/// Writes files that hold `text`.
pub(super) fn put(publication: &Publication, paths: &[&str], text: &str) {
    for path in paths {
        publication.put(path, text.as_bytes()).unwrap();
    }
}

pub(super) fn site(dir: &TempDir, paths: &[&str], text: &str) {
    let publication = begin(dir);
    put(&publication, paths, text);
    assert_eq!(publication.publish().unwrap().files, paths.len());
}

pub(super) fn read(dir: &TempDir, path: &str) -> String {
    fs::read_to_string(dir.path().join(path)).unwrap_or_else(|e| format!("{e}"))
}

pub(super) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn message(problem: Problem) -> OutputError {
    super::reported(problem, true)
}

#[test]
fn what_is_put_there_between_the_check_and_the_swap_survives() {
    let dir = tempdir().unwrap();
    site(&dir, &["index.html", "views/a/old.html"], "1");
    let publication = begin(&dir);
    put(&publication, &["index.html", "views/b/new.html"], "2");
    let prepared = publication.prepare().unwrap();
    let out = dir.path().join("site");
    fs::write(out.join("CNAME"), "data.example.com").unwrap();
    fs::write(out.join("views/a/notes.txt"), "mine").unwrap();
    fs::create_dir_all(out.join("views/b")).unwrap();
    fs::write(out.join("views/b/notes.txt"), "mine").unwrap();
    fs::create_dir_all(out.join("empty/er")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/nowhere", out.join("link")).unwrap();
    publication.replace(&prepared, &mut || {}).unwrap();
    drop(publication);
    assert_eq!(read(&dir, "site/index.html"), "2");
    assert_eq!(read(&dir, "site/views/b/new.html"), "2");
    assert!(!out.join("views/a/old.html").exists());
    assert_eq!(read(&dir, "site/CNAME"), "data.example.com");
    assert_eq!(read(&dir, "site/views/a/notes.txt"), "mine");
    assert_eq!(read(&dir, "site/views/b/notes.txt"), "mine");
    assert!(out.join("empty/er").is_dir());
    #[cfg(unix)]
    assert!(fs::symlink_metadata(out.join("link")).unwrap().is_symlink());
    assert_eq!(names(dir.path()), ["site"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_put_where_a_page_goes_meanwhile_is_kept_beside() {
    let dir = tempdir().unwrap();
    site(&dir, &["index.html"], "1");
    let publication = begin(&dir);
    put(&publication, &["index.html", "views/new.html"], "2");
    let prepared = publication.prepare().unwrap();
    fs::create_dir(dir.path().join("site/views")).unwrap();
    fs::write(dir.path().join("site/views/new.html"), "mine").unwrap();
    let error = message(publication.replace(&prepared, &mut || {}).unwrap_err());
    drop(publication);
    assert!(
        error.to_string().contains("the new site is in place")
            && error.to_string().contains("views/new.html"),
        "{error:?}"
    );
    assert!(error.help().contains("site.kept-1"), "{error:?}");
    assert_eq!(read(&dir, "site/views/new.html"), "2");
    assert_eq!(read(&dir, "site.kept-1/views/new.html"), "mine");
    assert_eq!(names(dir.path()), ["site", "site.kept-1"]);
}

#[test]
fn a_folder_that_cannot_change_places_is_written_within() {
    let dir = tempdir().unwrap();
    let out = dir.path().join("site");
    fs::create_dir(&out).unwrap();
    let first = begin_within(&dir);
    put(&first, &["index.html", "views/a.html"], "1");
    assert_eq!(names(&out), [LOCK, STAGING]);
    assert_eq!(names(dir.path()), ["site"]);
    first.publish().unwrap();
    assert_eq!(names(&out), [RECORD, "index.html", "views"]);

    fs::write(out.join("CNAME"), "data.example.com").unwrap();
    let second = begin_within(&dir);
    put(&second, &["index.html", "tables/b.html"], "2");
    second.publish().unwrap();
    assert_eq!(names(&out), [RECORD, "CNAME", "index.html", "tables"]);
    assert_eq!(read(&dir, "site/tables/b.html"), "2");
    assert_eq!(names(dir.path()), ["site"]);

    // A build that fails leaves nothing either.
    let third = begin_within(&dir);
    put(&third, &["index.html"], "3");
    drop(third);
    assert_eq!(names(&out), [RECORD, "CNAME", "index.html", "tables"]);
    assert_eq!(read(&dir, "site/index.html"), "2");
}

#[test]
fn what_failed_half_way_is_told_so_and_the_next_build_is_right() {
    let dir = tempdir().unwrap();
    site(&dir, &["a.html", "b.html"], "1");
    let publication = begin_within(&dir);
    put(&publication, &["a.html", "n.html", "z.html"], "2");
    let prepared = publication.prepare().unwrap();
    fs::write(dir.path().join("site/z.html"), "mine").unwrap();
    let error = message(publication.replace(&prepared, &mut || {}).unwrap_err());
    drop(publication);
    assert!(error.to_string().contains("site/z.html"), "{error:?}");
    assert!(error.help().contains("partly replaced"), "{error:?}");
    // What is new comes first.
    assert_eq!(read(&dir, "site/a.html"), "1");
    assert_eq!(read(&dir, "site/n.html"), "2");
    assert_eq!(read(&dir, "site/z.html"), "mine");

    // Now that it is known to be in the way, nothing is begun.
    let again = begin(&dir);
    put(&again, &["a.html", "z.html"], "3");
    let error = again.publish().unwrap_err();
    assert!(error.to_string().contains("`z.html`"), "{error:?}");
    assert!(error.help().contains("nothing was changed"), "{error:?}");
    assert_eq!(read(&dir, "site/a.html"), "1");
    fs::remove_file(dir.path().join("site/z.html")).unwrap();
    site(&dir, &["a.html", "z.html"], "4");
    assert_eq!(
        names(&dir.path().join("site")),
        [RECORD, "a.html", "z.html"]
    );
}

/// A page that was on its way when a build was killed isn't vitrina's until it is there.
#[test]
fn what_was_pending_when_a_build_was_killed_is_not_claimed() {
    let dir = tempdir().unwrap();
    site(&dir, &["a.html"], "1");
    let heading = "# Files written by vitrina.\n";
    let staging = dir.path().join(format!(".site{STAGING}"));
    fs::create_dir(&staging).unwrap();
    fs::write(staging.join(MARK), "").unwrap();
    let pending = format!("{heading}moved.html\npending.html\n");
    fs::write(staging.join(".vitrina-files.pending"), pending).unwrap();
    fs::write(staging.join("pending.html"), "2").unwrap();
    let both = format!("{heading}a.html\nmoved.html\npending.html\n");
    fs::write(dir.path().join("site").join(RECORD), both).unwrap();
    fs::write(dir.path().join("site/moved.html"), "2").unwrap();
    fs::write(dir.path().join("site/pending.html"), "mine").unwrap();
    site(&dir, &["a.html"], "3");
    assert_eq!(read(&dir, "site/pending.html"), "mine");
    assert_eq!(
        names(&dir.path().join("site")),
        [RECORD, "a.html", "pending.html"]
    );
}

#[test]
fn what_killed_builds_left_is_removed_and_what_others_put_there_is_not() {
    let dir = tempdir().unwrap();
    site(&dir, &["index.html"], "1");
    let staging = dir.path().join(format!(".site{STAGING}"));
    // While writing.
    fs::create_dir_all(staging.join("views")).unwrap();
    fs::write(staging.join(MARK), "").unwrap();
    fs::write(staging.join("views/half.html"), "h").unwrap();
    site(&dir, &["index.html"], "2");
    assert_eq!(names(dir.path()), ["site"]);
    // Right after the first step.
    fs::create_dir(&staging).unwrap();
    site(&dir, &["index.html"], "3");
    assert_eq!(names(dir.path()), ["site"]);
    // With the former site in the staging place, and a file in it that somebody had just written.
    fs::create_dir_all(staging.join("views")).unwrap();
    let record = "# Files written by vitrina.\nindex.html\nviews/old.html\n";
    fs::write(staging.join(RECORD), record).unwrap();
    fs::write(staging.join("index.html"), "0").unwrap();
    fs::write(staging.join("views/old.html"), "0").unwrap();
    fs::write(staging.join("views/notes.txt"), "mine").unwrap();
    site(&dir, &["index.html"], "4");
    assert_eq!(names(dir.path()), ["site"]);
    assert_eq!(
        names(&dir.path().join("site")),
        [RECORD, "index.html", "views"]
    );
    assert_eq!(read(&dir, "site/index.html"), "4");
    assert_eq!(read(&dir, "site/views/notes.txt"), "mine");
}

#[test]
fn a_panic_while_writing_loses_nothing_of_the_record() {
    let dir = tempdir().unwrap();
    let publication = begin(&dir);
    put(&publication, &["before.html"], "1");
    let panicked: std::thread::Result<()> = catch_unwind(AssertUnwindSafe(|| {
        let _written = publication.written.lock();
        let _folders = publication.folders.lock();
        panic!("while both are held");
    }));
    assert!(panicked.is_err() && publication.written.is_poisoned());
    put(&publication, &["views/after.html"], "1");
    assert_eq!(publication.publish().unwrap().files, 2);
    let record = read(&dir, &format!("site/{RECORD}"));
    let lines: Vec<&str> = record.lines().filter(|l| !l.starts_with('#')).collect();
    assert_eq!(lines, ["before.html", "views/after.html"]);
}

#[test]
fn no_address_leads_out_of_the_site() {
    let dir = tempdir().unwrap();
    let publication = begin(&dir);
    for path in ["../x", "/x", "a/../../x", "", "a//b", r"..\x"] {
        assert!(publication.put(path, b"x").is_err(), "{path:?}");
        assert!(publication.create(path).is_err(), "{path:?}");
    }
    put(&publication, &["index.html"], "1");
    assert_eq!(publication.publish().unwrap().files, 1);
    assert_eq!(names(dir.path()), ["site"]);
}

#[test]
fn the_file_that_failed_is_named() {
    let dir = tempdir().unwrap();
    let publication = begin(&dir);
    put(&publication, &["views/a.html"], "1");
    let error = publication.put("views/a.html", b"2").unwrap_err();
    let reported = publication.failed(error);
    let path = Path::new("site/views/a.html").display().to_string();
    assert!(reported.to_string().contains(&path), "{reported:?}");
    assert!(
        reported.help().contains("nothing was published"),
        "{reported:?}"
    );
    // What comes after it follows from it.
    let later = publication.put("../b", b"2").unwrap_err();
    assert!(publication.failed(later).to_string().contains(&path));
}

/// Each step from the folder on: a link that takes the place of a folder leads nowhere.
#[cfg(unix)]
#[test]
fn a_link_put_in_the_place_of_a_folder_meanwhile_is_not_followed() {
    let dir = tempdir().unwrap();
    site(&dir, &["a/page.html", "b/page.html", "index.html"], "1");
    let precious = dir.path().join("precious");
    fs::create_dir(&precious).unwrap();
    fs::write(precious.join("page.html"), "mine").unwrap();
    let publication = begin_within(&dir);
    put(&publication, &["b/page.html", "index.html"], "2");
    let prepared = publication.prepare().unwrap();
    for folder in ["a", "b"] {
        let folder = dir.path().join("site").join(folder);
        fs::remove_dir_all(&folder).unwrap();
        std::os::unix::fs::symlink(&precious, &folder).unwrap();
    }
    let error = message(publication.replace(&prepared, &mut || {}).unwrap_err());
    assert!(error.to_string().contains("in the way"), "{error:?}");
    drop(publication);
    assert_eq!(read(&dir, "precious/page.html"), "mine");
    assert_eq!(names(&precious), ["page.html"]);
}

#[cfg(unix)]
fn precious(dir: &TempDir) -> std::path::PathBuf {
    let precious = dir.path().join("precious");
    fs::create_dir(&precious).unwrap();
    fs::write(precious.join(MARK), "mine").unwrap();
    fs::write(precious.join("page.html"), "mine").unwrap();
    precious
}

/// Whoever may write in the parent can move the staging folder away, and put something in its place.
#[cfg(unix)]
#[test]
fn what_is_put_in_the_place_of_the_staging_folder_is_neither_written_to_nor_emptied() {
    for is_link in [true, false] {
        let dir = tempdir().unwrap();
        let precious = precious(&dir);
        let staging = dir.path().join(format!(".site{STAGING}"));
        let publication = begin(&dir);
        put(&publication, &["a/early.html"], "1");
        fs::rename(&staging, dir.path().join("moved")).unwrap();
        match is_link {
            true => std::os::unix::fs::symlink(&precious, &staging).unwrap(),
            false => fs::rename(&precious, &staging).unwrap(),
        }
        put(&publication, &["a/late.html", "b/late.html"], "1");
        let error = publication.publish().unwrap_err();
        assert!(
            error.to_string().contains("something else was put"),
            "{error:?}"
        );
        assert_eq!(names(&staging), [MARK, "page.html"]);
        assert!(!dir.path().join("site").exists());
        assert_eq!(names(&dir.path().join("moved")), [""; 0]);
    }
}

#[cfg(unix)]
#[test]
fn no_link_in_the_staging_folder_is_followed() {
    let dir = tempdir().unwrap();
    let precious = precious(&dir);
    let staging = dir.path().join(format!(".site{STAGING}"));
    let publication = begin(&dir);
    put(&publication, &["a/b/early.html"], "1");
    std::os::unix::fs::symlink(&precious, staging.join("views")).unwrap();
    fs::rename(staging.join("a"), staging.join("c")).unwrap();
    std::os::unix::fs::symlink(&precious, staging.join("a")).unwrap();
    std::os::unix::fs::symlink(precious.join("new"), staging.join("index.html")).unwrap();
    for path in [
        "views/new.html",
        "views/x/new.html",
        "a/new.html",
        "index.html",
    ] {
        assert!(publication.put(path, b"2").is_err(), "{path}");
    }
    drop(publication);
    assert_eq!(names(&precious), [MARK, "page.html"]);
    assert_eq!(names(dir.path()), ["precious"]);
}

/// The folder was a mount point, or its parent closed, when that one ran.
#[test]
fn what_a_killed_build_left_within_is_removed_by_one_beside() {
    let dir = tempdir().unwrap();
    site(&dir, &["a.html"], "1");
    let out = dir.path().join("site");
    let heading = "# Files written by vitrina.\n";
    let staging = out.join(STAGING);
    fs::create_dir(&staging).unwrap();
    fs::write(staging.join(MARK), "").unwrap();
    let pending = format!("{heading}pending.html\n");
    fs::write(staging.join(".vitrina-files.pending"), pending).unwrap();
    fs::write(staging.join("pending.html"), "2").unwrap();
    fs::write(out.join(LOCK), "").unwrap();
    fs::write(out.join(RECORD), format!("{heading}a.html\npending.html\n")).unwrap();
    fs::write(out.join("pending.html"), "mine").unwrap();
    site(&dir, &["a.html"], "3");
    assert_eq!(names(&out), [RECORD, "a.html", "pending.html"]);
    assert_eq!(read(&dir, "site/pending.html"), "mine");
    // Somebody else's of that name stays.
    fs::create_dir(&staging).unwrap();
    fs::write(staging.join("notes.txt"), "mine").unwrap();
    site(&dir, &["a.html"], "4");
    assert_eq!(read(&dir, "site/.vitrina-staging/notes.txt"), "mine");
}

#[test]
fn a_record_that_lists_what_vitrina_works_with_does_no_harm() {
    let dir = tempdir().unwrap();
    site(&dir, &["a.html"], "1");
    let record = dir.path().join("site").join(RECORD);
    let mut text = fs::read_to_string(&record).unwrap();
    for path in [RECORD, LOCK, STAGING] {
        text.push_str(&format!("{path}\n{path}/a.html\n"));
    }
    text.push_str(&format!("{STAGING}/{MARK}\n{STAGING}/{RECORD}\n"));
    fs::write(&record, text).unwrap();
    let publication = begin_within(&dir);
    put(&publication, &["a.html", "b.html"], "2");
    publication.publish().unwrap();
    let out = dir.path().join("site");
    assert_eq!(names(&out), [RECORD, "a.html", "b.html"]);
    assert_eq!(names(dir.path()), ["site"]);
}

#[test]
fn an_empty_folder_is_no_former_site() {
    let dir = tempdir().unwrap();
    fs::create_dir(dir.path().join("site")).unwrap();
    let publication = begin(&dir);
    put(&publication, &["a.html"], "1");
    let error = publication.put("a.html", b"2").unwrap_err();
    let reported = publication.failed(error);
    assert!(
        reported.help().contains("nothing was published"),
        "{reported:?}"
    );
}
