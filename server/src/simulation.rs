//! A server without sockets, whose time, dice, disk and other servers come from whoever runs it: what
//! `cargo xtask test simulation` drives. Compiled with the feature `simulation` only, which no program
//! of ours is built with (`main.rs`); every other line of the server is the one that serves.
//!
//! All of it belongs to one thread: two of them run two servers that know nothing of each other.

use std::cell::{Cell, RefCell};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderValue, Request, header};
use http_body_util::BodyExt as _;
use parlour_engine::{Effect, Response};
use sqlx::sqlite::SqliteConnection;
use tower::ServiceExt as _;

use crate::apis::chat::Peer;
use crate::app::App;
use crate::config::Config;
use crate::limits::{EXPORT_PAGE, EXPORT_PAGE_BYTES};
use crate::reports::CsvPage;
use crate::requests;
use crate::router::router;
use crate::store::Excerpt;

/// What a disk may do to the connection that writes. Called on that connection's own thread.
pub trait Disk: Send + Sync + 'static {
    /// A row was changed in a transaction that is open.
    fn row_changed(&self);
    /// A transaction is about to be kept; `false` undoes it, and whoever asked for it is told so.
    fn keeps(&self) -> bool;
}

/// What another server says to a call of this method under this key: after how long, and the value of `status` in the
/// body, or nothing where it cannot be reached.
pub type Elsewhere = dyn FnMut(&str, &str) -> (Duration, Option<String>);

thread_local! {
    static NOW: Cell<Option<i64>> = const { Cell::new(None) };
    static DICE: Cell<Option<u64>> = const { Cell::new(None) };
    static DISK: RefCell<Option<Arc<dyn Disk>>> = const { RefCell::new(None) };
    static ELSEWHERE: RefCell<Option<Box<Elsewhere>>> = const { RefCell::new(None) };
}

/// Sets the wall clock, in milliseconds since 1970.
pub fn set_now(ms: i64) {
    NOW.set(Some(ms));
}

/// Sets what is random from now on.
pub fn set_dice(seed: u64) {
    DICE.set(Some(seed));
}

/// Sets the disk of stores that are opened from now on.
pub fn set_disk(disk: Arc<dyn Disk>) {
    DISK.set(Some(disk));
}

/// Sets what other servers say.
pub fn set_elsewhere(says: Box<Elsewhere>) {
    ELSEWHERE.set(Some(says));
}

pub(crate) fn now_ms() -> Option<i64> {
    NOW.get()
}

/// Fills `bytes` with what the dice show; `false` where there are none.
pub(crate) fn throw(bytes: &mut [u8]) -> bool {
    let Some(mut state) = DICE.get() else { return false };
    for byte in bytes {
        // splitmix64 (Steele, Lea, Flood 2014), of which one byte is taken.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut hash = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        *byte = (hash ^ (hash >> 31)).to_le_bytes()[7];
    }
    DICE.set(Some(state));
    true
}

/// One call of a flow, answered without a socket; nothing where sockets are to be used.
pub(crate) async fn elsewhere(effect: &Effect, key: Option<&str>) -> Option<Response> {
    let Effect::Request { method, .. } = effect else { return None };
    let key = key.unwrap_or_default();
    let (delay, said) =
        ELSEWHERE.with_borrow_mut(|says| says.as_mut().map(|says| says(method.as_str(), key)))?;
    tokio::time::sleep(delay).await;
    Some(match said {
        Some(status) => Response {
            status: Some(200),
            body: serde_json::json!({ "status": status }),
            ..Response::default()
        },
        None => Response::failed("unreachable"),
    })
}

/// A connection that writes was opened.
pub(crate) async fn opened(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let Some(disk) = DISK.with_borrow(Clone::clone) else { return Ok(()) };
    let mut handle = connection.lock_handle().await?;
    let rows = Arc::clone(&disk);
    handle.set_update_hook(move |_| rows.row_changed());
    handle.set_commit_hook(move || disk.keeps());
    Ok(())
}

/// A request as a client of [`Inside`] makes it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET`, `POST` or `DELETE`.
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    /// The line `Authorization`.
    pub authorization: Option<String>,
    /// The page's origin.
    pub origin: &'static str,
    /// JSON; nothing is sent where it is empty.
    pub body: String,
    /// Where it comes from.
    pub peer: IpAddr,
}

