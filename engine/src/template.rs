//! Texts with holes: `Hello {{ name | default("there") }}`.
//!
//! Templates see the conversation's custom variables and nothing else: no files, no includes, no
//! clock; their steps and the length of what they write are limited.

use core::fmt;
use std::io;

use minijinja::{Environment, tests};

use crate::template_words::{look_at_expression, look_at_text};
use crate::value::json_of;
use crate::{Cvars, filters, limits, value};

/// A text, and whether it has holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    source: String,
    has_holes: bool,
}

/// Why a template cannot be read.
pub(crate) struct Fault {
    /// Byte of the template where it stands.
    pub(crate) at: usize,
    pub(crate) why: String,
}

impl Text {
    pub(crate) fn plain(source: impl Into<String>) -> Self {
        Self { source: source.into(), has_holes: false }
    }

    pub(crate) fn parse(source: &str) -> Result<Self, Fault> {
        let has_holes = ["{{", "{%", "{#"].iter().any(|opening| source.contains(opening));
        if has_holes {
            environment().template_from_str(source).map_err(|error| fault(&error, source))?;
            look_at_text(source).map_err(|(at, why)| Fault { at, why })?;
        }
        Ok(Self { source: source.to_owned(), has_holes })
    }

    pub(crate) fn has_holes(&self) -> bool {
        self.has_holes
    }

    /// As the author wrote it.
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn fill(&self, cvars: &Cvars) -> Result<String, String> {
        self.filled_by(cvars, environment)
    }

    /// What fills a hole is one part of an address and cannot end it: all but letters, digits and
    /// `-._~` is percent-encoded.
    pub(crate) fn fill_address(&self, cvars: &Cvars) -> Result<String, String> {
        self.filled_by(cvars, || {
            let mut environment = environment();
            environment.set_formatter(|written, _, value| {
                for byte in value.to_string().bytes() {
                    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                        write!(written, "{}", char::from(byte))?;
                    } else {
                        write!(written, "%{byte:02X}")?;
                    }
                }
                Ok(())
            });
            environment
        })
    }

    /// What fills a hole stays inside its JSON string, between quotes that the author wrote; a number or
    /// a list stands as JSON.
    pub(crate) fn fill_json(&self, cvars: &Cvars) -> Result<String, String> {
        self.filled_by(cvars, || {
            let mut environment = environment();
            environment.set_formatter(|written, _, value| {
                if value.is_undefined() {
                    return Ok(());
                }
                let json = json_of(value).to_string();
                let inner = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
                Ok(written.write_str(inner.unwrap_or(&json))?)
            });
            environment
        })
    }

    fn filled_by(
        &self,
        cvars: &Cvars,
        environment: impl FnOnce() -> Environment<'static>,
    ) -> Result<String, String> {
        if !self.has_holes {
            return Ok(self.source.clone());
        }
        let environment = environment();
        let template = environment.template_from_str(&self.source).map_err(|error| told(&error))?;
        let mut written = Bounded(Vec::new());
        template.render_captured_to(value::seen(cvars), &mut written).map_err(|error| told(&error))?;
        String::from_utf8(written.0).map_err(|_| "what it wrote is no text".to_owned())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

/// A value computed from the custom variables: `price * count`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression(String);

impl Expression {
    pub(crate) fn parse(source: &str) -> Result<Self, Fault> {
        environment().compile_expression(source).map_err(|error| fault(&error, source))?;
        look_at_expression(source).map_err(|(at, why)| Fault { at, why })?;
        Ok(Self(source.to_owned()))
    }

    pub(crate) fn value(&self, cvars: &Cvars) -> Result<serde_json::Value, String> {
        let environment = environment();
        let expression = environment.compile_expression(&self.0).map_err(|error| told(&error))?;
        let value = expression.eval(value::seen(cvars)).map_err(|error| told(&error))?;
        let value = json_of(&value);
        if value.to_string().len() > limits::TEXT_BYTES {
            return Err("what it computes is too long".to_owned());
        }
        Ok(value)
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_fuel(Some(limits::TEMPLATE_FUEL));
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    filters::add_to(&mut environment);
    environment.add_test("defined", tests::is_defined);
    environment.add_test("undefined", tests::is_undefined);
    environment.add_test("none", tests::is_none);
    environment
}

fn fault(error: &minijinja::Error, source: &str) -> Fault {
    let of_line = error.line().unwrap_or(1).saturating_sub(1);
    let line_begins = source.split_inclusive('\n').take(of_line).map(str::len).sum();
    let at = error.range().map_or(line_begins, |range| range.start);
    Fault { at, why: told(error) }
}

fn told(error: &minijinja::Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

/// Takes [`limits::TEXT_BYTES`] and no more.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len().saturating_add(bytes.len()) > limits::TEXT_BYTES {
            return Err(io::Error::other("the text is too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
