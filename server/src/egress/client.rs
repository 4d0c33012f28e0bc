//! The client: one connection for one call, made to an address that was looked at.
//!
//! A name is looked up once, here, and what is connected to is the address that was found then: a name
//! that means another address a moment later gains nothing. No proxy is asked, no cookie kept, no
//! redirect followed.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header;
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Host;

use super::address::{Verdict, judge};
use super::call::{Call, Fault};
use crate::limits;

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// The body, if it was wanted and the status says success.
    pub body: Bytes,
    /// `Retry-After`, as it came.
    pub retry_after: Option<String>,
}

/// Why there is no answer, and whether the called server may have heard the request nevertheless.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trouble {
    /// What went wrong.
    pub fault: Fault,
    /// Whether a byte of the request may have reached the called server.
    pub has_left: bool,
}

/// Makes calls that may be made.
pub(crate) struct Egress {
    allow: Vec<IpNet>,
    tls: Option<TlsConnector>,
}

impl Egress {
    /// `allow` holds networks that may be called besides global addresses, also without TLS.
    pub(crate) fn new(allow: Vec<IpNet>) -> Self {
        Self { allow, tls: tls() }
    }

    /// Makes the call, within [`limits::REQUEST_TIMEOUT`].
    pub(crate) async fn call(&self, call: &Call) -> Result<Answer, Fault> {
        self.call_within(call, limits::REQUEST_TIMEOUT).await.map_err(|trouble| trouble.fault)
    }

    /// Makes the call within `time`, from the first look-up to the last byte.
    pub(crate) async fn call_within(&self, call: &Call, time: Duration) -> Result<Answer, Trouble> {
        let has_left = AtomicBool::new(false);
        let answer = timeout(time, self.try_call(call, &has_left)).await.unwrap_or(Err(Fault::Timeout));
        answer.map_err(|fault| Trouble { fault, has_left: has_left.load(Ordering::Relaxed) })
    }

    /// Makes the call and hands over the answer's head within `time`; its body is read piece by piece.
    pub(crate) async fn open(&self, call: &Call, time: Duration) -> Result<Opened, Trouble> {
        let has_left = AtomicBool::new(false);
        let opened = timeout(time, self.send(call, &has_left)).await.unwrap_or(Err(Fault::Timeout));
        opened.map_err(|fault| Trouble { fault, has_left: has_left.load(Ordering::Relaxed) })
    }

    async fn try_call(&self, call: &Call, has_left: &AtomicBool) -> Result<Answer, Fault> {
        let Opened { status, retry_after, body, is_success, .. } = &mut self.send(call, has_left).await?;
        let (status, retry_after) = (*status, retry_after.take());
        if !call.wants_body || !*is_success {
            return Ok(Answer { status, body: Bytes::new(), retry_after });
        }
        let body = Limited::new(body, limits::REQUEST_ANSWER_BYTES).collect().await;
        let body = body.map_err(|error| {
            if error.is::<http_body_util::LengthLimitError>() { Fault::TooLarge } else { Fault::Unreachable }
        })?;
        Ok(Answer { status, body: body.to_bytes(), retry_after })
    }

    async fn send(&self, call: &Call, has_left: &AtomicBool) -> Result<Opened, Fault> {
        let request = call.request()?;
        let connection = self.connect(call).await?;
        if call.url.scheme() == "http" {
            return exchange(TokioIo::new(connection), request, has_left).await;
        }
        let name = match call.url.host() {
            Some(Host::Domain(name)) => ServerName::try_from(name.to_owned()).map_err(|_| Fault::Invalid)?,
            Some(Host::Ipv4(address)) => ServerName::from(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => ServerName::from(IpAddr::V6(address)),
            None => return Err(Fault::Invalid),
        };
        let tls = self.tls.as_ref().ok_or(Fault::Unreachable)?;
        let connection = tls.connect(name, connection).await.map_err(|_| Fault::Unreachable)?;
        exchange(TokioIo::new(connection), request, has_left).await
    }

    async fn connect(&self, call: &Call) -> Result<TcpStream, Fault> {
        let port = call.url.port_or_known_default().ok_or(Fault::Invalid)?;
        let found: Vec<SocketAddr> = match call.url.host() {
            Some(Host::Domain(name)) => {
                lookup_host((name, port)).await.map_err(|_| Fault::Unreachable)?.collect()
            }
            Some(Host::Ipv4(address)) => vec![SocketAddr::from((address, port))],
            Some(Host::Ipv6(address)) => vec![SocketAddr::from((address, port))],
            None => return Err(Fault::Invalid),
        };
        let is_encrypted = call.url.scheme() == "https";
        let may_be_called = |address: &SocketAddr| match judge(address.ip(), &self.allow) {
            Verdict::Allowed => true,
            Verdict::Global => is_encrypted && limits::REQUEST_PORTS.contains(&port),
            Verdict::Refused => false,
        };
        let mut fault = Fault::Refused;
        for address in found.into_iter().filter(may_be_called).take(limits::REQUEST_ADDRESSES) {
            match timeout(limits::REQUEST_CONNECT, TcpStream::connect(address)).await {
                Ok(Ok(connection)) => return Ok(connection),
                Ok(Err(_)) | Err(_) => fault = Fault::Unreachable,
            }
        }
        Err(fault)
    }
}

/// Trusts what browsers trust; none if the library gives no safe settings.
pub(super) fn tls() -> Option<TlsConnector> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(TlsConnector::from(Arc::new(config)))
}

/// An answer whose body comes piece by piece. Dropped, its connection is closed.
pub(crate) struct Opened {
    /// HTTP status code.
    pub status: u16,
    /// `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// Whether the body says that it is a stream of events.
    pub is_events: bool,
    is_success: bool,
    body: Incoming,
    _driver: JoinSet<hyper::Result<()>>,
}

impl Opened {
    /// The next piece; none at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        loop {
            let Some(frame) = self.body.frame().await else { return Ok(None) };
            if let Ok(bytes) = frame.map_err(|error| told(&error))?.into_data() {
                return Ok(Some(bytes));
            }
        }
    }
}

async fn exchange<C>(
    connection: C,
    request: hyper::Request<http_body_util::Full<Bytes>>,
    has_left: &AtomicBool,
) -> Result<Opened, Fault>
where
    C: Read + Write + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::Builder::new()
        .max_headers(limits::REQUEST_HEADERS)
        .max_buf_size(limits::REQUEST_HEAD_BYTES)
        .handshake(connection)
        .await
        .map_err(|_| Fault::Unreachable)?;
    // Dropped with the call, and then closed.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    has_left.store(true, Ordering::Relaxed);
    let response = sender.send_request(request).await.map_err(|error| told(&error))?;
    let status = response.status();
    let line = |name| response.headers().get(name).and_then(|line| line.to_str().ok());
    Ok(Opened {
        status: status.as_u16(),
        is_success: status.is_success(),
        retry_after: line(header::RETRY_AFTER).map(str::to_owned),
        is_events: line(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/event-stream")),
        body: response.into_body(),
        _driver: driver,
    })
}

fn told(error: &hyper::Error) -> Fault {
    if error.is_parse_too_large() { Fault::TooLarge } else { Fault::Unreachable }
}
