//! What the conformance cases cover of the documented fields, from both sides.

use std::path::{Path, PathBuf};

use parlour_tests::conformance::{answers_a_client_loses, untrue_lines};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

#[test]
fn every_field_of_the_seeds_is_shown_by_a_case_and_named_by_a_client() {
    let untrue = untrue_lines(&cases()).expect("the table can be read");
    assert!(untrue.is_empty(), "\n  {}\n", untrue.join("\n  "));
}

#[test]
fn a_client_reads_every_documented_answer_whole() {
    let (read, lost) = answers_a_client_loses(&cases()).expect("the cases can be read");
    assert!(lost.is_empty(), "\n  {}\n", lost.join("\n  "));
    assert!(read > 20, "{read} answers were read");
}
