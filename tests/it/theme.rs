//! Templates of a mesh's own: what they draw, what they can't do, and how mistakes in them are told.

use std::collections::BTreeSet;
use std::fs;

use crate::bad_input::good;
use crate::support::{Mesh, Site};

const RELATION: &str = "{% extends \"base.html\" %}\n{% block main %}<h1>Ours: {{ heading }}</h1>\n\
     {{ facts(of=facts) }}{{ parts.lineage }}\n\
     <ul>{% for c in columns.rows %}<li>{{ c.name }}</li>{% endfor %}</ul>{% endblock main %}\n";

/// A good mesh, with a description that isn't harmless.
fn mesh() -> Mesh {
    good().file(
        "good/term.yaml",
        "apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: hostile\nname: <script>alert(1)</script>\n",
    )
}

fn themed(mesh: Mesh, templates: &[(&str, &str)]) -> Mesh {
    let files = templates.iter().fold(mesh, |mesh, (name, text)| {
        mesh.file(&format!("theme/{name}"), text)
    });
    files.append("vitrina.toml", "\n[theme]\ntemplates = \"./theme/\"\n")
}

/// All files but the record of them.
fn contents(site: &Site) -> BTreeSet<(String, Vec<u8>)> {
    let files = site.files().into_iter();
    files
        .filter(|path| path != ".vitrina-files")
        .map(|path| {
            let bytes = fs::read(site.dir.join(&path)).unwrap();
            (path, bytes)
        })
        .collect()
}

/// What `build` and `check` say of a theme that can't be used, and that nothing is published.
#[track_caller]
fn refused(mesh: &Mesh, words: &[&str]) {
    let check = mesh.run(&["check"]);
    let build = mesh.run(&["build"]);
    assert_eq!((check.status, build.status), (2, 2), "{}", build.stderr);
    assert_eq!(build.stderr, check.stderr);
    assert!(!mesh.out().exists());
    for word in words {
        assert!(build.stderr.contains(word), "`{word}` in {}", build.stderr);
    }
}

#[test]
fn a_template_draws_its_pages_and_no_other() {
    let plain = mesh();
    let before = contents(&plain.build());
    let own = themed(
        mesh(),
        &[("relation.html", RELATION), ("README.md", "# Ours\n")],
    );
    assert_eq!(own.check(), "");
    let site = own.build();
    let after = contents(&site);
    let paths = |files: &BTreeSet<(String, Vec<u8>)>| -> Vec<String> {
        files.iter().map(|(path, _)| path.clone()).collect()
    };
    // No template becomes a file of the site, and the search finds none.
    assert_eq!(paths(&before), paths(&after));
    let is_relation = |path: &String| {
        let folder = path.split('/').next().unwrap();
        ["views", "tables"].contains(&folder) && !path.contains("/index")
    };
    let changed: Vec<String> = after
        .difference(&before)
        .map(|(path, _)| path.clone())
        .collect();
    let drawn: Vec<String> = paths(&after).into_iter().filter(is_relation).collect();
    assert_eq!(changed, drawn);
    assert!(changed.len() > 1);
    let view = site.page("views/unified/orders.html");
    assert!(view.starts_with("<!doctype html>"), "{view}");
    for part in [
        "<h1>Ours: unified.orders</h1>",
        "<dl class=\"facts\">",
        "<svg class=\"lineage\"",
        "<li>order_id</li>",
    ] {
        assert!(view.contains(part), "{part} in {view}");
    }
}

#[test]
fn what_isnt_html_stays_text() {
    let term = "{% extends \"base.html\" %}{% block main %}<h1>{{ heading }}</h1>\
                <p title=\"{{ heading }}\">{{ sentence(of=heading) }}</p>{% endblock main %}";
    let mesh = themed(self::mesh(), &[("entity.html", term)]);
    let page = mesh.build().page("glossary/hostile.html");
    assert!(!page.contains("<script>alert"), "{page}");
    let text = "&lt;script&gt;alert(1)&lt;/script&gt;";
    let main = format!("<h1>{text}</h1><p title=\"{text}\">{text}</p>");
    assert!(page.contains(&main), "{page}");
    let safe = term.replace("{{ heading }}</h1>", "{{ heading | safe }}</h1>");
    let mesh = themed(self::mesh(), &[("entity.html", &safe)]);
    let build = mesh.run(&["build"]);
    assert_eq!(build.status, 2);
    assert!(
        build.stderr.contains("`safe` would print a text as HTML"),
        "{}",
        build.stderr
    );
    assert!(!mesh.out().exists());
}

#[test]
fn templates_that_cant_be_used_are_told_with_their_place() {
    let mesh = themed(
        mesh(),
        &[
            ("relation.html", "<h1>\n{{ heading }</h1>\n"),
            ("home.html", "{% if %}"),
        ],
    );
    refused(
        &mesh,
        &[
            "theme/relation.html:2:",
            "theme/home.html:1:7",
            "nothing was done: the theme has 2 problems",
            "help: ",
        ],
    );
    let mesh = themed(
        self::mesh(),
        &[(
            "rule.html",
            "{{ page.title }}\n{{ fact(of=1) }} {{ a | uper }}",
        )],
    );
    refused(
        &mesh,
        &[
            "Unknown function `fact`",
            "theme/rule.html:2:4",
            "Unknown filter `uper`",
            "theme/rule.html:2:",
        ],
    );
    let mesh = themed(self::mesh(), &[("rule.html", "{% extends \"bas.html\" %}")]);
    refused(&mesh, &["theme/rule.html", "bas.html"]);
}

#[test]
fn a_template_that_fails_at_a_page_leaves_the_former_site() {
    let mesh = mesh();
    let before = contents(&mesh.build());
    let mesh = themed(
        mesh,
        &[("relation.html", "<h1>\n{{ headings.of.it }}</h1>")],
    );
    assert_eq!(mesh.check(), "");
    let build = mesh.run(&["build"]);
    assert_eq!(build.status, 2);
    for word in [
        "theme/relation.html:2:4",
        "headings",
        "the theme has a problem",
    ] {
        assert!(build.stderr.contains(word), "`{word}` in {}", build.stderr);
    }
    assert_eq!(contents(&Site { dir: mesh.out() }), before);
}

#[test]
fn a_template_that_nothing_uses() {
    let mesh = themed(mesh(), &[("relations.html", RELATION)]);
    refused(
        &mesh,
        &[
            "`relations.html`",
            "theme/relations.html",
            "base.html, ",
            "relation.html, ",
        ],
    );
    let own = "{% include \"parts/own.html\" %}{{ <mine /> }}";
    let mesh = themed(
        self::mesh(),
        &[
            ("not-found.html", own),
            ("parts/own.html", "<p>included</p>"),
            (
                "mine.html",
                "{% component mine() %}<p>mine</p>{% endcomponent mine %}",
            ),
        ],
    );
    assert_eq!(mesh.build().page("404.html"), "<p>included</p><p>mine</p>");
}

#[test]
fn a_folder_that_isnt_one() {
    for (folder, word) in [
        ("../theme", "isn't a folder below the mesh root"),
        ("/theme", "isn't a folder below the mesh root"),
        (".", "isn't a folder below the mesh root"),
        ("", "isn't a folder below the mesh root"),
        (".theme", "isn't a folder below the mesh root"),
        ("theme", "holds no template"),
        ("good", "holds no template"),
    ] {
        let settings = format!("[theme]\ntemplates = \"{folder}\"\n");
        let mesh = mesh().file("vitrina.toml", settings);
        refused(&mesh, &["--> vitrina.toml:2:13", word, "help: "]);
    }
}
