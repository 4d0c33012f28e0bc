//! Why a turn went where it went, in plain words: for whoever builds a bot.

mod because;
mod bounds;
mod expected;
mod explanation;
mod quoted;
mod tell;
mod walk;

pub use explanation::{Ending, Explanation, Looked, LookedKind};
pub use walk::explain;
