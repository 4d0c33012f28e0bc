//! Running areas one after the other; a failing one does not stop the next.

use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::fault::Fault;
use crate::machine::disk;
use crate::test::areas::Area;
use crate::test::counts::{Counts, Outcome};
use crate::test::report::{self, Row};
use crate::test::simulation::Wish;
use crate::workspace::Workspace;

/// The variable through which tests that draw random numbers hear the seed.
pub(crate) const SEED: &str = "PARLOUR_SEED";

/// What `cargo xtask test` takes.
#[derive(Args)]
pub(crate) struct Options {
    /// Only these areas
    #[arg(value_enum)]
    areas: Vec<Area>,
    /// The seed of tests that draw random numbers; a failing one prints its own
    #[arg(long)]
    seed: Option<u64>,
    /// One run of the simulation, as a failing one prints it: seed/visitors/messages/faults left out
    #[arg(long)]
    replay: Option<String>,
    /// Break the sources on purpose, one mechanism after the other, and see the simulation fail; all of
    /// them, or those whose names follow
    #[arg(long, num_args = 0.., value_name = "NAME")]
    mutations: Option<Vec<String>>,
}

impl Options {
    /// What a look before a commit runs.
    pub(crate) fn quick() -> Self {
        Self { areas: vec![Area::Fmt, Area::Clippy, Area::Tidy], seed: None, replay: None, mutations: None }
    }
}

/// Runs the areas, prints the table, and fails if anything did.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Fault> {
    disk::demand_space(workspace)?;
    let wish = Wish {
        is_full: options.areas.contains(&Area::Simulation),
        replay: options.replay.clone(),
        mutations: options.mutations.clone(),
    };
    let mut rows = Vec::new();
    for area in chosen(&options.areas) {
        println!("\n── {} ──", area.name());
        let began = Instant::now();
        let outcome = area.run(&with_seed(workspace, options.seed), &wish).unwrap_or_else(|fault| {
            eprintln!("{fault}");
            Outcome { counts: Counts { failed: 1, ..Counts::default() }, notes: vec![fault.what] }
        });
        rows.push(Row { area, outcome, time: began.elapsed() });
    }
    print!("{}", report::text(&rows));
    if report::total(&rows).failed == 0 {
        return Ok(());
    }
    // The table has said what; the exit code says it to machines.
    std::process::exit(1)
}

/// In the order of the enum, each once, whatever the order on the command line.
fn chosen(wanted: &[Area]) -> Vec<Area> {
    Area::value_variants().iter().copied().filter(|area| wanted.is_empty() || wanted.contains(area)).collect()
}

fn with_seed(workspace: &Workspace, seed: Option<u64>) -> Workspace {
    Workspace { seed, ..workspace.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_names_every_area_runs_once() {
        assert_eq!(chosen(&[]), Area::value_variants());
    }

    #[test]
    fn named_areas_run_in_the_usual_order() {
        assert_eq!(chosen(&[Area::E2e, Area::Fmt, Area::E2e]), [Area::Fmt, Area::E2e]);
    }
}
