//! What keeps a portal from being published: settings that aren't understood as a whole. And what
//! is read of a mesh root: links, pipes, files outside of the exports, the clock.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::bad_input::good;
use crate::support::{Mesh, Output};

/// A good mesh without settings, and a manifest that settings should leave out. Its product is only
/// proposed, so that nothing is said of what it lacks.
fn mesh() -> Mesh {
    let mesh = good();
    fs::remove_file(mesh.root().join("vitrina.toml")).unwrap();
    let text = fs::read_to_string(mesh.root().join("good/mesh.yaml")).unwrap();
    let proposed = text.replace("id: orders\n", "id: orders\nstatus: proposed\n");
    assert_ne!(text, proposed);
    mesh.file("good/mesh.yaml", proposed).file(
        "private/secret.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: topsecret\n",
    )
}

const SETTINGS: &str = "base_url = \"https://data.example.com/\"\nexclude = [\"private/**\"]\n\n[entry_points]\ndatasets = [\"p.unified\"]\n\n[rules]\ndme-not-ready = \"off\"\n";

/// Nothing is told of what is left out, nothing is published, and the place is named.
#[track_caller]
fn publishes_nothing(mesh: &Mesh, words: &[&str]) -> String {
    let check = mesh.run(&["check"]);
    for args in [
        &["build"][..],
        &["list", "domains"],
        &["lineage", "p.unified.orders", "--root", "mesh"],
    ] {
        let output = mesh.run(args);
        assert_eq!(output.status, 2, "{args:?}: {}", output.stderr);
        assert_eq!(output.stderr, check.stderr, "{args:?}");
        assert_eq!(output.stdout, "", "{args:?}");
    }
    assert_eq!((check.status, check.stdout.as_str()), (2, ""));
    assert!(!mesh.out().exists());
    let said = check.stderr;
    for word in words {
        assert!(said.contains(word), "`{word}` in {said}");
    }
    assert!(said.contains("help: "), "{said}");
    assert!(!said.contains("topsecret"), "{said}");
    said
}

#[test]
fn settings_that_are_fine_leave_out() {
    let mesh = mesh().file("vitrina.toml", SETTINGS);
    assert_eq!(mesh.check(), "");
    assert_eq!(mesh.names("domains"), ["sales"]);
    assert!(!mesh.build().exists("domains/topsecret.html"));
}

#[test]
fn a_key_that_is_nearly_exclude() {
    let mesh = mesh().file("vitrina.toml", "excludes = [\"private/**\"]\n");
    publishes_nothing(
        &mesh,
        &[
            "vitrina.toml has no key `excludes`",
            "--> vitrina.toml:1:1",
            "did you mean `exclude`?",
        ],
    );
}

#[test]
fn exclude_in_a_table_is_told_where_it_belongs() {
    for (settings, place) in [
        (
            "[entry_points]\nexclude = [\"private/**\"]\n",
            "vitrina.toml:2:1",
        ),
        ("[theme]\nexclude = [\"private/**\"]\n", "vitrina.toml:2:1"),
        ("[labels]\nexclude = [\"private/**\"]\n", "vitrina.toml:2:1"),
        (
            "[aliases]\nexclude = [\"private/**\"]\n",
            "vitrina.toml:2:1",
        ),
        ("[aliases]\nexclude = \"private/**\"\n", "vitrina.toml:2:1"),
        ("[rules]\nexclude = [\"private/**\"]\n", "vitrina.toml:2:1"),
        (
            "[[exports]]\nformat = \"bigquery\"\npath = \"exports/**\"\nexclude = [\"private/**\"]\n",
            "vitrina.toml:4:1",
        ),
        (
            "[[audiences]]\nid = \"a\"\nexclude = [\"private/**\"]\n",
            "vitrina.toml:3:1",
        ),
    ] {
        let mesh = mesh().file("vitrina.toml", settings);
        publishes_nothing(
            &mesh,
            &[
                place,
                "has no key `exclude`",
                "move `exclude` to the top of the file",
            ],
        );
    }
}

#[test]
fn all_problems_come_in_one_run() {
    let mesh = mesh().file(
        "vitrina.toml",
        "titel = \"x\"\nexclude = \"private/**\"\nbase_url = \"nowhere\"\n\n[theme]\naccent = \"red\"\n\n[rules]\nunowned-veiw = \"off\"\n",
    );
    publishes_nothing(
        &mesh,
        &[
            "vitrina.toml:1:1",
            "vitrina.toml:2:11",
            "vitrina.toml:3:12",
            "vitrina.toml:6:10",
            "vitrina.toml:9:16",
            "vitrina.toml has 5 problems",
        ],
    );
}

