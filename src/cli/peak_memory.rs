//! How much memory a run took.

/// Most memory that this process had at once, in bytes; nothing where the system doesn't tell.
#[allow(
    clippy::disallowed_methods,
    reason = "what the kernel says of this process is no input"
)]
pub(super) fn peak() -> Option<u64> {
    // Linux alone has it; `VmHWM:   12345 kB`, in KiB.
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}
