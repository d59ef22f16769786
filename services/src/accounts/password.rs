//! Password hashes: Argon2id with the parameters of the OWASP Password Storage Cheat Sheet (19 MiB, two passes, one lane).

use crate::{Error, Result};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::{PasswordHash, SaltString},
};
use rand::TryRngCore as _;
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Hashes at a time: bounds the memory that a flood of sign-ins can take (19 MiB each).
static SEATS: Semaphore = Semaphore::const_new(4);

/// The hash of a password nobody has: checked when the account is unknown, so that the answer takes as long.
static DECOY: LazyLock<String> =
    LazyLock::new(|| hash_now("no account has this password").unwrap_or_default());

fn argon() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String> {
    let mut bytes = [0_u8; 16];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    let salt = SaltString::encode_b64(&bytes).map_err(Error::internal)?;
    Ok(argon()?.hash_password(password.as_bytes(), &salt).map_err(Error::internal)?.to_string())
}

/// The hash to store for `password`.
///
/// # Errors
/// When hashing itself fails, which is ours.
pub async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    let _seat = SEATS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || hash_now(&password)).await.map_err(Error::internal)?
}

/// Whether `password` is the one of `stored`. Takes as long when there is no stored hash.
///
/// # Errors
/// When hashing itself fails, which is ours.
pub async fn verify(password: &str, stored: Option<&str>) -> Result<bool> {
    let (password, known, stored) = (password.to_owned(), stored.is_some(), stored.map(str::to_owned));
    let _seat = SEATS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        let stored = stored.unwrap_or_else(|| DECOY.clone());
        let parsed = PasswordHash::new(&stored).map_err(Error::internal)?;
        let right = argon()?.verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(right && known)
    })
    .await
    .map_err(Error::internal)?
}
