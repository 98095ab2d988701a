#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests write their input"
)]

use std::io::Write;

use crate::diagnostic::{FileId, Rule};
use crate::export::collected::Collected;
use crate::source::SourceTree;

/// Backstage's own example entities.
const ACME: &str = "apiVersion: backstage.io/v1alpha1
kind: Domain
metadata:
  name: Artists
  title: Artists
  description: Everything, ask ana@example.com
spec:
  owner: group:default/Team-A
  subdomainOf: audio
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: audio-playback
spec:
  owner: team-c
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-a
  description: null
spec:
  type: team
  profile:
    displayName: Team A
    email: team-a@example.com
  parent: Backstage
  children: []
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: artists
  annotations:
    example.com/bigquery-table: p:d.artists
    example.com/level: 3
spec:
  type: bigquery-table
  owner: team-a
";

fn read(files: &[(&str, &[u8])]) -> Collected {
    let files = files.iter().map(|(n, c)| ((*n).to_owned(), c.to_vec()));
    let tree = SourceTree::in_memory(files);
    let ids: Vec<FileId> = tree.iter().map(|(id, _)| id).collect();
    let mut sink = Collected::default();
    super::read(&tree, &ids, &mut sink);
    sink
}

#[test]
fn entities_become_facts() {
    let found = read(&[("catalog-info.yaml", ACME.as_bytes())]);
    assert_eq!(found.messages(), [""; 0]);
    assert_eq!(
        found.facts,
        [
            r#"1 Domain { id: "artists", title: Some("Artists"), description: Some("Everything, ask …"), parent: Some("audio"), owner: Some("team-a") }"#,
            r#"18 Team { id: "team-a", title: Some("Team A"), description: None, parent: Some("backstage") }"#,
            r#"31 Owner { name: Name { project: "p", dataset: "d", table: "artists" }, owner: "team-a" }"#,
        ]
    );
}

#[test]
fn json_says_the_same() {
    let array = br#"[{"kind": "Group", "metadata": {"name": "a"}, "spec": {"parent": null}},
  {"kind": "resource", "metadata": {"name": "p.d.t"}, "spec": {"type": "table", "owner": "user:ns/Ana"}},
  {"kind": "Resource", "metadata": {"name": "q.d.t"}, "spec": {"type": "table", "owner": "ana@example.com"}}]"#;
    let page = br#"{"items": [{"kind": "Domain", "metadata": {"name": 7}, "spec": {"owner": "user:ana"}}], "totalItems": 1}"#;
    let found = read(&[("a.json", array), ("b.json", page)]);
    assert_eq!(found.messages(), [""; 0]);
    assert_eq!(
        found.facts,
        [
            r#"1 Team { id: "a", title: None, description: None, parent: None }"#,
            r#"2 Owner { name: Name { project: "p", dataset: "d", table: "t" }, owner: "ana" }"#,
            r#"1 Domain { id: "7", title: None, description: None, parent: None, owner: None }"#,
        ]
    );
}

#[test]
fn broken_documents_dont_hide_the_others() {
    let text = "kind: Group\nmetadata:\n  name: a\n---\nkind: [\n---\nmetadata:\n  name: x\n---\nkind: Domain\nmetadata: {}\n---\njust text\n---\nkind: Group\nmetadata:\n  name: b\n";
    let found = read(&[("catalog-info.yaml", text.as_bytes())]);
    assert_eq!(found.facts.len(), 2, "{:?}", found.facts);
    let messages = found.messages();
    assert_eq!(messages.len(), 4, "{messages:?}");
    assert_eq!(found.problems[0].rule, Rule::YamlSyntax);
    assert!(
        messages[1].ends_with("the entity has no `kind`"),
        "{messages:?}"
    );
    assert!(
        messages[2].ends_with("the Domain has no `metadata.name`"),
        "{messages:?}"
    );
    assert!(
        messages[3].ends_with("an entity was expected and `just text` found"),
        "{messages:?}"
    );
}

#[test]
fn the_same_entity_counts_once() {
    let group = "kind: Group\nmetadata:\n  name: a\n";
    let other = "kind: Group\nmetadata:\n  name: A\n  title: Other\n";
    let text = format!("{group}---\n{group}---\n{other}");
    let found = read(&[("a.yaml", text.as_bytes())]);
    assert_eq!(found.facts.len(), 1);
    assert_eq!(found.problems.len(), 2);
    assert_eq!(found.problems[0].rule, Rule::ExportRow);
    assert_eq!(found.problems[1].rule, Rule::ExportDuplicate);
}

#[test]
fn files_that_cant_be_read_are_findings() {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let filler = "kind: Location\nmetadata:\n  name: a\n---\n".repeat(2000);
    gz.write_all(format!("kind: Group\nmetadata:\n  name: a\n---\n{filler}").as_bytes())
        .unwrap();
    let whole = gz.finish().unwrap();
    let cut = &whole[..whole.len() - 30_000];
    let found = read(&[("a.yaml.gz", cut)]);
    assert_eq!(found.facts.len(), 1);
    assert_eq!(found.problems.len(), 1);
    let message = found.problems[0].message.to_string();
    assert!(message.contains("ends too early"), "{message}");

    let utf16: Vec<u8> = "\u{feff} \n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let found = read(&[
        ("a.yaml", &utf16),
        ("b.yaml", b" \n"),
        ("c.json", b""),
        ("d.txt", b"x"),
    ]);
    assert_eq!(
        found.messages(),
        [
            "1:1 `a.yaml` is empty",
            "1:1 `b.yaml` is empty",
            "1:1 `c.json` is empty",
            "1:1 `d.txt` has no extension that is read",
        ]
    );
}
