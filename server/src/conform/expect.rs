//! What must come back.

use serde::Deserialize;
use serde_json::Value;

use super::fill::{Values, fill, json, plain};
use super::pointer::{is, places};
use super::wire::Found;

/// One expectation: a place and what must stand there. Without a quantifier it must hold at every place the
/// pointer leads to, and lead to one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Expect {
    /// A place in the body ([`super::pointer`]).
    at: Option<String>,
    /// A header whose value `contains` a text.
    header: Option<String>,
    /// The whole body, byte for byte.
    bytes: Option<String>,
    /// What stands nowhere in the body.
    lacks: Option<String>,

    /// `string`, `integer`, `number`, `boolean`, `array`, `object`, `null`, or several with ` or `.
    is: Option<String>,
    /// Equal to this JSON, numbers by their value.
    json: Option<String>,
    /// One of these texts.
    one_of: Option<Vec<String>>,
    /// A text that holds this, in any case.
    contains: Option<String>,
    /// A text or number of this form.
    form: Option<Form>,
    /// Items of a list, letters of a text.
    at_least: Option<usize>,
    at_most: Option<usize>,
    /// Equal to the texts at another place with a blank line between them.
    joins: Option<String>,

    /// It is enough that it holds at one place.
    some: bool,
    /// It must hold at no place.
    never: bool,
    /// Nothing need be there.
    optional: bool,
    /// Nothing may be there; no body is nothing too.
    none: bool,
    /// If nothing is there, the check says nothing of this server.
    or_skip: bool,
}

/// Forms of texts and numbers.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    /// `2022-09-28T12:32:13.262`.
    TimeWithoutZone,
    /// Milliseconds since 1970, of this century.
    Milliseconds,
    /// Begins with `http://` or `https://`.
    WebAddress,
}

impl Form {
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::TimeWithoutZone => {
                let shape = |text: &str| {
                    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
                    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                    whole.parse::<jiff::civil::DateTime>().is_ok() && whole.len() == 19 && digits(fraction)
                };
                value.as_str().is_some_and(shape)
            }
            Self::Milliseconds => {
                value.as_i64().is_some_and(|ms| (946_684_800_000..4_102_444_800_000).contains(&ms))
            }
            Self::WebAddress => {
                value.as_str().is_some_and(|text| text.starts_with("http://") || text.starts_with("https://"))
            }
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::TimeWithoutZone => "a time without a zone",
            Self::Milliseconds => "milliseconds since 1970",
            Self::WebAddress => "a web address",
        }
    }
}

/// What became of an expectation.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    /// There is nothing of which it could be said.
    NotShown,
    /// It does not hold.
    Differs {
        expected: String,
        found: String,
    },
}

impl Expect {
    /// Holds what came against it.
    ///
    /// # Errors
    /// A sentence, if the expectation cannot be filled.
    pub(super) fn hold(&self, found: &Found, values: &Values) -> Result<Verdict, String> {
        let differs =
            |expected: String, found: &str| Ok(Verdict::Differs { expected, found: found.to_owned() });
        if let Some(bytes) = &self.bytes {
            let wanted = fill(bytes, values, json)?;
            return if found.text == wanted { Ok(Verdict::Holds) } else { differs(wanted, &found.text) };
        }
        if let Some(lacks) = &self.lacks {
            let text = fill(lacks, values, plain)?;
            let is_there = found.text.contains(&text);
            return if is_there {
                differs(format!("a body without {lacks}"), &found.text)
            } else {
                Ok(Verdict::Holds)
            };
        }
        if let Some(header) = &self.header {
            let wanted = fill(self.contains.as_deref().unwrap_or_default(), values, plain)?;
            let value = found.header(header);
            let holds = value.is_some_and(|value| value.to_lowercase().contains(&wanted.to_lowercase()));
            let expected =
                if wanted.is_empty() { format!("a header {header}") } else { format!("{header}: {wanted}") };
            return if holds {
                Ok(Verdict::Holds)
            } else {
                differs(expected, value.unwrap_or("no such header"))
            };
        }
        let pointer = fill(self.at.as_deref().unwrap_or_default(), values, plain)?;
        if found.text.trim().is_empty() {
            return if self.none || self.never {
                Ok(Verdict::Holds)
            } else {
                differs("a body".to_owned(), "nothing")
            };
        }
        let Ok(body) = serde_json::from_str::<Value>(&found.text) else {
            return differs("JSON".to_owned(), &found.text);
        };
        self.hold_at(&pointer, &body, values)
    }

