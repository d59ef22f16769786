use super::*;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};

/// A client that says what it is told to.
struct Client(BufReader<TcpStream>);

impl Client {
    async fn connect(smtp: &Smtp) -> Self {
        let mut client = Self(BufReader::new(TcpStream::connect(("127.0.0.1", smtp.port())).await.unwrap()));
        assert_eq!(client.hear().await, "220 localhost ready");
        client
    }

    async fn greeted(smtp: &Smtp) -> Self {
        let mut client = Self::connect(smtp).await;
        assert_eq!(client.say("HELO me.example").await, "250 localhost");
        client
    }

    /// The next reply; its lines are joined.
    async fn hear(&mut self) -> String {
        let mut whole = String::new();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
            whole += line.trim_end();
            if line.as_bytes().get(3) != Some(&b'-') {
                return whole;
            }
            whole.push('|');
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    async fn say(&mut self, command: &str) -> String {
        self.write(format!("{command}\r\n").as_bytes()).await;
        self.hear().await
    }

    async fn code(&mut self, command: &str) -> String {
        self.say(command).await.split([' ', '-']).next().unwrap().to_owned()
    }

    /// Sends a message to one receiver and returns the code of the last reply; empty when there was none.
    async fn mail(&mut self, text: &[u8]) -> String {
        assert_eq!(self.code("MAIL FROM:<ana@me.example>").await, "250");
        assert_eq!(self.code("RCPT TO:<rui@you.example>").await, "250");
        assert_eq!(self.code("DATA").await, "354");
        self.write(text).await;
        self.code("\r\n.").await
    }
}

#[tokio::test]
async fn a_message_is_kept_with_its_envelope_and_without_the_doubled_dots() {
    let smtp = Smtp::start().await.unwrap();
    let mut client = Client::connect(&smtp).await;
    assert_eq!(client.say("ehlo me.example").await, "250-localhost|250-SIZE 4194304|250 8BITMIME");
    assert_eq!(client.code("mail from:<ana@me.example> SIZE=40 BODY=8BITMIME").await, "250");
    assert_eq!(client.code("rcpt to:<rui@you.example>").await, "250");
    assert_eq!(client.code("RCPT TO:<@relay.example:\"a>b\"@you.example>").await, "250");
    assert_eq!(client.code("DATA").await, "354");
    let text = "Subject: a\r\n folded one\r\nMessage-ID: <1@me>\r\n\r\n..\r\n...two\r\nthree.\r\n.";
    assert_eq!(client.code(text).await, "250");
    assert_eq!(client.code("QUIT").await, "221");
    let mut rest = Vec::new();
    client.0.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest, b"", "it closes after its farewell");

    let messages = smtp.messages();
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    assert_eq!(message.from, "ana@me.example");
    assert_eq!(message.recipients, ["rui@you.example", "\"a>b\"@you.example"]);
    assert!(message.data.ends_with(b"\r\n\r\n.\r\n..two\r\nthree.\r\n"), "{message:?}");
    assert_eq!(message.header("message-id").as_deref(), Some("<1@me>"));
    assert_eq!(message.header("Subject").as_deref(), Some("a folded one"));
    assert_eq!(message.header("three."), None, "the body has no headers");
}

#[tokio::test]
async fn a_line_feed_alone_ends_neither_a_line_nor_a_message() {
    let smtp = Smtp::start().await.unwrap();
    let mut client = Client::greeted(&smtp).await;
    let smuggled = b"a\n.\nMAIL FROM:<evil@me.example>\nb";
    assert_eq!(client.mail(smuggled).await, "250");
    assert_eq!(client.code("NOOP\nRSET").await, "500");
    let messages = smtp.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].data, [smuggled.as_slice(), b"\r\n"].concat());
}

#[tokio::test]
async fn commands_out_of_order_or_misspelt_are_refused_and_harm_nothing() {
    let smtp = Smtp::start().await.unwrap();
    let mut client = Client::connect(&smtp).await;
    for (command, code) in [
        ("MAIL FROM:<a@b>", "503"),
        ("HELO", "501"),
        ("HELO me.example", "250"),
        ("RCPT TO:<a@b>", "503"),
        ("DATA", "503"),
        ("MAIL FROM: <a@b>", "501"),
        ("MAIL FROM:<a@b>SIZE=1", "501"),
        ("MAIL FROM:<a@b> SIZE=4194305", "552"),
        ("MAIL FROM:<a@b> COLOUR=red", "555"),
        ("MAIL FROM:<>", "250"),
        ("MAIL FROM:<a@b>", "503"),
        ("RCPT TO:<>", "501"),
        ("DATA", "554"),
        ("RCPT TO:<a@b>", "250"),
        ("RSET", "250"),
        ("RCPT TO:<a@b>", "503"),
        ("VRFY a", "252"),
        ("TURN", "500"),
        ("QUIT now", "501"),
    ] {
        assert_eq!(client.code(command).await, code, "{command}");
    }
    assert_eq!(client.mail(b"still there").await, "250");
    assert_eq!(smtp.messages().len(), 1);
}