#[test]
fn what_follows_a_line_that_cant_be_read_is_told_too() {
    let mesh = mesh().file(
        "vitrina.toml",
        "title = Data\nexclude = [\"private/**\"]\nbase_url = \"nowhere\"\n",
    );
    publishes_nothing(
        &mesh,
        &[
            "error[toml-syntax]",
            "vitrina.toml:1:9",
            "vitrina.toml:3:12",
        ],
    );
}

#[test]
fn programs_are_told_of_the_settings_in_their_format() {
    let mesh = mesh().file(
        "vitrina.toml",
        "excludes = [\"private/**\"]\nbase_url = \"nowhere\"\n",
    );
    let run = |format: &str| {
        let output = mesh.run(&["check", "--format", format]);
        assert_eq!(output.status, 2, "{}", output.stderr);
        assert!(
            output
                .stderr
                .contains("nothing was done: vitrina.toml has 2 problems"),
            "{}",
            output.stderr
        );
        assert!(!output.stderr.contains("excludes"), "{}", output.stderr);
        output
    };
    let found = run("json").json();
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0]["rule"], "unknown-key");
    assert_eq!(found[0]["severity"], "error");
    assert_eq!(found[0]["file"], "vitrina.toml");
    assert_eq!(found[1]["line"], 2);

    let sarif = run("sarif").json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2, "{sarif}");
    assert_eq!(results[0]["ruleId"], "unknown-key");

    let github = run("github").stdout;
    assert_eq!(github.lines().count(), 2, "{github}");
    assert!(github.starts_with("::error file="), "{github}");
    assert!(github.contains("vitrina.toml,line=1"), "{github}");
}

#[test]
fn patterns_are_bounded() {
    let deep = format!("{}{}", "{a,".repeat(100), "}".repeat(100));
    let deeper = format!("{}{}", "{a,".repeat(50_000), "}".repeat(50_000));
    for (pattern, limit) in [(deep, "has more than 50 `{`"), (deeper, "longer than 1000")] {
        for settings in [
            format!("exclude = [\"{pattern}\"]\n"),
            format!("[entry_points]\ndatasets = [\"{pattern}\"]\n"),
            format!("[[exports]]\nformat = \"bigquery\"\npath = \"{pattern}\"\n"),
            format!("[labels]\nowner = [\"{pattern}\"]\n"),
        ] {
            publishes_nothing(&mesh().file("vitrina.toml", settings), &[limit]);
        }
    }
}

#[test]
fn patterns_of_manifests_are_bounded() {
    let deeper = format!("{}{}", "{a,".repeat(50_000), "}".repeat(50_000));
    let mesh = mesh().file("vitrina.toml", SETTINGS).file(
        "deep.yaml",
        format!("apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: deep\nservers:\n  - {{type: bigquery, project: \"{deeper}\"}}\n"),
    );
    let rules = mesh.rules();
    assert!(
        rules.contains(&"too-large deep.yaml:5".to_owned()),
        "{rules:?}"
    );
}

#[test]
fn of_very_many_problems_the_first_are_told() {
    let unknown: String = (0..3000).map(|i| format!("k{i} = 1\n")).collect();
    let said = publishes_nothing(
        &mesh().file("vitrina.toml", unknown),
        &[
            "has 101 problems, of which the first 100 are told",
            "and 2900 more keys here aren't known",
        ],
    );
    assert_eq!(said.matches("error[unknown-key]").count(), 100);
    let said = publishes_nothing(
        &mesh().file("vitrina.toml", "no toml\n".repeat(3000)),
        &["vitrina.toml has 100 problems"],
    );
    assert_eq!(said.matches("error[toml-syntax]").count(), 100);
}

