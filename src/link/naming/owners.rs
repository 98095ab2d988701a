//! Owners as exports name them: a team is published, who may be a person isn't.

use rustc_hash::FxHashSet;

use crate::config::{Published, Settings};
use crate::link::facts::Operations;
use crate::manifest::Manifests;
use crate::privacy::{self, Text};

/// Words that say that a name is one of several people, whatever stands beside them.
const SEVERAL: [&str; 19] = [
    "analysts",
    "chapter",
    "committee",
    "crew",
    "department",
    "dept",
    "developers",
    "division",
    "engineers",
    "group",
    "groups",
    "guild",
    "scientists",
    "squad",
    "squads",
    "team",
    "teams",
    "tribe",
    "tribes",
];

/// Words that say so only beside words of their own kind or of the mesh: `Ana Data` is a person.
const WORK: [&str; 40] = [
    "ai",
    "analytics",
    "and",
    "area",
    "bi",
    "business",
    "core",
    "customer",
    "data",
    "desk",
    "devops",
    "engineering",
    "experience",
    "finance",
    "governance",
    "growth",
    "infra",
    "infrastructure",
    "insights",
    "intelligence",
    "it",
    "learning",
    "logistics",
    "machine",
    "marketing",
    "ml",
    "of",
    "office",
    "operations",
    "ops",
    "owners",
    "platform",
    "product",
    "quality",
    "risk",
    "sales",
    "science",
    "services",
    "support",
    "warehouse",
];

/// Which owners are known to be teams, or allowed by the settings.
#[derive(Debug, Default)]
pub(in crate::link) struct Owners {
    teams: FxHashSet<String>,
    /// Words of the names of domains and DMEs.
    words: FxHashSet<String>,
    allowed: Published,
}

impl Owners {
    /// By the teams, DMEs and domains of manifests and of other catalogs.
    pub(in crate::link) fn new(
        settings: &Settings,
        manifests: &Manifests,
        operations: &Operations,
    ) -> Self {
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
        let mut words = FxHashSet::default();
        let names = manifests
            .environments
            .iter()
            .map(|dme| dme.body.id.as_str());
        let domains = manifests
            .domains
            .iter()
            .map(|domain| domain.body.id.as_str());
        for name in names.chain(domains) {
            words.extend(words_of(name).map(str::to_lowercase));
        }
        for team in &operations.teams {
            add(&team.id);
            team.title.iter().for_each(|name| add(name));
        }
        Self {
            teams,
            words,
            allowed: settings.published.clone(),
        }
    }

    /// The owner as it may be shown; nothing where it may be a person.
    pub(in crate::link) fn shown(&self, owner: &str) -> Option<String> {
        let owner = owner.trim();
        if owner.is_empty() || owner.contains('@') {
            return None;
        }
        let (kind, name) = owner.split_once(':').unwrap_or(("", owner));
        let kind = kind.trim().to_ascii_lowercase();
        let known = match kind.as_str() {
            "team" | "group" => true,
            "user" | "person" | "individual" => false,
            _ => self.teams.contains(&plain(name)) || self.says_several(name),
        };
        (known || self.allowed.owner(owner))
            .then(|| privacy::without_secrets(owner, Text::Prose).into_owned())
    }

    /// Whether a name says that it is one of several people.
    fn says_several(&self, name: &str) -> bool {
        let is = |list: &[&str], word: &str| list.iter().any(|w| w.eq_ignore_ascii_case(word));
        if words_of(name).any(|word| is(&SEVERAL, word)) {
            return true;
        }
        let known = |word: &str| is(&WORK, word) || self.words.contains(&word.to_lowercase());
        words_of(name).any(|word| is(&WORK, word)) && words_of(name).all(known)
    }
}

fn words_of(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// The letters and digits of a name.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
