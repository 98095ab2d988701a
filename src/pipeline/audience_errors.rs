//! Why the portal of an audience isn't built.

use std::error::Error;
use std::fmt;

use crate::neutral;
use crate::scan::Hit;

/// Most places that are told one by one.
const MAX_PLACES: usize = 20;

/// The audience that was asked for can't have a portal.
#[derive(Debug, PartialEq, Eq)]
pub struct AudienceError(pub(super) Unfit);

/// Why it can't.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// No audience of the settings has this id.
    Unknown {
        id: String,
        /// The audience that may be meant.
        nearest: Option<String>,
        /// How many the settings have.
        known: usize,
    },
    /// The settings have none at all.
    NoneAtAll,
    /// Manifests or exports may say of access what can't be read, at these places: nobody's portal can be
    /// built.
    Unread(Vec<String>),
    /// Patterns of `[access] hidden` that no dataset fits.
    Unmatched(Vec<String>),
    /// The folders of these two would be one.
    SameFolder(String, String),
}

impl AudienceError {
    pub(super) fn help(&self) -> String {
        const WRITE: &str =
            "write an [[audiences]] entry with an id and its grantees into vitrina.toml";
        match &self.0 {
            Unfit::Unknown { known: 0, .. } | Unfit::NoneAtAll => WRITE.into(),
            Unfit::Unknown {
                nearest: Some(nearest),
                ..
            } => format!("is `{}` meant?", neutral::line(nearest)),
            Unfit::Unknown { .. } => "give the id of an [[audiences]] entry of vitrina.toml".into(),
            Unfit::Unread(_) => {
                "what is to be hidden might be shown: `vitrina check` says what is wrong there; export anew what stands in an export, or let `skip_unread_rows = true` under [access] pass over it".into()
            }
            Unfit::Unmatched(_) => {
                "write `project.dataset`, as the exports spell it, or remove the pattern: what it was meant to hide would be shown".into()
            }
            Unfit::SameFolder(..) => {
                "give one of them another `id`; letters alone that differ in case are no difference to some systems".into()
            }
        }
    }
}

impl fmt::Display for AudienceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Unfit::Unknown { id, .. } => {
                write!(f, "there is no audience `{}`", neutral::line(id))
            }
            Unfit::NoneAtAll => f.write_str("there are no audiences"),
            Unfit::Unread(places) => {
                let places = first_of(places, ", ");
                write!(f, "who may see what can't be read at {places}")
            }
            Unfit::Unmatched(patterns) => {
                let patterns: Vec<String> = patterns.iter().map(|p| format!("`{p}`")).collect();
                let patterns = first_of(&patterns, ", ");
                write!(
                    f,
                    "no dataset fits `[access] hidden` of vitrina.toml: {patterns}"
                )
            }
            Unfit::SameFolder(one, other) => write!(
                f,
                "the audiences `{}` and `{}` would have one folder",
                neutral::line(one),
                neutral::line(other)
            ),
        }
    }
}

impl Error for AudienceError {}

/// The first of some texts, as they may be shown, and how many more there are.
fn first_of(all: &[String], between: &str) -> String {
    let (shown, more) = all.split_at(all.len().min(MAX_PLACES));
    let shown: Vec<_> = shown.iter().map(|text| neutral::line(text)).collect();
    match more.len() {
        0 => shown.join(between),
        n => format!("{} and {n} more", shown.join(between)),
    }
}

/// Whose a portal is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Of everyone: the whole mesh.
    Whole,
    /// Of one audience.
    One(String),
    /// Of several audiences, a folder each.
    Each,
}

impl Whose {
    /// Of the audience of that id, or of everyone.
    #[must_use]
    pub(crate) fn of(audience: Option<&str>) -> Self {
        audience.map_or(Self::Whole, |id| Self::One(id.to_owned()))
    }
}

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("the whole mesh"),
            Self::One(id) => write!(f, "the audience `{}`", neutral::line(id)),
            Self::Each => f.write_str("several audiences"),
        }
    }
}

/// A folder, or the record of former builds, is of another audience than what is built: what that
/// may see would be told to this one.
#[derive(Debug, PartialEq, Eq)]
pub struct OtherAudienceError {
    /// What is of the other, as people named it.
    pub(super) what: String,
    /// Whether people named it as what was before, not as the folder that is written.
    pub(super) is_record: bool,
    pub(super) found: Whose,
    pub(super) asked: Whose,
}

impl OtherAudienceError {
    pub(super) const fn help(&self) -> &'static str {
        match self.is_record {
            true => "name what was before of the same audience with `--previous`, or nothing",
            false => {
                "choose another folder with --out, or remove this one first; nothing was changed"
            }
        }
    }
}

impl fmt::Display for OtherAudienceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, found, asked) = (neutral::line(&self.what), &self.found, &self.asked);
        write!(f, "`{what}` is of {found}, and this is of {asked}")
    }
}

impl Error for OtherAudienceError {}

/// Most leaks that are told one by one.
const MOST: usize = 20;

/// A portal would hold names that its readers must not see.
#[derive(Debug, PartialEq, Eq)]
pub struct LeakError {
    /// By file.
    pub(super) hits: Vec<Hit>,
}

impl LeakError {
    pub(super) const fn help() -> &'static str {
        "where a name stands in a text that people wrote, take it out, rename what is hidden, or set `redact = true` under [access]; else it is a fault of vitrina, and worth a report"
    }

    /// The first of them, a line each: file, channel, what was found and whose it is.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let shown = self.hits.iter().take(MOST).map(|hit| {
            let line = format!(
                "{}: {}: `{}` of {}",
                hit.file, hit.channel, hit.found, hit.id
            );
            neutral::line(&line).into_owned()
        });
        let more = self.hits.len().saturating_sub(MOST);
        shown.chain((more > 0).then(|| format!("and {more} more")))
    }
}

impl fmt::Display for LeakError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = match self.hits.len() {
            1 => "a place of the portal holds a name".to_owned(),
            n => format!("{n} places of the portal hold names"),
        };
        write!(
            f,
            "nothing was published: {places} that its audience must not see"
        )
    }
}

impl Error for LeakError {}
