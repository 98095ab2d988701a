//! What pages say of hidden things that visible SQL names: one thing, however many there are.

use super::model::{Link, StubPart};
use super::{Views, counted, grouped};
use crate::catalog::{AssetIx, Kind, Relation, Stub};
use crate::reader::Reader;

/// What it is called.
pub(crate) const UNSEEN: &str = "something that you may not see";
/// Its id, where ids are asked for: no asset has one without a colon.
pub(super) const UNSEEN_ID: &str = "hidden";

/// Names that the owner of the hidden things publishes; none where they may not be named.
pub(super) fn names_of<'a>(reader: Reader<'a>, stub: &Stub) -> Vec<&'a str> {
    match stub {
        Stub::Unnamed => Vec::new(),
        Stub::Named(names) => names.iter().map(|name| reader.str(*name)).collect(),
    }
}

/// What it is called, or its names.
pub(super) fn called(reader: Reader<'_>, stub: &Stub) -> String {
    let names = names_of(reader, stub);
    match names.is_empty() {
        true => UNSEEN.to_owned(),
        false => names.join(", "),
    }
}

/// How many of the unified views the reader of an audience's portal may query, where it isn't all.
pub(super) fn how_many_open(views: &Views<'_>) -> String {
    let c = views.reader;
    let listed = c.relations().iter().filter(|r| c.is_listed(r.asset));
    match listed.count() {
        0 => String::new(),
        listed => format!(
            ", of which you may query {}",
            grouped(views.unified().saturating_sub(listed))
        ),
    }
}

/// How many of a kind something holds; that a part shows none doesn't say that there is none.
pub(super) fn counted_held(views: &Views<'_>, n: usize, one: &str) -> String {
    match n == 0 && views.is_part() {
        true => ["no ", one, " that you may see"].concat(),
        false => counted(n, one),
    }
}

/// What a relation reads itself and its reader may not see, as entries of a list.
pub(super) fn unseen_links(reader: Reader<'_>, ix: AssetIx) -> Vec<Link> {
    let Some(stub) = reader.stub_of(ix) else {
        return Vec::new();
    };
    match names_of(reader, stub) {
        names if names.is_empty() => vec![Link::plain(UNSEEN)],
        names => names.into_iter().map(Link::plain).collect(),
    }
}

/// That a view reaches something hidden: by its own SQL, or through other views.
pub(super) fn stub_part<'a>(views: &Views<'a>, relation: &Relation) -> Option<StubPart<'a>> {
    let c = views.reader;
    c.part().filter(|_| relation.is_view())?;
    let (at, through) = nearest_stub(c, relation.asset)?;
    Some(StubPart {
        names: names_of(c, c.stub_of(at)?),
        through: through.into_iter().map(|ix| views.link(ix)).collect(),
    })
}

/// The nearest view, itself included, whose SQL names something hidden, and the views on the way to it,
/// the nearest first.
fn nearest_stub(c: Reader<'_>, view: AssetIx) -> Option<(AssetIx, Vec<AssetIx>)> {
    let mut found = vec![(view, usize::MAX)];
    let mut next = 0;
    while let Some((ix, _)) = found.get(next).copied() {
        if c.stub_of(ix).is_some() {
            let mut through = Vec::new();
            let mut at = next;
            while let Some((ix, before)) = found.get(at).filter(|(ix, _)| *ix != view) {
                through.push(*ix);
                at = *before;
            }
            through.reverse();
            return Some((ix, through));
        }
        for up in c.upstream(ix) {
            if c.asset(*up).kind == Kind::View && !found.iter().any(|(known, _)| known == up) {
                found.push((*up, next));
            }
        }
        next += 1;
    }
    None
}
