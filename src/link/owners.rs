//! Owners as exports name them: a team is published, who may be a person isn't.

use rustc_hash::FxHashSet;

use super::facts::Facts;
use crate::config::{Published, Settings};
use crate::manifest::Manifests;
use crate::privacy::{self, Text};

/// Words that say that a name is one of several people.
const WORDS: [&str; 32] = [
    "analysts",
    "analytics",
    "area",
    "chapter",
    "committee",
    "crew",
    "data",
    "department",
    "dept",
    "desk",
    "developers",
    "division",
    "engineering",
    "engineers",
    "finance",
    "group",
    "guild",
    "infra",
    "marketing",
    "office",
    "operations",
    "ops",
    "owners",
    "platform",
    "product",
    "science",
    "services",
    "squad",
    "support",
    "team",
    "teams",
    "tribe",
];

/// Which owners are known to be teams, or allowed by the settings.
#[derive(Debug, Default)]
pub(super) struct Owners {
    teams: FxHashSet<String>,
    allowed: Published,
}

impl Owners {
    /// By the teams, DMEs and domains of manifests and of other catalogs.
    pub(super) fn new(settings: &Settings, manifests: &Manifests, facts: &Facts) -> Self {
        let mut teams = FxHashSet::default();
        let mut add = |name: &str| {
            let name = plain(name);
            if !name.is_empty() {
                teams.insert(name);
            }
        };
        for team in &manifests.teams {
            let team = &team.body;
            add(team.id.as_str());
            team.name.iter().for_each(|name| add(name));
            team.also_known_as.iter().for_each(|name| add(name));
        }
        for dme in &manifests.environments {
            add(dme.body.id.as_str());
            dme.body.name.iter().for_each(|name| add(name));
        }
        for domain in &manifests.domains {
            add(domain.body.id.as_str());
            domain.body.name.iter().for_each(|name| add(name));
        }
        for team in &facts.operations.teams {
            add(&team.id);
            team.title.iter().for_each(|name| add(name));
        }
        Self {
            teams,
            allowed: settings.published.clone(),
        }
    }

    /// The owner as it may be shown; nothing where it may be a person.
    pub(super) fn shown(&self, owner: &str) -> Option<String> {
        let owner = owner.trim();
        if owner.is_empty() || owner.contains('@') {
            return None;
        }
        let (kind, name) = owner.split_once(':').unwrap_or(("", owner));
        let kind = kind.trim().to_ascii_lowercase();
        let known = match kind.as_str() {
            "team" | "group" => true,
            "user" | "person" | "individual" => false,
            _ => self.teams.contains(&plain(name)) || says_several(name),
        };
        (known || self.allowed.owner(owner))
            .then(|| privacy::without_secrets(owner, Text::Prose).into_owned())
    }
}

/// Whether a word of the name is one of [`WORDS`].
fn says_several(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric())
        .any(|word| WORDS.iter().any(|w| w.eq_ignore_ascii_case(word)))
}

/// The letters and digits of a name.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
