//! Settings, and the manifests of domains, teams and DMEs.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::audiences;
use crate::english::ENGLISH;
use crate::mesh::{ALIAS, Dme, Mesh, UNIFIED};
use crate::random::Random;
use crate::text::{TODAY, day, description, title};

/// Text as a double-quoted YAML scalar, which is also a TOML basic string.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 8);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

pub(crate) fn create(path: &Path) -> io::Result<BufWriter<File>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create(path).map(BufWriter::new)
}

/// Writes all of them; `exports` are more entries for the settings.
pub(crate) fn write(mesh: &Mesh, root: &Path, exports: &str) -> io::Result<()> {
    settings(mesh, exports, &root.join("vitrina.toml"))?;
    domains(mesh, &root.join("manifests/domains.yaml"))?;
    teams(mesh, &root.join("manifests/teams.yaml"))?;
    for number in 0..mesh.dmes.len() {
        environment(
            mesh,
            number,
            &root.join("manifests/dmes").join(&mesh.dmes[number].id),
        )?;
    }
    Ok(())
}

fn settings(mesh: &Mesh, exports: &str, path: &Path) -> io::Result<()> {
    let mut out = create(path)?;
    let datasets: Vec<String> = mesh
        .view_datasets()
        .iter()
        .map(|dataset| quote(&format!("{UNIFIED}.{dataset}")))
        .collect();
    writeln!(
        out,
        "title = \"Synthetic mesh\"\nbase_url = \"https://data.example.com/\""
    )?;
    writeln!(
        out,
        "language = \"en\"\n\n[entry_points]\ndatasets = [{}]",
        datasets.join(", ")
    )?;
    writeln!(
        out,
        "\n[aliases]\n{ALIAS} = {}",
        quote(&mesh.dmes[0].project)
    )?;
    writeln!(
        out,
        "\n[[exports]]\nformat = \"bigquery\"\npath = \"exports/bigquery/**\""
    )?;
    out.write_all(exports.as_bytes())?;
    if mesh.audiences > 0 {
        audiences::settings(mesh, &mut out)?;
    } else {
        usual_audiences(mesh, &mut out)?;
    }
    writeln!(out, "\n[labels]\nowner = [\"owner*\"]\ndme = \"dme\"")?;
    out.flush()
}

fn usual_audiences(mesh: &Mesh, out: &mut impl Write) -> io::Result<()> {
    let mut audience = |id: &str, label: &str, group: &str| {
        writeln!(
            out,
            "\n[[audiences]]\nid = \"{id}\"\nlabel = \"{label}\"\ngrantees = [\"group:{group}@example.com\"]"
        )
    };
    audience("analysts", "Analysts", "data-viewers")?;
    audience("restricted", "Restricted", "restricted-viewers")?;
    for domain in mesh.domains.iter().filter(|domain| domain.parent.is_none()) {
        let id = format!("{}-analysts", domain.id);
        audience(&id, &format!("{} analysts", domain.name), &id)?;
    }
    Ok(())
}

/// Head of a manifest.
pub(crate) fn head(kind: &str, id: &str, name: &str) -> String {
    format!(
        "---\napiVersion: vitrina/v1\nkind: {kind}\nid: {id}\nname: {}\n",
        quote(name)
    )
}

fn domains(mesh: &Mesh, path: &Path) -> io::Result<()> {
    let mut out = create(path)?;
    for (number, domain) in mesh.domains.iter().enumerate() {
        let mut random = Random::of(mesh.seed, "domain", number);
        let team = &mesh.teams[number % mesh.teams.len()];
        writeln!(
            out,
            "{}status: active",
            head("Domain", &domain.id, &domain.name)
        )?;
        if let Some(parent) = domain.parent {
            writeln!(out, "parent: {}", mesh.domains[parent].id)?;
        }
        let text = description(&ENGLISH, &domain.name.to_lowercase(), &mut random);
        writeln!(out, "description: {}", quote(&text))?;
        writeln!(out, "tags: [{}]", random.pick_ranked(ENGLISH.things))?;
        writeln!(out, "lifecycle: {{validFrom: {}}}", day(random.below(900)))?;
        writeln!(out, "team: {{name: {}}}", team.id)?;
        writeln!(
            out,
            "support:\n  - {{channel: \"#{}\", tool: slack, scope: interactive}}",
            domain.id
        )?;
    }
    if let [first, second, .., last] = mesh.domains.as_slice() {
        let ended = |name: &str| format!("{}status: retired\n", head("Domain", name, &title(name)));
        writeln!(
            out,
            "{}lifecycle: {{validFrom: 2019-03-01, validTo: 2023-06-30, splitInto: [{}, {}]}}",
            ended("former-trade"),
            first.id,
            second.id
        )?;
        writeln!(
            out,
            "{}lifecycle: {{validFrom: 2020-01-01, validTo: 2024-12-31, mergedInto: {}}}",
            ended("former-labs"),
            last.id
        )?;
    }
    out.flush()
}

