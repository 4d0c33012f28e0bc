//! `/tester`: where somebody tries the bots they build (API.md, "The tester"). The page is built apart and asks
//! this API, which is for that page and for programs of the same people.

mod bots;
mod builder;
mod conversation;
mod cvars;
mod flow;
mod handover;
mod kept_nowhere;
mod of_test;
mod page;
mod pass;
mod trails;
mod webhooks;

pub(crate) use bots::bots;
pub(crate) use conversation::conversation;
pub(crate) use cvars::set_cvars;
pub(crate) use flow::flow;
pub(crate) use handover::handover;
pub(crate) use kept_nowhere::kept_nowhere;
pub(crate) use page::{file, page};
pub(crate) use pass::pass;
pub(crate) use webhooks::webhooks;
