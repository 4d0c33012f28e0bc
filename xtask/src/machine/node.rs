//! Node runs the tools that come from npm.

use crate::command::{answer, command};
use crate::fault::Fault;
use crate::tools::versions::NODE_MAJOR;

/// Refuses to go on without Node and npm of the right age.
pub(crate) fn demand() -> Result<(), Fault> {
    let found = answer(command("node").arg("--version"));
    judge(found.as_deref())?;
    if answer(command(npm()).arg("--version")).is_none() {
        return Err(Fault::machine(
            "npm was not found, though Node is here.",
            "Install npm (it comes with Node's own installers), then run the same command again.",
        ));
    }
    Ok(())
}

/// The name npm goes by.
pub(crate) fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn judge(found: Option<&str>) -> Result<(), Fault> {
    let advice = format!("Install Node {NODE_MAJOR} or newer with npm, then run the same command again.");
    let Some(version) = found else {
        return Err(Fault::machine("Node was not found on PATH.", advice));
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => Err(Fault::machine(
            format!("Node {version} is too old, {NODE_MAJOR} is the oldest that works."),
            advice,
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_node_is_one_sentence_and_what_to_do() {
        let fault = judge(None).unwrap_err();
        assert_eq!(fault.what, "Node was not found on PATH.");
        assert!(fault.advice.starts_with("Install Node 20 or newer"), "{fault}");
        assert_eq!(fault.exit, 2);
    }

    #[test]
    fn an_old_node_is_refused_with_its_version() {
        let fault = judge(Some("v16.4.0")).unwrap_err();
        assert!(fault.what.contains("v16.4.0 is too old"), "{fault}");
    }

    #[test]
    fn a_new_node_is_taken() {
        assert!(judge(Some("v20.0.0")).is_ok());
        assert!(judge(Some("v24.1.2")).is_ok());
    }
}
