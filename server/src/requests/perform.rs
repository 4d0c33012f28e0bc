//! One call of a flow, and what the flow is told of it.

use parlour_engine::{Effect, Response};
use serde_json::Value;

use crate::config::Secrets;
use crate::egress::{Answer, Call, Egress};

/// Makes the call. `key` tells the called server that a repeated call is the same one, `secrets` are the flow's.
pub(crate) async fn perform(
    egress: &Egress,
    effect: &Effect,
    key: Option<&str>,
    secrets: &Secrets,
) -> Response {
    #[cfg(feature = "simulation")]
    if let Some(response) = crate::simulation::elsewhere(effect, key).await {
        return response;
    }
    let answered = match Call::of(effect, key, secrets) {
        Ok(call) => egress.call(&call).await,
        Err(fault) => Err(fault),
    };
    match answered {
        Ok(answer) => response(&answer),
        Err(fault) => Response::failed(fault.word()),
    }
}

fn response(answer: &Answer) -> Response {
    let status = Some(answer.status);
    let failed = |error: &str| Response { status, ..Response::failed(error) };
    if !(200..300).contains(&answer.status) {
        return failed("status");
    }
    if answer.body.is_empty() {
        return Response { status, ..Response::default() };
    }
    match serde_json::from_slice::<Value>(&answer.body) {
        Ok(body) => Response { status, body, error: None },
        Err(_) => failed("not_json"),
    }
}
