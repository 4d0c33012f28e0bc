//! All checks of an API, one after the other.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use jiff::civil::Date;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::api::Api;
use super::case::{Case, cases};
use super::fill::{Values, path};
use super::listener::Listener;
use super::report::{Check, Outcome, Report};
use super::walk::outcome;
use super::wire::{Asked, ask};
use crate::clock;
use crate::token::new_uuid;

/// Who is checked, and with what.
#[derive(Debug)]
pub struct Options {
    /// Which API the server claims.
    pub api: Api,
    /// Where it is: origin with an optional prefix.
    pub url: Url,
    /// What checks name: `bot`, `channel_id`, `keyword`, `ref`, `path`, `reports_path`, `state_path`; `mail` and
    /// `long` if checks may send mail or many messages.
    pub names: BTreeMap<String, String>,
    /// What they name and nobody may read: `token`, `account_token`.
    pub secrets: BTreeMap<String, SecretString>,
    /// What a visitor says to hear every kind of answer.
    pub say: Vec<String>,
    /// Ids of checks or names of operations; all if empty.
    pub only: Vec<String>,
    /// For one answer or webhook.
    pub timeout: Duration,
}

/// What stands for a name that was not given.
const DEFAULTS: [(&str, &str); 3] = [
    ("path", "/api/medium/messages"),
    ("reports_path", "/api/frontend/reports/messages/"),
    ("state_path", "state"),
];

/// Settings that a check may need, and how they are given.
const SETTINGS: [(&str, &str); 8] = [
    ("bot", "--bot"),
    ("token", "--token"),
    ("account_token", "--account-token"),
    ("channel_id", "--channel-id"),
    ("keyword", "--keyword"),
    ("ref", "--ref"),
    ("mail", "--mail"),
    ("long", "--long"),
];

/// Why no check was made.
#[derive(Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Settings the API cannot be checked without.
    Missing(Vec<&'static str>),
    /// Names that are no check and no operation.
    Unknown(Vec<String>),
    /// There is no server.
    Unreachable(String),
    /// This program cannot: a check is no check, the system gives no random numbers.
    Broken(String),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(names) => {
                let flags: Vec<_> = names.iter().map(|name| flag(name)).collect();
                write!(f, "this API cannot be checked without {}", flags.join(" and "))
            }
            Self::Unknown(names) => write!(f, "no check and no operation is called {}", names.join(", ")),
            Self::Unreachable(why) => write!(f, "the server cannot be reached: {why}"),
            Self::Broken(why) => f.write_str(why),
        }
    }
}

fn flag(name: &str) -> &str {
    SETTINGS.iter().find(|(known, _)| *known == name).map_or(name, |(_, flag)| flag)
}

/// Makes the checks; `told` hears of each as soon as it is made. Webhooks are awaited if there is a listener.
///
/// # Errors
/// [`Stopped`], if no check could be made.
pub async fn run(
    options: &Options,
    listener: Option<&Listener>,
    mut told: impl FnMut(&Check),
) -> Result<Report, Stopped> {
    let values = values(options)?;
    let missing: Vec<_> =
        options.api.required().iter().copied().filter(|name| !values.contains_key(*name)).collect();
    if !missing.is_empty() {
        return Err(Stopped::Missing(missing));
    }
    let chosen = chosen(options)?;
    let knock = Asked { method: "GET".to_owned(), path: "/".to_owned(), headers: Vec::new(), body: None };
    ask(&options.url, &knock, options.timeout).await.map_err(Stopped::Unreachable)?;
    let mut checks = Vec::new();
    for case in chosen {
        let lacks = case.needs.iter().find(|need| match need.as_str() {
            "webhook" => listener.is_none(),
            need => !values.contains_key(need),
        });
        let outcome = match lacks.map(String::as_str) {
            Some("webhook") => skipped("no webhook can be received without --webhook-listen"),
            Some("colon") => skipped("this token has no colon"),
            Some(name) => skipped(&format!("{} is not given", flag(name))),
            None => outcome(&case, options, listener, &values).await,
        };
        let check = Check {
            binding: case.source.binds(),
            id: case.id,
            operation: case.operation,
            claim: case.claim,
            source: case.source,
            section: case.section,
            outcome,
        };
        told(&check);
        checks.push(check);
    }
    Ok(Report { api: options.api, checks })
}

