//! Hands one e-mail to the mail server. It knows how far it came, so that it is sure what was not taken: only after the
//! words were sent and before the answer is an e-mail in doubt.

use std::error::Error;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::address::{Address, AddressError};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use crate::config::{Encryption, MailServer};
use crate::domain::address::Email;

/// The way to the mail server.
pub struct Mailer {
    host: String,
    port: u16,
    encryption: Encryption,
    tls: Option<TlsParameters>,
    login: Option<Credentials>,
    from: Address,
    timeout: Duration,
}

/// Why an e-mail was not taken. None of it holds an address or a word of the mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It was certainly not taken, and may be later.
    #[error("the mail server did not take it: {0}")]
    NotTaken(String),
    /// Its address or its words are refused.
    #[error("the mail server refused it with {0}")]
    Refused(String),
    /// The words were sent and nothing came back.
    #[error("the mail server was sent it and did not answer")]
    InDoubt,
}

/// What is wrong with the settings of the mail server.
#[derive(Debug, thiserror::Error)]
pub enum MailSettingsError {
    /// No certificate could be judged.
    #[error("smtp.encryption: {0}; no certificate can be judged on this computer")]
    Trust(String),
    /// The sender is no address that mail servers know.
    #[error("smtp.from: not an address that mail can come from: {0}")]
    From(#[from] AddressError),
}

/// Whether the words of an e-mail may have been sent. It is read after the talk was given up too.
#[derive(Default)]
struct Stage(AtomicBool);

impl Stage {
    fn words_begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_past_words(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Mailer {
    /// Checks the settings; calls nobody.
    pub fn build(server: &MailServer) -> Result<Self, MailSettingsError> {
        let tls = match server.encryption {
            Encryption::None => None,
            Encryption::StartTls | Encryption::Tls => {
                Some(trusting(&server.host).map_err(|error| MailSettingsError::Trust(error.to_string()))?)
            }
        };
        let login = server.login.as_ref();
        Ok(Self {
            host: server.host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: server.port,
            encryption: server.encryption,
            tls,
            login: login.map(|(user, password)| Credentials::new(user.clone(), password.expose().to_owned())),
            from: server.from.as_str().parse()?,
            timeout: server.timeout,
        })
    }

    /// Goes as far as a sender that the mail server takes, and says goodbye: no mail is sent.
    pub async fn try_out(&self) -> Result<(), MailError> {
        let talk = async {
            let mut connection = self.connect().await?;
            connection.command(Mail::new(Some(self.from.clone()), Vec::new())).await?;
            let _ = connection.quit().await;
            Ok(())
        };
        self.in_time(talk, &Stage::default()).await
    }

    /// Hands over one e-mail.
    pub async fn send(&self, to: &Email, subject: &str, words: &str) -> Result<(), MailError> {
        let stage = Stage::default();
        self.in_time(self.hand_over(to, subject, words, &stage), &stage).await
    }

    async fn in_time(&self, talk: impl Future<Output = Result<(), Halt>>, stage: &Stage) -> Result<(), MailError> {
        match tokio::time::timeout(self.timeout, talk).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Halt::Own(error))) => Err(error),
            Ok(Err(Halt::Theirs(error))) => Err(class(&error, stage)),
            Err(_) if stage.is_past_words() => Err(MailError::InDoubt),
            Err(_) => Err(MailError::NotTaken("no answer in time".into())),
        }
    }

    async fn hand_over(&self, to: &Email, subject: &str, words: &str, stage: &Stage) -> Result<(), Halt> {
        let unusable = |_| Halt::Own(MailError::Refused("an address that mail servers do not know".into()));
        let to: Address = to.as_str().parse().map_err(unusable)?;
        let mail = Message::builder()
            .from(Mailbox::new(Some("Fitila".into()), self.from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(subject)
            .body(words.to_owned())
            .map_err(|_| Halt::Own(MailError::Refused("words that no mail can hold".into())))?;
        let mut connection = self.connect().await?;
        connection.command(Mail::new(Some(self.from.clone()), Vec::new())).await?;
        connection.command(Rcpt::new(to, Vec::new())).await?;
        connection.command(Data).await?;
        stage.words_begin();
        connection.message(&mail.formatted()).await?;
        // It is taken: how the talk ends does not matter.
        let _ = connection.quit().await;
        Ok(())
    }

    /// A way to the mail server that is closed to others and signed in, as the settings say.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Halt> {
        let hello = ClientId::default();
        let wrapped = self.tls.clone().filter(|_| self.encryption == Encryption::Tls);
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout), &hello, wrapped, None).await?;
        if let (Encryption::StartTls, Some(tls)) = (self.encryption, &self.tls) {
            // A server that offers no STARTTLS is an error: nothing is said openly.
            connection.starttls(tls.clone(), &hello).await?;
        }
        if let Some(login) = &self.login {
            let refused = |error: SmtpError| match error.status() {
                // Somebody must mend the password; the person is not to blame for it.
                Some(code) => Halt::Own(MailError::NotTaken(format!("it refused user or password with {code}"))),
                None => Halt::Theirs(error),
            };
            connection.auth(&[Mechanism::Plain, Mechanism::Login], login).await.map_err(refused)?;
        }
        Ok(connection)
    }
}

/// Whoever the compiled-in roots and those of this machine vouch for is trusted, as with gateways.
fn trusting(host: &str) -> Result<TlsParameters, SmtpError> {
    let mut tls = TlsParameters::builder(host.to_owned());
    for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        tls = tls.add_root_certificate(Certificate::from_der(root.to_vec())?);
    }
    tls.build()
}

/// Why a talk ended.
enum Halt {
    /// We say why.
    Own(MailError),
    /// They, or the network.
    Theirs(SmtpError),
}

impl From<SmtpError> for Halt {
    fn from(error: SmtpError) -> Self {
        Halt::Theirs(error)
    }
}

/// An answer with a code is always certain. Of the server's own words only the code is kept: they may hold the address.
fn class(error: &SmtpError, stage: &Stage) -> MailError {
    let not_taken = |why: &str| MailError::NotTaken(why.to_owned());
    match error.status() {
        Some(code) if error.is_permanent() => MailError::Refused(code.to_string()),
        Some(code) => MailError::NotTaken(format!("not now, {code}")),
        None if stage.is_past_words() => MailError::InDoubt,
        None if is_unlockable(error) => not_taken(
            "the way to it could not be locked: its certificate is not trusted here or not for this name, or this port speaks no TLS",
        ),
        None if error.is_client() => not_taken("it does not offer the encryption or sign-in of the settings"),
        None => not_taken("it could not be reached, or broke off"),
    }
}

/// Whether the talk ended over TLS. The library gives that as an error of reading.
fn is_unlockable(error: &SmtpError) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        cause = inner.source();
    }
    error.is_tls()
}
