//! Requests and answers as plain values, so that translators need neither a client nor a server.

use std::time::Duration;

/// A request that a gateway made to us.
#[derive(Debug, Clone, Default)]
pub struct RawRequest {
    /// Its media type without parameters, in small letters; empty where none was given.
    pub content_type: String,
    /// The query string, without `?`.
    pub query: String,
    /// The body, at most 16 KiB.
    pub body: Vec<u8>,
}

/// What goes back to the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawResponse {
    /// HTTP status.
    pub status: u16,
    /// Media type.
    pub content_type: &'static str,
    /// Body, from byte 0.
    pub body: String,
}

/// A request that we make to a gateway. `Debug` shows neither headers nor body.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Whole URL; it holds no secret.
    pub url: String,
    /// Header names and values; values may be secrets.
    pub headers: Vec<(&'static str, String)>,
    /// Body bytes.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Request({}, {} bytes)", self.url, self.body.len())
    }
}

/// What came back from a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After`, where it was given in seconds.
    pub retry_after: Option<Duration>,
    /// Body, cut at 1 MiB.
    pub body: Vec<u8>,
}

/// How a call failed below HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// No byte of the request reached the gateway.
    #[error("no connection")]
    NotSent,
    /// The request was written, in part or whole, and the answer was cut or late.
    #[error("no answer")]
    NoAnswer,
}
