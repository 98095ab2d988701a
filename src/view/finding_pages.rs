//! All findings, page by page. A page ends where a hash of what a finding is about says so, and is called
//! by that of its first one: a finding that comes or goes changes the page that it is on, and the first
//! one, which has the totals. Later pages know nothing but their neighbours.

use rustc_hash::FxHashSet;
use twox_hash::XxHash3_128;

use super::Views;
use super::governance::OVERVIEW;
use super::list_pages::PAGE;
use super::model::{FindingCounts, FindingsPage, Link, Nav, PageKind, StepLink};
use crate::diagnostic::{Finding, Severity};

/// A page that has fewer goes on.
const LEAST: usize = PAGE / 4;
/// One that has more is ended soon.
const MANY: usize = PAGE * 3 / 2;
/// One that has so many is ended.
const MOST: usize = PAGE * 5 / 2;
const FOLDER: &str = "findings";

/// How loud findings are, or that they may stay: the parts of the list, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Errors,
    Warnings,
    Remarks,
    MayStay,
}

impl Part {
    fn of(finding: &Finding) -> Self {
        match finding.severity {
            _ if finding.is_set_aside() => Self::MayStay,
            Severity::Error => Self::Errors,
            Severity::Warning => Self::Warnings,
            Severity::Info | Severity::Off => Self::Remarks,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Errors => "errors",
            Self::Warnings => "warnings",
            Self::Remarks => "remarks",
            Self::MayStay => "what may stay",
        }
    }
}

/// A page: where it is, and which findings it has, as places in the list.
#[derive(Debug)]
struct Cut {
    address: String,
    first: usize,
    end: usize,
}

/// The pages of all findings; one where there is none.
pub(crate) fn finding_pages<'v>(views: &'v Views<'v>) -> impl Iterator<Item = FindingsPage> + 'v {
    let order = views.loudest_first().iter();
    let findings: Vec<&Finding> = order.filter_map(|i| views.reader.finding(*i)).collect();
    let hashes = findings.iter().map(|finding| hash(views, finding));
    let cuts = cuts(hashes);
    (0..cuts.len()).map(move |at| page(views, &findings, &cuts, at))
}

/// Of what the row of a finding says that it is about, and of nothing else: readers of a part may know
/// what it is made of.
fn hash(views: &Views<'_>, finding: &Finding) -> u128 {
    let asset = finding.asset().and_then(|id| views.reader.resolve(id));
    let about = match asset {
        Some(ix) => views.reader.href(ix).to_owned(),
        None => file(views, finding).unwrap_or_default(),
    };
    let rule = finding.rule_id();
    XxHash3_128::oneshot([rule.as_bytes(), about.as_bytes()].join(&0).as_slice())
}

fn cuts(hashes: impl Iterator<Item = u128>) -> Vec<Cut> {
    let mut taken = FxHashSet::default();
    let mut cuts = vec![Cut {
        address: format!("{FOLDER}/index.html"),
        first: 0,
        end: 0,
    }];
    for (at, hash) in hashes.enumerate() {
        let Some(last) = cuts.last_mut() else {
            continue;
        };
        let one_in = match last.end - last.first {
            rows if rows >= MOST => 1,
            rows if rows >= MANY => PAGE / 10,
            _ => PAGE - LEAST,
        };
        let is_long = last.end - last.first >= LEAST;
        if is_long && hash.is_multiple_of(one_in as u128) {
            let (name, mut same) = (format!("{FOLDER}/page-{:08x}", hash >> 96), 1);
            let mut address = format!("{name}.html");
            while !taken.insert(address.clone()) {
                same += 1;
                address = format!("{name}-{same}.html");
            }
            cuts.push(Cut {
                address,
                first: at,
                end: at + 1,
            });
        } else {
            last.end = at + 1;
        }
    }
    cuts
}

fn page(views: &Views<'_>, findings: &[&Finding], cuts: &[Cut], at: usize) -> FindingsPage {
    let cut = cuts.get(at);
    let address = cut.map_or_else(String::new, |cut| cut.address.clone());
    let of_page = cut.and_then(|cut| findings.get(cut.first..cut.end));
    let of_page = of_page.unwrap_or_default();
    let (title, mut crumbs) = (heading(of_page, at), vec![Link::to("Governance", OVERVIEW)]);
    if at > 0 {
        crumbs.extend(cuts.first().map(|cut| Link::to("Findings", &cut.address)));
    }
    FindingsPage {
        page: views.page_at(
            &address,
            PageKind::Findings,
            Nav::Governance,
            title,
            "What the checks have to say about this mesh.".into(),
            crumbs,
        ),
        counts: (at == 0).then(|| FindingCounts {
            errors: views.findings_at(Severity::Error),
            warnings: views.findings_at(Severity::Warning),
            infos: views.findings_at(Severity::Info),
            may_stay: views.may_stay(),
        }),
        files: files(views, of_page).filter(|_| cuts.len() > 1),
        rows: of_page
            .iter()
            .map(|finding| views.finding_row(finding, true))
            .collect(),
        steps: steps(findings, cuts, at),
    }
}

