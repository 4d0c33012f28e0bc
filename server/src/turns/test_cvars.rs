//! Variables of a test, set by whoever tries the bot.

use std::sync::Arc;

use parlour_engine::limits::CVARS;
use parlour_engine::{Conversation, Cvars};
use parlour_protocol::ErrorCode;
use serde_json::{Map, Value};

use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::store::Scope;

/// Sets variables of a flow's conversation, those that are null are removed; what it has then.
///
/// # Errors
/// `not_found`, `not_a_test`, and `field_invalid` for the variable with which there are too many.
pub(crate) async fn set_test_cvars(
    app: Arc<App>,
    scope: Scope,
    changes: Map<String, Value>,
) -> ApiResult<Cvars> {
    let mut write = app.store.write().await?;
    let mut talk = write.talk(&scope).await?.ok_or_else(ApiError::not_found)?;
    if !talk.is_test {
        let sentence = "This conversation is a visitor's: only those of a test may be changed.";
        return Err(ApiError::new(ErrorCode::NotATest, sentence));
    }
    // As the channel reads it: a state of an earlier engine begins anew.
    let mut conversation: Conversation = serde_json::from_str(&talk.state).unwrap_or_default();
    for (name, value) in changes {
        if value.is_null() {
            conversation.cvars.remove(&name);
            continue;
        }
        if conversation.cvars.len() >= CVARS && !conversation.cvars.contains_key(&name) {
            return Err(ApiError::invalid(name, &format!("not be one more than {CVARS} variables")));
        }
        conversation.cvars.insert(name, value);
    }
    talk.state = serde_json::to_string(&conversation).map_err(|error| {
        tracing::error!(%error, "a conversation's state could not be written");
        ApiError::internal()
    })?;
    write.save(&talk)?;
    write.commit().await?;
    Ok(conversation.cvars)
}
