//! Room on the disk, asked before it runs out in the middle.

use crate::fault::Fault;
use crate::workspace::{Workspace, make_folder};

/// A build from nothing needs about this much.
const NEEDED_BYTES: u64 = 2_000_000_000;

/// Refuses to begin with less than 2 GB free.
pub(crate) fn demand_space(workspace: &Workspace) -> Result<(), Fault> {
    let place = &workspace.compiled;
    make_folder(place)?;
    match free_bytes(place) {
        Some(free) if free < NEEDED_BYTES => Err(too_little(&place.display().to_string(), free)),
        _ => Ok(()),
    }
}

fn too_little(place: &str, free: u64) -> Fault {
    Fault::machine(
        format!(
            "Only {:.1} GB are free where {place} lies, a build needs {:.0} GB.",
            gigabytes(free),
            gigabytes(NEEDED_BYTES)
        ),
        "Free some space (`cargo clean` empties target/), then run the same command again.",
    )
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people, rounded to one digit")]
fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e9
}

/// Bytes an ordinary user may still write, where the system tells.
#[cfg(unix)]
fn free_bytes(place: &std::path::Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(place).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_place: &std::path::Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_room_is_one_sentence_with_both_figures() {
        let fault = too_little("/somewhere/target", 512_000_000);
        assert_eq!(fault.what, "Only 0.5 GB are free where /somewhere/target lies, a build needs 2 GB.");
        assert_eq!(fault.exit, 2);
    }
}
