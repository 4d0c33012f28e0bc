//! Conversations held with a bot that is served, by the chat REST API as any caller has it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::Method;
use parlour_engine::chats::{Act, Difference, Doing, Head, Seen, SeenModule, Step, Verdict, doing};
use parlour_engine::{Flow, Module};
use parlour_protocol::{Action, Turn};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;
use url::Url;

use super::held::Held;
use super::suites::Suite;
use crate::cli::live::{Fault, Link, asked};
use crate::clock;
use crate::limits::{TEST_AT_ONCE, TEST_WAIT_MS};
use crate::token::new_uuid;

/// Said beside the module where a conversation begins: the API wants a text, and nobody answers this one.
const OPENING: &str = "hello";

/// A bot that is served.
pub(super) struct Live {
    link: Link,
    token: SecretString,
}

impl Live {
    pub(super) fn new(bot: Url, token: SecretString) -> Self {
        Self { link: Link::new(bot, None), token }
    }
}

/// What came of each, in their order. `flow` tells where conversations begin.
///
/// # Errors
/// A sentence, if this machine can hold none.
pub(super) fn all(live: &Arc<Live>, flow: &Flow, suites: &[Suite]) -> Result<Vec<Held>, String> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let timeout = |module: &Module| Some((module.card.id, u64::from(module.timeout?.seconds) * 1_000));
    let waits: Arc<Waits> = Arc::new(flow.modules().iter().filter_map(timeout).collect());
    let mut held = runtime.block_on(async {
        let (mut working, at_once) = (JoinSet::new(), Arc::new(Semaphore::new(TEST_AT_ONCE)));
        for (nth, suite) in suites.iter().enumerate() {
            let opening = match &suite.chat.head.reference {
                Some(reference) => flow.find(reference),
                None => flow.starting_module(),
            };
            let (live, at_once, suite) = (Arc::clone(live), Arc::clone(&at_once), suite.clone());
            let waits = Arc::clone(&waits);
            working.spawn(async move {
                let _turn = at_once.acquire().await;
                (nth, one(&live, &suite, opening, &waits).await)
            });
        }
        working.join_all().await
    });
    held.sort_by_key(|(nth, _)| *nth);
    Ok(held.into_iter().map(|(_, held)| held).collect())
}

/// Milliseconds that modules wait for the visitor, by their numbers.
type Waits = BTreeMap<u64, u64>;

async fn one(live: &Live, suite: &Suite, opening: Option<u64>, waits: &Waits) -> Held {
    let begun = Instant::now();
    let (file, title) = (suite.file.clone(), suite.chat.head.title.clone());
    let mut held = Held { file, title, count: suite.chat.steps.len(), ..Held::default() };
    let Some(user) = new_uuid() else {
        held.unreachable = Some("there are no random numbers".to_owned());
        return held;
    };
    let mut talk = Talk {
        live,
        waits,
        head: &suite.chat.head,
        user,
        offered: Vec::new(),
        module: None,
        is_known: false,
    };
    let ended = talk.hold(&suite.chat.steps, opening, &mut held).await;
    match ended {
        Ok(()) => {}
        Err(Fault::Refused(sentence) | Fault::Unreachable(sentence)) => held.unreachable = Some(sentence),
    }
    let unseen: BTreeSet<&str> =
        held.steps.iter().flat_map(|(_, verdict)| verdict.unseen.iter().copied()).collect();
    if !unseen.is_empty() {
        let keys = unseen.into_iter().collect::<Vec<_>>().join(", ");
        held.skipped.push(format!("cannot be seen from outside, and was not looked at: {keys}"));
    }
    held.took = begun.elapsed();
    held
}

struct Talk<'a> {
    live: &'a Live,
    waits: &'a Waits,
    head: &'a Head,
    user: String,
    offered: Vec<Action>,
    /// The module that spoke last.
    module: Option<SeenModule>,
    /// Whether the bot was told of the visitor already.
    is_known: bool,
}

