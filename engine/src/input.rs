//! What a module expects of the visitor, and what it makes of an answer.

use parlour_protocol::Position;
use serde_json::{Value, json};

use crate::date::{Date, Day};
use crate::digits::ascii_digits;
use crate::language::Language;
use crate::template::Text;
use crate::words::Words;
use crate::{form, limits};

/// What a module expects the visitor to answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// What kind of answer.
    pub kind: InputKind,
    /// Of `multiple_choice` and `multi_select`.
    pub options: Vec<String>,
    /// Smallest number, rating, or count of selected options.
    pub min: Option<f64>,
    /// Largest number, rating, or count of selected options.
    pub max: Option<f64>,
    /// First day that is taken.
    pub(crate) earliest: Option<Day>,
    /// Last day that is taken.
    pub(crate) latest: Option<Day>,
    /// Of `form`, in the order in which they are shown.
    pub fields: Vec<FormInput>,
    /// Nothing but the options is taken: not even what is understood everywhere is looked at.
    pub choices_only: bool,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormInput {
    /// Custom variable that keeps its answer.
    pub name: String,
    /// Shown beside it, and written before its answer.
    pub label: String,
    /// Whether the form is not taken without it.
    pub required: bool,
    /// What it expects.
    pub input: Input,
}

/// What an answer is understood by, besides its words.
#[derive(Clone, Copy)]
pub(crate) struct Hearing<'a> {
    /// Milliseconds since 1970.
    pub(crate) now_ms: u64,
    /// The conversation's language, if it is not the flow's own.
    pub(crate) language: Option<&'a Language>,
}

impl Hearing<'_> {
    /// Whether `said` is this label, in the flow's language or the conversation's. Labels of signs
    /// alone, such as emoji, are the same only if every sign is.
    pub(crate) fn is_label(&self, said: &str, label: &str) -> bool {
        let translated = self.language.and_then(|language| language.text(label)).map(Text::source);
        let words = Words::of(said);
        [Some(label), translated]
            .into_iter()
            .flatten()
            .any(|label| label.trim() == said.trim() || (!words.is_empty() && Words::of(label) == words))
    }
}

/// The kinds of answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Nothing in particular: whatever is said is held against the connections.
    #[default]
    Statement,
    /// Any words.
    Text,
    /// A number, with `.` or `,` before its fraction.
    Number,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A day: `2026-05-01` or `1.5.2026`.
    Date,
    /// One of the options.
    MultipleChoice,
    /// Some of the options, with commas between.
    MultiSelect,
    /// A whole number, from 1 to 5 unless the module says otherwise.
    Rating,
    /// The address of a file.
    File,
    /// Latitude and longitude in degrees.
    Location,
    /// Several things at once, a line `label: value` for each.
    Form,
}

impl InputKind {
    /// The kinds, with the words a flow file writes.
    pub const ALL: &[(&str, Self)] = &[
        ("statement", Self::Statement),
        ("text", Self::Text),
        ("number", Self::Number),
        ("email", Self::Email),
        ("phone", Self::Phone),
        ("date", Self::Date),
        ("multiple_choice", Self::MultipleChoice),
        ("multi_select", Self::MultiSelect),
        ("rating", Self::Rating),
        ("file", Self::File),
        ("location", Self::Location),
        ("form", Self::Form),
    ];

    /// The word a flow file writes.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("statement", |(word, _)| word)
    }
}

impl Input {
    /// The answer as it is kept, or `None` if it is none.
    pub(crate) fn read(&self, said: &str, hearing: &Hearing<'_>) -> Option<Value> {
        let said = bounded(said.trim());
        if self.kind == InputKind::Statement {
            return Some(Value::from(said));
        }
        if said.is_empty() {
            return None;
        }
        match self.kind {
            InputKind::Statement | InputKind::Text => Some(Value::from(said)),
            InputKind::Number => number(said).filter(|number| self.allows(*number)).map(number_value),
            InputKind::Email => email(said).map(Value::from),
            InputKind::Phone => phone(said).map(Value::from),
            InputKind::Date => {
                let day = Date::parse(&ascii_digits(said))?;
                let bound = |day: Option<Day>| day.map(|day| day.at(hearing.now_ms));
                let is_taken = bound(self.earliest).is_none_or(|earliest| earliest <= day)
                    && bound(self.latest).is_none_or(|latest| day <= latest);
                is_taken.then(|| Value::from(day.to_string()))
            }
            InputKind::MultipleChoice => self.option(said, hearing).map(Value::from),
            InputKind::MultiSelect => self.options_of(said, hearing).map(Value::from),
            InputKind::Rating => {
                let rating = number(said).filter(|rating| rating.fract() == 0.0)?;
                (self.smallest() <= rating && rating <= self.largest()).then(|| number_value(rating))
            }
            InputKind::File => address(said).map(Value::from),
            InputKind::Location => location(said),
            InputKind::Form => form::read(&self.fields, said, hearing).ok().map(Value::Object),
        }
    }

