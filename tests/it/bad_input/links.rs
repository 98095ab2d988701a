//! Manifests that name what isn't there, or each other in a circle.

use insta::assert_snapshot;

use super::{good, rest_is_used};

#[test]
fn unknown_ids() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
kind: DataProduct
id: returns
environment: stroe
domain: sale
outputPorts:
  - {name: a, physicalName: p.unified.order}
  - {name: b, physicalName: p.unified.orders}
tables:
  - {name: a, physicalName: p.store.nowhere}
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: returns-core
domains: [sale, xyzzy]
team: {name: seller}
---
apiVersion: vitrina/v1
kind: Domain
id: returns
parent: sale
lifecycle: {splitInto: [sale], mergedInto: sale}
---
apiVersion: vitrina/v1
kind: Team
id: carriers
parent: seller
---
apiVersion: vitrina/v1
kind: GlossaryTerm
id: return
related: [orders]
domain: sale
assets: ['view:p.unified.nothing', 'p.store.orders', 'nothing']
",
    );
    assert_snapshot!(mesh.check(), @r"
    error[unknown-id]: `environment` names dme `stroe`, which no manifest describes
     --> bad.yaml:4:14
      |
    4 | environment: stroe
      |              ^^^^^
      |
      = help: did you mean `store`?

    error[unknown-id]: `domain` names domain `sale`, which no manifest describes
     --> bad.yaml:5:9
      |
    5 | domain: sale
      |         ^^^^
      |
      = help: did you mean `sales`?

    error[drift-dangling]: output port `p.unified.order` isn't in the warehouse, though its dataset is
     --> bad.yaml:7:29
      |
    7 |   - {name: a, physicalName: p.unified.order}
      |                             ^^^^^^^^^^^^^^^
      |
      = help: correct the name, or remove the entry if the table or view is gone

    error[drift-dangling]: table `p.store.nowhere` isn't in the warehouse, though its dataset is
      --> bad.yaml:10:29
       |
    10 |   - {name: a, physicalName: p.store.nowhere}
       |                             ^^^^^^^^^^^^^^^
       |
       = help: correct the name, or remove the entry if the table or view is gone

    error[unknown-id]: `domains` names domain `sale`, which no manifest describes
      --> bad.yaml:15:11
       |
    15 | domains: [sale, xyzzy]
       |           ^^^^
       |
       = help: did you mean `sales`?

    error[unknown-id]: `domains` names domain `xyzzy`, which no manifest describes
      --> bad.yaml:15:17
       |
    15 | domains: [sale, xyzzy]
       |                 ^^^^^
       |
       = help: add a manifest for it, or correct `domains`

    error[unknown-id]: `team` names team `seller`, which no manifest describes
      --> bad.yaml:16:14
       |
    16 | team: {name: seller}
       |              ^^^^^^
       |
       = help: did you mean `sellers`?

    error[unknown-id]: `parent` names domain `sale`, which no manifest describes
      --> bad.yaml:21:9
       |
    21 | parent: sale
       |         ^^^^
       |
       = help: did you mean `sales`?

    error[unknown-id]: `splitInto` names domain `sale`, which no manifest describes
      --> bad.yaml:22:25
       |
    22 | lifecycle: {splitInto: [sale], mergedInto: sale}
       |                         ^^^^
       |
       = help: did you mean `sales`?

    error[unknown-id]: `mergedInto` names domain `sale`, which no manifest describes
      --> bad.yaml:22:44
       |
    22 | lifecycle: {splitInto: [sale], mergedInto: sale}
       |                                            ^^^^
       |
       = help: did you mean `sales`?

    error[unknown-id]: `parent` names team `seller`, which no manifest describes
      --> bad.yaml:27:9
       |
    27 | parent: seller
       |         ^^^^^^
       |
       = help: did you mean `sellers`?

    error[unknown-id]: `related` names term `orders`, which no manifest describes
      --> bad.yaml:32:11
       |
    32 | related: [orders]
       |           ^^^^^^
       |
       = help: did you mean `order`?

    error[unknown-id]: `domain` names domain `sale`, which no manifest describes
      --> bad.yaml:33:9
       |
    33 | domain: sale
       |         ^^^^
       |
       = help: did you mean `sales`?

    error[unknown-id]: `assets` names `view:p.unified.nothing`, which isn't in the catalog
      --> bad.yaml:34:10
       |
    34 | assets: ['view:p.unified.nothing', 'p.store.orders', 'nothing']
       |          ^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write `kind:id` of something in the catalog, for example `view:project.dataset.name` or `dme:id`

    error[unknown-id]: `assets` names `nothing`, which isn't in the catalog
      --> bad.yaml:34:54
       |
    34 | assets: ['view:p.unified.nothing', 'p.store.orders', 'nothing']
       |                                                      ^^^^^^^^^
       |
       = help: write `kind:id` of something in the catalog, for example `view:project.dataset.name` or `dme:id`
    ");
    rest_is_used(&mesh);
}

