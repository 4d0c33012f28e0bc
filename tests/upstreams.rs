//! Each case is a folder under `upstreams/`: what a visitor says, what the bot elsewhere is asked, what it
//! answers, and what the conversation is then.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use parlour_tests::upstreams::{Case, cases, run};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("upstreams");
    let cases = match cases(&root) {
        Ok(cases) => cases,
        Err(why) => {
            eprintln!("the cases cannot be read: {why}");
            return ExitCode::FAILURE;
        }
    };
    let trial = |case: Case| {
        let case = Arc::new(case);
        let name = Arc::clone(&case);
        Trial::test(name.name.clone(), move || run(&case).map_err(Into::into))
    };
    libtest_mimic::run(&arguments, cases.into_iter().map(trial).collect()).exit_code()
}
