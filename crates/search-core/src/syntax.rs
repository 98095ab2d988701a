//! The query language: words, `"phrases"`, `-not`, `a OR b`, `field:value`. Nothing is an error:
//! what can't be understood is read as plain words, and a note says so.

use crate::analysis::{exact_key, folded, stem};
use crate::field::{NAMES, known};
use crate::pasted_name;
use crate::stop_words::is_stop;

/// Most words of a query that are looked at.
const MAX_WORDS: usize = 32;
/// Longest query, in characters.
const MAX_CHARS: usize = 1000;

/// Verdicts of more than one word.
const STATES: [&str; 2] = ["no promise", "with care"];

/// A word to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// In lower case, without accents: what a longer word may begin with.
    pub folded: String,
    /// As it is indexed.
    pub stem: String,
    /// Whether a longer word that begins with it will do.
    pub open: bool,
    /// Whether it says little by itself, so that results may lack it.
    pub stop: bool,
}

/// What must match, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A word in any field.
    Word(Word),
    /// Words one after the other.
    Phrase(Vec<Word>),
    /// A value or words in one field.
    In {
        field: String,
        /// The value as a whole.
        whole: String,
        words: Vec<Word>,
    },
}

/// Alternatives, each a list of which all must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    pub negative: bool,
    pub any: Vec<Vec<Part>>,
}

impl Clause {
    /// Whether words alone are asked for.
    pub(crate) fn is_plain(&self) -> bool {
        let mut parts = self.any.iter().flatten();
        parts.all(|part| matches!(part, Part::Word(_)))
    }

    /// Its words, those in quotes and fields aside.
    pub(crate) fn words(&self) -> impl Iterator<Item = &Word> {
        self.any.iter().flatten().filter_map(|part| match part {
            Part::Word(word) => Some(word),
            Part::Phrase(_) | Part::In { .. } => None,
        })
    }

    /// The words of a clause that has no alternatives, and nothing but words.
    fn sole(&mut self) -> Option<&mut [Part]> {
        let plain = !self.negative && self.is_plain();
        match self.any.as_mut_slice() {
            [one] if plain => Some(one.as_mut_slice()),
            _ => None,
        }
    }
}

/// A query, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub clauses: Vec<Clause>,
    /// The plain words run together: the key of a name that is just them.
    pub exact: String,
    pub note: Option<String>,
}

impl Parsed {
    /// The words that must match in any field, each for itself.
    pub(crate) fn plain(&self) -> impl Iterator<Item = &Word> {
        let parts = self
            .clauses
            .iter()
            .filter(|c| !c.negative)
            .flat_map(|c| c.any.iter().flatten());
        parts.filter_map(|part| match part {
            Part::Word(word) => Some(word),
            Part::Phrase(_) | Part::In { .. } => None,
        })
    }

    /// All words that a result is marked with.
    pub(crate) fn words(&self) -> impl Iterator<Item = &Word> {
        let parts = self
            .clauses
            .iter()
            .filter(|c| !c.negative)
            .flat_map(|c| c.any.iter().flatten());
        parts.flat_map(|part| match part {
            Part::Word(word) => std::slice::from_ref(word),
            Part::Phrase(words) | Part::In { words, .. } => words,
        })
    }
}

/// A piece of the text between spaces.
#[derive(Debug, Default)]
struct Token {
    text: String,
    field: Option<String>,
    quoted: bool,
    negative: bool,
}

