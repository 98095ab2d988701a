//! A map of names of tables: `a.x_*=b.y_*`.

/// A name, or what begins and ends names.
#[derive(Debug, PartialEq, Eq)]
struct Side {
    before: String,
    /// Nothing where there is no `*`.
    after: Option<String>,
}

impl Side {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut parts = text.split('*');
        let before = parts.next()?.to_owned();
        let after = parts.next().map(str::to_owned);
        let is_name = text.contains('.') && !text.contains(char::is_whitespace);
        (is_name && parts.next().is_none()).then_some(Self { before, after })
    }

    fn text(&self) -> String {
        match &self.after {
            Some(after) => format!("{}*{after}", self.before),
            None => self.before.clone(),
        }
    }
}

/// Which table comes in the place of which.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GlobMap {
    from: Side,
    to: Side,
}

impl GlobMap {
    /// Reads `a.x_*=b.y_*`; both sides have a `*`, or none has.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('=')?;
        let (from, to) = (Side::parse(from)?, Side::parse(to)?);
        (from.after.is_some() == to.after.is_some()).then_some(Self { from, to })
    }

    /// The left side as it was written.
    pub(super) fn from(&self) -> String {
        self.from.text()
    }

    /// What comes in the place of the table of this full name. Where the left side has no project, the
    /// right one is in the same project, unless it names one.
    pub(super) fn target(&self, name: &str) -> Option<String> {
        let missing = (parts(name)).checked_sub(parts(&self.from.text()))?;
        let at = match missing {
            0 => 0,
            _ => name.match_indices('.').nth(missing - 1)?.0 + 1,
        };
        let (left, rest) = (name.get(..at)?, name.get(at..)?);
        let rest = rest.strip_prefix(self.from.before.as_str())?;
        let to = match (&self.from.after, &self.to.after) {
            (Some(after), Some(to)) => {
                let middle = rest.strip_suffix(after.as_str())?;
                // One `*` stands for a part of one name.
                let is_part = !middle.contains('.');
                is_part.then(|| format!("{}{middle}{to}", self.to.before))?
            }
            _ => rest.is_empty().then(|| self.to.before.clone())?,
        };
        let lacks_project = parts(&to) < parts(name);
        Some(match lacks_project {
            true => format!("{left}{to}"),
            false => to,
        })
    }
}

fn parts(name: &str) -> usize {
    name.split('.').count()
}

#[cfg(test)]
mod tests {
    use super::GlobMap;

    #[test]
    fn names_are_mapped_by_the_part_that_the_star_stands_for() {
        let target = |map: &str, name: &str| GlobMap::parse(map).and_then(|m| m.target(name));
        for (map, name, expected) in [
            ("a.x_*=b.y_*", "p.a.x_orders", Some("p.b.y_orders")),
            ("a.x_*=q.b.y_*", "p.a.x_orders", Some("q.b.y_orders")),
            ("p.a.*=q.b.*", "p.a.orders", Some("q.b.orders")),
            ("p.a.orders=q.b.orders", "p.a.orders", Some("q.b.orders")),
            ("a.*_v1=b.*_v2", "p.a.orders_v1", Some("p.b.orders_v2")),
            ("a.x_*=b.y_*", "p.a.orders", None),
            ("a.*=b.*", "p.c.orders", None),
            ("p.*=q.*", "p.a.orders", None),
            ("a.b=c.d", "a.b", Some("c.d")),
        ] {
            assert_eq!(target(map, name).as_deref(), expected, "{map} {name}");
        }
        for wrong in ["", "a.b", "a=b", "a.*=b.c", "a.*.*=b.*.*", "a.b=c. d"] {
            assert_eq!(GlobMap::parse(wrong), None, "{wrong}");
        }
    }
}