    /// Of a form that was refused, the label of the field that is missing or wrong.
    pub(crate) fn wrong_field(&self, said: &str, hearing: &Hearing<'_>) -> Option<&str> {
        if self.kind != InputKind::Form {
            return None;
        }
        let wrong = form::read(&self.fields, bounded(said.trim()), hearing).err().flatten();
        wrong.map(|field| field.label.as_str())
    }

    /// Smallest rating.
    pub(crate) fn smallest(&self) -> f64 {
        self.min.unwrap_or(1.0)
    }

    /// Largest rating.
    pub(crate) fn largest(&self) -> f64 {
        self.max.unwrap_or(5.0)
    }

    fn allows(&self, number: f64) -> bool {
        self.min.is_none_or(|min| min <= number) && self.max.is_none_or(|max| number <= max)
    }

    /// By its words, or by its number in the list.
    fn option(&self, said: &str, hearing: &Hearing<'_>) -> Option<&str> {
        let by_words = self.options.iter().find(|option| hearing.is_label(said, option));
        let by_number = || self.options.get(ascii_digits(said).parse::<usize>().ok()?.checked_sub(1)?);
        by_words.or_else(by_number).map(String::as_str)
    }

    /// A line each, or with commas between. A label may hold a comma itself: a line that is an option
    /// as a whole is that one.
    fn options_of(&self, said: &str, hearing: &Hearing<'_>) -> Option<Vec<String>> {
        let mut chosen: Vec<String> = Vec::new();
        for line in said.lines().filter(|line| !line.trim().is_empty()) {
            let parts: Vec<&str> = match self.option(line.trim(), hearing) {
                Some(_) => vec![line],
                None => line.split([',', ';', '、', '،']).collect(),
            };
            for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
                let option = self.option(part, hearing)?.to_owned();
                if !chosen.contains(&option) {
                    chosen.push(option);
                }
            }
        }
        let count = f64::from(u32::try_from(chosen.len()).ok()?);
        (!chosen.is_empty() && self.allows(count)).then_some(chosen)
    }
}

pub(crate) fn bounded(text: &str) -> &str {
    text.get(..text.floor_char_boundary(limits::HEARD_BYTES)).unwrap_or(text)
}

/// A number by itself, with `.` or `,` before its fraction. `1,000` is a thousand to some and one to
/// others: what may be either is none, and the visitor is asked again.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = ascii_digits(text.trim());
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let is_number = digits.starts_with(|letter: char| letter.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && digits.matches(['.', ',']).count() <= 1;
    if !is_number || may_be_thousands(digits) {
        return None;
    }
    text.replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

/// One to three digits that begin with no zero, a comma, and three digits.
fn may_be_thousands(digits: &str) -> bool {
    digits.split_once(',').is_some_and(|(before, behind)| {
        (1..=3).contains(&before.len()) && !before.starts_with('0') && behind.len() == 3
    })
}

/// A whole number is kept as one.
pub(crate) fn number_value(number: f64) -> Value {
    let whole = format!("{number:.0}").parse::<i64>().ok().filter(|_| number.fract() == 0.0);
    whole.map_or_else(|| json!(number), Value::from)
}

fn email(text: &str) -> Option<&str> {
    let (local, domain) = text.rsplit_once('@')?;
    let is_bad =
        |letter: char| letter.is_whitespace() || letter.is_control() || "<>()[],;:\\\"@".contains(letter);
    let labels = || domain.split('.');
    let good = !local.is_empty()
        && !text.replacen('@', "", 1).contains(is_bad)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && labels().count() > 1
        && labels().next_back().is_some_and(|last| last.contains(char::is_alphabetic))
        && labels().all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
        })
        && text.chars().count() <= limits::EMAIL_CHARS;
    good.then_some(text)
}

/// Digits, with a leading `+` if there was one.
fn phone(text: &str) -> Option<String> {
    let (plus, rest) = match text.strip_prefix('+').or_else(|| text.strip_prefix("00")) {
        Some(rest) => ("+", rest),
        None => ("", text),
    };
    let is_gap = |letter: char| letter.is_whitespace() || matches!(letter, '-' | '.' | '/' | '(' | ')');
    let digits: String = ascii_digits(rest).chars().filter(|letter| !is_gap(*letter)).collect();
    let good =
        digits.bytes().all(|byte| byte.is_ascii_digit()) && limits::PHONE_DIGITS.contains(&digits.len());
    good.then(|| format!("{plus}{digits}"))
}