#[tokio::test]
async fn what_is_too_long_is_refused_and_the_dialogue_goes_on() {
    let smtp = Smtp::start().await.unwrap();
    let mut client = Client::greeted(&smtp).await;
    assert_eq!(client.code(&"N".repeat(100_000)).await, "500");
    for line in ["x".repeat(998), format!("..{}", "x".repeat(997))] {
        assert_eq!(client.mail(line.as_bytes()).await, "250", "the longest line, and one with a doubled dot");
    }
    for line in ["x".repeat(999), format!("..{}", "x".repeat(998)), "x".repeat(5000)] {
        assert_eq!(client.mail(line.as_bytes()).await, "500");
    }
    let line = [b"x".repeat(98), b"\r\n".to_vec()].concat();
    assert_eq!(client.mail(&line.repeat(MESSAGE_LIMIT / 100)).await, "250");
    assert_eq!(client.mail(&line.repeat(MESSAGE_LIMIT / 100 + 1)).await, "552");
    assert_eq!(client.code("MAIL FROM:<a@b>").await, "250");
    for n in 0..100 {
        assert_eq!(client.code(&format!("RCPT TO:<r{n}@b>")).await, "250");
    }
    assert_eq!(client.code("RCPT TO:<r100@b>").await, "452");
    assert_eq!(smtp.messages().len(), 3);
}

#[tokio::test]
async fn as_many_messages_fail_as_were_asked_to() {
    let smtp = Smtp::start().await.unwrap();
    smtp.fail_next(2, 451);
    let mut client = Client::greeted(&smtp).await;
    for code in ["451", "451", "250"] {
        assert_eq!(client.mail(b"x").await, code);
    }
    assert_eq!(smtp.messages().len(), 1);
}

#[tokio::test]
async fn recipients_are_refused_until_they_are_accepted_again() {
    let smtp = Smtp::start().await.unwrap();
    smtp.refuse_recipient(550);
    let mut client = Client::greeted(&smtp).await;
    assert_eq!(client.code("MAIL FROM:<a@b>").await, "250");
    assert_eq!(client.code("RCPT TO:<c@d>").await, "550");
    assert_eq!(client.code("DATA").await, "554", "nobody is left to receive it");
    smtp.accept_recipients();
    assert_eq!(client.code("RCPT TO:<c@d>").await, "250");
}

#[tokio::test]
async fn a_lost_reply_leaves_the_message_and_no_answer() {
    let smtp = Smtp::start().await.unwrap();
    smtp.lose_reply_after_data(1);
    assert_eq!(Client::greeted(&smtp).await.mail(b"x").await, "", "closed without a word");
    assert_eq!(Client::greeted(&smtp).await.mail(b"y").await, "250");
    let answered: Vec<_> = smtp.messages().into_iter().map(|message| message.answered).collect();
    assert_eq!(answered, [false, true]);
}

#[tokio::test]
async fn a_message_whose_client_leaves_before_its_end_is_not_kept() {
    let smtp = Smtp::start().await.unwrap();
    let mut client = Client::greeted(&smtp).await;
    for (command, code) in [("MAIL FROM:<a@b>", "250"), ("RCPT TO:<c@d>", "250"), ("DATA", "354")] {
        assert_eq!(client.code(command).await, code);
    }
    client.write(b"half a mess").await;
    drop(client);
    assert_eq!(Client::greeted(&smtp).await.mail(b"whole").await, "250");
    assert_eq!(smtp.messages().len(), 1);
}

#[tokio::test]
async fn clients_that_talk_at_the_same_time_do_not_mix() {
    let smtp = Smtp::start().await.unwrap();
    let mut clients = Vec::new();
    for n in 0..20 {
        let mut client = Client::greeted(&smtp).await;
        assert_eq!(client.code(&format!("MAIL FROM:<c{n}@me.example>")).await, "250");
        clients.push(client);
    }
    for (n, client) in clients.iter_mut().enumerate().rev() {
        assert_eq!(client.code("RCPT TO:<rui@you.example>").await, "250");
        assert_eq!(client.code("DATA").await, "354");
        assert_eq!(client.code(&format!("from {n}\r\n.")).await, "250");
    }
    let messages = smtp.messages();
    assert_eq!(messages.len(), 20);
    for (n, message) in messages.iter().rev().enumerate() {
        assert_eq!(message.from, format!("c{n}@me.example"));
        assert_eq!(message.data, format!("from {n}\r\n").into_bytes());
    }
}

#[tokio::test]
async fn a_slow_server_has_the_message_before_it_says_so() {
    let smtp = Smtp::start().await.unwrap();
    let mut client = Client::greeted(&smtp).await;
    for (command, code) in [("MAIL FROM:<a@b>", "250"), ("RCPT TO:<c@d>", "250"), ("DATA", "354")] {
        assert_eq!(client.code(command).await, code);
    }
    smtp.delay(Duration::from_secs(3600));
    client.write(b"x\r\n.\r\n").await;
    tokio::select! {
        reply = client.hear() => panic!("it waits before {reply}"),
        () = async {
            while smtp.messages().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        } => {}
    }
}

#[tokio::test]
async fn it_ends_with_its_owner() {
    let smtp = Smtp::start().await.unwrap();
    let mut client = Client::greeted(&smtp).await;
    let port = smtp.port();
    drop(smtp);
    assert_eq!(client.0.read(&mut [0; 8]).await.unwrap_or(0), 0, "the connection is closed");
    TcpStream::connect(("127.0.0.1", port)).await.expect_err("nobody listens");
}
