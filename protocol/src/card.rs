//! What stands inside actions that are more than a text.

use serde::{Deserialize, Serialize};

use crate::limits::MEDIA_PX;

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

/// Width and height of a picture or film in pixels (PROPOSED): a window reserves room of this shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaSize {
    /// From 1 to [`crate::limits::MEDIA_PX`].
    pub width: u32,
    /// From 1 to [`crate::limits::MEDIA_PX`].
    pub height: u32,
}

impl MediaSize {
    /// None where one of them is absent or out of its bounds.
    pub fn of(width: Option<u32>, height: Option<u32>) -> Option<Self> {
        let within = |side: &u32| (1..=MEDIA_PX).contains(side);
        Some(Self { width: width.filter(within)?, height: height.filter(within)? })
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

    /// The latitude in digits: `-0.1278`.
    pub fn north(self) -> String {
        written(self.latitude)
    }

    /// The longitude in digits.
    pub fn east(self) -> String {
        written(self.longitude)
    }
}

/// By hand: Rust's writing of fractions costs a visitor of the widget kilobytes.
fn written(parts: i32) -> String {
    let mut rest = parts.unsigned_abs();
    let mut digits = Vec::new();
    while rest > 0 || digits.len() < 8 {
        digits.push(b'0' + (rest % 10).to_le_bytes().first().copied().unwrap_or(0));
        rest /= 10;
        if digits.len() == 7 {
            digits.push(b'.');
            // The digit before the point stands also where it is nought.
            if rest == 0 {
                digits.push(b'0');
            }
        }
    }
    let text: String = digits.iter().rev().map(|digit| char::from(*digit)).collect();
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if parts < 0 { ["-", text].concat() } else { text.to_owned() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_written_as_it_was_given() {
        for (latitude, longitude, north, east) in [
            (52.520_006_6, -13.404_954, "52.5200066", "-13.404954"),
            (0.0, -0.1, "0", "-0.1"),
            (90.0, -180.0, "90", "-180"),
            (0.000_000_1, 10.0, "0.0000001", "10"),
        ] {
            let position = Position::of(latitude, longitude).unwrap();
            assert_eq!((position.north().as_str(), position.east().as_str()), (north, east));
        }
    }
}