fn address(text: &str) -> Option<&str> {
    let (scheme, behind) = text.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let host = behind.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // `https://bank.example@evil.example/` leads elsewhere than it reads.
    let is_plain = !host.is_empty() && !host.contains('@') && !text.contains('\\');
    let is_hidden = |letter: char| letter.is_whitespace() || letter.is_control() || is_bidi_control(letter);
    (is_web && is_plain && !text.contains(is_hidden)).then_some(text)
}

/// Signs that turn the direction of what is read after them.
fn is_bidi_control(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn location(text: &str) -> Option<Value> {
    let (latitude, longitude) = text.split_once([',', ' ', ';'])?;
    let (latitude, longitude) = (number(latitude)?, number(longitude.trim_start_matches([',', ' ']))?);
    Position::of(latitude, longitude)?;
    Some(json!({ "latitude": latitude, "longitude": longitude }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: InputKind, said: &str) -> Option<Value> {
        let options = ["Red", "Blue, dark", "Green", "👍", "👎"].map(str::to_owned).to_vec();
        let hearing = Hearing { now_ms: 0, language: None };
        Input { kind, options, ..Input::default() }.read(said, &hearing)
    }

    #[test]
    fn each_kind_takes_what_is_meant_and_keeps_it_plainly() {
        use InputKind::{
            Date, Email, File, Location, MultiSelect, MultipleChoice, Number, Phone, Rating, Text,
        };
        let good = [
            (Text, " Ann ", json!("Ann")),
            (Number, "3", json!(3)),
            (Number, "-2,5", json!(-2.5)),
            (Number, "0,125", json!(0.125)),
            (Number, "1000,125", json!(1000.125)),
            (Number, "1.125", json!(1.125)),
            (Email, "ann@example.com", json!("ann@example.com")),
            (Email, "jürgen@exämple.de", json!("jürgen@exämple.de")),
            (Phone, "+49 (30) 123-456", json!("+4930123456")),
            (Phone, "0049 30 123456", json!("+4930123456")),
            (Date, "2026-02-28", json!("2026-02-28")),
            (Date, "1.3.2026", json!("2026-03-01")),
            (MultipleChoice, "red!", json!("Red")),
            (MultipleChoice, "2", json!("Blue, dark")),
            (MultiSelect, "green, red, green", json!(["Green", "Red"])),
            (MultiSelect, "Blue, dark", json!(["Blue, dark"])),
            (MultiSelect, "Blue, dark\nred", json!(["Blue, dark", "Red"])),
            (MultipleChoice, "👎", json!("👎")),
            (Number, "٤٢", json!(42)),
            (Phone, "０３０ １２３４５", json!("03012345")),
            (Phone, "+۹۸ ۲۱ ۱۲۳۴۵۶", json!("+9821123456")),
            (Number, "-௧௨,௫", json!(-12.5)),
            (Number, "၄၂", json!(42)),
            (Date, "۲۰۲۶-۰۲-۲۸", json!("2026-02-28")),
            (Rating, "5", json!(5)),
            (File, "https://example.com/a.pdf", json!("https://example.com/a.pdf")),
            (File, "HTTP://example.com", json!("HTTP://example.com")),
            (Number, "١٫٥", json!(1.5)),
            (Location, "52.5, 13.4", json!({"latitude": 52.5, "longitude": 13.4})),
        ];
        for (kind, said, kept) in good {
            assert_eq!(read(kind, said), Some(kept), "{kind:?} {said:?}");
        }
    }

    #[test]
    fn each_kind_refuses_what_is_not_meant() {
        use InputKind::{
            Date, Email, File, Location, MultiSelect, MultipleChoice, Number, Phone, Rating, Text,
        };
        let bad = [
            (Text, "  "),
            (Number, "three"),
            (Number, "1.2.3"),
            (Number, "1,000"),
            (Number, "-12,500"),
            (Number, "１,０００"),
            (Number, "1,000,000"),
            (Number, "NaN"),
            (Email, "ann@example"),
            (Email, "ann@@example.com"),
            (Email, "a b@example.com"),
            (Phone, "12"),
            (Phone, "call me"),
            (Date, "2026-02-29"),
            (Date, "tomorrow"),
            (MultipleChoice, "Yellow"),
            (MultipleChoice, "0"),
            (MultiSelect, "red, yellow"),
            (MultiSelect, ","),
            (Rating, "6"),
            (Rating, "4.5"),
            (File, "javascript:alert(1)"),
            (File, "https://"),
            (File, "https://bank.example@evil.example/"),
            (File, "https://example.com/\u{202e}gnp.exe"),
            (Email, "1@2.34"),
            (Location, "91, 0"),
            (Location, "Berlin"),
        ];
        for (kind, said) in bad {
            assert_eq!(read(kind, said), None, "{kind:?} {said:?}");
        }
    }
}
