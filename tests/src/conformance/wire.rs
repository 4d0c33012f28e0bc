//! One request over one connection, as bytes.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::message::{Message, find};

/// Longer than any answer takes, shorter than a person waits for a test.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of a reply; the largest has a hundredth.
const REPLY_BYTES: usize = 1 << 20;

/// Sends `request` with the headers a client must send, and reads the reply to its end, or until its
/// body holds `stop_at`.
pub(crate) fn exchange(to: SocketAddr, request: &Message, stop_at: Option<&str>) -> Result<Message, String> {
    let fault = |error: std::io::Error| format!("the connection failed: {error}");
    let mut stream = TcpStream::connect_timeout(&to, PATIENCE).map_err(fault)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(fault)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(fault)?;
    // A server may refuse a body by its declared length and close before it has read it.
    let sent = stream.write_all(&head(to, request)).and_then(|()| stream.write_all(&request.body));
    let reply = read_reply(&mut stream, stop_at);
    let _ = stream.shutdown(Shutdown::Both);
    match (reply, sent) {
        (Ok(bytes), _) if !bytes.is_empty() => decoded(Message::read(&bytes)?),
        (_, Err(error)) | (Err(error), _) => Err(fault(error)),
        (Ok(_), Ok(())) => Err("the server closed the connection without a reply".to_owned()),
    }
}

fn head(to: SocketAddr, request: &Message) -> Vec<u8> {
    let mut head = format!("{}\r\n", request.first_line);
    for (name, value) in &request.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    let has_body = !request.body.is_empty() || !request.first_line.starts_with("GET ");
    for (name, value, needed) in [
        ("Host", to.to_string(), true),
        ("Content-Length", request.body.len().to_string(), has_body),
        ("Connection", "close".to_owned(), true),
    ] {
        if needed && request.header(name).is_none() {
            head.extend([name, ": ", &value, "\r\n"]);
        }
    }
    head += "\r\n";
    head.into_bytes()
}

fn read_reply(stream: &mut TcpStream, stop_at: Option<&str>) -> std::io::Result<Vec<u8>> {
    let (mut bytes, begun) = (Vec::new(), Instant::now());
    let mut buffer = [0_u8; 8192];
    while bytes.len() < REPLY_BYTES && begun.elapsed() < PATIENCE {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            // What came before the connection was reset is the reply.
            Err(_) if !bytes.is_empty() => break,
            Err(error) => return Err(error),
        }
        if stop_at.is_some_and(|text| find(&bytes, text.as_bytes()).is_some()) {
            break;
        }
    }
    Ok(bytes)
}

fn decoded(mut reply: Message) -> Result<Message, String> {
    if reply.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        reply.body = unchunked(&reply.body)?;
    }
    Ok(reply)
}

/// The body of chunks, which may end early where reading was stopped.
fn unchunked(mut rest: &[u8]) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(end) = find(rest, b"\r\n") {
        let size =
            std::str::from_utf8(rest.get(..end).unwrap_or_default()).map_err(|error| error.to_string())?;
        let size =
            usize::from_str_radix(size.trim(), 16).map_err(|_| format!("`{size}` is no chunk size"))?;
        let chunk = rest.get(end + 2..).unwrap_or_default();
        body.extend_from_slice(chunk.get(..size).unwrap_or(chunk));
        rest = chunk.get(size + 2..).unwrap_or_default();
        if size == 0 {
            break;
        }
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_become_one_body() {
        assert_eq!(unchunked(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").unwrap(), b"abcde");
        assert_eq!(unchunked(b"3\r\nabc\r\nff\r\nde").unwrap(), b"abcde");
        assert!(unchunked(b"x\r\n").is_err());
    }

    #[test]
    fn a_client_declares_host_length_and_close_unless_the_case_does() {
        let to = "127.0.0.1:9".parse().unwrap();
        let request = Message::of_file(b"POST / HTTP/1.1\nContent-Length: 9\n\nab").unwrap();
        let head = String::from_utf8(head(to, &request)).unwrap();
        assert_eq!(
            head,
            "POST / HTTP/1.1\r\nContent-Length: 9\r\nHost: 127.0.0.1:9\r\nConnection: close\r\n\r\n"
        );
    }
}
