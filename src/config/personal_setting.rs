//! `[personal]`: what counts as personal data, and for whom it is.

use schemars::JsonSchema;
use serde::Deserialize;

/// Words of contracts for columns with personal data, where the settings list none.
const CLASSIFICATIONS: [&str; 6] = [
    "personal",
    "personal-data",
    "pii",
    "phi",
    "sensitive",
    "special-category",
];

/// `[personal]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonalSettings {
    /// Classifications of columns in contracts; `personal`, `personal-data`, `pii`, `phi`, `sensitive` and
    /// `special-category` where missing. Case doesn't count, nor what stands between words.
    pub classifications: Option<Vec<String>>,
    /// Audiences, or grantees as exports name them, for whom personal data is.
    #[serde(default)]
    pub audiences: Vec<String>,
}

/// The same, ready to use.
#[derive(Debug, Clone)]
pub(crate) struct Personal {
    classifications: Vec<String>,
    /// Who may read it.
    pub audiences: Vec<String>,
}

impl Personal {
    pub(super) fn new(settings: &PersonalSettings) -> Self {
        let classifications = match &settings.classifications {
            Some(own) => own.iter().map(|word| folded(word)).collect(),
            None => CLASSIFICATIONS.map(str::to_owned).to_vec(),
        };
        Self {
            classifications,
            audiences: settings.audiences.clone(),
        }
    }

    /// Whether a contract's classification of a column says that its data is personal.
    #[must_use]
    pub(crate) fn is_personal(&self, classification: &str) -> bool {
        self.classifications.contains(&folded(classification))
    }
}

/// Words in lower case, with `-` between them.
fn folded(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}
