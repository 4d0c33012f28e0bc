//! What the visitor sees, in order.

use parlour_protocol::{Action, AgentCard, Author};

use crate::limits::{TRANSCRIPT_ENTRIES, TRANSCRIPT_TRIM};

/// Names an entry for as long as the machine lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryKey(pub u64);

/// One bubble or notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Stays when the entry changes.
    pub key: EntryKey,
    /// Grows when the entry changes.
    pub revision: u32,
    /// Milliseconds since 1970, for display only.
    pub at: u64,
    /// What it is.
    pub content: Content,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub key: EntryKey,
    /// Whether it was not there before; otherwise it changed.
    pub is_new: bool,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The visitor's own words.
    Visitor {
        /// Its id.
        mid: String,
        /// Its text.
        text: String,
        /// How far it has come.
        delivery: Delivery,
    },
    /// One action of a bot's or agent's message. `wait` is no entry: it is time.
    Received {
        /// Who said it: `Bot`, `Agent` or `System`; `Visitor` of a picture that went with their message.
        author: Author,
        /// `Text`, `Choice` (its text only; the buttons are [`crate::Machine::choices`]) or `Other`.
        action: Action,
        /// The person who wrote it, where the server says so.
        agent: Option<AgentCard>,
        /// BCP 47 tag of what it says, where the bot says so.
        lang: Option<String>,
    },
    /// The widget speaking for itself.
    Notice(Notice),
}

/// How far a visitor's message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Waits for the network or for the message before it.
    Queued,
    /// Under way.
    Sending,
    /// Stored by the server.
    Sent,
    /// It has reached the bot's side.
    Delivered,
    /// Somebody there has read it.
    Read,
    /// Not stored, and not tried again by itself.
    Failed(Reason),
    /// Stored, but whether the bot has it is not known.
    Unknown,
}

impl Delivery {
    /// The word of `parlour:status` (embed.md §4).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed(_) => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a message failed; the shell has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The server refused it as it is.
    Refused,
    /// Longer than allowed.
    TooLong,
    /// The conversation could not be opened from this page.
    NoSession,
    /// The bot failed to answer it.
    BotFailed,
}

impl Reason {
    /// The `code` with which a `send` rejects (embed.md §3).
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLong => "text_too_long",
            Self::NoSession => "session_refused",
            Self::Refused | Self::BotFailed => "server",
        }
    }
}

/// What the widget says for itself; the shell has the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something came that this version cannot read.
    Unreadable,
    /// This page may not talk to the bot, or the bot is not there.
    Unavailable,
    /// The server could not tell who the visitor is, and speaks with nobody else.
    Unidentified,
    /// The server lost or restored its log; what is shown was loaded anew.
    Reset,
    /// A person joined; their name, empty if it is not known.
    Joined(String),
    /// The person left; their name, empty if it is not known.
    Left(String),
    /// The conversation is over.
    Ended,
    /// This browser keeps nothing: what is not sent ends with the page.
    NotKept,
}

/// Where an entry stands: its event's `seq`, then its place within the event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    seq: u64,
    within: u64,
}

/// Entries that stand aside while others are put before them.
pub(crate) struct Aside {
    entries: Vec<Entry>,
    places: Vec<Place>,
    changes: Vec<Change>,
}

/// After every stored event: the visitor's messages that have no `seq` yet.
const UNSENT: u64 = u64::MAX;
/// Before those, after all others: notices given while the log is being loaded.
const FLOATING: u64 = u64::MAX - 1;
/// After every action of an event.
const AFTERWARDS: u64 = 1 << 32;

/// The entries in display order: what the server stored by `seq`, then what is still to be sent, in
/// the order of typing.
#[derive(Default)]
pub(crate) struct Transcript {
    entries: Vec<Entry>,
    places: Vec<Place>,
    last_key: u64,
    revision: u32,
    changes: Vec<Change>,
    /// The first event left after the oldest were let go.
    trimmed: Option<u64>,
}

