//! Says where the browser's search client is that is embedded, and tells the tests whether real data,
//! a PostgreSQL server and nginx are at hand, so that those that need them show as ignored where they aren't.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(real_data)");
    println!("cargo::rustc-check-cfg=cfg(postgres_server)");
    println!("cargo::rustc-check-cfg=cfg(nginx)");
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
    // Where Debian's packages put servers. One that is installed later is seen after `touch build.rs`:
    // a path that is missing can't be watched.
    let versions = Path::new("/usr/lib/postgresql")
        .read_dir()
        .into_iter()
        .flatten();
    let mut servers = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin/initdb")));
    if let Some(server) = servers.find(|server| server.exists()) {
        println!("cargo::rustc-cfg=postgres_server");
        println!("cargo::rerun-if-changed={}", server.display());
    }
    let nginx = Path::new("/usr/sbin/nginx");
    if nginx.exists() {
        println!("cargo::rustc-cfg=nginx");
        println!("cargo::rerun-if-changed={}", nginx.display());
    }
}
