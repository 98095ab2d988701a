#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests make their files"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::entry_key::KeyHasher;
use super::site_stamp::SiteStamp;
use super::{CacheFolder, Key, KnownFile, KnownFiles, LeftSite, Passed, Store};

const PROGRAM: Key = [7; 16];

fn key(text: &str) -> Key {
    KeyHasher::new("test").bytes(text.as_bytes()).key()
}

fn open(path: &Path) -> Store {
    let folder = CacheFolder::open(path, true).unwrap();
    Store::open(Arc::new(folder), PROGRAM)
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(".vitrina-cache");
    (dir, path)
}

/// Keeps entries as one run does.
fn keep(path: &Path, entries: &[(&str, &str)]) {
    let store = open(path);
    for (name, value) in entries {
        let (first, second) = value.split_at(value.len() / 2);
        store.put(&key(name), &[first.as_bytes(), second.as_bytes()]);
    }
    store.close(true, None);
}

fn packs(path: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut packs: Vec<PathBuf> = all
        .filter(|path| path.extension().is_some_and(|e| e == "pack"))
        .collect();
    packs.sort();
    packs
}

#[test]
fn what_is_kept_is_there_for_the_same_program() {
    let (_dir, path) = place();
    keep(&path, &[("a", "one"), ("b", ""), ("a", "twice")]);
    let store = open(&path);
    assert_eq!(store.get(&key("a")).unwrap(), b"one");
    assert_eq!(store.get(&key("b")).unwrap(), b"");
    assert_eq!(store.get(&key("c")), None);
    let folder = CacheFolder::open(&path, true).unwrap();
    let other = Store::open(Arc::new(folder), [8; 16]);
    assert_eq!(other.get(&key("a")), None);
    // A newer one stands for the older.
    store.put(&key("a"), &[b"new"]);
    store.close(true, None);
    drop(other);
    assert_eq!(open(&path).get(&key("a")).unwrap(), b"new");
    assert_eq!(packs(&path).len(), 2);
    let tag = fs::read_to_string(path.join("CACHEDIR.TAG")).unwrap();
    assert!(tag.starts_with("Signature: 8a477f597d28d172789f06886806bc55"));
    assert_eq!(fs::read_to_string(path.join(".gitignore")).unwrap(), "*\n");
}

#[test]
fn what_may_not_be_believed_is_not_kept() {
    let (_dir, path) = place();
    let store = open(&path);
    store.put(&key("a"), &[b"one"]);
    store.close(false, None);
    assert_eq!(open(&path).get(&key("a")), None);
    assert_eq!(packs(&path).len(), 0);
}

#[test]
fn no_damage_gives_a_wrong_byte() {
    let (_dir, path) = place();
    let entries = [("a", "first"), ("b", "second and longer"), ("c", "")];
    keep(&path, &entries);
    let pack = &packs(&path)[0];
    let whole = fs::read(pack).unwrap();
    let check = |bytes: &[u8], what: &str| -> usize {
        fs::write(pack, bytes).unwrap();
        // One that may not write: it would remove what is damaged.
        let writer = CacheFolder::open(&path, true).unwrap();
        let store = open(&path);
        let found = entries.map(|(name, value)| match store.get(&key(name)) {
            Some(found) => {
                assert_eq!(found, value.as_bytes(), "{what}");
                1
            }
            None => 0,
        });
        drop(writer);
        found.iter().sum()
    };
    assert_eq!(check(&whole, "whole"), 3);
    for at in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            assert!(check(&bytes, &format!("byte {at} flipped")) < 3);
        }
        assert_eq!(check(&whole[..at], &format!("cut at {at}")), 0);
        let mut bytes = whole.clone();
        bytes.insert(at, b'x');
        check(&bytes, &format!("one more byte at {at}"));
    }
    check(&[&whole[..], &whole[..]].concat(), "twice");
    // A run that may write puts a whole one in its place.
    fs::write(pack, &whole[..whole.len() - 1]).unwrap();
    keep(&path, &[("a", "first")]);
    assert_eq!(packs(&path).len(), 1);
    assert_eq!(open(&path).get(&key("a")).unwrap(), b"first");
}

