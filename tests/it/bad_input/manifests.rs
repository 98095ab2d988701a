//! Wrong manifests.

use std::fmt::Write as _;

use insta::assert_snapshot;

use super::{good, rest_is_used};

#[test]
fn unknown_key_gives_the_nearest() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: returns\nparnet: sales\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[unknown-key]: this Domain has no key `parnet`
     --> bad.yaml:4:1
      |
    4 | parnet: sales
      | ^^^^^^
      |
      = help: did you mean `parent`?
    ");
    assert!(mesh.names("domains").contains(&"returns".into()));
    rest_is_used(&mesh);
}

#[test]
fn unknown_key_within_a_list() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Team\nid: carriers\nmembers:\n  - username: ana\n  - {username: luis, mail: x}\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[unknown-key]: `members` has no key `mail`
     --> bad.yaml:6:22
      |
    6 |   - {username: luis, mail: x}
      |                      ^^^^
      |
      = help: keys that can be added: `name`, `role`
    ");
    assert!(mesh.names("teams").contains(&"carriers".into()));
    rest_is_used(&mesh);
}

#[test]
fn wrong_type() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: returns\ntags: {a: b}\ndescription: [one, two]\nstatus: actve\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[wrong-type]: `tags` must be a list, found a mapping
     --> bad.yaml:4:7
      |
    4 | tags: {a: b}
      |       ^
      |
      = help: write a list here: `- ` stands before each item of `tags`

    error[wrong-type]: `description` must be text, found a list
     --> bad.yaml:5:14
      |
    5 | description: [one, two]
      |              ^
      |
      = help: write text here

    error[wrong-type]: `status` is `actve`, but must be one of `proposed`, `draft`, `active`, `deprecated`, `retired`
     --> bad.yaml:6:9
      |
    6 | status: actve
      |         ^^^^^
      |
      = help: did you mean `active`?
    ");
    assert!(mesh.names("domains").contains(&"returns".into()));
    rest_is_used(&mesh);
}

#[test]
fn wrong_type_of_a_required_field() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: [returns]\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[wrong-type]: `id` must be text, found a list
     --> bad.yaml:3:5
      |
    3 | id: [returns]
      |     ^
      |
      = help: write `id: returns`
    ");
    rest_is_used(&mesh);
}

#[test]
fn missing_required_field() {
    let mesh = good().file(
        "bad.yaml",
        "# a product without a home\napiVersion: vitrina/v1\nkind: DataProduct\nid: returns\nname: Returns\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[missing-field]: this DataProduct has no `environment`
     --> bad.yaml:2:1
      |
    2 | apiVersion: vitrina/v1
      | ^
      |
      = help: add `environment`: `id` of the DME that publishes it
    ");
    rest_is_used(&mesh);
}

#[test]
fn required_field_left_empty() {
    let mesh = good().file("bad.yaml", "apiVersion: vitrina/v1\nkind: Domain\nid:\n");
    assert_snapshot!(mesh.check(), @r"
    error[missing-field]: this Domain has no `id`
     --> bad.yaml:3:1
      |
    3 | id:
      | ^^
      |
      = help: add `id`: unique among domains
    ");
    rest_is_used(&mesh);
}

#[test]
fn missing_field_within_a_list_loses_that_item_only() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
kind: Team
id: carriers
support:
  - {tool: slack}
  - {channel: '#carriers'}
",
    );
    assert_snapshot!(mesh.check(), @r"
    error[missing-field]: `support` has no `channel`
     --> bad.yaml:5:5
      |
    5 |   - {tool: slack}
      |     ^
      |
      = help: add `channel`: channel, for example `#orders-data`
    ");
    let site = mesh.build();
    assert!(site.page("teams/carriers.html").contains("#carriers"));
    rest_is_used(&mesh);
}

#[test]
fn every_problem_of_a_document_is_reported() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
naem: Returns
status: on
domains: sales
servers:
  - {type: bigquery, dataset: returns}
rules:
  - {id: no-pii, text: No names, severity: fatal}
",
    );
    assert_snapshot!(mesh.check(), @r"
    error[missing-field]: this DataMeshEnvironment has no `id`
     --> bad.yaml:1:1
      |
    1 | apiVersion: vitrina/v1
      | ^
      |
      = help: add `id`: unique among DMEs

    error[unknown-key]: this DataMeshEnvironment has no key `naem`
     --> bad.yaml:3:1
      |
    3 | naem: Returns
      | ^^^^
      |
      = help: did you mean `name`?

    error[wrong-type]: `status` is `on`, but must be one of `proposed`, `draft`, `active`, `deprecated`, `retired`
     --> bad.yaml:4:9
      |
    4 | status: on
      |         ^^
      |
      = help: write one of `proposed`, `draft`, `active`, `deprecated`, `retired`

    error[wrong-type]: `domains` must be a list, found `sales`
     --> bad.yaml:5:10
      |
    5 | domains: sales
      |          ^^^^^
      |
      = help: write `domains: [sales]`

    error[missing-field]: `servers` has no `project`
     --> bad.yaml:7:5
      |
    7 |   - {type: bigquery, dataset: returns}
      |     ^
      |
      = help: add `project`: project (database, catalog); globs allowed

    error[wrong-type]: `severity` is `fatal`, but must be one of `info`, `warning`, `error`
     --> bad.yaml:9:44
      |
    9 |   - {id: no-pii, text: No names, severity: fatal}
      |                                            ^^^^^
      |
      = help: write one of `info`, `warning`, `error`
    ");
    rest_is_used(&mesh);
}

