//! Edits of what an audience may not see. Each leaves alone what it sees.

use super::dice::Dice;
use super::edited_owners::{owners, texts};
use super::random_mesh::{Alert, Form, RandomMesh, RowOrder, Run};

/// What the audience may not see of a mesh, by its numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Unseen {
    pub relations: Vec<usize>,
    pub dmes: Vec<usize>,
    pub products: Vec<usize>,
    pub domains: Vec<usize>,
    pub teams: Vec<usize>,
    /// Relations on which nothing hangs that the audience sees.
    pub apart: Vec<usize>,
    /// Columns of visible tables that no view reads.
    pub columns: Vec<(usize, usize)>,
}

macro_rules! kinds {
    ($($kind:ident)*) => {
        /// The kinds of edits.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Edit { $($kind),* }
        impl Edit {
            pub(super) const ALL: &[Self] = &[$(Self::$kind),*];
        }
    };
}

kinds! {
    Describe Retype AddColumn RenameColumn Rows Rename Owner AddTable AddView Twin Drop Policy Past
    SecretColumn OthersGrants OthersDeclared DatasetGrants Labels
    Statement NoStatement Run RunTells NoRun Alert AlertOfMany NoAlert Consumer ConsumerText Test Remark
    Product NewProduct Dme DmeGone DmeTwin Group NewGroup Text NewText Contract Suppression
    Reversed HiddenFirst HiddenLast
}

/// Edits one thing of a kind, where there is one.
pub(super) fn edit(mesh: &mut RandomMesh, unseen: &Unseen, edit: Edit, dice: &mut Dice) {
    let one = dice.of(&unseen.relations).copied();
    let apart = dice.of(&unseen.apart).copied();
    match edit {
        Edit::AddTable | Edit::AddView | Edit::Twin => add(mesh, edit, dice),
        Edit::SecretColumn
        | Edit::OthersGrants
        | Edit::OthersDeclared
        | Edit::DatasetGrants
        | Edit::Labels => rights(mesh, unseen, edit, dice),
        Edit::Statement | Edit::NoStatement | Edit::Run | Edit::RunTells | Edit::NoRun => {
            runs(mesh, unseen, edit, dice);
        }
        Edit::Alert
        | Edit::AlertOfMany
        | Edit::NoAlert
        | Edit::Consumer
        | Edit::ConsumerText
        | Edit::Test
        | Edit::Remark => told(mesh, unseen, edit, dice),
        Edit::Product
        | Edit::NewProduct
        | Edit::Dme
        | Edit::DmeGone
        | Edit::DmeTwin
        | Edit::Group
        | Edit::NewGroup => owners(mesh, unseen, edit, dice),
        Edit::Text | Edit::NewText | Edit::Contract | Edit::Suppression => {
            texts(mesh, unseen, edit, dice);
        }
        Edit::Reversed => mesh.order = RowOrder::Reversed,
        Edit::HiddenFirst => mesh.order = RowOrder::First(unseen.relations.clone()),
        Edit::HiddenLast => mesh.order = RowOrder::Last(unseen.relations.clone()),
        _ => relation(mesh, edit, (one, apart), dice),
    }
}

/// A relation of itself: `one` that is hidden, and one on which nothing visible hangs.
fn relation(
    mesh: &mut RandomMesh,
    edit: Edit,
    (one, apart): (Option<usize>, Option<usize>),
    dice: &mut Dice,
) {
    let name = mesh.name("new");
    let dme = dice.below(mesh.dmes.len());
    // SQL that is published is the view's own, names and all. So is a wildcard: which tables it means
    // is a matter of what they are called.
    let publishes = |all: Option<&str>| all.is_some_and(|all| all.contains("sql"));
    let is_published =
        publishes(mesh.choices.publish) || mesh.dmes.iter().any(|dme| publishes(dme.publish));
    let named = one.filter(|n| !is_published && mesh.relations[*n].form != Form::Shard);
    let chosen = match edit {
        Edit::Rename => named.or(apart),
        Edit::Describe | Edit::Retype | Edit::Rows | Edit::Policy | Edit::Past => one,
        _ => apart,
    };
    let Some(n) = chosen else { return };
    let rows = dice.below(9_999);
    let is_compared = is_compared(mesh, n);
    let relation = &mut mesh.relations[n];
    match edit {
        Edit::Describe => relation.text = name,
        // Columns of a view stand for those that it reads.
        Edit::Retype => relation
            .columns
            .iter_mut()
            .for_each(|c| c.data_type = "BYTES"),
        Edit::AddColumn if !relation.is_view() => {
            let mut column = relation.columns[0].clone();
            column.name = name;
            relation.columns.push(column);
        }
        Edit::RenameColumn => relation.columns[0].name = name,
        Edit::Rows => (relation.rows, relation.services) = (relation.rows + 1 + rows, rows % 9),
        Edit::Rename => relation.name = name,
        Edit::Policy => relation.policy = Some(name),
        Edit::Past => {
            relation.previous = Some((name, Some(dme)));
            relation.renamed_from = None;
        }
        Edit::Owner => relation.owner_label = Some(dme),
        Edit::Drop => relation.is_gone |= !is_compared,
        _ => {}
    }
}