/// What was answered, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After`, in seconds.
    pub retry_after_s: Option<u64>,
    /// The body.
    pub body: String,
}

/// A body that comes piece by piece. Dropped, the client has left.
pub struct Streamed(Body);

impl std::fmt::Debug for Streamed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Streamed")
    }
}

impl Streamed {
    /// The next piece; `Ready(None)` at the end.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Vec<u8>>> {
        loop {
            match Pin::new(&mut self.0).poll_frame(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(data.to_vec()));
                    }
                }
                Poll::Ready(_) => return Poll::Ready(None),
            }
        }
    }
}

/// The server, for clients in the same process.
#[derive(Clone)]
pub struct Inside {
    app: Arc<App>,
    router: Router,
}

impl std::fmt::Debug for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inside")
    }
}

impl Inside {
    /// Opens the store and begins what a server does by itself, but for listening and sweeping.
    ///
    /// # Errors
    /// If the store cannot be opened.
    pub async fn open(config: Config) -> Result<Self, sqlx::Error> {
        let app = App::open(config).await?;
        let router = router(&app);
        tokio::spawn(requests::work(Arc::clone(&app)));
        Ok(Self { app, router })
    }

    /// Makes a request and waits for the whole answer.
    pub async fn ask(&self, asked: &Asked) -> Answered {
        let (status, retry_after_s, body) = self.begin(asked).await;
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Answered { status, retry_after_s, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// Makes a request whose answer's body is read while it comes; the status, `Retry-After` in seconds,
    /// and the body.
    pub async fn stream(&self, asked: &Asked) -> (u16, Option<u64>, Streamed) {
        let (status, retry_after_s, body) = self.begin(asked).await;
        (status, retry_after_s, Streamed(body))
    }

    async fn begin(&self, asked: &Asked) -> (u16, Option<u64>, Body) {
        let mut request = Request::builder()
            .method(asked.method)
            .uri(asked.path.as_str())
            .header(header::ORIGIN, HeaderValue::from_static(asked.origin));
        if let Some(line) = &asked.authorization {
            request = request.header(header::AUTHORIZATION, line);
        }
        let body = if asked.body.is_empty() {
            Body::empty()
        } else {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(asked.body.clone())
        };
        let Ok(mut request) = request.body(body) else { return (400, None, Body::empty()) };
        request.extensions_mut().insert(Peer(asked.peer));
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let retry_after = response.headers().get(header::RETRY_AFTER);
        let retry_after = retry_after.and_then(|line| line.to_str().ok()?.parse().ok());
        (response.status().as_u16(), retry_after, response.into_body())
    }

    /// What is done every [`crate::limits::SWEEP`].
    pub async fn sweep(&self) {
        self.app.sweep().await;
    }

    /// Begins to stop: says goodbye on every stream.
    pub fn drain(&self) {
        self.app.drain();
    }

    /// Every row of the reports, as JSON, and as a CSV file has them.
    ///
    /// # Errors
    /// SQLite's.
    pub async fn reports(&self) -> Result<(Vec<serde_json::Value>, Vec<u8>), sqlx::Error> {
        let told = |error: csv::Error| sqlx::Error::Io(std::io::Error::other(error));
        let store = &self.app.store;
        let (mut json, mut csv) = (Vec::new(), CsvPage::first().map_err(told)?.into_bytes().map_err(told)?);
        let mut rest = store.excerpt(None, i64::MIN..i64::MAX).await?;
        loop {
            let page = store.report(&rest, EXPORT_PAGE, EXPORT_PAGE_BYTES).await?;
            let mut part = CsvPage::next();
            for row in &page.rows {
                part.push(row).map_err(told)?;
            }
            csv.extend(part.into_bytes().map_err(told)?);
            json.extend(page.rows);
            if page.is_last {
                return Ok((json, csv));
            }
            rest = Excerpt { after: page.cursor, ..rest };
        }
    }

    /// Whether nothing is asked of the store at this moment.
    pub fn is_quiet(&self) -> bool {
        self.app.store.is_quiet()
    }

    /// Says something to the connection that writes, between two transactions.
    ///
    /// # Errors
    /// SQLite's.
    pub async fn tell_disk(&self, pragma: &'static str) -> Result<(), sqlx::Error> {
        self.app.store.tell_writer(pragma).await
    }
}
