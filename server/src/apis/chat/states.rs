//! What became of a visitor's messages, for whoever is told of it as it changes.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use parlour_protocol::StatusEvent;

use crate::app::App;
use crate::error::ApiResult;
use crate::limits::STATUSES;
use crate::store::{Marks, Scope};

/// What one reader was told of their messages' states: nothing yet.
pub(super) struct States {
    scope: Scope,
    marks: Marks,
    /// Messages the reader was told are lost or unknown; of a bot of our own none ever is.
    lost: Vec<StatusEvent>,
    is_elsewhere: bool,
}

impl States {
    pub(super) fn of(app: &App, scope: &Scope) -> Self {
        let is_elsewhere = app.bots.by_key(&scope.bot).is_some_and(|bot| bot.upstream().is_some());
        Self { scope: scope.clone(), marks: Marks::default(), lost: Vec::new(), is_elsewhere }
    }

    /// What has changed since the last call; all there is at the first. What a person has fetched or read
    /// comes behind what was lost.
    pub(super) async fn news(&mut self, app: &App) -> ApiResult<Vec<StatusEvent>> {
        let marks = app.store.marks(&self.scope).await?;
        let told = std::mem::replace(&mut self.marks, marks);
        let mut news = self.fates(app).await?;
        if marks == told || marks.fetched == 0 {
            return Ok(news);
        }
        let unread = told.fetched.max(marks.held_from).max(marks.read);
        let from = told.read.max(marks.held_from);
        news.extend(app.store.statuses(&self.scope, from, marks.read, "read").await?);
        news.extend(app.store.statuses(&self.scope, unread, marks.fetched, "delivered").await?);
        Ok(news)
    }

    /// Messages that turned out to be lost or unknown, or not to be so after all.
    async fn fates(&mut self, app: &App) -> ApiResult<Vec<StatusEvent>> {
        if !self.is_elsewhere {
            return Ok(Vec::new());
        }
        let lost = app.store.lost(&self.scope).await?;
        let told = std::mem::replace(&mut self.lost, lost);
        let mut news: Vec<_> = self.lost.iter().filter(|status| !told.contains(status)).cloned().collect();
        let is_lost = |status: &StatusEvent| self.lost.iter().any(|lost| lost.mid == status.mid);
        // Only the newest are read: of older ones nothing new is known.
        let is_full = u32::try_from(self.lost.len()).is_ok_and(|count| count >= STATUSES);
        let oldest = self.lost.first().filter(|_| is_full).and_then(|status| status.seq);
        let found = told.into_iter().filter(|status| !is_lost(status) && status.seq >= oldest);
        news.extend(found.map(|status| StatusEvent { state: "sent".to_owned(), ..status }));
        Ok(news)
    }

    /// A number that stands for all that was told; 0 for nothing. It has 32 bits, so that JavaScript has it
    /// exactly.
    pub(super) fn number(&self) -> u64 {
        if self.lost.is_empty() && self.marks.fetched == 0 {
            return 0;
        }
        let mut hasher = DefaultHasher::new();
        (self.marks.held_from, self.marks.fetched, self.marks.read).hash(&mut hasher);
        for StatusEvent { mid, seq, state } in &self.lost {
            (mid, seq, state).hash(&mut hasher);
        }
        (hasher.finish() >> 32).max(1)
    }
}