impl Transcript {
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn revision(&self) -> u32 {
        self.revision
    }

    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    pub(crate) fn forget_changes(&mut self) {
        self.changes.clear();
    }

    pub(crate) fn take_trimmed(&mut self) -> Option<u64> {
        self.trimmed.take()
    }

    /// Whether a visitor's message has no place in the log yet.
    pub(crate) fn ends_unsent(&self) -> bool {
        self.places.last().is_some_and(|place| place.seq == UNSENT)
    }

    /// Whether anything from the server's log is shown.
    pub(crate) fn has_stored(&self) -> bool {
        self.places.first().is_some_and(|place| place.seq < FLOATING)
    }

    /// A message the visitor has just typed, or that was kept from an earlier page, behind what was typed before.
    pub(crate) fn add_unsent(&mut self, mid: &str, text: &str, at: u64, delivery: Delivery) {
        let content = Content::Visitor { mid: mid.to_owned(), text: text.to_owned(), delivery };
        self.insert(Place { seq: UNSENT, within: at }, at, content);
    }

    /// The part number `within` of event `seq`.
    pub(crate) fn add_stored(&mut self, seq: u64, within: u64, at: u64, content: Content) {
        self.insert(Place { seq, within }, at, content);
    }

    /// Takes everything away, so that earlier events can be added in their order.
    pub(crate) fn set_aside(&mut self) -> Aside {
        Aside {
            entries: core::mem::take(&mut self.entries),
            places: core::mem::take(&mut self.places),
            changes: core::mem::take(&mut self.changes),
        }
    }

    /// Puts everything back, after what was added since; that is no news.
    pub(crate) fn put_back(&mut self, mut aside: Aside) {
        self.entries.append(&mut aside.entries);
        self.places.append(&mut aside.places);
        self.changes = aside.changes;
    }

    /// Drops what stands before event `first`.
    pub(crate) fn forget_before(&mut self, first: u64) {
        let before = self.places.partition_point(|place| place.seq < first);
        self.drop_first(before);
    }

    /// A notice after event `seq`, or one that floats until [`Self::settle`].
    pub(crate) fn add_notice(&mut self, after: Option<u64>, at: u64, notice: Notice) {
        let within = AFTERWARDS + self.last_key;
        self.insert(Place { seq: after.unwrap_or(FLOATING), within }, at, Content::Notice(notice));
    }

    /// Gives floating notices their place after event `seq`.
    pub(crate) fn settle(&mut self, seq: u64) {
        while let Some(position) = self.places.iter().position(|place| place.seq == FLOATING) {
            let within = self.places.remove(position).within;
            let entry = self.entries.remove(position);
            self.insert_entry(Place { seq, within }, entry);
        }
    }

    /// Text and delivery of a visitor's message.
    pub(crate) fn visitor(&self, mid: &str) -> Option<(&str, u64, Delivery)> {
        self.entries.get(self.position(mid)?).and_then(|entry| match &entry.content {
            Content::Visitor { text, delivery, .. } => Some((text.as_str(), entry.at, *delivery)),
            _ => None,
        })
    }

    /// All entries with their places in the log.
    pub(crate) fn placed(&self) -> impl DoubleEndedIterator<Item = (&Entry, Option<u64>)> {
        let seqs = self.places.iter().map(|place| Some(place.seq).filter(|seq| *seq < FLOATING));
        self.entries.iter().zip(seqs)
    }

    /// Where a visitor's message stands in the log.
    pub(crate) fn seq_of(&self, mid: &str) -> Option<u64> {
        self.places.get(self.position(mid)?).map(|place| place.seq).filter(|seq| *seq < FLOATING)
    }

    /// Says how far a visitor's message has come.
    pub(crate) fn deliver(&mut self, mid: &str, now: Delivery) {
        if let Some(position) = self.position(mid)
            && let Some(entry) = self.entries.get_mut(position)
            && let Content::Visitor { delivery, .. } = &mut entry.content
            && *delivery != now
        {
            *delivery = now;
            entry.revision += 1;
            let key = entry.key;
            self.changed(key, false);
        }
    }

