//! `parlour serve`.

use std::io::Write as _;
use std::path::Path;

use tokio::signal::unix::{SignalKind, signal};

use super::exit::{Exit, environment, print_mistakes};
use super::logging;
use crate::config::{self, Config};
use crate::serve::{StartError, start};

/// Serves until SIGTERM or SIGINT; SIGHUP reads the flows again.
pub(super) fn run(path: &Path) -> Exit {
    let config = match config::load(path, &environment) {
        Ok((config, warnings)) => {
            print_mistakes(&warnings);
            config
        }
        Err(mistakes) => {
            print_mistakes(&mistakes);
            return Exit::Usage;
        }
    };
    if let Err(sentence) = logging::begin() {
        eprintln!("{sentence}");
        return Exit::Usage;
    }
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())
        .and_then(|runtime| runtime.block_on(serve(config)).map_err(|error| error.to_string()));
    match served {
        Ok(()) => Exit::Done,
        Err(sentence) => {
            eprintln!("{sentence}");
            Exit::Unreachable
        }
    }
}

async fn serve(config: Config) -> Result<(), StartError> {
    let address = config.listen;
    let failed = |cause| StartError::Listen { address, cause };
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut hangup = signal(SignalKind::hangup()).map_err(failed)?;
    let running = start(config).await?;
    let mut out = std::io::stdout();
    // Whoever started the server may have closed its output; the server goes on.
    let _ = writeln!(out, "listening on http://{}", running.address).and_then(|()| out.flush());
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hangup.recv() => running.reload(),
        }
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}
