//! `GET` and `PUT …/rating`: what the visitor thought of a conversation that has ended.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use parlour_protocol::ErrorCode;

use super::body::require_json;
use super::extract::{Address, OfBot, Visitor};
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, ApiResult, json};
use crate::limits::RATING_COMMENT_CHARS;
use crate::store::Rating;
use crate::strict_json::Fields;
use crate::turns::finish_even_if_the_caller_leaves;

/// `{"grade": 1 to 5, "comment": text or null}`; `{"grade": null}` while there is none.
pub(crate) async fn rating(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    visitor: Visitor,
) -> ApiResult<Response> {
    if !bot.rating {
        return Err(ApiError::not_found());
    }
    let kept = app.store.rating(&visitor.session.scope).await?;
    let (grade, comment) = kept.map_or((None, None), |kept| (Some(kept.grade), kept.comment));
    Ok(json(&serde_json::json!({"grade": grade, "comment": comment})))
}

/// Keeps `{"grade", "comment"?}` in place of what was given before: the same again changes nothing.
pub(crate) async fn rate(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    visitor: Visitor,
    Address(address): Address,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    if !bot.rating {
        return Err(ApiError::not_found());
    }
    app.throttle.messages.count(&address.household())?;
    let body = require_json(&app, &headers, body, app.config.limits.body).await?;
    let rating = read(&Fields::of_body(&body)?)?;
    finish_even_if_the_caller_leaves(async move {
        let mut write = app.store.write().await?;
        if !write.is_live(&visitor.session, clock::now_ms()).await? {
            return Err(ApiError::unauthorized());
        }
        if !write.rate(&visitor.session.scope, &rating).await? {
            return Err(ApiError::new(ErrorCode::NotEnded, "The conversation has not ended."));
        }
        Ok(write.commit().await?)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn read(fields: &Fields<'_>) -> ApiResult<Rating> {
    fields.refuse_others(&["grade", "comment"])?;
    let grade = fields.value("grade").ok_or_else(|| ApiError::missing("grade"))?;
    let grade = grade.as_i64().filter(|grade| (1..=5).contains(grade));
    let grade = grade.ok_or_else(|| ApiError::invalid("grade", "be a whole number from 1 to 5"))?;
    let comment = fields.string_within("comment", RATING_COMMENT_CHARS)?;
    let comment = comment.map(str::trim).filter(|comment| !comment.is_empty()).map(str::to_owned);
    Ok(Rating { grade, comment })
}
