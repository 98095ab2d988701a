//! The embedded templates and assets.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::problem::{Problem, ThemeError};
use crate::html::{self, relation_page};
use crate::markdown::escape_to;
use crate::view::model::{Page, RelationPage, SiteContext};
use crate::view::root;

/// The template of a view's or table's page.
pub(super) const RELATION: &str = "relation.html";
const TEMPLATES: [(&str, &str); 18] = [
    ("base.html", include_str!("../../templates/base.html")),
    (
        "components.html",
        include_str!("../../templates/components.html"),
    ),
    ("entity.html", include_str!("../../templates/entity.html")),
    (
        "findings.html",
        include_str!("../../templates/findings.html"),
    ),
    (
        "governance.html",
        include_str!("../../templates/governance.html"),
    ),
    ("figures.html", include_str!("../../templates/figures.html")),
    (
        "figures-parts.html",
        include_str!("../../templates/figures-parts.html"),
    ),
    ("lineage.html", include_str!("../../templates/lineage.html")),
    ("guide.html", include_str!("../../templates/guide.html")),
    ("changes.html", include_str!("../../templates/changes.html")),
    ("home.html", include_str!("../../templates/home.html")),
    ("list.html", include_str!("../../templates/list.html")),
    ("moved.html", include_str!("../../templates/moved.html")),
    (
        "not-found.html",
        include_str!("../../templates/not-found.html"),
    ),
    (
        "relation.html",
        include_str!("../../templates/relation.html"),
    ),
    ("rules.html", include_str!("../../templates/rules.html")),
    ("rule.html", include_str!("../../templates/rule.html")),
    ("search.html", include_str!("../../templates/search.html")),
];
const CSS: &str = include_str!("../../static/vitrina.css");
const JS: &str = include_str!("../../static/vitrina.js");
/// What the worker has of wasm-bindgen takes the place of its import: a round trip less.
const GLUE: &str = include_str!(concat!(env!("SEARCH_CLIENT"), "/search-glue.js"));
const IMPORT: &str = "import { initSync, Client } from \"./search-glue.js\";\n";
/// The search client and the lineage explorer, in an order in which each names only those before
/// it: by `%file%`, which gives way to the name that the file gets.
const SCRIPTS: [(&str, &str, &[u8]); 14] = [
    (
        "audiences",
        "js",
        include_bytes!("../../static/audiences.js"),
    ),
    (
        "search",
        "wasm.gz",
        include_bytes!(concat!(env!("SEARCH_CLIENT"), "/search.wasm.gz")),
    ),
    (
        "search-worker",
        "js",
        include_bytes!("../../static/search-worker.js"),
    ),
    (
        "search-page",
        "js",
        include_bytes!("../../static/search-page.js"),
    ),
    ("search", "js", include_bytes!("../../static/search.js")),
    (
        "explorer-data",
        "js",
        include_bytes!("../../static/explorer-data.js"),
    ),
    (
        "explorer-draw",
        "js",
        include_bytes!("../../static/explorer-draw.js"),
    ),
    (
        "explorer-export",
        "js",
        include_bytes!("../../static/explorer-export.js"),
    ),
    (
        "explorer-mesh",
        "js",
        include_bytes!("../../static/explorer-mesh.js"),
    ),
    (
        "explorer-scene",
        "js",
        include_bytes!("../../static/explorer-scene.js"),
    ),
    (
        "explorer-panel",
        "js",
        include_bytes!("../../static/explorer-panel.js"),
    ),
    (
        "explorer-address",
        "js",
        include_bytes!("../../static/explorer-address.js"),
    ),
    ("explorer", "js", include_bytes!("../../static/explorer.js")),
    (
        "explorer",
        "css",
        include_bytes!("../../static/explorer.css"),
    ),
];
const ICON: &str = include_str!("../../static/favicon.svg");
/// Whose work the search client holds: their licences ask that copies say so, and a portal is one.
const NOTICES: &str = include_str!("../../static/search-notices.txt");

/// A template of a theme's own, which takes the place of the embedded one of its name.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    /// Name, for example `relation.html`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Templates, ready to render.
pub(crate) struct Theme {
    tera: Tera,
    /// Names of the templates that a theme brings.
    overridden: Vec<String>,
    /// Whether it is for the portal of an audience.
    in_part: bool,
    /// Made of what all pages share, and of the templates that a theme brings.
    fingerprint: [u8; 16],
    /// Site-relative path and bytes of stylesheet, script, icon.
    pub assets: Vec<(String, Vec<u8>)>,
}