fn teams(mesh: &Mesh, path: &Path) -> io::Result<()> {
    let mut out = create(path)?;
    for (number, team) in mesh.teams.iter().enumerate() {
        let mut random = Random::of(mesh.seed, "team", number);
        write!(out, "{}", head("Team", &team.id, &title(&team.id)))?;
        let text = description(&ENGLISH, &team.id.replace('-', " "), &mut random);
        writeln!(out, "description: {}", quote(&text))?;
        if number > 7 {
            writeln!(out, "parent: {}", mesh.teams[number % 8].id)?;
        }
        writeln!(out, "members:")?;
        for (place, member) in team.members.iter().enumerate() {
            let role = if place == 0 { "owner" } else { "steward" };
            let name = title(&member.replace('.', " "));
            writeln!(
                out,
                "  - {{username: {member}@example.com, name: {}, role: {role}}}",
                quote(&name)
            )?;
        }
        writeln!(
            out,
            "support:\n  - {{channel: \"#{}\", tool: slack, scope: interactive}}",
            team.id
        )?;
        let short = team.members[0].replace('.', "-");
        // A person leads several teams: only the first of them answers to that name.
        let first = mesh.teams[..number]
            .iter()
            .all(|other| other.members[0] != team.members[0]);
        if first {
            writeln!(out, "alsoKnownAs: [{short}]")?;
        }
    }
    out.flush()
}

fn environment(mesh: &Mesh, number: usize, folder: &Path) -> io::Result<()> {
    let dme = &mesh.dmes[number];
    let mut random = Random::of(mesh.seed, "dme", number);
    let mut out = create(&folder.join("dme.yaml"))?;
    let name = format!("{} DME", title(&dme.id));
    writeln!(
        out,
        "{}status: active",
        head("DataMeshEnvironment", &dme.id, &name)
    )?;
    let text = description(mesh.words_of(dme.tables.start), dme.topic, &mut random);
    writeln!(out, "description: {}", quote(&text))?;
    let second = random.below(mesh.domains.len());
    write!(out, "domains: [{}", mesh.domains[dme.domain].id)?;
    if second != dme.domain && random.in_thousand(250) {
        write!(out, ", {}", mesh.domains[second].id)?;
    }
    writeln!(out, "]\ncreated: {}", day(random.below(TODAY - 200)))?;
    writeln!(out, "team: {{name: {}}}", mesh.teams[dme.team].id)?;
    out.write_all(infrastructure(dme).as_bytes())?;
    out.write_all(audiences::of_dme(mesh, number).as_bytes())?;
    out.write_all(practice(mesh, dme, &mut random).as_bytes())?;
    out.flush()?;
    let mut page = create(&folder.join("dme.md"))?;
    writeln!(page, "# {name}\n\n{text}\n\n## Start here\n")?;
    writeln!(
        page,
        "It belongs to [[domain:{}]] and is run by [[team:{}]].\n",
        mesh.domains[dme.domain].id, mesh.teams[dme.team].id
    )?;
    let products = &mesh.products[dme.products.clone()];
    for product in products.iter().take(5) {
        let view = mesh.view_path(product.tables.start);
        writeln!(
            page,
            "- [[product:{}]], for example [[view:{view}]]",
            product.id
        )?;
    }
    page.flush()
}

fn infrastructure(dme: &Dme) -> String {
    let mut text = format!(
        "servers:\n  - {{server: prod, type: bigquery, environment: prod, project: {}",
        dme.project
    );
    if dme.shares_project {
        text.push_str(&format!(", dataset: \"{}_*\"", dme.id.replace('-', "_")));
    }
    text.push_str("}\n");
    text
}

/// What consumers and producers need; not every DME is ready in all respects.
fn practice(mesh: &Mesh, dme: &Dme, random: &mut Random) -> String {
    let id = &dme.id;
    let team = &mesh.teams[dme.team];
    let mut text = format!(
        "roles:\n  - {{role: roles/bigquery.dataViewer, access: read, description: Read the views, requestUrl: \"https://access.example.com/{id}\", firstLevelApprovers: {}}}\n",
        team.members[0]
    );
    if random.in_thousand(600) {
        text.push_str("  - {role: roles/bigquery.dataEditor, access: write, description: For jobs of the team}\n");
    }
    if random.in_thousand(700) {
        text.push_str(&format!(
            "sdks:\n  - {{name: {id}-sdk, language: python, version: \"{}.{}\", url: \"https://docs.example.com/{id}/sdk\"}}\n",
            random.between(1, 4),
            random.below(20)
        ));
    }
    text.push_str(&format!(
        "support:\n  - {{channel: \"#{id}\", tool: slack, scope: interactive, url: \"https://chat.example.com/{id}\"}}\n"
    ));
    if random.in_thousand(400) {
        text.push_str(&format!(
            "  - {{channel: {id}@example.com, tool: email, scope: announcements}}\n"
        ));
    }
    if random.in_thousand(750) {
        text.push_str(&format!(
            "incidentManagement:\n  tool: {}\n  runbookUrl: \"https://runbooks.example.com/{id}\"\n  onCall: {id}-on-call\n  severities: {{SEV_1: 30m, SEV_2: 4h, SEV_3: 2d}}\n",
            random.pick(&["monte-carlo", "pagerduty", "opsgenie"])
        ));
    }
    if random.in_thousand(650) {
        text.push_str(&format!(
            "training:\n  - {{name: First steps with {id}, url: \"https://learn.example.com/{id}\", audience: consumers}}\n"
        ));
    }
    if random.in_thousand(800) {
        let level = random.pick(&["info", "warning", "error"]);
        text.push_str(&format!(
            "rules:\n  - {{id: no-personal-data, text: No personal data in views without review, severity: {level}}}\n  - {{id: utc, text: Times are kept in UTC, severity: info}}\n"
        ));
    }
    if random.in_thousand(300) {
        text.push_str(&format!(
            "customProperties:\n  - {{property: costCenter, value: \"{}\"}}\n",
            random.between(1000, 9999)
        ));
    }
    text
}
