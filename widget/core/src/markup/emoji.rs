//! Texts that are a few emoji and nothing else.

use crate::limits::BIG_EMOJI;

/// Whether `text` is one to [`BIG_EMOJI`] emoji.
pub fn is_only_emoji(text: &str) -> bool {
    let (mut count, mut flags, mut is_joined) = (0, 0, false);
    let mut before = ' ';
    for letter in text.trim().chars() {
        match letter {
            '\u{1f1e6}'..='\u{1f1ff}' => flags += 1,
            '\u{200d}' => is_joined = true,
            // A keycap is a digit, the selector and the key.
            '\u{20e3}' if before == '\u{fe0f}' => count += 1,
            '0'..='9'
            | '#'
            | '*'
            | ' '
            | '\u{fe0f}'
            | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0020}'..='\u{e007f}' => {}
            '\u{1f000}'..='\u{1faff}'
            | '\u{2600}'..='\u{27bf}'
            | '\u{2b05}'..='\u{2b55}'
            | '\u{231a}'..='\u{23ff}' => {
                count += usize::from(!is_joined);
                is_joined = false;
            }
            _ => return false,
        }
        // A digit that no selector follows is a digit.
        if matches!(before, '0'..='9' | '#' | '*') && letter != '\u{fe0f}' {
            return false;
        }
        before = letter;
        if count + flags / 2 > BIG_EMOJI {
            return false;
        }
    }
    count + flags / 2 > 0 && !matches!(before, '0'..='9' | '#' | '*')
}
