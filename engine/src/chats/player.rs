//! A conversation with a flow, act by act.

use parlour_protocol::Action;

use super::coverage::Coverage;
use super::difference::Difference;
use super::model::{Act, Head, ScriptedAnswer};
use super::offered::{Doing, doing};
use super::seen::{Seen, SeenModule};
use crate::{Conversation, Effect, Flow, Heard, LOCALE_CVAR, ModuleId, Response, evaluate};

/// `request_error` of a request that the file has no answer to.
const UNREACHABLE: &str = "unreachable";
/// Milliseconds of what a flow counts in seconds.
const SECOND_MS: u64 = 1_000;
/// Status of an answer that says nothing else.
const OK: u16 = 200;
/// `request_error` of an answer that is not 2xx.
const STATUS: &str = "status";

/// A conversation with a flow. Its clock stands still but for [`Act::Wait`], in which modules time out.
#[derive(Clone, Debug)]
pub struct Player<'a> {
    flow: &'a Flow,
    seed: u64,
    now_ms: u64,
    /// What the visitor has done so far, of what the bot hears.
    turn: u64,
    conversation: Conversation,
    offered: Vec<Action>,
    is_held: bool,
    /// When the module that waits goes on without the visitor.
    wake_ms: Option<u64>,
    coverage: Coverage,
}

/// What is left of a step's answers of other servers.
type Scripted<'a> = core::slice::Iter<'a, ScriptedAnswer>;

impl<'a> Player<'a> {
    /// Before anything was said.
    pub fn new(flow: &'a Flow, head: &Head) -> Self {
        let mut conversation = Conversation::default();
        conversation.cvars.extend(head.profile.clone());
        conversation.cvars.extend(head.cvars.clone());
        if let Some(locale) = &head.locale {
            conversation.cvars.insert(LOCALE_CVAR.to_owned(), locale.as_str().into());
        }
        Self {
            flow,
            seed: head.seed,
            now_ms: head.now_ms,
            turn: 0,
            conversation,
            offered: Vec::new(),
            is_held: false,
            wake_ms: None,
            coverage: Coverage::default(),
        }
    }

    /// The conversation begins at `reference`, else at the starting module.
    pub fn open(&mut self, reference: Option<&str>, answers: &[ScriptedAnswer]) -> (Seen, Vec<Difference>) {
        let mut scripted = answers.iter();
        let (seen, mut differences) = match reference {
            Some(reference) => self.jump(reference, &mut scripted),
            None => self.hear(Heard::Begun, self.flow.starting_module(), &mut scripted),
        };
        differences.extend(scripted.map(left));
        (seen, differences)
    }

    /// What comes of an act, and where the act itself, or what was asked of other servers, differs from what
    /// there was.
    pub fn act(&mut self, act: &Act, answers: &[ScriptedAnswer]) -> (Seen, Vec<Difference>) {
        let mut scripted = answers.iter();
        let (doing, differs) = doing(act, &self.offered, self.now_ms);
        let (seen, found) = match doing {
            Doing::Say(_) | Doing::Standby(_) if self.is_held => (self.silence(), Vec::new()),
            Doing::Say(text) => {
                let asked = self.conversation.module.or(self.flow.starting_module());
                self.turn = self.turn.saturating_add(1);
                self.hear(Heard::Said(&text), asked, &mut scripted)
            }
            Doing::Jump(reference) => {
                self.turn = self.turn.saturating_add(1);
                self.is_held = false;
                self.jump(&reference, &mut scripted)
            }
            Doing::Wait(ms) => self.wait(ms, &mut scripted),
            Doing::Standby(_) => {
                // Whoever answers for the bot ends its wait.
                self.wake_ms = None;
                (self.silence(), Vec::new())
            }
            Doing::GiveBack => {
                let held = core::mem::take(&mut self.is_held);
                let (wanted, found) = ("a person has it".to_owned(), "the bot has it".to_owned());
                let differs = Difference::of("give_back", [wanted], [found]);
                (self.silence(), if held { Vec::new() } else { vec![differs] })
            }
        };
        (seen, differs.into_iter().chain(found).chain(scripted.map(left)).collect())
    }

    /// What of the flow the conversation has come through.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// The last answer, whose replies can be pressed.
    pub fn offered(&self) -> &[Action] {
        &self.offered
    }

