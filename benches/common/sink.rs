//! A gateway that answers as Africa's Talking does, on a thread of its own, and keeps book of whom it was told to text.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// The gateway; it ends when this is let go.
pub struct Sink {
    /// Where it listens.
    pub port: u16,
    book: Arc<Mutex<Book>>,
    _stop: oneshot::Sender<()>,
}

/// What it was told.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    /// Messages.
    pub messages: u64,
    /// Those to a number that had one already.
    pub duplicates: u64,
    /// From the first call to the last.
    pub lasted: Duration,
}

#[derive(Default)]
struct Book {
    messages: u64,
    numbers: HashSet<u64>,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Sink {
    /// Starts to listen.
    pub fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let book = Arc::new(Mutex::new(Book::default()));
        let (stop, stopped) = oneshot::channel();
        let kept = Arc::clone(&book);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                tokio::select! {
                    () = listen(listener, kept) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { port, book, _stop: stop }
    }

    /// What it was told until now.
    pub fn told(&self) -> Told {
        let book = self.book.lock().unwrap();
        let lasted = book.first.zip(book.last).map(|(first, last)| last - first).unwrap_or_default();
        Told { messages: book.messages, duplicates: book.messages - book.numbers.len() as u64, lasted }
    }
}

async fn listen(listener: std::net::TcpListener, book: Arc<Mutex<Book>>) {
    let listener = TcpListener::from_std(listener).unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        tokio::spawn(serve(stream, Arc::clone(&book)));
    }
}

async fn serve(mut stream: TcpStream, book: Arc<Mutex<Book>>) -> std::io::Result<()> {
    let mut received = Vec::new();
    loop {
        let Some((head, length)) = request(&received) else {
            if stream.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
            continue;
        };
        let answer = answer(&received[head..head + length], &book);
        received.drain(..head + length);
        let head = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: ";
        stream.write_all(format!("{head}{}\r\n\r\n{answer}", answer.len()).as_bytes()).await?;
    }
}

/// Where the body of a whole request begins, and its length.
fn request(received: &[u8]) -> Option<(usize, usize)> {
    let head = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&received[..head]).ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let length = length.unwrap_or(0);
    (received.len() >= head + length).then_some((head, length))
}

fn answer(body: &[u8], book: &Mutex<Book>) -> String {
    let fields: Vec<(String, String)> = serde_html_form::from_bytes(body).unwrap();
    let to = fields.iter().find(|(name, _)| name == "to").map_or("", |(_, to)| to.as_str());
    let mut book = book.lock().unwrap();
    let recipients: Vec<_> = to
        .split(',')
        .map(|number| {
            book.messages += 1;
            book.numbers.insert(number.trim_start_matches('+').parse().unwrap());
            let id = format!("ATXid_{:032x}", book.messages);
            json!({ "statusCode": 101, "number": number, "status": "Success", "cost": "NGN 4.0000", "messageId": id })
        })
        .collect();
    let now = Instant::now();
    book.first.get_or_insert(now);
    book.last = Some(now);
    let message = format!("Sent to {0}/{0} Total Cost: NGN 4.0000", recipients.len());
    json!({ "SMSMessageData": { "Message": message, "Recipients": recipients } }).to_string()
}
