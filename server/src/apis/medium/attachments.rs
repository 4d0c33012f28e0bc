//! Attachments of a message: a data URL, whose bytes are kept, or an address, which is not fetched
//! (protocols.md 2.6, threat row S4).

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use parlour_protocol::Action;
use serde_json::Value;
use url::Url;

use super::refusal::Refusal;
use crate::limits::{MEDIUM_FILE_BYTES, MEDIUM_FILES, MEDIUM_URL_CHARS};
use crate::strict_json::Fields;
use crate::uploads::kind_of_name;

/// Media types that are taken, with the words callers have for them, and how a file of each is called.
const TYPES: [(&str, &[&str], &str); 7] = [
    ("image/png", &["image/png"], "image.png"),
    ("image/jpeg", &["image/jpeg", "image/jpg"], "image.jpg"),
    ("image/gif", &["image/gif"], "image.gif"),
    ("image/webp", &["image/webp"], "image.webp"),
    ("application/pdf", &["application/pdf"], "document.pdf"),
    ("audio/mpeg", &["audio/mpeg", "audio/mp3"], "sound.mp3"),
    ("video/mp4", &["video/mp4"], "film.mp4"),
];

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// An attachment, checked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Attachment {
    /// Its bytes.
    Bytes { media_type: &'static str, name: &'static str, bytes: Vec<u8> },
    /// Where it lies.
    Linked(Action),
}

pub(super) fn attachments(fields: &Fields<'_>) -> Result<Vec<Attachment>, Refusal> {
    let list = match fields.value("attachments") {
        None => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(Refusal::of("attachments must be a list")),
    };
    if list.len() > MEDIUM_FILES {
        return Err(Refusal::of(format!("there may be at most {MEDIUM_FILES} attachments")));
    }
    list.iter().map(attachment).collect()
}

fn attachment(value: &Value) -> Result<Attachment, Refusal> {
    match (value.get("base64"), value.get("url")) {
        (Some(Value::String(text)), None | Some(Value::Null)) => inline(text),
        (None | Some(Value::Null), Some(Value::String(text))) => linked(text),
        _ => Err(Refusal::of("an attachment must have either base64 or url, a string")),
    }
}

fn inline(text: &str) -> Result<Attachment, Refusal> {
    let malformed = || Refusal::of("base64 must be a data URL: data:<media type>;base64,<data>");
    let (head, data) =
        text.strip_prefix("data:").and_then(|rest| rest.split_once(',')).ok_or_else(malformed)?;
    let declared = head.strip_suffix(";base64").ok_or_else(malformed)?;
    let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let known = TYPES.iter().find(|(_, words, _)| words.contains(&declared.as_str()));
    let (media_type, _, name) = known.ok_or_else(Refusal::wrong_type)?;
    // Before anything is unpacked.
    if data.len() / 4 * 3 > MEDIUM_FILE_BYTES.saturating_add(3) {
        return Err(Refusal::too_large());
    }
    let bytes = BASE64.decode(data).map_err(|_| malformed())?;
    if bytes.len() > MEDIUM_FILE_BYTES {
        return Err(Refusal::too_large());
    }
    // Its bytes tell what it is.
    if infer::get(&bytes).map(|found| found.mime_type()) != Some(*media_type) {
        return Err(Refusal::wrong_type());
    }
    Ok(Attachment::Bytes { media_type, name, bytes })
}

fn linked(text: &str) -> Result<Attachment, Refusal> {
    let refused = || Refusal::of("url must be an address that begins with https:// or http://");
    let url = Url::parse(text).map_err(|_| refused())?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "https" | "http") || !is_plain || text.chars().count() > MEDIUM_URL_CHARS {
        return Err(refused());
    }
    let kind = kind_of_name(url.path());
    Ok(Attachment::Linked(Action::Media { kind, url: url.into(), text: None, size: None }))
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;
    use serde_json::json;

    use super::*;

    fn read(list: Value) -> Result<Vec<Attachment>, u16> {
        let body = json!({"attachments": list});
        let fields = Fields::of_body(&body).unwrap();
        attachments(&fields).map_err(|refusal| refusal.into_response().status().as_u16())
    }

    fn png(padding: usize) -> String {
        let bytes = [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![0; padding]].concat();
        format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes))
    }

    #[test]
    fn bytes_must_be_what_they_are_said_to_be() {
        let read_one = |text: &str| read(json!([{"base64": text}])).map(|found| found.len());
        assert_eq!(read_one(&png(10)), Ok(1));
        assert_eq!(read_one(&png(10).replace("image/png", "IMAGE/PNG;charset=x")), Ok(1));
        assert_eq!(read_one("data:image/jpg;base64,/9j/4AAQ"), Ok(1), "the seed's own kind, without padding");
        assert_eq!(read_one(&png(10).replace("image/png", "image/jpeg")), Err(415));
        assert_eq!(read_one(&png(10).replace("image/png", "image/svg+xml")), Err(415));
        assert_eq!(read_one("data:text/html;base64,PGI+"), Err(415));
        assert_eq!(read_one("data:image/png;base64,"), Err(415), "nothing is no picture");
        for text in
            ["", "iVBORw0KGgo=", "data:image/png,iVBORw0KGgo=", "data:image/png;base64,%%%", "data:;base64"]
        {
            assert_eq!(read_one(text), Err(400), "{text}");
        }
        assert_eq!(read_one(&png(MEDIUM_FILE_BYTES - 8)), Ok(1));
        assert_eq!(read_one(&png(MEDIUM_FILE_BYTES - 7)), Err(413));
        assert_eq!(read_one(&png(2 * MEDIUM_FILE_BYTES)), Err(413));
    }

    #[test]
    fn an_address_is_one_of_the_web_and_is_taken_as_it_is() {
        let read_one = |url: &str| read(json!([{"url": url}]));
        let image = r#"{"type":"image","url":"https://www.example.com/image.jpg"}"#;
        let action: Action = serde_json::from_str(image).unwrap();
        assert_eq!(read_one("https://www.example.com/image.jpg"), Ok(vec![Attachment::Linked(action)]));
        for url in [
            "",
            "image.jpg",
            "javascript:alert(1)",
            "data:image/png;base64,",
            "file:///etc/passwd",
            "https://a:b@c.example/",
            "attachment:00",
        ] {
            assert_eq!(read_one(url), Err(400), "{url}");
        }
        assert_eq!(read_one(&format!("https://a.example/{}", "a".repeat(MEDIUM_URL_CHARS))), Err(400));
    }

    #[test]
    fn a_list_holds_up_to_five_of_either_kind() {
        let one = json!({"url": "https://a.example/"});
        assert_eq!(read(json!(vec![one.clone(); 5])).map(|found| found.len()), Ok(5));
        assert_eq!(read(json!(null)).map(|found| found.len()), Ok(0));
        for bad in [
            json!(vec![one; 6]),
            json!({}),
            json!("a"),
            json!([1]),
            json!([{}]),
            json!([{"url": 1}]),
            json!([{"url": "https://a.example/", "base64": png(1)}]),
        ] {
            assert_eq!(read(bad.clone()), Err(400), "{bad}");
        }
    }
}
