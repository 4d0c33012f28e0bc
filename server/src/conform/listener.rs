//! Where the checked server sends its webhooks.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::any;
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::pointer::holds_anywhere;
use super::wire::{Found, lossy};
use crate::limits::CONFORM_HOOKS;

/// Hears webhooks, and answers each with 200.
#[derive(Debug)]
pub struct Listener {
    address: SocketAddr,
    mailbox: Arc<Mailbox>,
    serving: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Mailbox {
    /// Where they must come to; anywhere if empty.
    path: String,
    came: Mutex<VecDeque<Found>>,
    rings: Notify,
}

impl Listener {
    /// Listens at `address`; webhooks are taken at `path` only, anywhere if it is empty.
    ///
    /// # Errors
    /// If nobody can listen there.
    pub async fn bind(address: SocketAddr, path: &str) -> io::Result<Self> {
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        let mailbox = Arc::new(Mailbox { path: path.to_owned(), ..Mailbox::default() });
        let router = Router::new().fallback(any(take)).with_state(Arc::clone(&mailbox));
        let serving = tokio::spawn(async move {
            // It ends with the run.
            let _ = axum::serve(socket, router).await;
        });
        Ok(Self { address, mailbox, serving })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The first one, taken out, in which `key` is `value`, as soon as it is there.
    pub(super) async fn take(&self, key: &str, value: &str, time: Duration) -> Option<Found> {
        let come = async {
            loop {
                // Asked before looking, so that what comes in between rings.
                let ring = self.mailbox.rings.notified();
                if let Some(found) = self.mailbox.find(key, value) {
                    return found;
                }
                ring.await;
            }
        };
        timeout(time, come).await.ok()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Mailbox {
    fn find(&self, key: &str, value: &str) -> Option<Found> {
        let mut came = self.came.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |found: &Found| {
            serde_json::from_str(&found.text).is_ok_and(|body| holds_anywhere(&body, key, value))
        };
        let place = came.iter().position(fits)?;
        came.remove(place)
    }

    fn put(&self, found: Found) {
        let mut came = self.came.lock().unwrap_or_else(PoisonError::into_inner);
        if came.len() >= CONFORM_HOOKS {
            came.pop_front();
        }
        came.push_back(found);
    }
}

async fn take(State(mailbox): State<Arc<Mailbox>>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    if !mailbox.path.is_empty() && uri.path() != mailbox.path {
        return StatusCode::NOT_FOUND;
    }
    let headers = headers.iter().map(|(name, value)| (name.to_string(), lossy(value.as_bytes()))).collect();
    mailbox.put(Found { status: None, headers, text: lossy(&body) });
    // Whoever waits looks for its own.
    mailbox.rings.notify_waiters();
    StatusCode::OK
}
