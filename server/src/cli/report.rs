//! `parlour report`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use uuid::Uuid;

use super::exit::Exit;
use super::store::prepare;
use crate::config::StoreAddress;
use crate::limits::{EXPORT_PAGE, EXPORT_PAGE_BYTES};
use crate::reports::{CsvPage, Period, day};
use crate::store::{Excerpt, Store};

/// What `parlour report` takes.
#[derive(Args)]
pub(super) struct Options {
    /// The configuration.
    #[arg(long, default_value = "parlour.toml")]
    config: PathBuf,
    /// Rows of this bot only.
    #[arg(long)]
    bot: Option<Uuid>,
    /// First day, YYYY-MM-DD in UTC; from the beginning if absent.
    #[arg(long, value_parser = parse_day)]
    from: Option<Date>,
    /// Last day, included; to the end if absent.
    #[arg(long, value_parser = parse_day)]
    to: Option<Date>,
    /// How rows are written.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Writes to this file, with a progress bar on a terminal; stdout if absent.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// How rows are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One array.
    Json,
    /// For a spreadsheet.
    Csv,
}

fn parse_day(text: &str) -> Result<Date, String> {
    day(text).ok_or_else(|| "it must be a date written YYYY-MM-DD".to_owned())
}

/// Why no report was written.
enum Failed {
    Store(sqlx::Error),
    Out(io::Error),
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Out(error)
    }
}

impl From<csv::Error> for Failed {
    fn from(error: csv::Error) -> Self {
        Self::Out(io::Error::other(error))
    }
}

/// Writes the rows of one bot, or of all, page by page.
pub(super) fn run(options: &Options) -> Exit {
    let (first, last) = (options.from.unwrap_or(Date::MIN), options.to.unwrap_or(Date::MAX));
    if Period::new(first, last).is_none() {
        eprintln!("--to must not be before --from");
        return Exit::Usage;
    }
    let (config, runtime) = match prepare(&options.config) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    let StoreAddress::Sqlite(file) = &config.store;
    match runtime.block_on(report(file, options)) {
        Ok(()) => Exit::Done,
        // Whoever read the output has read enough.
        Err(Failed::Out(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(Failed::Out(error)) => {
            eprintln!("the report cannot be written: {error}");
            Exit::Unreachable
        }
        Err(Failed::Store(error)) => {
            eprintln!("the store {} cannot be read: {error}", file.display());
            Exit::Unreachable
        }
    }
}

async fn report(file: &Path, options: &Options) -> Result<(), Failed> {
    let store = Store::open_for_reading(file).await?;
    let Some(out) = &options.out else {
        let bar = ProgressBar::hidden();
        return write(&store, options, &mut BufWriter::new(io::stdout().lock()), &bar).await;
    };
    // The name is taken when the report is whole: half of one is no report.
    let mut part = out.clone().into_os_string();
    part.push(".part");
    let bar = ProgressBar::no_length().with_style(style());
    let mut sink = BufWriter::new(File::create(&part)?);
    write(&store, options, &mut sink, &bar).await?;
    std::fs::rename(&part, out)?;
    bar.finish();
    store.close().await;
    Ok(())
}

fn style() -> ProgressStyle {
    let template = "{bar:30} {human_pos}/{human_len} rows, {per_sec}, {eta} left";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

async fn write(
    store: &Store,
    options: &Options,
    sink: &mut impl Write,
    bar: &ProgressBar,
) -> Result<(), Failed> {
    let bot = options.bot.map(|bot| bot.hyphenated().to_string());
    let begin = options.from.and_then(|from| Period::new(from, from)).map(|day| day.at_ms().start);
    let end = options.to.and_then(|to| Period::new(to, to)).map(|day| day.at_ms().end);
    let at_ms = begin.unwrap_or(i64::MIN)..end.unwrap_or(i64::MAX);
    let mut rest = store.excerpt(bot.as_deref(), at_ms).await?;
    if !bar.is_hidden() {
        bar.set_length(u64::try_from(store.count(&rest).await?).unwrap_or_default());
    }
    let mut is_first = true;
    loop {
        let page = store.report(&rest, EXPORT_PAGE, EXPORT_PAGE_BYTES).await?;
        match options.format {
            Format::Csv => {
                let mut csv = if is_first { CsvPage::first()? } else { CsvPage::next() };
                for row in &page.rows {
                    csv.push(row)?;
                }
                sink.write_all(&csv.into_bytes()?)?;
            }
            Format::Json => {
                for (place, row) in page.rows.iter().enumerate() {
                    sink.write_all(if is_first && place == 0 { b"[" } else { b"," })?;
                    serde_json::to_writer(&mut *sink, row).map_err(io::Error::from)?;
                }
                if is_first && page.rows.is_empty() {
                    sink.write_all(b"[")?;
                }
            }
        }
        bar.inc(page.rows.len() as u64);
        is_first = false;
        if page.is_last {
            break;
        }
        rest = Excerpt { after: page.cursor, ..rest };
    }
    if options.format == Format::Json {
        sink.write_all(b"]\n")?;
    }
    sink.flush()?;
    Ok(())
}
