//! The companion server: the chat REST API, visitor sessions, events, and the store behind them.
//!
//! A server inside a test or another program:
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::path::Path;
//!
//! let text = std::fs::read_to_string("demo-site/parlour.toml")?;
//! let environment = |name: &str| std::env::var(name).ok();
//! let (config, warnings) =
//!     parlour_server::config::parse("parlour.toml", &text, Path::new("demo-site"), &environment)
//!         .map_err(|mistakes| format!("{mistakes:?}"))?;
//! let running = parlour_server::start(config).await?;
//! println!("listening on http://{}", running.address);
//! running.stop().await;
//! # Ok(())
//! # }
//! ```

mod access_log;
mod apis;
mod app;
mod bots;
mod channels;
pub mod cli;
mod client_address;
mod clock;
pub mod config;
pub mod conform;
mod egress;
mod error;
#[cfg(feature = "fail-points")]
mod fail_points;
mod files;
mod growing;
mod handover;
mod hooks;
mod hub;
mod identity;
mod invisible;
mod limits;
mod origin;
mod owners;
mod reload;
mod reports;
mod requests;
mod retry;
mod router;
mod serve;
mod served;
mod signature;
#[cfg(feature = "simulation")]
pub mod simulation;
mod store;
mod strict_json;
mod test_wire;
mod throttle;
mod timeouts;
mod token;
mod trial;
mod turns;
mod uploads;
mod waiting;
mod webhooks;
mod words;

pub use serve::{Running, StartError, start};
