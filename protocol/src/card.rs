//! What stands inside actions that are more than a text.

use serde::{Deserialize, Serialize};

/// What an address leads to (protocols.md 1.3.5; `file` is ours by analogy).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound.
    Audio,
    /// Anything to download.
    File,
}

impl MediaKind {
    /// The `type` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::File => "file",
        }
    }

    /// The kind with this `type`.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Image, Self::Video, Self::Audio, Self::File].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One card (protocols.md 1.3.3). Addresses are taken as `http:` and `https:` only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RawCard")]
pub struct Card {
    /// Its heading.
    pub title: String,
    /// Below the heading; read from `subtitle` too.
    pub text: String,
    /// Picture above the heading, or empty.
    pub image_source_url: String,
    /// Where a press on the card leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_destination_url: Option<String>,
    /// Below the text.
    pub buttons: Vec<CardButton>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawCard {
    title: Option<String>,
    text: Option<String>,
    subtitle: Option<String>,
    image_source_url: Option<String>,
    image_destination_url: Option<String>,
    buttons: Option<Vec<CardButton>>,
}

impl From<RawCard> for Card {
    fn from(raw: RawCard) -> Self {
        Self {
            title: raw.title.unwrap_or_default(),
            text: raw.text.or(raw.subtitle).unwrap_or_default(),
            image_source_url: raw.image_source_url.unwrap_or_default(),
            image_destination_url: raw.image_destination_url,
            buttons: raw.buttons.unwrap_or_default(),
        }
    }
}

/// A page that is pointed at (PROPOSED). Addresses are taken as `http:` and `https:` only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkCard {
    /// Where it leads.
    pub url: String,
    /// Its heading; may be empty.
    pub title: String,
    /// What it is about; may be empty.
    pub text: String,
    /// Address of its picture.
    pub image: Option<String>,
}

/// A point on the earth (PROPOSED), in degrees: north and east are positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    latitude: i32,
    longitude: i32,
}

/// Parts of a degree that are kept: seven decimals are one centimetre on the ground.
const PER_DEGREE: f64 = 1e7;
/// The same, in digits after the point.
const DECIMALS: u32 = 7;
/// Behind the ten digits.
const POINT: u32 = 10;
const MINUS: u32 = 11;

impl Position {
    /// From degrees; none beyond ±90 and ±180.
    pub fn of(latitude: f64, longitude: f64) -> Option<Self> {
        let within = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        within.then(|| Self { latitude: parts(latitude), longitude: parts(longitude) })
    }

    /// In degrees.
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / PER_DEGREE
    }

    /// In degrees.
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / PER_DEGREE
    }

    /// As people write it: `52.5, 13.4`.
    pub fn written(self) -> String {
        [written(self.latitude).as_str(), ", ", written(self.longitude).as_str()].concat()
    }
}

/// By hand: the standard library's way with fractions would be a twentieth of the widget.
fn written(parts: i32) -> String {
    let mut left = parts.unsigned_abs();
    let mut digits = Vec::new();
    for place in 0..=DECIMALS {
        let digit = left % 10;
        left /= 10;
        if digit != 0 || !digits.is_empty() || place == DECIMALS {
            digits.push(digit);
        }
        if place + 1 == DECIMALS && !digits.is_empty() {
            digits.push(POINT);
        }
    }
    while left > 0 {
        digits.push(left % 10);
        left /= 10;
    }
    if parts < 0 {
        digits.push(MINUS);
    }
    digits
        .iter()
        .rev()
        .filter_map(|digit| b"0123456789.-".get(*digit as usize).copied().map(char::from))
        .collect()
}

#[expect(clippy::cast_possible_truncation, reason = "180 degrees have 1.8 thousand million parts")]
fn parts(degrees: f64) -> i32 {
    (degrees * PER_DEGREE).round() as i32
}

/// A button of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardButton {
    /// Shown disabled if not.
    pub is_active: bool,
    /// Its label.
    pub title: String,
    /// `postback` says `options.message`, `web_url` opens `options.url`; another word is shown disabled.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it does.
    pub options: CardButtonOptions,
}

/// What a button of a card does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardButtonOptions {
    /// Said as the visitor's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
