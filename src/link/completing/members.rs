//! What DMEs and teams hold.

use crate::catalog::{AssetIx, Inventory, Ownership};

/// Tells DMEs of their tables and unified views, and teams of what they own.
pub(in crate::link) fn fill(inventory: &mut Inventory, ownership: &Ownership) {
    let Inventory {
        registry,
        environments,
        ..
    } = inventory;
    for relation in registry.relations.iter().filter(|r| r.is_described()) {
        let Some(dme) = ownership.owner(relation.asset) else {
            continue;
        };
        let environment = &mut environments[registry.detail(dme)];
        if relation.unified {
            environment.views.push(relation.asset);
        } else if !relation.is_view() {
            environment.tables.push(relation.asset);
        }
    }
    let mut owned: Vec<(AssetIx, AssetIx)> = Vec::new();
    for d in &inventory.domains {
        owned.extend(d.team.map(|t| (t, d.asset)));
    }
    for d in &inventory.environments {
        owned.extend(d.team.map(|t| (t, d.asset)));
    }
    for p in &inventory.products {
        let inherited = p.environment.and_then(|d| inventory.environment(d)?.team);
        owned.extend(p.team.or(inherited).map(|t| (t, p.asset)));
    }
    for (team, asset) in owned {
        let detail = inventory.detail(team);
        inventory.teams[detail].owns.push(asset);
    }
}
