//! Hands one e-mail to the mail server. It knows how far it came, so that it is sure what was not taken: only after the
//! words were sent and before the answer is an e-mail in doubt.

use std::time::Duration;

use lettre::address::{Address, AddressError};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
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
    /// The name cannot stand in a certificate.
    #[error("smtp.host: {0}; write the name that the mail server's certificate has")]
    Host(String),
    /// The sender is no address that mail servers know.
    #[error("smtp.from: not an address that mail can come from: {0}")]
    From(#[from] AddressError),
}

/// How far the talk with the mail server has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The words have not been sent.
    Before,
    /// They may have been.
    Words,
}

impl Mailer {
    /// Checks the settings; calls nobody.
    pub fn build(server: &MailServer) -> Result<Self, MailSettingsError> {
        let tls = match server.encryption {
            Encryption::None => None,
            Encryption::StartTls | Encryption::Tls => {
                let tls = TlsParameters::new(server.host.clone());
                Some(tls.map_err(|error| MailSettingsError::Host(error.to_string()))?)
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

    /// Hands over one e-mail.
    pub async fn send(&self, to: &Email, subject: &str, words: &str) -> Result<(), MailError> {
        let mut stage = Stage::Before;
        let talk = self.talk(to, subject, words, &mut stage);
        let talked = tokio::time::timeout(self.timeout, talk).await;
        match talked {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Halt::Own(error))) => Err(error),
            Ok(Err(Halt::Theirs(error))) => Err(class(&error, stage)),
            Err(_) if stage == Stage::Words => Err(MailError::InDoubt),
            Err(_) => Err(MailError::NotTaken("no answer in time".into())),
        }
    }

    async fn talk(&self, to: &Email, subject: &str, words: &str, stage: &mut Stage) -> Result<(), Halt> {
        let unusable = |_| Halt::Own(MailError::Refused("an address that mail servers do not know".into()));
        let to: Address = to.as_str().parse().map_err(unusable)?;
        let mail = Message::builder()
            .from(Mailbox::new(Some("Fitila".into()), self.from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(subject)
            .body(words.to_owned())
            .map_err(|_| Halt::Own(MailError::Refused("words that no mail can hold".into())))?;
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
        connection.command(Mail::new(Some(self.from.clone()), Vec::new())).await?;
        connection.command(Rcpt::new(to, Vec::new())).await?;
        connection.command(Data).await?;
        *stage = Stage::Words;
        connection.message(&mail.formatted()).await?;
        // It is taken: how the talk ends does not matter.
        let _ = connection.quit().await;
        Ok(())
    }
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
fn class(error: &SmtpError, stage: Stage) -> MailError {
    match (error.status(), stage) {
        (Some(code), _) if error.is_permanent() => MailError::Refused(code.to_string()),
        (Some(code), _) => MailError::NotTaken(format!("not now, {code}")),
        (None, Stage::Words) => MailError::InDoubt,
        (None, Stage::Before) if error.is_tls() => MailError::NotTaken("its certificate is not trusted".into()),
        (None, Stage::Before) if error.is_client() => {
            MailError::NotTaken("it does not offer the encryption or sign-in of the settings".into())
        }
        (None, Stage::Before) => MailError::NotTaken("it could not be reached, or broke off".into()),
    }
}
