//! What was said, as it is kept until the store has it. The answer itself is no body that could be kept:
//! it comes word by word.

use parlour_protocol::{Action, BotModule};
use serde::{Deserialize, Serialize};

use super::growth::Ending;
use crate::channels::letter::{Read, Reading, Spoken};

#[derive(Serialize, Deserialize)]
struct Told {
    /// As far as it came.
    text: String,
    /// [`Ending::word`].
    ending: String,
    /// For people.
    notice: Option<String>,
}

/// What was said, for [`read`]; `notice` is told behind it.
pub(crate) fn told(text: &str, ending: Ending, notice: Option<String>) -> Vec<u8> {
    let told = Told { text: text.to_owned(), ending: ending.word().to_owned(), notice };
    serde_json::to_vec(&told).unwrap_or_default()
}

/// One message: the text, and a notice if it is not whole. How it ended is the name of its module.
pub(crate) fn read(body: &[u8]) -> Read {
    let Ok(told) = serde_json::from_slice::<Told>(body) else { return Read::Unreadable };
    let text = Some(told.text).filter(|text| !text.is_empty()).map(Action::text);
    let notice = told.notice.map(|text| Action::Notice { text });
    let spoken = Spoken {
        id: None,
        answers: None,
        module: BotModule { id: 0, name: told.ending, group_colour: None, kpi_tags: Vec::new() },
        actions: text.into_iter().chain(notice).collect(),
        reply_to_module_id: None,
        data: Vec::new(),
        agent: None,
    };
    Read::Taken(Reading { spoken: vec![spoken], ..Reading::default() })
}
