//! A file's name: for people to read, never a path.

use std::fmt::Write as _;

use crate::limits::FILE_NAME_CHARS;

/// The last part of what the sender called it, without what would mislead or break a file system.
pub(super) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_hidden = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let shown = last.chars().filter(|letter| !is_hidden(*letter));
    let safe: String = shown.map(|letter| if "<>:\"|?*".contains(letter) { '_' } else { letter }).collect();
    let words = safe.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = words.trim_matches(['.', ' ']);
    if bare.is_empty() { "file".to_owned() } else { shorten(bare) }
}

/// The beginning of a long name, and its ending.
fn shorten(name: &str) -> String {
    let letters = name.chars().count();
    if letters <= FILE_NAME_CHARS {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.len() <= 10);
    let ending = ending.map(|ending| format!(".{ending}")).unwrap_or_default();
    let kept = FILE_NAME_CHARS.saturating_sub(ending.chars().count());
    name.chars().take(kept).chain(ending.chars()).collect()
}

/// `Content-Disposition` (RFC 6266): a plain name for old readers, the whole one beside it.
pub(crate) fn disposition(is_inline: bool, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_graphic() && !"\"\\%;".contains(letter) { letter } else { '_' })
        .collect();
    let mut whole = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    let word = if is_inline { "inline" } else { "attachment" };
    format!("{word}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_last_part_without_what_misleads() {
        for (sent, kept) in [
            ("tent.jpg", "tent.jpg"),
            ("../../etc/passwd", "passwd"),
            ("D:\\temp\\zelt.png", "zelt.png"),
            ("in\u{202e}gpj.exe", "ingpj.exe"),
            ("a\r\nSet-Cookie: b.txt", "aSet-Cookie_ b.txt"),
            (" .. ", "file"),
            ("", "file"),
            (".htaccess", "htaccess"),
            ("Grüße  vom   See.png", "Grüße vom See.png"),
        ] {
            assert_eq!(clean(sent), kept, "{sent:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = clean(&format!("{}.pdf", "ä".repeat(500)));
        assert_eq!(long.chars().count(), FILE_NAME_CHARS);
        assert!(long.ends_with("ä.pdf"), "{long}");
    }

    #[test]
    fn a_header_holds_any_name() {
        assert_eq!(
            disposition(false, "Grüße \"1\";.pdf"),
            "attachment; filename=\"Gr__e__1__.pdf\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22%3B.pdf"
        );
        assert!(disposition(true, "a").starts_with("inline; "));
    }
}
