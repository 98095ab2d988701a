//! What is kept from run to run: never seen in what is built, whatever changes and whatever becomes of
//! the cache.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::support::{Mesh, Output, files_below};
use crate::twins::{Twins, UNCHANGED, small, tree};

#[test]
fn nothing_changed_is_seen_and_told_as_before() {
    let twins = Twins::new(small().view("p.unified.lost", "SELECT id FROM p.d.gone"));
    let first = twins.build(&["--fail-on", "info"]);
    assert!(first.stderr.contains("built "), "{}", first.stderr);
    assert!(!first.stderr.contains("reused: "), "{}", first.stderr);
    for _ in 0..2 {
        let again = twins.build(&["--fail-on", "info"]);
        assert!(again.stderr.contains(UNCHANGED), "{}", again.stderr);
        assert_eq!(again.status, first.status);
    }
    let never = twins.build(&["--fail-on", "never", "--quiet"]);
    assert!(never.stderr.contains(UNCHANGED) && never.status == 0);
    // Findings in full were not asked for before.
    let all = twins.build(&["--all"]);
    assert!(!all.stderr.contains(UNCHANGED), "{}", all.stderr);
    assert!(all.stderr.contains("reused: "), "{}", all.stderr);
}

#[test]
fn each_change_is_seen() {
    let twins = Twins::new(small());
    twins.changed();
    twins.unchanged();
    let views = "exports/bigquery/VIEWS.ndjson";
    let edits: [(&str, &dyn Fn()); 12] = [
        ("a statement", &|| {
            twins.edit(views, "SELECT id FROM", "SELECT 1 AS id FROM")
        }),
        ("back again", &|| {
            twins.edit(views, "SELECT 1 AS id FROM", "SELECT id FROM")
        }),
        ("a guide", &|| {
            twins.edit("guides/start.md", "See", "Look at")
        }),
        ("only lines", &|| {
            twins.edit("guides/start.md", "# Start\n", "# Start\n\n\n")
        }),
        ("a new file", &|| twins.write("guides/more.md", "# More\n")),
        ("another name", &|| {
            fs::rename(twins.path("guides/more.md"), twins.path("guides/other.md")).unwrap();
        }),
        ("a file less", &|| {
            fs::remove_file(twins.path("guides/other.md")).unwrap()
        }),
        ("a manifest", &|| {
            twins.edit("dmes/sales.yaml", "id: sales", "id: sales\nname: Sales")
        }),
        ("an error", &|| {
            twins.edit("dmes/sales.yaml", "name: Sales", "nmae: Sales")
        }),
        ("mended", &|| {
            twins.edit("dmes/sales.yaml", "nmae: Sales", "name: Sales")
        }),
        ("a setting", &|| {
            twins.edit(
                "vitrina.toml",
                "[entry_points]",
                "title = \"X\"\n[entry_points]",
            )
        }),
        ("a column", &|| {
            twins.edit(
                "exports/bigquery/COLUMNS.ndjson",
                "\"amount\"",
                "\"amounts\"",
            );
        }),
    ];
    for (what, edit) in edits {
        edit();
        let output = twins.changed();
        assert!(
            output.stderr.contains("reused: "),
            "{what}: {}",
            output.stderr
        );
        twins.unchanged();
    }
}

#[test]
fn the_same_size_and_time_do_not_hide_a_change() {
    let twins = Twins::new(small());
    let guide = twins.path("guides/start.md");
    let old = SystemTime::now() - Duration::from_secs(7200);
    let set_back = || {
        let file = fs::File::options().write(true).open(&guide).unwrap();
        file.set_modified(old).unwrap();
    };
    set_back();
    twins.changed();
    twins.unchanged();
    twins.edit("guides/start.md", "See", "Saw");
    set_back();
    twins.changed();
    // Within a tick of the clock.
    for (from, to) in [("Saw", "Was"), ("Was", "Saw"), ("Saw", "See")] {
        twins.edit("guides/start.md", from, to);
        twins.changed();
    }
    let by_content = twins.build(&["--verify-inputs", "content"]);
    assert!(
        by_content.stderr.contains(UNCHANGED),
        "{}",
        by_content.stderr
    );
}