/// All but the first say what they have.
fn heading(findings: &[&Finding], at: usize) -> String {
    let ends = [findings.first(), findings.last()];
    match ends.map(|end| end.map(|finding| Part::of(finding))) {
        [Some(first), Some(last)] if at > 0 => match first == last {
            true => format!("Findings: {}", first.words()),
            false => format!("Findings: {} to {}", first.words(), last.words()),
        },
        _ => "Findings".to_owned(),
    }
}

/// In which file the first and the last finding of a page are, which are sorted by file.
fn files(views: &Views<'_>, findings: &[&Finding]) -> Option<String> {
    let of = |finding: Option<&&Finding>| file(views, finding?);
    let (first, last) = (of(findings.first())?, of(findings.last())?);
    Some(match first == last {
        true => first,
        false => format!("{first} to {last}"),
    })
}

/// The file that a finding is in, where its row names one.
fn file(views: &Views<'_>, finding: &Finding) -> Option<String> {
    let at = views.finding_at(finding)?;
    let is_line = |line: &str| line.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let path = at.split_once(':').filter(|(_, line)| is_line(line));
    Some(path.map_or(at.as_str(), |(path, _)| path).to_owned())
}

/// Where one goes from a page: to its neighbours, and from the first one to where each part begins.
fn steps(findings: &[&Finding], cuts: &[Cut], at: usize) -> Vec<StepLink> {
    let step = |text: &'static str, rel: &'static str, to: Option<&Cut>| {
        let href = to?.address.clone();
        Some(StepLink { text, rel, href })
    };
    let before = at.checked_sub(1).and_then(|before| cuts.get(before));
    let mut steps = vec![
        step("First", "", cuts.first().filter(|_| at > 1)),
        step("Previous", "prev", before),
        step("Next", "next", cuts.get(at + 1)),
    ];
    if at == 0 {
        let begins = |part: Part| {
            let place = findings.iter().position(|f| Part::of(f) == part)?;
            let after = cuts.iter().skip(1);
            after.take_while(|cut| cut.first <= place).last()
        };
        steps.push(step("To the warnings", "", begins(Part::Warnings)));
        steps.push(step("To the remarks", "", begins(Part::Remarks)));
        steps.push(step("To what may stay", "", begins(Part::MayStay)));
        steps.push(step("Last", "", cuts.last().filter(|_| cuts.len() > 2)));
    }
    steps.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use twox_hash::XxHash3_128;

    use super::{LEAST, MOST, cuts};

    /// Pages of findings, each by its address and the numbers of what it has, with its neighbours.
    fn pages(of: &[u32]) -> BTreeSet<(String, Vec<u32>, Vec<String>)> {
        let hashes = of.iter().map(|n| XxHash3_128::oneshot(&n.to_le_bytes()));
        let cuts = cuts(hashes);
        let page = |at: usize| {
            let neighbours = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let neighbours = neighbours.filter_map(|at| cuts.get(at));
            let cut = cuts.get(at).expect("it is one of them");
            (
                cut.address.clone(),
                of.get(cut.first..cut.end).expect("they are there").to_vec(),
                neighbours.map(|cut| cut.address.clone()).collect(),
            )
        };
        (0..cuts.len()).map(page).collect()
    }

    #[test]
    fn pages_have_about_as_many_rows() {
        let all: Vec<u32> = (0..50_000).collect();
        let pages = pages(&all);
        assert!((400..650).contains(&pages.len()), "{}", pages.len());
        let rows = pages.iter().map(|(_, rows, _)| rows.len());
        assert!(rows.clone().all(|rows| rows <= MOST));
        let few = rows.filter(|rows| *rows < LEAST).count();
        assert!(few <= 1, "{few}");
    }

    #[test]
    fn one_more_or_less_changes_its_page() {
        let all: Vec<u32> = (0..20_000).filter(|n| n % 37 != 0).collect();
        let before = pages(&all);
        let mut changed: Vec<usize> = Vec::new();
        for n in (0..20_000).step_by(37 * 3) {
            let mut more = all.clone();
            more.insert(more.partition_point(|other| *other < n), n);
            changed.push(pages(&more).difference(&before).count());
        }
        changed.sort_unstable();
        let at = |share: usize| changed.get(changed.len() * share / 100).copied();
        assert_eq!(at(50), Some(1));
        assert!(at(95) <= Some(3), "{changed:?}");
    }

    #[test]
    fn what_is_alike_is_parted_as_well() {
        let pages = cuts(std::iter::repeat_n(0, 1_000));
        assert!(pages.len() > 10);
        let names: BTreeSet<&str> = pages.iter().map(|cut| &*cut.address).collect();
        assert_eq!(names.len(), pages.len());
        let pages = cuts(std::iter::repeat_n(1, 1_000));
        assert_eq!(pages.len(), 4);
        assert_eq!(cuts(std::iter::empty()).len(), 1);
    }
}
