//! The browser's side of the search: the engine that the build runs too, over pieces that the
//! page's worker fetches.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;

use search_core::{Engine, Head, HeadError, Outcome, Pieces, Request};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// Memory for pieces that are kept between queries, in bytes.
const KEPT: usize = 32 << 20;

/// An error that the page's worker tells from others by the word in front of it.
fn damaged(error: impl Display) -> JsError {
    JsError::new(&format!("damaged: {error}"))
}

/// An open index.
#[wasm_bindgen]
pub struct Client {
    engine: Engine,
    /// Numbers of the pieces that the last step asked for, by name.
    asked: RefCell<BTreeMap<String, Vec<u32>>>,
}

#[wasm_bindgen]
impl Client {
    /// Opens an index by its head.
    ///
    /// # Errors
    /// `version: …` where another version of vitrina wrote it, `damaged: …` where it is cut off.
    #[wasm_bindgen(constructor)]
    pub fn new(head: Vec<u8>) -> Result<Client, JsError> {
        let head = Head::decode(head).map_err(|error| match error {
            HeadError::Version(_) => JsError::new(&format!("version: {error}")),
            HeadError::Damaged(_) => damaged(error),
        })?;
        Ok(Self {
            engine: Engine::open(head, Pieces::new(KEPT)).map_err(damaged)?,
            asked: RefCell::default(),
        })
    }

    /// Runs a request as far as it can. Both are JSON: [`Request`] and [`Outcome`].
    ///
    /// # Errors
    /// `damaged: …` where the index can't be used.
    pub fn step(&self, request: &str) -> Result<String, JsError> {
        let request: Request = serde_json::from_str(request)?;
        let outcome = self.engine.step(&request).map_err(damaged)?;
        if let Outcome::Need(pieces) = &outcome {
            let mut asked: BTreeMap<String, Vec<u32>> = BTreeMap::new();
            for need in pieces {
                asked.entry(need.name.clone()).or_default().push(need.piece);
            }
            *self.asked.borrow_mut() = asked;
        }
        Ok(serde_json::to_string(&outcome)?)
    }

    /// Adds a piece that was asked for.
    ///
    /// # Errors
    /// `damaged: …` where it isn't the piece that was asked for.
    pub fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), JsError> {
        let asked = self.asked.borrow();
        let Some((last, others)) = asked.get(name).and_then(|all| all.split_last()) else {
            return Err(damaged("a piece came that nobody asked for"));
        };
        // Pieces of the same content share a name.
        for piece in others {
            self.engine.put(*piece, bytes.clone()).map_err(damaged)?;
        }
        self.engine.put(*last, bytes).map_err(damaged)
    }
}
