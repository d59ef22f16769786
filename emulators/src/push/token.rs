//! Looking at who sends a push (RFC 8292, sections 2 and 3; RFC 7519).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use serde_json::Value;

/// How long a token may hold, in seconds (RFC 8292, section 2).
const LONGEST: i64 = 24 * 3600;

/// Whether `token` was signed with the private half of `key` (base64url) for the push service at `origin`, holds at `now`
/// (seconds since 1970) and not for longer than it may.
///
/// # Errors
/// What is wrong with it.
pub fn check(token: &str, key: &str, origin: &str, now: i64) -> Result<(), String> {
    let bytes = |text: &str| BASE64.decode(text).map_err(|_| format!("{text:?} is not base64url"));
    let [head, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        return Err("a token has three parts".to_owned());
    };
    let key = VerifyingKey::from_sec1_bytes(&bytes(key)?).map_err(|_| "k is not on the curve".to_owned())?;
    let signature = Signature::from_slice(&bytes(signature)?).map_err(|_| "no ES256 signature".to_owned())?;
    key.verify(format!("{head}.{claims}").as_bytes(), &signature)
        .map_err(|_| "the signature is not of this key".to_owned())?;
    let json = |text: &str| -> Result<Value, String> {
        serde_json::from_slice(&bytes(text)?).map_err(|error| error.to_string())
    };
    let (head, claims) = (json(head)?, json(claims)?);
    let text =
        |from: &Value, name: &str| from.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    if text(&head, "alg") != "ES256" || !["", "JWT"].contains(&text(&head, "typ").as_str()) {
        return Err(format!("not a JWT with ES256: {head}"));
    }
    if text(&claims, "aud") != origin {
        return Err(format!("meant for {:?}", text(&claims, "aud")));
    }
    let expires = claims.get("exp").and_then(Value::as_i64).unwrap_or_default();
    if expires <= now || expires > now + LONGEST {
        return Err(format!("holds until {expires}, and it is {now}"));
    }
    let subject = text(&claims, "sub");
    if subject.starts_with("mailto:") || subject.starts_with("https:") {
        Ok(())
    } else {
        Err(format!("nobody to ask: {subject:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of RFC 8292, section 2.4.
    const KEY: &str =
        "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
    const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1\
                         MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9\
                         ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
    const EXPIRES: i64 = 1_453_523_768;
    const ORIGIN: &str = "https://push.example.net";

    #[test]
    fn the_example_of_the_standard_is_let_through() {
        check(TOKEN, KEY, ORIGIN, EXPIRES - 3600).unwrap();
    }

    #[test]
    fn a_token_for_another_service_of_another_key_or_of_another_time_is_refused() {
        let other = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        assert!(check(TOKEN, other, ORIGIN, EXPIRES - 3600).is_err());
        assert!(check(TOKEN, KEY, "https://push.example", EXPIRES - 3600).is_err());
        assert!(check(TOKEN, KEY, ORIGIN, EXPIRES).is_err(), "it has run out");
        assert!(check(TOKEN, KEY, ORIGIN, EXPIRES - LONGEST - 1).is_err(), "it holds too long");
        assert!(
            check(&TOKEN.replace("JFUzI1", "JFUzI2"), KEY, ORIGIN, EXPIRES - 3600).is_err(),
            "it was changed"
        );
        assert!(check("a.b", KEY, ORIGIN, EXPIRES - 3600).is_err());
    }
}
