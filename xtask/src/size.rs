//! Size is a number in the diff: `pkg/size.snap`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap::Args;

use crate::build::compress;
use crate::build::dist::{self, Dist};
use crate::fault::Fault;
use crate::workspace::{Workspace, write};

/// What a page pays before anyone clicks: brotli bytes of the loader. The aim is 3,000.
const LOADER_BUDGET: u64 = 3_320;
/// What opening the window costs: brotli bytes of everything fetched then. The aim is 70,000.
const OPENING_BUDGET: u64 = 110_500;
/// What a visitor who meets every part of the view pays after the act: brotli bytes of all that is fetched. The aim is 110,000.
const CHUNKS_BUDGET: u64 = 145_900;
/// What a bot in a page costs besides: brotli bytes of the engine's wasm. The aim is 120,000; ARCHITECTURE.md
/// says what stands between.
const ENGINE_BUDGET: u64 = 261_000;
/// A patch release of the toolchain moves sizes by less than this many thousandths.
const TOLERANCE_PER_MILLE: u64 = 10;
/// The same for small files: the version's digits alone change a few compressed bytes.
const TOLERANCE_BYTES: u64 = 40;

/// What `cargo xtask size` takes.
#[derive(Args)]
pub(crate) struct Options {
    /// Write the sizes down as the ones that are meant
    #[arg(long)]
    bless: bool,
}

/// Bytes of one file as a browser may receive it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    file: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the table, then checks budgets and the committed table.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Fault> {
    let dist = dist::ensure(workspace)?;
    let rows = worth_a_line(measure(&dist)?);
    print!("{}", table(&rows));
    let snapshot = workspace.root.join("pkg").join("size.snap");
    if options.bless {
        write(&snapshot, table(&rows).as_bytes())?;
    }
    // A blessing is for the table; a budget stays a budget.
    over_budget(&rows)?;
    match fs::read_to_string(&snapshot) {
        Ok(text) => compare(&parse(&text), &rows),
        Err(_) => Err(Fault::wrong("pkg/size.snap is missing.", "Run `cargo xtask size --bless`.")),
    }
}

/// The check alone, for `cargo xtask test`.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Fault> {
    run(workspace, &Options { bless: false })
}

fn measure(dist: &Dist) -> Result<Vec<Row>, Fault> {
    let inner = dist.folder.join("v").join(&dist.version);
    dist.files()
        .iter()
        .map(|file| {
            let below = file.strip_prefix(&inner).or_else(|_| file.strip_prefix(&dist.folder));
            Ok(Row {
                file: below.unwrap_or(file).to_string_lossy().into_owned(),
                raw: bytes(file)?,
                gzip: bytes(&compress::name(file, "gz"))?,
                brotli: bytes(&compress::name(file, "br"))?,
            })
        })
        .collect()
}

fn bytes(file: &Path) -> Result<u64, Fault> {
    fs::metadata(file).map(|found| found.len()).map_err(|error| Fault::file(file, &error))
}

/// Of the languages only the largest: a visitor has one.
fn worth_a_line(rows: Vec<Row>) -> Vec<Row> {
    let is_language = |row: &Row| row.file.starts_with("words/");
    let largest = rows.iter().filter(|row| is_language(row)).max_by_key(|row| row.brotli).cloned();
    rows.into_iter().filter(|row| !is_language(row)).chain(largest).collect()
}

/// `parlour.js` is paid before the act, glue and wasm with it, the engine by pages with a `flow`, the rest
/// when first needed.
fn sum(rows: &[Row], name: &str, takes: impl Fn(&Row) -> bool) -> Row {
    rows.iter().filter(|row| takes(row)).fold(
        Row { file: name.to_owned(), raw: 0, gzip: 0, brotli: 0 },
        |all, row| Row {
            file: all.file,
            raw: all.raw + row.raw,
            gzip: all.gzip + row.gzip,
            brotli: all.brotli + row.brotli,
        },
    )
}

fn is_loader(row: &Row) -> bool {
    row.file == "parlour.js"
}

fn opens(row: &Row) -> bool {
    row.file == "widget.js" || row.file == "widget.wasm"
}

fn is_engine(row: &Row) -> bool {
    row.file.starts_with("engine.")
}

/// Who is given the ladder is given no wasm.
fn is_ladder(row: &Row) -> bool {
    row.file == "ladder.js"
}

/// Words for whoever set a chat up wrong, and what builders look at the wire with: no visitor of a chat that is set up
/// right is given them.
fn is_of_builders(row: &Row) -> bool {
    matches!(row.file.as_str(), "parts/help.js" | "parts/debug.js" | "parts/debug-panel.js")
}

fn is_chunk(row: &Row) -> bool {
    !is_loader(row) && !is_engine(row) && !is_ladder(row) && !is_of_builders(row)
}

fn table(rows: &[Row]) -> String {
    let mut text = String::from("# bytes; `cargo xtask size --bless` writes this file\n");
    let line = |text: &mut String, a: &str, b: &str, c: &str, d: &str| {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{a:<20}{b:>10}{c:>10}{d:>10}");
    };
    line(&mut text, "file", "raw", "gzip-9", "brotli-11");
    let opening = sum(rows, "opening", opens);
    let chunks = sum(rows, "all-chunks", is_chunk);
    for row in rows.iter().chain([&opening, &chunks]) {
        line(&mut text, &row.file, &row.raw.to_string(), &row.gzip.to_string(), &row.brotli.to_string());
    }
    text
}

fn parse(text: &str) -> Vec<Row> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let file = words.next()?.to_owned();
            let mut number = || words.next()?.parse().ok();
            let (raw, gzip, brotli) = (number()?, number()?, number()?);
            Some(Row { file, raw, gzip, brotli })
        })
        .filter(|row| row.file != "opening" && row.file != "all-chunks")
        .collect()
}