#[test]
fn lengths_are_no_longer_than_their_file() {
    let (_dir, path) = place();
    keep(&path, &[("a", "first")]);
    let pack = &packs(&path)[0];
    let whole = fs::read(pack).unwrap();
    for count in [2, 1 << 22, (1 << 22) + 1, u64::MAX / 56, u64::MAX] {
        let mut bytes = whole.clone();
        let at = bytes.len() - 24;
        bytes[at..at + 8].copy_from_slice(&u64::to_le_bytes(count));
        fs::write(pack, bytes).unwrap();
        assert_eq!(open(&path).get(&key("a")), None, "{count}");
    }
    // With a checksum that is right.
    for (place, length, read) in [
        (16, u64::MAX, u64::MAX),
        (u64::MAX, 5, 5),
        (17, 6, 6),
        (16, 1 << 40, 1 << 40),
        (16, 5, 6),
        (16, 5, 1 << 40),
        (16, 5, u64::MAX),
    ] {
        let mut bytes = whole.clone();
        let line = bytes.len() - 24 - 56;
        for (at, number) in [(32, place), (40, length), (48, read)] {
            let at = line + at;
            bytes[at..at + 8].copy_from_slice(&u64::to_le_bytes(number));
        }
        let check = super::entry_key::checksum(&[&bytes[line..line + 56]]);
        let end = bytes.len() - 16;
        bytes[end..].copy_from_slice(&check);
        fs::write(pack, bytes).unwrap();
        assert_eq!(open(&path).get(&key("a")), None, "{place} {length} {read}");
    }
}

#[test]
fn one_run_writes_and_others_read() {
    let (_dir, path) = place();
    keep(&path, &[("a", "one")]);
    let first = open(&path);
    let second = open(&path);
    second.put(&key("b"), &[b"lost"]);
    first.put(&key("c"), &[b"kept"]);
    assert_eq!(second.get(&key("a")).unwrap(), b"one");
    second.close(true, None);
    first.close(true, None);
    let after = open(&path);
    assert_eq!(after.get(&key("b")), None);
    assert_eq!(after.get(&key("c")).unwrap(), b"kept");
}

#[test]
fn what_a_killed_run_left_is_removed() {
    let (_dir, path) = place();
    keep(&path, &[("a", "one")]);
    let store = open(&path);
    store.put(&key("b"), &[b"never finished"]);
    // As a killed one: its lock goes, and nothing else of it.
    let half = path.join("unfinished-pack");
    let copy = fs::read(&half).unwrap();
    drop(store);
    fs::write(&half, copy).unwrap();
    let store = open(&path);
    assert!(!half.exists());
    assert_eq!(store.get(&key("a")).unwrap(), b"one");
    assert_eq!(store.get(&key("b")), None);
}

#[test]
fn what_is_used_stays_and_the_rest_goes() {
    let (_dir, path) = place();
    keep(&path, &[("used", "x"), ("unused", "y")]);
    for run in 0..40 {
        let store = open(&path);
        assert_eq!(store.get(&key("used")).unwrap(), b"x", "run {run}");
        store.put(&key(&format!("new {run}")), &[b"z"]);
        store.close(true, None);
        assert!(packs(&path).len() <= 24);
    }
    assert_eq!(open(&path).get(&key("new 0")), None);
    // Where nothing is new, nothing is written.
    let before = packs(&path);
    open(&path).close(true, None);
    assert_eq!(packs(&path), before);
}

#[test]
fn a_folder_of_somebody_else_is_let_be() {
    let (_dir, path) = place();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("theirs.pack"), "x").unwrap();
    assert!(CacheFolder::open(&path, true).is_none());
    assert_eq!(fs::read_dir(&path).unwrap().count(), 1);
    assert!(CacheFolder::open(&path.join("none"), false).is_none());
    assert!(CacheFolder::open(&path.join("theirs.pack"), true).is_none());
    // An empty one is taken, and files of others in one of ours stay.
    fs::remove_file(path.join("theirs.pack")).unwrap();
    keep(&path, &[("a", "one")]);
    fs::write(path.join("theirs.pack"), "x").unwrap();
    fs::write(path.join("notes.txt"), "x").unwrap();
    keep(&path, &[("b", "two")]);
    assert!(path.join("theirs.pack").exists() && path.join("notes.txt").exists());
}

