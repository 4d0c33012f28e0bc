//! The steps of one check.

use std::collections::BTreeMap;
use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::case::{Case, Step, Wanted, is_status};
use super::expect::Verdict;
use super::fill::{Values, fill, json, path, plain};
use super::listener::Listener;
use super::pointer::places;
use super::report::Outcome;
use super::run::Options;
use super::wire::{Asked, Found, ask};
use crate::limits::{CONFORM_EXCERPT, CONFORM_PAUSE, CONFORM_RETRY_AFTER_MOST, CONFORM_TRIES};

/// Why a check that was made says nothing.
const NOT_SHOWN: &str = "nothing the bot said shows it; --say makes it say more";

/// A request that goes on beside the steps.
type Begun = JoinHandle<Result<Found, String>>;

/// What becomes of a check.
pub(super) async fn outcome(
    case: &Case,
    options: &Options,
    listener: Option<&Listener>,
    values: &Values,
) -> Outcome {
    let says =
        if case.for_each_say { options.say.as_slice() } else { options.say.get(..1).unwrap_or_default() };
    let mut best = Outcome::Skipped { reason: NOT_SHOWN.to_owned() };
    for (nth, say) in says.iter().enumerate() {
        let mut values = values.clone();
        let run = values.get("run").cloned().unwrap_or_default();
        values.insert("say".to_owned(), say.clone());
        values.insert("user".to_owned(), format!("conform-{run}-{}-{nth}", case.id));
        values.insert("other_user".to_owned(), format!("conform-{run}-{}-{nth}-other", case.id));
        let walk = Walk { options, listener, values, begun: BTreeMap::new(), lacks: None };
        match walk.steps(case).await {
            Ok(Outcome::Pass) => best = Outcome::Pass,
            Ok(outcome @ Outcome::Skipped { .. }) if best != Outcome::Pass => best = outcome,
            Ok(Outcome::Skipped { .. }) => {}
            Ok(failed @ Outcome::Fail { .. }) => return without_secrets(failed, options),
            Err(why) => {
                let failed = Outcome::Fail {
                    step: case.id.clone(),
                    expected: "a check that can be made".to_owned(),
                    found: why,
                };
                return without_secrets(failed, options);
            }
        }
    }
    best
}

struct Walk<'a> {
    options: &'a Options,
    listener: Option<&'a Listener>,
    values: Values,
    begun: BTreeMap<String, Begun>,
    /// What the server has nothing of; then the rest of the check says nothing.
    lacks: Option<String>,
}