/// Understands a query.
pub(crate) fn parse(text: &str) -> Parsed {
    let mut notes: Vec<String> = Vec::new();
    let mut short: String = text.chars().take(MAX_CHARS).collect();
    if short.len() < text.len() {
        notes.push(format!("Only the first {MAX_CHARS} characters were used."));
    }
    if let Some(name) = pasted_name::name(&short) {
        short = name;
    }
    let (mut tokens, unclosed) = tokens(&short);
    join_states(&mut tokens);
    if unclosed {
        notes.push("A quote isn't closed; what follows it was read as plain words.".into());
    }
    let open_end = !short.ends_with(|c: char| c.is_whitespace() || c == '"');
    let last = tokens.len().saturating_sub(1);
    let mut parsed = Parsed::default();
    let mut plain = String::new();
    let (mut left, mut or) = (MAX_WORDS, false);
    for (i, token) in tokens.into_iter().enumerate() {
        if token.text == "OR" && !token.quoted && !token.negative && token.field.is_none() {
            or = !parsed.clauses.is_empty();
            continue;
        }
        let too_many = || format!("Only the first {MAX_WORDS} words were used.");
        if left == 0 {
            notes.push(too_many());
            break;
        }
        let open = open_end && i == last;
        let mut found = found(&token, open);
        // Within a name that is written as one it counts, and so it does in quotes.
        let elided = is_elided(&token.text);
        if (found.len() == 1 || elided) && !token.quoted && token.field.is_none() {
            for word in &mut found {
                let letter = elided && word.folded.chars().count() == 1;
                word.open &= !letter;
                word.stop = !word.open && (letter || is_stop(&word.folded));
            }
        }
        if found.len() > left {
            notes.push(too_many());
            found.truncate(left);
        }
        left -= found.len();
        if found.is_empty() && token.field.as_deref().is_none_or(|f| !known(f)) {
            continue;
        }
        let negative = token.negative;
        if !negative && token.field.is_none() {
            plain.push_str(&exact_key(&token.text));
        }
        let parts = parts(token, found, &mut notes);
        if parts.is_empty() {
            continue;
        }
        match parsed.clauses.last_mut() {
            Some(before) if std::mem::take(&mut or) && !negative && !before.negative => {
                before.any.push(parts);
            }
            _ => parsed.clauses.push(Clause {
                negative,
                any: vec![parts],
            }),
        }
    }
    insist(&mut parsed.clauses);
    let alternatives = parsed.clauses.iter().any(|c| c.any.len() > 1);
    parsed.exact = if alternatives { String::new() } else { plain };
    if parsed.clauses.is_empty() && !text.trim().is_empty() {
        notes.push("There is no word to look for.".into());
    }
    notes.dedup();
    parsed.note = (!notes.is_empty()).then(|| notes.join(" "));
    parsed
}

/// Words that say little count after all where they are alternatives, may not match, or are all
/// there is.
fn insist(clauses: &mut [Clause]) {
    let word = |part: &Part| matches!(part, Part::Word(word) if !word.stop);
    let others = clauses
        .iter_mut()
        .filter_map(Clause::sole)
        .any(|parts| parts.iter().any(word));
    for clause in clauses {
        if others && clause.sole().is_some() {
            continue;
        }
        for part in clause.any.iter_mut().flatten() {
            if let Part::Word(word) = part {
                word.stop = false;
            }
        }
    }
}

