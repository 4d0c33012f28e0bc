//! The checks of `parlour conform` that somebody at `/conformance` has this server make of its own APIs: one run at
//! a time, by real requests to the address it listens at, so that all limits of the APIs hold for them too.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::timeout;
use uuid::Uuid;

use crate::app::App;
use crate::conform::{Api, Check, Options, run};
use crate::limits::TRIAL_MOST;

/// A run.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    /// Whose bot is asked.
    pub bot: Uuid,
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

/// The last run, or the one under way. In memory: after a restart there is none.
#[derive(Debug, Default)]
pub(crate) struct Trials(Mutex<Option<Trial>>);

impl Trials {
    /// The run as it is now.
    pub(crate) fn now(&self) -> Option<Trial> {
        self.lock().clone()
    }

    /// Takes the place of a run that is over; `false` while one is under way.
    fn begin(&self, trial: Trial) -> bool {
        let mut now = self.lock();
        if now.as_ref().is_some_and(|before| before.is_open) {
            return false;
        }
        *now = Some(trial);
        true
    }

    fn change(&self, with: impl FnOnce(&mut Trial)) {
        if let Some(trial) = self.lock().as_mut() {
            with(trial);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Trial>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the run, whatever becomes of its task.
struct Open(Arc<App>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.trials.change(|trial| trial.is_open = false);
    }
}

/// Begins a run; `false` while another is under way.
pub(crate) fn begin(app: &Arc<App>, bot: Uuid, total: usize, options: Options) -> bool {
    let trial = Trial { bot, api: options.api, total, checks: Vec::new(), is_open: true, trouble: None };
    if !app.trials.begin(trial) {
        return false;
    }
    let open = Open(Arc::clone(app));
    tokio::spawn(async move {
        let app = &open.0;
        let mut draining = app.draining();
        let checks = run(&options, None, |check| app.trials.change(|trial| trial.checks.push(check.clone())));
        let trouble = tokio::select! {
            done = timeout(TRIAL_MOST, checks) => match done {
                Ok(Ok(_)) => None,
                Ok(Err(stopped)) => Some(stopped.to_string()),
                Err(_) => Some(format!("not all checks were made within {} minutes", TRIAL_MOST.as_secs() / 60)),
            },
            _ = draining.wait_for(|draining| *draining) => Some("the server stops".to_owned()),
        };
        app.trials.change(|trial| trial.trouble = trouble);
    });
    true
}
