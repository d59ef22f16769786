//! Mails over SMTP, against a server that takes, refuses, and loses its voice.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

use domain::messaging::{DeliveryError, Email, Mailer as _};
use emulators::smtp::{Message, Smtp as Server};
use mail_parser::{MessageParser, MimeHeaders as _};
use providers::messaging::smtp::Smtp;
use std::time::Duration;

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nSUMMARY:Révision\r\nEND:VCALENDAR\r\n";
const TEXT: &str = "Olá Zoé,\n\n.\n..a line may start with dots.\nAté já\n";

fn email(n: u32) -> Email {
    Email {
        message_id: format!("0192-{n}@mainstreet.example"),
        from_name: "Garagem do Cais".into(),
        reply_to: Some("hello@cais.example".into()),
        to_name: "Zoé".into(),
        to: format!("zoe{n}@mail.example"),
        subject: "Révision à 9 h".into(),
        text: TEXT.into(),
        calendar: Some(CALENDAR.into()),
    }
}

/// The mailer as an installation without TLS builds it, for a server on the same machine.
fn mailer(server: &Server) -> Smtp {
    Smtp::new(&format!("smtp://127.0.0.1:{}", server.port()), "mail@mainstreet.example").unwrap()
}

fn message_ids(messages: &[Message]) -> Vec<String> {
    messages.iter().map(|message| message.header("Message-ID").unwrap()).collect()
}

#[tokio::test]
async fn a_mail_arrives_whole_with_its_attachment_and_message_id() {
    let server = Server::start().await.unwrap();
    mailer(&server).send(&email(1)).await.unwrap();
    let messages = server.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].from, "mail@mainstreet.example");
    assert_eq!(messages[0].recipients, ["zoe1@mail.example"]);

    let mail = MessageParser::default().parse(&messages[0].data).unwrap();
    assert_eq!(mail.message_id(), Some("0192-1@mainstreet.example"));
    assert_eq!(mail.subject(), Some("Révision à 9 h"));
    let sender = mail.from().and_then(|from| from.first()).unwrap();
    assert_eq!((sender.name(), sender.address()), (Some("Garagem do Cais"), Some("mail@mainstreet.example")));
    let reply_to = mail.reply_to().and_then(|to| to.first()).unwrap();
    assert_eq!(reply_to.address(), Some("hello@cais.example"));
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), TEXT);

    assert_eq!(mail.attachment_count(), 1);
    let file = mail.attachment(0).unwrap();
    assert_eq!(file.attachment_name(), Some("booking.ics"));
    assert_eq!(
        file.content_type().map(|kind| (kind.ctype(), kind.subtype())),
        Some(("text", Some("calendar")))
    );
    assert_eq!(file.contents(), CALENDAR.as_bytes());
}

#[tokio::test]
async fn what_a_server_refuses_for_now_may_be_sent_again() {
    let server = Server::start().await.unwrap();
    let mailer = mailer(&server);
    server.fail_next(1, 451);
    let why = mailer.send(&email(1)).await.unwrap_err();
    assert!(matches!(&why, DeliveryError::Later(why) if why.contains("451")), "{why:?}");
    server.refuse_recipient(450);
    let why = mailer.send(&email(1)).await.unwrap_err();
    assert!(matches!(&why, DeliveryError::Later(why) if why.contains("450")), "{why:?}");
    assert_eq!(server.messages(), []);
    server.accept_recipients();
    mailer.send(&email(1)).await.unwrap();
    assert_eq!(message_ids(&server.messages()), ["<0192-1@mainstreet.example>"]);
}

#[tokio::test]
async fn what_a_server_refuses_for_good_is_not_sent_again() {
    let server = Server::start().await.unwrap();
    let mailer = mailer(&server);
    server.fail_next(1, 554);
    let why = mailer.send(&email(1)).await.unwrap_err();
    assert!(matches!(&why, DeliveryError::Never(why) if why.contains("554")), "{why:?}");
    server.refuse_recipient(550);
    let why = mailer.send(&email(2)).await.unwrap_err();
    assert!(matches!(&why, DeliveryError::Never(why) if why.contains("550")), "{why:?}");
    assert_eq!(server.messages(), []);
}

#[tokio::test]
async fn a_wrong_password_costs_no_mail() {
    let server = Server::start().await.unwrap();
    let mailer = mailer(&server);
    for code in [530, 534, 535, 538] {
        server.fail_next(1, code);
        let why = mailer.send(&email(1)).await.unwrap_err();
        assert!(matches!(why, DeliveryError::Later(_)), "{why:?}");
    }
}

#[tokio::test]
async fn a_lost_reply_is_no_success_and_the_second_copy_has_the_same_message_id() {
    let server = Server::start().await.unwrap();
    let mailer = mailer(&server);
    server.lose_reply_after_data(1);
    let why = mailer.send(&email(1)).await.unwrap_err();
    assert!(matches!(why, DeliveryError::Later(_)), "{why:?}");
    assert_eq!(server.messages().len(), 1, "it arrived all the same");
    mailer.send(&email(1)).await.unwrap();
    assert_eq!(message_ids(&server.messages()), ["<0192-1@mainstreet.example>"; 2]);
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_again_later() {
    let server = Server::start().await.unwrap();
    let mailer = mailer(&server);
    drop(server);
    // The listener goes with its task, which ends when it gets its turn.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let why = mailer.send(&email(1)).await.unwrap_err();
    assert!(matches!(why, DeliveryError::Later(_)), "{why:?}");
}

#[tokio::test]
async fn one_mailer_sends_many_mails_at_a_time() {
    let server = Server::start().await.unwrap();
    server.delay(Duration::from_millis(2));
    let mailer = mailer(&server);
    let sent: Vec<_> = (0..24)
        .map(|n| {
            let mailer = mailer.clone();
            tokio::spawn(async move { mailer.send(&email(n)).await })
        })
        .collect();
    for one in sent {
        one.await.unwrap().unwrap();
    }
    let messages = server.messages();
    let mut arrived: Vec<_> = messages.iter().map(|message| message.recipients.concat()).collect();
    arrived.sort_unstable();
    let mut expected: Vec<_> = (0..24).map(|n| format!("zoe{n}@mail.example")).collect();
    expected.sort_unstable();
    assert_eq!(arrived, expected);
    for message in &messages {
        let n = message.recipients.concat().replace("zoe", "").replace("@mail.example", "");
        assert_eq!(message.header("Message-ID"), Some(format!("<0192-{n}@mainstreet.example>")));
    }
}

#[tokio::test]
async fn what_must_be_encrypted_never_leaves_in_plain() {
    let server = Server::start().await.unwrap();
    for url in [
        format!("smtp://127.0.0.1:{}?tls=required", server.port()),
        format!("smtp://ana:secret@127.0.0.1:{}?tls=required", server.port()),
    ] {
        let mailer = Smtp::new(&url, "mail@mainstreet.example").unwrap();
        let why = mailer.send(&email(1)).await.unwrap_err();
        assert!(matches!(why, DeliveryError::Later(_)), "{why:?}");
    }
    assert_eq!(server.messages(), []);
}

#[test]
fn an_address_that_is_not_one_is_refused_before_the_first_mail() {
    for wrong in ["127.0.0.1:25", "http://127.0.0.1", "smtp://", "smtp://host?tls=perhaps"] {
        assert!(Smtp::new(wrong, "mail@mainstreet.example").is_err(), "{wrong}");
    }
}
