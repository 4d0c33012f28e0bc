//! The checks of `parlour conform` that somebody at `/conformance` has this server make of its own APIs, by real
//! requests to the address it listens at, so that all limits of the APIs hold for them too.
//! One run at a time for a bot and for a person, and a few in all: nobody's runs hold up those of all others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::timeout;
use uuid::Uuid;

use crate::app::App;
use crate::conform::{Api, Check, Options, run};
use crate::limits::{TRIAL_MOST, TRIALS_AT_ONCE};

/// A run.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    /// Who had it made.
    pub by: String,
    /// By which API.
    pub api: Api,
    /// Checks there are.
    pub total: usize,
    /// Those that were made so far, in their order.
    pub checks: Vec<Check>,
    /// Whether it goes on.
    pub is_open: bool,
    /// A sentence, if it came to no end.
    pub trouble: Option<String>,
}

/// Of each bot the last run, or the one under way. In memory: after a restart there is none.
#[derive(Debug, Default)]
pub(crate) struct Trials(Mutex<BTreeMap<Uuid, Trial>>);

impl Trials {
    /// The run of this bot as it is now.
    pub(crate) fn of(&self, bot: Uuid) -> Option<Trial> {
        self.lock().get(&bot).cloned()
    }

    /// Takes the place of the bot's run that is over.
    fn begin(&self, bot: Uuid, trial: Trial) -> Result<(), Busy> {
        let mut trials = self.lock();
        if trials.iter().any(|(of, open)| open.is_open && (*of == bot || open.by == trial.by)) {
            return Err(Busy::OneIsOpen);
        }
        if trials.values().filter(|trial| trial.is_open).count() >= TRIALS_AT_ONCE {
            return Err(Busy::TooMany);
        }
        trials.insert(bot, trial);
        Ok(())
    }

    fn change(&self, bot: Uuid, with: impl FnOnce(&mut Trial)) {
        if let Some(trial) = self.lock().get_mut(&bot) {
            with(trial);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, Trial>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a run does not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Busy {
    /// One of this bot, or of this person, is under way.
    OneIsOpen,
    /// As many as may be are, of others.
    TooMany,
}

impl Busy {
    /// For the person who asked.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::OneIsOpen => "Another run of this bot or of yours is under way. Please wait for its end.",
            Self::TooMany => {
                "As many runs as this server makes at once are under way. Please try again in a minute."
            }
        }
    }
}

/// Ends the run, whatever becomes of its task.
struct Open(Arc<App>, Uuid);

impl Open {
    fn change(&self, with: impl FnOnce(&mut Trial)) {
        self.0.trials.change(self.1, with);
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.change(|trial| trial.is_open = false);
    }
}

/// Begins a run of `total` checks of this bot, for this person.
pub(crate) fn begin(
    app: &Arc<App>,
    (bot, by): (Uuid, &str),
    total: usize,
    options: Options,
) -> Result<(), Busy> {
    let by = by.to_owned();
    let trial = Trial { by, api: options.api, total, checks: Vec::new(), is_open: true, trouble: None };
    app.trials.begin(bot, trial)?;
    let open = Open(Arc::clone(app), bot);
    tokio::spawn(async move {
        let mut draining = open.0.draining();
        let checks = run(&options, None, |check| open.change(|trial| trial.checks.push(check.clone())));
        let trouble = tokio::select! {
            done = timeout(TRIAL_MOST, checks) => match done {
                Ok(Ok(_)) => None,
                Ok(Err(stopped)) => Some(stopped.to_string()),
                Err(_) => Some(format!("not all checks were made within {} minutes", TRIAL_MOST.as_secs() / 60)),
            },
            _ = draining.wait_for(|draining| *draining) => Some("the server stops".to_owned()),
        };
        open.change(|trial| trial.trouble = trouble);
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(who: &str) -> Trial {
        let (by, api) = (who.to_owned(), Api::Certainly);
        Trial { by, api, total: 1, checks: Vec::new(), is_open: true, trouble: None }
    }

    #[test]
    fn nobodys_runs_hold_up_those_of_all_others() {
        let trials = Trials::default();
        let [shop, bank, blog] = [1, 2, 3].map(Uuid::from_u128);
        assert_eq!(trials.begin(shop, by("ada")), Ok(()));
        assert_eq!(trials.begin(bank, by("ada")), Err(Busy::OneIsOpen), "one a person");
        assert_eq!(trials.begin(shop, by("bob")), Err(Busy::OneIsOpen), "one a bot");
        assert_eq!(trials.begin(bank, by("bob")), Ok(()));
        trials.change(shop, |trial| trial.is_open = false);
        assert_eq!(trials.begin(blog, by("ada")), Ok(()));
        assert!(trials.of(shop).is_some_and(|trial| !trial.is_open), "its last run stands there");
    }

    #[test]
    fn no_more_run_at_once_than_may() {
        let trials = Trials::default();
        let bots: Vec<Uuid> = (0..=TRIALS_AT_ONCE as u128).map(Uuid::from_u128).collect();
        let begun = bots.iter().map(|bot| trials.begin(*bot, by(&bot.to_string())));
        let refused: Vec<_> = begun.filter_map(Result::err).collect();
        assert_eq!(refused, [Busy::TooMany]);
    }
}
