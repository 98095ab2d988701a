//! Who is called: a team, a rota or a channel is published, who may be a person isn't.

use super::owners::Owners;
use crate::catalog::OnCall;
use crate::privacy::{Text, without_secrets};

/// What the duty is called behind the name of a team.
const DUTY: [&str; 4] = ["on call", "on-call", "oncall", "rota"];

/// Of what a manifest says, what may be shown.
pub(in crate::link) fn on_call(owners: &Owners, written: Option<&String>) -> Option<OnCall> {
    let written = written?.trim();
    if written.is_empty() {
        return None;
    }
    let is_place = written.starts_with('#') || written.starts_with("https://");
    let lower = written.to_ascii_lowercase();
    let duty = DUTY.iter().find(|duty| lower.ends_with(**duty));
    let team = duty.and_then(|duty| written.get(..written.len() - duty.len()));
    let team = team
        .unwrap_or(written)
        .trim_end_matches([' ', '-', '_', ':']);
    let is_shown = is_place && !written.contains('@') || owners.shown(team).is_some();
    Some(OnCall {
        shown: is_shown.then(|| without_secrets(written, Text::Prose).into_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_not_shown() {
        let owners = Owners::default();
        let shown = |text: &str| on_call(&owners, Some(&text.to_owned())).map(|o| o.shown);
        assert_eq!(shown(" "), None);
        for person in [
            "Wren Avila",
            "wren@example.com on call",
            "user:wren",
            "#wren@example.com",
        ] {
            assert_eq!(shown(person), Some(None), "{person}");
        }
        for team in [
            "data team on call",
            "data-platform on-call",
            "#orders-incidents",
            "https://rota.example.com/orders",
        ] {
            assert_eq!(shown(team), Some(Some(team.to_owned())), "{team}");
        }
    }
}
