//! Of the pages for the people who own a bot (`/reports`).

use std::time::Duration;

/// Messages that are counted in one transaction: some 30 ms in which nobody else writes.
pub(crate) const COUNT_PAGE: u32 = 2_000;
/// Time between two of them while a long log is counted: others write meanwhile.
pub(crate) const COUNT_PAUSE: Duration = Duration::from_millis(20);
/// How long somebody who opens a report waits for what is not counted yet.
pub(crate) const COUNT_PATIENCE: Duration = Duration::from_millis(400);
/// How often it is looked for new messages; who opens a report has them counted at once.
pub(crate) const COUNT_POLL: Duration = Duration::from_secs(5);
/// How long the counting rests after the store failed it.
pub(crate) const COUNT_REST: Duration = Duration::from_secs(5);
/// Days of a report: two years and a leap day.
pub(crate) const FIGURE_DAYS: i64 = 731;
/// Days that are shown where none are named.
pub(crate) const FIGURE_DAYS_SHOWN: i64 = 28;
/// Rows of a report's file; a page shows fewer.
pub(crate) const FIGURE_ROWS: u32 = 10_000;
/// Rows of a table in a page; the file has the rest.
pub(crate) const FIGURE_ROWS_SHOWN: usize = 500;
/// Rows of a list that are seen before the rest is opened.
pub(crate) const FIGURE_ROWS_FIRST: usize = 10;
/// Characters of a page's address, a host's and a language's, in the counts.
pub(crate) const PAGE_ADDRESS_CHARS: i64 = 300;
/// Conversations of one page of their list.
pub(crate) const TALKS_LISTED: u32 = 50;
/// Events of one page of the conversation reader.
pub(crate) const TALK_EVENTS: u32 = 100;
/// Characters of an action that is shown as JSON.
pub(crate) const ACTION_CHARS: usize = 4_000;
/// How often exports are looked for where there is no account; a new one wakes the worker.
pub(crate) const EXPORT_IDLE: Duration = Duration::from_mins(1);
/// Exports of an account that are listed, the newest.
pub(crate) const EXPORTS_LISTED: u32 = 20;
/// Tries to sign in from one address in a minute.
pub(crate) const SIGN_INS_PER_MINUTE: u32 = 10;
/// Of them at once.
pub(crate) const SIGN_INS_BURST: u32 = 5;
/// Requests with an owner's token, right or wrong, from one address in a minute.
pub(crate) const OWNER_TOKENS_PER_MINUTE: u32 = 600;
/// Of them at once.
pub(crate) const OWNER_TOKENS_BURST: u32 = 120;
/// Secrets that are lent to one owner at once; who borrows more gives the first one back.
pub(crate) const LENT_EACH: usize = 50;
/// Hours after which whoever signed in signs in again.
pub(crate) const SIGN_IN_HOURS: u64 = 12;
/// Browsers that are signed in; the one that came first gives way.
pub(crate) const SIGNED_IN: usize = 1_000;
/// Bytes of a form of these pages.
pub(crate) const FIGURE_FORM_BYTES: usize = 4 * 1024;
