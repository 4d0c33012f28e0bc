//! Another company's server on a free port of this machine: it hears one request after the other and
//! answers each as its script says.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What a request gets.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// These bytes.
    Answer(Vec<u8>),
    /// It is heard, and the connection ends.
    Drop,
    /// It is heard, and nothing comes for longer than anybody waits.
    Silence,
}

/// The running script. It ends with the process.
pub(super) struct Script {
    pub(super) address: SocketAddr,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Script {
    /// Listens. Acts are numbered from `first`; a request without an act of its own gets the last one.
    pub(super) fn start(acts: BTreeMap<usize, Act>, first: usize) -> Result<Self, String> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let heard: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let script = Self { address, heard: Arc::clone(&heard) };
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (acts, heard) = (acts.clone(), Arc::clone(&heard));
                std::thread::spawn(move || serve(connection, &acts, first, &heard));
            }
        });
        Ok(script)
    }

    /// Every request so far, as it came.
    pub(super) fn heard(&self) -> Vec<Vec<u8>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(mut connection: TcpStream, acts: &BTreeMap<usize, Act>, first: usize, heard: &Mutex<Vec<Vec<u8>>>) {
    let Some(request) = request(&mut connection) else { return };
    let number = {
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.push(request);
        first + heard.len() - 1
    };
    match acts.get(&number).or_else(|| acts.values().next_back()) {
        Some(Act::Answer(bytes)) => {
            let _ = connection.write_all(bytes);
        }
        Some(Act::Silence) => std::thread::sleep(Duration::from_mins(2)),
        Some(Act::Drop) | None => {}
    }
}

/// A whole request; none from a connection that says nothing.
pub(crate) fn request(connection: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0_u8; 8192];
    loop {
        let read = connection.read(&mut buffer).ok()?;
        bytes.extend_from_slice(buffer.get(..read)?);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(str::trim).map(str::to_owned)
            });
            let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return Some(bytes);
            }
        }
        if read == 0 {
            return None;
        }
    }
}
