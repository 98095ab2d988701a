//! An entry of a list taken out of a YAML text, and nothing else of it: lines go as a whole, and only
//! where the text is read afterwards as it was without that entry.

use super::node::{Kind, Node};
use super::yaml;
use crate::diagnostic::FileId;

/// Steps from the top of a document to a node: the number of an item, or of a mapping's entry.
type Path = Vec<usize>;

/// The text without the entry whose `key` has the value `value` at a line and column (1-based, in
/// characters). What the entry leaves empty goes with it: its list with the key, the property of a
/// standard that holds it. Nothing where that can't be done by taking out lines: the entry isn't
/// there, it stands in brackets, or something else of the text hangs on it.
#[must_use]
pub(crate) fn without_entry(
    source: &str,
    (line, column): (u32, u32),
    key: &str,
    value: &str,
) -> Option<String> {
    let documents = read(source);
    let (number, mut path) = documents
        .iter()
        .enumerate()
        .find_map(|(number, document)| {
            let mut path = Path::new();
            find(document, (line, column), (key, value), &mut path).then_some((number, path))
        })?;
    let document = documents.get(number)?;
    // From the mapping up to what holds nothing else.
    loop {
        let last = path.pop()?;
        let holder = at(document, &path)?;
        let rest = match &holder.kind {
            Kind::Seq(items) => items.len() - 1,
            // A property of a standard is its name and this value.
            Kind::Map(_) if is_item(document, &path) && holder.get("property").is_some() => 0,
            Kind::Map(entries) => entries.len() - 1,
            Kind::Scalar { .. } => return None,
        };
        if rest > 0 || path.is_empty() {
            path.push(last);
            break;
        }
    }
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    let range = lines_of(document, &path, &lines)?;
    let mut text = String::with_capacity(source.len());
    for (i, line) in lines.iter().enumerate() {
        if !range.contains(&i) {
            text.push_str(line);
        }
    }
    let mut expected = documents.clone();
    remove(expected.get_mut(number)?, &path)?;
    expected.retain(|document| !document.is_null());
    same_all(&expected, &read(&text)).then_some(text)
}

/// The documents that can be read; those that can't be are the same before and after.
fn read(source: &str) -> Vec<Node> {
    yaml::documents(source, FileId(0), &mut Vec::new())
}

/// Whether the mapping with `key` and its value at a place is there; `path` leads to it then.
fn find(node: &Node, place: (u32, u32), entry: (&str, &str), path: &mut Path) -> bool {
    let children: Vec<&Node> = match &node.kind {
        Kind::Map(entries) => {
            let value = node.get(entry.0);
            if value.is_some_and(|v| (v.line, v.column) == place && v.text() == Some(entry.1)) {
                return true;
            }
            entries.iter().map(|(_, value)| value).collect()
        }
        Kind::Seq(items) => items.iter().collect(),
        Kind::Scalar { .. } => return false,
    };
    for (i, child) in children.into_iter().enumerate() {
        path.push(i);
        if find(child, place, entry, path) {
            return true;
        }
        path.pop();
    }
    false
}

fn at<'n>(document: &'n Node, path: &[usize]) -> Option<&'n Node> {
    path.iter()
        .try_fold(document, |node, step| match &node.kind {
            Kind::Seq(items) => items.get(*step),
            Kind::Map(entries) => entries.get(*step).map(|(_, value)| value),
            Kind::Scalar { .. } => None,
        })
}

/// Whether what a path leads to is an item of a list.
fn is_item(document: &Node, path: &[usize]) -> bool {
    let above = path.split_last().and_then(|(_, above)| at(document, above));
    above.is_some_and(|node| matches!(node.kind, Kind::Seq(_)))
}

