//! Who uses what is kept: of each, the entries of its last run. What none of them used is of no use,
//! until somebody goes back to what was before.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::cache_folder::CacheFolder;
use super::entry_key::{Key, KeyHasher};

/// Who didn't run while so many runs added something doesn't count any more.
const RUNS: u64 = 16;
/// So many are known, those that ran last.
const USERS: usize = 16;
/// What is kept of a key. Two that begin alike are taken for one: then an entry stays for nothing.
type Short = [u8; 8];

/// One that runs again and again: a build into a folder, or a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct User {
    whose: Key,
    /// The number of the newest pack when its last run ended.
    ran: u64,
    /// Beginnings of keys, sorted, one after the other.
    used: Vec<u8>,
}

/// All of them, and of each pack when it was used.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct LastUsed {
    users: Vec<User>,
    /// How many runs there were.
    runs: u64,
    /// Packs by number, each with the last run that used any of it.
    packs: Vec<(u64, u64)>,
}

fn short(key: &Key) -> Short {
    key.first_chunk().copied().unwrap_or_default()
}

impl LastUsed {
    fn key() -> Key {
        KeyHasher::new("last used").key()
    }

    /// What is known of them; of damage, nothing is.
    pub(super) fn load(folder: &CacheFolder) -> Self {
        folder.state(&Self::key()).unwrap_or_default()
    }

    /// Keeps it.
    pub(super) fn save(&self, folder: &CacheFolder) {
        folder.set_state(&Self::key(), self);
    }

    /// Takes a run that used some packs, by number, `newest` being the newest of all, and where it is
    /// known `whose` it was, all that it needs: `keys`. Says whether there was anything new to it.
    pub(super) fn ran(
        &mut self,
        whose: Option<&Key>,
        keys: &[Key],
        packs: &[u64],
        newest: u64,
    ) -> bool {
        if let Some(whose) = whose {
            let mut used: Vec<Short> = keys.iter().map(short).collect();
            used.sort_unstable();
            used.dedup();
            let own = User {
                whose: *whose,
                ran: newest,
                used: used.into_flattened(),
            };
            if self.users.contains(&own) {
                return false;
            }
            self.users.retain(|user| user.whose != own.whose);
            self.users.insert(0, own);
            self.users.truncate(USERS);
        }
        self.users
            .retain(|user| user.ran.saturating_add(RUNS) > newest);
        self.runs = self.runs.saturating_add(1);
        self.packs.retain(|(pack, _)| !packs.contains(pack));
        self.packs
            .extend(packs.iter().map(|pack| (*pack, self.runs)));
        true
    }

    /// Forgets all packs but some.
    pub(super) fn keep_packs(&mut self, stays: impl Fn(u64) -> bool) {
        self.packs.retain(|(pack, _)| stays(*pack));
    }

    /// The last run that used any of a pack.
    pub(super) fn of_pack(&self, number: u64) -> u64 {
        let found = self.packs.iter().find(|(pack, _)| *pack == number);
        found.map_or(0, |(_, run)| *run)
    }

    /// All that any of them used.
    pub(super) fn all(&self) -> UsedKeys {
        let all = self.users.iter().flat_map(|user| user.used.as_chunks().0);
        UsedKeys(all.copied().collect())
    }
}

/// Keys of entries that somebody's last run used.
#[derive(Debug)]
pub(super) struct UsedKeys(FxHashSet<Short>);

impl UsedKeys {
    pub(super) fn contains(&self, key: &Key) -> bool {
        self.0.contains(&short(key))
    }
}