    fn hold_at(&self, pointer: &str, body: &Value, values: &Values) -> Result<Verdict, String> {
        let places = places(body, pointer);
        let is_there = |value: Option<&Value>| value.is_some_and(|value| !value.is_null());
        if self.none {
            let surplus = places.iter().find(|(_, value)| is_there(*value));
            return Ok(surplus.map_or(Verdict::Holds, |(at, value)| Verdict::Differs {
                expected: format!("nothing at {pointer}"),
                found: format!("{at}: {}", shown(*value)),
            }));
        }
        let expected = || {
            format!(
                "{} at {}",
                self.description(values),
                if pointer.is_empty() { "the top" } else { pointer }
            )
        };
        let is_missing =
            places.is_empty() || (!pointer.contains('*') && places.iter().all(|(_, value)| value.is_none()));
        if is_missing && (self.or_skip || self.optional || self.never) {
            return Ok(if self.or_skip { Verdict::NotShown } else { Verdict::Holds });
        }
        if places.is_empty() {
            return Ok(Verdict::Differs { expected: expected(), found: format!("nothing there in {body}") });
        }
        let mut failed = None;
        let mut held = None;
        for (at, value) in &places {
            let holds = match value {
                Some(value) => self.is_so(value, body, values)?,
                None => self.optional,
            };
            let place = if holds { &mut held } else { &mut failed };
            place.get_or_insert_with(|| format!("{at}: {}", shown(*value)));
        }
        let wrong = match (self.some, self.never) {
            (true, _) if held.is_none() => failed,
            (_, true) => held,
            (false, false) => failed,
            _ => None,
        };
        Ok(wrong.map_or(Verdict::Holds, |found| Verdict::Differs { expected: expected(), found }))
    }

    fn is_so(&self, value: &Value, body: &Value, values: &Values) -> Result<bool, String> {
        let mut holds =
            self.is.as_ref().is_none_or(|kinds| kinds.split(" or ").any(|kind| is_kind(value, kind)));
        if let Some(wanted) = &self.json {
            let wanted = fill(wanted, values, json)?;
            let wanted: Value =
                serde_json::from_str(&wanted).map_err(|error| format!("{wanted}: {error}"))?;
            holds &= *value == wanted;
        }
        if let Some(words) = &self.one_of {
            holds &= words.iter().any(|word| is(value, word));
        }
        if let Some(text) = &self.contains {
            let text = fill(text, values, plain)?.to_lowercase();
            holds &= value.as_str().is_some_and(|found| found.to_lowercase().contains(&text));
        }
        if let Some(form) = self.form {
            holds &= form.fits(value);
        }
        let length = match value {
            Value::Array(items) => items.len(),
            Value::Object(map) => map.len(),
            Value::String(text) => text.chars().count(),
            _ => 0,
        };
        holds &= self.at_least.is_none_or(|least| length >= least);
        holds &= self.at_most.is_none_or(|most| length <= most);
        if let Some(pointer) = &self.joins {
            let texts = places(body, pointer).into_iter().filter_map(|(_, text)| text?.as_str());
            holds &= value.as_str() == Some(texts.collect::<Vec<_>>().join("\n\n").as_str());
        }
        Ok(holds)
    }

    fn description(&self, values: &Values) -> String {
        let mut words = Vec::new();
        words.extend(self.is.clone());
        words.extend(self.json.as_ref().map(|wanted| fill(wanted, values, json).unwrap_or_default()));
        words.extend(self.one_of.as_ref().map(|words| format!("one of {}", words.join(", "))));
        words.extend(self.contains.as_ref().map(|text| format!("a text with “{text}”")));
        words.extend(self.form.map(|form| form.name().to_owned()));
        words.extend(self.at_least.map(|least| format!("at least {least}")));
        words.extend(self.at_most.map(|most| format!("at most {most}")));
        words.extend(
            self.joins.as_ref().map(|pointer| format!("the texts of {pointer}, a blank line between them")),
        );
        let what = if words.is_empty() { "something".to_owned() } else { words.join(", ") };
        match (self.some, self.never) {
            (true, _) => format!("{what} somewhere"),
            (_, true) => format!("nowhere {what}"),
            _ => what,
        }
    }
}

