//! Makes the table of checks that `parlour conform` runs: every `conform/<api>/<name>.toml`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the checks lie.
const FOLDER: &str = "conform";

/// Writes `conform.rs` into `out`: an array of `<api>/<name>` and the text, in the order of the names.
pub(crate) fn make(out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let mut table = String::from("[\n");
    for api in entries(Path::new(FOLDER))?.into_iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", api.display());
        for file in
            entries(&api)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "toml"))
        {
            let name = file.strip_prefix(FOLDER)?.with_extension("");
            let text = fs::read_to_string(&file)?;
            writeln!(table, "    ({:?}, {text:?}),", name.to_string_lossy().replace('\\', "/"))?;
        }
    }
    table.push_str("]\n");
    Ok(fs::write(out.join("conform.rs"), table)?)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries: Result<Vec<_>, _> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut entries = entries?;
    entries.sort_by_key(|path| path.with_extension(""));
    Ok(entries)
}
