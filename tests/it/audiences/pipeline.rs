//! Portals of all audiences: a folder each, which take the places of the former ones together, or
//! none does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::json;

use super::two_audiences::{grant, mesh};
use crate::support::{Mesh, Output, files_below};

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = files_below(folder).into_iter();
    files
        .map(|path| {
            let bytes = fs::read(folder.join(&path)).unwrap();
            (path, bytes)
        })
        .collect()
}

/// Names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[track_caller]
fn built(mesh: &Mesh, args: &[&str]) -> Output {
    let output = mesh.run(&[&["build"], args].concat());
    assert_eq!(output.status, 0, "{}", output.stderr);
    output
}

/// A build that is refused, and leaves all as it was.
#[track_caller]
fn refused(mesh: &Mesh, args: &[&str]) -> String {
    mesh.without_usual_remarks();
    let before = tree(mesh.base());
    let output = mesh.run(&[&["build"], args].concat());
    assert_eq!(output.status, 2, "{}", output.stderr);
    assert!(tree(mesh.base()) == before, "{}", output.stderr);
    output.stderr
}

/// The mesh with a view more, that both may use.
fn larger(mesh: Mesh) -> Mesh {
    mesh.view("p.unified.seller_quarry", "SELECT id FROM p.core.orders")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[
                grant("seller_quarry", "analysts"),
                grant("seller_quarry", "finance-team"),
            ],
        )
}

#[test]
fn each_audience_has_a_portal_in_a_folder_of_its_own() {
    let mesh = mesh();
    let output = built(&mesh, &["--all-audiences"]);
    let site = mesh.out();
    assert_eq!(names(&site), [".vitrina-files", "analysts", "finance"]);
    for folder in ["analysts", "finance"] {
        for file in ["index.html", "search/head.bin", "history.ndjson.zst"] {
            assert!(site.join(folder).join(file).is_file(), "{folder}/{file}");
        }
        assert!(!site.join(folder).join(".vitrina-files").exists());
    }
    let line = |start: &str| output.stderr.lines().any(|line| line.starts_with(start));
    assert!(line("analysts: ") && line("finance: "), "{}", output.stderr);
    assert!(line(
        "note: ages count from the newest moment of all exports"
    ));
    let first = tree(&site);

    // Once more, with one thread, and each alone: the same bytes.
    built(&mesh, &["--all-audiences"]);
    assert!(tree(&site) == first);
    let mesh = mesh.env("RAYON_NUM_THREADS", "1");
    built(&mesh, &["--all-audiences", "--out", "again"]);
    assert!(tree(&mesh.base().join("again")) == first);
    for folder in ["analysts", "finance"] {
        built(&mesh, &["--audience", folder, "--out", "alone"]);
        let mut alone = tree(&mesh.base().join("alone"));
        alone.remove(".vitrina-files");
        assert!(alone == tree(&site.join(folder)), "{folder}");
        fs::remove_dir_all(mesh.base().join("alone")).unwrap();
    }
}

#[test]
fn the_portal_of_an_audience_that_is_no_more_goes() {
    let one = mesh();
    built(&one, &["--all-audiences"]);
    let text = fs::read_to_string(one.root().join("vitrina.toml")).unwrap();
    let (before, _) = text.split_once("[[audiences]]\nid = \"finance\"").unwrap();
    let (_, after) = text.split_once("# end\n").unwrap();
    let one = one.file("vitrina.toml", format!("{before}{after}"));
    built(&one, &["--all-audiences"]);
    assert_eq!(names(&one.out()), [".vitrina-files", "analysts"]);
}

