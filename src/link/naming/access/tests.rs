//! Levels, from grants, manifests and settings to what an audience may see.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::catalog::{AssetIx, Catalog, Clock, Kind, Level, PublishedFacts, Seen};
use crate::config::Settings;
use crate::diagnostic::FileId;
use crate::export::bigquery;
use crate::link::{Aliases, Export, Facts, Linked, NoneSaved, link};
use crate::manifest::{self, NothingSaved};
use crate::source::SourceTree;
use crate::system::Exporter;

const SETTINGS: &str = r#"
[entry_points]
datasets = ["p.unified"]
[[audiences]]
id = "analysts"
label = "Data analysts"
grantees = ["group:analysts@example.com"]
[[audiences]]
id = "finance"
grantees = ["group:finance@example.com", "user:ana@example.com", "domain:partner.example"]
[[audiences]]
id = "leads"
includes = ["chiefs"]
[[audiences]]
id = "chiefs"
includes = ["leads", "finance"]
"#;
const DME: &str = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers: [{type: bigquery, project: p, dataset: store}]\n";
const PRODUCT: &str = "apiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\noutputPorts:\n  - {name: orders, physicalName: p.unified.orders}\n";

/// What is read, from texts to a catalog.
#[derive(Default)]
struct Mesh {
    settings: String,
    files: Vec<(String, String)>,
}

impl Mesh {
    /// A table and two unified views over it, of a DME and its product.
    fn shop() -> Self {
        Self {
            settings: SETTINGS.to_owned(),
            files: Vec::new(),
        }
        .file("store.yaml", DME)
        .file("orders.yaml", PRODUCT)
        .table("store", "orders")
        .view("orders", "SELECT id FROM `p.store.orders`")
        .view("items", "SELECT id FROM `p.store.orders`")
    }

    fn settings(mut self, more: &str) -> Self {
        self.settings = format!("{more}\n{}", self.settings);
        self
    }

