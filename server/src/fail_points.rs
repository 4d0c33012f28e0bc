//! Places at which a server ends as if its power went: what `cargo xtask soak` kills it at. Compiled with the
//! feature `fail-points` only, which no program that is deployed is built with (`main.rs`).
//!
//! `PARLOUR_FAIL_POINT=committed:3` ends the process when it comes to `committed` for the third time. The crate
//! `fail` would need a closure that ends the process at each place, and brings three crates for the counting.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::sqlite::SqliteConnection;

/// What names the place and the number.
const VARIABLE: &str = "PARLOUR_FAIL_POINT";
/// Time for half a frame to leave the process.
const FRAME: Duration = Duration::from_millis(5);

/// A place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// A visitor's message was found good, and nothing is written yet.
    Validated,
    /// A row was changed, in a transaction that is open.
    Inserting,
    /// A transaction is about to be kept. On a new store the first of them are its migrations.
    Committing,
    /// A batch is kept, and nobody was told.
    Committed,
    /// Half of an event has left on a stream.
    Framing,
}

struct Armed {
    point: Point,
    /// Times it may still be come to, and the last of them.
    left: AtomicU64,
}

static ARMED: LazyLock<Option<Armed>> = LazyLock::new(|| read(&std::env::var(VARIABLE).ok()?));

fn read(text: &str) -> Option<Armed> {
    let (name, times) = text.split_once(':')?;
    let point = match name {
        "validated" => Point::Validated,
        "inserting" => Point::Inserting,
        "committing" => Point::Committing,
        "committed" => Point::Committed,
        "framing" => Point::Framing,
        _ => return None,
    };
    Some(Armed { point, left: AtomicU64::new(times.parse().ok()?) })
}

/// The server has come to `point`. Does not return where it is to end there.
pub(crate) fn reach(point: Point) {
    if is_due(point) {
        std::process::abort();
    }
}

/// The same in the middle of what a stream is about to send: half of it leaves.
pub(crate) fn reach_framing(chunk: &mut String) {
    if is_due(Point::Framing) {
        let half = (0..=chunk.len() / 2).rev().find(|at| chunk.is_char_boundary(*at));
        chunk.truncate(half.unwrap_or_default());
        std::thread::spawn(|| {
            std::thread::sleep(FRAME);
            std::process::abort();
        });
    }
}

fn is_due(point: Point) -> bool {
    ARMED
        .as_ref()
        .is_some_and(|armed| armed.point == point && armed.left.fetch_sub(1, Ordering::Relaxed) == 1)
}

/// A connection that writes was opened.
pub(crate) async fn opened(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut handle = connection.lock_handle().await?;
    handle.set_update_hook(|_| reach(Point::Inserting));
    handle.set_commit_hook(|| {
        reach(Point::Committing);
        true
    });
    Ok(())
}
