//! From what was heard to the modules that speak.

use std::borrow::Cow;

use parlour_protocol::EvaluatedConnection;

use super::cvars::{arrive, keep_answer};
use super::follow::{Landing, everywhere, for_want_of_a_match, heard, matching, own};
use super::outcome::{Awaits, Conversation, Effect, Evaluated, Heard, Outcome, Response, Spoken};
use super::remark::Remark;
use super::request::{ask, take};
use super::speak::Voice;
use crate::condition::Said;
use crate::flow::Place;
use crate::input::Hearing;
use crate::language::Language;
use crate::{Flow, Module, limits};

/// Answers one turn.
///
/// What was said is held against the module's own connections in order, then against the flow's
/// (global) ones; if none holds, the module's fallback speaks, else the flow's. Modules that lead on
/// fall through, at most [`limits::FALL_THROUGHS`] of them. Before the first turn the starting module
/// is the one asked, and speaks itself if nothing holds.
///
/// A module that expects a kind of answer and gets another one asks again, unless a global connection
/// holds or its retries are used up.
///
/// A module with a request ends the turn with an effect, before it speaks; [`Heard::Answered`] goes on
/// from there. A module with a timeout ends it with one after it has spoken, at most [`limits::TIMEOUTS`] times
/// in a row; [`Heard::TimedOut`] goes on from there.
///
/// `now_ms` is milliseconds since 1970, `seed` chooses among variations.
pub fn evaluate(
    flow: &Flow,
    conversation: &Conversation,
    heard: Heard<'_>,
    now_ms: u64,
    seed: u64,
) -> Outcome {
    let here = conversation.module.and_then(|id| flow.place(id));
    let awaited = conversation.awaits.as_deref().filter(|_| matches!(heard, Heard::Answered(_)));
    let mut turn = Turn {
        flow,
        now_ms,
        seed,
        remark: match (heard, awaited) {
            (Heard::Said(text), _) => Cow::Owned(Remark::new(text)),
            (Heard::Remarked(remark), _) => Cow::Borrowed(remark),
            (_, Some(awaited)) => Cow::Borrowed(&awaited.said),
            (_, None) => Cow::Owned(Remark::new("")),
        },
        outcome: Outcome {
            conversation: Conversation {
                awaits: None,
                timeouts: match heard {
                    Heard::TimedOut => conversation.timeouts.saturating_add(1),
                    Heard::Answered(_) => conversation.timeouts,
                    _ => 0,
                },
                ..conversation.clone()
            },
            reply_to_module_id: match heard {
                Heard::Begun | Heard::TimedOut => None,
                Heard::MovedTo(_) | Heard::Said(_) | Heard::Remarked(_) => here.and(conversation.module),
                Heard::Answered(_) => awaited.and_then(|awaited| awaited.reply_to),
            },
            spoke_before: awaited.map(|awaited| awaited.spoke.clone()).unwrap_or_default(),
            spoken: Vec::new(),
            trail: awaited.map(|awaited| awaited.trail.clone()).unwrap_or_default(),
            effects: Vec::new(),
            faults: Vec::new(),
        },
    };
    let landed = match heard {
        Heard::Begun => Some((flow.starting(), None)),
        Heard::MovedTo(id) => flow.place(id).map(|place| (place, None)),
        Heard::Said(_) | Heard::Remarked(_) => turn.answer(here),
        Heard::TimedOut => here.and_then(|place| Some((flow.at(place)?.timeout?.to(), None))),
        Heard::Answered(response) => {
            if let Some(awaited) = awaited {
                turn.resume(awaited, response);
            }
            None
        }
    };
    if let Some(landed) = landed {
        turn.speak_from(landed);
    }
    turn.wait();
    turn.outcome
}

struct Turn<'a> {
    flow: &'a Flow,
    now_ms: u64,
    seed: u64,
    /// What the visitor said; empty if the turn began otherwise.
    remark: Cow<'a, Remark>,
    outcome: Outcome,
}

/// How far the modules of a turn have been followed.
struct Way {
    place: Place,
    /// The connection that led here.
    evaluated: Option<Evaluated>,
    /// Those that led through modules that said nothing.
    connections: Vec<EvaluatedConnection>,
    /// Modules passed.
    passed: usize,
}

impl<'a> Turn<'a> {
    fn heard<T>(&self, look: impl Fn(&Said<'_>) -> Option<T>) -> Option<T> {
        heard(self.flow, &self.remark, &self.outcome.conversation.cvars, self.now_ms, look)
    }

    fn language(&self) -> Option<&'a Language> {
        self.flow.languages_by_tag().of(&self.outcome.conversation.cvars)
    }

    /// The module that answers; none if the one asked has said why it asks again.
    fn answer(&mut self, here: Option<Place>) -> Option<Landing> {
        let asked = here.unwrap_or_else(|| self.flow.starting());
        let module = self.flow.at(asked)?;
        let flow = self.flow;
        let skips_global = module.skip_global_connection_evaluation;
        let hearing = Hearing { now_ms: self.now_ms, language: self.language() };
        let Some(answer) = module.input.read(self.remark.text(), &hearing) else {
            let skips_global = skips_global || module.input.choices_only;
            let elsewhere = if skips_global { None } else { self.heard(|said| everywhere(flow, said)) };
            return elsewhere.or_else(|| self.ask_again(asked, module));
        };
        let Outcome { conversation, faults, .. } = &mut self.outcome;
        keep_answer(module, answer, &mut conversation.cvars, faults);
        let found = self.heard(|said| matching(flow, module, said, skips_global));
        if found.is_none() && here.is_none() {
            return Some((asked, None));
        }
        found.or_else(|| Some(self.fallback(asked, module)))
    }

