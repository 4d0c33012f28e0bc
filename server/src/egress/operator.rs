//! Requests to an address that is the operator's own word, on the command line: nothing guards it.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{self, HeaderValue};
use hyper::rt::{Read, Write};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

use super::client::tls;

/// Sends a request, whose address is a path, to the server of `url`. The connection lives as long as the
/// answer's body is read.
///
/// # Errors
/// A sentence, if there is no answer.
pub(crate) async fn send_directly(
    url: &Url,
    mut request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, String> {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    let named = url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"));
    let named = HeaderValue::from_str(&named).map_err(|error| error.to_string())?;
    request.headers_mut().insert(header::HOST, named);
    let bare = host.trim_matches(['[', ']']);
    let connection = TcpStream::connect((bare, port)).await.map_err(|error| error.to_string())?;
    if url.scheme() == "http" {
        return exchange(TokioIo::new(connection), request).await;
    }
    let name = ServerName::try_from(bare.to_owned()).map_err(|error| error.to_string())?;
    let tls = tls().ok_or_else(|| "no TLS".to_owned())?;
    let connection = tls.connect(name, connection).await.map_err(|error| error.to_string())?;
    exchange(TokioIo::new(connection), request).await
}

async fn exchange<C>(connection: C, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, String>
where
    C: Read + Write + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(connection).await.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    sender.send_request(request).await.map_err(|error| error.to_string())
}
