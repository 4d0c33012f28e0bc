//! Filters of templates, `{{ name | default("there") }}`, with the meaning they have in Jinja.
//!
//! `minijinja` brings the same ones, each with its own reader of arguments; here all share one: 14 KB of
//! wasm instead of 36 KB.

use std::borrow::Cow;

use minijinja::value::{Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::limits;

type Filter = fn(&Value, &Arguments<'_>) -> Result<Value, Error>;

/// Name, names of the arguments in their order, and what it does.
const FILTERS: &[(&str, &[&str], Filter)] = &[
    ("default", &["value", "boolean"], |value, given| Ok(default(value, given))),
    ("upper", &[], |value, _| Ok(text(value).to_uppercase().into())),
    ("lower", &[], |value, _| Ok(text(value).to_lowercase().into())),
    ("title", &[], |value, _| Ok(title(&text(value)).into())),
    ("capitalize", &[], |value, _| Ok(capitalize(&text(value)).into())),
    ("trim", &["chars"], |value, given| Ok(trim(value, given))),
    ("length", &[], |value, _| value.len().map(Value::from).ok_or_else(|| cannot("measure", value))),
    ("join", &["d", "attribute"], join),
    ("first", &[], first),
    ("last", &[], last),
    ("replace", &["old", "new"], replace),
    ("round", &["precision", "method"], round),
    ("int", &["default"], int),
    ("float", &["default"], float),
];

/// Makes the filters known to templates.
pub(crate) fn add_to(environment: &mut Environment<'static>) {
    for (name, names, filter) in FILTERS {
        environment.add_filter(*name, move |all: Rest<ValueOrKwargs>| {
            let all = all.into_values();
            let (value, given) = all.split_first().ok_or_else(|| Error::from(ErrorKind::MissingArgument))?;
            filter(value, &Arguments::read(given, names)?)
        });
    }
}

/// What stands in the brackets of a filter.
struct Arguments<'a> {
    by_place: &'a [Value],
    by_name: Option<&'a Value>,
    names: &'static [&'static str],
}

impl<'a> Arguments<'a> {
    fn read(given: &'a [Value], names: &'static [&'static str]) -> Result<Self, Error> {
        let (by_place, by_name) = match given.split_last() {
            Some((last, before)) if last.is_kwargs() => (before, Some(last)),
            _ => (given, None),
        };
        let is_known = |name: Value| name.as_str().is_some_and(|name| names.contains(&name));
        let all_known = match by_name {
            Some(given) => given.try_iter()?.all(is_known),
            None => true,
        };
        if by_place.len() > names.len() || !all_known {
            return Err(Error::from(ErrorKind::TooManyArguments));
        }
        Ok(Self { by_place, by_name, names })
    }

    fn get(&self, name: &str) -> Option<Value> {
        let place = self.names.iter().position(|known| *known == name)?;
        let named = || self.by_name?.get_attr(name).ok().filter(|value| !value.is_undefined());
        self.by_place.get(place).cloned().or_else(named)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(|value| text(&value).into_owned())
    }
}

fn text(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed)
}

fn cannot(what: &str, value: &Value) -> Error {
    let kind = value.kind();
    Error::new(ErrorKind::InvalidOperation, format!("cannot {what} a value of type {kind}"))
}

fn default(value: &Value, given: &Arguments<'_>) -> Value {
    let also_empty = given.get("boolean").is_some_and(|flag| flag.is_true());
    let is_missing = value.is_undefined() || (also_empty && !value.is_true());
    let other = || given.get("value").unwrap_or_else(|| Value::from(""));
    if is_missing { other() } else { value.clone() }
}

fn title(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut begins = true;
    for letter in text.chars() {
        if begins {
            written.extend(letter.to_uppercase());
        } else {
            written.extend(letter.to_lowercase());
        }
        begins = letter.is_whitespace() || matches!(letter, '-' | '(' | '{' | '[' | '<');
    }
    written
}

fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    let mut written: String = first.into_iter().flat_map(char::to_uppercase).collect();
    written.push_str(&letters.as_str().to_lowercase());
    written
}

fn trim(value: &Value, given: &Arguments<'_>) -> Value {
    let text = text(value);
    match given.text("chars") {
        Some(outer) => text.trim_matches(|letter| outer.contains(letter)).into(),
        None => text.trim().into(),
    }
}

