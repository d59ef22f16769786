//! Notices on a person's devices through web push: the port, what a browser gives out for it (RFC 8030, section 3; W3C
//! Push API), and what a notice says.
//!
//! Other doors: `services::messaging::push` (who is told on which device), `providers::messaging::push` (the adapter),
//! `public/push.js` and `public/sw.js` (the browser).

use crate::{
    form::{FieldError, Fields},
    ids::PushSubscriptionId,
};
use serde::{Deserialize, Serialize};
use std::{fmt, future::Future, pin::Pin, time::Duration};

/// What a notice says. The service worker shows it as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushMessage {
    /// One line in bold: whose notice it is, or what happened.
    pub title: String,
    /// A sentence or two.
    pub body: String,
    /// The page of this installation that a tap opens, such as `/b/quay/visits`.
    pub path: String,
    /// Names what the notice is about. A later notice with the same tag takes the place of the earlier one without a
    /// sound, so that a notice that is delivered twice shows once: choose one tag for each thing that happens.
    pub tag: String,
}

impl PushMessage {
    /// The longest text that leaves, in bytes. A push service takes 4096 (RFC 8030, section 7.2), encryption included.
    pub const MAX_BYTES: usize = 3_000;

    /// The notice as the service worker reads it: JSON of at most [`Self::MAX_BYTES`]. What is too long is shortened, the
    /// body first.
    pub fn payload(&self) -> String {
        let mut message = self.clone();
        message.body = shortened(message.body.as_str(), message.over());
        message.title = shortened(message.title.as_str(), message.over());
        message.tag = shortened(message.tag.as_str(), message.over());
        message.json()
    }

    /// By how many bytes it is too long.
    fn over(&self) -> usize {
        self.json().len().saturating_sub(Self::MAX_BYTES)
    }

    fn json(&self) -> String {
        // Four strings can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// `text` with at least `over` bytes less, as far as it has them, and a mark where it was cut. Every byte of a text takes
/// at least one in JSON.
fn shortened(text: &str, over: usize) -> String {
    const MARK: char = '…';
    if over == 0 {
        return text.to_owned();
    }
    let kept = text.len().saturating_sub(over + MARK.len_utf8());
    let whole = text.char_indices().take_while(|(at, c)| at + c.len_utf8() <= kept);
    whole.map(|(_, c)| c).chain([MARK]).collect()
}

/// Where a browser receives pushes, and the keys that only it can open them with. Who has all three can write to the
/// device, so none of it is ever shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PushSubscription {
    /// The address at the browser's push service.
    pub endpoint: String,
    /// The browser's public key: an uncompressed point of P-256, base64url (RFC 8291, section 3.1).
    pub p256dh: String,
    /// The browser's authentication secret: 16 bytes, base64url (RFC 8291, section 3.2).
    pub auth: String,
}

impl fmt::Debug for PushSubscription {
    /// Only the push service's name: the rest is as good as a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.endpoint.split('/').nth(2).unwrap_or_default();
        f.debug_struct("PushSubscription").field("host", &host).finish_non_exhaustive()
    }
}

/// The longest endpoint that is kept; those of the large push services have 150 to 500 characters.
const ENDPOINT_MAX: usize = 1_500;

impl PushSubscription {
    /// Reads the fields `endpoint`, `p256dh` and `auth` as a browser fills them. Whether the address may be called is
    /// [`Push::admits`]'s to say.
    ///
    /// # Errors
    /// `err_push_subscription` for the whole form: nobody types these fields.
    pub fn read(fields: &Fields) -> Result<Self, FieldError> {
        let field = |name: &str| fields.get(name).trim_end_matches('=').to_owned();
        let read = Self {
            endpoint: fields.get("endpoint").to_owned(),
            p256dh: field("p256dh"),
            auth: field("auth"),
        };
        let sound = is_endpoint(&read.endpoint)
            // The first byte of an uncompressed point is 4 (SEC 1, section 2.3.3).
            && is_base64url(&read.p256dh, 65)
            && read.p256dh.starts_with('B')
            && is_base64url(&read.auth, 16);
        if sound { Ok(read) } else { Err(FieldError::new("", "err_push_subscription")) }
    }
}

/// Whether `text` is an address with a host and nothing that an address never has. Plain `http://` is for stand-ins.
fn is_endpoint(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?']).next()).unwrap_or_default();
    text.len() <= ENDPOINT_MAX
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\\"<>#".contains(&byte))
        && !host.is_empty()
        && !host.contains('@')
}