fn add(mesh: &mut RandomMesh, edit: Edit, dice: &mut Dice) {
    let dmes = (0..mesh.dmes.len()).filter(|dme| !mesh.dmes[*dme].is_gone);
    let dmes: Vec<usize> = dmes.collect();
    let dme = dice.of(&dmes).copied().unwrap();
    let of = dice.below(mesh.relations.len());
    let n = match edit {
        Edit::AddView => {
            let is_internal = dice.percent(50);
            mesh.add_view(is_internal, dice)
        }
        _ => mesh.add_table(dme, dice),
    };
    if edit == Edit::Twin {
        // With the name of something that may be seen, but for the case of its letters.
        let name = mesh.relations[of].name.to_uppercase();
        let dataset = mesh.relations[of].dataset;
        let twin = &mut mesh.relations[n];
        (twin.name, twin.dataset) = (name, dataset);
    }
    // A dataset's grants reach what is added to it.
    let own = mesh.own();
    let dataset = &mesh.datasets[mesh.relations[n].dataset];
    mesh.relations[n].is_gone = dataset.grants.iter().any(|a| *a < own);
    mesh.relations[n].grants = vec![2];
    mesh.relations[n].hidden_label = true;
}

fn rights(mesh: &mut RandomMesh, unseen: &Unseen, edit: Edit, dice: &mut Dice) {
    let own = mesh.own();
    let n = dice.below(mesh.relations.len());
    let name = mesh.name("secret");
    match edit {
        Edit::SecretColumn => {
            if let Some((n, column)) = dice.of(&unseen.columns).copied() {
                let column = &mut mesh.relations[n].columns[column];
                (column.text, column.data_type) = (name.clone(), "BYTES");
                column.name = name;
            }
        }
        Edit::OthersGrants => {
            let relation = &mut mesh.relations[n];
            // Where nobody has a grant, a first one decides; where a grant is ours, it may be the only one.
            let is_ours = relation.grants.iter().any(|a| *a < own);
            let is_unseen = unseen.relations.contains(&n) && !relation.grants.is_empty();
            if is_ours || is_unseen {
                match relation.grants.iter().position(|a| *a == 3) {
                    Some(at) if relation.grants.len() > 1 => {
                        relation.grants.remove(at);
                    }
                    Some(_) => {}
                    None => relation.grants.push(3),
                }
                relation.services += 1;
            }
        }
        Edit::OthersDeclared => {
            let declared = &mut mesh.relations[n].declared;
            if declared.iter().any(|a| *a < own) && !declared.contains(&3) {
                declared.push(3);
            }
        }
        Edit::DatasetGrants => {
            let dataset = dice.below(mesh.datasets.len());
            let grants = &mut mesh.datasets[dataset].grants;
            if !grants.is_empty() && !grants.contains(&3) {
                grants.push(3);
            }
            let dataset = dice.below(mesh.datasets.len());
            mesh.datasets[dataset].is_shown ^= true;
            if let Some(n) = dice.of(&unseen.relations).copied() {
                mesh.datasets[dataset].views = vec![n];
            }
        }
        // Who may not see it sees no more of it that is hidden twice.
        _ => {
            if let Some(n) = dice.of(&unseen.apart).copied() {
                mesh.relations[n].hidden_label = true;
            }
        }
    }
}

