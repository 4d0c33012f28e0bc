//! The accept loop: from a configuration to a listening server, and to its end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use crate::apis::chat::Peer;
use crate::app::App;
use crate::config::{Config, StoreAddress};
use crate::limits;
use crate::reload;
use crate::reports;
use crate::requests;
use crate::router::router;
use crate::timeouts;
use crate::webhooks;

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store cannot be opened.
    #[error("the store {} cannot be opened: {}", path.display(), reason(cause))]
    Store {
        /// Its file.
        path: PathBuf,
        /// The store's reason.
        cause: sqlx::Error,
    },
    /// The address cannot be listened on.
    #[error("{address} cannot be listened on: {cause}")]
    Listen {
        /// The configured address.
        address: SocketAddr,
        /// The system's reason.
        cause: std::io::Error,
    },
}

/// What the system or SQLite said, without the library's words around it.
fn reason(cause: &sqlx::Error) -> String {
    match cause {
        sqlx::Error::Io(error) => error.to_string(),
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    }
}

/// A server that listens. Dropped, it goes on until the process ends; [`Running::stop`] ends it.
#[derive(Debug)]
pub struct Running {
    /// Where it listens, with the port it was given.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    reload: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Running {
    /// Reads every flow again. One that checks takes the place of the old one; of one that does not the
    /// log tells why, and the old one stays.
    pub fn reload(&self) {
        self.reload.notify_one();
    }

    /// Stops accepting, says goodbye on every stream, lets requests end, closes the store. Takes at
    /// most [`limits::SHUTDOWN`] and the time of one commit.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the server did not end well");
        }
    }
}

/// Starts a server: opens the store, listens, and returns once requests are taken.
///
/// # Errors
/// If the store cannot be opened or the address cannot be listened on.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let address = config.listen;
    let StoreAddress::Sqlite(path) = &config.store;
    let path = path.clone();
    let app = App::open(config).await.map_err(|cause| StartError::Store { path, cause })?;
    let failed = |cause| StartError::Listen { address, cause };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    app.address.get_or_init(|| address);
    let stop = watch::Sender::new(false);
    let reload = Arc::clone(&app.reload);
    let task = tokio::spawn(run(app, listener, stop.subscribe()));
    Ok(Running { address, stop, reload, task })
}

async fn run(app: Arc<App>, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    let router = router(&app);
    let exports = tokio::spawn(reports::work(Arc::clone(&app)));
    let mut counting = tokio::spawn(reports::count(Arc::clone(&app)));
    let requests = tokio::spawn(requests::work(Arc::clone(&app)));
    let mut webhooks = tokio::spawn(webhooks::work(Arc::clone(&app)));
    let mut timeouts = tokio::spawn(timeouts::work(Arc::clone(&app)));
    tokio::spawn(reload::watch(Arc::clone(&app)));
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits::CONNECTIONS));
    let mut sweep = tokio::time::interval(limits::SWEEP);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((connection, peer)) => {
                    if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                        let served = serve(connection, peer, router.clone(), &graceful);
                        tokio::spawn(async move {
                            served.await;
                            drop(place);
                        });
                    }
                }
                Err(error) => {
                    // Out of file handles, most likely: the ones in use come free with time.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            _ = sweep.tick() => {
                let app = Arc::clone(&app);
                tokio::spawn(async move { app.sweep().await });
            }
            _ = stop.changed() => break,
        }
    }
    drop(listener);
    app.drain();
    let exports = tokio::time::timeout(limits::SHUTDOWN, exports);
    let calls = tokio::time::timeout(limits::SHUTDOWN, app.requests.idle());
    let (_, _, _, _, _, stopped) = tokio::join!(
        exports,
        calls,
        tokio::time::timeout(limits::SHUTDOWN, &mut timeouts),
        tokio::time::timeout(limits::SHUTDOWN, &mut webhooks),
        tokio::time::timeout(limits::SHUTDOWN, &mut counting),
        tokio::time::timeout(limits::SHUTDOWN, graceful.shutdown())
    );
    requests.abort();
    counting.abort();
    webhooks.abort();
    timeouts.abort();
    if stopped.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    app.store.close().await;
}

fn serve(
    connection: TcpStream,
    peer: SocketAddr,
    router: Router,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    // Events are small and must not wait for one another.
    let _ = connection.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let router = router.clone();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer.ip()));
            let response = router.oneshot(request).await;
            Ok::<_, Infallible>(response.unwrap_or_else(|never| match never {}))
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::HEADER_TIMEOUT)
        .max_headers(limits::HEADERS)
        .max_buf_size(limits::HEADER_BYTES)
        .serve_connection(TokioIo::new(connection), service);
    let connection = graceful.watch(connection);
    async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection broke");
        }
    }
}
