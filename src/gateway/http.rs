//! The one HTTP client of the gateways: it makes a call and says how it ended. It never follows a redirect, never
//! tries twice, and no error, log or `Debug` of it shows a URL's path, a header or a body.

use std::time::Duration;

use reqwest::header::{HeaderValue, RETRY_AFTER};
use reqwest::{Certificate, Client, Response, redirect};

use crate::gateway::wire::{Answer, Request, WireError};

/// An answer that is longer than this is none that a gateway gives.
const BODY_LIMIT: usize = 1024 * 1024;
/// A connection that idled longer is not used again. Servers close idle ones after 5 s or more, and a request that
/// crosses such a close is in doubt though nobody read it.
const IDLE: Duration = Duration::from_secs(4);

/// How long a call may take.
#[derive(Debug, Clone, Copy)]
struct Limits {
    connect: Duration,
    total: Duration,
}

/// The provider's own SDK waits 3 s and 9 s; a slow answer is worth more than a doubt.
const LIMITS: Limits = Limits { connect: Duration::from_secs(3), total: Duration::from_secs(15) };

/// Makes calls to gateways.
#[derive(Debug, Clone)]
pub struct Executor {
    client: Client,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ExecutorError {
    /// The program must choose its cryptography before it builds a client.
    #[error("no TLS provider is installed")]
    NoTlsProvider,
    /// The client refused its settings or certificates.
    #[error("the HTTP client cannot be built")]
    Client(#[source] reqwest::Error),
}

impl Executor {
    /// A client that trusts the compiled-in roots and those of this machine. The TLS provider must be installed.
    pub fn new() -> Result<Self, ExecutorError> {
        Self::with(LIMITS)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one HTTP client")]
    fn with(limits: Limits) -> Result<Self, ExecutorError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(ExecutorError::NoTlsProvider);
        }
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|root| Certificate::from_der(root));
        let roots = roots.collect::<Result<Vec<_>, _>>().map_err(ExecutorError::Client)?;
        let client = Client::builder()
            .tls_certs_merge(roots)
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .user_agent(concat!("fitila/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(ExecutorError::Client)?;
        Ok(Self { client })
    }

    /// Posts a request and reads its answer.
    pub async fn call(&self, request: &Request) -> Result<Answer, WireError> {
        let mut post = self.client.post(&request.url).body(request.body.clone());
        for (name, value) in &request.headers {
            let mut value = HeaderValue::from_str(value).map_err(|_| WireError::NotSent)?;
            value.set_sensitive(true);
            post = post.header(*name, value);
        }
        let response = post.send().await.map_err(|error| wire_error(&error))?;
        read(response).await
    }
}

/// Before the connection stood, nothing can have arrived; after that, nobody knows.
fn wire_error(error: &reqwest::Error) -> WireError {
    if error.is_connect() || error.is_builder() { WireError::NotSent } else { WireError::NoAnswer }
}

async fn read(mut response: Response) -> Result<Answer, WireError> {
    let (status, retry_after) = (response.status(), retry_after(&response));
    let mut body = Vec::new();
    while body.len() < BODY_LIMIT {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            // A refusal is said by its status; of an acceptance the body says who was accepted.
            Err(_) if !status.is_success() => break,
            Err(_) => return Err(WireError::NoAnswer),
        }
    }
    body.truncate(BODY_LIMIT);
    Ok(Answer { status: status.as_u16(), retry_after, body })
}

/// Only whole seconds: a date would need a clock, and gateways send seconds.
fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    const OK: &str = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok";

    fn executor() -> Executor {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let limits = Limits { connect: Duration::from_millis(500), total: Duration::from_millis(800) };
        Executor::with(limits).unwrap()
    }

    fn request(listener: &TcpListener) -> Request {
        let url = format!("http://{}/version1/messaging", listener.local_addr().unwrap());
        Request {
            url,
            headers: vec![("apiKey", "secret".into()), ("Accept", "text/plain".into())],
            body: b"a=b".to_vec(),
        }
    }

    /// Reads a whole small request, head and body.
    fn take(stream: &mut TcpStream) -> String {
        let mut seen = Vec::new();
        let mut buffer = [0; 1024];
        while !seen.ends_with(b"a=b") {
            match stream.read(&mut buffer).unwrap() {
                0 => break,
                n => seen.extend_from_slice(&buffer[..n]),
            }
        }
        String::from_utf8(seen).unwrap()
    }

