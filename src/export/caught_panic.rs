//! Panics of libraries that decode damaged input.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// Whether a panic on this thread is expected, and said by a finding of ours.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// What `work` gives; none where a library that it calls panics. Nothing is printed then, since the
/// caller tells of it in a finding, with file and row.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !EXPECTED.get() {
                loud(panic);
            }
        }));
    });
    let outer = EXPECTED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    EXPECTED.set(outer);
    outcome.ok()
}

#[cfg(test)]
mod tests {
    use super::caught;

    /// Runs in a process of its own, whose output the test below looks at.
    #[test]
    #[ignore = "called by `a_caught_panic_prints_nothing`"]
    fn panics() {
        assert_eq!(caught(|| 7), Some(7));
        let inner = || caught(|| -> () { panic!("inner") });
        assert_eq!(caught(|| inner().is_none()), Some(true));
        assert_eq!(caught(|| -> () { panic!("canary of a library") }), None);
        let loud = std::panic::catch_unwind(|| panic!("nobody expected this"));
        assert!(loud.is_err());
    }

    #[test]
    fn a_caught_panic_prints_nothing() {
        let run = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "export::caught_panic::tests::panics",
                "--ignored",
                "--nocapture",
            ])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{said}");
        assert!(said.contains("1 passed"), "{said}");
        assert!(
            !said.contains("canary of a library") && !said.contains("inner"),
            "{said}"
        );
        // Every other panic is told as before.
        assert!(said.contains("nobody expected this"), "{said}");
    }
}
