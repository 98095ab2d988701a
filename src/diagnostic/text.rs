//! What a finding says, kept as what is known and made a text when it is printed.

use std::borrow::Cow;
use std::fmt;

use memchr::{memchr, memchr2};
use serde::{Deserialize, Serialize};

use super::Subject;
use super::shown::shown;

/// A sentence with named holes and what stands in them. Sentences are equal where they print the same.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Text {
    /// The sentence, with its holes as `{name}` and braces of its own doubled; where nothing stands
    /// in holes, it is printed as it is.
    template: Cow<'static, str>,
    /// What stands in the holes, each by its name.
    arguments: Vec<(Cow<'static, str>, Argument)>,
    /// How much of it is printed, in characters.
    most: u32,
}

/// What stands in a hole of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Argument {
    /// Words of the input, of a parser, or of ours.
    Words(String),
    /// A count.
    Number(u64),
    /// An asset, which is printed by its name.
    Asset(Subject),
    /// Path and line, which are printed with a colon between them.
    Place(String, u32),
    /// Kind of a document, which is printed as this one of its kind.
    Document(String),
    /// Names, which are printed in backticks.
    Names(Vec<String>),
    /// A part of the sentence.
    Text(Box<Text>),
}

impl Text {
    /// What the macro `text` makes.
    #[must_use]
    pub(crate) fn new(template: &'static str, arguments: Vec<(&'static str, Argument)>) -> Self {
        let arguments = arguments.into_iter();
        Self {
            template: Cow::Borrowed(template),
            arguments: arguments
                .map(|(name, argument)| (Cow::Borrowed(name), argument))
                .collect(),
            most: u32::MAX,
        }
    }

    /// The sentence without what stands in its holes.
    #[must_use]
    pub(crate) fn template(&self) -> &str {
        &self.template
    }

    /// How much of it is printed, in characters.
    #[must_use]
    pub(crate) const fn most(&self) -> u32 {
        self.most
    }

    /// What stands in the holes, by name, in the order in which the code gives it.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = (&str, &Argument)> {
        self.arguments
            .iter()
            .map(|(name, argument)| (&**name, argument))
    }

    /// What stands in the hole of this name.
    #[must_use]
    pub(crate) fn argument(&self, name: &str) -> Option<&Argument> {
        let mut arguments = self.arguments();
        arguments.find(|(own, _)| *own == name).map(|(_, own)| own)
    }

    /// Prints at most `most` characters, and keeps no more of any argument.
    #[must_use]
    pub(super) fn within(mut self, most: usize) -> Self {
        for (_, argument) in &mut self.arguments {
            argument.cut(most);
        }
        self.most = u32::try_from(most).unwrap_or(u32::MAX);
        self
    }

    /// Replaces the words of the arguments, wherever `change` says something else. What is found in
    /// the sentence as a whole only, across a hole, replaces the sentence.
    pub(crate) fn replace(&mut self, change: &dyn Fn(&str) -> Option<String>) {
        if change(&self.printed()).is_none() {
            return;
        }
        for (_, argument) in &mut self.arguments {
            argument.replace(change);
        }
        if let Some(whole) = change(&self.printed()) {
            *self = Self {
                most: self.most,
                ..crate::diagnostic::text!("{whole}", whole)
            };
        }
    }

    /// The text.
    #[must_use]
    pub(crate) fn printed(&self) -> Cow<'_, str> {
        if self.arguments.is_empty() && self.template.len() <= self.most as usize {
            return Cow::Borrowed(&self.template);
        }
        let mut text = String::with_capacity(self.template.len() + 32);
        self.append_to(&mut text);
        Cow::Owned(text)
    }

    fn append_to(&self, text: &mut String) {
        let start = text.len();
        let mut rest = &*self.template;
        while let Some(at) = memchr2(b'{', b'}', rest.as_bytes())
            && !self.arguments.is_empty()
        {
            text.push_str(&rest[..at]);
            let (brace, after) = rest[at..].split_at(1);
            rest = if let Some(after) = after.strip_prefix(brace) {
                text.push_str(brace);
                after
            } else if let Some(end) = memchr(b'}', after.as_bytes()) {
                if let Some(argument) = self.argument(&after[..end]) {
                    argument.append_to(text);
                }
                &after[end + 1..]
            } else {
                after
            };
        }
        text.push_str(rest);
        // A byte at least is a character.
        let most = self.most as usize;
        if text.len() - start > most {
            let own = text.split_off(start);
            text.push_str(&shown(own, most));
        }
    }
}

