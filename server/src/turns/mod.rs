//! From a checked request to a stored and answered one: each function is one transaction, and rings
//! the doorbell after its commit.

mod agent;
mod caller;
mod forgetting;
mod greeting;
mod hear;
mod hooks;
mod known;
mod medium;
mod profile;
mod question;
mod record;
mod tell;
mod test_cvars;
mod timeout;
mod visitor;
mod waiting;
mod work;

pub(crate) use agent::{agent_says, ask_for_a_person, change_hands, note_agent};
pub(crate) use caller::{CallerAction, CallerMessage, take_caller_message};
pub(crate) use forgetting::{forget_visitor, purge};
pub(crate) use greeting::{Begin, open_conversation};
pub(crate) use hooks::{place_hooks, take_answer, take_hooks};
pub(crate) use medium::{MediumFile, MediumMessage, take_medium_message};
pub(crate) use profile::Profile;
pub(crate) use question::{Answered, Question, Says, take_question};
pub(crate) use record::{Said, finish_even_if_the_caller_leaves};
pub(crate) use test_cvars::set_test_cvars;
pub(crate) use timeout::time_out;
pub(crate) use visitor::{VisitorMessage, take_visitor_message};
pub(crate) use waiting::go_on_waiting;
pub(crate) use work::Work;
