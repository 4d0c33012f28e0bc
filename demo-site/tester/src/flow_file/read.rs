//! From a file's text to a flow, or to what is wrong in it.

use parlour_engine::{Flow, Mistake};

use super::advice::advice;
use crate::limits::{FLOW_BYTES, SOURCE_CHARS};

/// Why a file is no flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// More than [`FLOW_BYTES`].
    TooLong,
    /// What is wrong, in the order of the file; never none.
    Mistakes(Vec<Told>),
}

/// A mistake as it is shown: where it is, what is wrong, and what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line as it is written.
    pub source: String,
    /// Stable word.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// Reads a flow: JSON if its first letter is `{`, as the engine in the page does, else TOML.
pub fn read(text: &str) -> Result<Flow, Fault> {
    if text.len() > FLOW_BYTES {
        return Err(Fault::TooLong);
    }
    let text = text.trim_start_matches('\u{feff}');
    let is_json = text.trim_start().starts_with('{');
    let flow = if is_json { Flow::from_json(text) } else { Flow::from_toml(text) };
    flow.map_err(|mistakes| {
        Fault::Mistakes(mistakes.into_iter().map(|mistake| told(text, mistake)).collect())
    })
}

/// Reads a flow that is to run in the page, where no module may call another server (`engine/page/src/bot.rs`).
pub fn read_for_page(text: &str) -> Result<Flow, Fault> {
    let flow = read(text)?;
    let calls = flow.modules().iter().filter_map(|module| Some((module, module.request.as_ref()?)));
    let calls = calls.map(|(module, request)| Mistake {
        line: request.line,
        column: request.column,
        code: "request_unavailable",
        message: format!("`{}` calls another server, which a bot in a page does not do", module.card.name),
    });
    let mistakes: Vec<Told> = calls.map(|call| told(text, call)).collect();
    if mistakes.is_empty() { Ok(flow) } else { Err(Fault::Mistakes(mistakes)) }
}

fn told(text: &str, mistake: Mistake) -> Told {
    let Mistake { line, column, code, message } = mistake;
    let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    // A file may be one line.
    let before = column.saturating_sub(SOURCE_CHARS / 2);
    let source = source.chars().skip(before).take(SOURCE_CHARS).collect();
    Told { line, column, source, code, message, advice: advice(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOW: &str = include_str!("../../../flows/outdoor.toml");

    #[test]
    fn the_demos_flow_is_read() {
        assert!(read(FLOW).is_ok());
    }

    #[test]
    fn a_mistake_is_told_with_its_line_and_what_helps() {
        let text = FLOW.replacen("fallback = ", "fallbak = ", 1);
        let Err(Fault::Mistakes(mistakes)) = read(&text) else { panic!("was read") };
        let first = &mistakes[0];
        assert_eq!(first.code, "unknown_key");
        assert!(first.source.starts_with("fallbak = "), "{first:?}");
        assert_eq!(text.lines().nth(first.line - 1), Some(first.source.as_str()));
        assert!(!first.advice.is_empty());
    }

    #[test]
    fn a_flow_that_calls_another_server_is_told_so_before_it_runs_in_a_page() {
        let calling = "[[module]]\nname = \"start\"\nid = 1\nstarting = true\nsay = [\"Hello\"]\nnext = \"ask\"\n\n\
            [[module]]\nname = \"ask\"\nid = 2\nsay = [\"So\"]\nrequest = { url = \"https://shop.example/x\" }\n";
        let text = ["name = \"Shop\"\nfallback = \"start\"\n", calling].concat();
        assert!(read(&text).is_ok(), "{:?}", read(&text).err());
        let Err(Fault::Mistakes(mistakes)) = read_for_page(&text) else { panic!("was read") };
        assert_eq!((mistakes[0].line, mistakes[0].code), (14, "request_unavailable"));
    }

    #[test]
    fn a_file_that_is_neither_is_told_where_it_stops_being_one() {
        let Err(Fault::Mistakes(mistakes)) = read("a = 1\nb = ") else { panic!("was read") };
        assert_eq!((mistakes[0].line, mistakes[0].code), (2, "syntax"));
        let Err(Fault::Mistakes(mistakes)) = read("{\"a\": }") else { panic!("was read") };
        assert_eq!((mistakes[0].line, mistakes[0].code), (1, "syntax"));
    }
}