impl Argument {
    fn append_to(&self, text: &mut String) {
        match self {
            Self::Words(words) => text.push_str(words),
            Self::Number(number) => text.push_str(&number.to_string()),
            Self::Asset(asset) => text.push_str(asset.name()),
            Self::Place(path, line) => {
                text.push_str(path);
                text.push(':');
                text.push_str(&line.to_string());
            }
            Self::Document(kind) => {
                text.push_str("this ");
                text.push_str(kind);
            }
            Self::Names(names) => {
                for (i, name) in names.iter().enumerate() {
                    text.push_str(if i == 0 { "`" } else { ", `" });
                    text.push_str(name);
                    text.push('`');
                }
            }
            Self::Text(own) => own.append_to(text),
        }
    }

    /// Keeps what of a sentence of `most` characters may be printed: its beginning and its end.
    fn cut(&mut self, most: usize) {
        if let Self::Text(text) = self {
            for (_, argument) in &mut text.arguments {
                argument.cut(most);
            }
            return;
        }
        let is_long = match self {
            Self::Words(words) | Self::Place(words, _) => words.len() > most,
            Self::Asset(asset) => asset.id.len() > most,
            Self::Document(kind) => kind.len() + "this ".len() > most,
            Self::Names(names) => names.iter().map(|name| name.len() + 4).sum::<usize>() > most,
            Self::Number(_) | Self::Text(_) => false,
        };
        if is_long {
            let mut text = String::new();
            self.append_to(&mut text);
            if text.chars().nth(most).is_some() {
                *self = Self::Words(shown(text, most));
            }
        }
    }

    fn replace(&mut self, change: &dyn Fn(&str) -> Option<String>) {
        match self {
            Self::Words(words) => {
                if let Some(changed) = change(words) {
                    *words = changed;
                }
            }
            Self::Asset(asset) => {
                if let Some(changed) = change(asset.name()) {
                    *self = Self::Words(changed);
                }
            }
            Self::Names(names) => {
                for name in names {
                    if let Some(changed) = change(name) {
                        *name = changed;
                    }
                }
            }
            Self::Text(text) => text.replace(change),
            Self::Number(_) | Self::Document(_) | Self::Place(..) => {}
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::from("")
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.printed())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.printed(), f)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        let same = self.most == other.most
            && self.template == other.template
            && self.arguments == other.arguments;
        same || self.printed() == other.printed()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.printed() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.printed() == *other
    }
}

impl From<&'static str> for Text {
    fn from(sentence: &'static str) -> Self {
        Self::new(sentence, Vec::new())
    }
}

/// What can stand in a hole of a [`Text`].
pub(crate) trait ToArgument {
    /// As an argument.
    fn to_argument(&self) -> Argument;
}

impl ToArgument for str {
    fn to_argument(&self) -> Argument {
        Argument::Words(self.to_owned())
    }
}

impl ToArgument for String {
    fn to_argument(&self) -> Argument {
        self.as_str().to_argument()
    }
}

impl ToArgument for Cow<'_, str> {
    fn to_argument(&self) -> Argument {
        self.as_ref().to_argument()
    }
}

impl ToArgument for u64 {
    fn to_argument(&self) -> Argument {
        Argument::Number(*self)
    }
}

impl ToArgument for u32 {
    fn to_argument(&self) -> Argument {
        Argument::Number(u64::from(*self))
    }
}

impl ToArgument for usize {
    fn to_argument(&self) -> Argument {
        Argument::Number(u64::try_from(*self).unwrap_or(u64::MAX))
    }
}

