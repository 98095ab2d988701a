//! Tells the tests whether real data is at hand, so that those that need it show as ignored where
//! it isn't. The library and the binary take nothing from here.

use std::path::PathBuf;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(real_data)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=VITRINA_REAL_DATA");
    // Relative paths are taken from the package, where cargo runs this.
    let folder = PathBuf::from(
        std::env::var_os("VITRINA_REAL_DATA").unwrap_or_else(|| "../shared/data".into()),
    );
    if folder.is_dir() {
        println!("cargo::rustc-cfg=real_data");
        // Only where it is there: a path that is missing would count as changed each time.
        println!("cargo::rerun-if-changed={}", folder.display());
    }
}