/// Made of what a theme puts into every page that may be kept.
fn fingerprint(context: &SiteContext, templates: &[Template]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    let mut context = context.clone();
    if templates.is_empty() {
        // Our own templates put these into pages alone that are made anew in every build, or that read
        // them; of the moment the others say only where it stands.
        context.search_hint.clear();
        context.as_of = None;
        context.built = context.built.map(|_| String::new());
        context.built_moment = None;
        context.inputs.clear();
        context.stale.clear();
    }
    // Texts and numbers: they are always written.
    let context = serde_json::to_vec(&context).unwrap_or_default();
    let texts = templates.iter().flat_map(|of| [&of.name, &of.text]);
    for part in std::iter::once(context.as_slice()).chain(texts.map(String::as_bytes)) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut fingerprint = [0; 16];
    hasher.finalize_xof().fill(&mut fingerprint);
    fingerprint
}

impl Theme {
    /// The embedded templates, over which those of a theme are laid; `site` makes what all pages share,
    /// given the addresses of stylesheet, script and theme stylesheet.
    ///
    /// # Errors
    /// As [`check`] says.
    pub(crate) fn new(
        accent: Option<&str>,
        templates: Vec<Template>,
        site: impl FnOnce(String, String, Option<String>) -> SiteContext,
    ) -> Result<Self, ThemeError> {
        let mut tera = engine(&templates)?;
        let css = hashed("vitrina", "css", CSS.as_bytes());
        let mut search: Vec<(String, String, Vec<u8>)> = Vec::new();
        for (stem, extension, bytes) in SCRIPTS {
            let bytes = match std::str::from_utf8(bytes) {
                Ok(text) => linked(&text.replace(IMPORT, GLUE), &search).into_bytes(),
                Err(_) => bytes.to_vec(),
            };
            let path = hashed(stem, extension, &bytes);
            search.push((format!("{stem}.{extension}"), path, bytes));
        }
        let script = linked(JS, &search);
        let js = hashed("vitrina", "js", script.as_bytes());
        let theme = accent.map(|a| format!(":root{{--accent:{a}}}\n"));
        let theme_path = theme.as_ref().map(|t| hashed("theme", "css", t.as_bytes()));
        let mut assets = vec![
            (css.clone(), CSS.as_bytes().to_vec()),
            (js.clone(), script.into_bytes()),
            ("favicon.svg".to_owned(), ICON.as_bytes().to_vec()),
            (
                "assets/search-notices.txt".to_owned(),
                NOTICES.as_bytes().to_vec(),
            ),
        ];
        assets.extend(search.into_iter().map(|(_, path, bytes)| (path, bytes)));
        assets.extend(theme_path.clone().zip(theme.map(String::into_bytes)));
        let context = site(css, js, theme_path);
        let fingerprint = fingerprint(&context, &templates);
        tera.global_context().insert("site", &context);
        Ok(Self {
            tera,
            overridden: templates.into_iter().map(|t| t.name).collect(),
            in_part: context.audience.is_some(),
            fingerprint,
            assets,
        })
    }

    /// Made of all that a theme puts into every page.
    #[must_use]
    pub(crate) const fn fingerprint(&self) -> [u8; 16] {
        self.fingerprint
    }

    /// Whether a theme brings a template of this name.
    #[must_use]
    pub(crate) fn is_overridden(&self, template: &str) -> bool {
        self.overridden.iter().any(|name| name == template)
    }

    /// Renders a page model.
    ///
    /// # Errors
    /// Where the template doesn't fit the model.
    pub(crate) fn page<T: Serialize>(
        &self,
        template: &str,
        page: &Page,
        model: &T,
    ) -> Result<Vec<u8>, ThemeError> {
        let context = Context::from_serialize(model)?;
        self.rendered(template, page, context)
    }

