//! Who may see the pages for the people who own bots (threat rows A8, A9): an account by its token, all bots by the
//! admin token, and whoever sits at this machine. What is drawn for those who may not is the pages' own.

mod cookie;
mod own_page;
mod owner;

pub(crate) use cookie::{cookie_of, set_cookie};
pub(crate) use own_page::refuse_other_pages;
pub(crate) use owner::{Owner, Shut, Visit, who_has};
