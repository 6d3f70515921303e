//! What we call Africa's Talking with, and what its answer says of each recipient. The call has no id of ours, so
//! an answer that cannot be read leaves the message in doubt.

use crate::gateway::africastalking::reply::{Entry, Reply};
use crate::gateway::africastalking::settings::Settings;
use crate::gateway::africastalking::status::{self, Verdict};
use crate::gateway::contract::{Dispatch, Outcome, Submission};
use crate::gateway::error::SendError;
use crate::gateway::form;
use crate::gateway::wire::{Answer, Request, WireError};
use crate::gateway::word;

/// People in one call: the documents give no limit; few bound how many one lost answer leaves in doubt.
pub const RECIPIENTS: usize = 20;

/// The call that hands a submission over. Practice numbers never leave the house.
pub fn encode(settings: &Settings, submission: &Submission) -> Dispatch {
    let numbers = submission.recipients.iter().map(|recipient| recipient.number);
    let numbers: Vec<String> = numbers.filter(|number| !number.is_practice()).map(|number| number.expose()).collect();
    if numbers.is_empty() {
        return Dispatch::Done(for_all(submission, &SendError::InvalidNumber));
    }
    let to = numbers.join(",");
    let mut fields = vec![("username", settings.username.as_str()), ("to", &to), ("message", submission.text.expose())];
    fields.extend(settings.sender.as_deref().map(|sender| ("from", sender)));
    fields.extend([("bulkSMSMode", "1"), ("enqueue", "1")]);
    Dispatch::Call(Request {
        url: format!("{}/version1/messaging", settings.base_url),
        headers: vec![
            ("apiKey", settings.api_key.clone()),
            // Without it the answer is XML.
            ("Accept", "application/json".to_owned()),
            ("Content-Type", form::MEDIA_TYPE.to_owned()),
        ],
        body: form::encode(&fields),
    })
}

/// One outcome for each recipient, in their order.
pub fn decode(submission: &Submission, answer: Result<&Answer, WireError>) -> Vec<Outcome> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error @ WireError::NotSent) => {
            return for_all(submission, &SendError::NotTaken { reason: error.to_string() });
        }
        Err(error @ WireError::NoAnswer) => {
            return for_all(submission, &SendError::InDoubt { reason: error.to_string() });
        }
    };
    // A refused call comes with the same JSON as an accepted one; from other statuses its words are not trusted.
    let reply = match answer.status {
        200..=299 | 400 | 409 | 422 => Reply::read(&answer.body),
        _ => None,
    };
    match reply {
        Some(reply) if !reply.entries.is_empty() => each(submission, reply),
        Some(reply) => for_all(submission, &refusal(submission, answer, &reply)),
        None => for_all(submission, &by_status(answer)),
    }
}

fn for_all(submission: &Submission, error: &SendError) -> Vec<Outcome> {
    submission.recipients.iter().map(|_| Outcome::Failed(error.clone())).collect()
}

fn each(submission: &Submission, mut reply: Reply) -> Vec<Outcome> {
    let recipients = submission.recipients.iter().map(|recipient| recipient.number);
    recipients
        .map(|number| match reply.claim(&number) {
            _ if number.is_practice() => Outcome::Failed(SendError::InvalidNumber),
            Some(entry) => outcome(entry),
            None => doubt("the answer does not mention this recipient"),
        })
        .collect()
}

fn outcome(entry: Entry) -> Outcome {
    let mut reason = word::cut(&entry.status);
    if reason.is_empty() {
        reason = match entry.code {
            Some(code) => status::word_of(code).map_or_else(|| format!("code {code}"), str::to_owned),
            None => "no status given".to_owned(),
        };
    }
    // A word that nobody knows: with an id the message may be on its way, without one it was refused.
    let verdict = match Verdict::of(entry.code, &entry.status) {
        Some(verdict) => verdict,
        None if entry.message_id.is_some() => return Outcome::Failed(SendError::InDoubt { reason }),
        None => Verdict::Refused,
    };
    match verdict.error(reason) {
        None => Outcome::Accepted { external_id: entry.message_id },
        Some(error) => Outcome::Failed(error),
    }
}

/// An answer without recipients: the provider refused the call as a whole and says why in one word.
fn refusal(submission: &Submission, answer: &Answer, reply: &Reply) -> SendError {
    let reason = word::cut(&reply.message);
    let verdict = Verdict::of_word(&reply.message);
    let taken = reason.is_empty() || reply.claims_sent() || verdict == Some(Verdict::Taken);
    let alone = submission.recipients.len() == 1;
    match verdict {
        _ if !(200..=299).contains(&answer.status) && (taken || verdict.is_none()) => by_status(answer),
        _ if taken => SendError::InDoubt { reason: "the answer names no recipient".to_owned() },
        // Said of a call to several people it does not say whom, and nobody may be opted out by guess.
        Some(Verdict::OptedOut | Verdict::InvalidNumber) if !alone => SendError::Refused { reason },
        Some(verdict) => verdict.error(reason.clone()).unwrap_or(SendError::Refused { reason }),
        None => SendError::Refused { reason },
    }
}

/// What the HTTP status alone says. Its body is not kept: it may be a page, or repeat what we sent.
fn by_status(answer: &Answer) -> SendError {
    let status = answer.status;
    let because = |mend: &str| format!("HTTP {status}: {mend}");
    match status {
        200..=299 => SendError::InDoubt { reason: because("the answer cannot be read") },
        300..=399 | 404 | 405 | 410 => SendError::AccountRefused { reason: because("check base_url") },
        // The server gave up waiting for the request, or says that it serves nobody now.
        408 | 503 => SendError::NotTaken { reason: format!("HTTP {status}") },
        409 => SendError::DoNotDisturb,
        429 => SendError::Throttled { retry_after: answer.retry_after },
        // These depend on what this one message holds; any other refusal would meet each message alike.
        400 | 413 | 414 | 422 => SendError::Refused { reason: format!("HTTP {status}") },
        400..=499 => SendError::AccountRefused { reason: because("check username and api_key") },
        _ => SendError::InDoubt { reason: format!("HTTP {status}") },
    }
}

fn doubt(reason: &str) -> Outcome {
    Outcome::Failed(SendError::InDoubt { reason: reason.to_owned() })
}
