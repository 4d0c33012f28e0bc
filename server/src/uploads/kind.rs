//! What a file is: told by its bytes, never by its name or by what its sender says.

use parlour_protocol::{Action, MediaKind};

use crate::limits::SNIFFED_BYTES;
use crate::store::Attachment;

/// Looks at a file as it arrives.
#[derive(Debug, Default)]
pub(super) struct Sniffer {
    head: Vec<u8>,
    /// The beginning of a character whose end has not arrived.
    open: Vec<u8>,
    is_no_text: bool,
}

impl Sniffer {
    pub(super) fn look(&mut self, bytes: &[u8]) {
        let room = SNIFFED_BYTES.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));
        if self.is_no_text {
            return;
        }
        self.open.extend_from_slice(bytes);
        let (text, left) = match std::str::from_utf8(&self.open) {
            Ok(text) => (text, Vec::new()),
            Err(error) => {
                self.is_no_text = error.error_len().is_some();
                let (whole, left) = self.open.split_at_checked(error.valid_up_to()).unwrap_or_default();
                (std::str::from_utf8(whole).unwrap_or_default(), left.to_vec())
            }
        };
        let is_plain = |letter: char| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r' | '\u{c}');
        self.is_no_text |= !text.chars().all(is_plain);
        self.open = left;
    }

    /// The media type; none if the bytes are of no known kind.
    pub(super) fn media_type(&self) -> Option<&'static str> {
        if let Some(known) = infer::get(&self.head) {
            return Some(known.mime_type());
        }
        // Markup without a signature of its own would still be markup.
        let begins =
            self.head.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte));
        let is_text = !self.is_no_text && self.open.is_empty() && begins.is_some_and(|byte| *byte != b'<');
        is_text.then_some("text/plain")
    }
}

/// Whether files of this type run nowhere by being opened in a browser.
pub(crate) fn is_safe_type(media_type: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".+-".contains(&byte))
    };
    let runs = ["html", "svg", "xml", "script", "wasm", "x-shockwave"];
    let (kind, name) = media_type.split_once('/').unwrap_or_default();
    // Office files are zipped; their names alone speak of XML.
    let name_of_office = name.strip_prefix("vnd.openxmlformats-officedocument.").unwrap_or(name);
    is_name(kind) && is_name(name) && !runs.iter().any(|word| name_of_office.contains(word))
}

/// How a window shows it.
pub(crate) fn kind_of(media_type: &str) -> MediaKind {
    match media_type.split('/').next().unwrap_or_default() {
        "image" => MediaKind::Image,
        "audio" => MediaKind::Audio,
        "video" => MediaKind::Video,
        _ => MediaKind::File,
    }
}

/// How a window shows a file of which nothing is known but its name or address: its ending says what it is.
pub(crate) fn kind_of_name(name: &str) -> MediaKind {
    let path = name.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    if ends(&[".png", ".jpg", ".jpeg", ".gif", ".webp"]) {
        MediaKind::Image
    } else if ends(&[".mp4", ".webm", ".mov"]) {
        MediaKind::Video
    } else if ends(&[".mp3", ".ogg", ".wav", ".m4a"]) {
        MediaKind::Audio
    } else {
        MediaKind::File
    }
}

/// The file as part of a message, as it is stored: its address is written where it is shown.
pub(crate) fn action(file: &Attachment) -> Action {
    Action::Media {
        kind: kind_of(&file.media_type),
        url: format!("{}{}", super::address::STORED, file.id),
        text: Some(file.name.clone()),
        size: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(parts: &[&[u8]]) -> Option<&'static str> {
        let mut sniffer = Sniffer::default();
        for part in parts {
            sniffer.look(part);
        }
        sniffer.media_type()
    }

    #[test]
    fn bytes_tell_what_a_file_is() {
        assert_eq!(sniffed(&[b"\x89PNG\r\n\x1a\n", b"\0\0\0\rIHDR"]), Some("image/png"));
        assert_eq!(sniffed(&[b"\xff\xd8", b"\xff\xe0 and so on"]), Some("image/jpeg"));
        assert_eq!(sniffed(&[b"%PDF-1.7\n"]), Some("application/pdf"));
        assert_eq!(sniffed(&[b"GIF89a<script>alert(1)</script>"]), Some("image/gif"));
        assert_eq!(sniffed(&["Grüße".as_bytes()]), Some("text/plain"));
    }

    #[test]
    fn a_character_cut_in_two_is_still_text() {
        let (one, other) = "aé".as_bytes().split_at(2);
        assert_eq!(sniffed(&[one, other]), Some("text/plain"));
        assert_eq!(sniffed(&[one]), None);
    }

    #[test]
    fn markup_and_bytes_without_meaning_are_no_text() {
        assert_ne!(sniffed(&[b"<!DOCTYPE html><script>"]), Some("text/plain"));
        for bytes in [&b" \n<svg onload=a>"[..], b"\xef\xbb\xbf<a>", b"a\0b", b"\x80\x81", b"", b"  "] {
            assert_eq!(sniffed(&[bytes]).filter(|found| *found == "text/plain"), None, "{bytes:?}");
        }
    }

    #[test]
    fn types_that_run_in_a_browser_cannot_be_allowed() {
        for safe in [
            "image/png",
            "text/plain",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ] {
            assert!(is_safe_type(safe), "{safe}");
        }
        for unsafe_type in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/javascript",
            "png",
            "a/",
            "Image/PNG",
        ] {
            assert!(!is_safe_type(unsafe_type), "{unsafe_type}");
        }
    }
}
