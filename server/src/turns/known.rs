//! Whose conversation a session opens.

use parlour_protocol::ErrorCode;

use super::greeting::Begin;
use super::profile::add;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::store::{Session, Talk, Write};

/// Whose conversation it is.
#[derive(Default)]
pub(super) struct Found {
    /// The conversation that goes on; none: another begins.
    pub talk: Option<Talk>,
    /// Who talks, if the store has met them.
    pub botuser: Option<i64>,
    /// Whether it was nobody's in particular before.
    pub is_merged: bool,
    /// The sessions that are revoked together with the new one.
    pub family: Option<i64>,
    /// The conversations whose other readers are to look whether they still may.
    pub ends: Vec<i64>,
}

/// Finds what goes on, of whoever may see it: a known user's conversation is opened by a proof of that user
/// and by nothing else, whatever token lies in the browser.
///
/// # Errors
/// `identity_invalid` where the bot speaks with known users only, `unauthorized` if the earlier conversation
/// is gone or needs a proof.
pub(super) async fn find(write: &mut Write, bot: &Bot, begin: &Begin, now: i64) -> ApiResult<Found> {
    let earlier = match &begin.earlier {
        Some(session) => earlier(write, session).await?,
        None => None,
    };
    let may_go_on = |talk: &Talk| !begin.is_fresh && (talk.is_test || !begin.is_test);
    let goes_on = |talk| Some(talk).filter(may_go_on);
    let key = bot.key();
    let Some(known) = &begin.known else {
        if bot.requires_identity() {
            let sentence = "This bot speaks with signed-in visitors only.";
            return Err(ApiError::of_field(ErrorCode::IdentityInvalid, "user_token", sentence));
        }
        let Some((session, talk)) = earlier else { return Ok(Found::default()) };
        if write.is_known_user(&key, talk.botuser).await? {
            return Err(ApiError::unauthorized());
        }
        let botuser = Some(talk.botuser);
        return Ok(Found { botuser, family: Some(session.family), talk: goes_on(talk), ..Found::default() });
    };
    let botuser = match write.known_user(&key, &known.subject).await? {
        Some(botuser) => botuser,
        None => write.create_known_user(&key, &known.subject, now).await?,
    };
    let mut ends = Vec::new();
    if let Some((session, talk)) = earlier {
        if talk.botuser == botuser {
            let family = Some(session.family);
            let talk = goes_on(talk);
            return Ok(Found { botuser: Some(botuser), family, talk, ..Found::default() });
        }
        if write.is_known_user(&key, talk.botuser).await? {
            // The browser has changed hands.
            ends = write.revoke_family(&session, now).await?;
        } else if begin.merges && may_go_on(&talk) {
            return merged(write, talk, botuser, now).await;
        }
    }
    let talk = match write.latest_conversation(&key, botuser, begin.is_test).await? {
        Some(scope) if !begin.is_fresh => write.talk(&scope).await?,
        _ => None,
    };
    Ok(Found { talk, botuser: Some(botuser), ends, ..Found::default() })
}

async fn earlier(write: &mut Write, session: &Session) -> ApiResult<Option<(Session, Talk)>> {
    if write.is_revoked(session).await? {
        return Err(ApiError::unauthorized());
    }
    let talk = write.talk(&session.scope).await?.ok_or_else(ApiError::unauthorized)?;
    Ok(Some((session.clone(), talk)))
}

/// The anonymous conversation becomes the known user's. What its page said of the visitor stays where nothing
/// else is known.
async fn merged(write: &mut Write, talk: Talk, botuser: i64, now: i64) -> ApiResult<Found> {
    write.give_conversation(&talk.scope, talk.botuser, botuser, now).await?;
    let said = talk.meta;
    let mut talk = write.talk(&talk.scope).await?.ok_or_else(ApiError::internal)?;
    add(&mut talk.meta, said);
    let ends = vec![talk.scope.conversation];
    Ok(Found { talk: Some(talk), botuser: Some(botuser), is_merged: true, family: None, ends })
}
