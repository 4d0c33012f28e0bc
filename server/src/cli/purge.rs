//! `parlour purge`: what is old, or one user.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use uuid::Uuid;

use super::exit::Exit;
use super::store::{Stored, with_store};
use crate::clock;
use crate::identity::subject;
use crate::reports::forget_files;
use crate::turns::purge;
use crate::uploads;

/// A day, which begins at midnight UTC, or a moment in RFC 3339; as milliseconds since 1970.
pub(super) fn moment(text: &str) -> Result<i64, String> {
    let day = || text.parse::<Date>().and_then(|day| day.to_zoned(TimeZone::UTC)).map(|day| day.timestamp());
    text.parse::<Timestamp>()
        .or_else(|_| day())
        .map(Timestamp::as_millisecond)
        .map_err(|_| "must be a day such as 2026-11-21, or a moment such as 2026-11-21T10:00:00Z".to_owned())
}

/// Removes conversations that have been silent since `before_ms`, of one bot or of every bot of the
/// configuration.
pub(super) fn before(config: &Path, before_ms: i64, bot: Option<Uuid>, json: bool) -> Exit {
    with_store(config, async |Stored { config, store }| {
        if let Some(bot) = bot
            && !config.bots.contains_key(&bot)
        {
            eprintln!("the configuration has no bot {bot}");
            return Ok(Exit::Usage);
        }
        let mut purged = 0;
        for own in config.bots.values().filter(|own| bot.is_none_or(|bot| bot == own.id)) {
            purged += purge(store, &own.key(), before_ms).await?;
        }
        uploads::sweep(&uploads::folder(config), store).await?;
        store.wipe_log().await;
        if json {
            println!("{}", json!({"conversations": purged}));
        } else {
            println!("{purged} conversation(s) removed");
        }
        Ok(Exit::Done)
    })
}

/// Forgets a user by the word an API caller or a site's back end (`sub`) has for them; exit code 1 if the bot
/// knows none of that name.
pub(super) fn user(config: &Path, user_id: &str, bot: Uuid, json: bool) -> Exit {
    with_store(config, async |Stored { config, store }| {
        let bot = bot.hyphenated().to_string();
        let mut write = store.write().await?;
        let signed = match subject(store.url_key(), &bot, user_id) {
            Some(subject) => write.known_user(&bot, &subject).await?,
            None => None,
        };
        let found: Vec<i64> = write.botuser(&bot, user_id).await?.into_iter().chain(signed).collect();
        let mut files = Vec::new();
        let mut forgotten = 0;
        for botuser in &found {
            files.extend(write.attachments_of_person(&bot, *botuser).await?);
            forgotten += write.forget_person(&bot, *botuser, clock::now_ms()).await?.len();
        }
        let is_found = !found.is_empty();
        write.commit().await?;
        forget_files(config, store).await?;
        uploads::remove(&uploads::folder(config), &files).await;
        store.wipe_log().await;
        if json {
            println!("{}", json!({"found": is_found, "conversations": forgotten}));
        } else if is_found {
            println!("forgotten, with {forgotten} conversation(s)");
        } else {
            eprintln!("the bot knows no such user");
        }
        Ok(if is_found { Exit::Done } else { Exit::Wrong })
    })
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_day_begins_at_midnight_utc() {
        assert_eq!(moment("2022-06-03"), moment("2022-06-03T00:00:00Z"));
        assert_eq!(moment("2022-06-03T10:19:34Z"), Ok(1_654_251_574_000));
        assert!(moment("3.6.2022").is_err() && moment("").is_err() && moment("2022-02-30").is_err());
    }
}
