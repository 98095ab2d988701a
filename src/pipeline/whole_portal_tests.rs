//! The scan of a real portal: that of a whole mesh, for what an audience must not read.

#![allow(
    clippy::disallowed_methods,
    reason = "mesh roots and portals are folders of the test's own"
)]

use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::TempDir;

use super::audiences::{find, part_and_rest};
use super::{Durability, build, load};
use crate::scan::{Hit, Written, scan};

const FILES: [(&str, &str); 3] = [
    (
        "vitrina.toml",
        r#"[entry_points]
datasets = ["shop.unified"]

[[exports]]
format = "bigquery"
path = "exports/bigquery/**"

[[audiences]]
id = "analysts"
grantees = ["group:analysts@example.com"]
"#,
    ),
    (
        "exports/bigquery/TABLES.csv",
        "table_catalog,table_schema,table_name,table_type\n\
         shop,unified,sales,VIEW\n\
         shop-hr,people,pay_roll,BASE TABLE\n",
    ),
    (
        "manifests/hr.yaml",
        "apiVersion: vitrina/v1\n\
         kind: Domain\n\
         id: workforce_x\n\
         name: Workforce of quarries\n\
         ---\n\
         apiVersion: vitrina/v1\n\
         kind: DataMeshEnvironment\n\
         id: paymaster_x\n\
         name: Paymaster of quarries\n\
         domains: [workforce_x]\n\
         servers: [{type: bigquery, project: shop-hr, dataset: people}]\n",
    ),
];

/// A portal as it was published.
struct Published(PathBuf);

impl Published {
    fn below(&self, folder: &Path, all: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => self.below(&path, all),
                false => {
                    let path = path.strip_prefix(&self.0).unwrap();
                    all.push(path.to_str().unwrap().replace('\\', "/"));
                }
            }
        }
    }
}

impl Written for Published {
    fn paths(&self) -> Vec<String> {
        let mut all = Vec::new();
        self.below(&self.0, &mut all);
        all.sort_unstable();
        all
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(self.0.join(path))
    }
}

/// What analysts must not read of a portal of the whole mesh.
fn hits() -> Vec<Hit> {
    let dir = TempDir::new().unwrap();
    let (root, out) = (dir.path().join("mesh"), dir.path().join("site"));
    for (path, text) in FILES {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    build(&root, &out, Durability::Disk, &|_| {}).unwrap();
    let whole = load(&root, None, &|_| {}).unwrap();
    let analysts = find(&whole, "analysts").unwrap();
    let hidden = part_and_rest(&whole, analysts).hidden;
    scan(&Published(out), &hidden).unwrap()
}

#[test]
fn every_channel_of_a_portal_is_read() {
    let hits = hits();
    let table = "table:shop-hr.people.pay_roll";
    let (domain, dme) = ("domain:workforce_x", "dme:paymaster_x");
    for (file, channel, id) in [
        ("tables/", "path", table),
        ("tables/", "text", table),
        ("api/v1/tables.ndjson", "text", table),
        ("history.ndjson.zst", "text", table),
        ("search/head.bin", "search term", dme),
        ("search/head.bin", "stored document", table),
        ("search/head.bin", "label of a facet", dme),
        ("search/head.bin", "value of a facet", domain),
    ] {
        let is_it =
            |hit: &&Hit| hit.file.starts_with(file) && hit.channel == channel && hit.id == id;
        assert!(
            hits.iter().any(|hit| is_it(&hit)),
            "{file} {channel}: {:?}",
            hits.iter()
                .filter(|h| h.file.starts_with("search"))
                .collect::<Vec<_>>()
        );
    }
}

/// Nothing that analysts may see is taken for what they may not.
#[test]
fn what_is_told_of_a_hidden_thing_alone_is_found() {
    let known = [
        "shop-hr",
        "people",
        "pay_roll",
        "workforce",
        "paymaster",
        "quarries",
    ];
    for hit in hits() {
        let found = hit.found.to_lowercase();
        assert!(known.iter().any(|name| found.contains(name)), "{hit:?}");
    }
}