#[cfg(unix)]
#[test]
fn a_folder_that_all_can_write_to_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, path) = place();
    keep(&path, &[("a", "one")]);
    for (mode, used) in [(0o777, false), (0o770, true), (0o702, false), (0o500, true)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let opened = CacheFolder::open(&path, true);
        assert_eq!(opened.is_some(), used, "{mode:o}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;
    let (dir, path) = place();
    let theirs = dir.path().join("theirs");
    keep(&theirs, &[("a", "one")]);
    let before = fs::read_dir(&theirs).unwrap().count();
    symlink(&theirs, &path).unwrap();
    assert!(CacheFolder::open(&path, true).is_none());
    assert_eq!(fs::read_dir(&theirs).unwrap().count(), before);
    fs::remove_file(&path).unwrap();
    keep(&path, &[("b", "two")]);
    let precious = dir.path().join("precious");
    fs::write(&precious, "precious").unwrap();
    // A pack, what is being written, and the lock.
    let pack = packs(&theirs)[0].clone();
    symlink(&pack, path.join("0000000000000009.pack")).unwrap();
    symlink(&precious, path.join("unfinished-pack")).unwrap();
    symlink(&precious, path.join("unfinished-clock")).unwrap();
    let store = open(&path);
    assert_eq!(store.get(&key("a")), None);
    assert_eq!(store.get(&key("b")).unwrap(), b"two");
    store.put(&key("c"), &[b"three"]);
    store.close(true, None);
    fs::remove_file(path.join("lock")).unwrap();
    symlink(&precious, path.join("lock")).unwrap();
    assert!(!CacheFolder::open(&path, true).unwrap().is_ours_to_write());
    assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
    assert!(pack.exists());
}

#[test]
fn states_are_whole_or_not_there() {
    let (_dir, path) = place();
    let folder = CacheFolder::open(&path, true).unwrap();
    let file = path.join("CACHEDIR.TAG");
    let stamp = super::FileStamp::of(&fs::metadata(&file).unwrap()).unwrap();
    let known = KnownFile {
        stamp,
        hash: [1; 16],
        settled: true,
    };
    KnownFiles::save(&folder, &key("a"), &[("x.csv", known)]);
    assert_eq!(
        KnownFiles::load(&folder, &key("a")).get("x.csv"),
        Some(&known)
    );
    assert_eq!(KnownFiles::load(&folder, &key("b")).len(), 0);
    let state = fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut states = state.filter(|path| path.extension().is_some_and(|e| e == "state"));
    let state = states.next().unwrap();
    let whole = fs::read(&state).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&state, bytes).unwrap();
        assert_eq!(KnownFiles::load(&folder, &key("a")).len(), 0, "{at}");
        fs::write(&state, &whole[..at]).unwrap();
        assert_eq!(KnownFiles::load(&folder, &key("a")).len(), 0, "{at}");
    }
}

#[test]
fn a_change_of_a_site_shows() {
    let (dir, path) = place();
    let folder = CacheFolder::open(&path, true).unwrap();
    let site = dir.path().join("site");
    fs::create_dir_all(site.join("views")).unwrap();
    let page = site.join("views/a.html");
    fs::write(&page, "one").unwrap();
    let left = || SiteStamp::of(&site, folder.now().unwrap()).unwrap();
    let stamp = left();
    assert!(stamp.is_of(&site) && !stamp.is_settled());
    // Written within a tick, of the same length.
    fs::write(&page, "two").unwrap();
    assert!(!stamp.is_of(&site));
    let stamp = left();
    fs::write(site.join("new"), "").unwrap();
    assert!(!stamp.is_of(&site));
    fs::remove_file(site.join("new")).unwrap();
    assert!(stamp.is_of(&site));
    fs::create_dir(site.join("new")).unwrap();
    assert!(!stamp.is_of(&site));
    fs::remove_dir(site.join("new")).unwrap();
    fs::rename(&page, site.join("views/b.html")).unwrap();
    assert!(!stamp.is_of(&site));
    assert!(!stamp.is_of(&page) && !stamp.is_of(&site.join("none")));
}

