//! Labels of tables and views.

use crate::mesh::{Mesh, Status};
use crate::random::Random;
use crate::rows::literal;
use crate::text::identifier;
use crate::view::Drift;

/// `[STRUCT("owner1", "…"), …]`.
pub(crate) fn of(mesh: &Mesh, table: usize, view: Option<Drift>, random: &mut Random) -> String {
    let dme = mesh.dme_of(table);
    let team = &mesh.teams[dme.team];
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if random.in_thousand(60) {
        pairs.push(("change_controlled", "true".to_owned()));
    }
    if random.in_thousand(390) {
        pairs.push(("application", identifier(dme.topic)));
    }
    if random.in_thousand(500) || view == Some(Drift::WrongDme) {
        let owner = if view == Some(Drift::WrongDme) {
            &mesh.dmes[random.below(mesh.dmes.len())].id
        } else {
            &dme.id
        };
        pairs.push(("dme", owner.clone()));
    }
    if view.is_none() && random.in_thousand(550) {
        let schedule = random.pick_ranked(&["daily", "hourly", "weekly", "monthly"]);
        pairs.push(("schedule", schedule.to_owned()));
        pairs.push((
            "dag",
            format!("{}_{}", identifier(&dme.id), mesh.dataset_of(table).len()),
        ));
    }
    if mesh.product_of(table).status == Status::Deprecated && random.in_thousand(400) {
        pairs.push(("deprecated", "true".to_owned()));
    }
    let member = random.below(team.members.len());
    let owner = if random.in_thousand(600) {
        team.id.clone()
    } else {
        team.members[member].replace('.', "-")
    };
    pairs.push(("owner1", owner));
    if random.in_thousand(650) {
        pairs.push(("owner2", team.members[0].replace('.', "-")));
    }
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("STRUCT({}, {})", literal(key), literal(value)))
        .collect();
    format!("[{}]", pairs.join(", "))
}