    /// Time passes, and with it whatever a module waits for.
    fn wait(&mut self, ms: u64, scripted: &mut Scripted<'_>) -> (Seen, Vec<Difference>) {
        let until = self.now_ms.saturating_add(ms);
        let (mut whole, mut differences) = (Seen { fallback: Some(false), ..Seen::default() }, Vec::new());
        while let Some(wake_ms) = self.wake_ms.filter(|wake_ms| *wake_ms <= until) {
            self.now_ms = wake_ms;
            self.turn = self.turn.saturating_add(1);
            let asked = self.conversation.module;
            let to = asked.and_then(|id| self.flow.timed_out_of(self.flow.module(id)?));
            if let Some(asked) = asked {
                self.coverage.timed_out(asked);
            }
            let (seen, more) = self.hear(Heard::TimedOut, to.map(|module| module.card.id), scripted);
            whole.actions.extend(seen.actions);
            whole.modules.extend(seen.modules);
            differences.extend(more);
        }
        self.now_ms = until;
        (self.standing(whole), differences)
    }

    fn jump(&mut self, reference: &str, scripted: &mut Scripted<'_>) -> (Seen, Vec<Difference>) {
        match self.flow.find(reference) {
            Some(id) => self.hear(Heard::MovedTo(id), Some(id), scripted),
            None => (self.silence(), vec![Difference::of("ref", [reference.to_owned()], [])]),
        }
    }

    fn hear(
        &mut self,
        heard: Heard<'_>,
        from: Option<ModuleId>,
        scripted: &mut Scripted<'_>,
    ) -> (Seen, Vec<Difference>) {
        let seed = self.seed.wrapping_add(self.turn);
        let mut seen = Seen::default();
        let (mut differences, mut faults) = (Vec::new(), Vec::new());
        let mut outcome = evaluate(self.flow, &self.conversation, heard, self.now_ms, seed);
        loop {
            seen.add(self.flow, &outcome);
            faults.append(&mut outcome.faults);
            self.conversation = outcome.conversation;
            let Some(Effect::Request { method, url, .. }) =
                outcome.effects.iter().find(|effect| matches!(effect, Effect::Request { .. }))
            else {
                break;
            };
            let response = answered(method, url, scripted.next(), &mut differences);
            outcome = evaluate(self.flow, &self.conversation, Heard::Answered(&response), self.now_ms, seed);
        }
        self.is_held |= seen.handover.unwrap_or_default();
        self.coverage.note(self.flow, from, &outcome.trail, self.conversation.module);
        let is_said = matches!(heard, Heard::Said(_) | Heard::Remarked(_));
        seen.fallback =
            Some(is_said && outcome.trail.evaluated.first().is_some_and(|first| first.is_fallback));
        let wake = outcome.effects.iter().find_map(|effect| match effect {
            Effect::Wake { seconds, .. } => Some(u64::from(*seconds).saturating_mul(SECOND_MS)),
            _ => None,
        });
        self.wake_ms = wake.map(|ms| self.now_ms.saturating_add(ms));
        if !faults.is_empty() {
            differences.push(Difference::of("faults", [], faults));
        }
        if !seen.actions.is_empty() {
            self.offered.clone_from(&seen.actions);
        }
        (self.standing(seen), differences)
    }

    /// Nothing is said.
    fn silence(&self) -> Seen {
        self.standing(Seen { fallback: Some(false), ..Seen::default() })
    }

    fn standing(&self, seen: Seen) -> Seen {
        let module = self.conversation.module.and_then(|id| self.flow.module(id));
        Seen {
            module: module.map(|module| SeenModule::from(&module.card)),
            cvars: Some(self.conversation.cvars.clone()),
            handover: Some(self.is_held),
            ..seen
        }
    }
}

/// An answer that nothing asked for.
fn left(answer: &ScriptedAnswer) -> Difference {
    let wanted = answer.url.clone().unwrap_or_else(|| "a request".to_owned());
    Difference::of("request", [wanted], [])
}

fn answered(
    method: &str,
    url: &str,
    scripted: Option<&ScriptedAnswer>,
    differences: &mut Vec<Difference>,
) -> Response {
    let Some(scripted) = scripted else {
        differences.push(Difference::of("request", [], [format!("{method} {url}")]));
        return Response::failed(UNREACHABLE);
    };
    if let Some(wanted) = scripted.url.as_ref().filter(|wanted| wanted.as_str() != url) {
        differences.push(Difference::of("request", [wanted.clone()], [url.to_owned()]));
    }
    if let Some(error) = &scripted.error {
        return Response { status: scripted.status, ..Response::failed(error) };
    }
    let status = scripted.status.unwrap_or(OK);
    if (200..300).contains(&status) {
        Response { status: Some(status), body: scripted.body.clone(), error: None }
    } else {
        Response { status: Some(status), ..Response::failed(STATUS) }
    }
}