#[test]
fn the_clock_and_the_audience_are_inputs() {
    let mut twins = Twins::new(small());
    twins.changed();
    twins.mesh = twins.mesh.env("SOURCE_DATE_EPOCH", "1900000000");
    twins.changed();
    twins.unchanged();
    twins.mesh = twins.mesh.env("SOURCE_DATE_EPOCH", "1900086400");
    twins.changed();
    twins.write("guides/start.md", "# Start\n");
    twins.edit(
        "vitrina.toml",
        "[entry_points]",
        "[[audiences]]\nid = \"a\"\nlabel = \"A\"\n[[audiences]]\nid = \"b\"\nlabel = \"B\"\n[entry_points]",
    );
    for _ in 0..2 {
        let all = ["build", "--all-audiences", "--out", "each"];
        twins.mesh.run(&all).assert_ran();
    }
    let before = tree(&twins.mesh.base().join("each"));
    let again = twins
        .mesh
        .run(&["build", "--all-audiences", "--out", "each"]);
    assert!(again.stderr.contains(UNCHANGED), "{}", again.stderr);
    assert_eq!(tree(&twins.mesh.base().join("each")), before);
    // Another build into the same folder is none of the same.
    let whole = twins.mesh.run(&["build", "--out", "each"]);
    assert!(!whole.stderr.contains(UNCHANGED), "{}", whole.stderr);
}

#[test]
fn an_output_that_somebody_touched_is_built_again() {
    let twins = Twins::new(small());
    twins.changed();
    let page = twins.mesh.out().join("index.html");
    let text = fs::read_to_string(&page).unwrap();
    let edits: [(&str, &dyn Fn()); 4] = [
        ("removed", &|| fs::remove_file(&page).unwrap()),
        ("altered", &|| {
            fs::write(&page, text.replace("<p>", "<b>")).unwrap()
        }),
        ("emptied", &|| fs::write(&page, "").unwrap()),
        ("all of it", &|| {
            fs::remove_dir_all(twins.mesh.out()).unwrap()
        }),
    ];
    for (what, edit) in edits {
        edit();
        // What the former site said of the past is gone for both.
        if what == "all of it" {
            fs::remove_dir_all(twins.mesh.base().join("cold")).unwrap();
        }
        let output = twins.changed();
        assert!(
            output.stderr.contains("reused: "),
            "{what}: {}",
            output.stderr
        );
        twins.unchanged();
    }
}

#[test]
fn an_index_that_is_the_same_is_kept_unless_somebody_touched_it() {
    let twins = Twins::new(small());
    twins.changed();
    let search = twins.mesh.out().join("search");
    let pieces = || -> Vec<PathBuf> {
        let files = files_below(&search).into_iter();
        let pieces = files.filter(|path| path.starts_with("c/"));
        pieces.map(|path| search.join(path)).collect()
    };
    let before = tree(&search);
    type Harm<'h> = (&'h str, &'h dyn Fn(&Path));
    let harms: [Harm<'_>; 5] = [
        ("as it was", &|_| {}),
        ("removed", &|path| fs::remove_file(path).unwrap()),
        ("altered", &|path| {
            let mut bytes = fs::read(path).unwrap();
            bytes.iter_mut().for_each(|byte| *byte ^= 1);
            let times = fs::metadata(path).unwrap().modified().unwrap();
            fs::write(path, bytes).unwrap();
            let file = fs::File::options().write(true).open(path).unwrap();
            file.set_modified(times).unwrap();
        }),
        ("longer", &|path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, [bytes, vec![7]].concat()).unwrap();
        }),
        ("of another site", &|path| {
            fs::write(path, "something else").unwrap();
        }),
    ];
    for (what, harm) in harms {
        let harmed = [pieces().swap_remove(0), search.join("head.bin")];
        for path in harmed.iter().chain(pieces().last()) {
            if path.exists() {
                harm(path);
            }
            // Pages say it, results don't.
            twins.edit(
                "exports/bigquery/VIEWS.ndjson",
                "p.d.orders",
                "p.d.orders /* x */",
            );
            twins.changed();
            assert_eq!(tree(&search), before, "{what}");
        }
    }
    // Without its record, nobody knows whose site it is; with one that knows nothing, none is kept.
    twins.edit(
        "exports/bigquery/VIEWS.ndjson",
        "p.d.orders",
        "p.d.orders /* y */",
    );
    let record = twins.mesh.out().join(".vitrina-files");
    let text = fs::read_to_string(&record).unwrap();
    let names: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("#="))
        .collect();
    fs::write(&record, names.join("\n") + "\n").unwrap();
    fs::write(&pieces()[0], "something else").unwrap();
    twins.changed();
    assert_eq!(tree(&search), before);
}

