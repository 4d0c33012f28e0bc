//! `DELETE …/conversation`: forget me.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::extract::{Address, Visitor};
use crate::app::App;
use crate::error::ApiResult;
use crate::turns::{finish_even_if_the_caller_leaves, forget_visitor};

/// Overwrites what the visitor said and what was known of them, and takes their tokens.
pub(crate) async fn forget(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Address(address): Address,
) -> ApiResult<Response> {
    // As dear as beginning one, and as rare.
    app.throttle.sessions.count(&address.household())?;
    finish_even_if_the_caller_leaves(forget_visitor(app, visitor.session)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
