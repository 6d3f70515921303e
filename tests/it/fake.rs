//! A gateway that answers like Africa's Talking and misbehaves on demand. It keeps the true book: what it took for
//! whom, whatever it then told us. Written on a bare socket, so that it can cut a connection where it likes.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The key that the account under test carries.
pub const API_KEY: &str = "atsk_0123456789abcdef";

/// What the next call meets instead of a plain acceptance.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// 429: nothing is taken.
    Throttle,
    /// An HTTP status with an error page: nothing is taken.
    Status(u16),
    /// Everything is taken, then the connection is cut before a byte of the answer.
    AcceptThenCut,
    /// The connection is cut after the request was read: nothing is taken.
    CutBefore,
    /// 201 with one word and no recipients: the call is refused as a whole.
    RefuseWhole(&'static str),
    /// 201 with no body at all, though everything is taken.
    EmptyBody,
    /// 201 that claims to have sent and names nobody, though everything is taken.
    NamesNobody,
    /// Everything is taken, and the answer waits until [`Fake::release`].
    HoldAnswer,
    /// Everything is taken under the id `None`.
    NoIds,
    /// The answer leaves out the last recipient, who was taken.
    ForgetLast,
    /// Everything is taken; the answer lists the recipients backwards.
    Backwards,
}

/// A text that the gateway took.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    pub number: String,
    pub text: String,
    /// The id under which receipts come.
    pub id: String,
    /// The call that brought it, from 0.
    pub call: usize,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub numbers: Vec<String>,
    pub text: String,
    pub fields: HashMap<String, String>,
    pub headers: HashMap<String, String>,
}

#[derive(Default)]
struct Book {
    taken: Vec<Taken>,
    asked: Vec<Asked>,
    script: VecDeque<Fault>,
    always: Option<Fault>,
    refused: HashMap<String, (i64, &'static str)>,
    delay: Duration,
    open: usize,
    most_open: usize,
}

struct Inner {
    book: Mutex<Book>,
    address: SocketAddr,
    released: watch::Sender<bool>,
    serving: Mutex<Option<JoinHandle<()>>>,
    /// Bound and never listening: it keeps the port ours while the gateway is away.
    _port: TcpSocket,
}

#[derive(Clone)]
pub struct Fake(Arc<Inner>);

impl Fake {
    pub fn start() -> Self {
        let port = TcpSocket::new_v4().unwrap();
        port.set_reuseaddr(true).unwrap();
        port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let fake = Self(Arc::new(Inner {
            book: Mutex::default(),
            address: port.local_addr().unwrap(),
            released: watch::Sender::new(false),
            serving: Mutex::default(),
            _port: port,
        }));
        fake.come_back();
        fake
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// Refuses connections until it comes back.
    pub fn go_away(&self) {
        if let Some(serving) = self.0.serving.lock().unwrap().take() {
            serving.abort();
        }
    }

    pub fn is_away(&self) -> bool {
        self.0.serving.lock().unwrap().is_none()
    }

    pub fn come_back(&self) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.0.address).unwrap();
        let serving = tokio::spawn(serve(socket.listen(256).unwrap(), self.clone()));
        *self.0.serving.lock().unwrap() = Some(serving);
    }

