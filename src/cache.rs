//! What former runs left for the next ones: bytes by key, in a folder that anybody may delete at any
//! time. Whatever is damaged, half-written, of another form or somebody else's is a miss, never an
//! error: a run that finds nothing here does all of its work. No link is followed, lengths are checked
//! against the files that they speak of, and nothing but what was written here is ever removed.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "what is kept is neither input nor output, and stays within its folder"
)]

mod cache_folder;
mod discarded;
mod entry_key;
mod file_stamp;
mod known_files;
mod last_used;
mod left_site;
mod pack_file;
mod pack_writer;
mod packed_entry;
mod site_stamp;
mod state_file;
mod store;
mod sweep;

#[cfg(test)]
mod tests;

pub(crate) use cache_folder::{CacheFolder, beside};
pub(crate) use entry_key::{Key, KeyHasher, hash_of};
pub(crate) use file_stamp::{FileStamp, Moment};
pub(crate) use known_files::{KnownFile, KnownFiles, program};
pub(crate) use left_site::{LeftSite, Passed, real_place};
pub(crate) use store::Store;
