//! Four times the input gives about four times the site: what each page says doesn't grow with the
//! mesh. Bytes are counted, not time, so that this holds on any machine; `scripts/growth` counts
//! instructions.

use serde_json::json;

use crate::support::{Mesh, Site};

/// Bytes of a site, less what every site has.
fn bytes(site: &Site) -> u64 {
    let files = site.files();
    let every = ["assets/", "rules/"];
    let own = files
        .iter()
        .filter(|path| !every.iter().any(|folder| path.starts_with(folder)));
    own.map(|path| site.dir.join(path).metadata().unwrap().len())
        .sum()
}

/// That what `times` such things add to the site grows with their number alone.
#[track_caller]
fn grows_evenly(n: usize, mesh: impl Fn(usize) -> Mesh) {
    let of = |n: usize| bytes(&mesh(n).build());
    let (one, four) = (of(n), of(4 * n));
    let most = one * 23 / 5;
    assert!(four <= most, "{n}: {one} bytes, {}: {four} bytes", 4 * n);
}

#[test]
fn guides() {
    grows_evenly(60, |n| {
        (0..n).fold(Mesh::new(), |mesh, i| {
            mesh.file(
                &format!("guides/g{i:03}.md"),
                format!("# Guide {i}\n\nText.\n"),
            )
        })
    });
}

#[test]
fn a_run_of_many_inputs_and_outputs() {
    let event = |n: usize| {
        let names = |what: &str| -> Vec<_> {
            (0..n)
                .map(|i| json!({"namespace": "bigquery", "name": format!("p.{what}.t{i}")}))
                .collect()
        };
        json!({
            "eventType": "COMPLETE", "eventTime": "2026-01-01T00:00:00Z", "producer": "x",
            "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
            "run": {"runId": "01941f29-7c00-7000-8000-000000000000"},
            "job": {"namespace": "j", "name": "big"},
            "inputs": names("source"), "outputs": names("target"),
        })
    };
    grows_evenly(150, |n| {
        Mesh::new()
            .file(
                "vitrina.toml",
                "[[exports]]\nformat = \"openlineage\"\npath = \"exports/**\"\n",
            )
            .file("exports/events.ndjson", format!("{}\n", event(n)))
    });
}