fn is_kind(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or("nothing".to_owned(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(expect: &str, body: &str) -> Verdict {
        let expect: Expect = toml::from_str(expect).unwrap();
        let found = Found { text: body.to_owned(), ..Found::default() };
        expect.hold(&found, &Values::from([("a".to_owned(), "x".to_owned())])).unwrap()
    }

    fn holds(expect: &str, body: &str) -> bool {
        verdict(expect, body) == Verdict::Holds
    }

    #[test]
    fn everywhere_unless_it_says_otherwise() {
        let body = r#"{"m":["x","y"],"e":[]}"#;
        assert!(holds("at = '/m/*'\nis = 'string'", body));
        assert!(!holds("at = '/m/*'\njson = '\"{{a}}\"'", body));
        assert!(holds("at = '/m/*'\njson = '\"{{a}}\"'\nsome = true", body));
        assert!(!holds("at = '/m/*'\njson = '\"{{a}}\"'\nnever = true", body));
        assert!(holds("at = '/m/*'\njson = '\"z\"'\nnever = true", body));
        assert!(!holds("at = '/e/*'\nis = 'string'", body), "nothing is not everything");
        assert!(holds("at = '/e/*'\nis = 'string'\noptional = true", body));
        assert_eq!(verdict("at = '/e/*'\nis = 'string'\nor_skip = true", body), Verdict::NotShown);
        assert_eq!(verdict("at = '/q'\nis = 'string'\nor_skip = true", body), Verdict::NotShown);
        assert!(!holds("at = '/q'\nis = 'string'", body));
        assert!(holds("at = '/q'\nnone = true", body) && holds("at = '/q'\nnone = true", ""));
        assert!(!holds("at = '/m'\nnone = true", body));
    }

    #[test]
    fn an_item_that_lacks_what_it_must_have_is_no_item_less() {
        let expect = "at = '/*[type=choice]/options'\nis = 'array'\nor_skip = true";
        assert_eq!(verdict(expect, r#"[{"type":"text"}]"#), Verdict::NotShown);
        assert!(!holds(expect, r#"[{"type":"choice"}]"#));
        assert!(holds(expect, r#"[{"type":"choice","options":[]}]"#));
    }

    #[test]
    fn values_are_what_they_should_be() {
        assert!(holds("at = '/a'\nis = 'integer or null'", r#"{"a":null}"#));
        assert!(!holds("at = '/a'\nis = 'integer'", r#"{"a":1.5}"#));
        assert!(holds("at = '/a'\nform = 'time-without-zone'", r#"{"a":"2022-09-28T12:32:13.262"}"#));
        for other in ["2022-09-28T12:32:13.262Z", "2022-09-28", "yesterday"] {
            assert!(
                !holds("at = '/a'\nform = 'time-without-zone'", &format!("{{\"a\":\"{other}\"}}")),
                "{other}"
            );
        }
        assert!(holds("at = '/a'\nform = 'milliseconds'", r#"{"a":1664368352262}"#));
        assert!(!holds("at = '/a'\nform = 'milliseconds'", r#"{"a":1664368352}"#));
        assert!(!holds("at = '/a'\nat_most = 2", r#"{"a":"abc"}"#));
        let whole = r#"{"r":[{"t":"a"},{"t":"b"}],"answer":"a\n\nb"}"#;
        assert!(holds("at = '/answer'\njoins = '/r/*/t'", whole));
        assert!(!holds("at = '/answer'\njoins = '/r/0/t'", whole));
        assert!(
            holds("bytes = '{\"a\":1.0}'", r#"{"a":1.0}"#) && !holds("bytes = '{\"a\":1.0}'", r#"{"a":1}"#)
        );
        assert!(!holds("lacks = '{{a}}'", "[\"x\"]") && holds("lacks = '{{a}}'", "[]"));
    }

    #[test]
    fn what_differs_says_what_and_where() {
        let Verdict::Differs { expected, found } =
            verdict("at = '/m/*/from'\njson = '\"bot\"'", r#"{"m":[{"from":"me"}]}"#)
        else {
            panic!("it holds")
        };
        assert_eq!((expected.as_str(), found.as_str()), ("\"bot\" at /m/*/from", "/m/0/from: \"me\""));
    }
}
