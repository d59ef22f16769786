//! The browser's half of RFC 8291: opening what an application server sealed (RFC 8188, encoding `aes128gcm`).

use aes_gcm::{Aes128Gcm, KeyInit as _, aead::Aead as _};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToEncodedPoint as _};
use sha2::Sha256;

/// Opens `body` with the browser's private key and its authentication secret.
///
/// # Errors
/// What is wrong with it: not one record of this encoding, or sealed for another browser.
pub fn open(body: &[u8], key: &SecretKey, auth: &[u8]) -> Result<Vec<u8>, &'static str> {
    // Salt, record size and the length of the key's name (RFC 8188, section 2.1).
    let (head, rest) = body.split_at_checked(21).ok_or("shorter than its own header")?;
    let (salt, sizes) = head.split_at_checked(16).ok_or("no salt")?;
    let [a, b, c, d, length] = *sizes else { return Err("no record size") };
    let record = usize::try_from(u32::from_be_bytes([a, b, c, d])).map_err(|_| "a record too large")?;
    let (sender, sealed) = rest.split_at_checked(length.into()).ok_or("no key of the sender")?;
    if sealed.len() < 18 || sealed.len() > record {
        return Err("a notice is one whole record");
    }
    let theirs = PublicKey::from_sec1_bytes(sender).map_err(|_| "the sender's key is not on the curve")?;
    let ours = key.public_key().to_encoded_point(false);
    let shared = diffie_hellman(key.to_nonzero_scalar(), theirs.as_affine());
    let mut material = [0; 32];
    let info = [b"WebPush: info\0", ours.as_bytes(), sender].concat();
    expand(auth, shared.raw_secret_bytes(), &info, &mut material)?;
    let (mut secret, mut nonce) = ([0; 16], [0; 12]);
    expand(salt, &material, b"Content-Encoding: aes128gcm\0", &mut secret)?;
    expand(salt, &material, b"Content-Encoding: nonce\0", &mut nonce)?;
    let cipher = Aes128Gcm::new_from_slice(&secret).map_err(|_| "no key")?;
    let mut text =
        cipher.decrypt(&nonce.into(), sealed).map_err(|_| "sealed for another browser, or damaged")?;
    // Padding is zeros behind the delimiter of the last record (RFC 8188, section 2).
    while text.last() == Some(&0) {
        text.pop();
    }
    if text.pop() == Some(2) { Ok(text) } else { Err("the record is not the last one") }
}

fn expand(salt: &[u8], material: &[u8], info: &[u8], key: &mut [u8]) -> Result<(), &'static str> {
    Hkdf::<Sha256>::new(Some(salt), material).expand(info, key).map_err(|_| "a key too long")
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

    // The example of RFC 8291, appendix A.
    const KEY: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const BODY: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz\
                        AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    fn example() -> (Vec<u8>, SecretKey, Vec<u8>) {
        let bytes = |text: &str| BASE64.decode(text).unwrap();
        (bytes(BODY), SecretKey::from_slice(&bytes(KEY)).unwrap(), bytes(AUTH))
    }

    #[test]
    fn the_example_of_the_standard_opens() {
        let (body, key, auth) = example();
        assert_eq!(open(&body, &key, &auth).unwrap(), b"When I grow up, I want to be a watermelon");
    }

    #[test]
    fn what_was_changed_on_its_way_or_sealed_with_another_secret_does_not_open() {
        let (body, key, auth) = example();
        for place in [0, 30, 90, body.len() - 1] {
            let mut changed = body.clone();
            changed[place] ^= 1;
            assert!(open(&changed, &key, &auth).is_err(), "byte {place}");
        }
        assert!(open(&body, &key, &[0; 16]).is_err());
        for length in [0, 20, 21, 85, 86, 100] {
            assert!(open(&body[..length], &key, &auth).is_err(), "{length} bytes");
        }
    }
}
