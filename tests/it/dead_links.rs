//! Links that lead nowhere: of descriptions, and of pages.

use crate::support::{Mesh, Output};

fn mesh() -> Mesh {
    Mesh::new()
        .file(
            "vitrina.toml",
            "base_url = \"https://data.example/portal\"\n",
        )
        .file(
            "sales.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: sales\nname: Sales\ndescription: |\n  Of [[domain:gone]], [[domain:sales]], [a file](a.md), [a part](#part) and [the web](https://other.example/x).\n  Here is [a page](https://data.example/portal/domains/sales.html), and [none](https://data.example/portal/domains/none.html),\n  [an anchor](https://data.example/portal/domains/sales.html#main), and [none](https://data.example/portal/domains/sales.html#none).\n",
        )
}

fn dead(output: &Output) -> Vec<String> {
    let lines = output.stdout.lines();
    let found = lines.filter(|line| line.contains("[dead-link]"));
    found.map(str::to_owned).collect()
}

#[test]
fn both_build_and_check_say_which_links_of_a_description_lead_nowhere() {
    let mesh = mesh();
    let plain = mesh.run(&["check", "--all"]);
    assert_eq!(dead(&plain), [""; 0], "{}", plain.stdout);
    let rendered = mesh.run(&["check", "--all", "--rendered"]);
    let found = dead(&rendered);
    assert_eq!(found.len(), 1, "{}", rendered.stdout);
    assert!(
        found[0].contains(
            "`#part`, `[[domain:gone]]`, `a.md` and 2 more in the texts of `sales` lead nowhere"
        ),
        "{found:?}"
    );
    assert!(
        rendered.stdout.contains("sales.yaml:3"),
        "{}",
        rendered.stdout
    );
    let json = mesh
        .run(&["check", "--rendered", "--format", "json"])
        .json();
    let line = json
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["rule"] == "dead-link")
        .unwrap();
    assert_eq!(line["asset"], "domain:sales");
    assert!(!mesh.out().exists());
    let built = mesh.run(&["build", "--all"]);
    assert!(
        format!("{}{}", built.stdout, built.stderr)
            .contains("in the texts of `sales` lead nowhere"),
        "{}{}",
        built.stdout,
        built.stderr
    );
}

#[test]
fn what_a_template_links_to_is_told_once() {
    let rules = include_str!("../../templates/rules.html");
    let mesh = mesh()
        .append("vitrina.toml", "[theme]\ntemplates = \"theme\"\n")
        .file(
            "sales.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: sales\nname: Sales\n",
        )
        .file(
            "theme/rules.html",
            rules.replacen("<div", "<a href=\"gone/page.html\">gone</a> <a href=\"#no-part\">no</a> <a href=\"foreign-finding.html#main\">yes</a>\n<div", 1),
        );
    let rendered = mesh.run(&["check", "--all", "--rendered"]);
    let found = dead(&rendered);
    assert_eq!(found.len(), 2, "{}", rendered.stdout);
    assert!(
        found
            .iter()
            .any(|line| line
                .contains("`rules/gone/page.html`, to which this page links, isn't there")),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|line| line.contains("`rules/index.html#no-part`")),
        "{found:?}"
    );
}

#[test]
fn the_sample_has_no_link_of_the_site_that_leads_nowhere() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");
    let mesh = Mesh::new();
    let rendered = mesh.run(&["check", "--all", "--rendered", "--root", sample]);
    rendered.assert_ran();
    assert_eq!(dead(&rendered), [""; 0]);
}