#[test]
fn duplicate_key() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: returns\nname: First\nname: Second\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[duplicate-key]: `name` stands twice; the first one is used
     --> bad.yaml:5:1
      |
    5 | name: Second
      | ^^^^
      |
      = help: remove one of the two
    ");
    assert_eq!(mesh.field("domains", "title"), ["First", "sales"]);
    rest_is_used(&mesh);
}

#[test]
fn duplicate_id_across_files() {
    let mesh = good()
        .file(
            "a.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: returns\nname: First\n",
        )
        .file(
            "b.yaml",
            "---\napiVersion: vitrina/v1\nkind: Domain\nid: returns\nname: Second\n",
        );
    assert_snapshot!(mesh.check(), @r"
    error[duplicate-id]: domain `returns` is described twice; the first one, at a.yaml:3, is used
     --> b.yaml:4:5
      |
    4 | id: returns
      |     ^^^^^^^
      |
      = help: give one of the two another id, or remove it
    ");
    assert_eq!(mesh.field("domains", "title"), ["First", "sales"]);
    rest_is_used(&mesh);
}

#[test]
fn duplicate_id_of_each_kind() {
    let mut text = String::new();
    for (kind, more) in [
        ("Domain", ""),
        ("Team", ""),
        ("DataMeshEnvironment", ""),
        ("DataProduct", "environment: store\n"),
        ("GlossaryTerm", ""),
    ] {
        for name in ["First", "Second"] {
            write!(
                text,
                "---\napiVersion: vitrina/v1\nkind: {kind}\nid: twice\nname: {name}\n{more}"
            )
            .unwrap();
        }
    }
    let mesh = good().file("bad.yaml", text);
    assert_snapshot!(mesh.rules().join("\n"), @r"
    duplicate-id bad.yaml:9
    duplicate-id bad.yaml:19
    duplicate-id bad.yaml:29
    duplicate-id bad.yaml:40
    duplicate-id bad.yaml:51
    ");
    rest_is_used(&mesh);
}

#[test]
fn tab_in_the_indentation() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Team\nid: carriers\nmembers:\n\t- username: ana\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[yaml-syntax]: a tab stands in the indentation; YAML allows only spaces there
     --> bad.yaml:5:1
      |
    5 |  - username: ana
      | ^
      |
      = help: replace the tab by spaces
    ");
    rest_is_used(&mesh);
}

#[test]
fn truncated_document_does_not_hide_the_next() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
kind: Domain
id: broken
description: \"never closed
tags: [a, b
---
apiVersion: vitrina/v1
kind: Domain
id: returns
",
    );
    assert_snapshot!(mesh.check(), @r#"
    error[yaml-syntax]: the quote `"` that opens here isn't closed
     --> bad.yaml:4:14
      |
    4 | description: "never closed
      |              ^
      |
      = help: write " at the end of the text; the rest of this document was skipped
    "#);
    assert_eq!(mesh.names("domains"), ["returns", "sales"]);
    rest_is_used(&mesh);
}

#[test]
fn cut_off_at_the_end_of_the_file() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: broken\ntags: [a, b",
    );
    assert_snapshot!(mesh.check(), @r"
    error[yaml-syntax]: the `[` that opens here isn't closed
     --> bad.yaml:4:7
      |
    4 | tags: [a, b
      |       ^
      |
      = help: close it with `]`, or put a text that holds `[` in quotes
    ");
    rest_is_used(&mesh);
}

#[test]
fn alias_bomb() {
    let mut text = String::from(
        "apiVersion: vitrina/v1\nkind: Domain\nid: returns\na0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n",
    );
    for i in 1..30 {
        let row = vec![format!("*a{}", i - 1); 9].join(", ");
        writeln!(text, "a{i}: &a{i} [{row}]").unwrap();
    }
    let mesh = good().file("bad.yaml", text);
    assert_snapshot!(mesh.check(), @r"
    error[alias-limit]: the file's aliases expand to more than 100000 nodes
     --> bad.yaml:9:10
      |
    9 | a5: &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4]
      |          ^^^
      |
      = help: write the repeated parts out, or use fewer aliases of aliases
    ");
    rest_is_used(&mesh);
}

#[test]
fn alias_within_itself() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: returns\ntags: &a [*a]\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[yaml-syntax]: the YAML can't be read: an alias inside the node that it names
     --> bad.yaml:4:11
      |
    4 | tags: &a [*a]
      |           ^
      |
      = help: look at this line and the one before: an unclosed quote or bracket, a missing `:` or wrong indentation; the rest of this document was skipped
    ");
    rest_is_used(&mesh);
}

#[test]
fn unknown_alias() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: returns\ntags: *nowhere\n",
    );
    assert_snapshot!(mesh.check(), @r#"
    error[yaml-syntax]: `*` begins a reference of YAML, and nothing is marked by that name
     --> bad.yaml:4:7
      |
    4 | tags: *nowhere
      |       ^
      |
      = help: put it in quotes: "*nowhere"
    "#);
    rest_is_used(&mesh);
}

