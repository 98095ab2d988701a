//! A mesh's settings, manifests and texts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::random_mesh::{AUDIENCES, Group, Product, Prose, RandomMesh, Text};

impl RandomMesh {
    pub(super) fn manifests(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::from([("vitrina.toml".to_owned(), self.settings())]);
        let groups = |kind: &str,
                      folder: &str,
                      all: &[Group],
                      files: &mut BTreeMap<String, String>| {
            for group in all {
                let parent = group.parent.map(|n| format!("parent: {}\n", all[n].name));
                let parent = parent.unwrap_or_default();
                let text = format!(
                    "apiVersion: vitrina/v1\nkind: {kind}\nid: {0}\nname: {0}\n{parent}description: {1}\n",
                    group.name, group.text
                );
                files.insert(format!("{folder}/{}.yaml", group.name), text);
            }
        };
        groups("Domain", "domains", &self.domains, &mut files);
        groups("Team", "teams", &self.teams, &mut files);
        self.environments(&mut files);
        for product in &self.products {
            let path = format!("products/{}.yaml", product.name);
            files.insert(path, self.product(product));
        }
        for text in &self.texts {
            self.text(text, &mut files);
        }
        self.contracts(&mut files);
        files
    }

    fn settings(&self) -> String {
        let mut text = String::from(
            "base_url = \"https://data.example.com/\"\n[entry_points]\ndatasets = [\"p.unified\"]\n\
             [labels]\ndme = \"dme\"\nhidden = [\"visibility\"]\n",
        );
        for (n, id) in AUDIENCES.iter().enumerate() {
            let includes = match n == 0 && self.choices.includes {
                true => "includes = [\"everybody\"]\n",
                false => "",
            };
            write!(
                text,
                "[[audiences]]\nid = \"{id}\"\ngrantees = [\"group:{id}@example.com\"]\n{includes}"
            )
            .unwrap();
        }
        writeln!(text, "[access]\nredact = {}", self.choices.is_redacted).unwrap();
        if let Some(publish) = self.choices.publish {
            let words = publish.trim_matches(['[', ']']).split(", ");
            let words = words.filter(|word| !word.is_empty());
            let words: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
            writeln!(text, "publish = [{}]", words.join(", ")).unwrap();
        }
        if let Some(n) = self.choices.hidden_dataset {
            writeln!(text, "hidden = [\"p.{}\"]", self.datasets[n].name).unwrap();
        }
        write!(
            text,
            "[access.policy_tags]\n\"{}\" = [\"looking\"]\n",
            super::exported_warehouse::tag_name(0)
        )
        .unwrap();
        text
    }

    fn environments(&self, files: &mut BTreeMap<String, String>) {
        for (n, dme) in self.dmes.iter().enumerate() {
            if dme.is_gone {
                continue;
            }
            let mut text = format!(
                "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {}\nhidden: {}\n\
                 description: {}\nframework: {{name: kit, version: \"1.{}\"}}\n\
                 domains: [{}]\nteam: {{name: {}}}\n\
                 servers: [{{type: bigquery, project: p, dataset: lake{n}}}]\n\
                 support: [{{channel: \"#{}\"}}]\n",
                dme.name,
                dme.is_hidden,
                dme.text,
                dme.framework,
                self.domains[dme.domain].name,
                self.teams[dme.team].name,
                dme.name,
            );
            if let Some(publish) = dme.publish {
                writeln!(text, "publish: {publish}").unwrap();
            }
            if let Some(about) = dme.suppression {
                writeln!(
                    text,
                    "suppressions: [{{rule: relation-undescribed, asset: \"{}\", reason: later, \
                     until: 2026-02-01}}]",
                    self.id(about)
                )
                .unwrap();
            }
            files.insert(format!("dmes/{}/dme.yaml", dme.name), text);
        }
    }

    /// A port or table of a product; of a port, with the audiences that it is for.
    fn part(&self, n: usize, is_port: bool) -> String {
        let relation = &self.relations[n];
        let mut text = format!("{{name: {}, physicalName: {}", relation.name, self.full(n));
        if is_port && !relation.declared.is_empty() {
            let all = relation.declared.iter().map(|a| AUDIENCES[*a]);
            let all: Vec<String> = all.map(|id| format!("{{name: {id}}}")).collect();
            write!(text, ", audiences: [{}]", all.join(", ")).unwrap();
        }
        if let Some(from) = &relation.renamed_from {
            write!(text, ", renamedFrom: {from}").unwrap();
        }
        if let Some(by) = relation.replaced_by {
            write!(text, ", replacedBy: \"{}\"", self.id(by)).unwrap();
        }
        if let Some((name, dme)) = relation.previous.as_ref().filter(|_| !is_port) {
            let dme = dme.filter(|dme| !self.dmes[*dme].is_gone);
            let dme = dme.map(|dme| format!(", environment: {}", self.dmes[dme].name));
            let dme = dme.unwrap_or_default();
            write!(text, ", previousNames: [{{name: p.old.{name}{dme}}}]").unwrap();
        }
        text + "}"
    }

