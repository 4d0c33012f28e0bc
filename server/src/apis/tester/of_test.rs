//! What may be done in a test, and in no visitor's conversation.

use parlour_protocol::ErrorCode;

use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::store::Scope;

/// A test stays one: what is found here holds.
///
/// # Errors
/// `not_a_test` for a conversation that is a visitor's, `not_found` for one the bot has not, and for one whose
/// visitor was forgotten.
pub(super) async fn require_test(app: &App, scope: &Scope) -> ApiResult<()> {
    let talk = app.store.talk(scope).await?.ok_or_else(ApiError::not_found)?;
    if talk.is_test {
        return Ok(());
    }
    let sentence = "This conversation is a visitor's: this may be done in a test only.";
    Err(ApiError::new(ErrorCode::NotATest, sentence))
}
