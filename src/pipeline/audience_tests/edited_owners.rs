//! Edits of owners that an audience may not see, and of what people write.

use super::dice::Dice;
use super::hidden_edits::{Edit, Unseen, is_compared};
use super::random_mesh::{Prose, RandomMesh, Text};

pub(super) fn owners(mesh: &mut RandomMesh, unseen: &Unseen, edit: Edit, dice: &mut Dice) {
    let text = mesh.name("other");
    let dme = dice.of(&unseen.dmes).copied();
    match (edit, dme) {
        (Edit::Product, _) => {
            if let Some(n) = dice.of(&unseen.products) {
                (mesh.products[*n].text, mesh.products[*n].notes) = (text.clone(), text);
            }
        }
        (Edit::NewProduct, Some(dme)) if !mesh.dmes[dme].is_gone => {
            mesh.add_product(dme, dice);
            let product = mesh.products.last_mut().unwrap();
            product.is_hidden = true;
            product.ports.clear();
            product.tables.retain(|n| unseen.relations.contains(n));
        }
        (Edit::Dme, Some(n)) => {
            mesh.dmes[n].text = text;
            mesh.dmes[n].framework += 1;
        }
        (Edit::DmeGone, Some(n)) => {
            let is_its = |dme: usize| dme == n;
            let mut relations = mesh.relations.iter().enumerate();
            let is_whole = relations.all(|(at, r)| {
                let is_apart = || unseen.apart.contains(&at) && !is_compared(mesh, at);
                !is_its(r.dme) || r.is_gone || is_apart()
            });
            let labels = mesh.relations.iter().any(|r| r.owner_label == Some(n));
            if is_whole && !labels {
                mesh.dmes[n].is_gone = true;
                mesh.products.retain(|product| product.dme != n);
                for relation in mesh.relations.iter_mut().filter(|r| r.dme == n) {
                    relation.is_gone = true;
                }
            }
        }
        // A label is what its relation says itself.
        (Edit::DmeTwin, Some(n)) if mesh.relations.iter().all(|r| r.owner_label != Some(n)) => {
            mesh.dmes[n].name = twin(mesh, n)
        }
        (Edit::Group, _) => {
            let domain = dice.of(&unseen.domains).copied();
            if let Some(n) = domain.filter(|_| dice.percent(50)) {
                mesh.domains[n].text = text;
            } else if let Some(n) = dice.of(&unseen.teams).copied() {
                mesh.teams[n].name = text.clone();
                mesh.teams[n].text = text;
            }
        }
        (Edit::NewGroup, _) => {
            let mut group = mesh.domains[0].clone();
            (group.parent, group.name) = (Some(0), text);
            match dice.percent(50) {
                true => mesh.domains.push(group),
                false => mesh.teams.push(group),
            }
        }
        _ => {}
    }
}

/// The name of another DME, but for the case of its letters.
fn twin(mesh: &RandomMesh, n: usize) -> String {
    let other = (n + 1) % mesh.dmes.len();
    let name = &mesh.dmes[other].name;
    let upper = name.to_uppercase();
    match mesh.dmes.iter().any(|dme| dme.name == upper) {
        true => mesh.dmes[n].name.clone(),
        false => upper,
    }
}

pub(super) fn texts(mesh: &mut RandomMesh, unseen: &Unseen, edit: Edit, dice: &mut Dice) {
    let name = mesh.name("retold");
    let own = mesh.own();
    let apart = dice.of(&unseen.apart).copied();
    match edit {
        Edit::Text => {
            let is_hidden = |text: &&mut Text| text.audience.is_some_and(|a| a >= own);
            if let Some(text) = mesh.texts.iter_mut().find(is_hidden) {
                text.text = name;
            }
        }
        Edit::NewText => {
            mesh.add_text(dice);
            let text = mesh.texts.last_mut().unwrap();
            text.audience = Some(2);
            // A DME has one long description.
            if matches!(text.prose, Prose::Long(_)) {
                text.prose = Prose::Guide;
            }
        }
        Edit::Contract => {
            let are_apart = |of: &[usize]| of.iter().all(|n| unseen.apart.contains(n));
            let mut all = mesh.contracts.iter_mut();
            if let Some(contract) = all.find(|contract| are_apart(&contract.of)) {
                (contract.text, contract.name) = (name.clone(), name);
            }
        }
        _ => {
            let n = dice.below(mesh.dmes.len());
            let is_hidden = |of: &usize| unseen.relations.contains(of);
            if mesh.dmes[n].suppression.as_ref().is_none_or(is_hidden) {
                mesh.dmes[n].suppression = apart;
            }
        }
    }
}