    fn fallback(&self, asked: Place, module: &Module) -> Landing {
        // Every module that waits has one (flow/check.rs); a flow edited under a conversation may not.
        let fallback = module.fallback().or_else(|| self.flow.fallback()).unwrap_or(asked);
        for_want_of_a_match(self.flow, module, fallback)
    }

    fn ask_again(&mut self, asked: Place, module: &Module) -> Option<Landing> {
        let conversation = &mut self.outcome.conversation;
        if conversation.module != Some(module.card.id) {
            return Some((asked, None));
        }
        conversation.retries = conversation.retries.saturating_add(1);
        if conversation.retries > module.retries {
            return Some(self.fallback(asked, module));
        }
        let hearing = Hearing { now_ms: self.now_ms, language: self.language() };
        let wrong = module.input.wrong_field(self.remark.text(), &hearing);
        let actions = self.voice(module).complaint(wrong);
        if !actions.is_empty() {
            self.say(module, actions, Vec::new());
        }
        None
    }

    /// The module that waits now, if not for ever. Whatever was heard, the time is counted anew.
    fn wait(&mut self) {
        let Outcome { conversation, effects, .. } = &mut self.outcome;
        let here = conversation.module.and_then(|id| self.flow.module(id));
        if let Some(module) = here.filter(|_| effects.is_empty() && conversation.timeouts < limits::TIMEOUTS)
            && let Some(timeout) = module.timeout
        {
            effects.push(Effect::Wake { module: module.card.id, seconds: timeout.seconds });
        }
    }

    fn voice<'b>(&'b mut self, module: &'b Module) -> Voice<'b> {
        let language = self.language();
        let Outcome { conversation, faults, .. } = &mut self.outcome;
        Voice { module, cvars: &conversation.cvars, seed: self.seed, now_ms: self.now_ms, language, faults }
    }

    fn say(
        &mut self,
        module: &Module,
        actions: Vec<parlour_protocol::Action>,
        connections: Vec<EvaluatedConnection>,
    ) {
        self.outcome.spoken.push(Spoken { module: module.card.clone(), actions, connections });
    }

    fn speak_from(&mut self, landed: Landing) {
        let (place, evaluated) = landed;
        self.outcome.conversation.retries = 0;
        if let Some(first) = evaluated {
            self.outcome.trail.through_connection_id = first.id;
            self.outcome.trail.is_global_module_match = first.is_global;
        }
        self.follow(Way { place, evaluated, connections: Vec::new(), passed: 0 });
    }

    fn follow(&mut self, mut way: Way) {
        let flow = self.flow;
        while let Some(module) = flow.at(way.place) {
            if let Some(evaluated) = way.evaluated.take() {
                way.connections.push(evaluated.shown());
                self.outcome.trail.evaluated.push(evaluated);
            }
            self.outcome.conversation.module = Some(module.card.id);
            arrive(module, &mut self.outcome);
            if ask(module, &mut self.outcome) {
                self.outcome.conversation.awaits = Some(Box::new(self.rest(module, way)));
                return;
            }
            if !self.speak_here(module, &mut way) {
                return;
            }
        }
    }

    /// Says what the module says, and moves on if it waits for nobody.
    fn speak_here(&mut self, module: &Module, way: &mut Way) -> bool {
        let actions = self.voice(module).actions();
        if !actions.is_empty() {
            self.say(module, actions, core::mem::take(&mut way.connections));
        }
        if module.handover {
            self.outcome.effects.push(Effect::Handover { module: module.card.id });
            return false;
        }
        if !module.leads_on() || way.passed >= limits::FALL_THROUGHS {
            return false;
        }
        way.passed = way.passed.saturating_add(1);
        self.outcome.trail.through_bot_modules.push(module.card.id);
        (way.place, way.evaluated) = self.onwards(way.place, module);
        true
    }

    /// What is left to be done when the module's request is answered.
    fn rest(&self, module: &Module, way: Way) -> Awaits {
        let spoken = self.outcome.spoken.iter().map(|spoken| spoken.module.id);
        Awaits {
            module: module.card.id,
            said: self.remark.as_ref().clone(),
            reply_to: self.outcome.reply_to_module_id,
            spoke: self.outcome.spoke_before.iter().copied().chain(spoken).collect(),
            connections: way.connections,
            trail: self.outcome.trail.clone(),
            passed: way.passed,
        }
    }

    fn resume(&mut self, awaited: &Awaits, response: &Response) {
        let (flow, connections) = (self.flow, awaited.connections.clone());
        let Some(place) = flow.place(awaited.module) else {
            // The flow was edited under the conversation.
            let place = flow.fallback().unwrap_or(flow.starting());
            let passed = awaited.passed.saturating_add(1);
            if passed <= limits::FALL_THROUGHS {
                self.follow(Way { place, evaluated: None, connections, passed });
            }
            return;
        };
        let Some(module) = flow.at(place) else { return };
        take(module, response, &mut self.outcome);
        let mut way = Way { place, evaluated: None, connections, passed: awaited.passed };
        if self.speak_here(module, &mut way) {
            self.follow(way);
        }
    }

    /// Where a module that waits for nobody leads: `next`, or what its connections find in what was
    /// said last and in the custom variables.
    fn onwards(&self, place: Place, module: &Module) -> Landing {
        if let Some(next) = module.next() {
            return for_want_of_a_match(self.flow, module, next);
        }
        let found = self.heard(|said| own(self.flow, module, said));
        found.unwrap_or_else(|| self.fallback(place, module))
    }
}
