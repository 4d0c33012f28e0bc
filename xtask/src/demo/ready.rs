//! Waiting until the server says that it is ready.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::demo::server::Server;
use crate::fault::Fault;

/// Opening the store and migrating it takes a second; a slow disk gets this much.
const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(150);
const ONE_REQUEST: Duration = Duration::from_secs(2);

/// Returns when `/readyz` answers 200, or when the visitor of the terminal has had enough.
pub(crate) fn wait(server: &mut Server, port: u16, asked_to_stop: &AtomicBool) -> Result<(), Fault> {
    let began = Instant::now();
    while !asked_to_stop.load(Ordering::SeqCst) {
        if is_ready(port) {
            return Ok(());
        }
        if let Some(status) = server.ended()? {
            return Err(Fault::wrong(
                format!("The server ended before it was ready ({status})."),
                "What it printed above says why.",
            ));
        }
        if began.elapsed() > LIMIT {
            return Err(Fault::unreachable(
                format!("The server did not become ready within {} s.", LIMIT.as_secs()),
                "What it printed above may say why; `PARLOUR_LOG=debug` makes it say more.",
            ));
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

fn is_ready(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, ONE_REQUEST) else { return false };
    let request = format!("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut answer = [0_u8; 12];
    stream.set_read_timeout(Some(ONE_REQUEST)).is_ok()
        && stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && answer == *b"HTTP/1.1 200"
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn answering(line: &'static str) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0_u8; 512];
            let read = stream.read(&mut request).unwrap();
            assert!(request[..read].starts_with(b"GET /readyz "));
            stream.write_all(line.as_bytes()).unwrap();
        });
        port
    }

    #[test]
    fn only_a_200_is_ready() {
        assert!(is_ready(answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")));
        assert!(!is_ready(answering("HTTP/1.1 503 Service Unavailable\r\n\r\n")));
    }

    #[test]
    fn a_closed_port_is_not_ready() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        assert!(!is_ready(port));
    }
}