#[test]
fn a_killed_build_leaves_all_portals_as_they_were_or_none() {
    let (one, two) = (mesh(), larger(mesh()));
    let out = one.out();
    let of_two = two.base().join("site");
    built(&two, &["--all-audiences"]);
    built(&one, &["--all-audiences"]);
    let second = tree(&of_two);
    let start = Instant::now();
    built(&one, &["--all-audiences"]);
    let whole = start.elapsed();
    let first = tree(&out);
    // What changed is told as well, so that neither is what a first build makes.
    let into = |mesh: &Mesh| {
        let mut command = mesh.command();
        command
            .args(["build", "--root", "mesh", "--all-audiences", "--out"])
            .arg(&out)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    let without_history = |tree: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        let told = ["history.ndjson.zst", "feeds/", "feed.atom", "changes"];
        let is_told = |path: &&String| told.iter().any(|word| path.contains(word));
        tree.keys().filter(|path| !is_told(path)).cloned().collect()
    };
    let [first, second] = [first, second].map(|tree| without_history(&tree));
    assert_ne!(first, second);
    let (mut cut, shares) = (0, 20);
    for i in 0..shares {
        let mesh = if i % 2 == 0 { &two } else { &one };
        let mut child = into(mesh).spawn().unwrap();
        let share = 0.2 + 0.9 * f64::from(i) / f64::from(shares);
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        child.kill().unwrap();
        cut += usize::from(!child.wait().unwrap().success());
        let found = without_history(&tree(&out));
        assert!(
            found == first || found == second,
            "portals of neither mesh: {} files",
            found.len()
        );
    }
    assert!(cut >= 5, "only {cut} builds were killed in time");
    assert!(into(&two).status().unwrap().success());
    assert_eq!(without_history(&tree(&out)), second);
    assert_eq!(names(one.base()), [".vitrina-cache", "mesh", "site"]);
}

