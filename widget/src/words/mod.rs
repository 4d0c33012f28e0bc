//! Every sentence the widget says for itself, in the language that is wanted now.
//!
//! English is built in (`pkg/words/en.js`, by `build.rs`); other languages are handed over by the page's
//! side (`pkg/loader/language.js`), and so is what the page words otherwise.

mod fill;
mod format;
mod of_states;
mod tongue;
mod word;

pub(crate) use format::local_day;
pub(crate) use of_states::{connection, delivery, notice, trouble, wait};
pub use tongue::{Tongue, Words};
pub use word::Word;
