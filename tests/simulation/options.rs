//! What the command line and the environment ask for.

use std::collections::BTreeSet;
use std::env;
use std::time::Duration;

use crate::plan::Plan;

/// What every whole run of the tests does.
const MESSAGES: u64 = 50_000;
const FAULTS: u64 = 2_000;

pub(crate) struct Options {
    pub(crate) seed: u64,
    /// At least so many are stored.
    pub(crate) messages: u64,
    /// At least so many strike.
    pub(crate) faults: u64,
    pub(crate) shrink: Duration,
    /// One run, to be shown.
    pub(crate) replay: Option<Plan>,
}

impl Options {
    /// Reads `PARLOUR_SEED`, `PARLOUR_SIMULATION` (`messages/faults`) and `PARLOUR_REPLAY`
    /// (`seed/visitors/messages/left-out,left-out`).
    pub(crate) fn read() -> Result<Self, String> {
        let mut options = Self {
            seed: 1,
            messages: MESSAGES,
            faults: FAULTS,
            shrink: Duration::from_secs(90),
            replay: None,
        };
        if let Ok(seed) = env::var("PARLOUR_SEED") {
            options.seed = number(&seed)?;
        }
        if let Ok(seconds) = env::var("PARLOUR_SHRINK") {
            options.shrink = Duration::from_secs(number(&seconds)?);
        }
        if let Ok(dose) = env::var("PARLOUR_SIMULATION") {
            let (messages, faults) =
                dose.split_once('/').ok_or("PARLOUR_SIMULATION is `messages/faults`".to_owned())?;
            (options.messages, options.faults) = (number(messages)?, number(faults)?);
        }
        if let Ok(words) = env::var("PARLOUR_REPLAY") {
            options.replay = Some(plan(&words)?);
        }
        Ok(options)
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is no number"))
}

fn plan(words: &str) -> Result<Plan, String> {
    let mut parts = words.split('/');
    let mut next = || parts.next().filter(|part| !part.is_empty());
    let size = |part: Option<&str>, usual: usize| -> Result<usize, String> { part.map_or(Ok(usual), number) };
    let seed = number(next().unwrap_or_default())?;
    let visitors = size(next(), super::VISITORS)?;
    let messages = size(next(), super::MESSAGES)?;
    let mut without = BTreeSet::new();
    for part in next().unwrap_or_default().split(',').filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        without.extend(number::<u32>(from)?..=number(to)?);
    }
    Ok(Plan { without, ..Plan::new(seed, visitors, messages) })
}

/// The plan as [`plan`] reads it, for a command line.
pub(crate) fn words(plan: &Plan) -> String {
    let mut left_out: Vec<(u32, u32)> = Vec::new();
    for number in &plan.without {
        match left_out.last_mut() {
            Some((_, to)) if *to + 1 == *number => *to = *number,
            _ => left_out.push((*number, *number)),
        }
    }
    let left_out: Vec<String> = left_out.iter().map(|(from, to)| format!("{from}-{to}")).collect();
    format!("--replay {}/{}/{}/{}", plan.seed, plan.visitors, plan.messages, left_out.join(","))
}