#[test]
fn patterns_that_leave_out_nothing() {
    for wrong in [
        "#private/**",
        "",
        "/",
        "../private/**",
        "private/{a",
        " private/**",
        "private\\secret.yaml",
        "private\\**",
        "private\\",
        "[private/**",
        "//private",
        "private//",
        "private/./secret.yaml",
        "~/private/",
    ] {
        let mesh = mesh().file("vitrina.toml", format!("exclude = [{wrong:?}]\n"));
        publishes_nothing(&mesh, &["in `exclude`", "vitrina.toml:1:12"]);
    }
    let mesh = mesh().file("vitrina.toml", "exclude = [\"./private/\"]\n");
    assert_eq!(mesh.names("domains"), ["sales"]);
}

#[test]
fn bytes_that_are_no_text() {
    let utf16: Vec<u8> = SETTINGS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], &[&str]); 4] = [
        (
            b"title = \"Devoluci\xf3n\"\nexclude = [\"private/**\"]\n",
            &["vitrina.toml:1:18", "byte 0xf3"],
        ),
        (&utf16, &["vitrina.toml:1:1", "without a byte-order mark"]),
        (
            b"\xff\xfee\x00x\x00\x3d\xd8c\x00",
            &["vitrina.toml:1:3", "half of a pair"],
        ),
        (
            b"\xff\xfe\x00\x00e\x00\x00\x00",
            &["vitrina.toml:1:1", "UTF-32"],
        ),
    ];
    for (bytes, words) in cases {
        publishes_nothing(&mesh().file("vitrina.toml", bytes), words);
    }
}

#[test]
fn settings_in_utf16_are_read() {
    let marked = format!("\u{feff}{SETTINGS}");
    let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big, marked.into_bytes()] {
        let mesh = mesh().file("vitrina.toml", bytes);
        assert_eq!(mesh.check(), "");
        assert_eq!(mesh.names("domains"), ["sales"]);
    }
    // Places are those of the characters.
    let wrong = "\u{feff}title = \"ñ日\"\nexcludes = []\n";
    let bytes: Vec<u8> = wrong.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let said = publishes_nothing(&mesh().file("vitrina.toml", bytes), &["vitrina.toml:2:1"]);
    assert!(said.contains("2 | excludes = []"), "{said}");
}

#[test]
fn settings_that_are_too_large_or_a_folder() {
    let mesh = mesh().file("vitrina.toml", "# long\n".repeat(200_000));
    publishes_nothing(
        &mesh,
        &["error[too-large]", "larger than 1 MiB", "vitrina.toml:1:1"],
    );
    let mesh = self::mesh().file("vitrina.toml/inside.txt", "");
    publishes_nothing(&mesh, &["`vitrina.toml` is a folder, not a file"]);
}

