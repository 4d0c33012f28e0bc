//! Adding up: a row of the log and its conversation in, more of each count out.

use std::collections::BTreeMap;

use super::rounded::rounded;
use super::seen::{Held, Seen, Talk};

const DAY_MS: i64 = 86_400_000;

/// What is more on one day of a bot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Day {
    /// Conversations whose first message it has.
    pub begun: i64,
    /// Conversations with a message.
    pub active: i64,
    /// Messages of visitors, and of API callers.
    pub from_visitors: i64,
    /// Answers of the bot: one for each module that spoke.
    pub from_bot: i64,
    /// Messages of people at the desk.
    pub from_people: i64,
    /// Answers to which the bot came for want of a match.
    pub fallbacks: i64,
    /// Times a person was asked for.
    pub asked: i64,
    /// Times a person took a conversation.
    pub taken: i64,
    /// Times the bot got one back.
    pub handed_back: i64,
    /// Times one was ended.
    pub ended: i64,
}

/// What is more of one module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Module {
    /// Its last name.
    pub name: String,
    /// Times it spoke.
    pub answers: i64,
    /// Turns that ended there.
    pub stops: i64,
    /// Those of them after which the visitor said nothing.
    pub quits: i64,
}

/// A KPI tag on a day of a bot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kpi {
    /// The bot deployment id.
    pub bot: String,
    /// Days since 1970.
    pub day: i64,
    /// The tag's number.
    pub number: i64,
    /// Its words.
    pub label: String,
}

/// A wait of this length on a day of a bot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wait {
    /// The bot deployment id.
    pub bot: String,
    /// The day it ended, in days since 1970.
    pub day: i64,
    /// `bot`, `person` or `queue`.
    pub kind: &'static str,
    /// Milliseconds, of which three digits count.
    pub ms: i64,
}

/// What a page of the log adds to the counts.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// By the name that counts ([`super::seen::counted_as`]) and day, as all of them.
    pub days: BTreeMap<(String, i64), Day>,
    /// By bot, day and module.
    pub modules: BTreeMap<(String, i64, i64), Module>,
    /// Answers under each tag.
    pub kpis: BTreeMap<Kpi, i64>,
    /// How often.
    pub waits: BTreeMap<Wait, i64>,
}

impl Tally {
    /// Counts one row. Rows of a conversation come in their order.
    pub(crate) fn take(&mut self, seen: &Seen, talk: &mut Talk) {
        let day = seen.at_ms.div_euclid(DAY_MS);
        if let Some(held) = seen.held {
            self.change_hands(seen, talk, held, day);
            return;
        }
        let counts = self.days.entry((seen.counted_as(), day)).or_default();
        if talk.day.is_none() {
            talk.day = Some(day);
            counts.begun += 1;
            counts.active += 1;
            talk.last_day = day;
        } else if day > talk.last_day {
            counts.active += 1;
            talk.last_day = day;
        }
        match seen.author.as_str() {
            "visitor" => counts.from_visitors += 1,
            "bot" => {
                counts.from_bot += 1;
                counts.fallbacks += i64::from(seen.is_fallback);
            }
            "agent" => counts.from_people += 1,
            _ => {}
        }
        match seen.author.as_str() {
            "visitor" => {
                if let Some((module, left_on)) = talk.left_at.take() {
                    self.module(seen, left_on, module).quits -= 1;
                }
                talk.asked_ms.get_or_insert(seen.at_ms);
            }
            "bot" => self.answered(seen, talk, "bot", day),
            "agent" => self.answered(seen, talk, "person", day),
            _ => {}
        }
        self.came_through(seen, talk, day);
    }

    /// A module spoke. The one before it in the same turn was no stop, then.
    fn came_through(&mut self, seen: &Seen, talk: &mut Talk, day: i64) {
        let Some((number, name)) = &seen.module else { return };
        if let Some((before, left_on)) = talk.left_at.take() {
            let before = self.module(seen, left_on, before);
            before.stops -= 1;
            before.quits -= 1;
        }
        talk.left_at = Some((*number, day));
        let module = self.module(seen, day, *number);
        module.name.clone_from(name);
        module.answers += 1;
        module.stops += 1;
        module.quits += 1;
        for (number, label) in &seen.kpis {
            let kpi = Kpi { bot: seen.counted_as(), day, number: *number, label: label.clone() };
            *self.kpis.entry(kpi).or_default() += 1;
        }
    }

    fn answered(&mut self, seen: &Seen, talk: &mut Talk, kind: &'static str, day: i64) {
        if let Some(asked) = talk.asked_ms.take() {
            self.waited(seen, kind, day, seen.at_ms.saturating_sub(asked));
        }
    }

    /// Each place in the queue is a row of the log too; only who has it now makes a difference.
    fn change_hands(&mut self, seen: &Seen, talk: &mut Talk, held: Held, day: i64) {
        let before = std::mem::replace(&mut talk.held, held);
        if before == held {
            return;
        }
        let counts = self.days.entry((seen.counted_as(), day)).or_default();
        match held {
            Held::Waiting => counts.asked += 1,
            Held::Person => counts.taken += 1,
            Held::Bot => counts.handed_back += 1,
            Held::Ended => counts.ended += 1,
        }
        let queued = talk.queued_ms.take();
        if let (Held::Person, Some(since)) = (held, queued) {
            self.waited(seen, "queue", day, seen.at_ms.saturating_sub(since));
        }
        talk.queued_ms = (held == Held::Waiting).then_some(seen.at_ms);
    }

