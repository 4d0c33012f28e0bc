//! What the visitor sees, in order.

use parlour_protocol::{Action, Author};

use crate::limits::TRANSCRIPT_ENTRIES;

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
        /// Who said it: `Bot`, `Agent` or `System`.
        author: Author,
        /// `Text`, `Choice` (its text only; the buttons are [`crate::Machine::choices`]) or `Other`.
        action: Action,
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
    /// Not stored, and not tried again by itself.
    Failed(Reason),
    /// Stored, but whether the bot has it is not known.
    Unknown,
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

/// What the widget says for itself; the shell has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something came that this version cannot read.
    Unreadable,
    /// This page may not talk to the bot, or the bot is not there.
    Unavailable,
    /// The server lost or restored its log; what is shown was loaded anew.
    Reset,
}

/// Where an entry stands: its event's `seq`, then its place within the event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    seq: u64,
    within: u64,
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
}

impl Transcript {
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether a visitor's message has no place in the log yet.
    pub(crate) fn ends_unsent(&self) -> bool {
        self.places.last().is_some_and(|place| place.seq == UNSENT)
    }

    /// Whether anything from the server's log is shown.
    pub(crate) fn has_stored(&self) -> bool {
        self.places.first().is_some_and(|place| place.seq < FLOATING)
    }

    /// A message the visitor has just typed, or that was kept from an earlier page.
    pub(crate) fn add_unsent(&mut self, mid: &str, text: &str, at: u64, delivery: Delivery) {
        let content = Content::Visitor { mid: mid.to_owned(), text: text.to_owned(), delivery };
        let within = self.last_key;
        self.insert(Place { seq: UNSENT, within }, at, content);
    }

    /// The part number `within` of event `seq`.
    pub(crate) fn add_stored(&mut self, seq: u64, within: u64, at: u64, content: Content) {
        self.insert(Place { seq, within }, at, content);
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

    /// Says how far a visitor's message has come.
    pub(crate) fn deliver(&mut self, mid: &str, now: Delivery) {
        if let Some(position) = self.position(mid)
            && let Some(entry) = self.entries.get_mut(position)
            && let Content::Visitor { delivery, .. } = &mut entry.content
            && *delivery != now
        {
            *delivery = now;
            entry.revision += 1;
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
        self.entries.drain(..stored);
        self.places.drain(..stored);
    }

    fn insert(&mut self, place: Place, at: u64, content: Content) {
        self.last_key += 1;
        self.insert_entry(place, Entry { key: EntryKey(self.last_key), revision: 0, at, content });
        if self.entries.len() > TRANSCRIPT_ENTRIES
            && self.places.first().is_some_and(|place| place.seq < UNSENT)
        {
            self.entries.remove(0);
            self.places.remove(0);
        }
    }

    fn insert_entry(&mut self, place: Place, entry: Entry) {
        let position = self.places.partition_point(|other| *other <= place);
        self.places.insert(position, place);
        self.entries.insert(position, entry);
    }

    fn position(&self, mid: &str) -> Option<usize> {
        self.entries
            .iter()
            .rposition(|entry| matches!(&entry.content, Content::Visitor { mid: other, .. } if other == mid))
    }
}
