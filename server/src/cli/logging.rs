//! Where the log goes and how much of it.

use tracing_subscriber::EnvFilter;

/// Logs to stderr; `PARLOUR_LOG` holds tracing's filter, `info` otherwise.
///
/// # Errors
/// A sentence if the filter cannot be read.
pub(super) fn begin() -> Result<(), String> {
    let filter = match std::env::var("PARLOUR_LOG") {
        Ok(text) => EnvFilter::try_new(&text).map_err(|error| format!("PARLOUR_LOG: {error}"))?,
        Err(_) => EnvFilter::new("info"),
    };
    let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(is_terminal)
        .try_init()
        .map_err(|error| error.to_string())
}