#[test]
fn one_text_changes_what_is_indexed_of_it() {
    let twins = Twins::new(small().file("guides/more.md", "# More\n\nOf refunds.\n"));
    twins.changed();
    let edits = [
        ("guides/start.md", "See", "Seen"),
        ("guides/more.md", "refunds", "returns and refunds"),
        ("guides/more.md", "# More", "# Less"),
        ("dmes/sales.yaml", "id: sales", "id: sales\nname: Sales"),
        ("dmes/sales.yaml", "name: Sales", "name: Sale\ntags: [gold]"),
        ("exports/bigquery/COLUMNS.ndjson", "amount", "total_amount"),
        ("guides/more.md", "# Less", "# More"),
    ];
    for (path, from, to) in edits {
        let before = tree(&twins.mesh.out().join("search"));
        twins.edit(path, from, to);
        twins.changed();
        assert_ne!(
            tree(&twins.mesh.out().join("search")),
            before,
            "{path}: {to}"
        );
        // The same words in another place, and no words at all that are new.
        twins.edit(
            "exports/bigquery/VIEWS.ndjson",
            "p.d.orders",
            "p.d.orders /* x */",
        );
        twins.changed();
    }
}

#[test]
fn whatever_becomes_of_the_cache_the_site_is_the_same() {
    let twins = Twins::new(small());
    twins.changed();
    let cache = twins.cache();
    let all = || -> Vec<PathBuf> {
        let entries = fs::read_dir(&cache)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let mut all: Vec<PathBuf> = entries.collect();
        all.sort();
        all
    };
    assert!(
        all()
            .iter()
            .any(|path| path.extension().is_some_and(|e| e == "pack"))
    );
    type Harm<'h> = (&'h str, &'h dyn Fn(&Path));
    let harms: [Harm<'_>; 5] = [
        ("cut", &|path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("zeros", &|path| {
            let length = fs::read(path).unwrap().len();
            fs::write(path, vec![0; length]).unwrap();
        }),
        ("one bit", &|path| {
            let mut bytes = fs::read(path).unwrap();
            let at = bytes.len() / 3;
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1;
            }
            fs::write(path, bytes).unwrap();
        }),
        ("a folder", &|path| {
            fs::remove_file(path).unwrap();
            fs::create_dir(path).unwrap();
        }),
        ("nothing", &|path| fs::remove_file(path).unwrap()),
    ];
    for (what, harm) in harms {
        for path in all().into_iter().filter(|path| path.is_file()) {
            harm(&path);
        }
        twins.build(&[]);
        twins.edit("guides/start.md", "See", "See, please,");
        let output = twins.changed();
        assert!(
            !output.stderr.contains("panicked"),
            "{what}: {}",
            output.stderr
        );
        fs::remove_dir_all(&cache).unwrap();
        twins.build(&[]);
        twins.unchanged();
    }
    // In the place of the folder.
    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "mine").unwrap();
    twins.changed();
    assert_eq!(fs::read_to_string(&cache).unwrap(), "mine");
    fs::remove_file(&cache).unwrap();
    fs::create_dir(&cache).unwrap();
    fs::write(cache.join("mine"), "mine").unwrap();
    twins.changed();
    assert_eq!(files_below(&cache), ["mine"]);
}

