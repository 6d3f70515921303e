//! A mail server that keeps what it took, and refuses, cuts or holds on demand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the next e-mail meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The address is refused for good.
    NoSuchBox,
    /// Not now.
    Busy,
    /// The talk is cut before the words.
    CutBefore,
    /// The words are taken, and the talk is cut before the answer.
    TakenThenCut,
}

/// An e-mail that was taken.
#[derive(Debug, Clone)]
pub struct Mail {
    pub to: String,
    pub words: String,
}

#[derive(Default)]
struct Book {
    taken: Vec<Mail>,
    script: VecDeque<Trouble>,
    always: Option<Trouble>,
}

#[derive(Clone)]
pub struct MailServer {
    book: Arc<Mutex<Book>>,
    pub port: u16,
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { book: Arc::default(), port: listener.local_addr().unwrap().port() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, serving.clone()));
            }
        });
        server
    }

    pub fn next(&self, trouble: impl IntoIterator<Item = Trouble>) {
        self.book.lock().unwrap().script.extend(trouble);
    }

    pub fn always(&self, trouble: Option<Trouble>) {
        self.book.lock().unwrap().always = trouble;
    }

    pub fn taken(&self) -> Vec<Mail> {
        self.book.lock().unwrap().taken.clone()
    }

    pub fn to(&self, address: &str) -> usize {
        self.taken().iter().filter(|mail| mail.to == address).count()
    }
}

async fn talk(stream: TcpStream, server: MailServer) -> Option<()> {
    let trouble = {
        let mut book = server.book.lock().unwrap();
        let always = book.always;
        book.script.pop_front().or(always)
    };
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 here\r\n").await.ok()?;
    let (mut to, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match (verb.as_str(), trouble) {
            ("EHLO", _) => "250 here",
            ("MAIL", Some(Trouble::Busy)) => "451 not now",
            ("MAIL", Some(Trouble::CutBefore)) => return None,
            ("RCPT", Some(Trouble::NoSuchBox)) => "550 no such box",
            ("RCPT", _) => {
                to = line.split(['<', '>']).nth(1)?.to_owned();
                "250 fine"
            }
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                let words = words(&mut stream).await?;
                server.book.lock().unwrap().taken.push(Mail { to: to.clone(), words });
                if trouble == Some(Trouble::TakenThenCut) {
                    return None;
                }
                "250 taken"
            }
            ("QUIT", _) => {
                stream.write_all(b"221 bye\r\n").await.ok()?;
                return Some(());
            }
            _ => "250 fine",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
}

async fn words(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut words = String::new();
    loop {
        let start = words.len();
        if stream.read_line(&mut words).await.ok()? == 0 {
            return None;
        }
        if &words[start..] == ".\r\n" {
            words.truncate(start);
            return Some(words);
        }
    }
}
