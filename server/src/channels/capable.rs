//! What each channel can do (server.md §3.2). The log, its history and its marks are this server's: where
//! the upstream has none of its own they stand in `emulated`.

use parlour_protocol::{Action, Capabilities};

use crate::config::{Bot, Channel, UpstreamApi};
use crate::limits::{MEDIUM_ANSWER, UPSTREAM_ANSWER, UPSTREAM_TIMEOUT};

/// Types that answers of the Aimylogic seed become.
const AIMYLOGIC_TYPES: [&str; 8] = ["text", "choice", "image", "video", "audio", "file", "card", "location"];
/// Types that answers of the API medium seed become.
const MEDIUM_TYPES: [&str; 6] = ["text", "choice", "image", "video", "audio", "file"];

/// Types that a model's answers become.
const OPENAI_TYPES: [&str; 2] = ["text", "notice"];

pub(super) fn capabilities(bot: &Bot) -> Capabilities {
    let own = Capabilities {
        receipts: true,
        handover: true,
        history: true,
        uploads: bot.upload_types.is_some(),
        types: Action::TYPES.map(str::to_owned).to_vec(),
        ..Capabilities::default()
    };
    let Channel::Upstream(upstream) = &bot.channel else { return own };
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let seconds = |time: std::time::Duration| u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
    match upstream.api {
        UpstreamApi::Certainly => Capabilities {
            // The seed: attachments are not supported.
            uploads: false,
            emulated: list(&["history", "receipts", "handover"]),
            max_delay_s: seconds(upstream.timeout),
            ..own
        },
        UpstreamApi::Aimylogic => Capabilities {
            emulated: list(&["history", "receipts"]),
            max_delay_s: seconds(if upstream.is_later { UPSTREAM_ANSWER } else { upstream.timeout }),
            types: list(&AIMYLOGIC_TYPES),
            ..own
        },
        UpstreamApi::ApiMedium => Capabilities {
            emulated: list(&["history", "receipts"]),
            max_delay_s: seconds(MEDIUM_ANSWER.max(UPSTREAM_TIMEOUT)),
            types: list(&MEDIUM_TYPES),
            ..own
        },
        UpstreamApi::OpenAi => Capabilities {
            uploads: false,
            streaming: true,
            emulated: list(&["history", "receipts", "handover"]),
            max_delay_s: seconds(upstream.timeout),
            types: list(&OPENAI_TYPES),
            ..own
        },
    }
}
