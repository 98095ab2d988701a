//! Where the nodes of a picture stand. Columns are layers, sources at the left. A tree is placed
//! here; for anything else the order and place within a layer come from `rust-sugiyama`, which
//! gets a graph whose edges each lead to the next layer: cycles are opened and long edges divided
//! beforehand, so that the way of each long edge past the boxes is known.

use rust_sugiyama::configure::{Config, RankingType};
use rust_sugiyama::from_vertices_and_edges;

use super::neighbourhood::Neighbourhood;

pub(super) const BOX_W: u32 = 240;
pub(super) const BOX_H: u32 = 46;
pub(super) const STUB_H: u32 = 30;
const GAP_X: u32 = 70;
const GAP_Y: u32 = 14;
const MARGIN: u32 = 14;
/// Height that an edge takes in a layer that it passes.
const PASSING_H: u32 = 2;
/// Edges pass at most so many layers in all; those beyond are drawn straight.
const MOST_PASSING: usize = 160;
/// Beyond so many vertices the order is left as the sweeps give it.
const TRANSPOSED: usize = 30;

/// Places of the nodes and ways of the edges.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Left and top of each node.
    pub(super) corners: Vec<(u32, u32)>,
    /// Of each edge the layers that it passes: left side and height, from its source on.
    pub(super) ways: Vec<Vec<(u32, u32)>>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Places a neighbourhood; `heights` are those of its nodes.
pub(super) fn place(shown: &Neighbourhood, heights: &[u32]) -> Placed {
    if is_tree(shown) {
        tree(shown, heights)
    } else {
        layered(shown, heights)
    }
}

/// Whether each node hangs on one other: all hang together, so this many edges make a tree.
pub(super) fn is_tree(shown: &Neighbourhood) -> bool {
    shown.edges.len() + 1 == shown.nodes.len()
}

fn left_of(layer: usize) -> u32 {
    MARGIN + u32::try_from(layer).unwrap_or(0) * (BOX_W + GAP_X)
}

fn width_of(layers: usize) -> u32 {
    left_of(layers).saturating_sub(GAP_X) + MARGIN
}

/// Neighbours in a column whose middle is the middle of the node that they hang on.
fn tree(shown: &Neighbourhood, heights: &[u32]) -> Placed {
    let n = shown.nodes.len();
    let step = |at: usize| shown.nodes[at].step;
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (from, to) in &shown.edges {
        // The farther one hangs on the nearer one.
        if step(*from).abs() < step(*to).abs() {
            children[*from].push(*to);
        } else {
            children[*to].push(*from);
        }
    }
    let mut block = heights.to_vec();
    // Nodes come breadth-first, so those farther out come later.
    for at in (1..n).rev() {
        let below = stacked(&block, &children[at]);
        block[at] = block[at].max(below);
    }
    let sides = [true, false].map(|down| {
        let mut side: Vec<usize> = children[0].clone();
        side.retain(|c| (step(*c) > 0) == down);
        side.sort_unstable();
        side
    });
    let tallest = sides
        .iter()
        .map(|side| stacked(&block, side))
        .fold(heights[0], u32::max);
    // Twice the height of the middle, since halves matter.
    let mut middles = vec![0u32; n];
    middles[0] = 2 * MARGIN + tallest;
    for side in &sides {
        hang(&block, 0, side, &mut middles);
    }
    for (at, side) in children.iter_mut().enumerate().skip(1) {
        side.sort_unstable();
        hang(&block, at, side, &mut middles);
    }
    let steps = || shown.nodes.iter().map(|node| node.step);
    let first = steps().min().unwrap_or(0);
    let layers = steps().max().unwrap_or(0).abs_diff(first) as usize + 1;
    Placed {
        corners: (0..n)
            .map(|at| {
                let layer = step(at).abs_diff(first) as usize;
                let top = middles[at].saturating_sub(heights[at]) / 2;
                (left_of(layer), top)
            })
            .collect(),
        ways: vec![Vec::new(); shown.edges.len()],
        width: width_of(layers),
        height: tallest + 2 * MARGIN,
    }
}

/// Height of nodes above each other.
fn stacked(block: &[u32], all: &[usize]) -> u32 {
    all.iter()
        .map(|at| block[*at] + GAP_Y)
        .sum::<u32>()
        .saturating_sub(GAP_Y)
}

