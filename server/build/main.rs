//! What is made before the server is compiled.

mod conform;
mod embedded;
mod words;

use std::env;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    words::make(&out)?;
    conform::make(&out)?;
    embedded::make(&out)
}
