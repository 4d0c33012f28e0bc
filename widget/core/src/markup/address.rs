//! Where a link may lead, and whether it says so.

/// Whether a link may lead to `address`: `http:`, `https:`, `mailto:` and `tel:`, written out, with
/// nothing in it that is not seen.
pub fn is_link(address: &str) -> bool {
    let is_known = is_media(address) || begins(address, "mailto:") || begins(address, "tel:");
    is_known && !address.chars().any(ends_address)
}

/// Whether media may be fetched from `address`: `http:` and `https:`.
pub fn is_media(address: &str) -> bool {
    let host = if begins(address, "https://") { address.get(8..) } else { address.get(7..) };
    (begins(address, "http://") || begins(address, "https://"))
        && host.is_some_and(|host| !host.is_empty())
        && !address.chars().any(ends_address)
}

/// Whether the words of a link name another place than `target`: the host it leads to, in the ASCII
/// form a browser gives it, or the address of a mail or telephone link.
///
/// A word that turns the direction of reading can make any text read as another, so it counts too.
pub fn is_misleading(words: &str, target: &str) -> bool {
    let turns = |letter| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    words.contains(turns) || words.split([' ', '\n', '\t']).any(|word| names_another(word, target))
}

fn names_another(word: &str, target: &str) -> bool {
    let is_edge = |letter: char| letter.is_ascii_punctuation();
    let scheme = word.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
    let (has_scheme, rest) = (scheme.is_some(), scheme.unwrap_or_else(|| word.trim_start_matches(is_edge)));
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches(is_edge);
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_name =
        last.len() > 1 && last.len() < host.len() && !last.bytes().all(|byte| byte.is_ascii_digit());
    let host = if begins(host, "www.") { host.get(4..).unwrap_or_default() } else { host };
    let target = target.rsplit('@').next().unwrap_or_default();
    let before = target.len().wrapping_sub(host.len());
    let is_below = before == 0 || target.as_bytes().get(before.wrapping_sub(1)) == Some(&b'.');
    let is_same = is_below && target.get(before..).is_some_and(|end| end.eq_ignore_ascii_case(host));
    (has_scheme || is_name) && !host.is_empty() && !is_same
}

/// Whether `text` begins with `start`, in capitals or not.
pub(super) fn begins(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// What no address holds: it would not be seen, or belongs to the sentence around it.
pub(super) fn ends_address(letter: char) -> bool {
    letter <= ' '
        || matches!(letter, '<' | '>' | '"' | '`' | '[' | ']' | '|' | '\\' | '\u{7f}'..='\u{a0}' | '\u{ad}')
        || matches!(letter, '\u{61c}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}')
        || matches!(letter, '\u{feff}'..='\u{ff0f}')
}
