//! Which letters can be seen.

/// Whether somebody who reads sees the letter: no white space, no control, and none of those that Unicode lets a
/// reader pass over (`Default_Ignorable_Code_Point`, DerivedCoreProperties.txt).
pub(crate) fn is_seen(letter: char) -> bool {
    let is_passed_over = matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    !letter.is_whitespace() && !letter.is_control() && !is_passed_over
}

#[cfg(test)]
mod tests {
    use super::is_seen;

    #[test]
    fn what_nobody_sees_is_told_from_what_is_seen() {
        let unseen =
            " \u{a0}\t\0\u{7f}\u{ad}\u{3164}\u{200b}\u{200f}\u{202e}\u{2060}\u{feff}\u{fe0f}\u{e0020}";
        assert!(!unseen.contains(is_seen));
        assert!("a1.ü漢🙂".chars().all(is_seen));
    }
}