#[test]
fn deep_nesting() {
    let mesh = good().file(
        "bad.yaml",
        format!(
            "apiVersion: vitrina/v1\nkind: Domain\nid: returns\ntags: {}\n",
            "[".repeat(100_000)
        ),
    );
    assert_snapshot!(mesh.check(), @r"
    error[yaml-syntax]: the document is nested more than 64 levels deep
     --> bad.yaml:4:262
      |
    4 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
      |                                                                                 ^
      |
      = help: flatten it; no manifest needs that many levels
    ");
    rest_is_used(&mesh);
}

#[test]
fn unknown_kind_gives_the_nearest() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: DataMeshEnviroment\nid: returns\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[unknown-kind]: kind `DataMeshEnviroment` isn't known
     --> bad.yaml:2:7
      |
    2 | kind: DataMeshEnviroment
      |       ^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `DataMeshEnvironment`?
    ");
    rest_is_used(&mesh);
}

#[test]
fn kind_that_is_like_none() {
    let mesh = good().file("bad.yaml", "apiVersion: v1\nkind: Pod\nid: returns\n");
    assert_snapshot!(mesh.check(), @r"
    error[unknown-kind]: kind `Pod` isn't known
     --> bad.yaml:2:7
      |
    2 | kind: Pod
      |       ^^^
      |
      = help: known kinds: Domain, DataMeshEnvironment, DataProduct, Team, GlossaryTerm, DataContract
    ");
    rest_is_used(&mesh);
}

#[test]
fn unknown_api_version() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v2
kind: Domain
id: returns
---
apiVersion: v2.2.2
kind: DataContract
id: returns
---
apiVersion: v9
kind: DataProduct
id: returns
",
    );
    assert_snapshot!(mesh.check(), @r"
    error[unknown-kind]: `apiVersion: vitrina/v2` isn't known for kind Domain
     --> bad.yaml:1:13
      |
    1 | apiVersion: vitrina/v2
      |             ^^^^^^^^^^
      |
      = help: write `vitrina/v1`

    error[unknown-kind]: `apiVersion: v2.2.2` isn't known for kind DataContract
     --> bad.yaml:5:13
      |
    5 | apiVersion: v2.2.2
      |             ^^^^^^
      |
      = help: write `v3.0.0` to `v3.0.2` or `v3.1.0`, the versions of the Open Data Contract Standard that are read

    error[unknown-kind]: `apiVersion: v9` isn't known for kind DataProduct
     --> bad.yaml:9:13
      |
    9 | apiVersion: v9
      |             ^^
      |
      = help: write `vitrina/v1`, or `v1.0.0` for a document of the Open Data Product Standard
    ");
    rest_is_used(&mesh);
}

