//! The style and the script of the pages.

use axum::response::{IntoResponse as _, Response};

use super::frame::headers;
use crate::apis::door::Visit;

const STYLE: &str = include_str!("../../../reports/reports.css");
const SCRIPT: &str = include_str!("../../../reports/reports.js");

/// `GET /reports/reports.css`.
pub(crate) async fn style(_: Visit) -> Response {
    (headers("text/css; charset=utf-8"), STYLE).into_response()
}

/// `GET /reports/reports.js`.
pub(crate) async fn script(_: Visit) -> Response {
    (headers("text/javascript; charset=utf-8"), SCRIPT).into_response()
}
