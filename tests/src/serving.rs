//! The server as a process of its own, for measurements.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Time for the server to listen.
const START: Duration = Duration::from_secs(10);

/// A server that listens; it ends when this is dropped.
#[derive(Debug)]
pub struct Serving {
    /// The process.
    pub process: Child,
    /// Host and port.
    pub address: String,
}

/// Starts `server` with the `parlour.toml` of a folder.
///
/// # Errors
/// If it does not run, or does not say in time where it listens.
pub async fn serve(server: &Path, folder: &Path) -> io::Result<Serving> {
    let mut process = Command::new(server)
        .args(["serve", "--config"])
        .arg(folder.join("parlour.toml"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let stdout = process.stdout.take().ok_or_else(|| io::Error::other("the server has no output"))?;
    let mut line = String::new();
    timeout(START, BufReader::new(stdout).read_line(&mut line)).await??;
    let address = line.trim().strip_prefix("listening on http://");
    let address = address.ok_or_else(|| io::Error::other("the server did not start"))?.to_owned();
    Ok(Serving { process, address })
}

/// The end of a program that measures: prints what was found, or why nothing was.
pub fn tell(measuring: impl Future<Output = io::Result<impl Display>>) -> ExitCode {
    match tokio::runtime::Runtime::new().and_then(|runtime| runtime.block_on(measuring)) {
        Ok(found) => {
            println!("{found}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
