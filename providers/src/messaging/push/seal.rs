//! Encrypting a notice for one browser: RFC 8291 over the encoding `aes128gcm` of RFC 8188.

use aes_gcm::{Aes128Gcm, KeyInit as _, aead::Aead as _};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToEncodedPoint as _};
use rand::{TryRngCore as _, rngs::OsRng};
use sha2::Sha256;

/// The record size that the header announces (RFC 8188, section 2.1): a notice is one record.
const RECORD: u32 = 4096;
/// What encryption adds to a notice: salt, record size, length and value of the key's id, delimiter, tag.
const ADDED: usize = 16 + 4 + 1 + 65 + 1 + 16;

/// Why a notice cannot be encrypted: it is too long for one record, or the system gives no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsealed;

/// A browser's keys.
pub struct Receiver {
    public: PublicKey,
    secret: Vec<u8>,
}

impl Receiver {
    /// Reads the keys of a subscription. `None` when they are none: not base64url, not on the curve, not 16 bytes.
    pub fn read(p256dh: &str, auth: &str) -> Option<Self> {
        let public = PublicKey::from_sec1_bytes(&BASE64.decode(p256dh).ok()?).ok()?;
        let secret = BASE64.decode(auth).ok().filter(|secret| secret.len() == 16)?;
        Some(Self { public, secret })
    }

    /// The authentication secret, which only the browser and its subscribers know.
    pub(super) fn secret(&self) -> &[u8] {
        &self.secret
    }
}

/// Encrypts `text` for `to`, with a key and a salt that are used once.
///
/// # Errors
/// See [`Unsealed`].
pub fn seal(text: &[u8], to: &Receiver) -> Result<Vec<u8>, Unsealed> {
    let mut salt = [0; 16];
    OsRng.try_fill_bytes(&mut salt).map_err(|_| Unsealed)?;
    seal_with(text, to, &fresh_key()?, &salt)
}

/// A new private key of P-256.
pub(super) fn fresh_key() -> Result<SecretKey, Unsealed> {
    loop {
        let mut bytes = [0; 32];
        OsRng.try_fill_bytes(&mut bytes).map_err(|_| Unsealed)?;
        // One of 2^32 random numbers is larger than the curve's order.
        if let Ok(key) = SecretKey::from_slice(&bytes) {
            return Ok(key);
        }
    }
}

/// Encrypts with a given key and salt (RFC 8291, section 3.4; RFC 8188, section 2).
pub(super) fn seal_with(
    text: &[u8],
    to: &Receiver,
    key: &SecretKey,
    salt: &[u8; 16],
) -> Result<Vec<u8>, Unsealed> {
    if text.len() + ADDED > usize::try_from(RECORD).unwrap_or_default() {
        return Err(Unsealed);
    }
    let (theirs, ours) = (to.public.to_encoded_point(false), key.public_key().to_encoded_point(false));
    let shared = diffie_hellman(key.to_nonzero_scalar(), to.public.as_affine());
    let info = [b"WebPush: info\0", theirs.as_bytes(), ours.as_bytes()].concat();
    let material: [u8; 32] = derive(&to.secret, shared.raw_secret_bytes(), &info)?;
    let secret: [u8; 16] = derive(salt, &material, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derive(salt, &material, b"Content-Encoding: nonce\0")?;
    let cipher = Aes128Gcm::new_from_slice(&secret).map_err(|_| Unsealed)?;
    // The delimiter of the last record.
    let sealed = cipher.encrypt(&nonce.into(), [text, &[2]].concat().as_slice()).map_err(|_| Unsealed)?;
    let length = u8::try_from(ours.as_bytes().len()).map_err(|_| Unsealed)?;
    Ok([salt.as_slice(), &RECORD.to_be_bytes(), &[length], ours.as_bytes(), &sealed].concat())
}

/// HKDF with SHA-256 (RFC 5869).
fn derive<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> Result<[u8; N], Unsealed> {
    let mut key = [0; N];
    Hkdf::<Sha256>::new(Some(salt), material).expand(info, &mut key).map_err(|_| Unsealed)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of RFC 8291, appendix A.
    const TEXT: &str = "When I grow up, I want to be a watermelon";
    const P256DH: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const OURS: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    const SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
    const SEALED: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz\
                          AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    #[test]
    fn the_example_of_the_standard_comes_out_byte_by_byte() {
        let key = SecretKey::from_slice(&BASE64.decode(OURS).unwrap()).unwrap();
        let salt = BASE64.decode(SALT).unwrap().try_into().unwrap();
        let sealed = seal_with(TEXT.as_bytes(), &Receiver::read(P256DH, AUTH).unwrap(), &key, &salt).unwrap();
        assert_eq!(BASE64.encode(sealed), SEALED);
    }

    #[test]
    fn the_same_notice_never_looks_the_same() {
        let to = Receiver::read(P256DH, AUTH).unwrap();
        let (one, two) = (seal(TEXT.as_bytes(), &to).unwrap(), seal(TEXT.as_bytes(), &to).unwrap());
        assert!(one[..16] != two[..16] && one[21..86] != two[21..86], "salt and key are used once");
        assert_eq!(one.len(), TEXT.len() + ADDED);
    }

    #[test]
    fn a_notice_that_no_push_service_takes_is_not_encrypted() {
        let to = Receiver::read(P256DH, AUTH).unwrap();
        let most = usize::try_from(RECORD).unwrap() - ADDED;
        assert_eq!(seal(&vec![b'a'; most], &to).unwrap().len(), most + ADDED);
        assert_eq!(seal(&vec![b'a'; most + 1], &to), Err(Unsealed));
    }

    #[test]
    fn a_point_that_is_not_on_the_curve_is_no_key() {
        let mut point = BASE64.decode(P256DH).unwrap();
        point[64] ^= 1;
        for (p256dh, auth) in
            [(BASE64.encode(point).as_str(), AUTH), ("", AUTH), (P256DH, ""), (P256DH, P256DH)]
        {
            assert!(Receiver::read(p256dh, auth).is_none(), "{p256dh} {auth}");
        }
    }
}
