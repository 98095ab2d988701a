//! Says where the browser's search client is that is embedded, and tells the tests whether real data
//! is at hand, so that those that need it show as ignored where it isn't.

use std::path::PathBuf;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(real_data)");
    println!("cargo::rerun-if-changed=build.rs");
    // Another one than the committed one, to try it: what scripts/build-search-client has built.
    println!("cargo::rerun-if-env-changed=SEARCH_CLIENT");
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let client = PathBuf::from(package)
        .join(std::env::var_os("SEARCH_CLIENT").unwrap_or_else(|| "static".into()));
    println!("cargo::rustc-env=SEARCH_CLIENT={}", client.display());
    println!("cargo::rerun-if-env-changed=VITRINA_REAL_DATA");
    // Relative paths are taken from the package, where cargo runs this.
    if let Some(folder) = std::env::var_os("VITRINA_REAL_DATA").map(PathBuf::from)
        && folder.is_dir()
    {
        println!("cargo::rustc-cfg=real_data");
        // Only where it is there: a path that is missing would count as changed each time.
        println!("cargo::rerun-if-changed={}", folder.display());
    }
}
