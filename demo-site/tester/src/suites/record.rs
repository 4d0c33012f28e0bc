//! From what was done to a file that says what must come of it.
//!
//! The engine in this page says what comes of it: a file is replayed by it, and so holds from the beginning on.

use parlour_engine::Flow;
use parlour_engine::chats::{Act, Chat, Difference, Player, Recorder, Seen};
use parlour_protocol::Action;

use super::talk::Talk;

/// Milliseconds of what a flow counts in seconds.
const SECOND_MS: u64 = 1_000;

/// A conversation as a file.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What was done and what must come of it: texts, choices, module, variables that changed, pauses.
    pub chat: Chat,
    /// What the file does not hold yet; of a flow that asks other servers, what they answer.
    pub lacks: Vec<Difference>,
}

/// Writes `talk` down as `flow` answers it. A wait is written where it was long enough for a module to go on by itself.
pub fn record(flow: &Flow, talk: &Talk) -> Recorded {
    let mut player = Player::new(flow, &talk.head);
    let mut recorder = Recorder::new(talk.head.clone());
    let mut lacks = Vec::new();
    let mut pauses = Vec::new();
    let (mut seen, found) = player.open(talk.head.reference.as_deref(), &[]);
    lacks.extend(found);
    recorder.opened(&seen, Vec::new());
    pauses.push((recorder.chat().steps.len(), waits(&seen)));
    let mut last_ms = talk.head.now_ms;
    for done in &talk.acts {
        let gap = done.at_ms.saturating_sub(last_ms).div_ceil(SECOND_MS) * SECOND_MS;
        let waiting = Act::Wait(gap);
        let steps = if goes_on(flow, &seen, gap) { vec![&waiting, &done.act] } else { vec![&done.act] };
        for act in steps {
            let (came, found) = player.act(act, &[]);
            match act {
                Act::Say(text) => recorder.said(text, &came, Vec::new()),
                act => recorder.did(act.clone(), &came, Vec::new()),
            }
            pauses.push((recorder.chat().steps.len(), waits(&came)));
            lacks.extend(found);
            seen = came;
        }
        last_ms = done.at_ms;
    }
    let mut chat = recorder.chat().clone();
    for (number, waits) in pauses.into_iter().filter(|(_, waits)| !waits.is_empty()) {
        if let Some(step) = number.checked_sub(1).and_then(|nth| chat.steps.get_mut(nth)) {
            step.expect.waits = Some(waits);
        }
    }
    Recorded { chat, lacks }
}

/// Whether the module that waits would go on by itself within `gap` milliseconds.
fn goes_on(flow: &Flow, seen: &Seen, gap: u64) -> bool {
    let module = seen.module.as_ref().and_then(|module| flow.module(module.id));
    let timeout = module.and_then(|module| module.timeout);
    timeout.is_some_and(|timeout| gap >= u64::from(timeout.seconds) * SECOND_MS)
}

fn waits(seen: &Seen) -> Vec<u64> {
    let wait = |action: &Action| match action {
        Action::Wait { wait } => Some(u64::from(*wait)),
        _ => None,
    };
    seen.actions.iter().filter_map(wait).collect()
}
