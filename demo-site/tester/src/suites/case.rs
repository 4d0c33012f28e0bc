//! A file of a written conversation.

use parlour_engine::chats::Chat;

use crate::limits::CASE_BYTES;

/// What such a file's name ends in.
const ENDING: &str = ".chat.toml";

/// A file of a written conversation.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub file: String,
    /// The conversation, or what is wrong in the file, a sentence each.
    pub chat: Result<Chat, Vec<String>>,
}

impl Case {
    /// Reads a file.
    pub fn read(file: &str, text: &str) -> Self {
        let chat = if text.len() > CASE_BYTES {
            Err(vec![format!("It has more than {CASE_BYTES} bytes.")])
        } else {
            Chat::from_toml(text.trim_start_matches('\u{feff}')).map_err(|mistakes| {
                let told = mistakes.iter().map(|mistake| {
                    format!("{}:{}: {}: {}", mistake.line, mistake.column, mistake.code, mistake.message)
                });
                told.collect()
            })
        };
        Self { file: file.to_owned(), chat }
    }
}

/// A file's name of what a conversation is about: `Boots for hills` becomes `boots-for-hills.chat.toml`.
pub fn file_name(title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    let name = if name.is_empty() { "conversation" } else { name.as_str() };
    [name, ENDING].concat()
}
