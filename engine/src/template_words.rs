//! What may stand in a template: its words are looked at before it is ever filled in.
//!
//! The steps of a template are limited, but one step may double a text. What names a value and doubles it
//! again and again (`set`, `with`, one `for` in another) is therefore not known here, and what joins or
//! repeats may stand a few times only.

use crate::limits;

/// Statements that are known.
const STATEMENTS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];

/// Why a template is refused: the byte where it stands, and a sentence.
pub(crate) type Refusal = (usize, String);

/// Looks at a text with holes.
pub(crate) fn look_at_text(source: &str) -> Result<(), Refusal> {
    let mut looked = Looked::default();
    let mut at = 0;
    while let Some((begins, opening)) = next_opening(source, at) {
        let inner = begins + 2;
        let rest = source.get(inner..).unwrap_or_default();
        if opening == "{#" {
            at = rest.find("#}").map_or(source.len(), |length| inner + length + 2);
            continue;
        }
        let closing = if opening == "{%" { "%}" } else { "}}" };
        if opening == "{%" {
            if word_of(rest) == "raw" {
                at = inner + end_of_raw(rest);
                continue;
            }
            looked.statement(rest).map_err(|why| (inner, why))?;
        }
        at = inner + looked.code(rest, Some(closing)).map_err(|(offset, why)| (inner + offset, why))?;
    }
    Ok(())
}

/// Looks at an expression.
pub(crate) fn look_at_expression(source: &str) -> Result<(), Refusal> {
    Looked::default().code(source, None).map(drop)
}

fn next_opening(source: &str, from: usize) -> Option<(usize, &'static str)> {
    let rest = source.get(from..)?;
    let openings = ["{{", "{%", "{#"];
    openings.into_iter().filter_map(|opening| Some((from + rest.find(opening)?, opening))).min()
}

/// The first word of a statement.
fn word_of(code: &str) -> &str {
    let code = code.trim_start_matches(SIGNS).trim_start();
    code.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap_or_default()
}

/// The byte behind `{% endraw %}`: what stands before it is text. The end, if there is none.
fn end_of_raw(code: &str) -> usize {
    let mut at = 0;
    while let Some(found) = code.get(at..).and_then(|rest| rest.find("{%")) {
        at += found + 2;
        let rest = code.get(at..).unwrap_or_default();
        let behind = rest.trim_start_matches(SIGNS).trim_start().strip_prefix("endraw");
        let behind = behind.map(|behind| behind.trim_start().trim_start_matches(SIGNS));
        if let Some(behind) = behind.and_then(|behind| behind.strip_prefix("%}")) {
            return code.len() - behind.len();
        }
    }
    code.len()
}

/// They take away or keep the space before and behind a tag.
const SIGNS: [char; 2] = ['-', '+'];

#[derive(Default)]
struct Looked {
    joins: usize,
    loops: usize,
    /// Whether something is repeated (`*`), anywhere.
    repeats: bool,
    /// Whether there is a `for`, anywhere.
    has_loop: bool,
}

impl Looked {
    fn statement(&mut self, code: &str) -> Result<(), String> {
        let word = word_of(code);
        if !STATEMENTS.contains(&word) {
            return Err(format!("`{word}` is not known here; statements are `if`, `for` and `raw`"));
        }
        match word {
            "for" if self.loops > 0 => return Err("a `for` may not stand in another".to_owned()),
            "for" => {
                self.loops += 1;
                self.has_loop = true;
            }
            "endfor" => self.loops = self.loops.saturating_sub(1),
            _ => {}
        }
        self.both()
    }

    fn both(&self) -> Result<(), String> {
        if self.has_loop && self.repeats {
            return Err("`*` may not stand in a text with a `for`".to_owned());
        }
        Ok(())
    }

    /// Looks at code up to `closing`, and returns the byte behind that.
    fn code(&mut self, code: &str, closing: Option<&str>) -> Result<usize, Refusal> {
        let mut quote = None;
        let mut is_escaped = false;
        // The sign of a tag (`{%-`, `{%+`) joins nothing.
        let first = code.find(|sign| sign != '-' && sign != '+').unwrap_or(0);
        for (at, sign) in code.char_indices().filter(|(at, _)| *at >= first) {
            match quote {
                Some(_) if is_escaped => is_escaped = false,
                Some(_) if sign == '\\' => is_escaped = true,
                Some(opened) => quote = quote.filter(|_| sign != opened),
                None => {
                    if let Some(closing) = closing
                        && code.get(at..).is_some_and(|rest| rest.starts_with(closing))
                    {
                        return Ok(at + closing.len());
                    }
                    if matches!(sign, '"' | '\'') {
                        quote = Some(sign);
                    }
                    self.joins += usize::from(matches!(sign, '~' | '+' | '*'));
                    self.repeats |= sign == '*';
                }
            }
            if self.joins > limits::TEMPLATE_JOINS {
                return Err((at, format!("more than {} of `~ + *` in one text", limits::TEMPLATE_JOINS)));
            }
        }
        self.both().map_err(|why| (0, why))?;
        Ok(code.len())
    }
}
