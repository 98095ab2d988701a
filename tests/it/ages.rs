//! What pages say of time: moments, whose age the reader's browser tells, and when the portal should
//! have been rebuilt.

use crate::support::{Mesh, Site};

/// A DME's table and a view over it, and settings that begin with this.
fn mesh(settings: &str) -> Mesh {
    Mesh::new()
        .file(
            "vitrina.toml",
            format!("{settings}[entry_points]\ndatasets = [\"p.unified\"]\n"),
        )
        .file(
            "store.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers: [{type: bigquery, project: p, dataset: store}]\n",
        )
        .table("p.store.orders", &[("id", "INT64")])
        .view("p.unified.orders", "SELECT id FROM `p.store.orders`")
}

/// 2025-11-29 07:00 UTC.
const NOW: &str = "1764399600";
const BUILT: &str = "built.json\" data-rebuild-every=\"";
const PAGES: [&str; 4] = [
    "index.html",
    "views/unified/orders.html",
    "views/index.html",
    "404.html",
];

#[test]
fn every_page_knows_when_it_should_have_been_rebuilt() {
    for (settings, seconds) in [
        ("", "129600"),
        ("rebuild_every = \"36h\"\n", "129600"),
        ("rebuild_every = \"7d\"\n", "604800"),
        ("rebuild_every = \"90 minutes\"\n", "5400"),
    ] {
        let mesh = mesh(settings).env("SOURCE_DATE_EPOCH", NOW);
        assert_eq!(mesh.rules(), [""; 0], "{settings}");
        let site = mesh.build();
        for path in PAGES {
            let page = site.page(path);
            assert!(page.contains(BUILT), "{settings} {path}");
            let every = format!(" data-rebuild-every=\"{seconds}\">");
            assert!(page.contains(&every), "{settings} {path}");
        }
    }
}

#[test]
fn where_no_rebuild_is_promised_none_is_missed() {
    let mesh = mesh("rebuild_every = \"off\"\n").env("SOURCE_DATE_EPOCH", NOW);
    assert_eq!(mesh.rules(), [""; 0]);
    let site = mesh.build();
    for path in PAGES {
        let page = site.page(path);
        assert!(!page.contains("data-built"), "{path}");
        assert!(!page.contains("data-rebuild-every"), "{path}");
    }
}

#[test]
fn a_portal_that_knows_no_moment_says_nothing_of_its_age() {
    let mesh = mesh("");
    let site = mesh.build();
    for path in PAGES {
        let page = site.page(path);
        assert!(!page.contains("data-built"), "{path}");
        assert!(!page.contains("data-rebuild-every"), "{path}");
    }
    assert_eq!(site.page("built.json"), "{\"built\":null}");
}

#[test]
fn pages_stay_the_same_while_nothing_but_time_passes() {
    let day = |now: &str| mesh("").env("SOURCE_DATE_EPOCH", now);
    let (first, second) = (day(NOW), day("1764483000"));
    let (before, after) = (first.build(), second.build());
    for path in [
        "views/unified/orders.html",
        "views/index.html",
        "dmes/store.html",
        "404.html",
    ] {
        assert_eq!(before.page(path), after.page(path), "{path}");
    }
    // Where they lead to it is told.
    let told = |site: &Site| {
        let home = site.page("index.html");
        let (_, told) = home.split_once("<span id=\"as-of\">").unwrap();
        told.split_once("</span>").unwrap().0.to_owned()
    };
    assert!(
        before
            .page("views/unified/orders.html")
            .contains("index.html#as-of\"")
    );
    assert!(
        told(&before)
            .contains("<time datetime=\"2025-11-29T07:00:00Z\">2025-11-29 07:00 UTC</time>")
    );
    assert!(told(&after).contains("2025-11-30 06:10 UTC"));
    assert!(
        after
            .page("built.json")
            .contains("\"built\":\"2025-11-30T06:10:00Z\"")
    );
}

#[test]
fn what_is_no_duration_is_refused() {
    for wrong in [
        "\"soon\"",
        "\"0h\"",
        "\"-36h\"",
        "\"1 month\"",
        "\"\"",
        "36",
        "true",
    ] {
        let mesh = mesh(&format!("rebuild_every = {wrong}\n")).env("SOURCE_DATE_EPOCH", NOW);
        let check = mesh.run(&["check"]);
        assert_eq!(check.status, 2, "{wrong}");
        assert!(check.stderr.contains("vitrina.toml:1:"), "{}", check.stderr);
    }
    let mesh = mesh("rebuild-every = \"36h\"\n");
    let check = mesh.run(&["check"]).stderr;
    assert!(check.contains("did you mean `rebuild_every`?"), "{check}");
}