    fn product(&self, product: &Product) -> String {
        let all = |some: &[usize], is_port: bool| {
            let all = some.iter().map(|n| self.part(*n, is_port));
            all.collect::<Vec<_>>().join(", ")
        };
        let inputs = product.inputs.iter();
        let inputs = inputs.map(|n| {
            let name = &self.relations[*n].name;
            format!("{{name: {name}, physicalName: {}}}", self.full(*n))
        });
        let mut text = format!(
            "apiVersion: vitrina/v1\nkind: DataProduct\nid: {}\nenvironment: {}\nhidden: {}\n\
             description: {}\ndomain: {}\nteam: {{name: {}}}\n\
             outputPorts: [{}]\ninputPorts: [{}]\ntables: [{}]\n\
             releases: [{{version: 1.0.0, date: 2026-01-02, notes: {}}}]\n",
            product.name,
            self.dmes[product.dme].name,
            product.is_hidden,
            product.text,
            self.domains[product.domain].name,
            self.teams[product.team].name,
            all(&product.ports, true),
            inputs.collect::<Vec<_>>().join(", "),
            all(&product.tables, false),
            product.notes,
        );
        if let Some(run) = product.waits_for.and_then(|n| self.runs.get(n)) {
            writeln!(
                text,
                "releaseChecks: [{{id: loaded, text: Loads., waitsFor: {{job: {}}}}}]",
                run.name
            )
            .unwrap();
        }
        text
    }

    fn text(&self, text: &Text, files: &mut BTreeMap<String, String>) {
        let audience = text
            .audience
            .map(|a| format!("audience: [{}]\n", AUDIENCES[a]));
        let audience = audience.unwrap_or_default();
        // A text that our audience reads names nothing that it may not know.
        let is_others = text.audience.is_some_and(|a| a >= self.own());
        let links = text.about.iter().map(|n| format!("[[{}]]", self.full(*n)));
        let links = links.filter(|_| is_others).collect::<Vec<_>>().join(" ");
        let (path, all) = match text.prose {
            Prose::Guide => (
                format!("guides/{}.md", text.name),
                format!(
                    "---\ntitle: {}\n{audience}---\n{} {links}\n",
                    text.name, text.text
                ),
            ),
            Prose::Long(dme) if self.dmes[dme].is_gone => return,
            Prose::Long(dme) => {
                let head = match audience.as_str() {
                    "" => String::new(),
                    _ => format!("---\n{audience}---\n"),
                };
                (
                    format!("dmes/{}/dme.md", self.dmes[dme].name),
                    format!("{head}{} {links}\n", text.text),
                )
            }
            Prose::Term => {
                let about: Vec<String> = text.about.iter().map(|n| self.id(*n)).collect();
                let id = &text.name;
                (
                    format!("glossary/{id}.yaml"),
                    format!(
                        "apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: {id}\nname: {id}\n{audience}\
                         description: {}\nassets: [{}]\n",
                        text.text,
                        about.join(", ")
                    ),
                )
            }
        };
        files.insert(path, all);
    }

    fn contracts(&self, files: &mut BTreeMap<String, String>) {
        for contract in &self.contracts {
            let mut datasets: Vec<&str> = Vec::new();
            let mut tables = Vec::new();
            for n in &contract.of {
                datasets.push(&self.datasets[self.relations[*n].dataset].name);
                let name = &self.relations[*n].name;
                tables.push(format!("{{name: {name}, physicalName: {}}}", self.full(*n)));
            }
            datasets.sort_unstable();
            datasets.dedup();
            let servers = datasets
                .iter()
                .map(|d| format!("{{server: {d}, type: bigquery, project: p, dataset: {d}}}"));
            files.insert(
                format!("contracts/{}.odcs.yaml", contract.name),
                format!(
                    "apiVersion: v3.1.0\nkind: DataContract\nid: {0}\nname: {0}\nversion: 1.0.0\nstatus: active\n\
                     description: {{purpose: {1}}}\nschema: [{2}]\nservers: [{3}]\n",
                    contract.name,
                    contract.text,
                    tables.join(", "),
                    servers.collect::<Vec<_>>().join(", "),
                ),
            );
        }
    }
}
