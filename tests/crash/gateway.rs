//! A gateway that keeps the true book of what it took.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Answers like Africa's Talking.
pub struct FakeGateway {
    port: u16,
    inner: Arc<Inner>,
}

struct Inner {
    book: Mutex<HashMap<String, u32>>,
    texts: Mutex<Vec<(String, String)>>,
    calls: AtomicU32,
    latency: Duration,
    cut_every: u32,
}

impl FakeGateway {
    pub fn start(latency: Duration) -> Self {
        Self::start_cutting(latency, 0)
    }

    /// Cuts each n-th connection after it took the messages and before it answered.
    pub fn start_cutting(latency: Duration, cut_every: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let inner = Arc::new(Inner {
            book: Mutex::default(),
            texts: Mutex::default(),
            calls: AtomicU32::new(0),
            latency,
            cut_every,
        });
        let shared = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let inner = Arc::clone(&shared);
                std::thread::spawn(move || inner.serve(stream));
            }
        });
        Self { port, inner }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Who got how many messages.
    pub fn book(&self) -> HashMap<String, u32> {
        self.inner.book.lock().unwrap().clone()
    }

    /// The texts to one number, in the order in which they were taken.
    pub fn texts_to(&self, number: &str) -> Vec<String> {
        let texts = self.inner.texts.lock().unwrap();
        texts.iter().filter(|(to, _)| to == number).map(|(_, text)| text.clone()).collect()
    }
}

impl Inner {
    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while let Some(body) = request(&mut reader) {
            let to = body.split('&').find_map(|field| field.strip_prefix("to=")).unwrap_or_default();
            let numbers: Vec<String> =
                to.replace("%2B", "+").replace("%2C", ",").split(',').map(str::to_owned).collect();
            {
                let mut book = self.book.lock().unwrap();
                let field = body.split('&').find_map(|field| field.strip_prefix("message=")).unwrap_or_default();
                let text = field.replace('+', " ");
                for number in &numbers {
                    self.texts.lock().unwrap().push((number.clone(), text.clone()));
                    *book.entry(number.clone()).or_default() += 1;
                }
            }
            std::thread::sleep(self.latency);
            let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
            if self.cut_every > 0 && call.is_multiple_of(self.cut_every) {
                return;
            }
            if answer(&stream, &numbers, call).is_err() {
                return;
            }
        }
    }
}

fn request(reader: &mut impl BufRead) -> Option<String> {
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let header = line.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    String::from_utf8(body).ok()
}

fn answer(mut stream: &TcpStream, numbers: &[String], call: u32) -> std::io::Result<()> {
    let recipients: Vec<String> = numbers
        .iter()
        .enumerate()
        .map(|(n, number)| {
            format!(
                "{{\"statusCode\":101,\"number\":\"{number}\",\"status\":\"Success\",\"cost\":\"NGN 4.0000\",\"messageId\":\"ATXid_{call}_{n}\"}}"
            )
        })
        .collect();
    let body = format!("{{\"SMSMessageData\":{{\"Message\":\"Sent\",\"Recipients\":[{}]}}}}", recipients.join(","));
    write!(
        stream,
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
