//! What changes something comes from a page of this server.

use axum::http::{HeaderMap, header};
use parlour_protocol::ErrorCode;

use crate::apis::chat::origin;
use crate::app::App;
use crate::error::{ApiError, ApiResult};

/// 403 for what another page sends. A browser names the page or its site; a program shows its token.
pub(crate) fn refuse_other_pages(app: &App, headers: &HeaderMap) -> ApiResult<()> {
    let site = headers.get("sec-fetch-site").map(|site| site.to_str().unwrap_or_default());
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_own = match (site, origin(headers)) {
        (Some(site), _) => site == "same-origin",
        // The name of the host was looked at before.
        (None, Some(origin)) => origin == app.config.public_origin() || origin == format!("http://{host}"),
        (None, None) => headers.contains_key(header::AUTHORIZATION),
    };
    if is_own { Ok(()) } else { Err(another_page()) }
}

pub(super) fn another_page() -> ApiError {
    ApiError::new(ErrorCode::OriginRefused, "Another page led here. Please open the address yourself.")
}
