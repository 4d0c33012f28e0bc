//! Where a link may lead, and whether it says so.

use crate::text::turns;

/// Whether a link may lead to `address`: `http:`, `https:`, `mailto:` and `tel:`, written out, with
/// nothing in it that is not seen.
pub fn is_link(address: &str) -> bool {
    let is_known = is_media(address) || begins(address, "mailto:") || begins(address, "tel:");
    is_known && !address.chars().any(ends_address)
}

/// Whether media may be fetched from `address`: `http:` and `https:`, the host standing first. What stands before an
/// `@` there is read as the host, and is none.
pub fn is_media(address: &str) -> bool {
    let rest = if begins(address, "https://") { address.get(8..) } else { address.get(7..) };
    let mut has_host = false;
    for byte in rest.unwrap_or_default().bytes() {
        match byte {
            b'@' => return false,
            b'/' | b'?' | b'#' => break,
            _ => has_host = true,
        }
    }
    has_host
        && (begins(address, "http://") || begins(address, "https://"))
        && !address.chars().any(ends_address)
}

/// Whether the words of a link name another place than `target`: the host it leads to, in the ASCII
/// form a browser gives it, or the address of a mail or telephone link.
///
/// A word that turns the direction of reading can make any text read as another, so it counts too.
pub fn is_misleading(words: &str, target: &str) -> bool {
    // What a mail is to say is no address; further readers are.
    let target = match target.split_once('?') {
        Some((address, more)) if !names_readers(more.as_bytes()) => address,
        _ => target,
    };
    let mut word = String::new();
    for letter in words.chars() {
        match letter {
            _ if turns(letter) => return true,
            // Read as the dot of a host, or one to a browser (U+3002, U+FF0E, U+FF61; RFC 3490 §3.1).
            '\u{b7}' | '\u{6d4}' | '\u{2024}' | '\u{2027}' | '\u{3002}' | '\u{30fb}' | '\u{fe52}'
            | '\u{ff0e}' | '\u{ff61}' => word.push('.'),
            _ if letter.is_whitespace() => {
                if names_another(&word, target) {
                    return true;
                }
                word.clear();
            }
            _ => word.push(letter),
        }
    }
    names_another(&word, target)
}

fn names_readers(more: &[u8]) -> bool {
    more.contains(&b'@') || more.windows(2).any(|two| two == b"%4")
}

fn names_another(word: &str, target: &str) -> bool {
    let word = without_edges(word);
    let word = if begins(word, "mailto:") { word.get(7..).unwrap_or_default() } else { word };
    let address = word.split_once('?').map_or(word, |(address, _)| address);
    if address.eq_ignore_ascii_case(target) {
        return false;
    }
    let mailbox = target.rsplit_once('@');
    if mailbox.is_some() && word.contains('@') {
        return true;
    }
    let target = without_www(mailbox.map_or(target, |(_, host)| host));
    let (mut from, mut is_host) = (0, false);
    let part = |from, to| word.get(from..to).unwrap_or_default();
    for (at, byte) in word.bytes().enumerate() {
        match byte {
            b'/' | b'\\' if from == at => (from, is_host) = (at + 1, true),
            b'/' | b'\\' | b'?' | b'#' => return is_another(part(from, at), is_host, target),
            // A port and what stands before an `@` are read as a host where they look like one.
            b':' | b'@' if is_another(part(from, at), is_host, target) => return true,
            b':' | b'@' => from = at + 1,
            _ => {}
        }
    }
    is_another(part(from, word.len()), is_host, target)
}

/// Whether `part` is a host, or reads as one, and not `target`.
#[inline(never)]
fn is_another(part: &str, is_host: bool, target: &str) -> bool {
    let part = without_edges(part);
    let last = part.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
    let dots = part.bytes().filter(|byte| *byte == b'.').count();
    let reads_as_host = if is_number { dots == 3 } else { is_host || dots > 0 && last.len() > 1 };
    reads_as_host && !without_www(part).eq_ignore_ascii_case(target)
}

#[inline(never)]
fn without_edges(word: &str) -> &str {
    word.trim_matches(|letter: char| letter.is_ascii_punctuation())
}

fn without_www(host: &str) -> &str {
    if begins(host, "www.") { host.get(4..).unwrap_or_default() } else { host }
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
