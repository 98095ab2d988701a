//! A wrong `vitrina.toml`.

use insta::assert_snapshot;

use super::{good, refused, rest_is_used};

#[test]
fn unknown_key() {
    let mesh = good().file(
        "vitrina.toml",
        "\
titel = \"Data\"

[entry_points]
datasets = [\"p.unified\"]
dataset = \"p.unified\"

[[exports]]
format = \"bigquery\"
path = \"exports/bigquery/**\"
max-age = \"36h\"

[entrypoints]
",
    );
    assert_snapshot!(refused(&mesh), @r#"
    error[unknown-key]: vitrina.toml has no key `titel`
     --> vitrina.toml:1:1
      |
    1 | titel = "Data"
      | ^^^^^
      |
      = help: did you mean `title`?

    error[unknown-key]: `entry_points` has no key `dataset`
     --> vitrina.toml:5:1
      |
    5 | dataset = "p.unified"
      | ^^^^^^^
      |
      = help: `datasets` is written already; add this to it, or remove it

    error[unknown-key]: `exports` has no key `max-age`
      --> vitrina.toml:10:1
       |
    10 | max-age = "36h"
       | ^^^^^^^
       |
       = help: did you mean `max_age`?

    error[unknown-key]: vitrina.toml has no key `entrypoints`
      --> vitrina.toml:12:2
       |
    12 | [entrypoints]
       |  ^^^^^^^^^^^
       |
       = help: `entry_points` is written already; add this to it, or remove it
    "#);
}

#[test]
fn wrong_types() {
    let mesh = good().append("vitrina.toml", "\n[[audiences]]\nid = 7\ngrantees = \"group:x\"\n\n[theme]\naccent = true\n\n[labels]\ndme = 3\n");
    assert_snapshot!(refused(&mesh), @r##"
    error[wrong-type]: `grantees` must be a list, found `group:x`
      --> vitrina.toml:10:12
       |
    10 | grantees = "group:x"
       |            ^^^^^^^^^
       |
       = help: write `grantees = ["group:x"]`

    error[wrong-type]: `accent` is `true`, which isn't a colour of the form #rrggbb
      --> vitrina.toml:13:10
       |
    13 | accent = true
       |          ^^^^
       |
       = help: write for example "#2d3277"
    "##);
}

#[test]
fn unknown_rule_and_severity() {
    let mesh = good().append(
        "vitrina.toml",
        "\n[rules]\nunowned-veiw = \"error\"\nview-cycle = \"fatal\"\nxyzzy = \"off\"\n",
    );
    assert_snapshot!(refused(&mesh), @r#"
    error[unknown-key]: there is no rule `unowned-veiw`
     --> vitrina.toml:9:16
      |
    9 | unowned-veiw = "error"
      |                ^^^^^^^
      |
      = help: did you mean `unowned-view`?

    error[wrong-type]: `view-cycle` is `fatal`, but must be one of `off`, `info`, `warning`, `error`
      --> vitrina.toml:10:14
       |
    10 | view-cycle = "fatal"
       |              ^^^^^^^
       |
       = help: write one of `off`, `info`, `warning`, `error`

    error[unknown-key]: there is no rule `xyzzy`
      --> vitrina.toml:11:9
       |
    11 | xyzzy = "off"
       |         ^^^^^
       |
       = help: findings show the id of their rule in brackets, as in error[unowned-view]; `vitrina explain` lists all
    "#);
}

#[test]
fn unknown_format_and_language() {
    let mesh = good().file(
        "vitrina.toml",
        "\
language = \"fr\"

[entry_points]
datasets = [\"p.unified\"]

[[exports]]
format = \"bigquery\"
path = \"exports/bigquery/**\"

[[exports]]
format = \"bigqery\"
path = \"exports/other/**\"
",
    );
    assert_snapshot!(refused(&mesh), @r#"
    error[wrong-type]: `language` is `fr`, but must be one of `en`, `es`, `pt`
     --> vitrina.toml:1:12
      |
    1 | language = "fr"
      |            ^^^^
      |
      = help: write one of `en`, `es`, `pt`

    error[wrong-type]: `format` is `bigqery`, but must be one of `bigquery`, `information-schema`, `dbt`, `openlineage`, `monte-carlo`, `airflow`, `mlflow`, `backstage`, `findings`
      --> vitrina.toml:11:10
       |
    11 | format = "bigqery"
       |          ^^^^^^^^^
       |
       = help: did you mean `bigquery`?
    "#);
}

#[test]
fn an_age_that_is_no_duration_and_columns_that_are_no_fields() {
    let mesh = good()
        .append(
            "vitrina.toml",
            "\n[[exports]]\nformat = \"openlineage\"\npath = \"exports/openlineage/**\"\nmax_age = \"soon\"\ncolumns = {alert = \"id\"}\n",
        )
        .file("exports/openlineage/events.ndjson", "{}\n");
    assert_snapshot!(refused(&mesh), @r#"
    error[unknown-key]: `columns` names the field `alert`, which isn't read
     --> vitrina.toml:9:10
      |
    9 | format = "openlineage"
      |          ^^^^^^^^^^^^^
      |
      = help: remove it: only `monte-carlo` takes it

    error[wrong-type]: `max_age` is `soon`, which isn't a duration
      --> vitrina.toml:11:11
       |
    11 | max_age = "soon"
       |           ^^^^^^
       |
       = help: write for example "36h" or "7d"
    "#);
}

#[test]
fn bad_globs() {
    let mesh = good().file(
        "vitrina.toml",
        "\
[entry_points]
datasets = [\"p.unified\", \"p.[uni\"]

[[exports]]
format = \"bigquery\"
path = \"exports/bigquery/**\"

[[exports]]
format = \"dbt\"
path = \"exports/{dbt\"

[labels]
owner = [\"[\"]
",
    );
    assert_snapshot!(refused(&mesh), @r#"
    error[wrong-type]: `p.[uni` isn't a glob: unclosed character class; missing ']'
     --> vitrina.toml:2:26
      |
    2 | datasets = ["p.unified", "p.[uni"]
      |                          ^^^^^^^^
      |
      = help: write for example "exports/bigquery/**"

    error[wrong-type]: `exports/{dbt` isn't a glob: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
      --> vitrina.toml:10:8
       |
    10 | path = "exports/{dbt"
       |        ^^^^^^^^^^^^^^
       |
       = help: write for example "exports/bigquery/**"

    error[wrong-type]: `[` isn't a glob: unclosed character class; missing ']'
      --> vitrina.toml:13:9
       |
    13 | owner = ["["]
       |         ^
       |
       = help: write the key of a label, for example "owner*"
    "#);
}

#[test]
fn bad_glob_of_a_server() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: returns\nservers:\n  - {type: bigquery, project: p, dataset: '[ret'}\n",
    );
    assert_eq!(mesh.rules(), ["wrong-type bad.yaml:5"]);
    rest_is_used(&mesh);
}

#[test]
fn path_that_leads_outside() {
    let mesh = good().append(
        "vitrina.toml",
        "\n[[exports]]\nformat = \"bigquery\"\npath = \"../outside/**\"\n",
    );
    assert_snapshot!(mesh.check(), @r#"
    warning[export-unmatched]: no file matches `../outside/**`
     --> vitrina.toml:9:10
      |
    9 | format = "bigquery"
      |          ^^^^^^^^^^
      |
      = help: correct the path, or remove the entry
    "#);
    rest_is_used(&mesh);
}

#[test]
fn bad_exclude() {
    let mesh = good();
    let text = std::fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
    let mesh = mesh.file("vitrina.toml", format!("exclude = [\"{{draft\"]\n\n{text}"));
    assert_snapshot!(refused(&mesh), @r#"
    error[wrong-type]: `{draft` in `exclude` isn't a pattern: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
     --> vitrina.toml:1:12
      |
    1 | exclude = ["{draft"]
      |            ^^^^^^^^
      |
      = help: write it as in a .gitignore, for example "drafts/**"
    "#);
}

#[test]
fn syntax_error() {
    let mesh = good().file("vitrina.toml", "title = \"Data\nlanguage = \"en\"\n");
    assert_snapshot!(refused(&mesh), @r#"
    error[toml-syntax]: the TOML can't be read: invalid basic string, expected `"`
     --> vitrina.toml:1:14
      |
    1 | title = "Data
      |              ^
      |
      = help: look at this line and the one before: strings need quotes, tables stand in [brackets]
    "#);
    let mesh = good().file("vitrina.toml", "[entry_points\n");
    assert_snapshot!(refused(&mesh), @r"
    error[toml-syntax]: the TOML can't be read: unclosed table, expected `]`
     --> vitrina.toml:1:14
      |
    1 | [entry_points
      |              ^
      |
      = help: look at this line and the one before: strings need quotes, tables stand in [brackets]
    ");
    let mesh = good().file("vitrina.toml", "title = \"a\"\ntitle = \"b\"\n");
    assert_snapshot!(refused(&mesh), @r#"
    error[toml-syntax]: the TOML can't be read: duplicate key
     --> vitrina.toml:2:1
      |
    2 | title = "b"
      | ^
      |
      = help: look at this line and the one before: strings need quotes, tables stand in [brackets]
    "#);
    let mesh = good().file("vitrina.toml", "title = Data\n");
    assert_snapshot!(refused(&mesh), @r"
    error[toml-syntax]: the TOML can't be read: string values must be quoted, expected literal string
     --> vitrina.toml:1:9
      |
    1 | title = Data
      |         ^
      |
      = help: look at this line and the one before: strings need quotes, tables stand in [brackets]
    ");
    let mesh = good().file("vitrina.toml", "\ttitle = \"tabs are fine\"\r\n");
    assert_eq!(mesh.check(), "");
    assert!(mesh.build().page("index.html").contains("tabs are fine"));
}

#[test]
fn settings_that_are_not_utf8() {
    let mesh = good().file("vitrina.toml", b"title = \"\xff\"\n");
    assert_snapshot!(refused(&mesh), @r#"
    error[not-utf8]: `vitrina.toml` isn't UTF-8: byte 0xff stands where a character should begin
     --> vitrina.toml:1:10
      |
    1 | title = "�"
      |          ^
      |
      = help: save the file as UTF-8, or as UTF-16 with a byte-order mark
    "#);
}

#[test]
fn bad_base_url() {
    for url in [
        "javascript:alert(1)",
        "data.example.com",
        "//x",
        "https://",
        "ftp://x/",
        "https://x/\u{7f}",
    ] {
        let mesh = good();
        let text = std::fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
        let mesh = mesh.file(
            "vitrina.toml",
            format!("base_url = {url:?}\n\n{text}").replace("\\u{7f}", "\\u007f"),
        );
        let said = refused(&mesh);
        assert!(said.contains("error[wrong-type]: `base_url` is"), "{said}");
        assert!(said.contains("--> vitrina.toml:1:12"), "{said}");
        if url.starts_with("java") {
            assert_snapshot!(refused(&mesh), @r#"
    error[wrong-type]: `base_url` is `javascript:alert(1)`, which isn't an absolute web address
     --> vitrina.toml:1:12
      |
    1 | base_url = "javascript:alert(1)"
      |            ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write for example "https://data.example.com/"
    "#);
        }
    }
}

#[test]
fn bad_accent() {
    let mesh = good().append(
        "vitrina.toml",
        "\n[theme]\naccent = \"red; } body { display: none\"\n",
    );
    assert_snapshot!(refused(&mesh), @r##"
    error[wrong-type]: `accent` is `red; } body { display: none`, which isn't a colour of the form #rrggbb
     --> vitrina.toml:9:10
      |
    9 | accent = "red; } body { display: none"
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write for example "#2d3277"
    "##);
}

#[test]
fn aliases_of_different_forms() {
    let mesh = good().file(
        "bad.yaml",
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: returns\naliases:\n  - {from: old.*, to: p.returns}\n",
    );
    assert_eq!(mesh.rules(), ["wrong-type bad.yaml:5"]);
    rest_is_used(&mesh);
    let mesh = good().append(
        "vitrina.toml",
        "\n[aliases]\n\"old\" = \"p.store\"\n\"old.store\" = \"p\"\n",
    );
    assert_snapshot!(refused(&mesh), @r#"
    error[wrong-type]: alias `old` and its true name `p.store` must both be projects, or both be datasets
     --> vitrina.toml:9:9
      |
    9 | "old" = "p.store"
      |         ^^^^^^^^^
      |
      = help: write "alias-project" = "true-project", or "alias-project.dataset" = "true-project.dataset"

    error[wrong-type]: alias `old.store` and its true name `p` must both be projects, or both be datasets
      --> vitrina.toml:10:15
       |
    10 | "old.store" = "p"
       |               ^^^
       |
       = help: write "alias-project" = "true-project", or "alias-project.dataset" = "true-project.dataset"
    "#);
}

#[test]
fn aliases_have_a_place() {
    let mesh = good().append(
        "vitrina.toml",
        "\n[aliases]\n\"old\" = \"p.store\"\n\"a.b.c\" = \"p.q.r\"\n",
    );
    let said = refused(&mesh);
    assert!(said.contains("--> vitrina.toml:9:"), "{said}");
    assert!(said.contains("--> vitrina.toml:10:"), "{said}");
}

#[test]
fn aliases_in_a_circle() {
    let mesh = good().append(
        "vitrina.toml",
        "\n[aliases]\n\"a\" = \"b\"\n\"b\" = \"a\"\n\"c\" = \"c\"\n",
    );
    assert_snapshot!(mesh.check(), @"");
    rest_is_used(&mesh);
}

#[test]
fn systems_that_have_nothing_to_publish() {
    let mesh = good().append(
        "vitrina.toml",
        "\n[publish]\nrun_errors = [\"dbt\", \"airflow\"]\nstatement_literals = [\"dbt\"]\n",
    );
    let said = refused(&mesh);
    for part in [
        "`run_errors` lists `airflow`, which has nothing of the kind",
        "--> vitrina.toml:9:22",
        "what can stand here: `dbt`, `openlineage`",
        "`statement_literals` lists `dbt`, which has nothing of the kind",
        "--> vitrina.toml:10:23",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn duplicate_audience() {
    let mesh = good().append(
        "vitrina.toml",
        "\n[[audiences]]\nid = \"x\"\n\n[[audiences]]\nid = \"x\"\n",
    );
    let said = refused(&mesh);
    assert!(said.contains("error[duplicate-id]"), "{said}");
    assert!(said.contains("--> vitrina.toml:12:"), "{said}");
}
