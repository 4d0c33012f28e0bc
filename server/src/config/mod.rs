//! `parlour.toml` and its environment: read whole, with every mistake in one run.

mod accounts;
mod bot;
mod carets;
mod file;
mod flow;
mod identity;
mod mail;
mod mistake;
mod model;
mod node;
mod openai;
mod quantity;
mod rules;
mod secret;
mod serve_as;
mod source;
mod upstream;

pub use carets::with_carets;
pub use file::{Environment, load, load_flow, parse};
pub(crate) use flow::{flow_secrets, reload};
pub use mistake::{Mistake, Severity};
pub use model::{
    Account, Bot, Channel, Config, Demo, FlowBot, HookSignature, Mail, MessageRate, Secrets, SignatureKind,
    StoreAddress, Upstream, UpstreamApi,
};
pub(crate) use openai::read_prompt;
pub use openai::{Model, Prompt};
pub use serve_as::{ServeAs, ServedAimylogic, ServedApi, ServedMedium, WebhookTarget};
