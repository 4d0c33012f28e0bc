//! Which bot and which days a page is about.

use std::sync::Arc;

use jiff::civil::Date;
use maud::{Markup, html};
use uuid::Uuid;

use super::door::Analyst;
use crate::apis::chat::{invalid_parameter, parameter};
use crate::app::App;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::limits::FIGURE_DAYS;
use crate::reports::{Days, day};

/// What a page is about.
pub(super) struct Asked {
    /// One of the analyst's.
    pub(super) bot: Arc<Bot>,
    /// UTC.
    pub(super) days: Days,
    /// Whether it is about tests, and not about visitors.
    pub(super) tests: bool,
    bots: Vec<Arc<Bot>>,
    now_ms: i64,
}

/// Days that a link offers.
const SPANS: [i64; 4] = [7, 28, 90, 365];

impl Asked {
    /// Of a query: the analyst's first bot and the last days where it names none.
    ///
    /// # Errors
    /// `parameter_invalid` for days that are none and for `tests` that is no truth value, `not_found` for a bot that is not the analyst's.
    pub(super) fn of(app: &App, analyst: &Analyst, query: Option<&str>) -> ApiResult<Self> {
        let text = |name| -> ApiResult<Option<String>> {
            Ok(parameter(query, name)?.filter(|text| !text.is_empty()))
        };
        let date = |name| -> ApiResult<Option<Date>> {
            let wrong = || invalid_parameter(name, "must be a date written YYYY-MM-DD");
            text(name)?.map(|text| day(&text).ok_or_else(wrong)).transpose()
        };
        let now_ms = clock::now_ms();
        let usual = Days::up_to_now(now_ms);
        let days = match (date("from")?, date("to")?) {
            (None, None) => usual,
            (Some(from), Some(to)) => Days::new(from, to).ok_or_else(|| {
                let why = format!("must not be before `from`, and at most {FIGURE_DAYS} days in all");
                invalid_parameter("to", &why)
            })?,
            (None, Some(_)) => return Err(invalid_parameter("from", "is required beside `to`")),
            (Some(_), None) => return Err(invalid_parameter("to", "is required beside `from`")),
        };
        let bots = analyst.bots(app);
        let bot = match text("bot")? {
            None => bots.first().cloned(),
            Some(id) => {
                let id = Uuid::try_parse(&id).ok();
                bots.iter().find(|bot| Some(bot.id) == id).cloned()
            }
        };
        let bot = bot.ok_or_else(ApiError::not_found)?;
        let tests = match text("tests")?.as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return Err(invalid_parameter("tests", "must be true or false")),
        };
        Ok(Self { bot, days, tests, bots, now_ms })
    }

    /// The query that asks for the same.
    pub(super) fn query(&self) -> String {
        self.query_of(self.days)
    }

    fn query_of(&self, days: Days) -> String {
        query(&self.bot, days, self.tests)
    }

    /// The bot's key, and whether its tests are meant, as counts are asked for.
    pub(super) fn counted(&self) -> (String, bool) {
        (self.bot.key(), self.tests)
    }

    /// That this is about tests, with a way back; where there are tests, a way to them.
    pub(super) fn told_of_tests(&self, action: &str, has_tests: bool) -> Markup {
        let other = || format!("{action}?{}", query(&self.bot, self.days, !self.tests));
        html! {
            @if self.tests {
                p.note { "Only conversations in which the bot was tried. " a href=(other()) { "Those of visitors" } }
            } @else if has_tests {
                p.hint { "Without the conversations in which the bot was tried. " a href=(other()) { "Only those" } }
            }
        }
    }

    /// The form that asks for other ones.
    pub(super) fn form(&self, action: &str) -> Markup {
        html! {
            form.filter action=(action) {
                label { "Bot"
                    select name="bot" {
                        @for bot in &self.bots {
                            option value=(bot.key()) selected[bot.id == self.bot.id] { (bot.name) }
                        }
                    }
                }
                label { "From" input type="date" name="from" required value=(self.days.from()); }
                label { "To" input type="date" name="to" required value=(self.days.to()); }
                @if self.tests { input type="hidden" name="tests" value="true"; }
                button { "Show" }
                nav aria-label="Days up to today" {
                    @for count in SPANS {
                        @let days = Days::back_from(self.now_ms, count);
                        a href=(format!("{action}?{}", self.query_of(days)))
                            aria-current=[(days == self.days).then_some("true")] { (count) " days" }
                    }
                }
            }
        }
    }
}

fn query(bot: &Bot, days: Days, tests: bool) -> String {
    let tests = if tests { "&tests=true" } else { "" };
    format!("bot={}&from={}&to={}{tests}", bot.key(), days.from(), days.to())
}
