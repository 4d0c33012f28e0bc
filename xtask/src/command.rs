//! Running other programs: quietly with a log, or streamed and listened to.

use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::Fault;
use crate::progress::Step;
use crate::workspace::Workspace;

/// Lines of a failed step's log that are shown; the log holds the rest.
const LOG_TAIL_LINES: usize = 40;
/// How often a running step is looked at.
const POLL: Duration = Duration::from_millis(250);
/// No step of ours takes longer on the slowest machine we promise.
const STEP_LIMIT: Duration = Duration::from_mins(30);

/// A command without the variables that `cargo run` sets for its own child; some build scripts
/// watch them, and would compile their crate again for nothing.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let Some(name) = name.to_str() else { continue };
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_BIN_NAME" {
            command.env_remove(name);
        }
    }
    command
}

/// `cargo` itself, in the repository.
pub(crate) fn cargo(workspace: &Workspace) -> Command {
    let mut cargo = command("cargo");
    cargo.current_dir(&workspace.root);
    cargo
}

/// Puts folders before `PATH`.
pub(crate) fn prepend_path(command: &mut Command, folders: &[PathBuf]) {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(env::split_paths(&old));
    if let Ok(joined) = env::join_paths(all) {
        command.env("PATH", joined);
    }
}

/// Where a program lies on `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let name = if cfg!(windows) { format!("{program}.exe") } else { program.to_owned() };
    env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

/// What a program prints, if it runs and succeeds.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a step with its output in a log; a failure shows the log's end.
pub(crate) fn quietly(command: Command, label: &str, log: &Path) -> Result<(), Fault> {
    quietly_within(command, label, log, STEP_LIMIT)
}

/// As [`quietly`], ended after `limit`.
pub(crate) fn quietly_within(
    mut command: Command,
    label: &str,
    log: &Path,
    limit: Duration,
) -> Result<(), Fault> {
    let mut step = Step::begin(label);
    let outcome = run_logged(&mut command, &mut step, log, limit);
    match outcome {
        Ok(lines) => {
            step.done();
            drop(lines);
            Ok(())
        }
        Err(Stopped::Fault(fault)) => {
            step.failed();
            Err(fault)
        }
        Err(Stopped::Failed(lines, why)) => {
            step.failed();
            for line in lines.iter().skip(lines.len().saturating_sub(LOG_TAIL_LINES)) {
                eprintln!("    {line}");
            }
            if lines.iter().any(|line| names_a_full_disk(line)) {
                return Err(Fault::disk_full(log));
            }
            Err(Fault::wrong(
                format!("The step \"{label}\" {why}."),
                format!("Its whole output is in {}.", log.display()),
            ))
        }
    }
}

enum Stopped {
    Fault(Fault),
    Failed(Vec<String>, String),
}

fn run_logged(
    command: &mut Command,
    step: &mut Step,
    log: &Path,
    limit: Duration,
) -> Result<Vec<String>, Stopped> {
    let mut file = File::create(log).map_err(|error| Stopped::Fault(Fault::file(log, &error)))?;
    let mut child = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))
        .map_err(Stopped::Fault)?;
    let (sender, lines) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        forward(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        forward(stderr, sender);
    }
    let began = Instant::now();
    let mut all = Vec::new();
    loop {
        match lines.recv_timeout(POLL) {
            Ok(line) => {
                writeln!(file, "{line}").map_err(|error| Stopped::Fault(Fault::file(log, &error)))?;
                step.detail(&line);
                all.push(line);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        step.waiting();
        if began.elapsed() > limit {
            stop(&mut child);
            return Err(Stopped::Failed(all, format!("did not end within {} s", limit.as_secs())));
        }
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(all),
        Ok(status) => Err(Stopped::Failed(all, format!("failed ({status})"))),
        Err(error) => Err(Stopped::Failed(all, format!("could not be waited for: {error}"))),
    }
}

/// Runs a program whose standard output is shown as it comes and heard line by line.
pub(crate) fn streamed(command: &mut Command, mut hear: impl FnMut(&str)) -> Result<ExitStatus, Fault> {
    let mut child = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            println!("{line}");
            hear(&line);
        }
    }
    child.wait().map_err(|error| Fault::machine(format!("A program could not be waited for: {error}."), ""))
}

fn spawn(command: &mut Command) -> Result<Child, Fault> {
    command.spawn().map_err(|error| {
        let program = command.get_program().to_string_lossy().into_owned();
        if error.kind() == io::ErrorKind::NotFound {
            Fault::machine(format!("`{program}` was not found."), "Install it, or put it on PATH.")
        } else {
            Fault::file(Path::new(&program), &error)
        }
    })
}

fn forward(source: impl Read + Send + 'static, sink: mpsc::Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(source).split(b'\n').map_while(Result::ok) {
            if sink.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
        }
    });
}

/// Ends a child that we started.
pub(crate) fn stop(child: &mut Child) {
    // It may have ended by itself in between; then there is nothing left to do.
    drop(child.kill());
    drop(child.wait());
}

/// Whether a tool's line says that the disk is full.
pub(crate) fn names_a_full_disk(line: &str) -> bool {
    line.contains("No space left on device") || line.contains("ENOSPC") || line.contains("os error 28")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_recognised_in_what_tools_print() {
        assert!(names_a_full_disk("error: failed to write x: No space left on device (os error 28)"));
        assert!(names_a_full_disk("npm ERR! code ENOSPC"));
        assert!(!names_a_full_disk("error: space expected"));
    }

    #[test]
    fn a_missing_program_is_named() {
        let fault = streamed(&mut command("a-program-nobody-has"), |_| {}).unwrap_err();
        assert_eq!(fault.what, "`a-program-nobody-has` was not found.");
        assert_eq!(fault.exit, 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_streamed_program_is_heard_line_by_line() {
        let mut heard = Vec::new();
        let mut echo = command("printf");
        echo.arg("one\\ntwo\\n");
        assert!(streamed(&mut echo, |line| heard.push(line.to_owned())).unwrap().success());
        assert_eq!(heard, ["one", "two"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_step_that_takes_too_long_is_ended() {
        let log = env::temp_dir().join(format!("parlour-xtask-{}.log", std::process::id()));
        let mut sleep = command("sleep");
        sleep.arg("30");
        let began = Instant::now();
        let fault = quietly_within(sleep, "sleeping", &log, Duration::from_millis(300)).unwrap_err();
        assert!(began.elapsed() < Duration::from_secs(10));
        assert!(fault.what.contains("did not end within"), "{fault}");
        std::fs::remove_file(log).unwrap();
    }
}
