//! Long steps say that they live: a spinner on a terminal, plain lines elsewhere.

use std::io::{self, IsTerminal};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Not a terminal: a line this often while a step runs.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// Redraw of the spinner.
const TICK: Duration = Duration::from_millis(120);
/// Characters of a tool's last line that are shown beside the spinner.
const DETAIL_CHARS: usize = 60;

/// The spinners of steps that run beside each other, a line each.
static SPINNERS: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// One long step that is under way.
pub(crate) struct Step {
    label: String,
    began: Instant,
    said: Instant,
    bar: Option<ProgressBar>,
}

impl Step {
    /// Announces the step.
    pub(crate) fn begin(label: impl Into<String>) -> Self {
        let label = label.into();
        let bar = io::stderr().is_terminal().then(|| {
            let bar = SPINNERS.add(ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} ({elapsed}) {msg}") {
                bar.set_style(style);
            }
            bar.set_prefix(label.clone());
            bar.enable_steady_tick(TICK);
            bar
        });
        if bar.is_none() {
            eprintln!("  … {label}");
        }
        Self { label, began: Instant::now(), said: Instant::now(), bar }
    }

    /// The tool's latest line.
    pub(crate) fn detail(&mut self, line: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(line.trim().chars().take(DETAIL_CHARS).collect::<String>());
        }
    }

    /// Called while waiting; says so now and then where there is no spinner.
    pub(crate) fn waiting(&mut self) {
        if self.bar.is_none() && self.said.elapsed() >= HEARTBEAT {
            self.said = Instant::now();
            eprintln!("  … {}, {}", self.label, elapsed(self.began.elapsed()));
        }
    }

    /// The step is done.
    pub(crate) fn done(self) {
        self.finish('✓');
    }

    /// The step failed; the fault that follows says why.
    pub(crate) fn failed(self) {
        self.finish('✗');
    }

    fn finish(self, sign: char) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        SPINNERS.suspend(|| eprintln!("  {sign} {} ({})", self.label, elapsed(self.began.elapsed())));
    }
}

/// `0.4 s`, `12 s` or `3 min 05 s`.
pub(crate) fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elapsed_time_is_written_for_people() {
        assert_eq!(elapsed(Duration::from_millis(420)), "0.4 s");
        assert_eq!(elapsed(Duration::from_secs(12)), "12 s");
        assert_eq!(elapsed(Duration::from_secs(185)), "3 min 05 s");
    }
}
