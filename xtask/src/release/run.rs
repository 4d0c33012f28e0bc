//! From sources to a release that was tried.

use std::time::Instant;

use crate::fault::Fault;
use crate::machine::disk;
use crate::progress::elapsed;
use crate::release::assemble::{Linked, assemble};
use crate::release::options::Options;
use crate::release::trial::trial;
use crate::release::{integrity, twice};
use crate::workspace::{Workspace, read};

/// Builds the release, tries it in a browser, and says what a site pastes.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Fault> {
    disk::demand_space(workspace)?;
    let began = Instant::now();
    let linked = if options.native { Linked::Native } else { Linked::Static };
    let home = workspace.root.join("dist").join(concat!("parlour-", env!("CARGO_PKG_VERSION")));
    assemble(workspace, &home, linked)?;
    println!("{} was made in {}", home.display(), elapsed(began.elapsed()));
    if !options.untried && !trial(workspace, &home)?.holds() {
        return Err(Fault::wrong("The release does not do what it must.", "What failed is named above."));
    }
    if options.twice {
        twice::compare(workspace, &home, options.native)?;
    }
    println!("\n{}", String::from_utf8_lossy(&read(&home.join(integrity::SNIPPET))?));
    Ok(())
}
