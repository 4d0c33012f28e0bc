//! A bot with rows in memory, as `pkg/engine/rows.js` keeps them.

use std::collections::BTreeMap;

use crate::answer::{Reply, answer};
use crate::bot::{Bot, Chance};
use crate::request::ask;
use crate::rows::{COUNTERS, Found};

pub(crate) const NOW_MS: u64 = 1_795_000_000_000;

pub(crate) struct Page {
    bot: Bot,
    pub(crate) rows: BTreeMap<String, String>,
    asked: u64,
}

impl Page {
    pub(crate) fn of(flow: &str) -> Self {
        let bot = Bot::read(flow).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        Self { bot, rows: BTreeMap::new(), asked: 0 }
    }

    /// One transaction.
    pub(crate) fn ask(&mut self, method: &str, path: &str, bearer: Option<&str>, body: &str) -> Reply {
        let asked = ask(method, path, bearer, body);
        let wanted = asked.wanted();
        let row = |key: &Option<String>| key.as_ref().and_then(|key| self.rows.get(key).cloned());
        let mut log = Vec::new();
        if let Some(span) = wanted.log.as_ref().filter(|span| span.from <= span.to) {
            let rows = self.rows.range(span.from.clone()..=span.to.clone()).map(|(_, row)| row.clone());
            let mut rows: Vec<String> = rows.collect();
            let unread = rows.len().saturating_sub(span.limit);
            if span.is_backward {
                rows.drain(..unread);
            } else {
                rows.truncate(span.limit);
            }
            log = rows;
        }
        let found = Found {
            counters: self.rows.get(COUNTERS).cloned(),
            talk: row(&wanted.talk),
            kept: row(&wanted.kept),
            log,
        };
        self.asked += 1;
        let digits = format!("{:080x}", u128::from(self.asked) << 64 | 0xabcd);
        let reply = answer(
            &self.bot,
            asked,
            found,
            Chance { now_ms: NOW_MS + self.asked, seed: self.asked, digits: &digits },
        );
        for (from, to) in &reply.drops {
            self.rows.retain(|key, _| key < from || to < key);
        }
        self.rows.extend(reply.puts.iter().cloned());
        reply
    }

    /// Begins a conversation; its token.
    pub(crate) fn begin(&mut self) -> String {
        let reply = self.ask("POST", "session", None, "");
        assert_eq!(reply.status, 201, "{}", reply.body);
        text_at(&reply.body, "\"token\":\"").to_owned()
    }

    pub(crate) fn say(&mut self, token: &str, mid: u32, text: &str) -> Reply {
        self.ask("POST", "messages/", Some(token), &said(mid, text))
    }
}

/// What stands behind `marker`, up to the next quotation mark.
pub(crate) fn text_at<'a>(body: &'a str, marker: &str) -> &'a str {
    let (_, behind) = body.split_once(marker).unwrap_or_else(|| panic!("no {marker} in {body}"));
    behind.split('"').next().unwrap()
}

pub(crate) fn mid(number: u32) -> String {
    format!("0198b5d6-0000-7000-8000-{number:012}")
}

pub(crate) fn said(number: u32, text: &str) -> String {
    serde_json::json!({"id": mid(number), "actions": [{"type": "text", "text": text}]}).to_string()
}
