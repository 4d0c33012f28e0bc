//! The doorbell between whoever stores and whoever reads: it says "look again", never what.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// Bells of the conversations and users somebody listens to. What nobody reads costs nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hub {
    bells: Arc<Mutex<HashMap<Bell, watch::Sender<Rings>>>>,
}

/// Whose bell it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Bell {
    Conversation(i64),
    /// A bot's key and what its API callers call the user, who may be nobody yet.
    User(String, String),
}

/// How often a bell was rung, for each reason to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rings {
    stored: u64,
    grown: u64,
}

/// Why a bell rang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ring {
    /// Something was stored, or changed.
    Stored,
    /// An answer has grown, and nothing else.
    Grown,
}

impl Hub {
    /// Wakes every reader of `conversation`. Called after the commit, never before.
    pub(crate) fn ring(&self, conversation: i64) {
        self.ring_bell(&Bell::Conversation(conversation));
    }

    /// Wakes whoever waits for something of this user in whatever conversation: one has begun, or what their
    /// application saved has changed. Called after the commit, never before.
    pub(crate) fn ring_user(&self, bot: &str, user: &str) {
        self.ring_bell(&Bell::User(bot.to_owned(), user.to_owned()));
    }

    fn ring_bell(&self, bell: &Bell) {
        if let Some(bell) = self.lock().get(bell) {
            bell.send_modify(|rings| rings.stored = rings.stored.wrapping_add(1));
        }
    }

    /// Wakes every reader of `conversation`: an answer has grown. Nothing of it is in the store.
    pub(crate) fn tell_growth(&self, conversation: i64) {
        if let Some(bell) = self.lock().get(&Bell::Conversation(conversation)) {
            bell.send_modify(|rings| rings.grown = rings.grown.wrapping_add(1));
        }
    }

    /// Listens to `conversation` until the listener is dropped.
    pub(crate) fn listen(&self, conversation: i64) -> Listener {
        self.listen_to(Bell::Conversation(conversation))
    }

    /// Listens to what [`Self::ring_user`] tells, until the listener is dropped.
    pub(crate) fn listen_to_user(&self, bot: &str, user: &str) -> Listener {
        self.listen_to(Bell::User(bot.to_owned(), user.to_owned()))
    }

    fn listen_to(&self, bell: Bell) -> Listener {
        let receiver = self.lock().entry(bell.clone()).or_default().subscribe();
        let stored = receiver.borrow().stored;
        Listener { hub: self.clone(), bell, receiver: Some(receiver), stored }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Bell, watch::Sender<Rings>>> {
        self.bells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One reader's ear.
#[derive(Debug)]
pub(crate) struct Listener {
    hub: Hub,
    bell: Bell,
    receiver: Option<watch::Receiver<Rings>>,
    stored: u64,
}

impl Listener {
    /// Waits until something was stored since the last call. Rings while nobody waited count as one.
    pub(crate) async fn rung(&mut self) {
        while self.woken().await == Ring::Grown {}
    }

    /// Waits until the bell rang since the last call, for whatever reason. Of both it is the first one.
    pub(crate) async fn woken(&mut self) -> Ring {
        if let Some(receiver) = &mut self.receiver
            && receiver.changed().await.is_ok()
        {
            let stored = receiver.borrow_and_update().stored;
            let before = std::mem::replace(&mut self.stored, stored);
            return if stored == before { Ring::Grown } else { Ring::Stored };
        }
        std::future::pending().await
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.receiver = None;
        let mut bells = self.hub.lock();
        if bells.get(&self.bell).is_some_and(|bell| bell.receiver_count() == 0) {
            bells.remove(&self.bell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_ring_before_the_wait_is_not_lost() {
        let hub = Hub::default();
        let mut listener = hub.listen(7);
        hub.ring(8);
        hub.ring(7);
        hub.ring(7);
        listener.rung().await;
        tokio::time::timeout(std::time::Duration::from_millis(20), listener.rung()).await.unwrap_err();
    }

    #[tokio::test]
    async fn what_was_stored_is_not_taken_for_what_has_grown() {
        let hub = Hub::default();
        let mut listener = hub.listen(7);
        hub.tell_growth(7);
        assert_eq!(listener.woken().await, Ring::Grown);
        hub.ring(7);
        hub.tell_growth(7);
        assert_eq!(listener.woken().await, Ring::Stored, "of both it is the one that must be read");
        hub.tell_growth(7);
        assert_eq!(listener.woken().await, Ring::Grown);
        hub.tell_growth(7);
        tokio::time::timeout(std::time::Duration::from_millis(20), listener.rung()).await.unwrap_err();
    }

    #[test]
    fn a_conversation_nobody_reads_costs_nothing() {
        let hub = Hub::default();
        let (one, other) = (hub.listen(7), hub.listen(7));
        drop(one);
        assert_eq!(hub.lock().len(), 1);
        drop(other);
        assert!(hub.lock().is_empty());
    }
}
