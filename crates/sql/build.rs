//! Tells the tests whether real data is at hand, so that those that need it show as ignored where it
//! isn't.

use std::path::Path;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(real_data)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=VITRINA_REAL_DATA");
    // Relative paths are taken from the root of the workspace.
    if let Some(folder) = std::env::var_os("VITRINA_REAL_DATA")
        && let folder = Path::new("../..").join(folder)
        && folder.is_dir()
    {
        println!("cargo::rustc-cfg=real_data");
        // Only where it is there: a path that is missing would count as changed each time.
        println!("cargo::rerun-if-changed={}", folder.display());
    }
}
