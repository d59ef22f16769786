//! Sending messages: the port is `domain::messaging`.

pub mod folder;
pub mod push;
pub mod smtp;

use domain::messaging::{DeliveryError, Email};
use lettre::{
    Message,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};

/// The message as it goes over the wire (RFC 5322). Names and subjects are encoded by the library, so nothing typed by
/// a person becomes a header of its own.
fn compose(email: &Email, from: &str) -> Result<Message, DeliveryError> {
    let refused = |error: &dyn std::fmt::Display| DeliveryError::Never(error.to_string());
    let mailbox = |name: &str, address: &str| -> Result<Mailbox, DeliveryError> {
        Ok(Mailbox::new(Some(one_line(name)), address.parse().map_err(|error| refused(&error))?))
    };
    let mut message = Message::builder()
        .message_id(Some(format!("<{}>", email.message_id)))
        .from(mailbox(&email.from_name, from)?)
        .to(mailbox(&email.to_name, &email.to)?)
        .subject(one_line(&email.subject));
    if let Some(reply_to) = &email.reply_to {
        message = message.reply_to(mailbox(&email.from_name, reply_to)?);
    }
    let text = SinglePart::plain(email.text.clone());
    let built = match &email.calendar {
        None => message.singlepart(text),
        Some(calendar) => {
            let kind = ContentType::parse("text/calendar; charset=utf-8").map_err(|error| refused(&error))?;
            let file = Attachment::new("booking.ics".into()).body(calendar.clone(), kind);
            message.multipart(MultiPart::mixed().singlepart(text).singlepart(file))
        }
    };
    built.map_err(|error| refused(&error))
}

/// A header has one line.
fn one_line(text: &str) -> String {
    text.split(['\r', '\n']).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn email() -> Email {
        Email {
            message_id: "1@localhost".into(),
            from_name: "Harbour Garage".into(),
            reply_to: Some("hello@harbour.example".into()),
            to_name: "Zoé\r\nBcc: everybody@evil.example".into(),
            to: "zoe@example.com".into(),
            subject: "Réservé\r\nX-Evil: 1".into(),
            text: "Bonjour\n".into(),
            calendar: Some("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into()),
        }
    }

    #[test]
    fn nothing_a_person_typed_becomes_a_header() {
        let text = String::from_utf8(compose(&email(), "from@example.com").unwrap().formatted()).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc:") || line.starts_with("X-Evil:")), "{head}");
        assert!(head.contains("Message-ID: <1@localhost>"), "{head}");
    }

    #[test]
    fn a_malformed_address_is_refused_for_good() {
        let wrong = Email { to: "not an address".into(), ..email() };
        assert!(matches!(compose(&wrong, "from@example.com"), Err(DeliveryError::Never(_))));
    }
}
