//! A mail server that accepts and keeps what it is sent (RFC 5321), and fails as mail servers do when it is asked to.
//!
//! It speaks the minimum of section 4.5.1 over plain TCP, with SIZE (RFC 1870) and 8BITMIME (RFC 6152). It relays
//! nothing and knows no mailboxes: every recipient is fine.

mod session;
#[cfg(test)]
mod tests;

use session::Session;
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// The longest message it takes, in octets; more is answered 552 (section 4.5.3.1.7 asks for at least 64 KiB).
pub const MESSAGE_LIMIT: usize = 4 * 1024 * 1024;

/// Pause after a connection could not be accepted, as when the process has too many files open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The reverse-path without its brackets; empty for the null path of section 4.5.5.
    pub from: String,
    /// The forward-paths without their brackets, in the order they were given.
    pub recipients: Vec<String>,
    /// Header and body as they were before the client doubled leading dots (section 4.5.2).
    pub data: Vec<u8>,
    /// Whether the client was to be told; `false` when [`Smtp::lose_reply_after_data`] withheld the reply.
    pub answered: bool,
}

impl Message {
    /// The value of the first header field called `name`, whatever its case, on one line (RFC 5322, section 2.2.3).
    pub fn header(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(&self.data);
        let mut lines = text.split("\r\n").take_while(|line| !line.is_empty());
        let first = lines.find_map(|line| {
            let (field, value) = line.split_once(':')?;
            field.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })?;
        let folded = lines.take_while(|line| line.starts_with([' ', '\t']));
        Some(folded.fold(first, |value, line| value + " " + line.trim()))
    }
}

/// The server. It listens until it is dropped, which also closes every connection.
#[derive(Debug)]
pub struct Smtp {
    port: u16,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

impl Smtp {
    /// Listens on a free port of 127.0.0.1, within the current tokio runtime.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared::default());
        let listening = tokio::spawn(listen(listener, Arc::clone(&shared)));
        Ok(Self { port, shared, listening })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What was taken so far, in the order in which it was.
    pub fn messages(&self) -> Vec<Message> {
        self.shared.state().messages.clone()
    }

    /// From now on answers every recipient with `code`: 550 for a mailbox that does not exist, 450 for one that is busy.
    pub fn refuse_recipient(&self, code: u16) {
        self.shared.state().refuse = Some(code);
    }

    /// Takes back [`Smtp::refuse_recipient`].
    pub fn accept_recipients(&self) {
        self.shared.state().refuse = None;
    }

    /// Reads the next `n` messages to their end, drops them and answers `code`: 451 for a passing trouble, 554 for good.
    /// Replaces what an earlier call left over.
    pub fn fail_next(&self, n: usize, code: u16) {
        self.shared.state().fail = (n, code);
    }

    /// Keeps the next `n` messages that do not fail, and closes the connection instead of saying so: the client cannot
    /// know whether its message arrived (section 4.5.3.2.6). Replaces what an earlier call left over.
    pub fn lose_reply_after_data(&self, n: usize) {
        self.shared.state().lose = n;
    }

    /// From now on waits this long before each reply. A message is kept before its reply is due.
    pub fn delay(&self, pause: Duration) {
        self.shared.state().delay = pause;
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and the connections with it.
    let mut sessions = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    sessions.spawn(converse(stream, Arc::clone(&shared)));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
            Some(_) = sessions.join_next() => {}
        }
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    // A client that goes away in the middle of it is none of the server's business.
    let _ = Session::new(stream, shared).run().await;
}

/// What all connections share with the test.
#[derive(Debug, Default)]
struct Shared(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    messages: Vec<Message>,
    refuse: Option<u16>,
    fail: (usize, u16),
    lose: usize,
    delay: Duration,
}

/// What becomes of a message that was read.
enum Fate {
    Taken,
    Failed(u16),
    ReplyLost,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides the fate of `message` and keeps it unless it fails.
    fn receive(&self, mut message: Message) -> Fate {
        let mut state = self.state();
        if let (left @ 1.., code) = state.fail {
            state.fail.0 = left - 1;
            return Fate::Failed(code);
        }
        message.answered = state.lose == 0;
        state.lose = state.lose.saturating_sub(1);
        let fate = if message.answered { Fate::Taken } else { Fate::ReplyLost };
        state.messages.push(message);
        fate
    }
}
