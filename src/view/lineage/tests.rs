use super::diagram::{dot_text, mermaid_text};
use super::explorer_href;
use super::layout::{BOX_H, BOX_W, Placed, STUB_H, place};
use super::neighbourhood::{MOST, Neighbourhood, STEPS, What};
use crate::catalog::{AssetIx, LineageEdge, LineageGraph, Provenance};
use crate::diagnostic::{FileId, Pos};
use crate::system::ProvenanceKind;

fn graph(nodes: usize, edges: &[(u32, u32)]) -> LineageGraph {
    let provenance = Provenance {
        how: ProvenanceKind::Sql,
        pos: Pos::start(FileId(0)),
        job: None,
        seen: None,
    };
    let edges = edges
        .iter()
        .map(|(from, to)| LineageEdge {
            from: AssetIx(*from),
            to: AssetIx(*to),
            provenance,
        })
        .collect();
    LineageGraph::new(nodes, edges)
}

fn around(graph: &LineageGraph, start: u32) -> Neighbourhood {
    let start = AssetIx(start);
    let (up, down) = (graph.upstream(start), graph.downstream(start));
    let beside = |of, down| match down {
        true => graph.downstream(of),
        false => graph.upstream(of),
    };
    Neighbourhood::around(beside, start, up, down, Ord::cmp)
}

fn placed(shown: &Neighbourhood) -> Placed {
    place(shown, &heights(shown))
}

fn heights(shown: &Neighbourhood) -> Vec<u32> {
    let height = |what: &What| match what {
        What::Asset(_) | What::Unseen => BOX_H,
        What::Stub { .. } => STUB_H,
    };
    shown.nodes.iter().map(|n| height(&n.what)).collect()
}

fn stubs(shown: &Neighbourhood) -> Vec<(usize, bool)> {
    let stub = |what: What| match what {
        What::Stub { more, down, .. } => Some((more, down)),
        What::Asset(_) | What::Unseen => None,
    };
    shown.nodes.iter().filter_map(|n| stub(n.what)).collect()
}

/// What holds for every picture.
fn check(graph: &LineageGraph, start: u32) -> (Neighbourhood, Placed) {
    let shown = around(graph, start);
    assert!(shown.nodes.len() <= MOST, "{}", shown.nodes.len());
    for (at, node) in shown.nodes.iter().enumerate() {
        let What::Stub { of, more, down } = node.what else {
            continue;
        };
        let What::Asset(ix) = shown.nodes[of].what else {
            panic!("a stub of a stub");
        };
        let all = if down {
            graph.downstream(ix)
        } else {
            graph.upstream(ix)
        };
        let seen = |other: &AssetIx| shown.nodes.iter().any(|n| n.what == What::Asset(*other));
        let hidden = all.iter().filter(|other| !seen(other)).count();
        assert_eq!(more, hidden, "stub {at}");
        assert!(more > 0);
    }
    let heights = heights(&shown);
    let placed = placed(&shown);
    assert_eq!(placed.corners.len(), shown.nodes.len());
    assert_eq!(placed.ways.len(), shown.edges.len());
    for (a, (x, y)) in placed.corners.iter().enumerate() {
        assert!(x + BOX_W <= placed.width && y + heights[a] <= placed.height);
        for (b, (other_x, other_y)) in placed.corners.iter().enumerate().skip(a + 1) {
            let apart = x != other_x || y + heights[a] <= *other_y || other_y + heights[b] <= *y;
            assert!(apart, "{a} and {b} overlap");
        }
    }
    // The order of a hash map would show.
    for _ in 0..4 {
        assert_eq!(self::placed(&around(graph, start)), placed);
    }
    (shown, placed)
}

#[test]
fn few_neighbours_are_all_shown() {
    let graph = graph(6, &[(0, 3), (1, 3), (2, 3), (3, 4), (3, 5)]);
    let (shown, placed) = check(&graph, 3);
    assert_eq!(shown.nodes.len(), 6);
    assert!(stubs(&shown).is_empty());
    // Left, middle and right, the asset in the middle of its sources.
    let (x, y) = placed.corners[0];
    let sources: Vec<(u32, u32)> = placed.corners[1..4].to_vec();
    assert!(sources.iter().all(|(left, _)| *left < x));
    assert_eq!(sources[1].1, y);
    assert!(placed.corners[4..].iter().all(|(left, _)| *left > x));
}

#[test]
fn a_star_has_one_stub() {
    let spokes: Vec<(u32, u32)> = (1..=10_000).map(|to| (0, to)).collect();
    let graph = graph(10_001, &spokes);
    let (shown, _) = check(&graph, 0);
    assert_eq!(shown.nodes.len(), 13);
    assert_eq!(stubs(&shown), [(9_989, true)]);
    // A spoke shows the hub, not the other spokes.
    let (shown, _) = check(&graph, 77);
    assert_eq!(shown.nodes.len(), 2);
}

#[test]
fn a_long_chain_ends_in_stubs() {
    let links: Vec<(u32, u32)> = (0..200).map(|at| (at, at + 1)).collect();
    let graph = graph(201, &links);
    let (shown, placed) = check(&graph, 100);
    let steps = usize::try_from(STEPS).unwrap();
    assert_eq!(shown.nodes.len(), 2 * steps + 3);
    assert_eq!(stubs(&shown), [(1, false), (1, true)]);
    let middles: Vec<u32> = placed
        .corners
        .iter()
        .zip(heights(&shown))
        .map(|((_, y), height)| y + height / 2)
        .collect();
    assert!(middles.iter().all(|y| *y == middles[0]), "{middles:?}");
}

