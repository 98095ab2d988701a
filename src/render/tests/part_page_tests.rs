//! Pages of a part: what a listed view shows, and what stands for hidden things.

use super::super::{Theme, render};
use super::{Kept, sample};
use crate::catalog::{AssetIx, Part, Stub};
use crate::diagnostic::Pos;
use crate::lines::{AccessLevel, LineageKind};
use crate::mesh::Mesh;
use crate::view::lineage::{Ask, lineage_answer, lineage_csv, lineage_dot, lineage_text};
use crate::view::{self, PreparedViews, Views, api};

/// The sample as a part: one view of it is listed, two read something hidden.
struct Sample {
    mesh: Mesh,
    listed: AssetIx,
    /// Reads something that has no name here.
    unnamed: AssetIx,
    /// Reads something whose names are published.
    named: AssetIx,
}

fn part_of_sample() -> Sample {
    let mut mesh = sample();
    let c = &mut mesh.catalog;
    let asks = |ix: AssetIx, c: &crate::catalog::Catalog| {
        let dme = c.relation(ix).and_then(|r| c.owner(r));
        let roles = dme.and_then(|dme| c.environment(dme)).map(|dme| &dme.roles);
        roles.is_some_and(|roles| roles.iter().any(|r| r.request_url.is_some()))
    };
    let unified = c.relations.iter().filter(|r| r.unified).map(|r| r.asset);
    let mut unified = unified
        .filter(|ix| asks(*ix, c))
        .collect::<Vec<_>>()
        .into_iter();
    let [listed, unnamed, named] = [(); 3].map(|()| unified.next().unwrap());
    let hidden = c.relations.iter().find(|r| !r.is_view()).unwrap().table;
    c.part = Some(Part {
        audience: "analysts".to_owned(),
        label: "Data <analysts>".to_owned(),
        listed: [listed].into_iter().collect(),
        partial: Default::default(),
    });
    for (ix, stub) in [(unnamed, Stub::Unnamed), (named, Stub::Named(vec![hidden]))] {
        let column = c.columns_of(c.relation(ix).unwrap())[0].path;
        c.stubs.columns.insert((ix, column), stub.clone());
        c.stubs.reads.insert(ix, stub);
    }
    for asset in &mut c.inventory.registry.assets {
        asset.pos = asset.pos.map(|_| Pos::NOWHERE);
    }
    // Findings of the whole aren't told.
    mesh.findings.clear();
    Sample {
        mesh,
        listed,
        unnamed,
        named,
    }
}

fn site_of(mesh: &Mesh) -> std::collections::BTreeMap<String, String> {
    let prepared = PreparedViews::new(mesh.readable(), &mesh.settings);
    let views = prepared.views();
    let theme = Theme::new(None, Vec::new(), |css, js, theme| {
        view::site(&views, css, js, theme)
    });
    let kept = Kept::default();
    render(&prepared, &theme.unwrap(), &kept, None).unwrap();
    kept.0.into_inner().unwrap()
}

