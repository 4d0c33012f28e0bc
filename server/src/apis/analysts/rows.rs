//! `GET /reports/rows/{report}.csv` and `.json`: the rows of a report, the very ones of its page.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use super::asked::Asked;
use super::door::Analyst;
use super::frame::headers;
use super::refused::Refused;
use crate::app::App;
use crate::error::ApiError;
use crate::reports::{Counted, Report, catch_up};

/// Tells that so many messages are not counted yet.
const BEHIND: HeaderName = HeaderName::from_static("x-report-behind");

/// The file.
pub(crate) async fn rows(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let (slug, form) = file.rsplit_once('.').ok_or_else(ApiError::not_found)?;
    let report = Report::of(slug).ok_or_else(ApiError::not_found)?;
    let asked = Asked::of(&app, &analyst, query.as_deref())?;
    let counted = catch_up(&app).await?;
    let (bot, tests) = asked.counted();
    let figures = app.store.figures(report, (&bot, tests), asked.days).await?;
    tracing::info!(account = analyst.who.key(), bot, file, "rows of a report were fetched");
    let (kind, bytes) = match form {
        "csv" => {
            let bytes = figures.csv().map_err(|error| {
                tracing::error!(%error, "rows of a report could not be written");
                ApiError::internal()
            })?;
            ("text/csv; charset=utf-8", bytes)
        }
        "json" => ("application/json", figures.json().to_string().into_bytes()),
        _ => return Err(ApiError::not_found().into()),
    };
    let name = format!("attachment; filename=\"{slug}-{}-{}.{form}\"", asked.days.from(), asked.days.to());
    let name = HeaderValue::try_from(name).map_err(|_| ApiError::internal())?;
    let mut response = (headers(kind), bytes).into_response();
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    if let Counted::Behind(messages) = counted {
        response.headers_mut().insert(BEHIND, HeaderValue::from(messages));
    }
    Ok(response)
}
