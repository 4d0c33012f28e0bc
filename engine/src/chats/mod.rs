//! Conversations written down (`CHATS.md`): read, played against a flow, held against what came, recorded,
//! and what of a flow they came through.
//!
//! As pure as the engine: whoever plays one brings the texts of the files; whoever plays one against a bot
//! elsewhere brings [`Seen`], and has the same differences.

mod compare;
mod coverage;
mod difference;
mod model;
mod moment;
mod offered;
mod player;
mod read;
mod record;
mod replay;
mod seen;
mod told;
mod write;

pub use compare::compare;
pub use coverage::{Coverage, Covered, CoveredConnections, CoveredModules, MissedConnection, MissedModule};
pub use difference::{Difference, Side};
pub use model::{Act, Chat, Expect, Head, ScriptedAnswer, Step, Wording};
pub use offered::{Doing, act_of, doing};
pub use player::Player;
pub use record::Recorder;
pub use replay::{Replayed, Verdict, replay};
pub use seen::{Seen, SeenModule};
pub use told::percent;