fn join(value: &Value, given: &Arguments<'_>) -> Result<Value, Error> {
    let between = given.text("d").unwrap_or_default();
    let attribute = given.text("attribute");
    let mut written = String::new();
    for (nth, item) in value.try_iter().map_err(|_| cannot("join", value))?.enumerate() {
        if nth > 0 {
            written.push_str(&between);
        }
        let item = match &attribute {
            Some(name) => item.get_attr(name)?,
            None => item,
        };
        written.push_str(&text(&item));
        refuse_long(written.len())?;
    }
    Ok(written.into())
}

/// A few letters become as many as the flow likes, again and again: `replace` of a `replace`.
fn refuse_long(bytes: usize) -> Result<(), Error> {
    if bytes > limits::TEXT_BYTES {
        return Err(Error::new(ErrorKind::InvalidOperation, "the text is too long"));
    }
    Ok(())
}

fn first(value: &Value, _: &Arguments<'_>) -> Result<Value, Error> {
    let mut items = value.try_iter().map_err(|_| cannot("take the first of", value))?;
    Ok(items.next().unwrap_or(Value::UNDEFINED))
}

fn last(value: &Value, _: &Arguments<'_>) -> Result<Value, Error> {
    match (value.as_str(), value.kind()) {
        (Some(text), _) => Ok(text.chars().next_back().map_or(Value::UNDEFINED, Value::from)),
        (None, ValueKind::Seq | ValueKind::Iterable) => {
            Ok(value.try_iter()?.last().unwrap_or(Value::UNDEFINED))
        }
        _ => Err(cannot("take the last of", value)),
    }
}

fn replace(value: &Value, given: &Arguments<'_>) -> Result<Value, Error> {
    let (Some(old), Some(new)) = (given.text("old"), given.text("new")) else {
        return Err(Error::from(ErrorKind::MissingArgument));
    };
    let (text, grows) = (text(value), new.len().saturating_sub(old.len()));
    let times = if grows == 0 { 0 } else { text.matches(old.as_str()).count() };
    refuse_long(text.len().saturating_add(times.saturating_mul(grows)))?;
    Ok(text.replace(&old, &new).into())
}

/// Halves go to the even neighbour.
fn round(value: &Value, given: &Arguments<'_>) -> Result<Value, Error> {
    let precision = match given.get("precision") {
        Some(precision) => i32::try_from(precision)?.clamp(-DIGITS, DIGITS),
        None => 0,
    };
    let method = given.text("method");
    if !value.is_number() {
        return Err(cannot("round", value));
    }
    if value.is_integer() && precision >= 0 {
        return Ok(value.clone());
    }
    let number = f64::try_from(value.clone())?;
    let factor = 10_f64.powi(precision.abs());
    let scaled = if precision < 0 { number / factor } else { number * factor };
    let rounded = match method.as_deref() {
        Some("ceil") => scaled.ceil(),
        Some("floor") => scaled.floor(),
        // The digits decide, not what multiplying makes of them.
        None | Some("common") if precision >= 0 => {
            let digits = usize::try_from(precision).unwrap_or_default();
            return Ok(format!("{number:.digits$}").parse().unwrap_or(number).into());
        }
        None | Some("common") => scaled.round_ties_even(),
        _ => {
            let sentence = "method must be common, ceil or floor";
            return Err(Error::new(ErrorKind::InvalidOperation, sentence));
        }
    };
    let number = if precision < 0 { rounded * factor } else { rounded / factor };
    Ok(if value.is_integer() { whole(number).into() } else { number.into() })
}

/// More digits than a number has.
const DIGITS: i32 = 300;

fn int(value: &Value, given: &Arguments<'_>) -> Result<Value, Error> {
    let digits = value.as_str().and_then(|text| text.parse::<i64>().ok());
    if value.is_integer() {
        return Ok(value.clone());
    }
    match digits {
        Some(number) => Ok(number.into()),
        None => number(value, given, |number| whole(number).into()),
    }
}

fn float(value: &Value, given: &Arguments<'_>) -> Result<Value, Error> {
    number(value, given, Value::from)
}