    /// Says how far a message has come that the server has; a mark once given is not taken back.
    pub(crate) fn deliver_further(&mut self, mid: &str, now: Delivery) {
        let rank = |delivery: Delivery| match delivery {
            Delivery::Read => 2,
            Delivery::Delivered => 1,
            _ => 0,
        };
        if self.visitor(mid).is_some_and(|(_, _, before)| rank(now) > rank(before) || rank(before) == 0) {
            self.deliver(mid, now);
        }
    }

    /// Moves a visitor's message to its place in the log: event `seq`, or after event `after` if the
    /// server did not say which.
    pub(crate) fn put(&mut self, mid: &str, seq: Option<u64>, after: u64) {
        let Some(position) = self.position(mid) else { return };
        let is_unsent = self.places.get(position).is_some_and(|place| place.seq == UNSENT);
        let place = match seq {
            Some(seq) => Place { seq, within: 0 },
            None if is_unsent => Place { seq: after, within: AFTERWARDS + self.last_key },
            None => return,
        };
        if self.places.get(position) == Some(&place) {
            return;
        }
        self.places.remove(position);
        let entry = self.entries.remove(position);
        self.insert_entry(place, entry);
    }

    /// Takes a visitor's message out.
    pub(crate) fn remove(&mut self, mid: &str) {
        if let Some(position) = self.position(mid) {
            self.entries.remove(position);
            self.places.remove(position);
            self.touch();
        }
    }

    /// The entries of event `seq`.
    pub(crate) fn keys_of(&self, seq: u64) -> Vec<EntryKey> {
        let of_event = |(place, _): &(&Place, &Entry)| place.seq == seq;
        let last = self.places.iter().zip(&self.entries).rev().skip_while(|one| one.0.seq > seq);
        last.take_while(of_event).map(|(_, entry)| entry.key).collect()
    }

    /// Drops everything but the visitor's messages that are not stored.
    pub(crate) fn drop_stored(&mut self) {
        let stored = self.places.partition_point(|place| place.seq < UNSENT);
        self.drop_first(stored);
    }

    fn drop_first(&mut self, count: usize) {
        self.entries.drain(..count);
        self.places.drain(..count);
        self.touch();
    }

    fn touch(&mut self) {
        self.revision = self.revision.wrapping_add(1);
    }

    fn changed(&mut self, key: EntryKey, is_new: bool) {
        self.touch();
        if !self.changes.iter().rev().any(|change| change.key == key) {
            self.changes.push(Change { key, is_new });
        }
    }

    /// Drops everything.
    pub(crate) fn clear(&mut self) {
        self.drop_first(self.entries.len());
    }

    fn insert(&mut self, place: Place, at: u64, content: Content) {
        self.last_key += 1;
        let key = EntryKey(self.last_key);
        self.insert_entry(place, Entry { key, revision: 0, at, content });
        self.changed(key, true);
        if self.entries.len() > TRANSCRIPT_ENTRIES {
            self.trim();
        }
    }

    /// Lets the oldest events go, each whole, so that history can bring it back whole.
    fn trim(&mut self) {
        let Some(seq) = self.places.get(TRANSCRIPT_TRIM).map(|place| place.seq) else { return };
        if seq < FLOATING {
            self.forget_before(seq);
            self.trimmed = Some(seq);
        }
    }

    fn insert_entry(&mut self, place: Place, entry: Entry) {
        let position = self.places.partition_point(|other| *other <= place);
        self.places.insert(position, place);
        self.entries.insert(position, entry);
        self.touch();
    }

    fn position(&self, mid: &str) -> Option<usize> {
        self.entries
            .iter()
            .rposition(|entry| matches!(&entry.content, Content::Visitor { mid: other, .. } if other == mid))
    }
}
