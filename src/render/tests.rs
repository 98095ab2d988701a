//! Themes: what their templates get, and what they can't do.

mod part_page_tests;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use super::{Sink, Template, Theme, ThemeError, render};
use crate::mesh::Mesh;
use crate::pipeline::load;
use crate::view::{self, PreparedViews, Views};

/// Pages by their address.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<String, String>>);

impl Sink for Kept {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if path.ends_with(".html") {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            self.0.lock().unwrap().insert(path.to_owned(), text);
        }
        Ok(())
    }

    fn create(&self, _: &str) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(io::sink()))
    }
}

fn sample() -> Mesh {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("manifests");
    load(&root, None, &|_| {}).unwrap()
}

fn theme(views: &Views<'_>, name: &str, text: &str) -> Result<Theme, ThemeError> {
    let template = Template {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    Theme::new(None, vec![template], |css, js, theme| {
        view::site(views, css, js, theme)
    })
}

fn pages(views: &PreparedViews<'_>, theme: &Theme) -> BTreeMap<String, String> {
    let kept = Kept::default();
    render(views, theme, &kept, None).unwrap();
    kept.0.into_inner().unwrap()
}

#[test]
fn the_embedded_template_as_a_themes_own_gives_the_same_pages() {
    let mesh = sample();
    let prepared = PreparedViews::new(mesh.readable(), &mesh.settings);
    let views = prepared.views();
    let embedded = Theme::new(None, Vec::new(), |css, js, theme| {
        view::site(&views, css, js, theme)
    });
    let drawn = pages(&prepared, &embedded.unwrap());
    let text = include_str!("../../templates/relation.html");
    let rendered = pages(&prepared, &theme(&views, "relation.html", text).unwrap());
    assert!(drawn.len() > 100);
    assert!(drawn.keys().eq(rendered.keys()));
    for (path, page) in &drawn {
        assert_eq!(page, &rendered[path], "{path}");
    }
}

#[test]
fn a_themes_template_draws_a_view_from_the_same_model() {
    let mesh = sample();
    let prepared = PreparedViews::new(mesh.readable(), &mesh.settings);
    let views = prepared.views();
    let relations = mesh.catalog.relations.iter();
    let relation = relations
        .filter(|r| r.unified && mesh.catalog.asset(r.asset).description.is_some())
        .max_by_key(|r| mesh.catalog.columns_of(r).len())
        .unwrap();
    let mut model = view::relation_page(&views, relation);
    model.full_name = "<script>alert(1)</script>";
    let page = |text: &str| {
        let theme = theme(&views, "relation.html", text).unwrap();
        theme
            .relation_page(&model)
            .map(|bytes| String::from_utf8(bytes).unwrap())
    };
    let own = page(
        "{% extends \"base.html\" %}{% block main %}<h1>{{ full_name }}</h1>\
         {{ prose(of=lead) }}|{{ lead.safe_html }}|{{ facts(of=facts) }}{{ parts.lineage }}\
         <ol>{% for c in columns.rows %}<li>{{ c.name }}</li>{% endfor %}</ol>{% endblock main %}",
    )
    .unwrap();
    let lead = model.lead.as_deref().unwrap();
    assert!(own.starts_with("<!doctype html>"));
    assert!(own.contains("<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>"));
    assert!(own.contains(&format!("{lead}|")), "{lead} in {own}");
    assert!(own.contains("|&lt;p&gt;") && own.contains("<dl class=\"facts\">"));
    assert!(own.contains("<svg class=\"lineage\""));
    let columns = own.matches("<li>").count();
    assert!(columns >= model.columns.rows.len() && columns > 3);
    // A text of anyone's is neither prose nor a tone.
    for text in [
        "{{ prose(of=full_name) }}",
        "{{ badges(of=[{\"text\": \"a\", \"tone\": full_name}]) }}",
    ] {
        let error = page(text).unwrap_err().to_string();
        assert!(
            error.contains("invalid type") || error.contains("unknown variant"),
            "{error}"
        );
    }
}

#[test]
fn a_template_that_no_page_asks_for_is_refused() {
    let mesh = sample();
    let prepared = PreparedViews::new(mesh.readable(), &mesh.settings);
    let views = prepared.views();
    let error = theme(&views, "relations.html", "").err().unwrap();
    assert!(error.to_string().contains("`relations.html`"), "{error}");
}