#[test]
fn domain_cycle() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
kind: Domain
id: a
parent: b
---
apiVersion: vitrina/v1
kind: Domain
id: b
parent: c
---
apiVersion: vitrina/v1
kind: Domain
id: c
parent: a
---
apiVersion: vitrina/v1
kind: Domain
id: self
parent: self
---
apiVersion: vitrina/v1
kind: Domain
id: below
parent: a
",
    );
    assert_snapshot!(mesh.check(), @r"
    error[domain-cycle]: domain `a` is its own ancestor; its `parent` is ignored
     --> bad.yaml:3:5
      |
    3 | id: a
      |     ^
      |
      = help: correct one of the `parent` fields on the way round

    error[domain-cycle]: domain `self` is its own ancestor; its `parent` is ignored
      --> bad.yaml:18:5
       |
    18 | id: self
       |     ^^^^
       |
       = help: correct one of the `parent` fields on the way round
    ");
    assert_eq!(mesh.names("domains").len(), 6);
    rest_is_used(&mesh);
}

#[test]
fn team_cycle() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
kind: Team
id: a
parent: b
---
apiVersion: vitrina/v1
kind: Team
id: b
parent: a
",
    );
    assert_eq!(mesh.rules(), ["domain-cycle bad.yaml:9"]);
    assert_eq!(mesh.names("teams"), ["a", "b", "sellers"]);
    rest_is_used(&mesh);
}

#[test]
fn unknown_replacement() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
kind: DataProduct
id: returns
environment: store
lifecycle: {replacedBy: order}
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: returns-core
lifecycle: {replacedBy: stroe}
---
apiVersion: vitrina/v1
kind: Domain
id: returns
lifecycle: {replacedBy: sale}
",
    );
    assert_eq!(
        mesh.rules(),
        [
            "unknown-id bad.yaml:5",
            "unknown-id bad.yaml:10",
            "unknown-id bad.yaml:15"
        ]
    );
    rest_is_used(&mesh);
}

#[test]
fn unknown_contract() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: DataProduct\nid: returns\nenvironment: store\noutputPorts:\n  - {name: b, physicalName: p.unified.orders, contractId: nowhere}\n",
    );
    assert_eq!(mesh.rules(), ["unknown-id bad.yaml:6"]);
    rest_is_used(&mesh);
}

