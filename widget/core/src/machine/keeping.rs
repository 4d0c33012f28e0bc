//! What waits is kept in the browser, a row for each message, before it is shown and sent; rows that other
//! pages have left are read once there is a conversation to send them to.

use super::conversation::Machine;
use super::effect::{Effect, SavedMessage};
use super::input::Storing;
use crate::limits;
use crate::transcript::{Delivery, Notice, Reason};

/// The rows as this page knows them.
#[derive(Default)]
pub(super) struct Keeping {
    /// Messages that are not kept yet, in the order of typing; none of them is shown.
    waiting: Vec<Waiting>,
    /// Rows there are or will be: the message's id, and whether the row says that it failed.
    rows: Vec<(String, bool)>,
    /// Ids in the entry of an older version, which holds all messages in one text.
    unmoved: Vec<String>,
    /// Whether the rows of earlier pages are known. Nothing is sent before.
    pub(super) is_read: bool,
    /// Ids whose rows went while rows are being read: the answer may still have them.
    reading: Option<Vec<String>>,
    /// Whether a page has left some since the reading began.
    is_asked: bool,
    /// Readings whose answers, which come in order, are of a visitor who is gone.
    void: u32,
    /// Whether rows are to be written or taken away.
    pub(super) is_behind: bool,
    /// When the newest message was typed, whatever the clock said then.
    last_at: u64,
    /// Id and text of the message there was no room for.
    no_room: Option<(String, String)>,
    has_told: bool,
}

struct Waiting {
    message: SavedMessage,
    how: Option<Storing>,
}

impl Keeping {
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn has(&self, mid: &str) -> bool {
        self.waiting.iter().any(|one| one.message.mid == mid)
    }

    fn has_row(&self, mid: &str) -> bool {
        self.rows.iter().any(|(row, _)| row == mid)
    }

    /// What brings the row of this message level with it.
    fn row_of(&mut self, message: &SavedMessage) -> Option<Effect> {
        let row = self.rows.iter_mut().find(|(row, _)| *row == message.mid);
        let is_new = row.is_none();
        match row {
            Some((_, failed)) if *failed == message.failed => return None,
            Some((_, failed)) => *failed = message.failed,
            None => self.rows.push((message.mid.clone(), message.failed)),
        }
        Some(Effect::Keep { message: message.clone(), is_new })
    }

    /// Nothing of it is stored any more.
    pub(super) fn forget_rows(&mut self) {
        self.rows.clear();
        self.unmoved.clear();
        self.is_behind = true;
    }

    /// As on a page that has read nothing yet.
    pub(super) fn begin_anew(&mut self) {
        let void = self.void + u32::from(self.reading.is_some());
        *self = Self { void, ..Self::default() };
    }

    /// Ids of the rows there are or will be.
    pub(super) fn row_ids(&self) -> Vec<String> {
        self.rows.iter().map(|(mid, _)| mid.clone()).collect()
    }

    /// After everything that was typed before: rows are put into order by it, on every page.
    pub(super) fn in_order(&mut self, at: u64) -> u64 {
        self.last_at = at.max(self.last_at.saturating_add(1));
        self.last_at
    }

    pub(super) fn unmoved(&self, mid: &str) -> bool {
        self.unmoved.iter().any(|other| other == mid)
    }

    /// Another text is being written.
    pub(super) fn has_room(&mut self) {
        self.no_room = None;
    }
}

impl Machine {
    /// Whether this message of the visitor's is shown: before, it is being kept, and its text stays where it was typed.
    pub fn has_said(&self, mid: &str) -> bool {
        self.transcript.visitor(mid).is_some()
    }

    /// The id of the last message, while there was no room in the browser to keep it. It is not shown and not
    /// sent; the same text goes without being kept when it is sent once more.
    pub fn no_room(&self) -> Option<&str> {
        self.keeping.no_room.as_ref().map(|(mid, _)| mid.as_str())
    }

    /// Messages of an older version's entry, which become rows.
    pub(super) fn take_over(&mut self, now: u64, outbox: Vec<SavedMessage>) {
        self.keeping.unmoved = outbox.iter().map(|message| message.mid.clone()).collect();
        for message in outbox {
            self.take_up(now, message);
        }
        self.keeping.is_behind = true;
    }

    /// What earlier pages have left does not count, up to a limit of its own.
    pub(super) fn has_room_for(&self, message: &SavedMessage) -> Result<(), Reason> {
        if message.text.chars().nth(limits::TEXT_CHARS).is_some() {
            return Err(Reason::TooLong);
        }
        let all = self.sending.len() + self.keeping.len();
        let typed = all - self.sending.all().filter(|one| one.is_earlier).count();
        if typed >= limits::OUTBOX_MESSAGES || all >= limits::OUTBOX_ROWS {
            return Err(Reason::Refused);
        }
        Ok(())
    }

    /// Has a message kept; shown and sent it is when it is. Where nothing may be stored yet, it is shown.
    pub(super) fn keep(&mut self, message: SavedMessage) {
        if self.is_free() {
            self.keeping.waiting.push(Waiting { message, how: None });
        } else {
            self.queue(message);
        }
        self.keeping.is_behind = true;
    }