#[test]
fn builds_at_once_leave_portals_of_one_of_them() {
    let mesh = mesh();
    built(&mesh, &["--all-audiences"]);
    let former = tree(&mesh.out());
    let children: Vec<_> = (0..3)
        .map(|_| {
            let mut command = mesh.command();
            command.args([
                "build",
                "--root",
                "mesh",
                "--all-audiences",
                "--out",
                "site",
            ]);
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
    assert!(tree(&mesh.out()) == former);
    assert_eq!(names(mesh.base()), [".vitrina-cache", "mesh", "site"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_all_former_portals() {
    use std::process::Command;
    struct Mounted(std::path::PathBuf);
    impl Drop for Mounted {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(&self.0).status();
        }
    }
    let mesh = mesh();
    let disk = mesh.base().join("disk");
    fs::create_dir(&disk).unwrap();
    // Room for the first portal, and not for the second: it is full half-way.
    built(&mesh, &["--audience", "analysts", "--out", "one"]);
    let sizes = tree(&mesh.base().join("one"));
    let kib: usize = sizes
        .values()
        .map(|bytes| bytes.len().div_ceil(4096) * 4)
        .sum();
    let mounted = Command::new("mount")
        .args([
            "-t",
            "tmpfs",
            "-o",
            &format!("size={}k", kib + kib / 2),
            "tmpfs",
        ])
        .arg(&disk)
        .output();
    if !mounted.is_ok_and(|o| o.status.success()) {
        println!("skipped: no right to mount a small file system");
        return;
    }
    let mounted = Mounted(disk.clone());
    let site = disk.join("site");
    for folder in ["analysts", "finance"] {
        fs::create_dir_all(site.join(folder)).unwrap();
        fs::write(site.join(folder).join("index.html"), "the former portal").unwrap();
    }
    fs::write(
        site.join(".vitrina-files"),
        "# Files written by vitrina.\nanalysts/index.html\nfinance/index.html\n",
    )
    .unwrap();
    let output = mesh.run(&["build", "--all-audiences", "--out", "disk/site"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    let (_, rest) = output.stderr.split_once("` can't be written").unwrap();
    assert_snapshot!(rest, @r"
    : the disk is full
    help: free some space; the former site is untouched
    ");
    assert_eq!(
        files_below(&site),
        [
            ".vitrina-files",
            "analysts/index.html",
            "finance/index.html"
        ]
    );
    assert_eq!(names(&disk), ["site"]);
    drop(mounted);
}

#[test]
fn folders_and_records_of_others_are_refused() {
    let one = mesh();
    built(&one, &["--all-audiences"]);
    // A folder of several portals takes none of the whole, nor of one audience.
    assert_snapshot!(refused(&one, &[]), @r"
    error: `site` is of several audiences, and this is of the whole mesh
    help: choose another folder with --out, or remove this one first; nothing was changed
    ");
    assert_snapshot!(refused(&one, &["--audience", "finance"]), @r"
    error: `site` is of several audiences, and this is of the audience `finance`
    help: choose another folder with --out, or remove this one first; nothing was changed
    ");
    // A portal takes the place of none but its own.
    built(&one, &["--out", "whole"]);
    built(&one, &["--audience", "finance", "--out", "finance"]);
    for (args, found) in [
        (
            ["--all-audiences", "--out", "whole"].as_slice(),
            "whole` is of the whole mesh",
        ),
        (
            &["--audience", "analysts", "--out", "whole"],
            "whole` is of the whole mesh",
        ),
        (
            &["--out", "finance"],
            "finance` is of the audience `finance`",
        ),
        (
            &["--audience", "analysts", "--out", "finance"],
            "finance` is of the audience `finance`",
        ),
        (
            &["--all-audiences", "--out", "finance"],
            "finance` is of the audience `finance`",
        ),
        // So do records, whatever stands in the folder.
        (
            &[
                "--audience",
                "analysts",
                "--previous",
                "whole",
                "--out",
                "new",
            ],
            "whole` is of the whole mesh",
        ),
        (
            &[
                "--audience",
                "analysts",
                "--previous",
                "finance/history.ndjson.zst",
                "--out",
                "new",
            ],
            "history.ndjson.zst` is of the audience `finance`",
        ),
        (
            &["--previous", "finance", "--out", "new"],
            "finance` is of the audience `finance`",
        ),
        (
            &[
                "--previous",
                "finance",
                "--out",
                "finance",
                "--audience",
                "analysts",
            ],
            "finance` is of the audience `finance`",
        ),
        (
            &[
                "--all-audiences",
                "--previous",
                "finance/history.ndjson.zst",
            ],
            "history.ndjson.zst` is of the audience `finance`",
        ),
        (
            &["--all-audiences", "--previous", "whole", "--out", "new"],
            "whole` is of the whole mesh",
        ),
    ] {
        let told = refused(&one, args);
        assert!(told.contains(found), "{args:?}: {told}");
    }
    // And its own goes on.
    built(
        &one,
        &[
            "--audience",
            "finance",
            "--previous",
            "finance",
            "--out",
            "finance",
        ],
    );
    built(
        &one,
        &[
            "--audience",
            "finance",
            "--previous",
            "site/finance",
            "--out",
            "new",
        ],
    );
    built(
        &one,
        &["--all-audiences", "--previous", "site", "--out", "next"],
    );
}

#[test]
fn who_has_no_portal_is_said() {
    let one = mesh();
    let told = |args: &[&str]| refused(&one, args);
    assert_snapshot!(told(&["--audience", "finanse"]), @r"
    error: there is no audience `finanse`
    help: is `finance` meant?
    ");
    assert_eq!(
        one.run(&["build", "--audience", "finance", "--all-audiences"])
            .status,
        2
    );

    let none = Mesh::new()
        .bigquery()
        .view("p.unified.orders", "SELECT 1 AS id");
    assert_snapshot!(refused(&none, &["--all-audiences"]), @r"
    error: there are no audiences
    help: write an [[audiences]] entry with an id and its grantees into vitrina.toml
    ");
    let text = fs::read_to_string(one.root().join("vitrina.toml")).unwrap();
    let like = one.file(
        "vitrina.toml",
        text.replace("id = \"analysts\"", "id = \"Finance\""),
    );
    assert_snapshot!(refused(&like, &["--all-audiences"]), @r"
    error: the audiences `Finance` and `finance` would have one folder
    help: give one of them another `id`; letters alone that differ in case are no difference to some systems
    ");
}

#[test]
fn a_portal_tells_its_audience_and_the_whole_tells_none() {
    let mesh = mesh();
    built(&mesh, &["--all-audiences"]);
    built(&mesh, &["--out", "whole"]);
    let line = |folder: &str| -> serde_json::Value {
        let text = fs::read_to_string(mesh.base().join(folder).join("api/v1/mesh.ndjson"));
        serde_json::from_str(text.unwrap().trim()).unwrap()
    };
    assert_eq!(line("site/analysts")["audience"], json!("analysts"));
    assert_eq!(line("whole")["audience"], json!(null));
}