#[test]
fn an_edge_past_a_layer_has_a_way() {
    // 0 -> 1 -> 2 and 0 -> 2, seen from 1: a picture that is no tree.
    let graph = graph(3, &[(0, 1), (1, 2), (0, 2)]);
    let (shown, placed) = check(&graph, 1);
    assert_eq!(shown.edges.len(), 3);
    let long: Vec<&Vec<(u32, u32)>> = placed.ways.iter().filter(|w| !w.is_empty()).collect();
    assert_eq!(long.len(), 1);
    // It passes the layer of the asset, not through its box.
    let (x, top) = placed.corners[0];
    let (left, at) = long[0][0];
    assert_eq!(left, x);
    assert!(at < top || at > top + BOX_H);
}

#[test]
fn sources_of_unequal_depth_stand_next_to_what_reads_them() {
    // 0 -> 1 -> 2 -> 4, 3 -> 4, 0 -> 2.
    let graph = graph(5, &[(0, 1), (1, 2), (2, 4), (3, 4), (0, 2)]);
    let (shown, placed) = check(&graph, 4);
    let left = |ix: u32| {
        let at = shown
            .nodes
            .iter()
            .position(|n| n.what == What::Asset(AssetIx(ix)))
            .unwrap();
        placed.corners[at].0
    };
    assert_eq!(left(3), left(2));
    assert!(left(0) < left(1) && left(1) < left(2) && left(2) < left(4));
}

#[test]
fn what_the_reader_may_not_see_is_one_box_before_all_that_read_it() {
    let graph = graph(5, &[(0, 2), (1, 2), (2, 3), (3, 4)]);
    // One reader is a tree, several aren't; what dependents read besides isn't shown.
    for (readers, arrows) in [(vec![2], 1), (vec![0], 1), (vec![0, 1, 2, 3, 4], 3)] {
        let mut shown = around(&graph, 2);
        shown.add_unseen(|ix| readers.contains(&ix.0));
        let unseen: Vec<usize> = (0..shown.nodes.len())
            .filter(|at| shown.nodes[*at].what == What::Unseen)
            .collect();
        assert_eq!(unseen, [5]);
        let read_by: Vec<usize> = shown
            .edges
            .iter()
            .filter(|(from, _)| *from == 5)
            .map(|(_, to)| *to)
            .collect();
        assert_eq!(read_by.len(), arrows, "{readers:?}");
        let placed = placed(&shown);
        let (x, y) = placed.corners[5];
        for (at, (left, top)) in placed.corners[..5].iter().enumerate() {
            let apart = *left != x || top + BOX_H <= y || y + BOX_H <= *top;
            assert!(apart, "{at}: {placed:?}");
            assert!(!read_by.contains(&at) || x < *left, "{at}: {placed:?}");
        }
    }
    let mut shown = around(&graph, 2);
    shown.add_unseen(|_| false);
    assert_eq!(shown.nodes.len(), 5);
}

#[test]
fn cycles_and_loops_are_legal() {
    let graph = graph(3, &[(0, 1), (1, 0), (1, 1), (1, 2), (2, 0)]);
    for start in 0..3 {
        let (shown, _) = check(&graph, start);
        assert_eq!(shown.nodes.len(), 3);
        assert_eq!(shown.edges.len(), 4);
        assert_eq!(shown.loops.len(), 1);
    }
    let alone = super::tests::graph(1, &[(0, 0)]);
    let (shown, _) = check(&alone, 0);
    assert_eq!((shown.nodes.len(), shown.loops.as_slice()), (1, &[0][..]));
}

#[test]
fn tangles_stay_bounded() {
    // A fixed sequence of numbers that look random.
    let mut seed = 7u32;
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    for size in [5, 20, 60, 300] {
        for edges in [size, 3 * size, 10 * size] {
            let edges: Vec<(u32, u32)> = (0..edges).map(|_| (next(size), next(size))).collect();
            let graph = graph(size as usize, &edges);
            for start in 0..size.min(12) {
                check(&graph, start);
            }
        }
    }
}

#[test]
fn every_source_with_every_target() {
    // All of one layer feed all of the next: as many edges as there can be.
    let layers: Vec<(u32, u32)> = (0..60)
        .flat_map(|from| {
            (0..60)
                .filter(move |to| *to > from)
                .map(move |to| (from, to))
        })
        .collect();
    let graph = graph(60, &layers);
    for start in [0, 30, 59] {
        check(&graph, start);
    }
}

#[test]
fn addresses_of_the_explorer_are_encoded() {
    assert_eq!(
        explorer_href("view:p.d.a b&\"ü"),
        "lineage/index.html?focus=view%3Ap.d.a%20b%26%22%C3%BC"
    );
}

#[test]
fn labels_cannot_leave_their_quotes() {
    assert_eq!(dot_text("a\"]; b\\\n"), "a\\\"]; b\\\\ ");
    assert_eq!(mermaid_text("a\"]<b>_`"), "a#34;#93;#60;b#62;_#96;");
}