    /// A server that treats each connection as told, and the requests that it saw.
    fn serve(serve_one: impl Fn(&mut TcpStream) + Send + 'static) -> (TcpListener, mpsc::Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (seen, requests) = mpsc::channel();
        let accepting = listener.try_clone().unwrap();
        thread::spawn(move || {
            for stream in accepting.incoming() {
                let mut stream = stream.unwrap();
                seen.send(take(&mut stream)).unwrap();
                serve_one(&mut stream);
            }
        });
        (listener, requests)
    }

    fn answering(answer: &'static str) -> (TcpListener, mpsc::Receiver<String>) {
        serve(move |stream| stream.write_all(answer.as_bytes()).unwrap())
    }

    #[tokio::test]
    async fn what_never_connected_was_not_sent() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let refused = request(&listener);
        drop(listener);
        let named = |url: &str| Request { url: url.into(), ..refused.clone() };
        let broken = Request { headers: vec![("apiKey", "a\nb".into())], ..refused.clone() };
        for request in [&refused, &named("http://nowhere.invalid/"), &named("not a url"), &broken] {
            assert_eq!(executor().call(request).await, Err(WireError::NotSent), "{request:?}");
        }
    }

    #[tokio::test]
    async fn a_failed_or_stalled_handshake_was_not_sent() {
        for answer in [&b"no TLS here"[..], b""] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = request(&listener).url.replace("http:", "https:");
            thread::spawn(move || {
                let mut stream = listener.accept().unwrap().0;
                stream.write_all(answer).unwrap();
                thread::sleep(Duration::from_secs(3));
            });
            let request = Request { url, headers: Vec::new(), body: Vec::new() };
            assert_eq!(executor().call(&request).await, Err(WireError::NotSent), "answer: {answer:?}");
        }
    }

    #[tokio::test]
    async fn what_was_written_and_not_answered_is_in_doubt() {
        let half = "HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n{";
        let silent: fn(&mut TcpStream) = |_| thread::sleep(Duration::from_secs(3));
        for (name, listener) in [
            ("closed after reading", serve(|_| ()).0),
            ("too slow", serve(silent).0),
            ("cut in the body", answering(half).0),
            ("no HTTP", answering("hello\r\n\r\n").0),
        ] {
            assert_eq!(executor().call(&request(&listener)).await, Err(WireError::NoAnswer), "{name}");
        }
    }

    #[tokio::test]
    async fn an_answer_keeps_status_body_and_retry_after() {
        let throttled = "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 900\r\n\r\ncut";
        let moved = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
        for (answer, expected) in [
            (OK, Answer { status: 201, retry_after: None, body: b"ok".to_vec() }),
            (throttled, Answer { status: 429, retry_after: Some(Duration::from_secs(7)), body: b"cut".to_vec() }),
            (moved, Answer { status: 302, retry_after: None, body: Vec::new() }),
        ] {
            let (listener, requests) = answering(answer);
            assert_eq!(executor().call(&request(&listener)).await, Ok(expected));
            let seen = requests.recv().unwrap();
            assert!(seen.starts_with("POST /version1/messaging HTTP/1.1\r\n"), "{seen}");
            assert!(seen.contains("apikey: secret\r\n") && seen.ends_with("\r\n\r\na=b"), "{seen}");
        }
    }

    #[tokio::test]
    async fn a_body_is_cut_at_its_limit() {
        let (listener, _requests) = serve(|stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(&vec![b'x'; BODY_LIMIT + 4096]);
        });
        let answer = executor().call(&request(&listener)).await.unwrap();
        assert_eq!(answer.body.len(), BODY_LIMIT);
    }

    #[tokio::test]
    async fn a_connection_that_the_server_closed_while_idle_is_replaced() {
        let (listener, requests) = answering(OK);
        let executor = executor();
        for _ in 0..3 {
            assert_eq!(executor.call(&request(&listener)).await.map(|answer| answer.status), Ok(201));
            // The server has closed; the client hears of it before the next call.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(requests.try_iter().count(), 3);
    }
}
