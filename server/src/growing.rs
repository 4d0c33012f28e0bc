//! Answers that are being made, word by word: what has been said of each so far, and the way to stop it. In
//! memory only. The store gets the whole of it once, at the end, so nothing is lost with a piece.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlour_protocol::PartialEvent;
use tokio::sync::watch;

use crate::store::Scope;

/// The answers that are being made: at most one in a conversation.
#[derive(Default)]
pub(crate) struct Growing(Mutex<HashMap<Scope, Answer>>);

struct Answer {
    /// The id of the message it answers.
    mid: String,
    text: String,
    is_stopped: watch::Sender<bool>,
}

/// How much of which answer a reader was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    /// The id of the message it answers.
    pub mid: String,
    bytes: usize,
}

impl Growing {
    /// An answer to the message `mid` is asked for.
    pub(crate) fn begin(&self, scope: &Scope, mid: &str) -> Grows<'_> {
        let sender = watch::Sender::new(false);
        let is_stopped = sender.subscribe();
        let answer = Answer { mid: mid.to_owned(), text: String::new(), is_stopped: sender };
        self.lock().insert(scope.clone(), answer);
        Grows { growing: self, scope: scope.clone(), is_stopped }
    }

    /// Ends the answer that is being made here, if there is one, and if it is the one to the message `mid`
    /// where one is named.
    pub(crate) fn stop(&self, scope: &Scope, mid: Option<&str>) {
        if let Some(answer) = self.lock().get(scope)
            && mid.is_none_or(|mid| mid == answer.mid)
        {
            answer.is_stopped.send_replace(true);
        }
    }

    /// Ends those of these conversations.
    pub(crate) fn stop_all(&self, conversations: &[i64]) {
        for (scope, answer) in self.lock().iter() {
            if conversations.contains(&scope.conversation) {
                answer.is_stopped.send_replace(true);
            }
        }
    }

    /// What has been said since `heard`, and how far that is.
    pub(crate) fn since(&self, scope: &Scope, heard: Option<&Heard>) -> Option<(PartialEvent, Heard)> {
        let answers = self.lock();
        let Answer { mid, text, .. } = answers.get(scope)?;
        let before = heard.filter(|heard| heard.mid == *mid).map_or(0, |heard| heard.bytes);
        let (known, new) = text.split_at_checked(before).unwrap_or(("", text.as_str()));
        if new.is_empty() {
            return None;
        }
        let offset = u64::try_from(known.encode_utf16().count()).unwrap_or_default();
        let event = PartialEvent { in_reply_to: mid.clone(), offset, text: new.to_owned() };
        Some((event, Heard { mid: mid.clone(), bytes: text.len() }))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Scope, Answer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Holds an answer that is being made; dropped, there is none any more.
pub(crate) struct Grows<'a> {
    growing: &'a Growing,
    scope: Scope,
    is_stopped: watch::Receiver<bool>,
}

impl Grows<'_> {
    /// What has been said so far.
    pub(crate) fn is(&self, text: &str) {
        if let Some(answer) = self.growing.lock().get_mut(&self.scope)
            && let Some(new) = text.get(answer.text.len()..)
        {
            answer.text.push_str(new);
        }
    }

    /// Returns when the visitor has enough of it.
    pub(crate) async fn stopped(&mut self) {
        if self.is_stopped.wait_for(|is_stopped| *is_stopped).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Grows<'_> {
    fn drop(&mut self) {
        self.growing.lock().remove(&self.scope);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_reader_is_told_what_it_does_not_know_yet() {
        let (growing, scope) = (Growing::default(), Scope { bot: "b".to_owned(), conversation: 7 });
        assert!(growing.since(&scope, None).is_none());
        let mut grows = growing.begin(&scope, "m");
        assert!(growing.since(&scope, None).is_none(), "nothing was said yet");
        grows.is("Grüß 🙂");
        let (event, heard) = growing.since(&scope, None).unwrap();
        assert_eq!((event.offset, event.text.as_str()), (0, "Grüß 🙂"));
        assert!(growing.since(&scope, Some(&heard)).is_none());
        grows.is("Grüß 🙂 dich");
        let (event, _) = growing.since(&scope, Some(&heard)).unwrap();
        assert_eq!((event.offset, event.text.as_str()), (7, " dich"), "as JavaScript counts");
        let other = Heard { mid: "other".to_owned(), bytes: 3 };
        assert_eq!(growing.since(&scope, Some(&other)).unwrap().0.offset, 0);
        growing.stop_all(&[8]);
        tokio::time::timeout(std::time::Duration::from_millis(20), grows.stopped()).await.unwrap_err();
        growing.stop_all(&[7]);
        grows.stopped().await;
        drop(grows);
        assert!(growing.since(&scope, None).is_none());
        growing.stop(&scope, None);
    }

    #[tokio::test]
    async fn a_stop_that_names_another_answer_ends_none() {
        let (growing, scope) = (Growing::default(), Scope { bot: "b".to_owned(), conversation: 7 });
        let mut grows = growing.begin(&scope, "second");
        growing.stop(&scope, Some("first"));
        tokio::time::timeout(std::time::Duration::from_millis(20), grows.stopped()).await.unwrap_err();
        growing.stop(&scope, Some("second"));
        grows.stopped().await;
    }
}