fn runs(mesh: &mut RandomMesh, unseen: &Unseen, edit: Edit, dice: &mut Dice) {
    let Some(one) = dice.of(&unseen.relations).copied() else {
        return;
    };
    let apart = dice.of(&unseen.apart).copied();
    let hidden = &unseen.relations;
    match edit {
        Edit::Statement => {
            mesh.add_statement(dice);
            let statement = mesh.statements.last_mut().unwrap();
            statement.writes = None;
            statement.reads.push(one);
        }
        Edit::NoStatement => {
            let is_hidden = |run: &Run| touches(run, hidden) && run.writes.is_none();
            mesh.statements.retain(|run| !is_hidden(run));
        }
        Edit::Run | Edit::RunTells => {
            mesh.add_run(dice);
            let word = (edit == Edit::RunTells).then(|| mesh.name("told"));
            let run = mesh.runs.last_mut().unwrap();
            run.writes = run.writes.filter(|to| unseen.apart.contains(to)).or(apart);
            run.reads.push(one);
            run.tells = word;
            if run.writes.is_none() {
                mesh.runs.pop();
            }
        }
        // Products wait for runs by number.
        _ => {
            let waited: Vec<Option<usize>> = mesh.products.iter().map(|p| p.waits_for).collect();
            let runs = mesh.runs.iter().enumerate();
            let is_hidden = |n: usize, run: &Run| {
                touches(run, hidden)
                    && run.writes.is_none_or(|to| unseen.apart.contains(&to))
                    && !waited.iter().flatten().any(|waited| *waited >= n)
            };
            let kept = runs.filter(|(n, run)| !is_hidden(*n, run));
            mesh.runs = kept.map(|(_, run)| run.clone()).collect();
        }
    }
}

/// What tools say of relations.
fn told(mesh: &mut RandomMesh, unseen: &Unseen, edit: Edit, dice: &mut Dice) {
    let Some(one) = dice.of(&unseen.relations).copied() else {
        return;
    };
    let apart = dice.of(&unseen.apart).copied();
    let hidden = &unseen.relations;
    let name = mesh.name("alarm");
    let are_apart = |on: &[usize]| on.iter().all(|n| unseen.apart.contains(n));
    match edit {
        Edit::Alert => {
            let (is_open, is_monitor) = (true, dice.percent(50));
            let on = apart.into_iter().collect();
            mesh.alerts.push(Alert {
                name,
                on,
                is_open,
                is_monitor,
            });
        }
        // An incident of something visible as well keeps that it is there.
        Edit::AlertOfMany => {
            let is_partly = |alert: &&mut Alert| {
                alert.on.iter().any(|n| unseen.apart.contains(n)) && !are_apart(&alert.on)
            };
            let Some(alert) = mesh.alerts.iter_mut().find(is_partly) else {
                return;
            };
            alert.name = name;
            if let Some(n) = apart {
                alert.on.push(n);
            }
        }
        Edit::NoAlert => mesh.alerts.retain(|alert| !are_apart(&alert.on)),
        Edit::Consumer => {
            mesh.add_consumer(dice);
            mesh.consumers.last_mut().unwrap().reads.push(one);
            // An exposure that reads what no manifest has is none of it.
            mesh.consumers.last_mut().unwrap().is_model = true;
        }
        Edit::ConsumerText => {
            let is_hidden = |reads: &[usize]| reads.iter().any(|n| hidden.contains(n));
            let mut all = mesh.consumers.iter_mut();
            if let Some(reader) = all.find(|reader| reader.is_model && is_hidden(&reader.reads)) {
                reader.text = name;
            }
        }
        Edit::Test => {
            let mut all = mesh.tests.iter_mut();
            let is_hidden = |n: &usize| hidden.contains(n);
            if let Some(test) = all.find(|test| test.to.as_ref().is_some_and(is_hidden)) {
                test.name = name;
            } else if let Some(test) = mesh.tests.iter_mut().find(|t| unseen.apart.contains(&t.on))
            {
                test.fails ^= true;
            }
        }
        _ => {
            let mut all = mesh.remarks.iter_mut();
            if let Some(remark) = all.find(|remark| hidden.contains(&remark.on)) {
                remark.text = name;
            }
        }
    }
}

/// Whether a test, which may be of something visible, compares something with it.
pub(super) fn is_compared(mesh: &RandomMesh, n: usize) -> bool {
    mesh.tests.iter().any(|test| test.to == Some(n))
}

fn touches(run: &Run, some: &[usize]) -> bool {
    let all = run.reads.iter().chain(&run.writes);
    all.into_iter().any(|n| some.contains(n))
}
