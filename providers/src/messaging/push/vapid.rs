//! Who sends a push: a token signed with the installation's key (RFC 8292, a JWT of RFC 7519 with ES256 of RFC 7518).

use super::seal::{Unsealed, fresh_key};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use jiff::Timestamp;
use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    elliptic_curve::sec1::ToEncodedPoint as _,
};
use serde_json::json;
use std::fmt;

/// How long a token holds at the most, in hours; a push service takes 24 (RFC 8292, section 2).
const HOURS: i64 = 12;
const HOUR_SECONDS: i64 = 3600;

/// The key of the installation. Browsers bind their subscriptions to its public half, so it has to stay the same.
pub struct VapidKey {
    secret: SigningKey,
    public: String,
}

impl fmt::Debug for VapidKey {
    /// Only the public half.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VapidKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl VapidKey {
    /// A new private key, as text to be kept.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn generate() -> Result<String, String> {
        let key = fresh_key().map_err(|Unsealed| "the system gives no randomness".to_owned())?;
        Ok(BASE64.encode(key.to_bytes()))
    }

    /// The key of a text that [`Self::generate`] made.
    ///
    /// # Errors
    /// When it is none. The message does not contain the text.
    pub fn read(text: &str) -> Result<Self, String> {
        let bytes = BASE64.decode(text.trim()).map_err(|_| "the key is not base64url".to_owned())?;
        let key = SecretKey::from_slice(&bytes).map_err(|_| "the key is none of P-256".to_owned())?;
        let public = BASE64.encode(key.public_key().to_encoded_point(false).as_bytes());
        Ok(Self { secret: SigningKey::from(&key), public })
    }

    /// The public half: an uncompressed point, base64url.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The token for the push service at `origin`. It stays the same for an hour (RFC 8292, section 5, on reusing them):
    /// the time in it is rounded and the signature is deterministic (RFC 6979).
    pub(super) fn token(&self, origin: &str, subject: &str, now: Timestamp) -> String {
        let expires = (now.as_second().div_euclid(HOUR_SECONDS) + HOURS) * HOUR_SECONDS;
        let head = BASE64.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let claims = json!({ "aud": origin, "exp": expires, "sub": subject }).to_string();
        let signed = format!("{head}.{}", BASE64.encode(claims));
        let signature: Signature = self.secret.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::{VerifyingKey, signature::Verifier as _};
    use serde_json::Value;

    fn key() -> VapidKey {
        VapidKey::read(&VapidKey::generate().unwrap()).unwrap()
    }

    fn part(token: &str, place: usize) -> Vec<u8> {
        BASE64.decode(token.split('.').nth(place).unwrap()).unwrap()
    }

    #[test]
    fn a_token_says_for_whom_until_when_and_whom_to_ask_and_is_signed() {
        let (key, now) = (key(), "2026-10-21T09:59:59Z".parse::<Timestamp>().unwrap());
        let token = key.token("https://push.example", "mailto:hello@quay.example", now);
        let claims: Value = serde_json::from_slice(&part(&token, 1)).unwrap();
        let expires = claims["exp"].as_i64().unwrap() - now.as_second();
        assert!((11 * 3600..=12 * 3600).contains(&expires), "{expires}");
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["sub"], "mailto:hello@quay.example");
        let public = VerifyingKey::from_sec1_bytes(&BASE64.decode(key.public()).unwrap()).unwrap();
        let signature = Signature::from_slice(&part(&token, 2)).unwrap();
        let (signed, _) = token.rsplit_once('.').unwrap();
        public.verify(signed.as_bytes(), &signature).unwrap();
    }

    #[test]
    fn a_token_stays_the_same_within_an_hour_and_differs_for_another_service() {
        let (key, at) = (key(), |text: &str| text.parse::<Timestamp>().unwrap());
        let token = |origin: &str, now: &str| key.token(origin, "mailto:a@b.example", at(now));
        let first = token("https://push.example", "2026-10-21T09:00:00Z");
        assert_eq!(first, token("https://push.example", "2026-10-21T09:59:59Z"));
        assert_ne!(first, token("https://push.example", "2026-10-21T10:00:00Z"));
        assert_ne!(first, token("https://other.example", "2026-10-21T09:00:00Z"));
    }

    #[test]
    fn the_private_key_is_in_no_debug_text_and_no_message() {
        let text = VapidKey::generate().unwrap();
        assert!(!format!("{:?}", VapidKey::read(&text).unwrap()).contains(&text));
        let wrong = format!("{text}=");
        assert!(!VapidKey::read(&wrong).unwrap_err().contains(&text));
        assert!(VapidKey::read("AAAA").is_err());
    }
}
