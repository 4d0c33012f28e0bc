//! How Parlour is built, run and tested: `cargo xtask demo | test | dist | pack | release | size | bench | soak | check`.
//!
//! Exit codes: 0 done, 1 the thing checked is wrong, 2 usage or this machine, 3 could not reach something.

mod bench;
mod build;
mod command;
mod demo;
mod fault;
mod machine;
mod notices;
mod package;
mod progress;
mod release;
mod size;
mod soak;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::fault::Fault;
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "How Parlour is built, run and tested")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build everything and serve the demo shop
    Demo(demo::Options),
    /// Run every test, or only the areas named
    Test(test::Options),
    /// Build what a browser downloads into target/dist
    Dist,
    /// Pack the npm package into target/package
    Pack,
    /// Build what is published and deployed into dist/parlour-VERSION
    Release(release::Options),
    /// Print and check what a browser downloads against pkg/size.snap
    Size(size::Options),
    /// Measure how fast something is
    Bench(bench::Options),
    /// Talk through real browsers while the real server is killed and the line fails
    Soak(soak::Options),
    /// The quick look before a commit: fmt, clippy, tidy
    Check,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::from(fault.exit)
        }
    }
}

fn run(verb: Verb) -> Result<(), Fault> {
    let workspace = Workspace::locate()?;
    match verb {
        Verb::Demo(options) => demo::run(&workspace, &options),
        Verb::Test(options) => test::run(&workspace, &options),
        Verb::Dist => {
            machine::disk::demand_space(&workspace)?;
            let dist = build::dist::ensure(&workspace)?;
            println!("{} holds version {}", dist.folder.display(), dist.version);
            Ok(())
        }
        Verb::Pack => {
            machine::disk::demand_space(&workspace)?;
            println!("{}", package::pack(&workspace)?.display());
            Ok(())
        }
        Verb::Release(options) => release::run(&workspace, &options),
        Verb::Size(options) => size::run(&workspace, &options),
        Verb::Bench(options) => bench::run(&workspace, &options),
        Verb::Soak(options) => soak::run(&workspace, &options),
        Verb::Check => test::run(&workspace, &test::Options::quick()),
    }
}
