//! What an operator may set (server.md §1 `[limits]`).

use parlour_protocol::limits as shared;

/// The `[limits]` of the configuration.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a visitor's JSON body.
    pub body: usize,
    /// Bytes of an API caller's JSON body.
    pub api_body: usize,
    /// Bytes of a webhook's JSON body.
    pub hook_body: usize,
    /// Characters of a visitor's text.
    pub text_chars: usize,
    /// Nesting of a JSON body.
    pub json_depth: usize,
    /// Keys of a JSON body over all its objects.
    pub json_keys: usize,
    /// Bytes of one upload, as the composer is told.
    pub upload: u64,
    /// Files of one message.
    pub uploads_per_message: usize,
    /// New or resumed sessions of one address in a minute.
    pub sessions_per_minute_per_ip: u32,
    /// Visitors' messages of one address in a minute.
    pub messages_per_minute_per_ip: u32,
    /// Messages of one channel of the served API medium in a minute.
    pub medium_messages_per_minute: u32,
    /// Event streams of one session: one for each tab of a person who opens many. Of this and the two below as
    /// many reads of history may wait beside them.
    pub streams_per_session: usize,
    /// Event streams of one address: an office behind one router.
    pub streams_per_ip: usize,
    /// Event streams of the whole server.
    pub streams: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: shared::BODY_BYTES,
            api_body: shared::API_BODY_BYTES,
            hook_body: 1024 * 1024,
            text_chars: shared::TEXT_CHARS,
            json_depth: shared::JSON_DEPTH,
            json_keys: shared::JSON_KEYS,
            upload: 10 * 1024 * 1024,
            uploads_per_message: 5,
            sessions_per_minute_per_ip: 10,
            messages_per_minute_per_ip: 120,
            medium_messages_per_minute: 60,
            streams_per_session: 4,
            streams_per_ip: 50,
            streams: 15_000,
        }
    }
}
