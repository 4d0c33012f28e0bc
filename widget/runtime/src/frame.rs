//! What came down the stream.

use parlour_core::StreamEvent;
use parlour_core::sse::Frame;
use parlour_protocol::StoredEvent;
use serde::de::DeserializeOwned;

/// A frame as an event; `None` for what says nothing to the conversation.
pub(crate) fn event(frame: Frame) -> Option<StreamEvent> {
    let (name, data) = match frame {
        Frame::Event { event, data, .. } => (event, data),
        Frame::Comment => return Some(StreamEvent::Heartbeat),
        Frame::Retry(..) => return None,
    };
    Some(match name.as_str() {
        "message" => read(&data, |message| StreamEvent::Stored(StoredEvent::Message(message))),
        "handover" => read(&data, |handover| StreamEvent::Stored(StoredEvent::Handover(handover))),
        "status" => read(&data, StreamEvent::Status),
        "partial" => read(&data, StreamEvent::Partial),
        "typing" => read(&data, StreamEvent::Typing),
        "reset" => read(&data, StreamEvent::Reset),
        "bye" => read(&data, StreamEvent::Bye),
        // Servers are upgraded before their callers are.
        _ => return None,
    })
}

fn read<T: DeserializeOwned>(data: &str, known: impl FnOnce(T) -> StreamEvent) -> StreamEvent {
    serde_json::from_str(data).map_or(StreamEvent::Unreadable, known)
}
