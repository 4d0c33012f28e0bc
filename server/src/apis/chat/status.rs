//! `PUT …/status`: how far the visitor has read.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::body::require_json;
use super::extract::Visitor;
use crate::app::App;
use crate::clock;
use crate::error::{ApiError, ApiResult};
use crate::strict_json::Fields;
use crate::turns::finish_even_if_the_caller_leaves;

/// Stores `{"read_up_to": seq}`; beyond the end of the log it is the end, and it never goes back.
pub(crate) async fn status(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    let body = require_json(&app, &headers, body, app.config.limits.body).await?;
    let fields = Fields::of_body(&body)?;
    fields.refuse_others(&["read_up_to"])?;
    let read = fields.value("read_up_to").ok_or_else(|| ApiError::missing("read_up_to"))?;
    let read = read.as_u64().ok_or_else(|| ApiError::invalid("read_up_to", "be a whole number from 0"))?;
    finish_even_if_the_caller_leaves(async move {
        let mut write = app.store.write().await?;
        if !write.is_live(&visitor.session, clock::now_ms()).await? {
            return Err(ApiError::unauthorized());
        }
        write.note_reading(&visitor.session.scope, i64::try_from(read).unwrap_or(i64::MAX)).await?;
        Ok(write.commit().await?)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