    fn waited(&mut self, seen: &Seen, kind: &'static str, day: i64, ms: i64) {
        let wait = Wait { bot: seen.counted_as(), day, kind, ms: rounded(ms) };
        *self.waits.entry(wait).or_default() += 1;
    }

    fn module(&mut self, seen: &Seen, day: i64, module: i64) -> &mut Module {
        self.modules.entry((seen.counted_as(), day, module)).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 20_000 * DAY_MS + DAY_MS / 2;

    /// A row of a conversation so many seconds after noon.
    fn row(author: &str, seconds: i64, module: Option<i64>) -> Seen {
        Seen {
            bot: "b".into(),
            conversation: 1,
            author: author.into(),
            at_ms: NOON + seconds * 1_000,
            module: module.map(|number| (number, format!("m{number}"))),
            ..Seen::default()
        }
    }

    fn counted(rows: &[Seen]) -> (Tally, Talk) {
        let (mut tally, mut talk) = (Tally::default(), Talk::default());
        for row in rows {
            tally.take(row, &mut talk);
        }
        (tally, talk)
    }

    fn of(tally: &Tally, day: i64, module: i64) -> (i64, i64, i64) {
        let found = &tally.modules[&("b".to_owned(), day, module)];
        (found.answers, found.stops, found.quits)
    }

    #[test]
    fn a_module_that_leads_on_is_no_stop_and_one_that_is_answered_is_not_quit() {
        let (tally, talk) = counted(&[
            row("bot", 0, Some(1)),
            row("visitor", 5, None),
            row("bot", 6, Some(2)),
            row("bot", 6, Some(3)),
        ]);
        assert_eq!(of(&tally, 20_000, 1), (1, 1, 0));
        assert_eq!(of(&tally, 20_000, 2), (1, 0, 0));
        assert_eq!(of(&tally, 20_000, 3), (1, 1, 1));
        assert_eq!(talk.left_at, Some((3, 20_000)));
    }

    #[test]
    fn who_comes_back_the_next_day_had_not_left_and_is_active_on_both() {
        let (tally, _) = counted(&[row("bot", 0, Some(1)), row("visitor", 86_400, None)]);
        assert_eq!(of(&tally, 20_000, 1), (1, 1, 0));
        let days: Vec<_> =
            tally.days.values().map(|day| (day.begun, day.active, day.from_visitors)).collect();
        assert_eq!(days, [(1, 1, 0), (0, 1, 1)]);
    }

    #[test]
    fn the_first_word_without_an_answer_is_what_was_waited_for() {
        let (tally, talk) = counted(&[
            row("visitor", 0, None),
            row("visitor", 3, None),
            row("bot", 4, Some(1)),
            row("bot", 9, Some(2)),
            row("visitor", 10, None),
            row("agent", 12, None),
            row("visitor", 20, None),
        ]);
        let waits: Vec<_> = tally.waits.iter().map(|(wait, times)| (wait.kind, wait.ms, *times)).collect();
        assert_eq!(waits, [("bot", 4_000, 1), ("person", 2_000, 1)]);
        assert_eq!(talk.asked_ms, Some(NOON + 20_000));
    }

    #[test]
    fn a_new_place_in_the_queue_is_no_new_call_for_a_person() {
        let held = |seconds, held| Seen { held: Some(held), ..row("system", seconds, None) };
        let (tally, talk) = counted(&[
            row("visitor", 0, None),
            held(1, Held::Waiting),
            held(2, Held::Waiting),
            held(31, Held::Person),
            held(60, Held::Bot),
            held(70, Held::Person),
            held(80, Held::Ended),
        ]);
        let day = tally.days[&("b".to_owned(), 20_000)];
        assert_eq!((day.asked, day.taken, day.handed_back, day.ended), (1, 2, 1, 1));
        assert_eq!((day.begun, day.active, day.from_visitors), (1, 1, 1), "a change of hands is no message");
        let waits: Vec<_> = tally.waits.iter().map(|(wait, times)| (wait.kind, wait.ms, *times)).collect();
        assert_eq!(waits, [("queue", 30_000, 1)]);
        assert_eq!(talk.held, Held::Ended);
    }

    #[test]
    fn tags_and_fallbacks_are_those_of_answers() {
        let mut answer = row("bot", 0, Some(1));
        answer.kpis = vec![(3, "lead".into()), (4, "sale".into())];
        answer.is_fallback = true;
        let (tally, _) = counted(&[answer.clone(), answer, row("bot", 1, Some(2))]);
        let kpis: Vec<_> = tally.kpis.iter().map(|(kpi, times)| (kpi.label.as_str(), *times)).collect();
        assert_eq!(kpis, [("lead", 2), ("sale", 2)]);
        let day = tally.days[&("b".to_owned(), 20_000)];
        assert_eq!((day.from_bot, day.fallbacks), (3, 2));
    }
}
