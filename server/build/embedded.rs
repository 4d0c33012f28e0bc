//! Makes the table of files that the program serves out of itself: with the feature `embedded` what
//! `cargo xtask dist` built, without it nothing.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// The folder the files come from, unless `PARLOUR_EMBED` names another.
const FOLDER: &str = "../target/dist";

/// Writes `embedded.rs` into `out`: an array of path and bytes, in the order of the paths.
pub(crate) fn make(out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=PARLOUR_EMBED");
    let copies = out.join("embedded");
    if copies.is_dir() {
        fs::remove_dir_all(&copies)?;
    }
    let mut table = String::from("[\n");
    if env::var_os("CARGO_FEATURE_EMBEDDED").is_some() {
        let folder = env::var("PARLOUR_EMBED").unwrap_or_else(|_| FOLDER.to_owned());
        println!("cargo::rerun-if-changed={folder}");
        for path in paths(Path::new(&folder))? {
            let copy = copies.join(&path);
            fs::create_dir_all(copy.parent().unwrap_or(&copies))?;
            fs::copy(Path::new(&folder).join(&path), copy)?;
            // Named from here, so that what is compiled is the same text wherever it is built.
            writeln!(table, "    (\"{path}\", include_bytes!(\"embedded/{path}\")),")?;
        }
    }
    table.push_str("]\n");
    Ok(fs::write(out.join("embedded.rs"), table)?)
}

/// Every file below `folder` that is not hidden, with `/`.
fn paths(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    if !folder.join("parlour.js").is_file() {
        return Err(format!(
            "{} holds no parlour.js: run `cargo xtask dist`, or build with `cargo xtask release`",
            folder.display()
        )
        .into());
    }
    let (mut found, mut folders) = (Vec::new(), vec![String::new()]);
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let name = entry.file_name().into_string().map_err(|_| "a file's name is not text")?;
            if name.starts_with('.') {
                continue;
            }
            let path = if below.is_empty() { name } else { format!("{below}/{name}") };
            if entry.file_type()?.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