#[test]
fn missing_kind() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
id: returns
---
kind: Domain
id: returns
---
just text
---
[a, list]
---
# only a comment
",
    );
    assert_snapshot!(mesh.check(), @r"
    error[unknown-kind]: a document without `kind` was not read
     --> bad.yaml:1:1
      |
    1 | apiVersion: vitrina/v1
      | ^
      |
      = help: add `apiVersion: vitrina/v1` and a `kind` (Domain, DataMeshEnvironment, DataProduct, Team, GlossaryTerm), or exclude the file in vitrina.toml

    error[unknown-kind]: a document without `apiVersion` was not read
     --> bad.yaml:4:1
      |
    4 | kind: Domain
      | ^
      |
      = help: add `apiVersion: vitrina/v1` and a `kind` (Domain, DataMeshEnvironment, DataProduct, Team, GlossaryTerm), or exclude the file in vitrina.toml

    error[unknown-kind]: a document without `kind` was not read
     --> bad.yaml:7:1
      |
    7 | just text
      | ^^^^^^^^^
      |
      = help: add `apiVersion: vitrina/v1` and a `kind` (Domain, DataMeshEnvironment, DataProduct, Team, GlossaryTerm), or exclude the file in vitrina.toml

    error[unknown-kind]: a document without `kind` was not read
     --> bad.yaml:9:1
      |
    9 | [a, list]
      | ^
      |
      = help: add `apiVersion: vitrina/v1` and a `kind` (Domain, DataMeshEnvironment, DataProduct, Team, GlossaryTerm), or exclude the file in vitrina.toml
    ");
    rest_is_used(&mesh);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_are_fine() {
    let mesh = good().file(
        "fine.yaml",
        "\u{feff}apiVersion: vitrina/v1\r\nkind: Domain\r\nid: returns\r\n---\r\napiVersion: vitrina/v1\r\nkind: Domain\r\nid: refunds\r\n",
    );
    assert_eq!(mesh.check(), "");
    assert_eq!(mesh.names("domains"), ["refunds", "returns", "sales"]);
    rest_is_used(&mesh);
}

#[test]
fn nul_byte() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: Domain\nid: re\0turns\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[yaml-syntax]: the YAML can't be read: found unprintable character
     --> bad.yaml:3:7
      |
    3 | id: re turns
      |       ^
      |
      = help: look at this line and the one before: an unclosed quote or bracket, a missing `:` or wrong indentation; the rest of this document was skipped
    ");
    rest_is_used(&mesh);
}

#[test]
fn a_problem_far_along_a_long_line_is_shown_in_a_window() {
    let mesh = good().file(
        "bad.yaml",
        format!("{{apiVersion: vitrina/v1, kind: Domain, id: returns, description: \"{}\", parnet: x}}\n", "é".repeat(5000)),
    );
    assert_snapshot!(mesh.check(), @r#"
    error[unknown-key]: this Domain has no key `parnet`
     --> bad.yaml:1:5070
      |
    1 | ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé", parnet: x}
      |                                                                                 ^^^^^^
      |
      = help: did you mean `parent`?
    "#);
    rest_is_used(&mesh);
}

#[test]
fn what_a_check_waits_for_is_one_result() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
kind: DataProduct
id: returns
environment: store
domain: sales
releaseChecks:
  - {id: fresh, waitsFor: {monitor: Freshness, job: load_returns}}
  - {id: loaded, waitsFor: {jbo: load_returns}}
suppressions:
  - {rule: unowned-veiw, reason: The owner is being asked., until: 2027-01-31}
",
    );
    assert_snapshot!(mesh.check(), @r"
    error[wrong-type]: `waitsFor` must have exactly one of `dbtTest`, `quality`, `monitor`, `job`, found 2
     --> bad.yaml:7:48
      |
    7 |   - {id: fresh, waitsFor: {monitor: Freshness, job: load_returns}}
      |                                                ^^^
      |
      = help: write exactly one of `dbtTest`, `quality`, `monitor`, `job`

    error[unknown-key]: `waitsFor` has no key `jbo`
     --> bad.yaml:8:29
      |
    8 |   - {id: loaded, waitsFor: {jbo: load_returns}}
      |                             ^^^
      |
      = help: did you mean `job`?

    error[unknown-id]: `suppressions` names rule `unowned-veiw`, which there isn't
      --> bad.yaml:10:12
       |
    10 |   - {rule: unowned-veiw, reason: The owner is being asked., until: 2027-01-31}
       |            ^^^^^^^^^^^^
       |
       = help: did you mean `unowned-view`?
    ");
    assert!(mesh.names("products").contains(&"returns".into()));
    rest_is_used(&mesh);
}

#[test]
fn a_member_who_completed_a_course_is_not_named() {
    let mesh = good().file(
        "bad.yaml",
        "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: returns
domains: [sales]
training:
  - {name: Publishing, completedBy: [{members: [wren@example.com]}]}
",
    );
    let check = mesh.check();
    assert_snapshot!(check, @r"
    error[unknown-id]: `completedBy` names a member whom no team lists
    --> bad.yaml:6:49
     = help: name a `team`, or list the member in its Team manifest
    ");
    assert!(!check.contains("wren"), "{check}");
    rest_is_used(&mesh);
}
