//! One value in a file of its own, checked against its sum.

use std::io::{Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::cache_folder::CacheFolder;
use super::entry_key::{Key, checksum};

/// What a state begins with; another one for each change of its form.
const HEAD: &[u8; 16] = b"vitrina state 1\n";
/// How its name ends.
pub(super) const ENDING: &str = ".state";
/// Longest that is read, in bytes.
const LONGEST: u64 = 512 << 20;
/// So many are kept, the newest ones.
const STATES: usize = 64;

fn name_of(key: &Key) -> String {
    let mut name = String::new();
    for byte in key {
        append!(name, "{byte:02x}");
    }
    name + ENDING
}

impl CacheFolder {
    /// The value of a key; nothing where there is none that is whole.
    pub(crate) fn state<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        let (file, length) = self.read(&name_of(key))?;
        if length > LONGEST {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).ok()?);
        file.take(LONGEST).read_to_end(&mut bytes).ok()?;
        let rest = bytes.strip_prefix(HEAD)?;
        let (check, value) = rest.split_first_chunk::<16>()?;
        if checksum(&[key, value]) != *check {
            return None;
        }
        let (value, rest) = postcard::take_from_bytes(value).ok()?;
        rest.is_empty().then_some(value)
    }

    /// Keeps the value of a key, where this run may write.
    pub(crate) fn set_state(&self, key: &Key, value: &impl Serialize) {
        let Ok(bytes) = postcard::to_allocvec(value) else {
            return;
        };
        if bytes.len() as u64 > LONGEST {
            return;
        }
        let Some((unfinished, mut file)) = self.unfinished("state") else {
            return;
        };
        let check = checksum(&[key, &bytes]);
        let parts: [&[u8]; 3] = [HEAD, &check, &bytes];
        let written = parts.iter().try_for_each(|part| file.write_all(part));
        drop(file);
        match written {
            Ok(()) => self.finish(&unfinished, &name_of(key)).unwrap_or_default(),
            Err(_) => self.remove(|name| name == unfinished),
        }
    }

    /// Forgets the value of a key.
    pub(super) fn forget_state(&self, key: &Key) {
        let own = name_of(key);
        self.remove(|name| name == own);
    }

    /// Removes the states that were written longest ago, beyond those that are kept.
    pub(super) fn forget_old_states(&self) {
        let names = self.names();
        let states = names.iter().filter(|name| name.ends_with(ENDING));
        let mut states: Vec<_> = states.map(|name| (self.written(name), name)).collect();
        states.sort_unstable();
        let most = states.len().saturating_sub(STATES);
        let old: Vec<&String> = states
            .into_iter()
            .take(most)
            .map(|(_, name)| name)
            .collect();
        if !old.is_empty() {
            self.remove(|name| old.iter().any(|old| *old == name));
        }
    }
}