    /// What came of an [`Effect::Keep`]. What was typed first is shown first.
    pub(super) fn kept(&mut self, now: u64, mid: &str, how: Storing) {
        if let Some(one) = self.keeping.waiting.iter_mut().find(|one| one.message.mid == mid) {
            one.how = Some(how);
        } else if self.sending.has(mid) {
            self.moved(now, mid, how);
        }
        while let Some(how) = self.keeping.waiting.first().and_then(|one| one.how) {
            let message = self.keeping.waiting.remove(0).message;
            let is_again = self.keeping.no_room.as_ref().is_some_and(|(_, text)| *text == message.text);
            if how == Storing::Full && !is_again {
                self.keeping.rows.retain(|(row, _)| *row != message.mid);
                self.keeping.no_room = Some((message.mid, message.text));
                continue;
            }
            self.keeping.no_room = None;
            if how == Storing::Held {
                self.keeps_nothing(now);
            }
            self.queue(message);
        }
    }

    /// A message that was shown before it could be kept.
    fn moved(&mut self, now: u64, mid: &str, how: Storing) {
        if how == Storing::Stored {
            let before = self.keeping.unmoved.len();
            self.keeping.unmoved.retain(|other| other != mid);
            self.is_unsaved |= before > 0 && self.keeping.unmoved.is_empty();
        } else {
            self.keeps_nothing(now);
        }
    }

    /// This browser keeps nothing, which the visitor is told once in a conversation.
    pub(super) fn keeps_nothing(&mut self, now: u64) {
        if !core::mem::replace(&mut self.keeping.has_told, true) {
            self.notify(now, Notice::NotKept);
        }
    }

    /// What was said of it went with the log.
    pub(super) fn say_unkept(&mut self, now: u64) {
        if self.keeping.has_told {
            self.notify(now, Notice::NotKept);
        }
    }

    /// It waits, visibly.
    fn queue(&mut self, mut message: SavedMessage) {
        self.take_from_draft(&message.text);
        if !self.keeping.has_row(&message.mid) {
            message.at = self.keeping.in_order(message.at);
        }
        self.add_waiting(message);
    }

    /// Puts a message where it was typed among those that wait.
    fn add_waiting(&mut self, message: SavedMessage) {
        self.keeping.last_at = self.keeping.last_at.max(message.at);
        let delivery = if message.failed { Delivery::Failed(Reason::Refused) } else { Delivery::Queued };
        let shown = message.shown();
        if !shown.is_empty() {
            self.transcript.add_unsent(&message.mid, &shown, message.at, delivery);
        }
        self.sending.add(message);
    }

    /// The same of what an earlier page has left. What is too old waits for the visitor; a move nobody sees is not made.
    fn take_up(&mut self, now: u64, mut message: SavedMessage) {
        message.failed |= now.saturating_sub(message.at) > limits::UNSENT_AGE_MS;
        if !message.failed || !message.shown().is_empty() {
            self.add_waiting(message);
        }
    }

    fn read_rows(&mut self) {
        if self.keeping.reading.is_none() {
            self.keeping.reading = Some(Vec::new());
            self.effects.push(Effect::ReadRows);
        }
    }

    /// Another page may have left some.
    pub(super) fn read_rows_again(&mut self) {
        if !self.keeping.is_read || self.keeping.reading.is_some() {
            self.keeping.is_asked = true;
        } else if self.is_free() {
            self.read_rows();
        }
    }

    pub(super) fn rows_read(&mut self, now: u64, rows: Vec<SavedMessage>) {
        if self.keeping.void > 0 {
            self.keeping.void -= 1;
            return;
        }
        let Some(gone) = self.keeping.reading.take() else { return };
        self.keeping.is_read = true;
        self.keeping.is_behind = true;
        for message in rows {
            let mid = &message.mid;
            if gone.contains(mid) || self.keeping.has(mid) {
                continue;
            }
            let is_known = self.sending.has(mid) || self.has_said(mid);
            if !is_known && self.sending.len() >= limits::OUTBOX_ROWS {
                break;
            }
            if !self.keeping.has_row(mid) {
                self.keeping.rows.push((mid.clone(), message.failed));
            }
            if self.keeping.unmoved(mid) {
                self.keeping.unmoved.retain(|other| other != mid);
                self.is_unsaved = true;
            }
            if !is_known {
                self.take_up(now, SavedMessage { is_earlier: true, ..message });
            }
        }
        if core::mem::take(&mut self.keeping.is_asked) {
            self.read_rows();
        }
    }

    /// Brings the rows level with what waits.
    pub(super) fn level_rows(&mut self) {
        if !self.keeping.is_read {
            return self.read_rows();
        }
        if !core::mem::take(&mut self.keeping.is_behind) {
            return;
        }
        let (effects, sending, keeping) = (&mut self.effects, &self.sending, &mut self.keeping);
        let mut waiting = core::mem::take(&mut keeping.waiting);
        for Waiting { message, .. } in &mut waiting {
            if !keeping.has_row(&message.mid) {
                message.at = keeping.in_order(message.at);
                effects.extend(keeping.row_of(message));
            }
        }
        keeping.waiting = waiting;
        for message in sending.all() {
            effects.extend(keeping.row_of(message));
        }
        let Keeping { rows, waiting, reading, .. } = keeping;
        rows.retain(|(mid, _)| {
            let waits = sending.has(mid) || waiting.iter().any(|one| one.message.mid == *mid);
            if !waits {
                effects.push(Effect::Drop { mid: mid.clone() });
                if let Some(gone) = reading {
                    gone.push(mid.clone());
                }
            }
            waits
        });
    }
}