impl Talk<'_> {
    async fn hold(&mut self, steps: &[Step], opening: Option<u64>, held: &mut Held) -> Result<(), Fault> {
        if self.head.greets {
            let reference = opening.map(|id| id.to_string()).unwrap_or_default();
            let seen = self.say(OPENING, &reference, false).await?;
            let seen = Seen { fallback: Some(false), ..seen };
            if let Some(step) = steps.first().filter(|step| step.act.is_none()) {
                held.steps.push(("the conversation begins".to_owned(), Verdict::of(step, seen, Vec::new())));
            }
        }
        // A caller's conversation is nobody's to take over: the bot would answer where a person does.
        let (mut is_held, mut unheard) = (false, 0_usize);
        for step in steps {
            let Some(act) = &step.act else { continue };
            if let Act::Wait(ms) = act
                && !is_held
                && self
                    .module
                    .as_ref()
                    .is_some_and(|module| self.waits.get(&module.id).is_some_and(|wait| wait <= ms))
            {
                held.skipped.push(format!(
                    "line {}: nothing times out for a caller of the API; the rest was left out",
                    step.line
                ));
                break;
            }
            is_held &= *act != Act::GiveBack;
            if is_held {
                unheard += 1;
                continue;
            }
            if let Some((seen, differs)) = self.act(step, act, held).await? {
                let verdict = Verdict::of(step, seen, differs.into_iter().collect());
                held.steps.push((act.to_toml(), verdict));
            }
            is_held = step.expect.handover == Some(true);
        }
        if unheard > 0 {
            held.skipped
                .push(format!("{unheard} steps were left out in which a person has the conversation"));
        }
        Ok(())
    }

    async fn act(
        &mut self,
        step: &Step,
        act: &Act,
        held: &mut Held,
    ) -> Result<Option<(Seen, Option<Difference>)>, Fault> {
        if !step.answers.is_empty() {
            held.skipped.push(format!("line {}: the bot makes its requests itself", step.line));
        }
        let now_ms = u64::try_from(clock::now_ms()).unwrap_or_default();
        let (doing, differs) = doing(act, &self.offered, now_ms);
        let seen = match doing {
            Doing::Say(text) => self.say(&text, "", false).await?,
            Doing::Jump(reference) => {
                Seen { fallback: Some(false), ..self.say(OPENING, &reference, false).await? }
            }
            Doing::Standby(text) => self.say(&text, "", true).await?,
            Doing::Wait(ms) if ms <= TEST_WAIT_MS => {
                sleep(Duration::from_millis(ms)).await;
                Seen { module: self.module.clone(), fallback: Some(false), ..Seen::default() }
            }
            Doing::Wait(ms) => {
                held.skipped.push(format!("line {}: {ms} ms were not waited for", step.line));
                return Ok(None);
            }
            Doing::GiveBack => return Ok(None),
        };
        Ok(Some((seen, differs)))
    }

    async fn say(&mut self, text: &str, reference: &str, is_standby: bool) -> Result<Seen, Fault> {
        let begun = Instant::now();
        let body = self.body(text, reference, is_standby);
        let token = Some(self.live.token.expose_secret());
        let turns: Vec<Turn> =
            asked(self.live.link.ask(Method::POST, "messages/", token, &body.to_string()).await)?;
        let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut seen = Seen { took_ms, ..Seen::default() };
        for turn in turns {
            if let Some(error) = turn.error {
                return Err(Fault::Refused(error));
            }
            for message in turn.message {
                let first = message.connections.data.first().map(|first| first.fallback);
                seen.fallback = seen.fallback.or(Some(first.unwrap_or_default()));
                let module = SeenModule::from(&message.bot_module);
                self.module = Some(module.clone());
                seen.modules.push(module);
                seen.actions.extend(message.actions);
            }
        }
        seen.fallback = seen.fallback.or(Some(false));
        seen.module.clone_from(&self.module);
        if !seen.actions.is_empty() {
            self.offered.clone_from(&seen.actions);
        }
        Ok(seen)
    }

    /// The seed's "Request Parameters".
    fn body(&mut self, text: &str, reference: &str, is_standby: bool) -> Value {
        let (from, kind) = if is_standby { ("agent", "standby") } else { ("human", "text") };
        let mut body = json!({
            "from": from,
            "ref": reference,
            "user_id": format!("test-{}", self.user),
            "timestamp": clock::now_ms() / 1_000,
            "attachments": [],
            "actions": [{"type": kind, "text": text}],
        });
        if let Value::Object(fields) = &mut body
            && !core::mem::replace(&mut self.is_known, true)
        {
            let mut profile = self.head.profile.clone();
            if !self.head.host.is_empty() {
                profile.insert("web".to_owned(), Value::Object(self.head.host.clone()));
            }
            let mut cvars = self.head.cvars.clone();
            cvars.extend(self.head.locale.iter().map(|locale| ("locale".to_owned(), locale.as_str().into())));
            fields.insert("user_profile".to_owned(), Value::Object(profile));
            fields.insert("user_cvars".to_owned(), Value::Object(cvars));
        }
        body
    }
}
