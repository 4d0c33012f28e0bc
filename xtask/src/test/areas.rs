//! The areas, in the order they run: what is quick to fail comes first.

use clap::ValueEnum;

use crate::fault::Fault;
use crate::size;
use crate::soak;
use crate::test::counts::Outcome;
use crate::test::{
    browser_tests, browsers, clippy, deny, end_to_end, native, packaging, release, simulation,
};
use crate::workspace::Workspace;

/// One part of the tests that can be run by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Area {
    /// rustfmt
    Fmt,
    /// clippy for this machine and for wasm32
    Clippy,
    /// Unit, integration and doc tests that run on this machine
    Native,
    /// The wire formats, byte for byte
    Conformance,
    /// What must not exist in the sources
    Tidy,
    /// The server's own code under faults, in virtual time
    Simulation,
    /// Licences, bans and sources of dependencies
    Deny,
    /// The widget's own tests in a headless browser
    Wasm,
    /// What a browser downloads
    Size,
    /// The whole path in Chromium
    E2e,
    /// Real browsers and the real server while everything fails
    Soak,
    /// The whole path in Firefox, and stories in `WebKitGTK`
    Browsers,
    /// The npm package in projects of every kind
    Packaging,
    /// What is deployed and published
    Release,
}

impl Area {
    /// The name on the command line and in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Native => "native",
            Self::Conformance => "conformance",
            Self::Tidy => "tidy",
            Self::Simulation => "simulation",
            Self::Deny => "deny",
            Self::Wasm => "wasm",
            Self::Size => "size",
            Self::E2e => "e2e",
            Self::Soak => "soak",
            Self::Browsers => "browsers",
            Self::Packaging => "packaging",
            Self::Release => "release",
        }
    }

    /// Runs it. A fault is an area that could not run; it counts as one failure.
    pub(crate) fn run(self, workspace: &Workspace, wish: &simulation::Wish) -> Result<Outcome, Fault> {
        match self {
            Self::Fmt => clippy::fmt(workspace),
            Self::Clippy => clippy::both_targets(workspace),
            Self::Native => native::everything_else(workspace),
            Self::Conformance => native::one_target(workspace, "conformance"),
            Self::Tidy => native::one_target(workspace, "tidy"),
            Self::Simulation => simulation::run(workspace, wish),
            Self::Deny => deny::run(workspace),
            Self::Wasm => browser_tests::run(workspace),
            Self::Size => size::check(workspace).map(|()| Outcome::one_step(true)),
            Self::E2e => end_to_end::run(workspace),
            Self::Soak => soak::area(workspace),
            Self::Browsers => browsers::run(workspace),
            Self::Packaging => packaging::run(workspace),
            Self::Release => release::run(workspace),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_area_is_called_in_the_table_what_it_is_called_on_the_command_line() {
        for area in Area::value_variants() {
            assert_eq!(area.to_possible_value().unwrap().get_name(), area.name());
        }
    }
}
