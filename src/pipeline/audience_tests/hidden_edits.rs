//! Edits of what an audience may not see.

use super::random_mesh::{Alert, Dice, OWN, RandomMesh, Run, Text};

/// What the audience may not see of a mesh, by its numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Unseen {
    pub relations: Vec<usize>,
    pub dmes: Vec<usize>,
    pub products: Vec<usize>,
    /// Relations on which nothing hangs that the audience sees.
    pub apart: Vec<usize>,
}

/// The kinds of edits. Each leaves alone what the audience sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    Describe,
    Retype,
    AddColumn,
    Rows,
    Rename,
    Owner,
    AddTable,
    AddView,
    Twin,
    Drop,
    Statement,
    NoStatement,
    Run,
    NoRun,
    Alert,
    Product,
    NewProduct,
    Dme,
    Text,
    NewText,
    Contract,
    OthersGrants,
    Order,
}

impl Edit {
    pub(super) const ALL: [Self; 23] = [
        Self::Describe,
        Self::Retype,
        Self::AddColumn,
        Self::Rows,
        Self::Rename,
        Self::Owner,
        Self::AddTable,
        Self::AddView,
        Self::Twin,
        Self::Drop,
        Self::Statement,
        Self::NoStatement,
        Self::Run,
        Self::NoRun,
        Self::Alert,
        Self::Product,
        Self::NewProduct,
        Self::Dme,
        Self::Text,
        Self::NewText,
        Self::Contract,
        Self::OthersGrants,
        Self::Order,
    ];
}

/// Edits one thing of a kind, where there is one.
pub(super) fn edit(mesh: &mut RandomMesh, unseen: &Unseen, edit: Edit, dice: &mut Dice) {
    let one = dice.of(&unseen.relations).copied();
    let apart = dice.of(&unseen.apart).copied();
    match edit {
        Edit::Describe => {
            let text = mesh.name("new");
            if let Some(n) = one {
                mesh.relations[n].text = text;
            }
        }
        Edit::Retype => {
            // Columns of a view stand for those that it reads.
            if let Some(n) = one {
                for column in &mut mesh.relations[n].columns {
                    column.data_type = "BYTES";
                }
            }
        }
        Edit::AddColumn => {
            if let Some(n) = apart.filter(|n| !mesh.relations[*n].is_view) {
                let mut column = mesh.relations[n].columns[0].clone();
                column.name = mesh.name("added");
                mesh.relations[n].columns.push(column);
            }
        }
        Edit::Rows => {
            if let Some(n) = one {
                mesh.relations[n].rows += 1 + dice.below(9_999);
                mesh.relations[n].services = dice.below(9);
            }
        }
        Edit::Rename => {
            let name = mesh.name("renamed");
            if let Some(n) = one {
                mesh.relations[n].name = name;
            }
        }
        Edit::Owner => {
            let dme = dice.below(mesh.dmes.len());
            if let Some(n) = apart {
                mesh.relations[n].owner_label = Some(dme);
            }
        }
        Edit::AddTable => {
            let dme = dice.below(mesh.dmes.len());
            let n = mesh.add_table(dme, dice);
            mesh.relations[n].grants = vec![2];
        }
        Edit::AddView => {
            let is_internal = dice.percent(50);
            let n = mesh.add_view(is_internal, dice);
            mesh.relations[n].grants = vec![3];
            mesh.relations[n].hidden_label = true;
        }
        Edit::Twin => twin(mesh, dice),
        Edit::Drop => {
            if let Some(n) = apart {
                mesh.relations[n].is_gone = true;
            }
        }
        Edit::Statement => {
            if one.is_some() {
                mesh.add_statement(dice);
                mesh.statements.last_mut().unwrap().writes = None;
                names_hidden(mesh.statements.last_mut(), one);
            }
        }
        Edit::Run => {
            mesh.add_run(dice);
            let is_apart = mesh.runs.last().and_then(|run| run.writes);
            if is_apart.is_some_and(|to| !unseen.apart.contains(&to)) || one.is_none() {
                mesh.runs.last_mut().unwrap().writes = apart;
            }
            names_hidden(mesh.runs.last_mut(), one);
            if mesh.runs.last().is_some_and(|run| run.writes.is_none()) || one.is_none() {
                mesh.runs.pop();
            }
        }
        Edit::NoStatement => {
            let hidden = |run: &Run| touches(run, &unseen.relations) && run.writes.is_none();
            mesh.statements.retain(|run| !hidden(run));
        }
        Edit::NoRun => {
            let hidden = |run: &Run| {
                touches(run, &unseen.relations)
                    && run.writes.is_none_or(|to| unseen.apart.contains(&to))
            };
            mesh.runs.retain(|run| !hidden(run));
        }
        Edit::Alert => {
            let name = mesh.name("alarm");
            if let Some(n) = apart {
                mesh.alerts.push(Alert {
                    name,
                    on: vec![n],
                    is_open: true,
                });
            }
        }
        Edit::Product => {
            let text = mesh.name("other");
            if let Some(n) = dice.of(&unseen.products) {
                mesh.products[*n].text = text;
            }
        }
        Edit::NewProduct => {
            if let Some(dme) = dice.of(&unseen.dmes).copied() {
                mesh.add_product(dme, dice);
                let product = mesh.products.last_mut().unwrap();
                product.is_hidden = true;
                product.ports.clear();
            }
        }
        Edit::Dme => {
            let text = mesh.name("quest");
            if let Some(n) = dice.of(&unseen.dmes).copied() {
                mesh.dmes[n].text = text;
                mesh.dmes[n].framework += 1;
            }
        }
        Edit::Text => {
            let text = mesh.name("retold");
            let mut all = mesh.texts.iter_mut();
            if let Some(hidden) = all.find(|text| is_hidden_text(text)) {
                hidden.text = text;
            }
        }
        Edit::NewText => {
            mesh.add_text(dice);
            mesh.texts.last_mut().unwrap().audience = Some(2);
        }
        Edit::Contract => {
            let name = mesh.name("pact");
            if let Some(n) = apart {
                mesh.contracts.push((name, n));
            }
        }
        Edit::OthersGrants => {
            let n = dice.below(mesh.relations.len());
            let relation = &mut mesh.relations[n];
            // Where nobody has a grant, a first one decides; where a grant is ours, it may be the only one.
            if relation.grants.iter().any(|a| *a < OWN) && !relation.grants.contains(&3) {
                relation.grants.push(3);
                relation.services += 1;
            }
        }
        Edit::Order => mesh.is_reversed = !mesh.is_reversed,
    }
}

/// A hidden table with the name of something that may be seen, but for the case of its letters.
fn twin(mesh: &mut RandomMesh, dice: &mut Dice) {
    let of = dice.below(mesh.relations.len());
    let dme = mesh.relations[of].dme;
    let n = mesh.add_table(dme, dice);
    let name = mesh.relations[of].name.to_uppercase();
    let dataset = mesh.relations[of].dataset.clone();
    let twin = &mut mesh.relations[n];
    (twin.name, twin.dataset) = (name, dataset);
    twin.grants = vec![2];
    twin.hidden_label = true;
}

fn touches(run: &Run, some: &[usize]) -> bool {
    let all = run.reads.iter().chain(&run.writes);
    all.into_iter().any(|n| some.contains(n))
}

/// Lets a run read something hidden as well.
fn names_hidden(run: Option<&mut Run>, hidden: Option<usize>) {
    if let (Some(run), Some(n)) = (run, hidden) {
        run.reads.push(n);
    }
}

fn is_hidden_text(text: &Text) -> bool {
    text.audience.is_some_and(|a| a >= OWN)
}