fn skipped(reason: &str) -> Outcome {
    Outcome::Skipped { reason: reason.to_owned() }
}

fn chosen(options: &Options) -> Result<Vec<Case>, Stopped> {
    let all = cases(options.api).map_err(Stopped::Broken)?;
    let names = |case: &Case, name: &String| case.id == *name || case.operation == *name;
    let unknown = options.only.iter().filter(|name| !all.iter().any(|case| names(case, name)));
    let unknown: Vec<_> = unknown.cloned().collect();
    if !unknown.is_empty() {
        return Err(Stopped::Unknown(unknown));
    }
    let is_meant = |case: &Case| options.only.is_empty() || options.only.iter().any(|name| names(case, name));
    Ok(all.into_iter().filter(is_meant).collect())
}

/// What every check may name.
fn values(options: &Options) -> Result<Values, Stopped> {
    let mut values: Values = DEFAULTS.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    values.extend(options.names.clone());
    for (name, secret) in &options.secrets {
        values.insert(name.clone(), secret.expose_secret().to_owned());
    }
    if let Some(token) = values.get("token").filter(|token| token.contains(':')) {
        // As clients write it that do not encode what need not be.
        let plain = path(token).replace("%3A", ":");
        values.insert("token_plain".to_owned(), plain);
        values.insert("colon".to_owned(), "yes".to_owned());
    }
    let run = new_uuid().ok_or_else(|| Stopped::Broken("the system gives no random numbers".to_owned()))?;
    // Users of one run are nobody else's.
    values.insert("run".to_owned(), run.replace('-', ""));
    let now_ms = clock::now_ms();
    for (name, seconds) in
        [("now", 0), ("hour_ago", -3600), ("in_an_hour", 3600), ("two_months_ago", -5_184_000)]
    {
        values.insert(name.to_owned(), (now_ms / 1000 + seconds).to_string());
        values.insert(format!("{name}_ms"), (now_ms + seconds * 1000).to_string());
    }
    let today = clock::rfc3339(now_ms);
    let today: Date = today.get(..10).and_then(|day| day.parse().ok()).unwrap_or_default();
    for (name, day) in [("yesterday", today.yesterday()), ("tomorrow", today.tomorrow())] {
        values.insert(name.to_owned(), day.unwrap_or(today).to_string());
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(only: &[&str]) -> Options {
        let names = BTreeMap::from([("bot".to_owned(), "b".to_owned())]);
        Options {
            api: Api::Certainly,
            // Nobody listens at the port of discarded bytes.
            url: Url::parse("http://127.0.0.1:9/").unwrap(),
            names,
            secrets: BTreeMap::from([("token".to_owned(), SecretString::from("t"))]),
            say: vec!["hello".to_owned()],
            only: only.iter().map(|name| (*name).to_owned()).collect(),
            timeout: Duration::from_secs(2),
        }
    }

    #[tokio::test]
    async fn nothing_is_checked_without_what_it_takes() {
        let mut without = options(&[]);
        without.secrets.clear();
        let stopped = run(&without, None, |_| {}).await.unwrap_err();
        assert_eq!(stopped.to_string(), "this API cannot be checked without --token");
        let stopped = run(&options(&["text", "nothing"]), None, |_| {}).await.unwrap_err();
        assert_eq!(stopped, Stopped::Unknown(vec!["nothing".to_owned()]));
        assert!(matches!(run(&options(&[]), None, |_| {}).await, Err(Stopped::Unreachable(_))));
    }
}