/// The default stands for what is no number, and for nothing.
fn number(value: &Value, given: &Arguments<'_>, made: fn(f64) -> Value) -> Result<Value, Error> {
    let found = decimal(value);
    let other = given.get("default").filter(|_| found.is_none() || value.is_undefined() || value.is_none());
    other.or_else(|| found.map(made)).ok_or_else(|| cannot("make a number of", value))
}

/// Nothing is zero, true is one.
fn decimal(value: &Value) -> Option<f64> {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => Some(0.0),
        ValueKind::Bool => Some(f64::from(u8::from(value.is_true()))),
        ValueKind::Number => f64::try_from(value.clone()).ok(),
        _ => value.as_str()?.parse().ok(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "what is larger becomes the largest")]
fn whole(number: f64) -> i64 {
    number as i64
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    fn written(source: &str) -> String {
        let mut environment = Environment::empty();
        add_to(&mut environment);
        let seen = context! {
            name => "mary ann-jane O'NEIL", list => ["a", "b", "c"], empty => "", none => (),
            items => [context! { n => 1 }, context! { n => 2 }],
        };
        environment.render_str(source, seen).unwrap_or_else(|error| error.kind().to_string())
    }

    #[test]
    fn filters_mean_what_they_mean_in_jinja() {
        for (source, wanted) in [
            ("{{ missing | default('there') }}", "there"),
            ("{{ missing | default }}", ""),
            ("{{ empty | default('there') }}", ""),
            ("{{ empty | default('there', true) }}", "there"),
            ("{{ empty | default('there', boolean=true) }}", "there"),
            ("{{ 'straße' | upper }}", "STRASSE"),
            ("{{ 'ÄB' | lower }}", "äb"),
            ("{{ name | title }}", "Mary Ann-Jane O'neil"),
            ("{{ 'éA bC' | capitalize }}", "Éa bc"),
            ("{{ ' a ' | trim }}|{{ 'xxaxy' | trim('xy') }}", "a|a"),
            ("{{ 'häh' | length }} {{ list | length }}", "3 3"),
            ("{{ list | join }} {{ list | join(', ') }} {{ 'ab' | join('-') }}", "abc a, b, c a-b"),
            ("{{ items | join('+', attribute='n') }}", "1+2"),
            ("{{ list | first }}{{ list | last }}{{ 'xyz' | first }}{{ 'xyz' | last }}", "acxz"),
            ("{{ empty | first | default('?') }}{{ [] | last | default('!') }}", "?!"),
            ("{{ 'banana' | replace('a', 'o') }} {{ 5 | replace(5, 6) }}", "bonono 6"),
            ("{{ 2.5 | round }} {{ 3.5 | round }} {{ -2.4 | round }} {{ 7 | round }}", "2.0 4.0 -2.0 7"),
            ("{{ 2.675 | round(2) }} {{ 1.005 | round(precision=1) }}", "2.67 1.0"),
            ("{{ 1.21 | round(1, 'ceil') }} {{ 1.29 | round(1, method='floor') }}", "1.3 1.2"),
            ("{{ 1250 | round(-2) }} {{ 1250.5 | round(-2) }}", "1200 1300.0"),
            ("{{ '42' | int }} {{ '4.9' | int }} {{ -4.9 | int }} {{ true | int }}", "42 4 -4 1"),
            ("{{ 'x' | int(7) }} {{ none | int(default=8) }} {{ missing | int }}", "7 8 0"),
            ("{{ '4.5' | float }} {{ 4 | float }} {{ 'x' | float(1.5) }}", "4.5 4.0 1.5"),
        ] {
            assert_eq!(written(source), wanted, "{source}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for source in [
            "{{ 'a' | upper(1) }}",
            "{{ 'a' | upper(x=1) }}",
            "{{ 'a' | round }}",
            "{{ 1.5 | round(0, 'up') }}",
            "{{ 'a' | replace('a') }}",
            "{{ 5 | first }}",
            "{{ 5 | last }}",
            "{{ 5 | length }}",
            "{{ 5 | join }}",
            "{{ 'x' | int }}",
            "{{ 'x' | float }}",
        ] {
            let told = written(source);
            let refusals = ["invalid operation", "too many arguments", "missing argument"];
            assert!(refusals.contains(&told.as_str()), "{source}: {told}");
        }
    }
}
