//! An output folder that others use as well: what vitrina didn't write stays, links lead nowhere,
//! and who may read a site is who might before.

use std::fs;
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::Command;

use insta::assert_snapshot;

use crate::support::{Mesh, files_below};

fn mesh() -> Mesh {
    Mesh::new()
        .bigquery()
        .table("p.core.orders", &[("id", "INT64")])
        .view("p.unified.orders", "SELECT id FROM p.core.orders")
}

/// The same with a view more.
fn larger(mesh: Mesh) -> Mesh {
    mesh.view("p.unified.buyers", "SELECT id FROM p.core.orders")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Everything below a folder with what it holds; links with where they lead.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    files_below(folder)
        .into_iter()
        .map(|path| {
            let full = folder.join(&path);
            let bytes = match fs::read_link(&full) {
                Ok(target) => target.into_os_string().into_encoded_bytes(),
                Err(_) => fs::read(&full).unwrap(),
            };
            (path, bytes)
        })
        .collect()
}

/// The build is refused with status 2, and nothing in or beside the folder was changed.
#[track_caller]
fn refused(mesh: &Mesh) -> String {
    let before = (tree(mesh.base()), names(mesh.base()));
    let output = mesh.run(&["build"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    assert!(
        before == (tree(mesh.base()), names(mesh.base())),
        "something was changed: {}",
        output.stderr
    );
    let base = mesh.base().canonicalize().unwrap();
    output.stderr.replace(&base.display().to_string(), "…")
}

#[test]
fn files_of_others_where_pages_go_are_refused_by_name() {
    let mesh = mesh();
    mesh.build();
    let mesh = larger(mesh);
    fs::write(mesh.out().join("views/unified/buyers.html"), "mine").unwrap();
    assert_snapshot!(refused(&mesh), @r"
    error: in the output folder `site` something that vitrina didn't write stands where pages go: `views/unified/buyers.html`
    help: move it away, or choose another folder with --out; nothing was changed
    ");
    fs::remove_file(mesh.out().join("views/unified/buyers.html")).unwrap();
    mesh.build();
}

#[test]
fn many_of_them_are_counted() {
    let mesh = mesh();
    mesh.build();
    let record = mesh.out().join(".vitrina-files");
    // As if somebody had copied a site there, and kept another record.
    fs::write(&record, "# Files written by vitrina.\nindex.html\n").unwrap();
    let told = refused(&mesh);
    assert!(told.contains("`404.html`, `"), "{told}");
    assert!(told.contains(" more\nhelp: move it away"), "{told}");
}

#[test]
fn folders_of_others_stay_even_empty_ones() {
    let mesh = mesh();
    let site = mesh.build();
    fs::create_dir_all(site.dir.join("empty/er")).unwrap();
    fs::create_dir(site.dir.join("views/empty")).unwrap();
    // Theirs first, then the new site's as well.
    fs::create_dir_all(site.dir.join("dmes")).unwrap();
    let mesh = larger(mesh);
    for _ in 0..2 {
        mesh.build();
        assert!(site.dir.join("empty/er").is_dir());
        assert!(site.dir.join("views/empty").is_dir());
        assert!(site.exists("views/unified/buyers.html"));
    }
}

#[test]
fn a_record_that_is_none_is_refused() {
    let mesh = mesh();
    mesh.build();
    let record = mesh.out().join(".vitrina-files");
    for text in [
        &b""[..],
        b"index.html\n",
        b"\xff\xfe\x00",
        b"{\"files\": []}",
    ] {
        fs::write(&record, text).unwrap();
        let told = refused(&mesh);
        assert!(told.contains("isn't the record of a site"), "{told}");
    }
    // Text that breaks off in the middle of a letter.
    fs::write(&record, b"# Files written by vitrina.\nindex.html\n\xc3").unwrap();
    assert!(refused(&mesh).contains("isn't the record of a site"));
    fs::remove_file(&record).unwrap();
    fs::create_dir(&record).unwrap();
    assert_snapshot!(refused(&mesh), @r"
    error: `site/.vitrina-files` isn't the record of a site, so nobody knows what vitrina wrote there
    help: choose an empty or new folder with --out; nothing was changed
    ");
}

#[test]
fn a_record_with_other_line_ends_is_read() {
    let mesh = larger(mesh());
    let site = mesh.build();
    let record = mesh.out().join(".vitrina-files");
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, text.replace('\n', "\r\n")).unwrap();
    fs::remove_file(mesh.root().join("exports/bigquery/VIEWS.ndjson")).unwrap();
    fs::remove_file(mesh.root().join("exports/bigquery/TABLES.ndjson")).unwrap();
    mesh.build();
    assert!(!site.exists("views/unified/buyers.html"));
    assert_eq!(
        fs::read_to_string(&record).unwrap().matches('\r').count(),
        0
    );
}

/// Cuts the record of a site in two parts, as that of a very large one is.
fn cut_record(site: &Path) -> Vec<String> {
    let record = site.join(".vitrina-files");
    let text = fs::read_to_string(&record).unwrap();
    let mut lines = text.lines();
    let heading = lines.next().unwrap();
    let lines: Vec<&str> = lines.collect();
    // Each file and what it holds is a pair of lines.
    let (first, second) = lines.split_at(lines.len() / 4 * 2);
    let mut head = format!("{heading}\n");
    let parts = [("a", first), ("b", second)].map(|(digit, lines)| {
        let name = format!(".vitrina-files-{}", digit.repeat(32));
        fs::write(
            site.join(&name),
            [&[heading], lines].concat().join("\n") + "\n",
        )
        .unwrap();
        head += &format!("#+{name}\n");
        name
    });
    fs::write(&record, head).unwrap();
    parts.to_vec()
}

#[test]
fn a_record_in_parts_is_read_and_one_that_lost_a_part_is_no_leave_to_write() {
    let mesh = larger(mesh());
    let site = mesh.build();
    let hidden = || {
        let names = names(&site.dir).into_iter();
        names.filter(|n| n.starts_with('.')).collect::<Vec<_>>()
    };
    let page = || {
        fs::metadata(site.dir.join("index.html"))
            .unwrap()
            .modified()
    };
    let (before, written) = (tree(&site.dir), page().unwrap());
    // Of so few files it is one again, and no page is written.
    cut_record(&site.dir);
    assert_eq!(hidden().len(), 3);
    mesh.build();
    assert!(tree(&site.dir) == before);
    assert_eq!(page().unwrap(), written);
    let parts = cut_record(&site.dir);
    fs::remove_file(site.dir.join(&parts[1])).unwrap();
    let told = refused(&mesh);
    assert!(
        told.contains("something that vitrina didn't write"),
        "{told}"
    );
    fs::write(site.dir.join(&parts[1]), "mine").unwrap();
    assert_eq!(refused(&mesh), told);
    // What was told by the other part goes where it is no longer published.
    fs::remove_dir_all(&site.dir).unwrap();
    mesh.build();
    cut_record(&site.dir);
    fs::remove_file(mesh.root().join("exports/bigquery/VIEWS.ndjson")).unwrap();
    fs::remove_file(mesh.root().join("exports/bigquery/TABLES.ndjson")).unwrap();
    mesh.build();
    assert!(!site.exists("views/unified/buyers.html"));
    assert_eq!(hidden(), [".vitrina-files"]);
}

#[test]
fn a_lock_file_of_somebody_else_is_neither_emptied_nor_removed() {
    let mesh = mesh();
    mesh.build();
    let lock = mesh.base().join(".site.vitrina-lock");
    fs::write(&lock, "mine").unwrap();
    assert_snapshot!(refused(&mesh), @r"
    error: `…/.site.vitrina-lock` is a file with content, which vitrina didn't make, and it writes there
    help: move it away, or choose another folder with --out; nothing was changed
    ");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    assert!(refused(&mesh).contains(".site.vitrina-lock` is a link or a folder"));
    fs::remove_dir(&lock).unwrap();
    // What a killed build leaves.
    fs::write(&lock, "").unwrap();
    mesh.build();
    assert_eq!(names(mesh.base()), ["mesh", "site"]);
}

#[test]
fn a_staging_folder_of_somebody_else_is_not_removed() {
    let mesh = mesh();
    mesh.build();
    let staging = mesh.base().join(".site.vitrina-staging");
    fs::create_dir(&staging).unwrap();
    fs::write(staging.join("thesis.txt"), "years of work").unwrap();
    assert_snapshot!(refused(&mesh), @r"
    error: `…/.site.vitrina-staging` holds files, nothing says that vitrina wrote them, and it writes there
    help: look into it, and move it away, or remove it where a killed build left it; nothing was changed
    ");
    fs::remove_dir_all(&staging).unwrap();
    fs::write(&staging, "mine").unwrap();
    assert!(refused(&mesh).contains("is not a folder, which"));
}

/// `vitrina check` isn't told where sites go, and a build of another `--out` isn't either.
#[test]
fn a_site_within_the_mesh_is_no_input_whatever_its_name() {
    let mesh = mesh();
    let findings = |mesh: &Mesh| {
        mesh.build();
        fs::read_to_string(mesh.out().join("api/v1/findings.ndjson")).unwrap()
    };
    let alone = findings(&mesh);
    for out in ["mesh/public", "mesh/guides/public"] {
        let output = mesh.run(&["build", "--out", out]);
        assert_eq!(output.status, 0, "{}", output.stderr);
    }
    assert!(!mesh.check().contains("public"), "{}", mesh.check());
    assert_eq!(findings(&mesh), alone);
    // A folder that only looks like one is read as ever.
    let mesh = mesh
        .file("drafts/.vitrina-files", "notes\n")
        .file("drafts/team.yaml", "kind: Team\n");
    assert!(mesh.check().contains("drafts/team.yaml"));
}

/// One line of a record can't take the memory, nor the screen.
#[test]
fn a_record_with_lines_that_are_no_addresses() {
    let mesh = mesh();
    mesh.build();
    fs::write(mesh.out().join("CNAME"), "mine").unwrap();
    let record = mesh.out().join(".vitrina-files");
    let mut text = fs::read_to_string(&record).unwrap();
    text.push_str(&format!(
        "{}b.html\n{}\n",
        "a/".repeat(20_000),
        "x".repeat(1 << 20)
    ));
    fs::write(&record, text).unwrap();
    mesh.build();
    assert!(fs::metadata(&record).unwrap().len() < 1 << 20);
    assert_eq!(
        fs::read_to_string(mesh.out().join("CNAME")).unwrap(),
        "mine"
    );
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// A folder with a file of each name that vitrina might write or remove through a link.
    fn precious(mesh: &Mesh) -> std::path::PathBuf {
        let folder = mesh.base().join("precious");
        fs::create_dir_all(folder.join("unified")).unwrap();
        for path in ["index.html", "unified/orders.html", ".vitrina-files"] {
            fs::write(folder.join(path), "mine").unwrap();
        }
        folder
    }

    #[test]
    fn links_in_the_place_of_pages_and_folders_are_refused() {
        let mesh = mesh();
        mesh.build();
        let precious = precious(&mesh);
        let before = tree(&precious);
        let put_link = |path: &str, to: &Path| {
            let full = mesh.out().join(path);
            match fs::symlink_metadata(&full).unwrap().is_dir() {
                true => fs::remove_dir_all(&full).unwrap(),
                false => fs::remove_file(&full).unwrap(),
            }
            symlink(to, full).unwrap();
        };
        put_link("views", &precious);
        assert_snapshot!(refused(&mesh), @r"
        error: in the output folder `site` something that vitrina didn't write stands where pages go: `views`
        help: move it away, or choose another folder with --out; nothing was changed
        ");
        put_link("index.html", &precious.join("index.html"));
        assert!(refused(&mesh).contains("`index.html` and `views`"));
        put_link(".vitrina-files", &precious.join(".vitrina-files"));
        assert!(refused(&mesh).contains("isn't the record of a site"));
        assert_eq!(tree(&precious), before);
    }

    /// What is no longer published is removed where it was written, and not where a link leads.
    #[test]
    fn links_in_the_place_of_stale_pages_stay() {
        let mesh = larger(mesh());
        mesh.build();
        let precious = precious(&mesh);
        let before = tree(&precious);
        let stale = mesh.out().join("views/unified/buyers.html");
        fs::remove_file(&stale).unwrap();
        symlink(precious.join("index.html"), &stale).unwrap();
        let folder = mesh.out().join("tables/p/core");
        fs::remove_dir_all(&folder).unwrap();
        symlink(precious.join("unified"), &folder).unwrap();
        for export in ["TABLES", "VIEWS", "COLUMNS"] {
            fs::remove_file(
                mesh.root()
                    .join(format!("exports/bigquery/{export}.ndjson")),
            )
            .unwrap();
        }
        mesh.build();
        assert!(fs::symlink_metadata(&stale).unwrap().is_symlink());
        assert!(fs::symlink_metadata(&folder).unwrap().is_symlink());
        assert_eq!(tree(&precious), before);
    }

    #[test]
    fn links_and_pipes_in_the_place_of_the_lock_and_the_staging_folder() {
        let mesh = mesh();
        mesh.build();
        let precious = precious(&mesh);
        let victim = mesh.base().join("victim");
        fs::write(&victim, "").unwrap();
        let lock = mesh.base().join(".site.vitrina-lock");
        symlink(&victim, &lock).unwrap();
        assert!(refused(&mesh).contains("`…/.site.vitrina-lock` is a link or a folder"));
        fs::remove_file(&lock).unwrap();
        symlink(mesh.base().join("nothing-yet"), &lock).unwrap();
        assert!(refused(&mesh).contains("`…/.site.vitrina-lock` is a link or a folder"));
        assert!(!mesh.base().join("nothing-yet").exists());
        fs::remove_file(&lock).unwrap();

        let staging = mesh.base().join(".site.vitrina-staging");
        symlink(&precious, &staging).unwrap();
        assert!(refused(&mesh).contains("`…/.site.vitrina-staging` is a link"));
        fs::remove_file(&staging).unwrap();

        let made = std::process::Command::new("mkfifo").arg(&lock).status();
        if !made.is_ok_and(|status| status.success()) {
            println!("skipped: no mkfifo here");
            return;
        }
        let output = mesh.run(&["build"]);
        assert_eq!(output.status, 2);
        assert!(
            output.stderr.contains(".site.vitrina-lock` is not a file"),
            "{}",
            output.stderr
        );
        fs::remove_file(&lock).unwrap();
        // A pipe in the place of a page, and of the record, is nobody's page.
        for name in ["index.html", ".vitrina-files"] {
            let path = mesh.out().join(name);
            fs::rename(&path, mesh.base().join("aside")).unwrap();
            let made = std::process::Command::new("mkfifo").arg(&path).status();
            assert!(made.unwrap().success());
            let output = mesh.run(&["build"]);
            assert_eq!(output.status, 2, "{name}: {}", output.stderr);
            assert!(output.stderr.contains(name), "{}", output.stderr);
            fs::remove_file(&path).unwrap();
            fs::rename(mesh.base().join("aside"), &path).unwrap();
        }
        mesh.build();
    }

    #[test]
    fn modes_stay_and_new_pages_are_as_private_as_the_site() {
        let mesh = mesh();
        let site = mesh.build();
        let paths = [
            ("", 0o2750),
            ("index.html", 0o640),
            ("views", 0o750),
            ("views/unified", 0o711),
            ("views/unified/orders.html", 0o600),
            (".vitrina-files", 0o600),
        ];
        for (path, wanted) in paths {
            set_mode(&site.dir.join(path), wanted);
        }
        let mesh = larger(mesh);
        // Swapped as a whole, and file by file.
        for foreign in [false, true] {
            if foreign {
                fs::write(site.dir.join("CNAME"), "data.example.com").unwrap();
            }
            fs::write(
                mesh.root().join(format!("guides-{foreign}.md")),
                "# A guide\n",
            )
            .unwrap();
            mesh.build();
            for (path, wanted) in paths {
                assert_eq!(mode(&site.dir.join(path)), wanted, "{path}, {foreign}");
            }
            assert_eq!(mode(&site.dir.join("views/unified/buyers.html")), 0o640);
        }
    }

    #[test]
    fn the_owner_stays_where_that_is_permitted() {
        let mesh = mesh();
        let site = mesh.build();
        let give = |path: &Path| std::os::unix::fs::lchown(path, Some(12345), Some(23456));
        if give(&site.dir).is_err() {
            println!("skipped: no right to give a folder away");
            return;
        }
        for path in ["index.html", "views", "views/unified/orders.html"] {
            give(&site.dir.join(path)).unwrap();
        }
        let mesh = larger(mesh);
        mesh.build();
        let owner = |path: &str| {
            let meta = fs::symlink_metadata(site.dir.join(path)).unwrap();
            (meta.uid(), meta.gid())
        };
        for path in [
            "",
            "index.html",
            "views",
            "views/unified/orders.html",
            "views/unified/buyers.html",
        ] {
            assert_eq!(owner(path), (12345, 23456), "{path}");
        }
        assert_ne!(owner("404.html"), (12345, 23456));
    }
}

#[cfg(target_os = "linux")]
struct Mounted(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// A file system of its own on the folder `site`, taken off again in the end.
#[cfg(target_os = "linux")]
fn mounted(mesh: &Mesh, arguments: &[&str]) -> Option<Mounted> {
    fs::create_dir_all(mesh.out()).unwrap();
    let done = Command::new("mount")
        .args(arguments)
        .arg(mesh.out())
        .output()
        .is_ok_and(|o| o.status.success());
    if !done {
        println!("skipped: no right to mount a file system");
    }
    done.then(|| Mounted(mesh.out()))
}

#[cfg(target_os = "linux")]
#[test]
fn a_mount_point_is_written_within() {
    let mesh = mesh();
    let Some(mounted) = mounted(&mesh, &["-t", "tmpfs", "tmpfs"]) else {
        return;
    };
    fs::create_dir(mesh.out().join("lost+found")).unwrap();
    mesh.build();
    fs::write(mesh.out().join("CNAME"), "data.example.com").unwrap();
    let mesh = larger(mesh);
    let site = mesh.build();
    assert!(site.exists("views/unified/buyers.html") && site.exists("CNAME"));
    let hidden: Vec<String> = names(&site.dir)
        .into_iter()
        .filter(|n| n.starts_with('.'))
        .collect();
    assert_eq!(hidden, [".vitrina-files"]);
    assert_eq!(names(mesh.base()), ["mesh", "site"]);
    assert!(site.dir.join("lost+found").is_dir());
    drop(mounted);
}

/// Such a mount has the device of the folder that it is in.
#[cfg(target_os = "linux")]
#[test]
fn a_part_of_the_same_file_system_that_is_mounted_is_written_within() {
    let mesh = mesh();
    let volume = mesh.base().join("volume");
    fs::create_dir(&volume).unwrap();
    let Some(mounted) = mounted(&mesh, &["--bind", volume.to_str().unwrap()]) else {
        return;
    };
    mesh.build();
    let mesh = larger(mesh);
    mesh.build();
    drop(mounted);
    assert!(volume.join("views/unified/buyers.html").is_file());
    assert!(!volume.join(".vitrina-staging").exists());
    assert_eq!(names(&mesh.out()), [""; 0]);
}