#[test]
fn a_cache_that_may_not_be_written_serves() {
    let twins = Twins::new(small());
    twins.changed();
    let cache = twins.cache();
    // Somebody else holds its lock.
    let lock = fs::File::options()
        .write(true)
        .open(cache.join("lock"))
        .unwrap();
    lock.lock().unwrap();
    let before = tree(&cache);
    twins.edit("guides/start.md", "See", "Saw");
    for _ in 0..2 {
        let output = twins.changed();
        assert!(output.stderr.contains("reused: "), "{}", output.stderr);
    }
    assert_eq!(tree(&cache), before);
    drop(lock);
    twins.changed();
    twins.unchanged();
}

#[test]
fn without_a_cache_nothing_is_kept() {
    let twins = Twins::new(small());
    for _ in 0..2 {
        let output = twins.mesh.run(&["build", "--no-cache"]);
        assert!(output.stderr.contains("built "), "{}", output.stderr);
    }
    assert!(!twins.cache().exists());
    let within = twins.mesh.run(&["build", "--cache", "site/cache"]);
    assert_eq!(within.status, 2);
    assert!(
        within.stderr.contains("would lie in the output folder"),
        "{}",
        within.stderr
    );
    twins.mesh.run(&["check"]).assert_ran();
    assert!(!twins.cache().exists());
}

#[test]
fn check_shares_what_a_build_kept() {
    let twins = Twins::new(small());
    let cold = twins.mesh.run(&["check", "--no-cache", "--all"]);
    twins.changed();
    let before = tree(&twins.cache());
    let check = twins.mesh.run(&["check", "--all"]);
    assert_eq!((check.status, &check.stdout), (cold.status, &cold.stdout));
    let packs = |tree: &BTreeMap<String, Vec<u8>>| {
        tree.keys().filter(|path| path.ends_with(".pack")).count()
    };
    assert_eq!(packs(&tree(&twins.cache())), packs(&before));
    // In the mesh root, under any name, it is no input.
    let named = ["check", "--all", "--cache", "mesh/kept"];
    for _ in 0..2 {
        assert_eq!(twins.mesh.run(&named).stdout, cold.stdout);
    }
    assert!(twins.mesh.base().join("mesh/kept/CACHEDIR.TAG").exists());
    twins.unchanged();
}

#[test]
fn the_cache_of_another_program_is_not_used() {
    let twins = Twins::new(small());
    twins.changed();
    let other = twins.mesh.base().join("other-vitrina");
    fs::copy(env!("CARGO_BIN_EXE_vitrina"), &other).unwrap();
    let args = ["build", "--root", "mesh", "--out", "site"];
    let run = || {
        let mut command = std::process::Command::new(&other);
        command
            .current_dir(twins.mesh.base())
            .env_remove("SOURCE_DATE_EPOCH");
        command.args(args);
        Output::of(command)
    };
    // The same program under another name is the same.
    assert!(run().stderr.contains(UNCHANGED));
    let mut bytes = fs::read(&other).unwrap();
    bytes.push(b'\n');
    fs::write(&other, bytes).unwrap();
    let output = run();
    assert!(output.stderr.contains("built "), "{}", output.stderr);
    assert!(!output.stderr.contains("reused: "), "{}", output.stderr);
    assert!(run().stderr.contains(UNCHANGED));
}

