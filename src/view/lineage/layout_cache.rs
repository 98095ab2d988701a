//! Layouts made before. Most neighbourhoods of a mesh are alike but for their names, so a layout is
//! asked for once a shape and thread.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::layout::{Placed, is_tree, place};
use super::neighbourhood::Neighbourhood;

/// Most layouts kept, a thread.
const MOST: usize = 1000;

/// All that a layout depends on.
#[derive(PartialEq, Eq, Hash)]
struct Shape {
    /// Step and height of each node.
    nodes: Vec<(i32, u32)>,
    edges: Vec<(usize, usize)>,
}

thread_local! {
    static KNOWN: RefCell<FxHashMap<Shape, Rc<Placed>>> = RefCell::default();
}

/// The layout of a neighbourhood; `heights` are those of its nodes.
pub(super) fn placed(shown: &Neighbourhood, heights: &[u32]) -> Rc<Placed> {
    if is_tree(shown) {
        return Rc::new(place(shown, heights));
    }
    let shape = Shape {
        nodes: shown
            .nodes
            .iter()
            .zip(heights)
            .map(|(node, height)| (node.step, *height))
            .collect(),
        edges: shown.edges.clone(),
    };
    KNOWN.with_borrow_mut(|known| {
        if let Some(placed) = known.get(&shape) {
            return Rc::clone(placed);
        }
        let placed = Rc::new(place(shown, heights));
        if known.len() < MOST {
            known.insert(shape, Rc::clone(&placed));
        }
        placed
    })
}
