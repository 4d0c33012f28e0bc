//! What is said to a user of another system's API is told to that system, in the same transaction.

use parlour_protocol::{Action, AgentCard};

use crate::config::ServedApi;
use crate::served::medium::{self, Envelope};
use crate::store::{Outgoing, Talk, Write};

/// Queues a webhook for each bubble, if the conversation is led by another system.
pub(super) async fn tell(
    write: &mut Write,
    talk: &mut Talk,
    actions: &[Action],
    agent: Option<&AgentCard>,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    let Some(mut user) = talk.medium.clone() else { return Ok(()) };
    let admin = match agent {
        Some(agent) => Some(write.medium_agent(&talk.scope.bot, &agent.name).await?),
        None => None,
    };
    for told in medium::told(actions) {
        // Its readers order by this, and take two of one moment for the same.
        user.told_ms = now_ms.max(user.told_ms.saturating_add(1));
        let envelope = Envelope { channel: &user.channel, user: user.user, at_ms: user.told_ms, admin };
        let body = medium::write(&envelope, &told);
        let api = ServedApi::ApiMedium;
        write.enqueue_webhook(&Outgoing { scope: &talk.scope, api, body: &body, now_ms })?;
    }
    talk.medium = Some(user);
    write.note_told(talk)
}
