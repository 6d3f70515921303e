//! A mail server that keeps what it took, and refuses, cuts or holds on demand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Whom a client must trust to trust this server at `localhost`.
pub const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/mail/authority.pem");
const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/mail/server.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/mail/server.key");

/// How the way to it is closed to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    None,
    StartTls,
    Tls,
}

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
        Self::start_with(Lock::None).await
    }

    /// One that takes mail only through a closed way, from who signs in.
    pub async fn start_with(lock: Lock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { book: Arc::default(), port: listener.local_addr().unwrap().port() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = serving.clone();
                tokio::spawn(async move {
                    match lock {
                        Lock::None => server.serve(stream, Step::Open).await,
                        Lock::Tls => server.serve(acceptor().accept(stream).await.ok()?, Step::Closed).await,
                        Lock::StartTls => {
                            let mut stream = stream;
                            until_starttls(&mut stream).await?;
                            server.serve(acceptor().accept(stream).await.ok()?, Step::Upgraded).await
                        }
                    }
                });
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

/// How a talk begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Openly, and nobody signs in.
    Open,
    /// With a greeting.
    Closed,
    /// In the middle, with the client's next word.
    Upgraded,
}

impl MailServer {
    async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin, step: Step) -> Option<()> {
        let trouble = {
            let mut book = self.book.lock().unwrap();
            let always = book.always;
            book.script.pop_front().or(always)
        };
        let mut stream = BufReader::new(stream);
        if step != Step::Upgraded {
            stream.write_all(b"220 here\r\n").await.ok()?;
        }
        let (mut to, mut line, mut is_signed_in) = (String::new(), String::new(), step == Step::Open);
        loop {
            line.clear();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            let answer = match (verb.as_str(), trouble) {
                ("EHLO", _) if step == Step::Open => "250 here",
                ("EHLO", _) => "250-here\r\n250 AUTH PLAIN",
                ("AUTH", _) => {
                    let words = line.split_whitespace().nth(2).unwrap_or_default();
                    is_signed_in = data_encoding::BASE64.decode(words.as_bytes()).ok()? == b"\0fitila\0hunter2";
                    if is_signed_in { "235 welcome" } else { "535 wrong" }
                }
                ("MAIL", _) if !is_signed_in => "530 sign in first",
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
                    self.book.lock().unwrap().taken.push(Mail { to: to.clone(), words });
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
            stream.flush().await.ok()?;
        }
    }
}

/// The open part of a talk that is to be closed: nothing but the greeting and STARTTLS.
async fn until_starttls(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 here\r\n").await.ok()?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "STARTTLS" => return stream.write_all(b"220 go on\r\n").await.ok(),
            hello if hello.starts_with("EHLO") => stream.write_all(b"250-here\r\n250 STARTTLS\r\n").await.ok()?,
            _ => stream.write_all(b"530 STARTTLS first\r\n").await.ok()?,
        }
    }
}

fn acceptor() -> TlsAcceptor {
    let certificates = CertificateDer::pem_file_iter(CERTIFICATE).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_file(KEY).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn words(stream: &mut (impl AsyncBufReadExt + Unpin)) -> Option<String> {
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