#[test]
fn products_that_replace_each_other() {
    let product = |id: &str, by: &str| {
        format!(
            "---\napiVersion: vitrina/v1\nkind: DataProduct\nid: {id}\nenvironment: store\nstatus: deprecated\nlifecycle: {{replacedBy: {by}, endOfLife: 2030-01-01}}\n"
        )
    };
    let mesh = good().file(
        "bad.yaml",
        product("a", "b") + &product("b", "a") + &product("c", "c"),
    );
    assert_snapshot!(mesh.check(), @r"
    warning[replacement-unusable]: `a` is replaced by `b`, which leads back to it
     --> bad.yaml:7:25
      |
    7 | lifecycle: {replacedBy: b, endOfLife: 2030-01-01}
      |                         ^
      |
      = help: end the circle: one of them has to name something else

    warning[replacement-unusable]: `b` is replaced by `a`, which leads back to it
      --> bad.yaml:14:25
       |
    14 | lifecycle: {replacedBy: a, endOfLife: 2030-01-01}
       |                         ^
       |
       = help: end the circle: one of them has to name something else

    warning[replacement-unusable]: `c` is replaced by `c`, which is itself
      --> bad.yaml:21:25
       |
    21 | lifecycle: {replacedBy: c, endOfLife: 2030-01-01}
       |                         ^
       |
       = help: name what consumers can use instead
    ");
    rest_is_used(&mesh);
}

#[test]
fn unresolved_wiki_link() {
    let mesh = good().file(
        "guides/first.md",
        "# First\n\nSee [[product:orders]], [[product:ordres|the orders]]\nand [[nothing at all]].\n",
    );
    assert_snapshot!(mesh.check(), @r"
    warning[unresolved-link]: [[product:ordres]] names nothing that is in the catalog
     --> guides/first.md:3:25
      |
    3 | See [[product:orders]], [[product:ordres|the orders]]
      |                         ^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `orders`? Write [[kind:id]], for example [[dme:payments]]

    warning[unresolved-link]: [[nothing at all]] names nothing that is in the catalog
     --> guides/first.md:4:5
      |
    4 | and [[nothing at all]].
      |     ^^^^^^^^^^^^^^^^^^
      |
      = help: write [[kind:id]], for example [[dme:payments]], with an id that is in the catalog
    ");
    let page = mesh.build().page("guides/first.html");
    assert!(page.contains("the orders"), "the text of the link stays");
    rest_is_used(&mesh);
}

#[test]
fn two_environments_claim_a_table_equally() {
    let mesh = good()
        .file(
            "bad.yaml",
            "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: returns-a
servers: [{type: bigquery, project: p, dataset: returns}]
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: returns-b
servers: [{type: bigquery, project: p, dataset: returns}]
",
        )
        .table("p.returns.returns", &[("id", "INT64")])
        .view("p.unified.returns", "SELECT id FROM `p.returns.returns`");
    assert_snapshot!(mesh.check(), @r"
    error[environment-tie]: `returns-a` (bad.yaml:4) and `returns-b` (bad.yaml:9) claim `p.returns.returns` equally
     --> bad.yaml:9:49
      |
    9 | servers: [{type: bigquery, project: p, dataset: returns}]
      |                                                 ^^^^^^^
      |
      = help: narrow one of the claims: a dataset beats a project, a table beats a dataset, an exact name beats a glob
    ");
    let views = mesh.list("views");
    let view = views
        .iter()
        .find(|v| v["name"] == "p.unified.returns")
        .unwrap();
    assert_eq!(view["owner"]["decided_by"], "tie");
    rest_is_used(&mesh);
}

#[test]
fn port_of_another_environment() {
    let mesh = good()
        .table("p.other.t", &[("id", "INT64")])
        .view("p.unified.other", "SELECT id FROM `p.other.t`")
        .file(
            "bad.yaml",
            "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: other
servers: [{type: bigquery, project: p, dataset: other}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: wrong
environment: store
outputPorts:
  - {name: other, physicalName: p.unified.other}
",
        );
    assert_snapshot!(mesh.check(), @r"
    warning[drift-environment]: `p.unified.other` belongs to DME `other`, which holds its data, but product `wrong` of DME `store` lists it
      --> bad.yaml:11:12
       |
    11 |   - {name: other, physicalName: p.unified.other}
       |            ^^^^^
       |
       = help: move the entry to the DME that holds the data, or correct the source named here
    ");
    rest_is_used(&mesh);
}

#[test]
fn markdown_links_that_lead_nowhere_or_outside() {
    let mesh = good().file(
        "guides/links.md",
        "# Links\n\n[a](../../../etc/passwd) [b](nowhere.md) [c](javascript:alert(1)) [d](//evil.example) ![e](file:///etc/passwd)\n",
    );
    assert_snapshot!(mesh.field("findings", "message").join("\n"), @r"
    `../../../etc/passwd` leads out of the mesh root
    `nowhere.md` leads to `guides/nowhere.md`, and there is no such file
    `javascript:alert(1)` isn't shown as a link
    `//evil.example` isn't shown as a link
    `file:///etc/passwd` isn't shown as a link
    ");
    let page = mesh.build().page("guides/links.html");
    assert!(
        !page.contains("javascript:") && !page.contains("file:") && !page.contains("//evil"),
        "{page}"
    );
    rest_is_used(&mesh);
}

#[test]
fn a_tie_of_many_is_told_shortly() {
    let text: String = (0..500)
        .map(|i| format!("---\napiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: dme-{i}\nservers: [{{type: bigquery, project: p, dataset: many}}]\n"))
        .collect();
    let mesh = good()
        .file("bad.yaml", text)
        .table("p.many.t", &[("id", "INT64")]);
    let ties: Vec<String> = mesh.field("findings", "message");
    assert_eq!(ties.len(), 1);
    assert!(ties[0].len() < 1000, "{} bytes", ties[0].len());
    rest_is_used(&mesh);
}
