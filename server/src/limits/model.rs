//! Limits of language models, and of what is told of their answers while they grow.

use std::time::Duration;

/// Time without a byte of a model's answer, unless the bot says otherwise: then it is taken for broken.
pub(crate) const MODEL_SILENCE: Duration = Duration::from_mins(1);
/// The longest a model's answer may take from its first byte to its last.
pub(crate) const MODEL_ANSWER: Duration = Duration::from_mins(10);
/// Characters of a model's answer; there it is ended.
pub(crate) const MODEL_ANSWER_CHARS: usize = 32_000;
/// Bytes of a model's answer that does not come as a stream, and of one that refuses.
pub(crate) const MODEL_BODY_BYTES: usize = 1024 * 1024;
/// Characters of the code of a refusal that are logged.
pub(crate) const MODEL_CODE_CHARS: usize = 60;
/// Messages of the conversation a model is told, unless the bot says otherwise.
pub(crate) const MODEL_HISTORY: u32 = 20;
/// The most a bot may say.
pub(crate) const MODEL_HISTORY_MOST: u32 = 200;
/// Characters of them; older ones are left out whole.
pub(crate) const MODEL_HISTORY_CHARS: usize = 32_000;
/// Bytes of a file that tells a model who it is.
pub(crate) const PROMPT_BYTES: u64 = 64 * 1024;
/// Time between two looks at an answer that grows: at most 12 events in a second on each stream.
pub(crate) const PARTIAL_PAUSE: Duration = Duration::from_millis(80);
/// Bytes of the body that names the answer to be stopped: an id and its key.
pub(crate) const STOP_BODY_BYTES: usize = 1024;
