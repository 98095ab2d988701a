//! What an audience may see of a catalog: one level for each asset ([`Catalog::level`]), and what is
//! the same for all assets of one audience ([`Seen`]).
//!
//! [`Catalog::level`]: crate::catalog::Catalog::level

mod access_rules;
mod collected_names;
mod cut_words;
mod decoded_text;
mod decoding_pass;
mod for_audience;
mod hidden_name;
mod hidden_names;
mod level;
mod name_matcher;
mod part_of;
mod seen;
mod stubs;
mod word_gap;

pub(crate) use access_rules::{AccessRules, AudienceIx, GranteeAudiences, PublishedFacts};
pub(crate) use hidden_name::{CalledBy, HiddenName, NameForm};
pub(crate) use hidden_names::{HiddenNames, NameInText, NamePlace};
pub(crate) use level::{AccessTo, Lacking, Level};
pub(crate) use part_of::Part;
pub(crate) use seen::Seen;
pub(crate) use stubs::{Stub, Stubs};