impl ToArgument for i64 {
    fn to_argument(&self) -> Argument {
        match u64::try_from(*self) {
            Ok(number) => Argument::Number(number),
            Err(_) => Argument::Words(self.to_string()),
        }
    }
}

impl ToArgument for char {
    fn to_argument(&self) -> Argument {
        Argument::Words(self.to_string())
    }
}

impl ToArgument for Text {
    fn to_argument(&self) -> Argument {
        Argument::Text(Box::new(self.clone()))
    }
}

impl ToArgument for Argument {
    fn to_argument(&self) -> Argument {
        self.clone()
    }
}

impl<T: ToArgument + ?Sized> ToArgument for &T {
    fn to_argument(&self) -> Argument {
        (*self).to_argument()
    }
}

/// A [`Text`] of a sentence with named holes, and what stands in each: `text!("no file matches
/// `{glob}`", glob = entry.glob)`. The compiler says where a hole has no argument, and where an
/// argument has no hole.
macro_rules! text {
    (@argument $name:ident) => {
        $crate::diagnostic::ToArgument::to_argument(&$name)
    };
    (@argument $name:ident = $value:expr) => {
        $crate::diagnostic::ToArgument::to_argument(&$value)
    };
    ($template:literal $(,)?) => {
        $crate::diagnostic::Text::from($template)
    };
    ($template:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {{
        // `concat` keeps names from being looked for around the macro.
        const _: fn() -> bool =
            || format_args!(concat!($template), $($name = ""),+).as_str().is_none();
        $crate::diagnostic::Text::new(
            $template,
            vec![$((
                stringify!($name),
                $crate::diagnostic::text!(@argument $name $(= $value)?),
            )),+],
        )
    }};
}

pub(crate) use text;

#[cfg(test)]
mod tests {
    use super::{Argument, Subject, Text};

    #[test]
    fn a_text_is_made_of_what_is_known() {
        let (what, n) = ("view", 7_usize);
        let said = text!(
            "{what} `{view}` has {n} {{columns}}, {names}: {why}",
            what,
            n,
            view = Argument::Asset(Subject {
                id: "view:p.d.v".to_owned(),
                key: "relation:p.d.v".to_owned(),
            }),
            names = Argument::Names(vec!["a".to_owned(), "b".to_owned()]),
            why = text!("its {what} is so", what),
        );
        assert_eq!(
            said,
            "view `p.d.v` has 7 {columns}, `a`, `b`: its view is so"
        );
        assert_eq!(text!("as {it} is"), "as {it} is");
        assert_eq!(said.argument("n"), Some(&Argument::Number(7)));
    }

    #[test]
    fn what_is_kept_of_arguments_prints_the_same() {
        let long = |c: &str| c.repeat(5_000);
        for (a, b) in [
            (long("é"), String::new()),
            (long("x"), long("y")),
            ("a".to_owned(), long("y")),
            (long("x"), "b".to_owned()),
        ] {
            let whole = super::shown(format!("in `{a}` of `{b}`, so"), 600);
            let said = text!("in `{a}` of `{b}`, so", a, b).within(600);
            assert_eq!(said, whole.as_str());
            let kept = serde_json::to_string(&said).unwrap();
            assert!(kept.len() < 3_000, "{}", kept.len());
            assert_eq!(serde_json::from_str::<Text>(&kept).unwrap(), said);
        }
    }

    #[test]
    fn words_are_replaced_in_arguments_and_across_holes() {
        let change = |text: &str| {
            let changed = text.replace("secret", "…").replace("key=a", "key=…");
            (changed != text).then_some(changed)
        };
        let mut said = text!("`{field}` is {value}", field = "a", value = "secret");
        said.replace(&change);
        assert_eq!(said, "`a` is …");
        assert_eq!(said.template(), "`{field}` is {value}");
        let mut said = text!("key={value}", value = "a");
        said.replace(&change);
        assert_eq!(said, "key=…");
    }
}