    /// The next calls meet these, one each.
    pub fn next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.0.book.lock().unwrap().script.extend(faults);
    }

    /// All calls meet this, after what was scripted.
    pub fn always(&self, fault: Option<Fault>) {
        self.0.book.lock().unwrap().always = fault;
    }

    /// This number is refused with a code and word of the provider's.
    pub fn refuse(&self, number: &str, code: i64, word: &'static str) {
        self.0.book.lock().unwrap().refused.insert(number.to_owned(), (code, word));
    }

    /// This number is refused no longer.
    pub fn accept(&self, number: &str) {
        self.0.book.lock().unwrap().refused.remove(number);
    }

    /// Each call takes so long.
    pub fn slow(&self, delay: Duration) {
        self.0.book.lock().unwrap().delay = delay;
    }

    /// Lets answers go that are held.
    pub fn release(&self) {
        self.0.released.send_replace(true);
    }

    /// All that was taken, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.0.book.lock().unwrap().taken.clone()
    }

    /// What was taken for a number.
    pub fn texts_to(&self, number: &str) -> Vec<String> {
        self.taken().into_iter().filter(|taken| taken.number == number).map(|taken| taken.text).collect()
    }

    /// All requests, whatever they met.
    pub fn asked(&self) -> Vec<Asked> {
        self.0.book.lock().unwrap().asked.clone()
    }

    pub fn calls(&self) -> usize {
        self.0.book.lock().unwrap().asked.len()
    }

    /// The most calls that were open at once.
    pub fn most_open(&self) -> usize {
        self.0.book.lock().unwrap().most_open
    }

    fn meet(&self, asked: Asked) -> (Option<Fault>, Vec<Value>, Duration) {
        let mut book = self.0.book.lock().unwrap();
        book.open += 1;
        book.most_open = book.most_open.max(book.open);
        let call = book.asked.len();
        let fault = book.script.pop_front().or_else(|| book.always.clone());
        let takes =
            !matches!(fault, Some(Fault::Throttle | Fault::Status(_) | Fault::CutBefore | Fault::RefuseWhole(_)));
        let mut entries = Vec::new();
        for number in &asked.numbers {
            if let Some((code, word)) = book.refused.get(number) {
                let entry =
                    json!({ "statusCode": code, "number": number, "status": word, "cost": "0", "messageId": "None" });
                entries.push(entry);
                continue;
            }
            let id = format!("ATXid_{:06}", book.taken.len());
            if takes {
                let taken = Taken { number: number.clone(), text: asked.text.clone(), id: id.clone(), call };
                book.taken.push(taken);
            }
            let shown = if fault == Some(Fault::NoIds) { "None" } else { &id };
            let entry = json!({ "statusCode": 101, "number": number, "status": "Success", "cost": "NGN 4.0000", "messageId": shown });
            entries.push(entry);
        }
        book.asked.push(asked);
        match fault {
            Some(Fault::ForgetLast) => {
                entries.pop();
            }
            Some(Fault::Backwards) => entries.reverse(),
            _ => {}
        }
        (fault, entries, book.delay)
    }

    fn answered(&self) {
        self.0.book.lock().unwrap().open -= 1;
    }
}

async fn serve(listener: TcpListener, fake: Fake) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, fake.clone()));
    }
}

/// One request a connection: the next call finds a gateway that went away really gone.
async fn answer(mut stream: TcpStream, fake: Fake) -> Option<()> {
    let (line, headers, body) = read(&mut stream).await?;
    if line != "POST /version1/messaging HTTP/1.1" {
        return write(&mut stream, 404, "text/plain", "no such page").await;
    }
    if headers.get("apikey").map(String::as_str) != Some(API_KEY) {
        return write(&mut stream, 401, "text/plain", "The supplied authentication is invalid").await;
    }
    let fields: Vec<(String, String)> = serde_html_form::from_bytes(&body).ok()?;
    let fields: HashMap<String, String> = fields.into_iter().collect();
    let numbers = fields.get("to")?.split(',').map(str::to_owned).collect();
    let asked = Asked { numbers, text: fields.get("message")?.clone(), fields, headers };
    let (fault, entries, delay) = fake.meet(asked);
    tokio::time::sleep(delay).await;
    let done = respond(&mut stream, &fake, fault, entries).await;
    fake.answered();
    done
}

async fn respond(stream: &mut TcpStream, fake: &Fake, fault: Option<Fault>, entries: Vec<Value>) -> Option<()> {
    let whole = |message: &str, entries: &[Value]| {
        json!({ "SMSMessageData": { "Message": message, "Recipients": entries } }).to_string()
    };
    match fault {
        Some(Fault::Throttle) => write(stream, 429, "text/plain", "Too many requests").await,
        Some(Fault::Status(status)) => write(stream, status, "text/html", "<html>sorry</html>").await,
        Some(Fault::AcceptThenCut | Fault::CutBefore) => None,
        Some(Fault::RefuseWhole(word)) => write(stream, 201, "application/json", &whole(word, &[])).await,
        Some(Fault::EmptyBody) => write(stream, 201, "application/json", "").await,
        Some(Fault::NamesNobody) => {
            write(stream, 201, "application/json", &whole("Sent to 1/1 Total Cost: NGN 4.0000", &[])).await
        }
        Some(Fault::HoldAnswer) => {
            let mut released = fake.0.released.subscribe();
            released.wait_for(|released| *released).await.ok()?;
            write(stream, 201, "application/json", &whole("Sent to 1/1 Total Cost: NGN 4.0000", &entries)).await
        }
        Some(Fault::NoIds | Fault::ForgetLast | Fault::Backwards) | None => {
            let count = entries.len();
            let message = format!("Sent to {count}/{count} Total Cost: NGN {count}.0000");
            write(stream, 201, "application/json", &whole(&message, &entries)).await
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<(String, HashMap<String, String>, Vec<u8>)> {
    let mut seen = Vec::new();
    let head = loop {
        if let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut seen).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(seen[..head].to_vec()).ok()?;
    let mut lines = text.lines();
    let line = lines.next()?.to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    let mut body = seen.split_off(head + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some((line, headers, body))
}

async fn write(stream: &mut TcpStream, status: u16, media_type: &str, body: &str) -> Option<()> {
    let answer = format!(
        "HTTP/1.1 {status} Any\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()
}