#[test]
fn a_listed_view_says_what_it_is_and_how_to_ask_and_nothing_else() {
    let sample = part_of_sample();
    let c = &sample.mesh.catalog;
    let site = site_of(&sample.mesh);
    let page = &site[c.href(sample.listed)];
    assert!(page.contains("You can't query it yet."), "{page}");
    let dme = c.owner(c.relation(sample.listed).unwrap()).unwrap();
    let role = c.environment(dme).unwrap().roles.iter();
    let url = role
        .filter_map(|r| r.request_url.as_deref())
        .next()
        .unwrap();
    assert!(page.contains(&format!("href=\"{url}\"")), "{page}");
    let ids: Vec<&str> = page
        .split("<section id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(ids, ["access", "support"]);
    assert!(page.contains("<a href=\"#support\">Support</a>"));
    for other in ["#columns", "#lineage", "#sql", "verdict", "class=\"empty\""] {
        assert!(!page.contains(other), "{other} in {page}");
    }
    // Its row in the list says so too.
    assert!(site["views/index.html"].contains("ask for access"));

    let prepared = PreparedViews::new(sample.mesh.readable(), &sample.mesh.settings);
    let views = prepared.views();
    let line = |ix| api::relation_line(&views, c.relation(ix).unwrap());
    assert_eq!(line(sample.listed).level, AccessLevel::Listed);
    assert!(line(sample.listed).verdict.is_none() && !line(sample.listed).stub);
    assert_eq!(line(sample.unnamed).level, AccessLevel::Open);
    assert!(line(sample.unnamed).stub);
    assert_eq!(api::mesh_line(&views).audience.as_deref(), Some("analysts"));
}

#[test]
fn hidden_things_that_sql_names_are_one_thing_without_a_name() {
    let sample = part_of_sample();
    let c = &sample.mesh.catalog;
    let site = site_of(&sample.mesh);
    let unseen = "something that you may not see";
    let page = &site[c.href(sample.unnamed)];
    // In the pointers, the picture, the list of what it reads, and its first column.
    assert_eq!(page.matches(unseen).count(), 4, "{page}");
    assert_eq!(page.matches("<g class=\"unseen\">").count(), 1, "{page}");
    let page = &site[c.href(sample.named)];
    let Some(Stub::Named(names)) = c.stubs.reads.get(&sample.named) else {
        panic!("no stub");
    };
    let name = c.str(names[0]);
    assert!(
        page.contains(&format!("<span class=\"mono\">{name}</span>")),
        "{page}"
    );
    assert!(page.contains("not for you to see"), "{page}");

    let prepared = PreparedViews::new(sample.mesh.readable(), &sample.mesh.settings);
    let views = prepared.views();
    let ask = Ask {
        asset: sample.unnamed,
        up: true,
        down: true,
        depth: 2,
        columns: false,
    };
    let answer = lineage_answer(&views, ask);
    let hidden = answer
        .nodes
        .iter()
        .filter(|n| n.kind == LineageKind::Hidden);
    let hidden: Vec<_> = hidden
        .map(|n| (n.id.as_str(), n.title.as_str(), n.step))
        .collect();
    assert_eq!(hidden, [("hidden", unseen, -1)]);
    let edges = answer.edges.iter().filter(|e| e.from == "hidden");
    let edges: Vec<_> = edges.map(|e| (e.to.clone(), e.provenance.len())).collect();
    assert_eq!(edges, [(c.id(sample.unnamed), 0)]);
    type Line<'l> = &'l mut dyn FnMut(&str) -> std::io::Result<()>;
    type Print = fn(&Views<'_>, Ask, Line<'_>) -> std::io::Result<()>;
    for (print, line) in [
        (lineage_text as Print, format!("  {unseen}")),
        (lineage_dot as Print, format!("{unseen}\\nhidden")),
        (
            lineage_csv as Print,
            format!("hidden,{},,,,", c.id(sample.unnamed)),
        ),
    ] {
        let mut lines = String::new();
        print(&views, ask, &mut |line| {
            lines.push_str(line);
            lines.push('\n');
            Ok(())
        })
        .unwrap();
        assert_eq!(lines.matches(&line).count(), 1, "{line} in {lines}");
        let down = Ask { up: false, ..ask };
        let mut lines = String::new();
        print(&views, down, &mut |line| {
            lines.push_str(line);
            Ok(())
        })
        .unwrap();
        assert!(
            !lines.contains(unseen) && !lines.contains("hidden,"),
            "{lines}"
        );
    }
}

#[test]
fn readers_of_a_part_are_told_whose_it_is_and_not_what_operators_can_add() {
    let sample = part_of_sample();
    let site = site_of(&sample.mesh);
    for (path, page) in &site {
        for hint in [
            "Export <code>",
            "Add <code>",
            "Declared in",
            "described in",
            "vitrina.toml",
            "to the servers of a DME",
        ] {
            let is_rule = path.starts_with("rules/") || path.starts_with("guides/");
            let at = page
                .find(hint)
                .map(|at| &page[at.saturating_sub(300)..at + 40]);
            assert!(is_rule || at.is_none(), "{hint} in {path}: {at:?}");
        }
        assert!(
            page.contains("This portal is for: </span>Data &lt;analysts&gt;</p>"),
            "{path}"
        );
        assert!(
            page.contains("<meta name=\"robots\" content=\"noindex\">"),
            "{path}"
        );
    }
}
