//! `user_profile` as a visitor's page may send it (server.md §3.1).

use parlour_protocol::ErrorCode;
use parlour_protocol::limits::PROFILE_BYTES;

use crate::error::{ApiError, ApiResult};
use crate::strict_json::Fields;
use crate::turns::Profile;

/// The words of `user_profile.web` that the widget sends. `current_ip` is the server's own.
const WEB: [&str; 9] = [
    "host",
    "hostPageUrl",
    "title",
    "referrer",
    "language",
    "timezone",
    "screen",
    "viewport",
    "userAgentData",
];

/// Reads the profile; any key beside `web` is plain data.
pub(super) fn profile(body: &Fields<'_>) -> ApiResult<Profile> {
    let Some(fields) = body.object("user_profile")? else { return Ok(Profile::default()) };
    refuse_large(&fields, "user_profile")?;
    if fields.value("verified").is_some() {
        // What agents read as the back end's word.
        return Err(ApiError::refused("user_profile.verified"));
    }
    let web = fields.object("web")?;
    if let Some(web) = &web {
        web.refuse_others(&WEB)?;
        for name in WEB {
            web.string(name)?;
        }
    }
    let mut rest = fields.as_map().clone();
    rest.remove("web");
    Ok(Profile { web: web.map(|web| web.as_map().clone()), rest })
}

/// 400 if the object takes more bytes than a profile may.
pub(super) fn refuse_large(fields: &Fields<'_>, name: &str) -> ApiResult<()> {
    let bytes = serde_json::to_vec(fields.as_map()).map_or(usize::MAX, |bytes| bytes.len());
    if bytes <= PROFILE_BYTES {
        return Ok(());
    }
    let sentence = format!("The field `{name}` may have at most {PROFILE_BYTES} bytes.");
    Err(ApiError::of_field(ErrorCode::FieldInvalid, name, sentence))
}
