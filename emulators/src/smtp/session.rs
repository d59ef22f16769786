//! One client's dialogue (RFC 5321, sections 3 and 4.1).

use super::{Fate, MESSAGE_LIMIT, Message, Shared};
use std::{borrow::Cow, io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

/// The longest command with its CRLF (section 4.5.3.1.4) and what the parameters of SIZE and 8BITMIME may add.
const COMMAND_LINE: usize = 512 + 26 + 17;
/// The longest line of a message with its CRLF; a dot that was doubled is not counted (section 4.5.3.1.6).
const TEXT_LINE: usize = 1000;
/// Recipients of one message (section 4.5.3.1.8).
const RECIPIENTS: usize = 100;
/// How long a client may be silent (section 4.5.3.2.7).
const SILENCE: Duration = Duration::from_secs(5 * 60);

/// A reply code and its words; one line each where there are several.
type Reply = (u16, Cow<'static, str>);

const fn reply(code: u16, words: &'static str) -> Reply {
    (code, Cow::Borrowed(words))
}

const FINE: Reply = reply(250, "OK");
const MALFORMED: Reply = reply(501, "Syntax error in parameters");
const OUT_OF_ORDER: Reply = reply(503, "Bad sequence of commands");
const LINE_TOO_LONG: Reply = reply(500, "Line too long");
const TOO_LARGE: Reply = reply(552, "Message exceeds the size limit");

/// What the client wrote up to the next CRLF.
enum Line {
    Text(Vec<u8>),
    TooLong,
    /// The client went away or said nothing for too long.
    End,
}

/// The body of a message, or why there is none.
enum Body {
    Whole(Vec<u8>),
    Refused(Reply),
    CutOff,
}

#[derive(Default)]
struct Envelope {
    from: String,
    recipients: Vec<String>,
}

/// A connection and how far its dialogue is.
pub(super) struct Session {
    stream: BufReader<TcpStream>,
    shared: Arc<Shared>,
    greeted: bool,
    envelope: Option<Envelope>,
}

impl Session {
    /// A dialogue over `stream` in which nothing was said yet.
    pub(super) fn new(stream: TcpStream, shared: Arc<Shared>) -> Self {
        Self { stream: BufReader::new(stream), shared, greeted: false, envelope: None }
    }

    /// Greets and answers until the client leaves.
    pub(super) async fn run(mut self) -> io::Result<()> {
        self.say(reply(220, "localhost ready")).await?;
        loop {
            let line = match self.line(COMMAND_LINE).await? {
                Line::End => return Ok(()),
                Line::TooLong => {
                    self.say(LINE_TOO_LONG).await?;
                    continue;
                }
                Line::Text(line) => String::from_utf8_lossy(&line).into_owned(),
            };
            let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
            // Verbs have no case, and spaces at the end do no harm (sections 2.4 and 4.1.1).
            let (verb, argument) = (verb.to_ascii_uppercase(), argument.trim_end());
            if verb == "DATA" && argument.is_empty() {
                if !self.data().await? {
                    return Ok(());
                }
                continue;
            }
            let answer = self.answer(&verb, argument);
            let leaving = answer.0 == 221;
            self.say(answer).await?;
            if leaving {
                return Ok(());
            }
        }
    }

    fn answer(&mut self, verb: &str, argument: &str) -> Reply {
        match verb {
            "EHLO" | "HELO" if argument.is_empty() => MALFORMED,
            "EHLO" | "HELO" => {
                self.greeted = true;
                self.envelope = None;
                if verb == "HELO" {
                    return reply(250, "localhost");
                }
                (250, Cow::Owned(format!("localhost\nSIZE {MESSAGE_LIMIT}\n8BITMIME")))
            }
            "MAIL" => self.mail(argument),
            "RCPT" => self.recipient(argument),
            "RSET" if argument.is_empty() => {
                self.envelope = None;
                FINE
            }
            "NOOP" => FINE,
            "VRFY" => reply(252, "Cannot verify, but will take a message"),
            "QUIT" if argument.is_empty() => reply(221, "localhost closing"),
            "DATA" | "RSET" | "QUIT" => MALFORMED,
            _ => reply(500, "Command unknown"),
        }
    }

    fn mail(&mut self, argument: &str) -> Reply {
        if !self.greeted || self.envelope.is_some() {
            return OUT_OF_ORDER;
        }
        let Some((from, parameters)) = path_after("FROM:", argument) else { return MALFORMED };
        for parameter in parameters.split_ascii_whitespace() {
            match parameter.to_ascii_uppercase().split_once('=') {
                Some(("SIZE", octets)) => match octets.parse::<usize>() {
                    Ok(octets) if octets <= MESSAGE_LIMIT => {}
                    Ok(_) => return TOO_LARGE,
                    Err(_) => return MALFORMED,
                },
                Some(("BODY", "7BIT" | "8BITMIME")) => {}
                _ => return reply(555, "Parameters not recognised"),
            }
        }
        self.envelope = Some(Envelope { from: from.to_owned(), recipients: Vec::new() });
        FINE
    }

    fn recipient(&mut self, argument: &str) -> Reply {
        let Some(envelope) = &mut self.envelope else { return OUT_OF_ORDER };
        let Some((to, parameters)) = path_after("TO:", argument) else { return MALFORMED };
        if to.is_empty() {
            return MALFORMED;
        }
        if !parameters.is_empty() {
            return reply(555, "Parameters not recognised");
        }
        if let Some(code) = self.shared.state().refuse {
            return reply(code, "Not this recipient");
        }
        if envelope.recipients.len() >= RECIPIENTS {
            return reply(452, "Too many recipients");
        }
        envelope.recipients.push(to.to_owned());
        FINE
    }

    /// Reads a message and answers; `false` when the connection is to be closed.
    async fn data(&mut self) -> io::Result<bool> {
        match &self.envelope {
            None => return self.say(OUT_OF_ORDER).await.map(|()| true),
            Some(envelope) if envelope.recipients.is_empty() => {
                return self.say(reply(554, "No valid recipients")).await.map(|()| true);
            }
            Some(_) => self.say(reply(354, "End with a dot on a line of its own")).await?,
        }
        let data = match self.body().await? {
            Body::CutOff => return Ok(false),
            Body::Refused(why) => {
                self.envelope = None;
                return self.say(why).await.map(|()| true);
            }
            Body::Whole(data) => data,
        };
        let Envelope { from, recipients } = self.envelope.take().unwrap_or_default();
        match self.shared.receive(Message { from, recipients, data, answered: true }) {
            Fate::Taken => self.say(FINE).await?,
            Fate::Failed(code) => self.say(reply(code, "Not taken")).await?,
            Fate::ReplyLost => return Ok(false),
        }
        Ok(true)
    }

    /// Reads up to the dot on a line of its own (section 4.1.1.4). What is refused is read to its end too, so that the
    /// client hears why.
    async fn body(&mut self) -> io::Result<Body> {
        let mut data = Vec::new();
        let mut refused = None;
        loop {
            let line = match self.line(TEXT_LINE + 1).await? {
                Line::End => return Ok(Body::CutOff),
                Line::TooLong => {
                    refused.get_or_insert(LINE_TOO_LONG);
                    continue;
                }
                Line::Text(line) => line,
            };
            if line == b"." {
                return Ok(refused.map_or(Body::Whole(data), Body::Refused));
            }
            let line = line.strip_prefix(b".").unwrap_or(&line);
            if line.len() + 2 > TEXT_LINE {
                refused.get_or_insert(LINE_TOO_LONG);
            }
            if data.len() + line.len() + 2 > MESSAGE_LIMIT {
                refused.get_or_insert(TOO_LARGE);
            }
            if refused.is_none() {
                data.extend_from_slice(line);
                data.extend_from_slice(b"\r\n");
            }
        }
    }

    async fn line(&mut self, limit: usize) -> io::Result<Line> {
        tokio::time::timeout(SILENCE, self.read_line(limit)).await.unwrap_or(Ok(Line::End))
    }

    /// Reads up to the next CRLF, of which `limit` octets with it are kept. A line feed alone ends nothing: else a
    /// message could carry commands past a server that sees it differently (section 2.3.8).
    async fn read_line(&mut self, limit: usize) -> io::Result<Line> {
        let mut text = Vec::new();
        let mut too_long = false;
        loop {
            let byte = match self.stream.read_u8().await {
                Ok(byte) => byte,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Line::End),
                Err(error) => return Err(error),
            };
            if byte == b'\n' && text.last() == Some(&b'\r') {
                text.pop();
                return Ok(if too_long { Line::TooLong } else { Line::Text(text) });
            }
            if text.len() + 1 < limit {
                text.push(byte);
            } else if let Some(last) = text.last_mut() {
                // Still needed to recognise the end.
                *last = byte;
                too_long = true;
            }
        }
    }

    async fn say(&mut self, (code, words): Reply) -> io::Result<()> {
        let pause = self.shared.state().delay;
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        let mut text = String::new();
        let mut lines = words.split('\n').peekable();
        while let Some(line) = lines.next() {
            let sign = if lines.peek().is_some() { '-' } else { ' ' };
            text += &format!("{code}{sign}{line}\r\n");
        }
        self.stream.write_all(text.as_bytes()).await?;
        self.stream.flush().await
    }
}

/// The address between the brackets after `keyword`, and the parameters behind them (section 4.1.2).
fn path_after<'a>(keyword: &str, argument: &'a str) -> Option<(&'a str, &'a str)> {
    let (start, rest) = argument.split_at_checked(keyword.len())?;
    if !start.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let rest = rest.strip_prefix('<')?;
    // A quoted local part may hold a bracket.
    let (mut quoted, mut escaped) = (false, false);
    let end = rest.find(|c| {
        let plain = !std::mem::take(&mut escaped);
        match c {
            '\\' if quoted && plain => escaped = true,
            '"' if plain => quoted = !quoted,
            '>' => return !quoted,
            _ => {}
        }
        false
    })?;
    let (path, parameters) = (rest.get(..end)?, rest.get(end + 1..)?);
    if !(parameters.is_empty() || parameters.starts_with(' ')) {
        return None;
    }
    // A source route is understood and ignored (appendix C).
    let address = match path.split_once(':') {
        Some((route, address)) if route.starts_with('@') => address,
        _ => path,
    };
    Some((address, parameters.trim_start()))
}
