//! The way of one text through the connections, each with its reason.

use core::cell::RefCell;

use super::because::because;
use super::expected::expected;
use super::explanation::{Ending, Explanation, Looked, LookedKind};
use super::quoted::quoted;
use super::tell::tell;
use crate::condition::Said;
use crate::evaluation::{Remark, heard, keep_answer};
use crate::flow::Place;
use crate::input::Hearing;
use crate::{Connection, Conversation, Flow, Module, ModuleId};

/// Why `text`, said to `before`, leads where [`evaluate`](crate::evaluate) takes it: the first step of that
/// turn. What a module that waits for nobody leads on to is another step, and not told here.
///
/// Every connection is held against the text, without the index that makes a turn cheap: this takes time in
/// proportion to the flow.
///
/// `now_ms` is milliseconds since 1970, as the turn was given it.
pub fn explain(flow: &Flow, before: &Conversation, text: &str, now_ms: u64) -> Explanation {
    let here = before.module.and_then(|id| flow.place(id));
    let asked = here.unwrap_or_else(|| flow.starting());
    let mut walk = Walk { flow, before, remark: &Remark::new(text), now_ms, looked: RefCell::default() };
    let ends = match flow.at(asked) {
        Some(module) => walk.ends(here.is_some(), module),
        None => Ending::Started { to: number(flow, asked) },
    };
    let looked = core::mem::take(walk.looked.get_mut());
    let module = here.and(before.module);
    let told = tell(flow, number(flow, asked), &looked, &ends);
    Explanation { module, looked, ends, told }
}

fn number(flow: &Flow, place: Place) -> ModuleId {
    flow.at(place).map(|module| module.card.id).unwrap_or_default()
}

struct Walk<'a> {
    flow: &'a Flow,
    before: &'a Conversation,
    remark: &'a Remark,
    now_ms: u64,
    looked: RefCell<Vec<Looked>>,
}

impl Walk<'_> {
    fn ends(&self, was_asked: bool, module: &Module) -> Ending {
        let skips_global = module.skip_global_connection_evaluation;
        let language = self.flow.languages_by_tag().of(&self.before.cvars);
        let hearing = Hearing { now_ms: self.now_ms, language };
        let mut conversation = self.before.clone();
        let Some(answer) = module.input.read(self.remark.text(), &hearing) else {
            let looks = !skips_global && !module.input.choices_only;
            let found = if looks { self.look(&[], true, &conversation) } else { None };
            return found.unwrap_or_else(|| {
                let expected = expected(&module.input, self.remark.text(), &hearing);
                self.unread(was_asked, module, expected)
            });
        };
        // What does not fit is a fault of the turn; the connections are looked at all the same.
        keep_answer(module, answer, &mut conversation.cvars, &mut Vec::new());
        let found = self.look(&module.connections, !skips_global, &conversation);
        found.unwrap_or_else(|| {
            if was_asked { self.fallback(module, None) } else { Ending::Started { to: module.card.id } }
        })
    }

    /// The answer is none of those that the module takes.
    fn unread(&self, was_asked: bool, module: &Module, expected: String) -> Ending {
        let retry = self.before.retries.saturating_add(1);
        if !was_asked {
            return Ending::Started { to: module.card.id };
        }
        if retry > module.retries {
            return self.fallback(module, Some(expected));
        }
        Ending::AskedAgain { module: module.card.id, expected, retry, retries: module.retries }
    }

    fn fallback(&self, module: &Module, expected: Option<String>) -> Ending {
        match (module.fallback(), self.flow.fallback()) {
            (Some(to), _) => Ending::ModuleFallback { to: number(self.flow, to), expected },
            (None, Some(to)) => Ending::FlowFallback { to: number(self.flow, to), expected },
            (None, None) => Ending::NoFallback { to: module.card.id, expected },
        }
    }

    fn look(&self, own: &[Connection], globally: bool, conversation: &Conversation) -> Option<Ending> {
        let global = if globally { self.flow.global_connections() } else { &[] };
        heard(self.flow, self.remark, &conversation.cvars, self.now_ms, |said| {
            let own = own.iter().map(|connection| (LookedKind::Local, connection));
            let global = global.iter().map(|connection| (LookedKind::Global, connection));
            own.chain(global).find_map(|(kind, connection)| self.hold(kind, connection, said))
        })
    }

    /// What follows if the connection is followed.
    fn hold(&self, kind: LookedKind, connection: &Connection, said: &Said<'_>) -> Option<Ending> {
        let held = connection.condition.holds(said);
        let mut why = because(&connection.condition, said);
        if said.text != self.remark.text() {
            why = format!("{} stands for {}: {why}", quoted(self.remark.text()), quoted(said.text));
        }
        let (id, to) = (connection.id, number(self.flow, connection.to()));
        let looked = Looked { kind, id: Some(id), position: connection.position, to, held, because: why };
        self.looked.borrow_mut().push(looked);
        held.then_some(Ending::Connection { to, id, is_global: kind == LookedKind::Global })
    }
}
