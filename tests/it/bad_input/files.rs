//! Files that can't be read, links, and roots that aren't.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;

use super::{good, rest_is_used};
use crate::support::{Mesh, Output};

#[test]
fn not_utf8() {
    let mesh = good().file(
        "bad.yaml",
        b"apiVersion: vitrina/v1\nkind: Domain\nid: returns\nname: Devoluci\xf3n\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[not-utf8]: `bad.yaml` isn't UTF-8: byte 0xf3 stands where a character should begin
     --> bad.yaml:4:15
      |
    4 | name: Devoluci�n
      |               ^
      |
      = help: save the file as UTF-8, or as UTF-16 with a byte-order mark
    ");
    rest_is_used(&mesh);
}

#[test]
fn utf16() {
    let utf16: Vec<u8> = "\u{feff}apiVersion: vitrina/v1\nkind: Domain\nid: returns\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mesh = good().file("wide.yaml", utf16);
    assert_snapshot!(mesh.check(), @"");
    assert_eq!(mesh.names("domains"), ["returns", "sales"]);
    rest_is_used(&mesh);
}

#[test]
fn guide_that_is_not_utf8() {
    let mesh = good().file("guides/bad.md", b"# Guide\n\n\xff\n");
    assert_snapshot!(mesh.check(), @r"
    error[not-utf8]: `guides/bad.md` isn't UTF-8: byte 0xff stands where a character should begin
     --> guides/bad.md:3:1
      |
    3 | �
      | ^
      |
      = help: save the file as UTF-8, or as UTF-16 with a byte-order mark
    ");
    rest_is_used(&mesh);
}

/// Runs `check` as a user who isn't root, whom file modes bind; nothing where that can't be done.
#[cfg(unix)]
fn check_as_nobody(mesh: &Mesh) -> Option<Output> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    if fs::metadata(mesh.root()).unwrap().uid() != 0 {
        return Some(mesh.run(&["check", "--all"]));
    }
    mesh.without_usual_remarks();
    // The binary is copied: the folders above it may be closed to others.
    let binary = mesh.base().join("vitrina");
    fs::copy(env!("CARGO_BIN_EXE_vitrina"), &binary).unwrap();
    fs::set_permissions(mesh.base(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "./vitrina",
            "check",
            "--all",
            "--root",
            "mesh",
        ])
        .current_dir(mesh.base());
    let usable = Command::new("setpriv")
        .args([
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "./vitrina",
            "--version",
        ])
        .current_dir(mesh.base())
        .output()
        .is_ok_and(|o| o.status.success());
    usable.then(|| Output::of(command))
}

#[cfg(unix)]
#[test]
fn unreadable_file_and_folder() {
    use std::os::unix::fs::PermissionsExt;
    let mesh = good()
        .file(
            "closed.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: closed\n",
        )
        .file(
            "folder/closed.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: closed\n",
        )
        .file("exports/bigquery/more/TABLES.ndjson", "{}");
    for path in [
        "closed.yaml",
        "folder",
        "exports/bigquery/more/TABLES.ndjson",
    ] {
        fs::set_permissions(mesh.root().join(path), fs::Permissions::from_mode(0o000)).unwrap();
    }
    let output = check_as_nobody(&mesh);
    fs::set_permissions(
        mesh.root().join("folder"),
        fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    let Some(output) = output else {
        println!("skipped: running as root, and setpriv isn't there");
        return;
    };
    assert_eq!(output.status, 1, "{}", output.stderr);
    assert_snapshot!(output.stdout, @r"
    error[unreadable-file]: `closed.yaml` can't be read: permission denied
    --> closed.yaml:1:1
     = help: give the build read permission on it

    error[unreadable-file]: `exports/bigquery/more/TABLES.ndjson` can't be read: permission denied
    --> exports/bigquery/more/TABLES.ndjson:1:1
     = help: give the build read permission on it

    error[unreadable-file]: `folder` can't be read: permission denied
    --> folder
     = help: give the build read permission on it, or exclude it in vitrina.toml
    ");
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_good_are_not_followed() {
    use std::os::unix::fs::symlink;
    let mesh = good();
    let outside = mesh.base().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(
        outside.join("secret.yaml"),
        "apiVersion: vitrina/v1\nkind: Domain\nid: secret\n",
    )
    .unwrap();
    symlink(outside.join("secret.yaml"), mesh.root().join("link.yaml")).unwrap();
    symlink(&outside, mesh.root().join("folder")).unwrap();
    symlink("../../outside", mesh.root().join("exports/relative")).unwrap();
    symlink(
        mesh.base().join("nowhere"),
        mesh.root().join("dangling.yaml"),
    )
    .unwrap();
    symlink(".", mesh.root().join("loop")).unwrap();
    assert_snapshot!(mesh.check(), @r"
    warning[symbolic-link]: `dangling.yaml` is a symbolic link that leads to nothing; it was not followed
    --> dangling.yaml
     = help: let it lead to a file or folder within the mesh root, put the file itself there, or exclude the link in vitrina.toml

    warning[symbolic-link]: `exports/relative` is a symbolic link that leads to a folder outside of the mesh root; it was not followed
    --> exports/relative
     = help: let it lead to a file or folder within the mesh root, put the file itself there, or exclude the link in vitrina.toml

    warning[symbolic-link]: `folder` is a symbolic link that leads to a folder outside of the mesh root; it was not followed
    --> folder
     = help: let it lead to a file or folder within the mesh root, put the file itself there, or exclude the link in vitrina.toml

    warning[symbolic-link]: `link.yaml` is a symbolic link that leads to a file outside of the mesh root; it was not followed
    --> link.yaml
     = help: let it lead to a file or folder within the mesh root, put the file itself there, or exclude the link in vitrina.toml

    warning[symbolic-link]: `loop` is a symbolic link that leads in a circle, to a folder that it lies in; it was not followed
    --> loop
     = help: let it lead to a file or folder within the mesh root, put the file itself there, or exclude the link in vitrina.toml
    ");
    assert_eq!(mesh.names("domains"), ["sales"]);
    rest_is_used(&mesh);
}

#[test]
fn folders_and_pipes_called_like_files() {
    let mesh = good()
        .file(
            "folder.yaml/inside.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: inside\n",
        )
        .file("exports/bigquery/VIEWS.csv/readme.txt.yaml", "");
    assert_snapshot!(mesh.check(), @r"
    error[export-file]: `exports/bigquery/VIEWS.csv/readme.txt.yaml` has no extension that is read
    --> exports/bigquery/VIEWS.csv/readme.txt.yaml:1:1
     = help: BigQuery exports end in .ndjson, .jsonl, .json, .csv, .tsv or .parquet, and .gz or .zst after that
    ");
    assert_eq!(mesh.names("domains"), ["inside", "sales"]);
    rest_is_used(&mesh);
}

#[cfg(target_os = "linux")]
#[test]
fn file_name_that_is_not_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let mesh = good();
    let name = OsStr::from_bytes(b"devoluci\xf3n.yaml");
    fs::write(
        mesh.root().join(name),
        "apiVersion: vitrina/v1\nkind: Domain\nid: returns\n",
    )
    .unwrap();
    assert_snapshot!(mesh.check(), @r"
    error[not-utf8]: a file's name isn't UTF-8 and the file was not read
    --> devoluci�n.yaml
     = help: rename the file
    ");
    rest_is_used(&mesh);
}

#[test]
fn manifest_over_the_limit() {
    let mesh = good().file("bad.yaml", "# long\n".repeat(3 << 20));
    assert_snapshot!(mesh.check(), @r"
    error[too-large]: `bad.yaml` is larger than 16 MiB
    --> bad.yaml:1:1
     = help: split the file
    ");
    rest_is_used(&mesh);
}

#[test]
fn empty_root() {
    let mesh = Mesh::new();
    let check = mesh.run(&["check"]);
    assert_eq!(check.status, 2);
    assert_snapshot!(check.stdout, @r"
    warning[empty-root]: the mesh root holds no manifest, and no export describes a table
     |
     = help: add manifests (*.yaml) and an [[exports]] entry to vitrina.toml; `vitrina schema` prints the kinds
    ");
    let site = mesh.build();
    assert!(site.exists("index.html"));
}

#[test]
fn empty_files_are_fine() {
    let mesh = good()
        .file("empty.yaml", "")
        .file("blank.yaml", "\n\n")
        .file("guides/empty.md", "");
    assert_snapshot!(mesh.check(), @"");
    rest_is_used(&mesh);
}

#[test]
fn missing_root() {
    let mesh = Mesh::new();
    let check = mesh.run(&["check", "--root", "nowhere"]);
    assert_eq!((check.status, check.stdout.as_str()), (2, ""));
    assert_snapshot!(check.stderr, @r"
    error: the mesh root `nowhere` can't be opened: there is no such folder
    help: name the folder that holds vitrina.toml with --root
    ");
    for args in [
        &["build", "--root", "nowhere"][..],
        &["list", "views", "--root", "nowhere"],
    ] {
        let output = mesh.run(args);
        assert_eq!((output.status, output.stdout.as_str()), (2, ""));
        assert_eq!(output.stderr, check.stderr);
    }
    assert!(!mesh.out().exists());
}

#[test]
fn root_that_is_a_file() {
    let mesh = Mesh::new().file("file", "");
    let output = mesh.run(&["check", "--root", "mesh/file"]);
    assert_eq!(output.status, 2);
    assert_snapshot!(output.stderr, @r"
    error: the mesh root `mesh/file` isn't a folder
    help: name the folder that holds vitrina.toml with --root
    ");
}
