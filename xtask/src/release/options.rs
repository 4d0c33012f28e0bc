//! The command line of `cargo xtask release`.

use clap::Args;

/// What `cargo xtask release` takes.
#[derive(Args)]
pub(crate) struct Options {
    /// Build again from another folder, and compare every file
    #[arg(long)]
    pub(super) twice: bool,
    /// Link the server with this system's C library, where musl cannot be had
    #[arg(long)]
    pub(super) native: bool,
    /// Leave out the tests of what was built
    #[arg(long)]
    pub(super) untried: bool,
}
