//! A flow file, and what of it this server cannot do.

use std::fs;
use std::path::Path;

use parlour_engine::Flow;

use super::mistake::{Mistake, Severity};

/// Reads a flow file, TOML or (`.json`) JSON, with every mistake of it.
pub(super) fn read_flow(path: &Path) -> Result<Flow, Vec<Mistake>> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| vec![Mistake::unreadable(file.clone(), &error)])?;
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let read = if is_json { Flow::from_json(&text) } else { Flow::from_toml(&text) };
    let flow = read.map_err(|mistakes| {
        let of_file = |mistake: parlour_engine::Mistake| Mistake {
            file: file.clone(),
            line: mistake.line,
            column: mistake.column,
            code: mistake.code,
            message: mistake.message,
            severity: Severity::Error,
        };
        mistakes.into_iter().map(of_file).collect::<Vec<_>>()
    })?;
    let unavailable = requests(&flow, &file);
    if unavailable.is_empty() { Ok(flow) } else { Err(unavailable) }
}

/// A bot that asks another server must not run as if it did not.
fn requests(flow: &Flow, file: &str) -> Vec<Mistake> {
    let declared = flow.modules().iter().filter_map(|module| Some((module, module.request.as_ref()?)));
    let mistake = |(module, request): (&parlour_engine::Module, &parlour_engine::Request)| Mistake {
        file: file.to_owned(),
        line: request.line,
        column: request.column,
        code: "request_unavailable",
        message: format!("`{}` calls another server, which this version does not do", module.card.name),
        severity: Severity::Error,
    };
    declared.map(mistake).collect()
}