/// Whether words are run together by an apostrophe: `shop's`, `d'água`.
fn is_elided(text: &str) -> bool {
    let within = |c: char| c.is_alphanumeric() || is_apostrophe(c);
    text.trim_end_matches(|c: char| !within(c))
        .split(is_apostrophe)
        .all(|part| !part.is_empty() && part.chars().all(char::is_alphanumeric))
        && text.contains(is_apostrophe)
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

/// Puts states of two words together, which need no quotes.
fn join_states(tokens: &mut Vec<Token>) {
    for at in (1..tokens.len()).rev() {
        let (before, token) = (&tokens[at - 1], &tokens[at]);
        let plain = !before.quoted && !token.quoted && !token.negative && token.field.is_none();
        if !plain || before.field.as_deref() != Some("verdict") {
            continue;
        }
        let joined = format!("{} {}", before.text, token.text);
        if STATES.iter().any(|s| s.eq_ignore_ascii_case(&joined)) {
            tokens[at - 1].text = joined;
            tokens.remove(at);
        }
    }
}

fn found(token: &Token, open: bool) -> Vec<Word> {
    let unknown = token.field.as_deref().filter(|f| !known(f));
    let before = unknown.map_or(String::new(), |f| format!("{f} "));
    let text = format!("{before}{}", token.text);
    let mut words: Vec<Word> = folded(&text)
        .map(|(folded, ..)| {
            let mut stemmed = folded.clone();
            stem(&mut stemmed);
            Word {
                folded,
                stem: stemmed,
                open: false,
                stop: false,
            }
        })
        .collect();
    // "order-" ends a word, "order" may go on, and "order*" does wherever it stands.
    let goes_on = open && text.ends_with(char::is_alphanumeric);
    if let Some(last) = words.last_mut() {
        last.open = (goes_on || text.ends_with('*')) && !token.quoted;
    }
    words
}

fn parts(token: Token, words: Vec<Word>, notes: &mut Vec<String>) -> Vec<Part> {
    match token.field {
        Some(field) if known(&field) => vec![Part::In {
            whole: token.text.trim().to_owned(),
            field,
            words,
        }],
        other => {
            if let Some(field) = other {
                notes.push(format!(
                    "There is no field “{field}”; it was read as a plain word. Fields are {}.",
                    NAMES.join(", ")
                ));
            }
            if token.quoted && words.len() > 1 {
                vec![Part::Phrase(words)]
            } else {
                words.into_iter().map(Part::Word).collect()
            }
        }
    }
}

/// Splits at spaces outside quotes; takes `-` and `field:` off. Says whether a quote is left open.
fn tokens(text: &str) -> (Vec<Token>, bool) {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    let mut unclosed = false;
    while !rest.is_empty() {
        let mut token = Token::default();
        if let Some(after) = rest.strip_prefix('-')
            && after.starts_with(|c: char| c.is_alphanumeric() || c == '"')
        {
            token.negative = true;
            rest = after;
        }
        if let Some((field, after)) = rest.split_once(':')
            && !field.is_empty()
            && field.chars().all(char::is_alphabetic)
            && !after.is_empty()
            && !after.starts_with(|c: char| c.is_whitespace() || c == '/' || c == ':')
        {
            token.field = Some(field.to_lowercase());
            rest = after;
        }
        if let Some(after) = rest.strip_prefix('"') {
            if let Some((inside, after)) = after.split_once('"') {
                token.quoted = true;
                token.text = inside.to_owned();
                rest = after.trim_start();
                out.push(token);
                continue;
            }
            unclosed = true;
            rest = after;
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '"')
            .unwrap_or(rest.len());
        rest[..end].clone_into(&mut token.text);
        rest = rest[end..].trim_start();
        if !token.text.is_empty() || token.field.is_some() {
            out.push(token);
        }
    }
    (out, unclosed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A query as it was understood, in one line.
    fn shown(text: &str) -> String {
        let word = |w: &Word| {
            let (stop, open) = (if w.stop { "~" } else { "" }, if w.open { "*" } else { "" });
            format!("{stop}{}{open}", w.stem)
        };
        let words = |ws: &[Word]| ws.iter().map(word).collect::<Vec<_>>().join(" ");
        let part = |p: &Part| match p {
            Part::Word(w) => word(w),
            Part::Phrase(ws) => format!("\"{}\"", words(ws)),
            Part::In {
                field, words: ws, ..
            } => format!("{field}[{}]", words(ws)),
        };
        let all = |ps: &Vec<Part>| ps.iter().map(part).collect::<Vec<_>>().join("+");
        let clause = |c: &Clause| {
            let any = c.any.iter().map(all).collect::<Vec<_>>().join("|");
            format!("{}{any}", if c.negative { "-" } else { "" })
        };
        parse(text)
            .clauses
            .iter()
            .map(clause)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn understands_the_language() {
        for (text, expected) in [
            ("daily orders", "daily order*"),
            ("daily orders ", "daily order"),
            ("ord* daily ", "ord* daily"),
            ("column:ord* \"ord*\" ", "column[ord*] ord"),
            ("orderItems", "order+item*"),
            ("\"daily orders\" x", "\"daily order\" x*"),
            ("-old orders", "-old order*"),
            ("orders OR returns paid", "order|return paid*"),
            (
                "dme:payments kind:\"unified view\"",
                "dme[payment] kind[unified view]",
            ),
            ("-tag:pii a", "-tag[pii] a*"),
            ("ab - cd", "ab cd*"),
            ("OR a OR", "a"),
            ("https://example.com", "http+example+com*"),
            ("proj.ds.table", "proj+ds+table*"),
            ("`proj.ds.table`", "proj+ds+table*"),
            ("\"my-proj\".\"ds\".\"table\"", "my+proj+ds+table*"),
            ("verdict:\"no promise\"", "verdict[no promise]"),
            ("verdict:no promise orders", "verdict[no promise] order*"),
            ("verdict:With Care ", "verdict[with care]"),
            ("verdict:no orders", "verdict[no] order*"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn words_that_say_little_are_told_apart() {
        for (text, expected) in [
            ("the orders of a seller", "~the order ~of ~a seller*"),
            ("pedidos por el cliente", "pedido ~por ~el cliente*"),
            ("vendas da loja ", "venda ~da loja"),
            // All there is, in quotes, in a field, an alternative, in a name, unfinished.
            ("the of ", "the of"),
            ("\"the\" orders", "the order*"),
            ("name:the orders", "name[the] order*"),
            ("the OR orders", "the|order*"),
            ("-the orders", "-the order*"),
            ("order_by_seller x", "order+by+seller x*"),
            ("orders by", "order by*"),
            ("dme:payments the ", "dme[payment] the"),
            ("where's the shop's stock", "~where+~s ~the shop+~s stock*"),
            ("copos d\u{2019}água", "copo ~d+agua*"),
            ("the shop's", "~the shop+~s"),
            ("'orders_by'", "order+by"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        assert_eq!(parse("all the orders").exact, "alltheorders");
    }

    #[test]
    fn says_what_it_could_not_understand() {
        let note = |text: &str| parse(text).note.unwrap_or_default();
        assert!(note("colour:red").starts_with("There is no field “colour”"));
        assert_eq!(shown("colour:red"), "colour+red*");
        assert!(note("\"daily orders").starts_with("A quote isn't closed"));
        assert_eq!(shown("\"daily orders"), "daily order*");
        assert_eq!(note("!?… 🎉"), "There is no word to look for.");
        assert_eq!(note("  "), "");
        assert!(note(&"a".repeat(10_000)).starts_with("Only the first 1000 characters"));
        assert!(note(&"ab ".repeat(100)).starts_with("Only the first 32 words"));
        assert_eq!(parse(&"ab ".repeat(100)).clauses.len(), 32);
    }

    #[test]
    fn plain_words_make_a_name() {
        assert_eq!(parse("Order-Items v2").exact, "orderitemsv2");
        assert_eq!(parse("order dme:x items").exact, "orderitems");
        assert_eq!(parse("order OR items").exact, "");
    }

    proptest! {
        #[test]
        fn any_text_is_understood_somehow(text in "(\"|-|OR|[a-z]{1,6}:?| |\\PC){0,80}") {
            let parsed = parse(&text);
            let parts = || parsed.clauses.iter().flat_map(|c| &c.any);
            prop_assert!(parsed.clauses.len() <= MAX_WORDS);
            prop_assert!(parts().all(|all| !all.is_empty()));
            prop_assert!(parsed.words().count() <= MAX_WORDS);
            if text.chars().any(char::is_alphanumeric) || text.trim().is_empty() {
                return Ok(());
            }
            prop_assert!(parsed.note.is_some() && parsed.clauses.is_empty());
        }

        #[test]
        fn plain_words_all_must_match(words in proptest::collection::vec("[a-z]{1,8}", 1..8)) {
            prop_assume!(words.iter().all(|w| w != "or"));
            let parsed = parse(&words.join(" "));
            prop_assert_eq!(parsed.clauses.len(), words.len());
            prop_assert_eq!(parsed.exact, words.concat());
            prop_assert_eq!(parsed.note, None);
        }
    }
}
