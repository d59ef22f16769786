//! A server that notes what it is sent and answers what a test says, and what the tests with Stripe share.
#![allow(dead_code, reason = "each test target uses a part of it")]

use domain::{
    billing::payments::CheckoutRequest,
    clock::{Clock as _, SystemClock},
    locale::Locale,
    money::{Currency, Money},
};
use emulators::stripe::StripeConfig;
use jiff::{SignedDuration, Timestamp};
use providers::payments::stripe::{Patience, Stripe};
use std::{
    io::Write as _,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// A request as it arrived. Header names are in small letters.
#[derive(Clone, Debug)]
pub struct Received {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|header| header.0 == name).map_or("", |header| header.1.as_str())
    }
}

/// A server that lives as long as the test's runtime.
pub struct Server {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Answers each request with the status and JSON that `answer` gives for it and the number of those before.
    pub async fn start(answer: impl Fn(&Received, usize) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let Some(request) = read(&mut connection).await else { continue };
                let (status, body) = {
                    let mut noted = noted.lock().unwrap();
                    noted.push(request.clone());
                    answer(&request, noted.len() - 1)
                };
                let head = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                let _sent = connection.write_all(format!("{head}{body}").as_bytes()).await;
            }
        });
        Self { url, received }
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

async fn read(connection: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let headers: Vec<(String, String)> = (head.lines().skip(1))
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect();
            let request = Received {
                path: head.split(' ').nth(1)?.to_owned(),
                body: bytes[end + 4..].to_vec(),
                headers,
            };
            if request.body.len() >= request.header("content-length").parse().unwrap_or(0) {
                return Some(request);
            }
        }
        let mut more = [0; 4096];
        match connection.read(&mut more).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&more[..count]),
        }
    }
}

/// The providers' descriptions, or a loud word about what does not run without them.
pub fn specs(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SPECS_DIR").map(PathBuf::from);
    if folder.is_none() {
        // Straight to the stream: what a passing test prints through the macros is not shown.
        let word = format!(
            "\n*** {test} DID NOT RUN: SPECS_DIR is not set. It names a folder with the providers' API descriptions;\n\
             *** Stripe's are at https://github.com/stripe/openapi.\n\n"
        );
        let _shown = std::io::stderr().write_all(word.as_bytes());
    }
    folder
}

/// Reads a JSON file of the descriptions.
pub fn spec(folder: &std::path::Path, name: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// Tries three times, without long pauses.
pub fn impatient() -> Patience {
    Patience {
        tries: 3,
        first_pause: Duration::from_millis(5),
        longest_pause: Duration::from_millis(50),
        timeout: Duration::from_secs(5),
    }
}

/// The adapter, with the stand-in that it talks to.
pub async fn pair(config: StripeConfig) -> (Stripe, emulators::stripe::Stripe) {
    let key = config.secret_key.clone();
    let stand_in = emulators::stripe::Stripe::start(config).await.unwrap();
    (Stripe::new(stand_in.base_url(), &key, impatient()).unwrap(), stand_in)
}

pub fn now() -> Timestamp {
    SystemClock.now()
}

/// 89 euros for invoice 7.
pub fn checkout(key: &str) -> CheckoutRequest {
    CheckoutRequest {
        idempotency_key: key.into(),
        reference: "invoice-7".into(),
        amount: Money::new(8_900, Currency::Eur),
        description: "Vidange & filtre = été".into(),
        customer_email: Some("zoe+garage@example.com".into()),
        locale: Locale::Fr,
        success_url: "https://garage.example/paid?session={CHECKOUT_SESSION_ID}".into(),
        cancel_url: "https://garage.example/invoices/7".into(),
        expires_at: now() + SignedDuration::from_mins(60),
    }
}
