//! Paths of files, as they come in an address.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use crate::app::App;
use crate::error::{ApiError, ApiResult};

/// The variable parts of a path, each a plain file name, joined with `/`: no `..`, no hidden file, nothing empty.
pub(crate) struct Segments(pub(crate) String);

impl FromRequestParts<Arc<App>> for Segments {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> ApiResult<Self> {
        let params =
            RawPathParams::from_request_parts(parts, app).await.map_err(|_| ApiError::not_found())?;
        let values: Vec<&str> = params.iter().map(|(_, value)| value).collect();
        let path = values.join("/");
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte);
        let is_name = |name: &str| !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_letter);
        if path.split('/').all(is_name) { Ok(Self(path)) } else { Err(ApiError::not_found()) }
    }
}