    fn file(mut self, path: &str, text: &str) -> Self {
        self.files.retain(|(known, _)| known != path);
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    fn row(mut self, view: &str, row: &str) -> Self {
        let path = format!("exports/bigquery/{view}.ndjson");
        match self.files.iter_mut().find(|(known, _)| *known == path) {
            Some((_, text)) => text.push_str(&format!("\n{row}")),
            None => self.files.push((path, row.to_owned())),
        }
        self
    }

    fn table(self, dataset: &str, name: &str) -> Self {
        let of = format!(r#""table_catalog":"p","table_schema":"{dataset}","table_name":"{name}""#);
        self.row("TABLES", &format!(r#"{{{of},"table_type":"BASE TABLE"}}"#))
            .row(
                "COLUMNS",
                &format!(r#"{{{of},"column_name":"id","ordinal_position":1,"data_type":"INT64"}}"#),
            )
    }

    fn view(self, name: &str, sql: &str) -> Self {
        let of = format!(r#""table_catalog":"p","table_schema":"unified","table_name":"{name}""#);
        self.row("TABLES", &format!(r#"{{{of},"table_type":"VIEW"}}"#))
            .row(
                "VIEWS",
                &format!(r#"{{{of},"view_definition":"{sql}","use_standard_sql":"YES"}}"#),
            )
    }

    /// A grant on a table or view; on the dataset where the name is empty.
    fn grant(self, dataset: &str, name: &str, grantee: &str) -> Self {
        let object = match name {
            "" => {
                format!(r#""object_schema":null,"object_name":"{dataset}","object_type":"SCHEMA""#)
            }
            _ => format!(
                r#""object_schema":"{dataset}","object_name":"{name}","object_type":"VIEW""#
            ),
        };
        let row = format!(
            r#"{{"object_catalog":"p",{object},"privilege_type":"roles/bigquery.dataViewer","grantee":"{grantee}"}}"#
        );
        self.row("OBJECT_PRIVILEGES", &row)
    }

    fn audiences(self, of_port: &str) -> Self {
        let product = PRODUCT.replace(
            "physicalName: p.unified.orders",
            &format!("physicalName: p.unified.orders, audiences: [{of_port}]"),
        );
        self.file("orders.yaml", &product)
    }

    fn link(&self) -> (Catalog, Vec<String>) {
        let files = self.files.iter();
        let tree = SourceTree::in_memory(
            files.map(|(path, text)| (path.clone(), text.clone().into_bytes())),
        );
        let mut findings = Vec::new();
        let settings = Settings::read(Some(&self.settings), FileId::SETTINGS, &mut findings);
        let is_export = |path: &str| path.starts_with("exports/");
        let manifests = manifest::read_all(&tree, &is_export, &NothingSaved, &mut findings);
        let mut facts = Facts::new(Aliases::default());
        facts.begin(Export {
            format: Exporter::Bigquery,
            path: "exports/bigquery/**".to_owned(),
            files: 1,
            max_age: None,
            pos: None,
        });
        for (file, path) in tree.iter() {
            if is_export(path) {
                bigquery::read(&tree, file, &mut facts);
            }
        }
        facts.end();
        let paths = tree.paths().to_vec();
        let Linked { catalog, .. } = link(
            &settings,
            &manifests,
            facts,
            Clock::default(),
            paths,
            &NoneSaved,
            &mut findings,
        );
        let told = findings.iter().map(|f| {
            let line = f.pos().map_or(0, |pos| pos.line);
            format!("{} {line} {}", f.rule.info().id, f.message)
        });
        let told = told.collect();
        (catalog, told)
    }

    fn catalog(&self) -> Catalog {
        self.link().0
    }

    /// The level of a table or view of `p` for an audience.
    fn level(&self, name: &str, audience: &str) -> Level {
        let catalog = self.catalog();
        let ix = relation(&catalog, name);
        catalog.level(ix, catalog.audience(audience).unwrap())
    }

    /// The audiences for which a unified view is open.
    fn open(&self, name: &str) -> String {
        let catalog = self.catalog();
        let ix = relation(&catalog, name);
        let all = (0u32..).zip(&catalog.audiences);
        let open = all.filter(|(at, _)| {
            let of = crate::catalog::AudienceIx(*at);
            let level = catalog.level(ix, of);
            assert_eq!(Seen::of(&catalog, of).level(ix), level, "{name}");
            level == Level::Open
        });
        let open: Vec<&str> = open.map(|(_, audience)| audience.id.as_str()).collect();
        let told = catalog.audiences_of(catalog.relation(ix).unwrap()).0;
        let mut known: Vec<&str> = open.clone();
        known.sort_unstable();
        let told: Vec<&str> = told
            .into_iter()
            .filter(|n| catalog.audience(n).is_some())
            .collect();
        assert_eq!(told, known, "who may use it says what the builds do");
        open.join(" ")
    }

    /// What an audience may see.
    fn seen(&self, audience: &str) -> (Catalog, Seen) {
        let catalog = self.catalog();
        let seen = Seen::of(&catalog, catalog.audience(audience).unwrap());
        (catalog, seen)
    }
}

fn relation(catalog: &Catalog, name: &str) -> AssetIx {
    catalog.find_relation(&format!("p.{name}")).unwrap()
}

const ORDERS: &str = "unified.orders";
const ITEMS: &str = "unified.items";
const ANALYSTS: &str = "group:analysts@example.com";

#[test]
fn the_stricter_of_manifest_and_grants_wins() {
    let mesh = || Mesh::shop();
    assert_eq!(mesh().open(ORDERS), "", "nobody speaks");
    assert_eq!(
        mesh().audiences("{name: analysts}").open(ORDERS),
        "analysts"
    );
    let granted = mesh().grant("unified", "orders", ANALYSTS);
    assert_eq!(granted.open(ORDERS), "analysts");
    let both = mesh()
        .audiences("{name: analysts}, {name: finance}")
        .grant("unified", "orders", ANALYSTS);
    assert_eq!(both.open(ORDERS), "analysts");
    let apart = mesh()
        .audiences("{name: finance}")
        .grant("unified", "orders", ANALYSTS);
    assert_eq!(apart.open(ORDERS), "");
    assert_eq!(apart.level(ORDERS, "analysts"), Level::Listed);
    // An empty list is nobody, whoever is granted it; no list leaves it to grants.
    let nobody = || mesh().audiences("");
    assert_eq!(nobody().open(ORDERS), "");
    let granted = nobody().grant("unified", "orders", ANALYSTS);
    assert_eq!(granted.open(ORDERS), "");
    assert_eq!(granted.level(ORDERS, "analysts"), Level::Listed);
}

#[test]
fn a_grant_is_of_those_whom_the_settings_list() {
    let of = |grantee: &str| {
        Mesh::shop()
            .grant("unified", "orders", grantee)
            .open(ORDERS)
    };
    assert_eq!(of("GROUP:Analysts@Example.com"), "analysts");
    assert_eq!(of("iamMember:group:analysts@example.com"), "analysts");
    assert_eq!(of("user:ana@example.com"), "finance leads chiefs");
    assert_eq!(of("domain:partner.example"), "finance leads chiefs");
    assert_eq!(of("domain:example.com"), "");
    assert_eq!(of("allAuthenticatedUsers"), "analysts finance leads chiefs");
    assert_eq!(of("deleted:group:analysts@example.com?uid=1"), "");
    assert_eq!(of("group:others@example.com"), "");
    // A person is one who may, too: what the port says isn't all then.
    let with_person = Mesh::shop().audiences("{name: analysts}").grant(
        "unified",
        "orders",
        "user:kit@example.com",
    );
    assert_eq!(with_person.open(ORDERS), "");
}

#[test]
fn grants_of_a_dataset_reach_what_exports_describe_in_it() {
    let mesh = Mesh::shop()
        .grant("unified", "", ANALYSTS)
        .grant("store", "", ANALYSTS)
        .view("broken", "SELECT id FROM `p.store.gone`");
    assert_eq!(mesh.open(ORDERS), "analysts");
    assert_eq!(mesh.open("store.orders"), "analysts");
    assert_eq!(mesh.level("store.gone", "analysts"), Level::Hidden);
    let metadata = Mesh::shop().row(
        "OBJECT_PRIVILEGES",
        r#"{"object_catalog":"p","object_schema":"unified","object_name":"orders","object_type":"VIEW","privilege_type":"roles/bigquery.metadataViewer","grantee":"group:analysts@example.com"}"#,
    );
    assert_eq!(metadata.open(ORDERS), "", "a role that doesn't read");
}

#[test]
fn audiences_include_others_and_may_go_round() {
    let mesh = Mesh::shop().audiences("{name: finance}");
    assert_eq!(mesh.open(ORDERS), "finance leads chiefs");
    // Those that are included don't get what includes them has.
    assert_eq!(
        Mesh::shop().audiences("{name: leads}").open(ORDERS),
        "leads chiefs"
    );
    let by_label = Mesh::shop().audiences("{name: Data analysts}");
    assert_eq!(by_label.open(ORDERS), "analysts");
    let by_grantee = Mesh::shop().audiences("{name: x, grantee: \"group:Finance@example.com\"}");
    assert_eq!(by_grantee.open(ORDERS), "finance leads chiefs");
}

#[test]
fn five_sources_hide_what_is_not_open() {
    let label = |of: &str, view: &str| {
        format!(
            r#"{{{of},"option_name":"labels","option_type":"ARRAY","option_value":"[STRUCT(\"visibility\", \"{view}\")]"}}"#
        )
    };
    let table = r#""table_catalog":"p","table_schema":"unified","table_name":"orders""#;
    let dataset = r#""catalog_name":"p","schema_name":"unified""#;
    let hidden = |text: &str| text.replacen("id: ", "hidden: true\nid: ", 1);
    let standard = "apiVersion: v1.0.0\nkind: DataProduct\nid: more\nstatus: active\ncustomProperties: [{property: environment, value: store}, {property: vitrina.hidden, value: true}]\noutputPorts: [{name: orders, version: 1.0.0, contractId: orders}]\n";
    let contract = |value: &str| {
        format!(
            "apiVersion: v3.0.2\nkind: DataContract\nid: orders\nversion: 1.0.0\nstatus: active\nservers: [{{server: s, type: bigquery, project: p, dataset: unified}}]\nschema: [{{name: orders, customProperties: [{{property: vitrina.hidden, value: {value}}}]}}]\n"
        )
    };
    let mesh = || Mesh::shop();
    for (what, mesh) in [
        ("DME", mesh().file("store.yaml", &hidden(DME))),
        ("product", mesh().file("orders.yaml", &hidden(PRODUCT))),
        (
            "label",
            mesh().row("TABLE_OPTIONS", &label(table, "hidden")),
        ),
        (
            "label of the dataset",
            mesh().row("SCHEMATA_OPTIONS", &label(dataset, "Hidden")),
        ),
        ("dataset", mesh().settings("[access]\nhidden = [\"unif*\"]")),
        (
            "server",
            mesh().file(
                "store.yaml",
                &DME.replace(
                    "dataset: store}",
                    "dataset: store}, {type: bigquery, project: P, dataset: unif*, hidden: true}",
                ),
            ),
        ),
        ("contract", mesh().file("k.yaml", &contract("true"))),
        (
            "standard product",
            mesh()
                .file("k.yaml", &contract("false"))
                .file("o.yaml", standard),
        ),
    ] {
        assert_eq!(mesh.level(ORDERS, "analysts"), Level::Hidden, "{what}");
        // Who may query it sees it all the same.
        let granted = mesh.grant("unified", "orders", ANALYSTS);
        assert_eq!(granted.level(ORDERS, "analysts"), Level::Open, "{what}");
        assert_eq!(granted.level(ORDERS, "finance"), Level::Hidden, "{what}");
    }
    let shown = mesh()
        .row("TABLE_OPTIONS", &label(table, "public"))
        .file("k.yaml", &contract("false"));
    assert_eq!(shown.level(ORDERS, "analysts"), Level::Listed);
    assert_eq!(
        shown.level("store.orders", "analysts"),
        Level::Hidden,
        "a table is never listed"
    );
}

#[test]
fn columns_are_restricted_by_their_policy_tags() {
    let field = |path: &str, tags: &str| {
        let column = path.split('.').next().unwrap();
        format!(
            r#"{{"table_catalog":"p","table_schema":"store","table_name":"orders","column_name":"{column}","field_path":"{path}","data_type":"STRING","policy_tags":[{tags}]}}"#
        )
    };
    let mesh = Mesh::shop()
        .settings(
            "[access.policy_tags]\n\"t/1/*\" = [\"analysts\"]\n\"t/1/tags/secret\" = [\"finance\"]",
        )
        .grant("store", "", ANALYSTS)
        .grant("store", "", "group:finance@example.com")
        .row("COLUMN_FIELD_PATHS", &field("mail", r#""t/1/tags/mail""#))
        .row("COLUMN_FIELD_PATHS", &field("home", ""))
        .row("COLUMN_FIELD_PATHS", &field("home.city", ""))
        .row(
            "COLUMN_FIELD_PATHS",
            &field("home.street", r#""t/1/tags/secret""#),
        )
        .row("COLUMN_FIELD_PATHS", &field("safe", ""))
        .row("COLUMN_FIELD_PATHS", &field("safe.code", r#""t/9""#));
    let columns = |audience: &str| {
        let (c, seen) = mesh.seen(audience);
        let mut all: Vec<&str> = seen.columns.iter().map(|(_, path)| c.str(*path)).collect();
        all.sort_unstable();
        all.join(" ")
    };
    assert_eq!(columns("analysts"), "home.street safe safe.code");
    assert_eq!(columns("finance"), "mail safe safe.code");
    assert_eq!(
        columns("leads"),
        "mail safe safe.code",
        "by what it includes"
    );
}

#[test]
fn texts_are_for_those_whom_they_name() {
    let mesh = Mesh::shop()
        .file("guides/a.md", "---\naudience: finance\n---\nA\n")
        .file("guides/b.md", "B\n")
        .file(
            "t.yaml",
            "apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: pay\naudience: [finance, analyst]\n",
        )
        .file(
            "u.yaml",
            "apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: order\n",
        )
        .file("x/y.yaml", "apiVersion: vitrina/v1\nkind: Team\nid: y\n")
        .file("x/README.md", "---\naudience: finanse\n---\nLong\n");
    let texts = |audience: &str| {
        let (c, seen) = mesh.seen(audience);
        let all = [Kind::Guide, Kind::Term]
            .map(|kind| c.sorted(kind))
            .concat();
        let all = all.into_iter().filter(|ix| seen.is_open(*ix));
        all.map(|ix| c.name(ix).to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(texts("analysts"), "b order");
    assert_eq!(texts("chiefs"), "a b order pay");
    let (c, told) = mesh.link();
    let unknown: Vec<&String> = told
        .iter()
        .filter(|t| t.starts_with("unknown-id"))
        .collect();
    assert_eq!(unknown.len(), 2, "{told:?}");
    let long = c.long_descriptions.values().next().unwrap();
    assert_eq!(
        (long.audiences.as_slice(), long.lines_before),
        (&["finanse".to_owned()][..], 3)
    );
    assert!(
        !told.iter().any(|t| t.starts_with("front-matter")),
        "{told:?}"
    );
}

#[test]
fn owners_of_views_are_told_as_their_tables_publish_it() {
    let owner = |mesh: &Mesh, view: &str| {
        let (c, seen) = mesh.seen("analysts");
        let relation = c.relation(relation(&c, view)).unwrap();
        let owner = seen.owner(&c, relation).map(|ix| c.name(ix).to_owned());
        let dme = c.find(Kind::Dme, "store").unwrap();
        assert_eq!(seen.sees(dme), owner.is_some() || view == ORDERS);
        owner
    };
    let only_items = || {
        let mut mesh = Mesh::shop();
        mesh.files.retain(|(path, _)| path != "orders.yaml");
        mesh
    };
    let silent = DME.replacen("id: ", "publish: [state]\nid: ", 1);
    assert_eq!(owner(&only_items(), ITEMS).as_deref(), Some("store"));
    assert_eq!(
        owner(&only_items().file("store.yaml", &silent), ITEMS),
        None
    );
    assert_eq!(
        owner(&only_items().settings("[access]\npublish = []"), ITEMS),
        None
    );
    // Its product says whose it is.
    assert_eq!(
        owner(&Mesh::shop().file("store.yaml", &silent), ORDERS).as_deref(),
        Some("store")
    );
    let (c, _) = only_items().file("store.yaml", &silent).seen("analysts");
    let table = c.published_of(relation(&c, "store.orders"));
    assert_eq!(
        table,
        PublishedFacts {
            state: true,
            ..PublishedFacts::default()
        }
    );
}

#[test]
fn what_is_missing_may_be_hidden_only_where_that_can_be_seen() {
    let mesh = Mesh::shop()
        .grant("unified", "", ANALYSTS)
        .view("below", "SELECT id FROM `p.unified.orders`")
        .view("alone", "SELECT 1 AS id");
    let partial = |mesh: &Mesh| {
        let (c, seen) = mesh.seen("analysts");
        let all = c.relations.iter().map(|r| r.asset);
        let mut all: Vec<String> = all
            .filter(|ix| seen.partial.contains(ix))
            .map(|ix| c.name(ix).to_owned())
            .collect();
        all.sort_unstable();
        all.join(" ")
    };
    let all = "p.unified.below p.unified.items p.unified.orders";
    assert_eq!(partial(&mesh), all);
    assert_eq!(partial(&mesh.grant("store", "", ANALYSTS)), "");
}

#[test]
fn what_cannot_be_read_of_access_is_told_apart() {
    let mesh = |path: &str, text: &str| Mesh::shop().file(path, text);
    for (path, text) in [
        (
            "store.yaml",
            DME.replacen("id: ", "hidden: yes please\nid: ", 1),
        ),
        ("store.yaml", DME.replacen("id: ", "hiden: true\nid: ", 1)),
        (
            "store.yaml",
            DME.replacen("id: ", "publish: [onwer]\nid: ", 1),
        ),
        (
            "store.yaml",
            DME.replace("dataset: store}", "dataset: store, hidden: 1}"),
        ),
        (
            "store.yaml",
            DME.replacen("kind: Data", "hidden: true\nkind: Dtaa", 1),
        ),
        ("store.yaml", format!("{DME}hidden: true\nx: [\n")),
        (
            "guides/a.md",
            "---\naudiences: finance\n---\nA\n".to_owned(),
        ),
    ] {
        let (c, told) = mesh(path, &text).link();
        assert_eq!(c.access.unread.len(), 1, "{text}: {told:?}");
        assert!(!told.is_empty(), "{text}");
    }
    for (path, text) in [
        (
            "store.yaml",
            DME.replacen("id: ", "hidden: false\npublish: []\nid: ", 1),
        ),
        ("store.yaml", DME.replacen("id: ", "nonsense: 1\nid: ", 1)),
        (
            "guides/a.md",
            "---\naudience: finance\norder: x\n---\nA\n".to_owned(),
        ),
    ] {
        let (c, _) = mesh(path, &text).link();
        assert_eq!(c.access.unread, [], "{text}");
    }
}

#[test]
fn settings_name_only_audiences_that_are_there() {
    let (_, told) = Mesh::shop()
        .settings("[access]\nhidden = [\"{a\"]\naudience_list = \"//x/a.json\"\n[access.policy_tags]\n\"t/*\" = [\"analist\"]")
        .link();
    assert_eq!(
        told.iter()
            .map(|t| t.split(' ').next().unwrap())
            .collect::<Vec<_>>(),
        ["wrong-type", "unknown-id", "wrong-type"],
        "{told:?}"
    );
    let (_, told) = Mesh {
        settings: SETTINGS.replace("\"chiefs\"]", "\"chief\"]"),
        ..Mesh::default()
    }
    .link();
    assert_eq!(
        told,
        ["unknown-id 13 `includes` names audience `chief`, which no [[audiences]] describes"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Of any grants, ports and audiences that include each other, the portal of an audience has a view
    /// open exactly where its line "Who may use it" names the audience, and that is what docs/access.md
    /// says.
    #[test]
    fn who_may_use_a_view_sees_it_open(
        grants in vec((prop::bool::ANY, 0..6usize), 0..5),
        port in vec(0..4usize, 0..3),
        includes in vec((0..4usize, 0..4usize), 0..4),
    ) {
        let mut settings = "[entry_points]\ndatasets = [\"p.unified\"]\n".to_owned();
        for at in 0..4 {
            let of = includes.iter().filter(|(from, _)| *from == at);
            let of: Vec<String> = of.map(|(_, to)| format!("\"a{to}\"")).collect();
            settings.push_str(&format!(
                "[[audiences]]\nid = \"a{at}\"\ngrantees = [\"group:g{at}@x.org\"]\nincludes = [{}]\n",
                of.join(", ")
            ));
        }
        let port_words: Vec<String> = port.iter().map(|at| format!("{{name: a{at}}}")).collect();
        let mut mesh = Mesh { settings, ..Mesh::shop() };
        if !port.is_empty() {
            mesh = mesh.audiences(&port_words.join(", "));
        }
        for (of_view, grantee) in &grants {
            let grantee = match grantee {
                4 => "user:ana@x.org".to_owned(),
                5 => "allUsers".to_owned(),
                at => format!("group:g{at}@x.org"),
            };
            mesh = mesh.grant("unified", if *of_view { "orders" } else { "" }, &grantee);
        }
        let is_of = |reader: usize, audience: usize| {
            let (mut known, mut queue) = (vec![reader], vec![reader]);
            while let Some(from) = queue.pop() {
                let next = includes.iter().filter(|(of, _)| *of == from).map(|(_, to)| *to);
                for to in next {
                    if !known.contains(&to) {
                        known.push(to);
                        queue.push(to);
                    }
                }
            }
            known.contains(&audience)
        };
        let expected = (0..4).filter(|reader| {
            let declared = port.iter().any(|at| is_of(*reader, *at));
            let granted = grants.iter().any(|(_, at)| *at == 5 || *at < 4 && is_of(*reader, *at));
            match (port.is_empty(), grants.is_empty()) {
                (false, false) => declared && granted,
                (false, true) => declared,
                (true, _) => granted,
            }
        });
        let expected: Vec<String> = expected.map(|at| format!("a{at}")).collect();
        prop_assert_eq!(mesh.open(ORDERS), expected.join(" "));
    }
}
