//! What changed from build to build: told once, carried from site to site, and never what nobody sees.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Mesh, Site};

const SALES: &str = "apiVersion: vitrina/v1
kind: Domain
id: commerce
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: sales
domains: [commerce]
servers: [{server: warehouse, type: bigquery, project: p, dataset: store}]
";

/// A mesh with a table, a view over it and, where they are given, other columns of the table.
fn mesh(day: i64, columns: &[(&str, &str)]) -> Mesh {
    Mesh::new()
        .bigquery()
        .env(
            "SOURCE_DATE_EPOCH",
            &(1_790_000_000 + day * 86_400).to_string(),
        )
        .file("sales.yaml", SALES)
        .table("p.store.orders", columns)
        .view("p.unified.orders", "SELECT id FROM `p.store.orders`")
}

const BEFORE: [(&str, &str); 2] = [("id", "INT64"), ("note", "STRING")];
const AFTER: [(&str, &str); 2] = [("id", "INT64"), ("paid", "BOOL")];

/// Builds a mesh after a site.
fn after(former: &Mesh, mesh: &Mesh) -> Site {
    let previous = former.out();
    mesh.run(&["build", "--previous", previous.to_str().unwrap()])
        .assert_ran();
    Site { dir: mesh.out() }
}

/// `rule key member` of each recent change, newest first.
fn changes(site: &Site) -> Vec<String> {
    let lines = site.page("api/v1/changes.ndjson");
    let lines = lines.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let word = |field: &str| line[field].as_str().unwrap_or("-").to_owned();
        [word("rule"), word("key"), word("member")].join(" ")
    });
    lines.collect()
}

const NONE: [&str; 0] = [];

