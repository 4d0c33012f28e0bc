//! A flow file.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use parlour_engine::Flow;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use super::file::Environment;
use super::mistake::{Mistake, Severity};
use super::model::{FlowBot, Secrets};
use crate::limits::{CONFIG_BYTES, FLOW_VERSION_CHARS};
use crate::token::hex;

/// Reads a flow file, TOML or (`.json`) JSON, with every mistake of it, and names its version.
pub(super) fn read_flow(path: &Path) -> Result<(Flow, String), Vec<Mistake>> {
    let file = path.display().to_string();
    let text = read_bounded(path).map_err(|error| vec![Mistake::unreadable(file.clone(), &error)])?;
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let read = if is_json { Flow::from_json(&text) } else { Flow::from_toml(&text) };
    let flow = read.map_err(|mistakes| {
        mistakes.into_iter().map(|mistake| Mistake::of_engine(&file, mistake)).collect::<Vec<_>>()
    })?;
    Ok((flow, version(&text)))
}

fn read_bounded(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let read = fs::File::open(path)?.take(CONFIG_BYTES + 1).read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|bytes| bytes <= CONFIG_BYTES) {
        return Ok(text);
    }
    Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it is too large for a flow"))
}

/// The first characters of the file's SHA-256: enough to tell one state of it from another.
fn version(text: &str) -> String {
    hex(&Sha256::digest(text)).chars().take(FLOW_VERSION_CHARS).collect()
}

/// What the flow's requests send of the environment, and a mistake for each variable that is not set.
pub(crate) fn flow_secrets(
    flow: &Flow,
    path: &Path,
    environment: &Environment<'_>,
) -> (Secrets, Vec<Mistake>) {
    let (mut secrets, mut mistakes) = (Secrets::new(), Vec::new());
    for request in flow.modules().iter().filter_map(|module| module.request.as_ref()) {
        for (_, name) in &request.secrets {
            match environment(name).filter(|text| !text.is_empty()) {
                Some(text) => {
                    secrets.insert(name.clone(), SecretString::from(text));
                }
                None => mistakes.push(Mistake {
                    file: path.display().to_string(),
                    line: request.line,
                    column: request.column,
                    code: "missing_variable",
                    message: format!("`headers`: the environment variable {name} is not set"),
                    severity: Severity::Error,
                }),
            }
        }
    }
    (secrets, mistakes)
}

/// The bot with its flow as the file is now.
///
/// # Errors
/// Every mistake of the file, or the `refs` of the configuration that it lacks.
pub(crate) fn reload(own: &FlowBot) -> Result<FlowBot, Vec<Mistake>> {
    let (flow, version) = read_flow(&own.file)?;
    let file = own.file.display().to_string();
    let (mut refs, mut mistakes) = (Vec::new(), Vec::new());
    for name in &own.ref_names {
        let message = format!("`refs` of the configuration: the flow has no module {name:?}");
        match flow.find(name) {
            Some(module) => refs.push(module),
            None => mistakes.push(Mistake {
                file: file.clone(),
                line: 1,
                column: 1,
                code: "unknown_module",
                message,
                severity: Severity::Error,
            }),
        }
    }
    let (secrets, missing) = flow_secrets(&flow, &own.file, &|name| std::env::var(name).ok());
    mistakes.extend(missing);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let starting_module = flow.starting_module();
    let secrets = Arc::new(secrets);
    Ok(FlowBot { flow, version, secrets, starting_module, refs, ..own.clone() })
}
