//! Sentences and names made of the vocabulary.

use crate::random::Random;
use crate::words::{SYSTEMS, Words};

/// A summary and some remarks: the description of a table, a view or anything else.
pub(crate) fn description(words: &Words, topic: &str, random: &mut Random) -> String {
    const REMARKS: &[(f64, f64)] = &[
        (0.0, 0.0),
        (38.0, 1.0),
        (60.0, 1.5),
        (82.0, 4.0),
        (96.0, 8.0),
        (99.5, 14.0),
        (100.0, 26.0),
    ];
    let mut text = sentence(
        random.pick_ranked(words.summaries),
        words,
        Some(topic),
        random,
    );
    for _ in 0..random.quantile(REMARKS) {
        text.push(if random.in_thousand(300) { '\n' } else { ' ' });
        text.push_str(&sentence(
            random.pick_ranked(words.remarks),
            words,
            Some(topic),
            random,
        ));
    }
    text
}

/// The description of a column.
pub(crate) fn meaning(words: &Words, random: &mut Random) -> String {
    let template = if random.in_thousand(600) {
        random.pick(words.meanings)
    } else {
        random.pick_ranked(words.meanings)
    };
    let mut text = sentence(template, words, None, random);
    while random.in_thousand(220) {
        text.push(' ');
        text.push_str(&sentence(
            random.pick_ranked(words.remarks),
            words,
            None,
            random,
        ));
    }
    text
}

/// Fills the slots of a sentence; the first `{e}` is the topic where there is one.
pub(crate) fn sentence(
    template: &str,
    words: &Words,
    topic: Option<&str>,
    random: &mut Random,
) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut topic = topic;
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        text.push_str(&rest[..start]);
        match rest.as_bytes().get(start + 1) {
            Some(b'e') => match topic.take() {
                Some(topic) => text.push_str(topic),
                None => text.push_str(random.pick_ranked(words.things)),
            },
            Some(b'f') => text.push_str(random.pick_ranked(words.things)),
            Some(b'q') => text.push_str(random.pick_ranked(words.qualifiers)),
            Some(b'm') => text.push_str(&random.pick_ranked(words.measures).replace('_', " ")),
            Some(b'p') => text.push_str(random.pick_ranked(words.periods)),
            Some(b's') => text.push_str(random.pick_ranked(SYSTEMS)),
            Some(b'k') => text.push_str(&random.between(100, 99_999).to_string()),
            Some(b't') => {
                let (first, second) = (random.pick(words.things), random.pick(words.measures));
                text.push_str(&identifier(&format!(
                    "{first}_{second}_{}",
                    random.pick(words.things)
                )));
            }
            _ => text.push_str(&random.between(10, 26).to_string()),
        }
        rest = rest.get(start + 3..).unwrap_or("");
    }
    text.push_str(rest);
    capitalize(&text)
}

/// Words of a name, for example `daily_order_summary`; how many words follows real warehouses.
pub(crate) fn object_name(words: &Words, topic: &str, random: &mut Random) -> String {
    const COUNT: &[(f64, f64)] = &[
        (0.0, 2.0),
        (35.0, 3.0),
        (65.0, 4.0),
        (85.0, 5.0),
        (97.0, 6.0),
        (100.0, 8.0),
    ];
    let mut parts: Vec<&str> = Vec::with_capacity(8);
    let count = random.quantile(COUNT);
    if random.in_thousand(400) {
        parts.push(random.pick_ranked(words.qualifiers));
    }
    parts.push(if random.in_thousand(450) {
        topic
    } else {
        random.pick_ranked(words.things)
    });
    while parts.len() < count {
        let part = match random.below(10) {
            0..5 => random.pick_ranked(words.things),
            5..8 => random.pick_ranked(words.measures),
            8 => random.pick_ranked(words.periods),
            _ => random.pick_ranked(SYSTEMS),
        };
        if parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    identifier(&parts.join("_"))
}

/// The text in lower-case ASCII letters, digits and underscores.
pub(crate) fn identifier(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match letter {
            'á' | 'à' | 'â' | 'ã' => Some('a'),
            'é' | 'ê' => Some('e'),
            'í' => Some('i'),
            'ó' | 'ô' | 'õ' => Some('o'),
            'ú' | 'ü' => Some('u'),
            'ç' => Some('c'),
            'ñ' => Some('n'),
            ' ' | '-' | '_' => Some('_'),
            other if other.is_ascii_alphanumeric() => Some(other.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}

/// `order_items` as `Order Items`.
pub(crate) fn title(name: &str) -> String {
    name.split(['_', '-', ' '])
        .filter(|part| !part.is_empty())
        .map(capitalize)
        .collect::<Vec<_>>()
        .join(" ")
}

/// `order_items` as `orderItems`.
pub(crate) fn camel_case(name: &str) -> String {
    name.split('_')
        .enumerate()
        .map(|(position, part)| {
            if position == 0 {
                part.to_owned()
            } else {
                capitalize(part)
            }
        })
        .collect()
}

/// The text with its first letter in upper case.
pub(crate) fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The day so many days after 2019-01-01, as `YYYY-MM-DD`.
pub(crate) fn day(after: usize) -> String {
    let mut left = after;
    let mut year = 2019;
    loop {
        let length = if year % 4 == 0 { 366 } else { 365 };
        if left < length {
            break;
        }
        left -= length;
        year += 1;
    }
    let february = if year % 4 == 0 { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in months {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", left + 1)
}

/// The last day that the mesh knows: 2026-11-01.
pub(crate) const TODAY: usize = 2861;
