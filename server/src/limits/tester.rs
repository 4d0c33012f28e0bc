//! Of the tester, for the people who build a bot (`/tester`).

/// Requests of one builder in a minute: a page that looks after each turn of a suite that is played fast.
pub(crate) const BUILDER_REQUESTS_PER_MINUTE: u32 = 600;
/// Of them at once: the page's files, its bots and their flows.
pub(crate) const BUILDER_REQUESTS_BURST: u32 = 120;
/// Hours for which a pass makes tests of new conversations.
pub(crate) const TEST_PASS_HOURS: u64 = 12;
/// Passes that are out; the one that came first gives way.
pub(crate) const TEST_PASSES: usize = 1_000;
/// Turns of a conversation that are told, the newest.
pub(crate) const TOLD_TURNS: usize = 100;
/// Modules they may have come through together.
pub(crate) const TOLD_TURN_ROWS: u32 = 1_000;
/// Bytes of the variables that one request sets.
pub(crate) const TEST_CVARS_BYTES: usize = 64 * 1024;
/// Characters of a variable's name.
pub(crate) const CVAR_NAME_CHARS: usize = 100;
/// Hours for which is kept what goes between this server and others in tests: as long as a pass lasts.
pub(crate) const TEST_WIRE_HOURS: u64 = TEST_PASS_HOURS;
/// Webhooks, letters and requests of one test that are kept, the newest.
pub(crate) const TEST_WIRE_EACH: usize = 200;
/// Of all tests together.
pub(crate) const TEST_WIRE: usize = 2_000;
/// Bytes of their texts together.
pub(crate) const TEST_WIRE_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of what one of them sent, and of what it was answered; the page says that the rest is cut.
pub(crate) const TEST_WIRE_BODY_BYTES: usize = 16 * 1024;
/// Of them that are told at once; the next look has the rest.
pub(crate) const TEST_WIRE_TOLD: usize = 50;