#[test]
fn a_site_is_told_of_until_something_changes() {
    let (dir, path) = place();
    let folder = CacheFolder::open(&path, true).unwrap();
    let site = dir.path().join("site");
    fs::create_dir(&site).unwrap();
    fs::write(site.join("index.html"), "one").unwrap();
    let (build, inputs) = (key("build"), key("inputs"));
    let clock = (Some(100), 200);
    LeftSite::keep(
        &folder,
        &build,
        inputs,
        clock,
        &site,
        false,
        b"told".to_vec(),
    );
    let unchanged = |inputs: &Key| {
        let left = LeftSite::load(&folder, &build, inputs)?;
        assert!(!left.is_durable());
        let left = left.unchanged(&folder, &build, &site)?;
        Some(left.told().to_vec())
    };
    assert_eq!(unchanged(&inputs).unwrap(), b"told");
    let left = LeftSite::load(&folder, &build, &inputs).unwrap();
    let passed = [Some(100), Some(101), Some(199), Some(200), Some(99), None];
    assert_eq!(
        passed.map(|now| left.passed(now)),
        [
            Passed::Nothing,
            Passed::Time { from: 100, to: 101 },
            Passed::Time { from: 100, to: 199 },
            Passed::TooMuch,
            Passed::TooMuch,
            Passed::TooMuch,
        ]
    );
    assert_eq!(unchanged(&key("other")), None);
    std::thread::sleep(std::time::Duration::from_millis(150));
    // From here on by what the file system tells.
    assert_eq!(unchanged(&inputs).unwrap(), b"told");
    assert_eq!(unchanged(&inputs).unwrap(), b"told");
    fs::write(site.join("index.html"), "two").unwrap();
    assert_eq!(unchanged(&inputs), None);
    LeftSite::forget(&folder, &build);
    fs::write(site.join("index.html"), "one").unwrap();
    assert_eq!(unchanged(&inputs), None);
}

/// One run of `whose`, that uses entries, and keeps those of them that aren't there.
fn run(path: &Path, whose: &str, entries: &[String]) -> usize {
    let store = open(path);
    let mut kept = 0;
    for name in entries {
        match store.get(&key(name)) {
            Some(_) => kept += 1,
            None => store.put(&key(name), &[name.as_bytes(), &[b'x'; 1 << 20]]),
        }
    }
    store.close(true, Some(&key(whose)));
    kept
}

fn bytes_kept(path: &Path) -> u64 {
    let all = packs(path);
    let sizes = all.iter().map(|path| fs::metadata(path).unwrap().len());
    sizes.sum::<u64>() >> 20
}

#[test]
fn what_no_last_run_used_goes_beyond_half_of_what_they_did() {
    let (_dir, path) = place();
    let names = |of: &str| -> Vec<String> { (0..8).map(|n| format!("{of} {n}")).collect() };
    let (lasting, checked) = (names("lasting"), names("checked"));
    for night in 0..30 {
        // As many are new each night as stay.
        let all = [lasting.clone(), names(&format!("of night {night}"))].concat();
        let kept = if night == 0 { 0 } else { 8 };
        assert_eq!(run(&path, "build", &all), kept, "night {night}");
        // Somebody else uses others, once in a while.
        if night % 5 == 0 {
            let kept = if night == 0 { 0 } else { 8 };
            assert_eq!(run(&path, "check", &checked), kept, "night {night}");
        }
        assert!(bytes_kept(&path) <= 36, "night {night}");
    }
}

#[test]
fn who_goes_back_finds_what_was_lately() {
    let (_dir, path) = place();
    let names =
        |of: &str, many: u32| -> Vec<String> { (0..many).map(|n| format!("{of} {n}")).collect() };
    let branches = ["a", "b"].map(|of| [names("both", 30), names(of, 5)].concat());
    run(&path, "build", &branches[0]);
    run(&path, "build", &branches[1]);
    for day in 0..60 {
        let new = vec![format!("day {day}")];
        let all = [branches[day % 2].clone(), new].concat();
        assert_eq!(run(&path, "build", &all), 35, "day {day}");
        assert!(bytes_kept(&path) <= 54, "day {day}");
    }
}

#[test]
fn who_failed_takes_nothing_from_who_did_not() {
    let (_dir, path) = place();
    let names: Vec<String> = (0..12).map(|n| format!("entry {n}")).collect();
    run(&path, "build", &names);
    for failed in 0..4 {
        let store = open(&path);
        let large = vec![b'x'; 3 << 20];
        store.put(&key(&format!("of failed run {failed}")), &[&large]);
        store.close(true, None);
    }
    assert_eq!(run(&path, "build", &names), 12);
}
