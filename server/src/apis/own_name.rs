//! Under which names the pages for people of the house are served (threat row A9).

use axum::http::{HeaderMap, header};
use parlour_protocol::ErrorCode;

use super::handover::is_this_machine;
use crate::app::App;
use crate::error::{ApiError, ApiResult};

/// 421 for a name that is neither one of this machine nor that of `public_url`: somebody may have pointed theirs
/// here.
pub(super) fn refuse_other_names(app: &App, headers: &HeaderMap) -> ApiResult<()> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = app.config.public_url.split_once("://").map_or("", |(_, own)| own);
    if is_this_machine(host) || own.split('/').next() == Some(host) {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::MisdirectedRequest, "This is not a name of this server."))
}
