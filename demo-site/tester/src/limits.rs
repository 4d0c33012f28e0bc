//! What the page holds at most.

/// Entries of the wire that are shown: as many as the widget keeps.
pub const WIRE_ENTRIES: usize = 500;

/// Bytes of their addresses and bodies together: as many as the widget keeps characters. The oldest go.
pub const WIRE_BYTES: usize = 4_000_000;

/// Bytes of a body that is drawn as a tree, and of one that is shown as a text; the rest is searched, and not seen.
pub const TREE_BYTES: usize = 64 * 1024;

/// Milliseconds between two looks at what passed between this server and others.
pub const WEBHOOK_LOOK_MS: u32 = 2_000;

/// Turns whose reasons can be looked at again; a conversation that is tested is seldom longer.
pub const TURNS: usize = 100;

/// Bytes of a flow file. The engine in the page takes as many characters at most (`pkg/engine/limits.js`).
pub const FLOW_BYTES: usize = 4_000_000;

/// Mistakes of a file that are shown at once; who has more begins with the first.
pub const MISTAKES_SHOWN: usize = 50;

/// Characters of a mistake's line that are shown around its place.
pub const SOURCE_CHARS: usize = 200;

/// Places found in a body; who has more searches for more letters.
pub const FOUND_IN_JSON: usize = 200;

/// Characters of a text in a line of the timeline.
pub const ROW_CHARS: usize = 80;

/// Bytes of a written conversation: as much as `parlour test` reads of one.
pub const CASE_BYTES: usize = 4 * 1024 * 1024;

/// Written conversations that are held at once, one after the other while the page waits.
pub const CASES: usize = 1_000;
