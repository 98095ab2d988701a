//! Glossary terms and guides.

use std::io::{self, Write};
use std::path::Path;

use crate::english::ENGLISH;
use crate::manifests::{create, head, quote};
use crate::mesh::Mesh;
use crate::random::Random;
use crate::text::{capitalize, description, identifier};

/// Titles of guides; those of more are made of the vocabulary.
const TITLES: &[&str] = &[
    "Find a view",
    "Ask for access",
    "Publish a data product",
    "Report an incident",
    "Retire a table",
    "Name tables and columns",
    "Personal data",
    "Service levels",
];

pub(crate) fn write(mesh: &Mesh, root: &Path) -> io::Result<()> {
    glossary(mesh, &root.join("manifests/glossary.yaml"))?;
    for number in 0..TITLES.len() + mesh.dmes.len() / 10 {
        guide(mesh, number, &root.join("guides"))?;
    }
    Ok(())
}

fn terms(mesh: &Mesh) -> usize {
    ENGLISH.things.len().min(20 + mesh.dmes.len() * 2 / 3)
}

fn glossary(mesh: &Mesh, path: &Path) -> io::Result<()> {
    let mut out = create(path)?;
    let count = terms(mesh);
    for (number, term) in ENGLISH.things[..count].iter().enumerate() {
        let mut random = Random::of(mesh.seed, "term", number);
        write!(out, "{}", head("GlossaryTerm", term, &capitalize(term)))?;
        let text = description(&ENGLISH, term, &mut random);
        writeln!(out, "description: {}", quote(&text))?;
        if random.in_thousand(500) {
            writeln!(out, "synonyms: [{}]", quote(random.pick(ENGLISH.things)))?;
        }
        let related = ENGLISH.things[random.below(count)];
        if related != *term {
            writeln!(out, "related: [{related}]")?;
        }
        let domain = &mesh.domains[random.below(mesh.domains.len())];
        writeln!(out, "domain: {}", domain.id)?;
        let table = mesh.popularity.apply(random.rank(mesh.tables));
        let product = &mesh.product_of(table).id;
        writeln!(
            out,
            "assets: [\"view:{}\", \"product:{product}\"]",
            mesh.view_path(table)
        )?;
    }
    out.flush()
}

fn guide(mesh: &Mesh, number: usize, folder: &Path) -> io::Result<()> {
    let mut random = Random::of(mesh.seed, "guide", number);
    let dme = &mesh.dmes[random.below(mesh.dmes.len())];
    let title = match TITLES.get(number) {
        Some(title) => (*title).to_owned(),
        None => format!(
            "Work with {} data ({number})",
            random.pick_ranked(ENGLISH.things)
        ),
    };
    let name = identifier(&title).replace('_', "-");
    let mut out = create(&folder.join(format!("{name}.md")))?;
    writeln!(out, "# {title}\n")?;
    for _ in 0..random.between(2, 5) {
        let heading = random.pick_ranked(ENGLISH.things);
        let text = description(&ENGLISH, heading, &mut random);
        writeln!(out, "## {}\n\n{text}\n", capitalize(heading))?;
        let table = mesh.popularity.apply(random.rank(mesh.tables));
        let term = ENGLISH.things[random.below(terms(mesh))];
        let view = mesh.view_path(table);
        writeln!(
            out,
            "See [[dme:{}]], [[view:{view}]] and [[{term}|what a {term} is]].\n",
            dme.id
        )?;
        writeln!(out, "```sql\nSELECT *\nFROM `{view}`\nLIMIT 10\n```\n")?;
        writeln!(
            out,
            "| who | when |\n|---|---|\n| [[team:{}]] | every {} |\n",
            mesh.teams[dme.team].id,
            random.pick_ranked(ENGLISH.periods)
        )?;
    }
    out.flush()
}