/// Takes out what a path leads to.
fn remove(document: &mut Node, path: &[usize]) -> Option<()> {
    let (last, above) = path.split_last()?;
    let holder = above
        .iter()
        .try_fold(document, |node, step| match &mut node.kind {
            Kind::Seq(items) => items.get_mut(*step),
            Kind::Map(entries) => entries.get_mut(*step).map(|(_, value)| value),
            Kind::Scalar { .. } => None,
        })?;
    match &mut holder.kind {
        Kind::Seq(items) if *last < items.len() => drop(items.remove(*last)),
        Kind::Map(entries) if *last < entries.len() => drop(entries.remove(*last)),
        _ => return None,
    }
    // A mapping without entries is written as nothing.
    if above.is_empty() && holder.size().nodes == 1 {
        holder.clear();
    }
    Some(())
}

/// The lines of what a path leads to, counted from 0: from the one that begins with its dash or key to
/// the last one that is indented more, or, of a list under a key, that is an item of it.
fn lines_of(document: &Node, path: &[usize], lines: &[&str]) -> Option<std::ops::Range<usize>> {
    let (last, above) = path.split_last()?;
    let holder = at(document, above)?;
    let (first, is_list) = match &holder.kind {
        Kind::Seq(items) => {
            let item = items.get(*last)?;
            let begins = match &item.kind {
                Kind::Map(entries) => entries.first().map_or(item, |(key, _)| key),
                _ => item,
            };
            // A mapping in braces begins before its first key.
            (begins.line.min(item.line), false)
        }
        Kind::Map(entries) => {
            let (key, value) = entries.get(*last)?;
            (key.line, matches!(value.kind, Kind::Seq(_)))
        }
        Kind::Scalar { .. } => return None,
    };
    let first = usize::try_from(first).ok()?.checked_sub(1)?;
    let opening = lines.get(first)?;
    let indent = indent_of(opening);
    let begins = opening.get(indent..)?;
    let is_alone = match &holder.kind {
        Kind::Seq(_) => begins.starts_with("- "),
        _ => !begins.starts_with("- "),
    };
    if !is_alone {
        return None;
    }
    let mut end = first + 1;
    for (i, line) in lines.iter().enumerate().skip(first + 1) {
        let text = line.trim();
        // What stands between two entries belongs to neither.
        if text.is_empty() || text.starts_with('#') && indent_of(line) <= indent {
            continue;
        }
        let own = indent_of(line);
        let is_own_item = is_list && own == indent && (text.starts_with("- ") || text == "-");
        if own > indent || is_own_item {
            end = i + 1;
        } else {
            break;
        }
    }
    // Comments after the last line of content are for what follows.
    let is_content = |i: &usize| lines.get(*i).is_some_and(|l| !l.trim().starts_with('#'));
    let last = (first..end).rev().find(is_content)?;
    Some(first..last + 1)
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn same_all(a: &[Node], b: &[Node]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// Whether two nodes say the same, wherever they stand.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (
            Kind::Scalar { text, plain },
            Kind::Scalar {
                text: other,
                plain: other_plain,
            },
        ) => text == other && plain == other_plain,
        (Kind::Seq(a), Kind::Seq(b)) => same_all(a, b),
        (Kind::Map(a), Kind::Map(b)) => {
            let mut pairs = a.iter().zip(b);
            a.len() == b.len()
                && pairs.all(|((key, value), (other_key, other))| {
                    same(key, other_key) && same(value, other)
                })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Places of the values of `rule`, last first.
    fn places(node: &Node, out: &mut Vec<(u32, u32, String)>) {
        match &node.kind {
            Kind::Map(entries) => {
                if let Some(rule) = node.get("rule") {
                    out.push((rule.line, rule.column, rule.text().unwrap().to_owned()));
                }
                entries.iter().for_each(|(_, value)| places(value, out));
            }
            Kind::Seq(items) => items.iter().for_each(|item| places(item, out)),
            Kind::Scalar { .. } => {}
        }
    }

    fn removed(source: &str, number: usize) -> Option<String> {
        let mut all = Vec::new();
        read(source).iter().for_each(|node| places(node, &mut all));
        let (line, column, rule) = &all[number];
        without_entry(source, (*line, *column), "rule", rule)
    }

    const TWO: &str = "id: a\n# why\nsuppressions:\n  # first\n  - rule: x\n    reason: >\n      long\n      # text\n\n      more\n    until: 2027-01-01 # day\n\n  # second\n  - {rule: y, reason: r}\n  # end\ntags: [b]\n";

    #[test]
    fn an_entry_goes_and_all_else_stays() {
        assert_eq!(
            removed(TWO, 0).unwrap(),
            "id: a\n# why\nsuppressions:\n  # first\n\n  # second\n  - {rule: y, reason: r}\n  # end\ntags: [b]\n"
        );
        assert_eq!(
            removed(TWO, 1).unwrap(),
            TWO.replace("  - {rule: y, reason: r}\n", "")
        );
    }

    #[test]
    fn the_last_entry_takes_its_list_along() {
        for (source, expected) in [
            (
                "id: a\nsuppressions:\n- rule: x\n  until: d\nb: c\n",
                "id: a\nb: c\n",
            ),
            ("id: a\nsuppressions:\n  - rule: x\n", "id: a\n"),
            (
                "id: a\r\nsuppressions:\r\n  - rule: x\r\nb: c\r\n",
                "id: a\r\nb: c\r\n",
            ),
            (
                "t:\n  - name: a\n    suppressions:\n      - rule: x\n  - name: b\n",
                "t:\n  - name: a\n  - name: b\n",
            ),
            (
                "a: b\ncustomProperties:\n  - property: vitrina.suppress\n    value: {rule: x}\n",
                "a: b\n",
            ),
            (
                "customProperties:\n  - property: p\n    value: 1\n  - property: vitrina.suppress\n    value:\n      - rule: x\n",
                "customProperties:\n  - property: p\n    value: 1\n",
            ),
            (
                "---\nsuppressions:\n  - rule: x\n---\n# Text\n",
                "---\n---\n# Text\n",
            ),
        ] {
            assert_eq!(removed(source, 0).as_deref(), Some(expected), "{source}");
        }
    }

    #[test]
    fn what_lines_cannot_take_out_stays() {
        for source in [
            "suppressions: [{rule: x}, {rule: y}]\n",
            "id: a\nsuppressions:\n  - &x {rule: x}\n  - rule: y\n    other: *x\n",
            "a:\n  - suppressions:\n      - rule: x\n    b: c\n",
            "suppressions:\n  -\n    rule: x\n  - rule: y\n",
        ] {
            assert_eq!(removed(source, 0), None, "{source}");
        }
        assert_eq!(without_entry(TWO, (5, 11), "rule", "other"), None);
    }

    proptest! {
        #[test]
        fn what_is_read_afterwards_is_what_was_less_the_entry(
            entries in prop::collection::vec((
                "[a-c]{1,3}",
                prop_oneof![
                    Just("short"), Just("'quoted: # no comment'"), Just(">\n      folded\n      # text"),
                    Just("|\n      - rule: z\n\n      # x"), Just("two\n      lines"),
                ],
                prop_oneof![Just(""), Just("  # note\n"), Just("\n"), Just("# left\n\n")],
                any::<bool>(),
            ), 1..5),
            number in 0..5usize,
            after in prop_oneof![Just(""), Just("tags: [a]\n"), Just("---\nid: b\n"), Just("# end")],
        ) {
            let mut source = "id: a\nsuppressions:\n".to_owned();
            for (rule, reason, above, is_flow) in &entries {
                source += above;
                source += &match is_flow {
                    true => format!("  - {{rule: {rule}, until: d}}\n"),
                    false => format!("  - rule: {rule}\n    reason: {reason}\n    until: d\n"),
                };
            }
            source += after;
            let number = number % entries.len();
            let text = removed(&source, number).expect("block style");
            // Lines that are left are those that were, in their order.
            let mut lines = source.lines();
            for line in text.lines() {
                prop_assert!(lines.any(|old| old == line), "{source}\n->\n{text}");
            }
            let before: Vec<Node> = read(&source);
            let mut expected = before.clone();
            let Kind::Map(top) = &mut expected[0].kind else { panic!() };
            let Kind::Seq(items) = &mut top[1].1.kind else { panic!() };
            items.remove(number);
            if items.is_empty() {
                top.remove(1);
            }
            prop_assert!(same_all(&expected, &read(&text)), "{source}\n->\n{text}");
        }
    }
}
