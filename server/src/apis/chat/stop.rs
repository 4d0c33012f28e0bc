//! `POST …/stop`: the visitor has enough of the answer that is being made.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::extract::Visitor;
use crate::app::App;

/// Ends it, and what was said so far is the answer. Where none is being made nothing happens.
pub(crate) async fn stop(State(app): State<Arc<App>>, visitor: Visitor) -> StatusCode {
    app.growing.stop(&visitor.session.scope);
    StatusCode::NO_CONTENT
}