/// Whether `text` is `bytes` bytes in base64url without padding (RFC 4648, section 5).
fn is_base64url(text: &str, bytes: usize) -> bool {
    text.len() == (bytes * 4).div_ceil(3)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// A device in the list of its owner's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushDevice {
    /// Which one.
    pub id: PushSubscriptionId,
    /// What its browser called itself.
    pub agent: String,
    /// SHA-256 of the endpoint, in hexadecimal digits: by it a browser knows its own line without the page giving away
    /// where the others receive pushes.
    pub mark: String,
}

/// Why a push did not arrive at its push service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The subscription has ended, or never was one: nothing will ever arrive there (RFC 8030, section 7.3).
    #[error("the subscription is gone")]
    Gone,
    /// The push service is away or asks for patience: to be tried again.
    #[error("not delivered yet: {why}")]
    Busy {
        /// How long it asks to be left alone.
        after: Option<Duration>,
        /// What it said.
        why: String,
    },
    /// It will never work as it is.
    #[error("refused: {0}")]
    Refused(String),
}

/// A push under way.
pub type Pushing<'a> = Pin<Box<dyn Future<Output = Result<(), PushError>> + Send + 'a>>;

/// Hands notices over to push services.
pub trait Push: Send + Sync {
    /// The key that browsers subscribe with (RFC 8292, section 3.2): an uncompressed point of P-256, base64url.
    fn public_key(&self) -> &str;

    /// Whether pushes may be sent to this address at all: over TLS and out of this network, or where the configuration
    /// says. What a name leads to is looked at with each push.
    fn admits(&self, endpoint: &str) -> bool;

    /// Hands `message` over for `to`, or says why not. May be called again with the same message.
    fn send<'a>(&'a self, to: &'a PushSubscription, message: &'a PushMessage) -> Pushing<'a>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const P256DH: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn read(endpoint: &str, p256dh: &str, auth: &str) -> Result<PushSubscription, FieldError> {
        let fields = [("endpoint", endpoint), ("p256dh", p256dh), ("auth", auth)];
        PushSubscription::read(&Fields(fields.map(|(name, value)| (name.into(), value.into())).to_vec()))
    }

    #[test]
    fn what_a_browser_gives_out_is_taken_padded_or_not() {
        let plain = read("https://push.example/send/abc", P256DH, AUTH).unwrap();
        let padded =
            read(" https://push.example/send/abc ", &format!("{P256DH}="), &format!("{AUTH}==")).unwrap();
        assert_eq!(plain, padded);
    }

    #[test]
    fn what_no_browser_gives_out_is_refused() {
        for endpoint in [
            "",
            "push.example/send",
            "ftp://push.example/send",
            "https://",
            "https:///send",
            "https://user:secret@push.example/send",
            "https://push.example/a b",
            "https://push.example/\r\nHost: x",
            "https://push.example\\@inside/",
            "https://pusch.example/é",
        ] {
            assert!(read(endpoint, P256DH, AUTH).is_err(), "{endpoint:?}");
        }
        assert!(read(&format!("https://push.example/{}", "a".repeat(ENDPOINT_MAX)), P256DH, AUTH).is_err());
        let endpoint = "https://push.example/send";
        for (p256dh, auth) in [
            ("", AUTH),
            (P256DH, ""),
            (AUTH, AUTH),
            (P256DH, &P256DH[..21]),
            (P256DH, &AUTH.replace('_', "/")),
            (&P256DH.replacen('B', "A", 1), AUTH),
            (&P256DH[1..], AUTH),
        ] {
            assert!(read(endpoint, p256dh, auth).is_err(), "{p256dh:?} {auth:?}");
        }
    }

    #[test]
    fn neither_the_address_nor_the_keys_reach_a_log() {
        let shown = format!("{:?}", read("https://push.example/send/abc", P256DH, AUTH).unwrap());
        assert!(shown.contains("push.example"), "{shown}");
        assert!(!shown.contains("abc") && !shown.contains(P256DH) && !shown.contains(AUTH), "{shown}");
    }

    proptest! {
        #[test]
        fn a_notice_fits_whatever_it_says_and_keeps_its_path(
            title in ".{0,1500}", body in any::<String>(), more in 0_usize..400, tag in ".{0,100}",
        ) {
            let body = body.repeat(more);
            let message = PushMessage { title, body, path: "/b/quay/visits".into(), tag };
            let payload = message.payload();
            prop_assert!(payload.len() <= PushMessage::MAX_BYTES, "{}", payload.len());
            let read: PushMessage = serde_json::from_str(&payload).unwrap();
            prop_assert_eq!(&read.path, &message.path);
            if message.json().len() <= PushMessage::MAX_BYTES {
                prop_assert_eq!(read, message);
            }
        }
    }
}