/// Places `side` beside the node that it hangs on.
fn hang(block: &[u32], of: usize, side: &[usize], middles: &mut [u32]) {
    let mut top = middles[of].saturating_sub(stacked(block, side));
    for at in side {
        middles[*at] = top + block[*at];
        top += 2 * (block[*at] + GAP_Y);
    }
}

fn layered(shown: &Neighbourhood, heights: &[u32]) -> Placed {
    let n = shown.nodes.len();
    let steps: Vec<i32> = shown.nodes.iter().map(|node| node.step).collect();
    let back = backward(&steps, &shown.edges);
    let forward: Vec<(usize, usize)> = shown
        .edges
        .iter()
        .zip(&back)
        .map(|((from, to), back)| if *back { (*to, *from) } else { (*from, *to) })
        .collect();
    let mut layers = layers(&steps, &forward);
    let mut heights = heights.to_vec();
    let (mut unit, passing, whole) = divide(&forward, &mut layers, &mut heights);
    let drawn = layers.len();
    let led = led_to(drawn, &unit);
    let loose: Vec<usize> = (0..n).filter(|at| !led[*at]).collect();
    if !whole || loose.iter().any(|at| layers[*at] > 0) {
        spine(&loose, &layers, &mut heights, &mut unit);
    }
    unit.sort_unstable();
    unit.dedup();
    let along = within_layers(&heights, &unit);
    let tops = separate(&along[..drawn], &layers, &heights);
    let count = layers[..drawn].iter().max().map_or(1, |most| most + 1);
    let height = (0..drawn)
        .map(|at| tops[at] + heights[at])
        .max()
        .unwrap_or(0);
    Placed {
        corners: (0..n).map(|at| (left_of(layers[at]), tops[at])).collect(),
        ways: passing
            .iter()
            .zip(&back)
            .map(|(way, back)| {
                let mut way: Vec<(u32, u32)> = way
                    .iter()
                    .map(|at| (left_of(layers[*at]), tops[*at] + PASSING_H / 2))
                    .collect();
                if *back {
                    way.reverse();
                }
                way
            })
            .collect(),
        width: width_of(count),
        height: height + MARGIN,
    }
}

/// Which edges to turn round so that no cycle is left, as a walk from the farthest sources finds
/// them.
fn backward(steps: &[i32], edges: &[(usize, usize)]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum State {
        New,
        OnTheWay,
        Done,
    }
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (edge, (from, _)) in edges.iter().enumerate() {
        out[*from].push(edge);
    }
    let mut roots: Vec<usize> = (0..steps.len()).collect();
    roots.sort_by_key(|at| steps[*at]);
    let mut state = vec![State::New; steps.len()];
    let mut back = vec![false; edges.len()];
    for root in roots {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::OnTheWay;
        let mut stack = vec![(root, 0)];
        while let Some((at, next)) = stack.pop() {
            let Some(edge) = out[at].get(next).copied() else {
                state[at] = State::Done;
                continue;
            };
            stack.push((at, next + 1));
            let to = edges[edge].1;
            match state[to] {
                State::New => {
                    state[to] = State::OnTheWay;
                    stack.push((to, 0));
                }
                State::OnTheWay => back[edge] = true,
                State::Done => {}
            }
        }
    }
    back
}

/// Layer of each node: downstream as near to the asset as can be, upstream too.
fn layers(steps: &[i32], forward: &[(usize, usize)]) -> Vec<usize> {
    let n = steps.len();
    let mut waits = vec![0usize; n];
    for (_, to) in forward {
        waits[*to] += 1;
    }
    let mut order: Vec<usize> = (0..n).filter(|at| waits[*at] == 0).collect();
    let mut layer = vec![0usize; n];
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for (_, to) in forward.iter().filter(|(from, _)| *from == at) {
            layer[*to] = layer[*to].max(layer[at] + 1);
            waits[*to] -= 1;
            if waits[*to] == 0 {
                order.push(*to);
            }
        }
    }
    for at in order.iter().rev().copied().filter(|at| steps[*at] < 0) {
        let nearest = forward
            .iter()
            .filter(|(from, _)| *from == at)
            .map(|(_, to)| layer[*to])
            .min();
        if let Some(nearest) = nearest {
            layer[at] = nearest.saturating_sub(1);
        }
    }
    let first = layer.iter().min().copied().unwrap_or(0);
    for layer in &mut layer {
        *layer -= first;
    }
    layer
}

