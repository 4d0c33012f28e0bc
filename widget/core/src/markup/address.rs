//! Where a link may lead, and whether it says so.

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
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    (begins(address, "http://") || begins(address, "https://"))
        && !host.is_empty()
        && !host.contains('@')
        && !address.chars().any(ends_address)
}

/// What is read as the dot of a host, or is one to a browser (U+3002, U+FF0E, U+FF61; RFC 3490 §3.1).
const DOTS: [char; 9] = [
    '\u{b7}', '\u{6d4}', '\u{2024}', '\u{2027}', '\u{3002}', '\u{30fb}', '\u{fe52}', '\u{ff0e}', '\u{ff61}',
];

/// Whether the words of a link name another place than `target`: the host it leads to, in the ASCII
/// form a browser gives it, or the address of a mail or telephone link.
///
/// A word that turns the direction of reading can make any text read as another, so it counts too.
pub fn is_misleading(words: &str, target: &str) -> bool {
    let turns = |letter| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // What a mail is to say is no address; further readers are.
    let target = match target.split_once('?') {
        Some((address, more)) if !more.contains('@') && !more.contains("%40") => address,
        _ => target,
    };
    let dotted = words.replace(DOTS, ".");
    words.contains(turns) || dotted.split_whitespace().any(|word| names_another(word, target))
}

fn names_another(word: &str, target: &str) -> bool {
    let word = word.trim_matches(is_edge);
    if word.eq_ignore_ascii_case(target) {
        return false;
    }
    if word.contains('@') && target.contains('@') {
        return true;
    }
    let scheme = word.split_once(':').filter(|(_, rest)| rest.starts_with(['/', '\\']));
    let rest = scheme.map_or(word, |(_, rest)| rest.trim_start_matches(['/', '\\']));
    let target = without_www(target.rsplit('@').next().unwrap_or_default());
    // A port and what stands before an `@` are read as a host where they look like one.
    let parts = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default().split([':', '@']);
    parts.map(|part| part.trim_matches(is_edge)).any(|part| {
        let last = part.rsplit('.').next().unwrap_or_default();
        let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
        let is_host = if is_number {
            part.split('.').count() == 4
        } else {
            scheme.is_some() || last.len() > 1 && last.len() < part.len()
        };
        is_host && !without_www(part).eq_ignore_ascii_case(target)
    })
}

fn is_edge(letter: char) -> bool {
    letter.is_ascii_punctuation()
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
