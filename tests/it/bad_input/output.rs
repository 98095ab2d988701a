//! Output folders that must not be touched, and disks that are full.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;

use super::good;
use crate::support::{Mesh, Output, files_below};

#[test]
fn folder_of_someone_else() {
    let mesh = good();
    fs::create_dir(mesh.out()).unwrap();
    fs::write(mesh.out().join("thesis.txt"), "years of work").unwrap();
    let output = mesh.run(&["build"]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr, @r"
    error: the output folder `site` holds files that vitrina didn't write, `thesis.txt` for one
    help: choose an empty or new folder with --out; nothing was changed
    ");
    assert_eq!(files_below(&mesh.out()), ["thesis.txt"]);
    assert_eq!(
        fs::read_to_string(mesh.out().join("thesis.txt")).unwrap(),
        "years of work"
    );
}

#[test]
fn files_of_others_within_a_site_stay() {
    let mesh = good();
    mesh.build();
    fs::write(mesh.out().join("CNAME"), "data.example.com").unwrap();
    fs::create_dir_all(mesh.out().join("views/mine")).unwrap();
    fs::write(mesh.out().join("views/mine/notes.txt"), "mine").unwrap();
    fs::remove_file(mesh.root().join("exports/bigquery/VIEWS.ndjson")).unwrap();
    fs::remove_file(mesh.root().join("exports/bigquery/TABLES.ndjson")).unwrap();
    let site = mesh.build();
    assert!(site.exists("CNAME") && site.exists("views/mine/notes.txt"));
    assert!(site.exists("dmes/store.html"));
}

#[test]
fn path_that_is_a_file() {
    let mesh = good();
    fs::write(mesh.out(), "a file").unwrap();
    let output = mesh.run(&["build"]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr, @r"
    error: the output `site` is not a folder
    help: remove it, or choose another folder with --out
    ");
    assert_eq!(fs::read_to_string(mesh.out()).unwrap(), "a file");
}

#[test]
fn folder_below_a_file() {
    let mesh = good();
    fs::write(mesh.base().join("file"), "a file").unwrap();
    let output = mesh.run(&["build", "--out", "file/site"]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr.replace(&mesh.base().canonicalize().unwrap().display().to_string(), "…"), @r"
    error: `file` can't be written: something else of that name is in the way
    help: nothing was published; check the folder and the disk that it is on
    ");
}

#[test]
fn folder_that_contains_the_mesh_root() {
    let mesh = good();
    let before = files_below(mesh.base());
    let output = mesh.run(&["build", "--out", "mesh"]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr, @r"
    error: the output folder `mesh` is, or contains, the mesh root
    help: choose a folder beside the mesh root with --out
    ");
    let parent = mesh.base().canonicalize().unwrap();
    let output = mesh.run(&["build", "--out", parent.to_str().unwrap()]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr.replace(parent.to_str().unwrap(), "…"), @r"
    error: the output folder `…` is, or contains, the mesh root
    help: choose a folder beside the mesh root with --out
    ");
    for out in [".", "..", "/", "mesh/..", "mesh/../mesh"] {
        let output = mesh.run(&["build", "--out", out]);
        assert_eq!(output.status, 2, "{out}: {}", output.stderr);
    }
    assert_eq!(files_below(mesh.base()), before);
}

#[test]
fn folder_within_the_mesh_root_is_not_read_as_input() {
    let mesh = good();
    for _ in 0..2 {
        mesh.run(&["build", "--out", "mesh/site"]).assert_ran();
    }
    assert!(mesh.root().join("site/index.html").is_file());
    let output = mesh.run(&["build", "--out", "mesh/site", "--fail-on", "info"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
}

#[cfg(unix)]
#[test]
fn folder_that_is_a_link() {
    let mesh = good();
    let real = mesh.base().join("real");
    fs::create_dir(&real).unwrap();
    fs::write(real.join("thesis.txt"), "years of work").unwrap();
    std::os::unix::fs::symlink(&real, mesh.out()).unwrap();
    let output = mesh.run(&["build"]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr.replace(&mesh.base().canonicalize().unwrap().display().to_string(), "…"), @r"
    error: the output `site` is a link, and none is followed when writing
    help: name the folder that it leads to: `--out …/real`
    ");
    assert_eq!(files_below(&real), ["thesis.txt"]);
}

#[test]
fn record_that_was_tampered_with() {
    let mesh = good();
    mesh.build();
    let precious = mesh.base().join("precious.txt");
    fs::write(&precious, "x").unwrap();
    let record = mesh.out().join(".vitrina-files");
    let text = fs::read_to_string(&record).unwrap();
    fs::write(
        &record,
        format!(
            "{text}../precious.txt\n{}\n./../precious.txt\n",
            precious.display()
        ),
    )
    .unwrap();
    mesh.build();
    assert!(precious.is_file());
}

#[test]
fn two_builds_at_once_leave_one_whole_site() {
    let mesh = good();
    let children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = mesh.command();
            command.args(["build", "--root", "mesh", "--out", "site"]);
            std::thread::spawn(move || Output::of(command))
        })
        .collect();
    let outputs: Vec<Output> = children.into_iter().map(|c| c.join().unwrap()).collect();
    assert!(outputs.iter().any(|o| o.status == 0), "{outputs:?}");
    for output in outputs.iter().filter(|o| o.status != 0) {
        assert_eq!(output.status, 2);
        assert!(
            output.stderr.contains("another build is writing"),
            "{}",
            output.stderr
        );
    }
    assert!(mesh.out().join("index.html").is_file());
    let left: Vec<String> = fs::read_dir(mesh.base())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.starts_with('.'))
        .collect();
    assert_eq!(left, [".vitrina-cache"]);
}

/// A small file system on `path`; false where that isn't allowed.
#[cfg(target_os = "linux")]
fn mount_small(path: &std::path::Path, size: &str) -> bool {
    fs::create_dir(path).unwrap();
    Command::new("mount")
        .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
        .arg(path)
        .output()
        .is_ok_and(|o| o.status.success())
}

#[cfg(target_os = "linux")]
struct Mounted(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// What is as it was takes no room; what differs has to be written before anything takes its place.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_when_little_differs_leaves_the_former_site() {
    let mesh = good();
    let disk = mesh.base().join("disk");
    if !mount_small(&disk, "64m") {
        println!("skipped: no right to mount a small file system");
        return;
    }
    let mounted = Mounted(disk.clone());
    let build = |mesh: &Mesh| mesh.run(&["build", "--quiet", "--out", "disk/site"]);
    let first = build(&mesh);
    assert_eq!(first.status, 0, "{}", first.stderr);
    let tree = || {
        let files = files_below(&disk.join("site")).into_iter();
        let bytes = |path: &String| fs::read(disk.join("site").join(path)).unwrap();
        files.map(|path| (bytes(&path), path)).collect::<Vec<_>>()
    };
    let before = tree();
    let filler = disk.join("filler");
    // Until there is no room.
    let filled = fs::write(&filler, vec![0; 64 << 20]);
    assert_eq!(filled.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    let same = build(&mesh);
    let mesh = mesh.file("guides/new.md", "# A guide more\n\nText.\n");
    let full = build(&mesh);
    assert_eq!(full.status, 2, "{}", full.stderr);
    assert!(full.stderr.contains("the disk is full"), "{}", full.stderr);
    assert!(
        full.stderr.contains("the former site is untouched"),
        "{}",
        full.stderr
    );
    assert!(before == tree());
    fs::remove_file(filler).unwrap();
    let again = build(&mesh);
    assert_eq!(again.status, 0, "{} {}", again.stderr, same.stderr);
    assert!(before != tree());
    drop(mounted);
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_leaves_the_former_site() {
    let mesh = good();
    let disk = mesh.base().join("disk");
    if !mount_small(&disk, "128k") {
        println!("skipped: no right to mount a small file system");
        return;
    }
    let mounted = Mounted(disk.clone());
    fs::create_dir(disk.join("site")).unwrap();
    fs::write(
        disk.join("site/.vitrina-files"),
        "# Files written by vitrina.\nindex.html\n",
    )
    .unwrap();
    fs::write(disk.join("site/index.html"), "the former site").unwrap();
    let output = mesh.run(&["build", "--out", "disk/site"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    // Which file is the first that doesn't fit depends on the threads.
    let path = mesh.base().canonicalize().unwrap().join("disk/site");
    let (first, rest) = output.stderr.split_once("` can't be written").unwrap();
    assert!(
        first.starts_with(&format!("error: `{}/", path.display())),
        "{first}"
    );
    assert_snapshot!(rest, @r"
    : the disk is full
    help: free some space; the former site is untouched
    ");
    assert_eq!(
        files_below(&disk.join("site")),
        [".vitrina-files", "index.html"]
    );
    assert_eq!(
        fs::read_to_string(disk.join("site/index.html")).unwrap(),
        "the former site"
    );
    // Nothing is left beside it either, and with room again the build goes through.
    let left: Vec<_> = fs::read_dir(&disk)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(left, ["site"]);
    drop(mounted);
}

#[test]
fn full_disk_under_the_standard_output() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        println!("skipped: no /dev/full here");
        return;
    };
    let mesh = good();
    let mut command = mesh.command();
    command
        .args(["list", "views", "--root", "mesh"])
        .stdout(full);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"error: the output can't be written: No space left on device (os error 28)");
}
