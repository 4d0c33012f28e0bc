//! The demo, step by step.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use crate::build::dist;
use crate::command::{cargo, command, on_path, quietly};
use crate::demo::server::Server;
use crate::demo::{addresses, ready, token};
use crate::fault::Fault;
use crate::machine::{disk, port};
use crate::workspace::{Workspace, make_folder};

/// What `cargo xtask demo` takes.
#[derive(Args)]
pub(crate) struct Options {
    /// The port of 127.0.0.1 to listen on
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Open the shop in the default browser
    #[arg(long)]
    open: bool,
    /// Build the server with optimisations
    #[arg(long)]
    release: bool,
    /// The `SQLite` file that keeps conversations [default: target/demo/parlour.db]
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
}

/// Builds, serves, and stops when asked.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Fault> {
    port::demand_free(options.port)?;
    disk::demand_space(workspace)?;
    dist::ensure(workspace)?;
    let program = build_server(workspace, options.release)?;
    // Building took minutes; somebody may have taken the port meanwhile.
    port::demand_free(options.port)?;

    let asked_to_stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked_to_stop);
    ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst))
        .map_err(|error| Fault::machine(format!("Ctrl-C cannot be heard: {error}."), ""))?;

    let store = store_file(workspace, options.store.as_deref())?;
    let api_token = token::for_the_shop()?;
    let mut server = Server::start(workspace, &program, options.port, &store, &api_token)?;
    ready::wait(&mut server, options.port, &asked_to_stop)?;
    if !asked_to_stop.load(Ordering::SeqCst) {
        print!("{}", addresses::block(options.port, &api_token, &store));
        if options.open {
            open_browser(&addresses::shop(options.port));
        }
    }
    server.watch(&asked_to_stop)
}

fn build_server(workspace: &Workspace, release: bool) -> Result<PathBuf, Fault> {
    let mut build = cargo(workspace);
    build.args(["build", "--package", "parlour-server", "--bin", "parlour"]);
    if release {
        build.arg("--release");
    }
    quietly(build, "building the server", &workspace.log("server")?)?;
    let profile = if release { "release" } else { "debug" };
    Ok(workspace.compiled.join(profile).join(format!("parlour{}", std::env::consts::EXE_SUFFIX)))
}

fn store_file(workspace: &Workspace, chosen: Option<&Path>) -> Result<PathBuf, Fault> {
    let file = match chosen {
        Some(file) => std::path::absolute(file).map_err(|error| Fault::file(file, &error))?,
        None => workspace.kept().join("demo").join("parlour.db"),
    };
    if let Some(folder) = file.parent() {
        make_folder(folder)?;
    }
    Ok(file)
}

/// A demo without a browser is still a demo; a failure only says so.
fn open_browser(address: &str) {
    let opener = ["xdg-open", "open", "explorer"].into_iter().find(|opener| on_path(opener).is_some());
    let opened = opener.is_some_and(|opener| command(opener).arg(address).spawn().is_ok());
    if !opened {
        eprintln!("No program to open a browser was found; open {address} yourself.");
    }
}