fn over_budget(rows: &[Row]) -> Result<(), Fault> {
    let loader = sum(rows, "The loader", is_loader);
    let opening = sum(rows, "Opening the window", opens);
    let chunks = sum(rows, "Everything there is to fetch", is_chunk);
    let engine = sum(rows, "The engine's wasm", |row| row.file == "engine.wasm");
    let budgets = [
        (loader, LOADER_BUDGET),
        (opening, OPENING_BUDGET),
        (chunks, CHUNKS_BUDGET),
        (engine, ENGINE_BUDGET),
    ];
    let over: Vec<_> = budgets
        .into_iter()
        .filter(|(row, budget)| row.brotli > *budget)
        .map(|(row, budget)| format!("{} costs {} B brotli, its budget is {budget} B.", row.file, row.brotli))
        .collect();
    if over.is_empty() {
        return Ok(());
    }
    Err(Fault::wrong(
        over.join(" "),
        "Make it smaller; the budget stands in xtask/src/size.rs and is a promise of the README.",
    ))
}

fn compare(meant: &[Row], found: &[Row]) -> Result<(), Fault> {
    let mut differences = Vec::new();
    for row in found {
        match meant.iter().find(|old| old.file == row.file) {
            None => differences.push(format!("{} is new", row.file)),
            Some(old) => {
                for (what, was, is) in [
                    ("raw", old.raw, row.raw),
                    ("gzip", old.gzip, row.gzip),
                    ("brotli", old.brotli, row.brotli),
                ] {
                    if was.abs_diff(is) > tolerance(was) {
                        differences.push(format!("{} {what} was {was}, is {is}", row.file));
                    }
                }
            }
        }
    }
    differences.extend(
        meant
            .iter()
            .filter(|old| found.iter().all(|row| row.file != old.file))
            .map(|old| format!("{} is gone", old.file)),
    );
    if differences.is_empty() {
        return Ok(());
    }
    Err(Fault::wrong(
        format!("Sizes differ from pkg/size.snap: {}.", differences.join("; ")),
        "If this is meant, run `cargo xtask size --bless` and commit the file.",
    ))
}

fn tolerance(bytes: u64) -> u64 {
    (bytes * TOLERANCE_PER_MILLE / 1000).max(TOLERANCE_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(file: &str, raw: u64, gzip: u64, brotli: u64) -> Row {
        Row { file: file.to_owned(), raw, gzip, brotli }
    }

    fn rows() -> Vec<Row> {
        vec![
            row("parlour.js", 9_000, 3_600, 3_200),
            row("widget.js", 18_000, 5_400, 4_800),
            row("widget.wasm", 200_000, 85_000, 70_000),
            row("parts/date.js", 4_000, 2_600, 2_200),
            row("engine.js", 14_000, 5_000, 4_000),
            row("engine.wasm", 700_000, 320_000, 250_000),
        ]
    }

    #[test]
    fn the_table_is_read_back_as_it_was_written() {
        assert_eq!(parse(&table(&rows())), rows());
    }

    #[test]
    fn the_table_sums_what_opening_costs() {
        let text = table(&rows());
        assert!(text.contains("opening                 218000     90400     74800\n"), "{text}");
        assert!(text.contains("all-chunks              222000     93000     77000\n"), "{text}");
    }

    #[test]
    fn a_loader_over_its_budget_fails() {
        let mut rows = rows();
        rows[0].brotli = LOADER_BUDGET + 1;
        let fault = over_budget(&rows).unwrap_err();
        assert_eq!(fault.what, "The loader costs 3321 B brotli, its budget is 3320 B.");
        assert_eq!(fault.exit, 1);
    }

    #[test]
    fn opening_is_glue_and_wasm_together() {
        let mut rows = rows();
        assert!(over_budget(&rows).is_ok());
        rows[2].brotli = 105_701;
        assert!(over_budget(&rows).unwrap_err().what.contains("110501 B brotli"));
    }

    #[test]
    fn an_engine_over_its_budget_fails() {
        let mut rows = rows();
        rows[5].brotli = ENGINE_BUDGET + 1;
        let fault = over_budget(&rows).unwrap_err();
        assert_eq!(fault.what, "The engine's wasm costs 261001 B brotli, its budget is 261000 B.");
    }

    #[test]
    fn toolchain_noise_passes_and_a_real_change_asks_for_a_blessing() {
        let mut found = rows();
        found[2].brotli += 700;
        found[0].brotli += TOLERANCE_BYTES;
        assert!(compare(&rows(), &found).is_ok());
        found[2].brotli += 1;
        let fault = compare(&rows(), &found).unwrap_err();
        assert_eq!(fault.what, "Sizes differ from pkg/size.snap: widget.wasm brotli was 70000, is 70701.");
        assert!(fault.advice.contains("cargo xtask size --bless"));
    }

    #[test]
    fn of_the_languages_the_largest_has_a_line() {
        let rows =
            vec![row("widget.js", 1, 1, 1), row("words/de.json", 9, 9, 5), row("words/ka.json", 9, 9, 6)];
        let files: Vec<_> = worth_a_line(rows).into_iter().map(|row| row.file).collect();
        assert_eq!(files, ["widget.js", "words/ka.json"]);
    }

    #[test]
    fn a_file_that_appears_or_goes_is_a_difference() {
        let fewer = &rows()[..2];
        assert!(compare(&rows(), fewer).unwrap_err().what.contains("widget.wasm is gone"));
        assert!(compare(fewer, &rows()).unwrap_err().what.contains("widget.wasm is new"));
    }
}
