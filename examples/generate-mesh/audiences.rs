//! Rights, where the mesh is asked for with audiences: who may read which view, what isn't even listed,
//! and which columns are restricted. All of it is drawn apart, so that the rest of the mesh stays as
//! it is without them.

use std::io::{self, Write};

use crate::mesh::{Dme, Mesh};
use crate::random::Random;

/// Where policy tags stand.
const TAXONOMY: &str = "projects/mesh-governance/locations/eu/taxonomies/1/policyTags";
/// Tags of the taxonomy. The first ones are of somebody.
const TAGS: usize = 6;

/// The id of an audience, from 0.
pub(crate) fn id(number: usize) -> String {
    match number {
        0 => "analysts".to_owned(),
        number => format!("readers-{number}"),
    }
}

/// The group that belongs to it. That of the first one is granted most views of any mesh.
fn group(number: usize) -> String {
    match number {
        0 => "data-viewers@example.com".to_owned(),
        number => format!("readers-{number}@example.com"),
    }
}

/// The audiences of the settings, and what these say of access.
pub(crate) fn settings(mesh: &Mesh, out: &mut impl Write) -> io::Result<()> {
    for number in 0..mesh.audiences {
        let (id, group) = (id(number), group(number));
        writeln!(
            out,
            "\n[[audiences]]\nid = \"{id}\"\nlabel = \"Audience {number}\"\ngrantees = [\"group:{group}\"]"
        )?;
        // One of them is a part of another.
        if number == 2 {
            writeln!(out, "includes = [\"{}\"]", self::id(1))?;
        }
    }
    let hidden = mesh.dmes.iter().filter(|dme| !dme.datasets.is_empty());
    let hidden = hidden.map(|dme| format!("\"{}.{}\"", dme.project, dme.datasets[0]));
    let hidden: Vec<String> = hidden.step_by(16).collect();
    // Guides and descriptions name anything.
    writeln!(
        out,
        "\n[access]\nhidden = [{}]\nredact = true\naudience_list = \"/audiences.json\"\n\n[access.policy_tags]",
        hidden.join(", ")
    )?;
    for tag in 1..=mesh.audiences.min(TAGS - 1) {
        writeln!(out, "\"{TAXONOMY}/{tag}\" = [\"{}\"]", id(tag - 1))?;
    }
    Ok(())
}

/// What a DME says of access: some aren't listed where they aren't granted, some publish more or less
/// of their tables than others.
pub(crate) fn of_dme(mesh: &Mesh, number: usize) -> &'static str {
    if mesh.audiences == 0 {
        return "";
    }
    match number % 12 {
        1 => "hidden: true\n",
        4 => "publish: [owner]\n",
        7 => "publish: [owner, freshness, state, sql, columns]\n",
        9 => "hidden: true\npublish: []\n",
        _ => "",
    }
}

/// Groups besides those of any mesh that may read a view, each fewer than the one before.
pub(crate) fn grantees(mesh: &Mesh, table: usize) -> Vec<String> {
    let mut random = Random::of(mesh.seed, "audience", table);
    let others = (1..mesh.audiences).filter(|number| {
        let share = 600usize.saturating_sub(120 * (number - 1)).max(60);
        random.in_thousand(share)
    });
    others
        .map(|number| format!("group:{}", group(number)))
        .collect()
}

/// The policy tag of a column, which few have; never of the first, so that no table loses all of them.
pub(crate) fn policy_tag(mesh: &Mesh, dme: &Dme, column: &str, place: usize) -> Option<String> {
    if mesh.audiences == 0 || place == 0 {
        return None;
    }
    let mut random = Random::of(mesh.seed, column, dme.tables.start);
    let tag = 1 + random.below(TAGS);
    random.in_thousand(15).then(|| format!("{TAXONOMY}/{tag}"))
}
