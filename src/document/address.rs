//! Addresses as manifests write them: of the web, or of a mailbox.

use super::wrong::Wrong;
use crate::diagnostic::{Text, text};

/// Schemes that run something, or open what is on the reader's own machine.
const FORBIDDEN: [&str; 8] = [
    "about",
    "blob",
    "data",
    "file",
    "javascript",
    "jscript",
    "vbscript",
    "view-source",
];

/// Longest address that is repeated in a help.
const REPEATED: usize = 100;

/// Why an address can't be a link; nothing where it can. Documents of the standards point to
/// databases and other tools as well (`jdbc:…`), which isn't wrong there: `strict` forbids it.
pub(super) fn wrong(text: &str, strict: bool) -> Option<Wrong> {
    let address = text.trim();
    let say = |why: &'static str, help: Text| {
        Some(Wrong {
            why: why.into(),
            help,
        })
    };
    let whole = || Text::from("write the whole address, beginning with https://");
    if address.is_empty() {
        return say("which is no address", whole());
    }
    if address.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return say(
            "which holds a blank, as no address does",
            "write an address that begins with https://, with %20 for a blank in it".into(),
        );
    }
    let Some((scheme, rest)) = scheme(address) else {
        return say(
            "which has no scheme",
            completed(address).unwrap_or_else(whole),
        );
    };
    let lower = scheme.to_ascii_lowercase();
    match lower.as_str() {
        "http" | "https" => {
            let host = rest.strip_prefix("//").unwrap_or("");
            let named = !host.is_empty() && !host.starts_with(['/', '?', '#', ':', '@']);
            match named {
                true => None,
                false => say(
                    "which names no host",
                    text!("write {lower}://, then the host and the path", lower),
                ),
            }
        }
        "mailto" => {
            let mailbox = rest.split('?').next().unwrap_or(rest);
            let whole = mailbox
                .split_once('@')
                .is_some_and(|(person, host)| !person.is_empty() && !host.is_empty());
            match whole {
                true => None,
                false => say(
                    "which names no mailbox",
                    "write mailto:team@example.com, with the true address".into(),
                ),
            }
        }
        known if FORBIDDEN.contains(&known) => Some(Wrong {
            why: text!("whose scheme `{known}` isn't allowed", known),
            help: "write an address that begins with https://, or remove it".into(),
        }),
        other if strict => {
            let other: String = other.chars().take(20).collect();
            Some(Wrong {
                why: text!(
                    "whose scheme `{other}` isn't one of https, http and mailto",
                    other
                ),
                help: "write an address that begins with https://, or put this one into a text"
                    .into(),
            })
        }
        _ => None,
    }
}

/// The scheme and what follows it. `wiki.example.com:8080/page` is a host and its port.
fn scheme(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let is_scheme =
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(letters);
    let is_host = scheme.contains('.') || scheme.eq_ignore_ascii_case("localhost");
    let is_port = is_host && rest.starts_with(|c: char| c.is_ascii_digit());
    (is_scheme && !is_port).then_some((scheme, rest))
}

/// How to write an address of which only the scheme is missing.
fn completed(address: &str) -> Option<Text> {
    if address.len() > REPEATED {
        return None;
    }
    let bare = address.strip_prefix("//").unwrap_or(address);
    let host = bare.split(['/', '?', '#']).next().unwrap_or(bare);
    let letters = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':');
    if let Some((person, at)) = host.split_once('@') {
        let whole = host == address && !person.is_empty() && at.contains('.');
        return whole.then(|| text!("write mailto:{address}", address));
    }
    let is_host = host.starts_with(char::is_alphanumeric)
        && host.chars().all(letters)
        && (host.contains('.') || bare != address);
    // `page.html` and `runbook.md` are files.
    let is_file = host == bare
        && [
            ".md", ".html", ".htm", ".pdf", ".txt", ".yaml", ".yml", ".json",
        ]
        .iter()
        .any(|end| host.to_ascii_lowercase().ends_with(end));
    (is_host && !is_file).then(|| text!("write https://{bare}", bare))
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn of_the_web_and_of_mailboxes() {
        for text in [
            "https://example.com",
            "HTTP://example.com/a?b=c#d",
            "https://localhost:8080/x",
            "https://[::1]/x",
            " https://example.com ",
            "mailto:team@example.com?subject=x",
        ] {
            assert_eq!(wrong(text, true), None, "{text}");
        }
        // A document of a standard may point anywhere but where it harms.
        for text in [
            "jdbc:postgresql://localhost:5432/a/b",
            "s3://bucket/key",
            "slack://channel",
        ] {
            assert_eq!(wrong(text, false), None, "{text}");
            assert!(wrong(text, true).is_some(), "{text}");
        }
    }

    #[test]
    fn others_say_what_to_write() {
        let whole = "write the whole address, beginning with https://";
        let remove = "write an address that begins with https://, or remove it";
        let blank = "write an address that begins with https://, with %20 for a blank in it";
        for (text, help) in [
            ("www.example.com", "write https://www.example.com"),
            (
                "wiki.example.com:8080/page",
                "write https://wiki.example.com:8080/page",
            ),
            ("localhost:8080", whole),
            ("//example.com/x", "write https://example.com/x"),
            ("team@example.com", "write mailto:team@example.com"),
            ("docs/runbook.md", whole),
            ("runbook.md", whole),
            ("/runbook", whole),
            ("", whole),
            ("javascript:alert(1)", remove),
            ("JavaScript:alert(1)", remove),
            ("data:text/html,x", remove),
            ("file:///etc/passwd", remove),
            ("vbscript:x", remove),
            ("java\tscript:alert(1)", blank),
            ("ask Ana", blank),
            (
                "https:example.com",
                "write https://, then the host and the path",
            ),
            ("https://", "write https://, then the host and the path"),
            (
                "mailto:",
                "write mailto:team@example.com, with the true address",
            ),
        ] {
            for strict in [true, false] {
                assert_eq!(
                    wrong(text, strict).map(|w| w.help.to_string()).as_deref(),
                    Some(help),
                    "{text}"
                );
            }
        }
    }
}
