//! All findings, page by page: one goes from each page to the next, and one finding more changes few.

use std::collections::BTreeMap;
use std::fs;

use crate::support::{Mesh, files_below};

/// A term with a key that there is none of.
fn term(id: &str) -> String {
    format!(
        "apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: {id}\ndescription: A word.\nword: {id}\n"
    )
}

/// The pages of findings by path.
fn pages(mesh: &Mesh) -> BTreeMap<String, String> {
    mesh.build();
    let folder = mesh.out().join("findings");
    let files = files_below(&folder).into_iter();
    files
        .map(|path| {
            let text = fs::read_to_string(folder.join(&path)).unwrap();
            (path, text)
        })
        .collect()
}

/// The address of the page that a page calls its `rel`.
fn neighbour(page: &str, rel: &str) -> Option<String> {
    let link = format!("<a rel=\"{rel}\" href=\"../findings/");
    let (_, after) = page.split_once(&link)?;
    Some(after.split('"').next()?.to_owned())
}

/// Files that findings are in, from page to page, as one reads on.
fn read_on(pages: &BTreeMap<String, String>) -> Vec<String> {
    let (mut files, mut at, mut before) = (Vec::new(), "index.html".to_owned(), None);
    for _ in 0..pages.len() {
        let page = &pages[&at];
        assert_eq!(neighbour(page, "prev"), before, "{at}");
        assert_eq!(
            page.contains("<p><span class=\"tag error\">"),
            before.is_none(),
            "{at}"
        );
        let places = page.split("<code class=\"at\">").skip(1);
        files.extend(places.map(|at| at.split(['<', ':']).next().unwrap().to_owned()));
        before = Some(at.clone());
        match neighbour(page, "next") {
            Some(next) => at = next,
            None => return files,
        }
    }
    panic!("{} pages lead round in a ring", pages.len());
}

#[test]
fn one_finding_more_changes_its_page_and_the_first() {
    let mut mesh = Mesh::new().file("vitrina.toml", "title = \"Shop\"\n");
    for n in 0..500 {
        mesh = mesh.file(&format!("t{n:03}.yaml"), term(&format!("word-{n}")));
    }
    let before = pages(&mesh);
    assert!((4..10).contains(&before.len()), "{}", before.len());
    let files = read_on(&before);
    let unknown = files.iter().filter(|file| file.starts_with('t')).count();
    assert!(unknown >= 500, "{unknown}");
    assert!(before["index.html"].contains("<h1>Findings</h1>"));
    let later = before.iter().filter(|(path, _)| *path != "index.html");
    for (path, page) in later {
        assert!(page.contains("<h1>Findings: "), "{path}");
        assert!(
            page.contains("<li><a href=\"../findings/index.html\">Findings</a></li>"),
            "{path}"
        );
        assert!(page.contains("<span class=\"soft small\">t"), "{path}");
    }
    let (mut before, mut files) = (before, files);
    for n in [77, 250, 431] {
        let more = format!("t{n:03}-more.yaml");
        mesh = mesh.file(&more, term(&format!("word-{n}-more")));
        let after = pages(&mesh);
        let more = read_on(&after);
        assert!(more.len() > files.len());
        let changed = after
            .iter()
            .filter(|(path, page)| before.get(*path) != Some(page));
        let changed: Vec<&String> = changed.map(|(path, _)| path).collect();
        assert!(changed.len() <= 4, "{changed:?}");
        let gone = before.keys().filter(|path| !after.contains_key(*path));
        assert!(gone.count() <= 1, "{changed:?}");
        (before, files) = (after, more);
    }
}