#[cfg(unix)]
#[test]
fn settings_that_are_a_link() {
    use std::os::unix::fs::symlink;
    let link = |mesh: &Mesh, target: &Path| {
        symlink(target, mesh.root().join("vitrina.toml")).unwrap();
    };
    let nowhere = mesh();
    link(&nowhere, Path::new("nowhere.toml"));
    publishes_nothing(
        &nowhere,
        &["`vitrina.toml` is a symbolic link that leads to nothing"],
    );

    let circle = mesh();
    link(&circle, Path::new("vitrina.toml"));
    publishes_nothing(&circle, &["a symbolic link that can't be followed"]);

    let outside = mesh();
    fs::write(outside.base().join("outside.toml"), SETTINGS).unwrap();
    link(&outside, Path::new("../outside.toml"));
    publishes_nothing(&outside, &["leads out of the mesh root"]);

    let inside = mesh().file(".hidden/real.toml", SETTINGS);
    link(&inside, Path::new(".hidden/real.toml"));
    assert_eq!(inside.check(), "");
    assert_eq!(inside.names("domains"), ["sales"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_the_settings_doesnt_hang() {
    let mesh = mesh();
    let made = Command::new("mkfifo")
        .arg(mesh.root().join("vitrina.toml"))
        .status();
    assert!(made.is_ok_and(|s| s.success()), "mkfifo");
    publishes_nothing(&mesh, &["`vitrina.toml` is a named pipe, not a file"]);
}

/// Builds as a user who isn't root; none where that can't be.
#[cfg(unix)]
fn build_as_nobody(mesh: &Mesh) -> Option<Output> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    if fs::metadata(mesh.base()).unwrap().uid() != 0 {
        return Some(mesh.run(&["build"]));
    }
    let binary = mesh.base().join("vitrina");
    fs::copy(env!("CARGO_BIN_EXE_vitrina"), &binary).unwrap();
    fs::set_permissions(mesh.base(), fs::Permissions::from_mode(0o777)).unwrap();
    let command = |args: &[&str]| {
        let mut command = Command::new("setpriv");
        command.current_dir(mesh.base()).args([
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "./vitrina",
        ]);
        command.args(args);
        command
    };
    if !command(&["--version"])
        .output()
        .is_ok_and(|o| o.status.success())
    {
        println!("skipped: running as root, and setpriv isn't there");
        return None;
    }
    Some(Output::of(command(&[
        "build", "--root", "mesh", "--out", "site",
    ])))
}

#[cfg(unix)]
#[test]
fn settings_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let mesh = mesh().file("vitrina.toml", SETTINGS);
    let file = mesh.root().join("vitrina.toml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    let Some(output) = build_as_nobody(&mesh) else {
        return;
    };
    assert_eq!(output.status, 2, "{}", output.stderr);
    assert!(
        output
            .stderr
            .contains("`vitrina.toml` can't be read: permission denied")
    );
    assert!(!mesh.out().exists());
}

#[cfg(unix)]
#[test]
fn a_root_that_may_not_be_listed_is_no_empty_one() {
    use std::os::unix::fs::PermissionsExt;
    let mesh = mesh().file("vitrina.toml", SETTINGS);
    fs::set_permissions(mesh.root(), fs::Permissions::from_mode(0o111)).unwrap();
    let output = build_as_nobody(&mesh);
    fs::set_permissions(mesh.root(), fs::Permissions::from_mode(0o755)).unwrap();
    let Some(output) = output else {
        return;
    };
    assert_eq!(output.status, 2, "{}", output.stderr);
    assert!(
        output
            .stderr
            .contains("the mesh root `mesh` can't be opened: permission denied"),
        "{}",
        output.stderr
    );
    assert!(!mesh.out().exists());
}

#[test]
fn settings_that_leave_out_their_own_file() {
    let mesh = mesh().file(
        "vitrina.toml",
        "exclude = [\"*.toml\", \"private/\"]\n\n[entry_points]\ndatasets = [\"p.unifed\"]\n",
    );
    assert_eq!(mesh.names("domains"), ["sales"]);
    let rules = mesh.rules();
    assert!(
        rules.contains(&"entry-point-unmatched vitrina.toml:4".to_owned()),
        "{rules:?}"
    );
}

#[test]
fn names_near_the_settings() {
    for (name, file) in [
        ("Vitrina.toml", "Vitrina.toml"),
        ("vitrina.tml", "vitrina.tml"),
        (".vitrina.toml", ".vitrina.toml"),
        ("sub/vitrina.toml", "sub/vitrina.toml"),
    ] {
        let mesh = mesh().file(name, SETTINGS);
        if mesh.root().join("vitrina.toml").exists() {
            return; // case doesn't count here
        }
        let found = mesh.list("findings");
        let near: Vec<&str> = found
            .iter()
            .filter(|f| f["rule"] == "settings-name")
            .filter_map(|f| f["file"].as_str())
            .collect();
        assert_eq!(near, [file], "{found:?}");
    }
}

#[test]
fn an_entry_point_that_matches_nothing() {
    let mesh = mesh().file(
        "vitrina.toml",
        "exclude = [\"private/\"]\n\n[entry_points]\ndatasets = [\"p.unified\", \"p.unifeid\", \"stroe\", \"*.unified\"]\n",
    );
    let check = mesh.check();
    assert!(
        check.contains("entry point `p.unifeid` matches no dataset"),
        "{check}"
    );
    assert!(check.contains("--> vitrina.toml:4:26"), "{check}");
    assert!(check.contains("did you mean `p.unified`?"), "{check}");
    assert!(
        check.contains("entry point `stroe` matches no dataset"),
        "{check}"
    );
    assert!(check.contains("did you mean `store`?"), "{check}");
    assert_eq!(mesh.rules().len(), 2, "{check}");
}

#[test]
fn exports_outside_of_every_path() {
    let row = json!({"table_catalog": "p", "table_schema": "d", "table_name": "t"});
    let mesh = mesh()
        .file("vitrina.toml", SETTINGS)
        .file("export/VIEWS.ndjson", format!("{row}\n"))
        .file("export/TABLES.ndjson", format!("{row}\n"))
        .file(
            "target/manifest.json",
            "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v12.json\"}}",
        )
        .file("notes/package.json", "{\"name\": \"x\"}")
        .file("notes/prices.csv", "day,price\n");
    let check = mesh.check();
    assert_eq!(
        mesh.rules(),
        [
            "export-outside export/TABLES.ndjson:1",
            "export-outside target/manifest.json:1"
        ]
    );
    for word in [
        "`export/TABLES.ndjson`, like another file of its folder, looks like an export of bigquery",
        "move it to where `exports/bigquery/**` finds it",
        "format = \"dbt\" and path = \"target/**\"",
    ] {
        assert!(check.contains(word), "`{word}` in {check}");
    }
}

#[test]
fn what_only_has_the_name_of_an_export_is_none() {
    let mesh = mesh()
        .file("vitrina.toml", SETTINGS)
        .file("stats/views.csv", "page,hits\nhome,3\n")
        .file("stats/jobs.json", "{\"jobs\": [1]}")
        .file(
            "spec/RunEvent.json",
            "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": \"https://openlineage.io/spec/2-0-2/OpenLineage.json\"}",
        )
        .file("old/views.csv", "table_schema,table_name\nd,t\n")
        .file(
            "old/catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n",
        );
    assert_eq!(
        mesh.rules(),
        [
            "export-outside old/catalog-info.yaml:1",
            "export-outside old/views.csv:1"
        ]
    );
}

#[test]
fn a_clock_that_is_no_number() {
    for wrong in ["", "yesterday", "2026-11-29", "1e9", "-5", "99999999999999"] {
        let mesh = mesh()
            .file("vitrina.toml", SETTINGS)
            .env("SOURCE_DATE_EPOCH", wrong);
        for command in [&["build"][..], &["check"], &["list", "views"]] {
            let output = mesh.run(command);
            assert_eq!(output.status, 2, "{wrong}: {}", output.stderr);
            assert!(
                output.stderr.contains("SOURCE_DATE_EPOCH"),
                "{}",
                output.stderr
            );
            assert!(output.stderr.contains(wrong), "{}", output.stderr);
        }
        assert!(!mesh.out().exists());
    }
}

#[cfg(unix)]
#[test]
fn a_mounted_volume_is_read_once() {
    use std::os::unix::fs::symlink;
    let domain = "apiVersion: vitrina/v1\nkind: Domain\nid: sales\n";
    let mesh = Mesh::new()
        .file(
            "..2026_11_29/vitrina.toml",
            "title = \"Mounted\"\nbase_url = \"https://data.example.com/\"\n",
        )
        .file("..2026_11_29/sales.yaml", domain)
        .file("..2026_11_29/guides/start.md", "# Start\n");
    symlink("..2026_11_29", mesh.root().join("..data")).unwrap();
    for name in ["vitrina.toml", "sales.yaml", "guides"] {
        symlink(format!("..data/{name}"), mesh.root().join(name)).unwrap();
    }
    let check = mesh.check();
    assert!(
        !check.contains("link") && !check.contains("settings-name"),
        "{check}"
    );
    assert_eq!(mesh.names("domains"), ["sales"]);
    assert_eq!(mesh.names("guides").len(), 1);
    assert!(mesh.build().page("index.html").contains("Mounted"));
}

#[cfg(unix)]
#[test]
fn links_within_the_root_are_read() {
    use std::os::unix::fs::symlink;
    let domain = "apiVersion: vitrina/v1\nkind: Domain\nid: logistics\n";
    let mesh = mesh()
        .file("vitrina.toml", SETTINGS)
        .file("domains/logistics.yaml", domain)
        .file("docs/start.md", "# Start\n");
    fs::create_dir_all(mesh.root().join("guides")).unwrap();
    symlink("../docs/start.md", mesh.root().join("guides/start.md")).unwrap();
    symlink("logistics.yaml", mesh.root().join("domains/again.yaml")).unwrap();
    symlink("private/secret.yaml", mesh.root().join("leak.yaml")).unwrap();
    symlink("private", mesh.root().join("leak")).unwrap();
    let rules = mesh.rules();
    assert_eq!(mesh.names("domains"), ["logistics", "sales"]);
    assert_eq!(mesh.names("guides").len(), 1);
    assert_eq!(
        rules,
        [
            "linked-twice domains/again.yaml:null",
            "symbolic-link leak.yaml:null"
        ]
    );
    assert!(!mesh.check().contains("secret"));
}

#[cfg(unix)]
#[test]
fn a_linked_folder_that_is_excluded_as_a_folder() {
    use std::os::unix::fs::symlink;
    let mesh = mesh()
        .file(
            "vitrina.toml",
            "exclude = [\"private/\", \"linked/\", \"circle/\"]\n",
        )
        .file(
            ".store/a.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: linkedsecret\n",
        );
    symlink(".store", mesh.root().join("linked")).unwrap();
    symlink(".", mesh.root().join("circle")).unwrap();
    assert_eq!(mesh.names("domains"), ["sales"]);
    let check = mesh.check();
    assert!(!check.contains("link"), "{check}");
}

#[cfg(unix)]
#[test]
fn pipes_and_sockets_among_the_inputs_are_findings() {
    let mesh = mesh().file("vitrina.toml", SETTINGS);
    let made = Command::new("mkfifo")
        .args([
            mesh.root().join("pipe.yaml"),
            mesh.root().join("exports/bigquery/JOBS.ndjson"),
        ])
        .status();
    assert!(made.is_ok_and(|s| s.success()), "mkfifo");
    let _socket = std::os::unix::net::UnixListener::bind(mesh.root().join("s.yaml")).unwrap();
    let check = mesh.check();
    assert!(
        check.contains("`exports/bigquery/JOBS.ndjson` is a named pipe"),
        "{check}"
    );
    assert!(
        check.contains("`pipe.yaml` is a named pipe and was not read"),
        "{check}"
    );
    assert!(
        check.contains("`s.yaml` is a socket and was not read"),
        "{check}"
    );
    assert_eq!(mesh.names("views"), ["p.unified.orders"]);
}

#[test]
fn exports_in_utf16_are_read() {
    let utf16 = |text: &str| -> Vec<u8> {
        format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let mut csv = "table_catalog,table_schema,table_name,table_type\n".to_owned();
    let mut rows = String::new();
    for i in 0..3000 {
        csv.push_str(&format!("p,unified,v{i},VIEW\n"));
        let row = json!({"table_catalog": "p", "table_schema": "unified", "table_name": format!("v{i}"),
            "view_definition": "SELECT 'ñ日' AS a", "use_standard_sql": "YES"});
        rows.push_str(&format!("{row}\n"));
    }
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&utf16(&rows)).unwrap();
    let mesh = Mesh::new()
        .bigquery()
        .file("exports/bigquery/TABLES.csv", utf16(&csv))
        .file("exports/bigquery/VIEWS.ndjson.gz", gz.finish().unwrap())
        .file("guides/start.md", utf16("# Año\n"))
        .file(
            "d.yaml",
            utf16("apiVersion: vitrina/v1\nkind: Domain\nid: sales\nñame: x\n"),
        );
    assert_eq!(mesh.names("views").len(), 3000);
    let check = mesh.check();
    assert!(check.contains("--> d.yaml:4:1"), "{check}");
    assert!(check.contains("4 | ñame: x"), "{check}");
    let rules = mesh.rules();
    assert!(
        rules.contains(&"unknown-key d.yaml:4".to_owned()),
        "{rules:?}"
    );
}

#[test]
fn rows_in_other_encodings_name_the_byte() {
    let row = b"p,unified,ventas_espa\xf1a,VIEW\np,unified,sales,VIEW\n";
    let mut tables = b"table_catalog,table_schema,table_name,table_type\n".to_vec();
    tables.extend_from_slice(row);
    let mesh = Mesh::new()
        .bigquery()
        .file("exports/bigquery/TABLES.csv", &tables)
        .file(
            "exports/bigquery/SCHEMATA.csv",
            b"catalog_name,schema_name,a\xf1o\np,unified,2026\n",
        );
    assert_eq!(mesh.names("views"), ["p.unified.sales"]);
    let check = mesh.check();
    for word in [
        "the row isn't UTF-8: byte 0xf1 stands where a character should begin",
        "--> exports/bigquery/TABLES.csv:2:1",
        "the first line of `exports/bigquery/SCHEMATA.csv` isn't UTF-8: byte 0xf1",
    ] {
        assert!(check.contains(word), "`{word}` in {check}");
    }
}

#[test]
fn compressed_blanks_are_stopped() {
    let blanks = vec![b' '; 1 << 20];
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(&blanks).unwrap();
    let gz = gz.finish().unwrap().repeat(200);
    let zst = zstd::encode_all(&blanks[..], 3).unwrap().repeat(200);
    let mesh = mesh()
        .file("vitrina.toml", SETTINGS)
        .file("exports/bigquery/JOBS.ndjson.gz", &gz)
        .file("exports/bigquery/COLUMN_FIELD_PATHS.csv.zst", &zst)
        .file("exports/dbt/manifest.json.gz", &gz);
    let check = mesh.check();
    for file in [
        "exports/bigquery/JOBS.ndjson.gz",
        "exports/bigquery/COLUMN_FIELD_PATHS.csv.zst",
        "exports/dbt/manifest.json.gz",
    ] {
        let said = format!("error[too-large]: `{file}` expands to more than 400 times its size");
        // A row of blanks that is too long may be told first.
        let long = format!("--> {file}:");
        assert!(
            check.contains(&said) || check.contains(&long),
            "{file} in {check}"
        );
    }
    assert!(check.contains("the limit beyond 16 MiB"), "{check}");
    assert_eq!(mesh.names("views"), ["p.unified.orders"]);
}

#[test]
fn a_row_of_very_many_fields() {
    let mesh = mesh().file("vitrina.toml", SETTINGS).file(
        "exports/bigquery/JOBS.csv",
        format!("a{}\n", ",".repeat(6 << 20)),
    );
    let check = mesh.check();
    assert!(
        check.contains(
            "`exports/bigquery/JOBS.csv` holds a row after line 0 that has more than 4000000 fields"
        ),
        "{check}"
    );
    assert!(check.len() < 2_000, "{}", check.len());
}

#[test]
fn aliases_are_bounded_by_text() {
    let long = "x".repeat(20_000);
    let aliases = "*a, ".repeat(2_000);
    let mesh = mesh().file("vitrina.toml", SETTINGS).file(
        "bad.yaml",
        format!("apiVersion: vitrina/v1\nkind: Domain\nid: bad\ndescription: &a {long}\ntags: [{aliases}]\n"),
    );
    let check = mesh.check();
    assert!(
        check.contains("error[alias-limit]: the file's aliases expand to more than 16 MiB of text"),
        "{check}"
    );
    assert_eq!(mesh.rules(), ["alias-limit bad.yaml:5"]);
}

#[test]
fn yaml_is_bounded_by_values_and_by_what_anchors_mark() {
    let head = "apiVersion: vitrina/v1\nkind: Domain\nid: bad\n";
    let anchors: String = (0..50).map(|i| format!("&a{i} [")).collect();
    let mesh = mesh()
        .file("vitrina.toml", SETTINGS)
        .file(
            "values.yaml",
            format!("{head}tags:\n{}---\n{head}", "- 1\n".repeat(1_100_000)),
        )
        .file(
            "anchors.yaml",
            format!(
                "{head}tags: {anchors}{}1{}\n",
                "1,".repeat(30_000),
                "]".repeat(50)
            ),
        );
    let mesh = mesh.file("many.yaml", "--- ~\n".repeat(100_001));
    let check = mesh.check();
    for word in [
        "error[too-large]: the file holds more than 1000000 values",
        "--> values.yaml:999995:3",
        "error[too-large]: the file holds more than 100000 documents",
        "--> many.yaml:100001:1",
        "error[alias-limit]: the file's anchors mark more than 1000000 nodes",
        "--> anchors.yaml:4:",
    ] {
        assert!(check.contains(word), "`{word}` in {check}");
    }
    assert_eq!(
        mesh.rules(),
        [
            "alias-limit anchors.yaml:4",
            "too-large many.yaml:100001",
            "too-large values.yaml:999995"
        ]
    );
}

#[test]
fn an_unknown_key_of_a_rule_is_told_once() {
    let settings =
        "[rules.long-view-chain]\nignore = 3\n\n[rules.unowned-view.dmes]\npay = {loud = 3}\n";
    let output = Mesh::new().file("vitrina.toml", settings).run(&["check"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    let all = output.stdout.clone() + &output.stderr;
    assert_eq!(all.matches("error[").count(), 2, "{all}");
    assert_eq!(all.matches("error[unknown-key]").count(), 2, "{all}");
    assert!(
        all.contains("known keys: `severity`, `limit`, `only`, `dmes`"),
        "{all}"
    );
}