#[test]
fn a_cache_and_a_site_of_another_place_serve() {
    let twins = Twins::new(small());
    twins.changed();
    let moved = Mesh::new().cached();
    for folder in [".vitrina-cache", "site", "mesh"] {
        for path in files_below(&twins.mesh.base().join(folder)) {
            let to = moved.base().join(folder).join(&path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(twins.mesh.base().join(folder).join(&path), to).unwrap();
        }
    }
    let output = moved.run(&["build"]);
    assert!(output.stderr.contains("reused: "), "{}", output.stderr);
    assert_eq!(tree(&moved.out()), tree(&twins.mesh.out()));
    assert!(moved.run(&["build"]).stderr.contains(UNCHANGED));
}

#[test]
fn two_builds_at_once_share_a_cache() {
    let twins = Twins::new(small());
    let spawn = |out: &str| {
        let mut command = twins.mesh.command();
        command.args(["build", "--quiet", "--root", "mesh", "--out", out]);
        command.stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    for round in 0..3 {
        twins.write("guides/round.md", format!("# Round {round}\n"));
        let mut both = ["one", "two"].map(spawn);
        for build in &mut both {
            assert!(build.wait().unwrap().success());
        }
        let trees = ["one", "two"].map(|out| tree(&twins.mesh.base().join(out)));
        assert_eq!(trees[0], trees[1]);
    }
    twins.changed();
    twins.unchanged();
}

#[test]
fn a_kill_at_any_time_leaves_a_cache_that_serves() {
    let twins = Twins::new(small());
    for wait in [1, 5, 20, 60, 120, 200, 300] {
        twins.edit("guides/start.md", "See", "See also");
        let mut command = twins.mesh.command();
        command.args(["build", "--quiet", "--root", "mesh", "--out", "site"]);
        let mut build = command.stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        build.kill().unwrap();
        build.wait().unwrap();
    }
    // Whether one of them ended decides on what changed since.
    let _ = fs::remove_dir_all(twins.mesh.out());
    twins.build(&[]);
    twins.unchanged();
}

#[test]
fn a_large_file_is_read_again_where_it_changed() {
    let mut rows = String::new();
    for i in 0..9_000_u32 {
        let (table, column) = (i / 20, i % 20);
        // Where a piece ends is said by the record before: each is another one all along.
        let more = format!("f{i:08}").repeat(100);
        rows += &format!(
            "{{\"table_catalog\":\"p\",\"table_schema\":\"d\",\"table_name\":\"t{table}\",\"column_name\":\"c{column}\",\"data_type\":\"STRUCT<a INT64, {more} STRING>\"}}\n"
        );
    }
    let path = "exports/bigquery/COLUMNS-000000000001.ndjson";
    let twins = Twins::new(small().file(path, &rows));
    twins.changed();
    twins.edit(
        path,
        "\"t200\",\"column_name\":\"c7\"",
        "\"t200\",\"column_name\":\"c77\"",
    );
    let output = twins.changed();
    let reused = output
        .stderr
        .lines()
        .find(|line| line.starts_with("reused: "))
        .unwrap();
    let count = |word: &str| -> usize { word.replace(',', "").parse().unwrap() };
    let words: Vec<&str> = reused.split(' ').collect();
    let (again, all) = (count(words[1]), count(words[3]));
    assert!(all - again < 4 && again > 8, "{reused}");
}

/// How many manifests were known again, and of how many.
fn manifests_reused(output: &Output) -> (usize, usize) {
    let mut lines = output.stderr.lines();
    let reused = lines.find(|line| line.starts_with("reused: ")).unwrap();
    let mut told = reused.trim_start_matches("reused: ").split(", ");
    let of_manifests = told.find_map(|told| told.strip_suffix(" manifests")?.split_once(" of "));
    let (again, all) = of_manifests.unwrap();
    (again.parse().unwrap(), all.parse().unwrap())
}

#[test]
fn manifests_are_read_once_and_what_is_said_of_them_each_time() {
    let team = "apiVersion: vitrina/v1\nkind: Team\nid: crew\n---\napiVersion: vitrina/v1\nkind: Team\nid: other\nparent: crew\n";
    let product = "apiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: sales\nversion: 1.0.0\nteam: {name: nobody}\noutputPorts: [{name: orders, physicalName: p.unified.orders}]\n";
    let contract = "apiVersion: v3.1.0\nkind: DataContract\nid: 'urn:orders'\nversion: 1.0.0\nstatus: active\nservers: [{server: prod, type: bigquery, project: p, dataset: unified}]\nschema:\n  - name: orders\n    properties:\n      - {name: id, logicalType: integer, description: Key}\n    customProperties:\n      - {property: vitrina.hidden, value: false}\n";
    let twins = Twins::new(
        small()
            .file("teams.yaml", team)
            .file("dmes/orders.yaml", product)
            .file("dmes/contract.yaml", contract)
            .file("dmes/README.md", "Beside [[dme:sales]].\n")
            .file(
                "dmes/wrong.yaml",
                "apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: order\ndescripton: x\n",
            ),
    );
    twins.changed();
    let edits: [(&str, &dyn Fn(), usize); 7] = [
        (
            "an export",
            &|| {
                twins.edit(
                    "exports/bigquery/VIEWS.ndjson",
                    "SELECT id FROM",
                    "SELECT 1 AS id FROM",
                );
            },
            4,
        ),
        (
            "a line above",
            &|| {
                twins.edit("dmes/orders.yaml", "apiVersion", "# a remark\n\napiVersion");
            },
            3,
        ),
        (
            "a description",
            &|| {
                twins.edit("dmes/contract.yaml", "Key", "The key");
            },
            3,
        ),
        (
            "hidden by mistake",
            &|| {
                twins.edit("dmes/contract.yaml", "value: false", "value: maybe");
            },
            3,
        ),
        (
            "another name",
            &|| {
                fs::rename(twins.path("teams.yaml"), twins.path("crews.yaml")).unwrap();
            },
            2,
        ),
        (
            "another setting",
            &|| {
                twins.edit(
                    "vitrina.toml",
                    "[entry_points]",
                    "title = \"X\"\n[entry_points]",
                );
            },
            3,
        ),
        (
            "no manifest any more",
            &|| {
                fs::remove_file(twins.path("dmes/orders.yaml")).unwrap();
                twins.edit("dmes/wrong.yaml", "descripton", "description");
            },
            2,
        ),
    ];
    for (what, edit, again) in edits {
        edit();
        let output = twins.changed();
        let all = if what == "no manifest any more" { 4 } else { 5 };
        assert_eq!(
            manifests_reused(&output),
            (again, all),
            "{what}: {}",
            output.stderr
        );
    }
}

/// Names that ids don't have: what is asked by an id is read with its blanks taken off.
#[test]
fn a_guide_with_a_blank_in_its_name_sees_its_neighbours() {
    let guide = |order: u8| format!("---\ntitle: G{order}\norder: {order}\n---\n# G\n\ntext\n");
    let twins = Twins::new(
        small()
            .file("guides/foo .md", "---\ntitle: Foo\n---\n# Foo\n\ntext\n")
            .file("guides/a.md", guide(1))
            .file("guides/b.md", guide(2)),
    );
    twins.build(&[]);
    twins.edit("guides/a.md", "order: 1", "order: 3");
    twins.changed();
}

/// The way to a table whose partition has to be filtered is longer than pages look for their lineage,
/// and that table is none that the view points to.
#[test]
fn a_way_far_below_a_view_changes_its_sample_query() {
    let column = &[("a", "INT64")];
    let view = |mesh: Mesh, name: &str, sql: &str| mesh.view(&format!("p.d.{name}"), sql);
    let mut mesh = Mesh::new()
        .bigquery()
        .table("p.d.t", &[("a", "INT64"), ("day", "DATE")])
        .table("p.d.t2", column)
        .view("p.d.m", "SELECT a, day FROM `p.d.t`")
        .ndjson(
            "TABLE_OPTIONS",
            &[serde_json::json!({"table_catalog": "p", "table_schema": "d", "table_name": "m",
                "option_name": "require_partition_filter", "option_type": "BOOL", "option_value": "true"})],
        );
    for (name, sql) in [
        ("v6", "SELECT a FROM `p.d.m`"),
        ("v5", "SELECT a FROM `p.d.v6`"),
        ("v4", "SELECT a FROM `p.d.v5`"),
        ("x4", "SELECT a FROM `p.d.t2`"),
        (
            "v3",
            "SELECT a FROM `p.d.v4` UNION ALL SELECT a FROM `p.d.x4`",
        ),
        ("v2", "SELECT a FROM `p.d.v3`"),
        (
            "v1",
            "SELECT a FROM `p.d.v2` UNION ALL SELECT a FROM `p.d.t`",
        ),
        ("v0", "SELECT a FROM `p.d.v1`"),
    ] {
        mesh = view(mesh, name, sql);
    }
    let twins = Twins::new(mesh);
    twins.build(&[]);
    for file in ["VIEWS", "TABLES"] {
        let path = format!("exports/bigquery/{file}.ndjson");
        let text = fs::read_to_string(twins.path(&path)).unwrap();
        let filtered = "SELECT a FROM `p.d.m` WHERE m.day = CURRENT_DATE()";
        twins.write(&path, text.replace("SELECT a FROM `p.d.t2`", filtered));
    }
    twins.changed();
}
