//! Reports answered at once, and exports asked for.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::account::Account;
use super::request::Asked;
use crate::apis::chat::require_json;
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::limits::{REPORT_BODY_BYTES, REPORT_ROWS};
use crate::reports::Period;
use crate::store::NewJob;
use crate::token::random_hex;
use crate::turns::finish_even_if_the_caller_leaves;

const TRUNCATED: HeaderName = HeaderName::from_static("x-report-truncated");

/// `GET`: the oldest rows of the period, a JSON array; a header tells that there are more.
pub(crate) async fn report(
    State(app): State<Arc<App>>,
    account: Account,
    RawQuery(query): RawQuery,
) -> ApiResult<Response> {
    let asked = Asked::of_query(query.as_deref())?;
    let bot = account.bot(&app, asked.bot)?.key();
    app.throttle.reports.count(&account.key())?;
    let excerpt = app.store.excerpt(Some(&bot), asked.period.at_ms()).await?;
    // One more than is shown tells whether there is more.
    let mut rows = app.store.report(&excerpt, REPORT_ROWS + 1, i64::MAX).await?.rows;
    let is_truncated = rows.len() > REPORT_ROWS as usize;
    rows.truncate(REPORT_ROWS as usize);
    tracing::info!(account = account.key(), bot, rows = rows.len(), "a report was read");
    let mut response = answer(&rows);
    if is_truncated {
        response.headers_mut().insert(TRUNCATED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// `POST`: an export, mailed to the account when it is done.
pub(crate) async fn order(
    State(app): State<Arc<App>>,
    account: Account,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let body = require_json(&app, &headers, body, REPORT_BODY_BYTES).await?;
    let Asked { period, report, bot } = Asked::of_body(&body)?;
    let bot = account.bot(&app, bot)?.key();
    let id = finish_even_if_the_caller_leaves(queue(app, account.key(), bot, (period, report))).await?;
    let message = "The report was requested and will be sent to your email.";
    Ok((StatusCode::ACCEPTED, answer(&json!({"message": message, "job": id}))).into_response())
}

/// Queues an export of these days, of this documented kind; its id.
///
/// # Errors
/// `report_in_progress` while another of the account is under way.
pub(crate) async fn queue(
    app: Arc<App>,
    account: String,
    bot: String,
    (period, report): (Period, i64),
) -> ApiResult<String> {
    let id = random_hex::<16>().ok_or_else(ApiError::internal)?;
    let mut write = app.store.write().await?;
    if let Some(job) = write.open_report_job(&account).await? {
        return Err(ApiError::report_in_progress(job));
    }
    let (from_date, to_date) = (period.from(), period.to());
    let new = NewJob {
        id: &id,
        account: &account,
        bot: &bot,
        report,
        from_date: &from_date,
        to_date: &to_date,
        now_ms: clock::now_ms(),
    };
    write.queue_report_job(&new).await?;
    write.commit().await?;
    app.exports.ring();
    tracing::info!(account, bot, job = id, "an export was asked for");
    Ok(id)
}
