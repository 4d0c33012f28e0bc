//! Server-sent events from bytes, as the HTML standard reads them ("Interpreting an event stream").

use crate::limits::EVENT_BYTES;

/// What came down the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// An event with data.
    Event {
        /// Its `event:` name; `message` where there is none.
        event: String,
        /// Its `data:` lines, joined by line feeds. Empty if the event was over
        /// [`crate::limits::EVENT_BYTES`]: it came, and cannot be read.
        data: String,
        /// The `id:` of this very event; one with a NUL is passed over.
        id: Option<String>,
    },
    /// A comment: the server is alive.
    Comment,
    /// Milliseconds the server wishes between two connections.
    Retry(u64),
}

/// Takes bytes as they come, in pieces of any size, and gives whole frames.
///
/// One parser reads one connection. What is not ended by a blank line is not an event.
#[derive(Default)]
pub struct Parser {
    line: Vec<u8>,
    event: String,
    data: String,
    id: Option<String>,
    has_data: bool,
    is_over: bool,
    line_is_over: bool,
    after_cr: bool,
    past_first_line: bool,
}

impl Parser {
    /// For a new connection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads `bytes` and gives the frames they completed, in order.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        for &byte in bytes {
            let follows_cr = core::mem::replace(&mut self.after_cr, byte == b'\r');
            match byte {
                b'\n' if follows_cr => {}
                b'\n' | b'\r' => self.end_line(&mut frames),
                _ if self.line.len() < EVENT_BYTES => self.line.push(byte),
                _ => self.line_is_over = true,
            }
        }
        frames
    }

    fn end_line(&mut self, frames: &mut Vec<Frame>) {
        let bytes = core::mem::take(&mut self.line);
        let line = if self.past_first_line {
            &*bytes
        } else {
            bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)
        };
        self.past_first_line = true;
        if core::mem::take(&mut self.line_is_over) {
            self.is_over = true;
            self.has_data = true;
            return;
        }
        if line.is_empty() {
            self.end_event(frames);
            return;
        }
        let text = String::from_utf8_lossy(line);
        let (field, value) = text.split_once(':').unwrap_or((&text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "" => frames.push(Frame::Comment),
            "event" => value.clone_into(&mut self.event),
            "data" => self.add_data(value),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                if let Ok(milliseconds) = value.parse() {
                    frames.push(Frame::Retry(milliseconds));
                }
            }
            _ => {}
        }
    }

    fn add_data(&mut self, value: &str) {
        if self.data.len() + value.len() >= EVENT_BYTES {
            self.is_over = true;
        }
        if !self.is_over {
            if self.has_data {
                self.data.push('\n');
            }
            self.data.push_str(value);
        }
        self.has_data = true;
    }

    fn end_event(&mut self, frames: &mut Vec<Frame>) {
        let mut event = core::mem::take(&mut self.event);
        let mut data = core::mem::take(&mut self.data);
        let id = self.id.take();
        if core::mem::take(&mut self.is_over) {
            data.clear();
        }
        if !core::mem::take(&mut self.has_data) {
            return;
        }
        if event.is_empty() {
            event.push_str("message");
        }
        frames.push(Frame::Event { event, data, id });
    }
}
