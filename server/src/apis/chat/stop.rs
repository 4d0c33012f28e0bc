//! `POST …/stop`: the visitor has enough of the answer that is being made.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use super::body::read_json;
use super::extract::Visitor;
use crate::app::App;
use crate::error::ApiResult;
use crate::limits::STOP_BODY_BYTES;
use crate::strict_json::Fields;

/// Ends it, and what was said so far is the answer. Where none is being made nothing happens, nor where
/// `in_reply_to` names the message of another one: that one has ended meanwhile.
///
/// # Errors
/// What a body is refused for.
pub(crate) async fn stop(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<StatusCode> {
    let body = read_json(&app, &headers, body, STOP_BODY_BYTES).await?;
    let mut of = None;
    if let Some(body) = &body {
        let fields = Fields::of_body(body)?;
        fields.refuse_others(&["in_reply_to"])?;
        of = fields.string("in_reply_to")?;
    }
    app.growing.stop(&visitor.session.scope, of);
    Ok(StatusCode::NO_CONTENT)
}
