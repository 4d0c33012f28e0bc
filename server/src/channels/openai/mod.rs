//! Chat completions: a model is told the conversation so far, and answers word by word. The wire is the one
//! the vendors document and servers of local models speak: `POST <base>/chat/completions` with `stream`,
//! answered by events whose data are `{"choices": [{"delta": {"content"}, "finish_reason"}]}`, the last `[DONE]`.

mod growth;
mod read;
mod write;

pub(crate) use growth::{Ending, Growth};
pub(super) use read::read;
pub(crate) use read::told;
pub(crate) use write::request;
pub(super) use write::write;