    /// Renders a view's or table's page by its template: it gets the model, and beside it what would
    /// be drawn of it: `main`, `toc`, `crumbs`, and in `parts` what `main` consists of.
    ///
    /// # Errors
    /// Where the template doesn't fit the model.
    pub(crate) fn relation_page(&self, model: &RelationPage<'_>) -> Result<Vec<u8>, ThemeError> {
        let mut context = Context::from_serialize(model)?;
        let drawn = [
            ("main", relation_page::main(model)),
            ("toc", relation_page::toc(model)),
            ("crumbs", relation_page::crumbs(model)),
        ];
        for (name, html) in drawn {
            context.insert_value(name, Value::safe_string(html.as_str()));
        }
        let json_ld = html::json_ld(model);
        context.insert_value("json_ld", Value::safe_string(json_ld.as_str()));
        let parts: BTreeMap<&str, Value> = relation_page::parts(model)
            .map(|(id, html)| (id, Value::safe_string(html.as_str())))
            .collect();
        context.insert_value("parts", Value::from(parts));
        self.rendered(RELATION, &model.page, context)
    }

    fn rendered(
        &self,
        template: &str,
        page: &Page,
        mut context: Context,
    ) -> Result<Vec<u8>, ThemeError> {
        context.insert("root", &root(&page.path));
        context.insert("in_part", &self.in_part);
        let mut out = Vec::with_capacity(16 << 10);
        self.tera.render_to(template, &context, &mut out)?;
        Ok(out)
    }
}

/// Whether the templates of a theme can be laid over the embedded ones.
///
/// # Errors
/// Each template that can't be parsed, or that nothing would use; or where the templates don't fit each
/// other.
pub(crate) fn check(templates: &[Template]) -> Result<(), ThemeError> {
    engine(templates).map(|_| ())
}

fn engine(own: &[Template]) -> Result<Tera, ThemeError> {
    let unused = own.iter().filter(|template| !is_used(template, own));
    let mut problems: Vec<Problem> = unused
        .map(|template| nowhere_used(&template.name))
        .collect();
    // The engine itself tells of the first one alone.
    problems.extend(own.iter().filter_map(|template| {
        let parsed = Tera::new().add_raw_template(&template.name, &template.text);
        Problem::of_syntax(&parsed.err()?)
    }));
    if !problems.is_empty() {
        return Err(ThemeError(problems));
    }
    let mut tera = Tera::new();
    tera.set_escape_fn(escape_to);
    tera.register_filter("safe", unescaped);
    html::register(&mut tera);
    let own = own.iter().map(|t| (t.name.as_str(), t.text.as_str()));
    tera.add_raw_templates(TEMPLATES.into_iter().chain(own))?;
    Ok(tera)
}

/// In place of the engine's `safe`: what is HTML says so itself, and all else is escaped.
fn unescaped(_: &str, _: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    Err(tera::Error::message(
        "`safe` would print a text as HTML; `prose(of=…)` prints a description",
    ))
}

/// Whether a page asks for a template, another template of the theme names it, or it defines a
/// component, which all templates can use.
fn is_used(template: &Template, own: &[Template]) -> bool {
    let quoted = ['"', '\''].map(|quote| format!("{quote}{}{quote}", template.name));
    let mut others = own.iter().filter(|other| other.name != template.name);
    let mut tags = template.text.split("{%").skip(1);
    TEMPLATES.iter().any(|(known, _)| *known == template.name)
        || others.any(|other| quoted.iter().any(|name| other.text.contains(name)))
        || tags.any(|tag| {
            let mut words = tag.trim_start_matches('-').split_whitespace();
            words.next() == Some("component")
        })
}

fn nowhere_used(name: &str) -> Problem {
    let known: Vec<&str> = TEMPLATES.iter().map(|(known, _)| *known).collect();
    Problem {
        template: Some(name.to_owned()),
        at: None,
        message: "no page is drawn by a template of this name, and no template includes it"
            .to_owned(),
        help: Some(format!("templates are {}", known.join(", "))),
    }
}

/// A script with the names of other files in place of their marks: all lie in one folder.
fn linked(script: &str, others: &[(String, String, Vec<u8>)]) -> String {
    let mut out = script.to_owned();
    for (name, path, _) in others {
        let file = path.rsplit('/').next().unwrap_or(path);
        out = out.replace(&format!("%{name}%"), file);
    }
    out
}

/// Whether these are the bytes of a file that is written as it is, for any mesh.
#[must_use]
pub(crate) fn is_own_asset(bytes: &[u8]) -> bool {
    SCRIPTS.iter().any(|(_, _, own)| *own == bytes)
}

/// A name that changes with the content, so that it can be cached for ever.
fn hashed(stem: &str, extension: &str, bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    format!("assets/{stem}-{}.{extension}", &hash[..10])
}
