//! The server as a child: started, watched, stopped with grace.

use std::path::Path;
use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::command::{command, stop};
use crate::demo::token;
use crate::fault::Fault;
use crate::workspace::Workspace;

/// Open streams get a `bye` and a moment to go; then the server is ended.
const GRACE: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(100);

/// A running `parlour serve`; dropping it ends it.
pub(crate) struct Server {
    child: Child,
}

impl Server {
    /// Starts it on a port with a store of its own.
    pub(crate) fn start(
        workspace: &Workspace,
        program: &Path,
        port: u16,
        store: &Path,
        api_token: &str,
    ) -> Result<Self, Fault> {
        let mut serve = command(program);
        serve
            .current_dir(&workspace.root)
            .args(["serve", "--config", "demo-site/parlour.toml"])
            .env("PARLOUR_LISTEN", format!("127.0.0.1:{port}"))
            .env("PARLOUR_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
            .env("PARLOUR_STORE", format!("sqlite:{}", store.display()))
            .env("PARLOUR_ASSETS", workspace.dist())
            .env(token::VARIABLE, api_token);
        apart(&mut serve);
        let child = serve.spawn().map_err(|error| Fault::file(program, &error))?;
        Ok(Self { child })
    }

    /// Its status, once it has ended.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>, Fault> {
        self.child
            .try_wait()
            .map_err(|error| Fault::machine(format!("The server could not be looked at: {error}."), ""))
    }

    /// Stays until the server ends or is asked to.
    pub(crate) fn watch(mut self, asked_to_stop: &AtomicBool) -> Result<(), Fault> {
        while !asked_to_stop.load(Ordering::SeqCst) {
            if let Some(status) = self.ended()? {
                return Err(Fault::wrong(
                    format!("The server ended by itself ({status})."),
                    "What it printed above says why.",
                ));
            }
            thread::sleep(PAUSE);
        }
        self.stop_with_grace()
    }

    fn stop_with_grace(&mut self) -> Result<(), Fault> {
        eprintln!("stopping the server …");
        ask_to_end(&mut self.child);
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if let Some(status) = self.ended()? {
                if status.success() {
                    eprintln!("stopped");
                    return Ok(());
                }
                return Err(Fault::wrong(format!("The server did not stop cleanly ({status})."), ""));
            }
            thread::sleep(PAUSE);
        }
        stop(&mut self.child);
        Err(Fault::wrong(format!("The server did not stop within {} s and was ended.", GRACE.as_secs()), ""))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            stop(&mut self.child);
        }
    }
}

/// Ctrl-C reaches the whole group of a terminal; the server shall hear it once, from us.
#[cfg(unix)]
fn apart(serve: &mut std::process::Command) {
    use std::os::unix::process::CommandExt as _;
    serve.process_group(0);
}

#[cfg(not(unix))]
fn apart(_serve: &mut std::process::Command) {}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    let asked = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
        .is_some_and(|pid| rustix::process::kill_process(pid, rustix::process::Signal::TERM).is_ok());
    if !asked {
        stop(child);
    }
}

#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    stop(child);
}