#[test]
fn a_change_is_told_on_pages_and_in_feeds() {
    let first = mesh(0, &BEFORE);
    let site = first.build();
    assert_eq!(changes(&site), NONE);
    assert!(!site.page("feed.atom").contains("<entry>"));
    let second = mesh(1, &AFTER);
    let site = after(&first, &second);
    assert_eq!(
        changes(&site),
        [
            "column-added relation:p.store.orders paid",
            "column-removed relation:p.store.orders note"
        ]
    );
    let page = site.page("changes/index.html");
    for told in [
        "column paid (BOOL) is new",
        "column note (STRING) is gone",
        "2 changes of 1 asset",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let table = site.page("tables/p/store/orders.html");
    assert!(table.contains("column paid (BOOL) is new"), "{table}");
    assert!(table.contains("data-changed=\"2026-09-"), "{table}");
    assert!(site.page("index.html").contains("2 changes of 1 asset"));
    for feed in [
        "feed.atom",
        "feeds/dmes/sales.atom",
        "feeds/domains/commerce.atom",
    ] {
        let feed = site.page(feed);
        assert_eq!(feed.matches("<entry>").count(), 2, "{feed}");
        assert_eq!(feed.matches("<id>urn:uuid:").count(), 3, "{feed}");
    }
}

#[test]
fn changes_say_kinds_and_the_names_that_pages_show() {
    let head = "apiVersion: vitrina/v1\n";
    let teams = ["north", "south"]
        .map(|id| format!("{head}kind: Team\nid: {id}\nname: People of the {id}\n"));
    let of = |day: i64, team: &str, status: &str| {
        let product = format!(
            "{head}kind: DataProduct\nid: orders\nenvironment: sales\nteam: {{name: {team}}}\nstatus: {status}\n"
        );
        let contract = format!(
            "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\nstatus: {status}\n"
        );
        mesh(day, &BEFORE)
            .file("teams.yaml", teams.join("---\n"))
            .file("orders.yaml", product)
            .file("contract.yaml", contract)
    };
    let first = of(0, "north", "draft");
    first.build();
    let second = of(1, "south", "active");
    let site = after(&first, &second);
    let page = site.page("changes/index.html");
    for told in ["<small>product</small>", "<small>contract</small>"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let product = site.page("products/sales/orders.html");
    let told = "its team is People of the south instead of People of the north";
    assert!(product.contains(told), "{product}");
    // A day in a table is one word.
    assert!(
        product.contains("<td><time datetime=\"2026-09-22\">2026-09-22</time></td>"),
        "{product}"
    );
}

#[test]
fn the_same_input_changes_nothing() {
    let first = mesh(0, &BEFORE);
    first.build();
    let second = mesh(1, &AFTER);
    let site = after(&first, &second);
    let read = |site: &Site| {
        let record = fs::read(site.dir.join("history.ndjson.zst")).unwrap();
        (
            record,
            site.page("feed.atom"),
            site.page("changes/index.html"),
        )
    };
    let told = read(&site);
    // Over its own output, and over the record alone.
    assert_eq!(read(&second.build()), told);
    let record = second.out().join("history.ndjson.zst");
    let third = mesh(1, &AFTER);
    let path = record.to_str().unwrap();
    third.run(&["build", "--previous", path]).assert_ran();
    assert_eq!(read(&Site { dir: third.out() }), told);
}

#[test]
fn what_comes_back_was_never_gone_and_feeds_stay() {
    let first = mesh(0, &BEFORE);
    first.build();
    let second = mesh(1, &AFTER);
    after(&first, &second);
    let third = mesh(2, &BEFORE);
    let site = after(&second, &third);
    assert_eq!(changes(&site), NONE);
    // Readers of a feed ask for it again.
    let feed = site.page("feeds/dmes/sales.atom");
    assert!(!feed.contains("<entry>"), "{feed}");
}

#[test]
fn an_entry_keeps_its_id_and_moment_whatever_the_title() {
    let first = mesh(0, &BEFORE);
    first.build();
    let second = mesh(1, &AFTER);
    let before = after(&first, &second).page("feed.atom");
    let third = mesh(3, &AFTER).file(
        "vitrina.toml",
        "title = \"Another\"\nbase_url = \"https://data.example/\"\n[entry_points]\ndatasets = [\"p.unified\"]\n",
    );
    let now = after(&second, &third).page("feed.atom");
    let of = |feed: &str, tag: &str| -> Vec<String> {
        let tag = format!("<{tag}>");
        let parts = feed.split(&tag).skip(1);
        parts
            .map(|part| part.split('<').next().unwrap().to_owned())
            .collect()
    };
    for tag in ["id", "updated"] {
        assert_eq!(of(&before, tag), of(&now, tag), "{now}");
    }
    assert_ne!(of(&before, "title"), of(&now, "title"));
}

#[test]
fn without_a_former_site_nothing_fails_and_a_damaged_one_is_told() {
    let first = mesh(0, &BEFORE);
    let output = first.run(&["build", "--previous", "nowhere"]);
    output.assert_ran();
    let note = "note: there is no history of former builds at nowhere";
    assert!(output.stderr.contains(note), "{}", output.stderr);
    let record = first.out().join("history.ndjson.zst");
    let whole = fs::read(&record).unwrap();
    for (damaged, at) in [
        (&whole[..whole.len() - 9], "at line"),
        (b"{}", "line 1"),
        (b"", "line 1"),
    ] {
        fs::write(&record, damaged).unwrap();
        let output = first.run(&["build"]);
        output.assert_ran();
        let printed = [&*output.stdout, &*output.stderr].concat();
        assert!(printed.contains("history-damaged"), "{printed}");
        assert!(printed.contains(at), "{printed}");
        let site = Site { dir: first.out() };
        assert_eq!(changes(&site), NONE);
        assert!(site.page("findings/index.html").contains("history-damaged"));
    }
    // What is written is whole again.
    let output = first.run(&["build"]);
    assert!(
        !output.stderr.contains("history-damaged"),
        "{}",
        output.stderr
    );
}

#[test]
fn a_manifest_that_cant_be_read_removes_nothing() {
    let first = mesh(0, &BEFORE);
    first.build();
    let broken = mesh(1, &BEFORE).file("sales.yaml", "kind: [\n");
    let site = after(&first, &broken);
    let told = changes(&site);
    assert!(
        !told
            .iter()
            .any(|t| t.contains("dme:") || t.contains("domain:")),
        "{told:?}"
    );
}

/// Texts of the elements with this tag, in order.
fn texts(xml: &str, tag: &str) -> Vec<String> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let parts = xml.split(&open).skip(1);
    parts
        .map(|part| part.split(&close).next().unwrap().to_owned())
        .collect()
}

#[test]
fn feeds_are_atom() {
    let first = mesh(0, &BEFORE);
    first.build();
    let many: Vec<String> = (0..30).map(|n| format!("c{n:02}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|c| (c.as_str(), "DATE")).collect();
    let second = mesh(1, &many);
    let site = after(&first, &second);
    let mut ids: Vec<String> = Vec::new();
    let feeds: Vec<String> = site
        .files()
        .into_iter()
        .filter(|path| path.ends_with(".atom"))
        .collect();
    for path in [
        "feed.atom",
        "feeds/dmes/sales.atom",
        "feeds/domains/commerce.atom",
        "feeds/views/unified/orders.atom",
    ] {
        assert!(feeds.iter().any(|feed| feed == path), "{path}: {feeds:?}");
    }
    for path in &feeds {
        let feed = site.page(path);
        let (head, entries) = feed.split_once("<entry>").unwrap_or((&feed, ""));
        // RFC 4287, 4.1.1: exactly one of each, and an author for all entries.
        for tag in ["title", "id", "updated"] {
            assert_eq!(texts(head, tag).len(), 1, "{path}: {tag}");
        }
        assert_eq!(texts(head, "author").len(), 1, "{path}");
        assert_eq!(head.matches("rel=\"self\"").count(), 1, "{path}");
        assert_eq!(head.matches("rel=\"alternate\"").count(), 1, "{path}");
        let updated = texts(head, "updated").remove(0);
        for entry in entries.split("<entry>").filter(|entry| !entry.is_empty()) {
            // 4.1.2: the same of an entry, and a link where there is no content.
            for tag in ["title", "id", "updated", "summary"] {
                assert_eq!(texts(entry, tag).len(), 1, "{path}: {tag}");
            }
            assert_eq!(entry.matches("rel=\"alternate\"").count(), 1, "{path}");
            assert!(texts(entry, "updated").remove(0) <= updated, "{path}");
        }
        let own = texts(&feed, "id");
        assert!(own.iter().all(|id| id.starts_with("urn:uuid:")), "{own:?}");
        for at in texts(&feed, "updated") {
            assert!(at.len() == 20 && at.ends_with('Z'), "{at}");
        }
        ids.push(own[0].clone());
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "two feeds have one id");
    // Many changes of one owner in one build are one entry, with the first of them.
    let feed = site.page("feeds/dmes/sales.atom");
    assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
    let summary = texts(&feed, "summary").remove(0);
    assert!(summary.contains("column c00 (DATE) is new"), "{summary}");
    assert!(summary.ends_with("And 12 more."), "{summary}");
}

#[test]
fn a_feed_says_since_when_it_says_what_it_says_of_many_changes() {
    let first = mesh(0, &BEFORE);
    first.build();
    let many: Vec<String> = (0..30).map(|n| format!("c{n:02}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|c| (c.as_str(), "DATE")).collect();
    let second = mesh(1, &many);
    let entry = |site: &Site| {
        let feed = site.page("feeds/dmes/sales.atom");
        let of = |tag: &str| texts(&feed, tag).remove(1);
        assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
        (of("id"), of("title"), of("updated"))
    };
    let before = entry(&after(&first, &second));
    let third = mesh(2, &many);
    assert_eq!(entry(&after(&second, &third)), before);
    // A few are taken back, and then most: it is the entry that it was, and says something else.
    let fewer = mesh(3, &many[..28]);
    let changed = entry(&after(&third, &fewer));
    assert_eq!(changed.0, before.0);
    assert_ne!(changed.1, before.1);
    assert!(changed.2 > before.2, "{changed:?}");
    let few = mesh(4, &many[..5]);
    let left = entry(&after(&fewer, &few));
    assert_eq!(left.0, before.0);
    assert!(left.2 > changed.2, "{left:?}");
    let last = mesh(5, &many[..5]);
    assert_eq!(entry(&after(&few, &last)), left);
}

#[test]
fn where_a_record_lies_isnt_published() {
    let first = mesh(0, &BEFORE);
    first.build();
    let record = first.out().join("history.ndjson.zst");
    fs::write(&record, b"{}").unwrap();
    let second = mesh(1, &BEFORE);
    let site = after(&first, &second);
    let page = site.page("findings/index.html");
    assert!(page.contains("history-damaged"), "{page}");
    let root = first.root();
    let folder = root.parent().unwrap().to_str().unwrap();
    for file in site.files() {
        let is_text = file.ends_with(".html") || file.ends_with("json");
        assert!(!is_text || !site.page(&file).contains(folder), "{file}");
    }
}

#[test]
fn a_table_that_left_the_warehouse_is_gone_though_its_product_names_it() {
    let product = "apiVersion: vitrina/v1
kind: DataProduct
id: shop
domain: commerce
environment: sales
tables:
  - {name: orders, physicalName: p.store.orders}
  - {name: refunds, physicalName: p.store.refunds}
";
    let with = |day: i64| mesh(day, &BEFORE).file("shop.yaml", product);
    let first = with(0).table("p.store.refunds", &[("id", "INT64")]);
    first.build();
    let second = with(1);
    let site = after(&first, &second);
    assert_eq!(changes(&site), ["table-removed relation:p.store.refunds -"]);
}

#[test]
fn pages_link_their_feeds() {
    let first = mesh(0, &BEFORE);
    let site = first.build();
    for (page, feed) in [
        ("index.html", "feed.atom"),
        ("changes/index.html", "../feed.atom"),
        ("dmes/sales.html", "../feeds/dmes/sales.atom"),
        ("domains/commerce.html", "../feeds/domains/commerce.atom"),
        (
            "views/unified/orders.html",
            "../../feeds/views/unified/orders.atom",
        ),
    ] {
        let html = site.page(page);
        let link = html
            .split("<link rel=\"alternate\" type=\"application/atom+xml\"")
            .nth(1);
        let link = link.unwrap_or_else(|| panic!("{page} links no feed"));
        let tag = link.split('>').next().unwrap();
        assert!(tag.contains(&format!("href=\"{feed}\"")), "{page}: {tag}");
        assert!(html.contains(&format!("<a href=\"{feed}\"")), "{page}");
        let target = feed.trim_start_matches("../");
        assert!(site.exists(target), "{target}");
    }
    let table = site.page("tables/p/store/orders.html");
    assert!(!table.contains("atom+xml"), "{table}");
}

const ID: &str = "urn:uuid:0191f3c2-7d6e-7c3a-9b1e-3f2a55d0c9e4";
const OTHER_ID: &str = "urn:uuid:0191f3c2-7d6e-7c3a-9b1e-3f2a55d0c9e5";

/// A mesh that says which one it is.
fn identified(day: i64, id: &str, columns: &[(&str, &str)]) -> Mesh {
    let mesh = mesh(day, columns);
    let settings = fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
    mesh.file("vitrina.toml", format!("id = \"{id}\"\n{settings}"))
}

#[test]
fn the_record_of_another_mesh_isnt_used_and_that_is_said() {
    let first = identified(0, ID, &BEFORE);
    let site = first.build();
    assert_eq!(texts(&site.page("feed.atom"), "id"), [ID]);
    // Of the same mesh, and of one that doesn't say.
    for second in [identified(1, ID, &AFTER), mesh(1, &AFTER)] {
        let site = after(&first, &second);
        assert_eq!(changes(&site).len(), 2);
        assert_eq!(texts(&site.page("feed.atom"), "id")[0], ID);
    }
    let third = identified(1, OTHER_ID, &AFTER);
    let previous = first.out();
    let output = third.run(&["build", "--previous", previous.to_str().unwrap()]);
    output.assert_ran();
    let printed = [&*output.stdout, &*output.stderr].concat();
    assert!(printed.contains("of another mesh"), "{printed}");
    let site = Site { dir: third.out() };
    assert_eq!(changes(&site), NONE);
    assert_eq!(texts(&site.page("feed.atom"), "id"), [OTHER_ID]);
    // One that is no UUID is nothing to build a portal with.
    let wrong = identified(0, "shop", &BEFORE).run(&["build"]);
    assert!(wrong.stderr.contains("isn't a UUID"), "{}", wrong.stderr);
    assert_ne!(wrong.status, 0);
}

#[test]
fn growth_may_fall() {
    let names = |count: usize| (0..count).map(|n| format!("p.store.t{n}"));
    let with = |day: i64, tables: usize| {
        names(tables).fold(mesh(day, &BEFORE), |mesh, name| {
            mesh.table(&name, &[("id", "INT64")])
        })
    };
    // A quarter has 92 days at most.
    let first = with(0, 9);
    first.build();
    let second = with(92, 4);
    after(&first, &second);
    let third = with(184, 1);
    let page = after(&second, &third).page("index.html");
    assert!(
        page.contains("by quarter: 2 in 2027 Q1, at most 10"),
        "{page}"
    );
    let growth = page.split("class=\"growth\"").nth(1).unwrap();
    let heights = growth.split("height=\"").skip(1);
    let heights: Vec<u32> = heights
        .map_while(|part| part.split('"').next()?.parse().ok())
        .collect();
    assert!(heights.len() >= 3, "{growth}");
    let bars = &heights[heights.len() - 3..];
    assert!(bars.is_sorted_by(|a, b| a > b), "{bars:?}");
}

#[test]
fn what_a_killed_build_would_have_told_the_next_one_tells() {
    let first = mesh(0, &BEFORE);
    first.build();
    let whole = fs::read(first.out().join("history.ndjson.zst")).unwrap();
    // The same mesh a day later, into the same folder, killed sooner or later.
    let later = mesh(1, &AFTER);
    let out = first.out();
    let build = |mesh: &Mesh| {
        let mut command = mesh.command();
        command
            .arg("build")
            .arg("--quiet")
            .arg("--root")
            .arg(mesh.root());
        command.arg("--out").arg(&out);
        command
    };
    let mut cut = 0;
    for wait in [0, 20, 60, 120] {
        let mut child = build(&later).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        child.kill().unwrap();
        if !child.wait().unwrap().success() {
            let record = fs::read(out.join("history.ndjson.zst")).unwrap();
            let site = Site { dir: out.clone() };
            // All of one build or all of the other.
            assert_eq!(record == whole, changes(&site).is_empty());
            cut += 1;
        }
    }
    assert!(cut > 0, "no build was killed");
    assert!(build(&later).status().unwrap().success());
    assert_eq!(changes(&Site { dir: out.clone() }).len(), 2);
}

#[test]
fn lists_mark_what_came_and_changed() {
    let first = mesh(0, &BEFORE);
    let site = first.build();
    assert!(!site.page("tables/index.html").contains("data-new"));
    let second = mesh(1, &AFTER).table("p.store.refunds", &[("id", "INT64")]);
    let list = after(&first, &second).page("tables/index.html");
    let mark = |name: &str| {
        let row = list.split("<tr>").find(|row| row.contains(name)).unwrap();
        let mark = row.split("<span class=\"tag\" data-new=\"").nth(1);
        mark.map(|mark| mark.split(">").next().unwrap().to_owned())
    };
    let changed = mark("store/orders.html").unwrap();
    assert!(changed.starts_with("\" data-changed=\"2026-"), "{changed}");
    assert!(changed.ends_with(" hidden"), "{changed}");
    let new = mark("store/refunds.html").unwrap();
    assert!(new.starts_with("2026-"), "{new}");
    assert!(new.contains("data-changed=\"\""), "{new}");
    // After a fortnight no reader's clock could show them.
    let third = mesh(16, &AFTER).table("p.store.refunds", &[("id", "INT64")]);
    let site = after(&second, &third);
    assert!(!site.page("tables/index.html").contains("data-new"));
    assert!(
        !site
            .page("tables/p/store/orders.html")
            .contains("data-changed")
    );
}

/// A mesh with tables of two projects, of which the second one's rows may be missing in files that tell of
/// both.
fn two_projects(day: i64, has_second: bool) -> Mesh {
    let mut mesh = mesh(day, &BEFORE);
    for project in ["p", "q"] {
        for table in ["visits", "clients"] {
            let columns = [("id", "INT64"), ("buyer", "STRUCT<name STRING>")];
            mesh = mesh.table(&format!("{project}.web.{table}"), &columns);
            if project == "q" && !has_second {
                continue;
            }
            let field = |path: &str, data_type: &str| {
                json!({"table_catalog": project, "table_schema": "web", "table_name": table,
                       "column_name": path.split('.').next(), "field_path": path, "data_type": data_type,
                       "description": "Told.",
                       "policy_tags": ["projects/p/locations/us/taxonomies/1/policyTags/11"]})
            };
            mesh = mesh
                .ndjson(
                    "OBJECT_PRIVILEGES",
                    &[json!({"object_catalog": project, "object_schema": "web", "object_name": table,
                             "object_type": "TABLE", "privilege_type": "roles/bigquery.dataViewer",
                             "grantee": "group:analysts@example.com"})],
                )
                .ndjson(
                    "COLUMN_FIELD_PATHS",
                    &[
                        field("id", "INT64"),
                        field("buyer", "STRUCT<name STRING>"),
                        field("buyer.name", "STRING"),
                    ],
                )
                .ndjson(
                    "TABLE_OPTIONS",
                    &[json!({"table_catalog": project, "table_schema": "web", "table_name": table,
                             "option_name": "description", "option_type": "STRING",
                             "option_value": "\"Of the web.\""})],
                );
        }
    }
    mesh
}

#[test]
fn rows_of_a_further_project_in_a_known_file_are_no_change() {
    let first = two_projects(0, false);
    first.build();
    let second = two_projects(1, true);
    assert_eq!(changes(&after(&first, &second)), NONE);
    let away = two_projects(2, false);
    assert_eq!(changes(&after(&second, &away)), NONE);
    let back = two_projects(3, true);
    assert_eq!(changes(&after(&away, &back)), NONE);
}