impl Walk<'_> {
    /// A sentence is a mistake of the check itself.
    async fn steps(mut self, case: &Case) -> Result<Outcome, String> {
        let mut is_shown = true;
        for (nth, step) in case.steps.iter().enumerate() {
            sleep(Duration::from_millis(step.pause_ms.unwrap_or_default())).await;
            let name = named(nth, step);
            if let (Some(request), Some(start)) = (&step.request, &step.start) {
                let (url, asked, time) =
                    (self.options.url.clone(), self.asked(request, step)?, self.options.timeout);
                let begun = tokio::spawn(async move { patiently(&url, &asked, None, time).await });
                self.begun.insert(start.clone(), begun);
                continue;
            }
            for _ in 0..step.repeat.unwrap_or(1) {
                match self.settled(&name, step).await? {
                    Outcome::Pass => {}
                    Outcome::Skipped { .. } => is_shown = false,
                    failed @ Outcome::Fail { .. } => return Ok(failed),
                }
            }
            if let Some(reason) = self.lacks.take() {
                return Ok(Outcome::Skipped { reason });
            }
        }
        if is_shown {
            return Ok(Outcome::Pass);
        }
        Ok(Outcome::Skipped { reason: NOT_SHOWN.to_owned() })
    }

    /// What becomes of a step; of one that may take its time, at the end of that at the latest.
    async fn settled(&mut self, name: &str, step: &Step) -> Result<Outcome, String> {
        let begun = Instant::now();
        loop {
            let outcome = self.made(name, step).await?;
            let time = step.within_ms.map(|ms| Duration::from_millis(ms).min(self.options.timeout));
            let is_over = time.is_none_or(|time| begun.elapsed() > time);
            if is_over || !matches!(outcome, Outcome::Fail { .. }) {
                return Ok(outcome);
            }
            sleep(CONFORM_PAUSE).await;
        }
    }

    async fn made(&mut self, name: &str, step: &Step) -> Result<Outcome, String> {
        let failed = |expected, found| Ok(Outcome::Fail { step: name.to_owned(), expected, found });
        let found = match self.found(step).await? {
            Ok(found) => found,
            Err((expected, found)) => return failed(expected, found),
        };
        if let Some(status) = found.status {
            if step.skip_if.as_ref().is_some_and(|wanted| is_status(wanted, status)) {
                self.lacks = Some(format!("{name} is answered with {status}: there is nothing of the kind"));
                return Ok(Outcome::Pass);
            }
            if let Some(wanted) = step.status.as_ref().filter(|wanted| !is_status(wanted, status)) {
                return failed(format!("status {wanted}"), format!("{status} {}", found.text));
            }
        }
        let mut is_shown = true;
        for expect in &step.expect {
            match expect.hold(&found, &self.values)? {
                Verdict::Holds => {}
                Verdict::NotShown => is_shown = false,
                Verdict::Differs { expected, found } => return failed(expected, found),
            }
        }
        if let Some((expected, found)) = self.save(step, &found)? {
            return failed(expected, found);
        }
        Ok(if is_shown { Outcome::Pass } else { Outcome::Skipped { reason: NOT_SHOWN.to_owned() } })
    }

    /// What came, or what should have come and why it did not.
    async fn found(&mut self, step: &Step) -> Result<Result<Found, (String, String)>, String> {
        let answered = async {
            if let Some(name) = &step.join {
                let begun =
                    self.begun.get_mut(name).ok_or_else(|| format!("nothing was begun as `{name}`"))?;
                return Ok(begun.await.unwrap_or_else(|error| Err(error.to_string())));
            }
            if let Some(wanted) = &step.webhook {
                return self.webhook(wanted).await;
            }
            let request = step.request.as_deref().unwrap_or_default();
            let asked = self.asked(request, step)?;
            Ok(patiently(&self.options.url, &asked, step.status.as_deref(), self.options.timeout).await)
        };
        let found: Result<Result<Found, String>, String> = match step.quiet_after_ms {
            Some(ms) => timeout(Duration::from_millis(ms), answered)
                .await
                .unwrap_or_else(|_| Ok(Ok(Found::default()))),
            None => answered.await,
        };
        let what = if step.webhook.is_some() { "a webhook" } else { "an answer" };
        Ok(found?.map_err(|why| (what.to_owned(), why)))
    }

    async fn webhook(&self, Wanted { key, value, all }: &Wanted) -> Result<Result<Found, String>, String> {
        let value = fill(value, &self.values, plain)?;
        let listener = self.listener.ok_or("there is no listener")?;
        let time = self.options.timeout;
        let Some(first) = listener.take(key, &value, time).await else {
            return Ok(Err(format!("no webhook with `{key}` {value} within {} s", time.as_secs())));
        };
        if !all {
            return Ok(Ok(first));
        }
        let mut texts = vec![first.text.clone()];
        while let Some(next) = listener.take(key, &value, CONFORM_PAUSE).await {
            texts.push(next.text);
        }
        Ok(Ok(Found { text: format!("[{}]", texts.join(",")), ..first }))
    }

    fn asked(&self, request: &str, step: &Step) -> Result<Asked, String> {
        let (method, template) =
            request.split_once(' ').ok_or_else(|| format!("`{request}` is no request"))?;
        let headers =
            step.headers.iter().map(|(name, value)| Ok((name.clone(), fill(value, &self.values, plain)?)));
        // A path that is a setting holds its own slashes; a token may be written in two ways.
        let mut filled = template.to_owned();
        for name in ["path", "reports_path", "token_plain"] {
            filled =
                filled.replace(&format!("{{{{{name}}}}}"), self.values.get(name).map_or("", String::as_str));
        }
        Ok(Asked {
            method: method.to_owned(),
            path: fill(&filled, &self.values, path)?,
            headers: headers.collect::<Result<_, String>>()?,
            body: step.body.as_ref().map(|body| fill(body, &self.values, json)).transpose()?,
        })
    }

    /// Keeps what the step names; what should stand there and does not is told.
    fn save(&mut self, step: &Step, found: &Found) -> Result<Option<(String, String)>, String> {
        for (name, pointer) in &step.save {
            let pointer = fill(pointer, &self.values, plain)?;
            let body = serde_json::from_str(&found.text).unwrap_or_default();
            let value = places(&body, &pointer).into_iter().find_map(|(_, value)| value);
            let value = match value {
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(other) if !other.is_null() => other.to_string(),
                _ => return Ok(Some((format!("something at {pointer}"), found.text.clone()))),
            };
            self.values.insert(name.clone(), value);
        }
        Ok(None)
    }
}

/// Asks, and again where a rate limit refused, unless that is what is wanted.
async fn patiently(url: &Url, asked: &Asked, wanted: Option<&str>, time: Duration) -> Result<Found, String> {
    let mut tries = 0;
    loop {
        let found = ask(url, asked, time).await?;
        tries += 1;
        if found.status != Some(429)
            || tries >= CONFORM_TRIES
            || wanted.is_some_and(|wanted| is_status(wanted, 429))
        {
            return Ok(found);
        }
        sleep(found.retry_after().unwrap_or(Duration::from_secs(1)).min(CONFORM_RETRY_AFTER_MOST)).await;
    }
}

fn named(nth: usize, step: &Step) -> String {
    let what = match (&step.request, &step.join) {
        (Some(request), _) => request.as_str(),
        (_, Some(join)) => join.as_str(),
        _ => "the webhook",
    };
    format!("step {}, {what}", nth + 1)
}

/// Whatever way a secret came back, it is not shown, and of what came the beginning only.
fn without_secrets(failed: Outcome, options: &Options) -> Outcome {
    let Outcome::Fail { step, mut expected, mut found } = failed else { return failed };
    for text in [&mut expected, &mut found] {
        for (name, secret) in &options.secrets {
            let secret = secret.expose_secret();
            for written in [secret.to_owned(), path(secret), path(secret).replace("%3A", ":"), json(secret)] {
                *text = text.replace(&written, &format!("[{name}]"));
            }
        }
        // A terminal would obey what another server wrote.
        *text = text.replace(|letter: char| letter.is_control(), " ");
        // Cut afterwards: half a secret is one too.
        if let Some((end, _)) = text.char_indices().nth(CONFORM_EXCERPT) {
            text.truncate(end);
            text.push('…');
        }
    }
    Outcome::Fail { step, expected, found }
}