/// Edges from layer to layer, of each edge the vertices added for the layers that it passes, and
/// whether no edge was left out.
fn divide(
    forward: &[(usize, usize)],
    layers: &mut Vec<usize>,
    heights: &mut Vec<u32>,
) -> (Vec<(usize, usize)>, Vec<Vec<usize>>, bool) {
    let mut passing: Vec<Vec<usize>> = vec![Vec::new(); forward.len()];
    let mut unit = Vec::with_capacity(forward.len());
    let mut by_span: Vec<usize> = (0..forward.len()).collect();
    by_span.sort_by_key(|edge| layers[forward[*edge].1] - layers[forward[*edge].0]);
    let mut left = MOST_PASSING;
    let mut whole = true;
    for edge in by_span {
        let (from, to) = forward[edge];
        let passed = layers[to] - layers[from] - 1;
        if passed > left {
            whole = false;
            continue;
        }
        left -= passed;
        let mut at = from;
        for layer in layers[from] + 1..layers[to] {
            let added = layers.len();
            layers.push(layer);
            heights.push(PASSING_H);
            passing[edge].push(added);
            unit.push((at, added));
            at = added;
        }
        unit.push((at, to));
    }
    (unit, passing, whole)
}

fn led_to(vertices: usize, unit: &[(usize, usize)]) -> Vec<bool> {
    let mut led = vec![false; vertices];
    for (_, to) in unit {
        led[*to] = true;
    }
    led
}

/// Ties the `loose` vertices, those that nothing leads to from the layer before, to a chain of
/// vertices that are not drawn: without it the crate would move them to the first layer. The chain
/// begins a layer before the first.
fn spine(
    loose: &[usize],
    layers: &[usize],
    heights: &mut Vec<u32>,
    unit: &mut Vec<(usize, usize)>,
) {
    let first = heights.len();
    let last = loose.iter().map(|at| layers[*at]).max().unwrap_or(0);
    for layer in 0..=last {
        heights.push(PASSING_H);
        if layer > 0 {
            unit.push((first + layer - 1, first + layer));
        }
    }
    for at in loose {
        unit.push((first + layers[*at], *at));
    }
}

/// Place of each vertex within its layer, from the top, of its middle.
fn within_layers(heights: &[u32], unit: &[(usize, usize)]) -> Vec<f64> {
    let id = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let vertices: Vec<(u32, (f64, f64))> = heights
        .iter()
        .enumerate()
        .map(|(at, height)| (id(at), (f64::from(*height), 0.0)))
        .collect();
    let edges: Vec<(u32, u32)> = unit.iter().map(|(a, b)| (id(*a), id(*b))).collect();
    let config = Config {
        vertex_spacing: f64::from(GAP_Y),
        ranking_type: RankingType::Up,
        transpose: vertices.len() <= TRANSPOSED,
        ..Config::default()
    };
    let mut along = vec![0.0; heights.len()];
    // Its order is that of a hash map, its numbers aren't.
    for (placed, _, _) in from_vertices_and_edges(&vertices, &edges, &config) {
        for (at, (x, _)) in placed {
            if let Some(place) = along.get_mut(at)
                && x.is_finite()
            {
                *place = x;
            }
        }
    }
    along
}

/// Tops from middles, apart by the gap at least, from the margin on.
fn separate(along: &[f64], layers: &[usize], heights: &[u32]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..along.len()).collect();
    order.sort_by(|a, b| {
        layers[*a]
            .cmp(&layers[*b])
            .then(along[*a].total_cmp(&along[*b]))
            .then(a.cmp(b))
    });
    let top = |at: usize| along[at] - f64::from(heights[at]) / 2.0;
    let least = order.iter().map(|at| top(*at)).fold(f64::MAX, f64::min);
    let mut tops = vec![0u32; along.len()];
    let mut before: Option<usize> = None;
    for at in order {
        // Not negative, and a picture is far from 2^32 high.
        let wanted = (top(at) - least).round() as u32 + MARGIN;
        tops[at] = match before {
            Some(other) if layers[other] == layers[at] => {
                wanted.max(tops[other] + heights[other] + GAP_Y)
            }
            _ => wanted,
        };
        before = Some(at);
    }
    tops
}
