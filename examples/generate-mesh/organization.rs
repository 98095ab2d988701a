//! Domains and teams.

use std::collections::HashSet;

use crate::english::ENGLISH;
use crate::random::{Random, hash};
use crate::text::title;

#[derive(Debug)]
pub(crate) struct Domain {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) parent: Option<usize>,
    pub(crate) root: usize,
}

#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) id: String,
    pub(crate) members: Vec<String>,
}

/// Three levels; about as many leaves as DMEs.
pub(crate) fn domains(dmes: usize, random: &mut Random) -> Vec<Domain> {
    const ROOTS: &[&str] = &[
        "commerce",
        "payments",
        "logistics",
        "credits",
        "advertising",
        "people",
        "finance",
        "platform",
        "security",
        "growth",
    ];
    let mut all: Vec<Domain> = Vec::new();
    let mut taken = HashSet::new();
    let roots = ROOTS.len().min(1 + dmes / 5);
    for (root, id) in ROOTS[..roots].iter().enumerate() {
        all.push(Domain {
            id: (*id).to_owned(),
            name: title(id),
            parent: None,
            root,
        });
    }
    let mut level = 0..roots;
    for size in [dmes / 3, dmes / 2] {
        let next = all.len();
        for number in 0..size {
            let parent = level.start + number % level.len();
            let above = all[parent].id.clone();
            let name = unique(&mut taken, |attempt| {
                let thing = random.pick_ranked(ENGLISH.things);
                let extra = if attempt < 5 {
                    String::new()
                } else {
                    format!("-{attempt}")
                };
                format!("{above}-{thing}{extra}")
            });
            let label = title(name.get(above.len()..).unwrap_or(&name));
            all.push(Domain {
                id: name,
                name: label,
                parent: Some(parent),
                root: all[parent].root,
            });
        }
        if next == all.len() {
            break;
        }
        level = next..all.len();
    }
    all
}

pub(crate) fn teams(dmes: usize, random: &mut Random) -> Vec<Team> {
    const GIVEN: &[&str] = &[
        "ana", "juan", "maria", "pedro", "lucia", "joao", "emma", "diego", "sofia", "bruno",
        "carla", "liam", "paula", "mateo", "helena", "tomas", "rosa", "oliver", "ines", "victor",
    ];
    const FAMILY_NAMES: &[&str] = &[
        "silva", "perez", "smith", "souza", "gomez", "jones", "lima", "rojas", "brown", "costa",
        "diaz", "moreira", "taylor", "vega", "nunes", "castro", "evans", "ortiz", "ramos",
        "ferreira",
    ];
    let mut taken = HashSet::new();
    (0..(dmes * 4 / 5).max(1))
        .map(|_| Team {
            id: unique(&mut taken, |attempt| {
                let name = format!("{}-data", random.pick_ranked(ENGLISH.things));
                if attempt < 6 {
                    name
                } else {
                    format!("{}-{name}", random.pick(ENGLISH.things))
                }
            }),
            members: (0..random.between(2, 7))
                .map(|_| format!("{}.{}", random.pick(GIVEN), random.pick(FAMILY_NAMES)))
                .collect(),
        })
        .collect()
}

/// The first name that isn't taken yet, upper and lower case not told apart.
pub(crate) fn unique(taken: &mut HashSet<u64>, mut name: impl FnMut(usize) -> String) -> String {
    let mut attempt = 0;
    loop {
        let candidate = name(attempt);
        let letters: String = candidate.split('_').collect();
        if taken.insert(hash(&letters)) {
            return candidate;
        }
        attempt += 1;
    }
}
