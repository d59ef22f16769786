//! Uploaded files: kept in a folder, or in a bucket of any store that speaks Amazon's S3, and found again by key.
//!
//! A key is a path of plain names: `avatars/<name>`, `<business id>/photos/<id>.jpg`. What it names is written once and
//! never changed, so that browsers may keep it for good: a new picture gets a new name.

use crate::{Error, Result};
use bytes::Bytes;
use domain::error::ErrorKind;
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    Attribute, Attributes, GetOptions, GetRange, GetResult, MultipartUpload, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey},
    local::LocalFileSystem,
    memory::InMemory,
    path::Path as Location,
    prefix::PrefixStore,
};
use std::{
    fmt, io,
    ops::Range,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

/// How often and how long a request to a bucket is tried again: a person waits for the answer.
const RETRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest key, in bytes. S3 takes 1,024, prefix included (Amazon S3 User Guide, "Naming Amazon S3 objects").
const MAX_KEY: usize = 512;
/// How much of a file that arrives in pieces is held before it goes on, in bytes: the least that S3 takes for a part that is
/// not the last (Amazon S3 User Guide, "Amazon S3 multipart upload limits").
const PART: usize = 5 * 1024 * 1024;
/// What [`Files::check`] writes for a moment.
const PROBE: &str = "doctor.probe";

/// Where files are kept, as one setting names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket of an S3-compatible store, which the environment's `AWS_*` variables describe.
    Bucket {
        /// The bucket's name.
        name: String,
        /// What every key in it starts with; empty for none.
        prefix: String,
    },
}

impl Place {
    /// The folder, when it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(path) => Some(path),
            Self::Bucket { .. } => None,
        }
    }
}

impl FromStr for Place {
    type Err = Unusable;

    fn from_str(text: &str) -> std::result::Result<Self, Unusable> {
        let wrong = || Unusable("write a folder, or s3://bucket/prefix".to_owned());
        let Some(address) = text.strip_prefix("s3://") else {
            let is_folder = !text.is_empty() && !text.contains("://");
            return if is_folder { Ok(Self::Folder(text.into())) } else { Err(wrong()) };
        };
        let (name, prefix) = address.split_once('/').unwrap_or((address, ""));
        let prefix = prefix.trim_end_matches('/');
        let sound = is_name(name) && (prefix.is_empty() || is_key(prefix));
        if !sound {
            return Err(wrong());
        }
        Ok(Self::Bucket { name: name.to_owned(), prefix: prefix.to_owned() })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::Bucket { name, prefix } if prefix.is_empty() => write!(f, "s3://{name}"),
            Self::Bucket { name, prefix } => write!(f, "s3://{name}/{prefix}"),
        }
    }
}

/// Why a place cannot be used, in words for who runs the installation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

impl Unusable {
    fn because(error: impl fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// A file that was found.
pub struct Stored {
    /// The length of `bytes`.
    pub size: u64,
    /// Its content, read as it is asked for.
    pub bytes: BoxStream<'static, io::Result<Bytes>>,
}

/// The files of the installation, cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Whether the store keeps the content type; a folder refuses it.
    labels: bool,
}

impl Files {
    /// The files kept at `place`. A folder is made when it is not there; a bucket is not asked for anything yet. How a
    /// bucket is reached the environment says: `AWS_ENDPOINT`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, and `AWS_ALLOW_HTTP=true` for an endpoint without TLS.
    ///
    /// # Errors
    /// When the folder cannot be made, or a variable cannot be read.
    pub fn open(place: &Place) -> std::result::Result<Self, Unusable> {
        match place {
            Place::Folder(path) => {
                std::fs::create_dir_all(path).map_err(Unusable::because)?;
                let store = LocalFileSystem::new_with_prefix(path).map_err(Unusable::because)?;
                Ok(Self { store: Arc::new(store), labels: false })
            }
            Place::Bucket { name, prefix } => {
                let variables = std::env::vars_os()
                    .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
                let bucket = bucket(name, variables)?;
                Ok(Self { store: Arc::new(PrefixStore::new(bucket, prefix.as_str())), labels: true })
            }
        }
    }

    /// Files that go with the process: for tests and measurements.
    pub fn in_memory() -> Self {
        Self { store: Arc::new(InMemory::new()), labels: true }
    }

    /// Keeps `bytes` under `key`. `content_type` goes along where the store has a place for it; whoever serves the file
    /// takes [`content_type`] of its key, which is the same for every store.
    ///
    /// # Errors
    /// `Unavailable` when the store refuses or does not answer; an internal error for what is no key.
    pub async fn put(&self, key: &str, bytes: impl Into<Bytes>, content_type: &'static str) -> Result<()> {
        let location = location(key).ok_or_else(|| no_key(key))?;
        let options = PutOptions { attributes: self.attributes(content_type), ..PutOptions::default() };
        let bytes: Bytes = bytes.into();
        self.store.put_opts(&location, bytes.into(), options).await.map_err(|error| away(key, &error))?;
        Ok(())
    }

    /// Keeps what arrives in `pieces` under `key` and holds no more of it than a part. Nothing is kept unless the last piece
    /// came: the first error among them is what comes back.
    ///
    /// # Errors
    /// Those of `pieces`; as [`Files::put`].
    pub async fn put_pieces(
        &self,
        key: &str,
        pieces: impl Stream<Item = Result<Bytes>> + Send,
        content_type: &'static str,
    ) -> Result<()> {
        let location = location(key).ok_or_else(|| no_key(key))?;
        let attributes = self.attributes(content_type);
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let begun = self.store.put_multipart_opts(&location, options).await;
        let mut upload = begun.map_err(|error| away(key, &error))?;
        let done = put_parts(key, upload.as_mut(), pieces).await;
        if done.is_err() {
            // Parts that stay behind are waste, not a fault.
            let _ = upload.abort().await;
        }
        done
    }

    fn attributes(&self, content_type: &'static str) -> Attributes {
        let mut attributes = Attributes::new();
        if self.labels {
            attributes.insert(Attribute::ContentType, content_type.into());
        }
        attributes
    }

    /// What is kept under `key`; `None` when there is nothing, as under what is no key.
    ///
    /// # Errors
    /// `Unavailable` when the store refuses or does not answer.
    pub async fn get(&self, key: &str) -> Result<Option<Stored>> {
        self.find(key, GetOptions::default()).await
    }

    /// These bytes of what is kept under `key`, which has at least as many; otherwise as [`Files::get`].
    ///
    /// # Errors
    /// As [`Files::get`].
    pub async fn get_part(&self, key: &str, bytes: Range<u64>) -> Result<Option<Stored>> {
        let range = Some(GetRange::Bounded(bytes));
        self.find(key, GetOptions { range, ..GetOptions::default() }).await
    }

    async fn find(&self, key: &str, options: GetOptions) -> Result<Option<Stored>> {
        let Some(location) = location(key) else { return Ok(None) };
        match self.store.get_opts(&location, options).await {
            Ok(found) => Ok(Some(stored(found))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away(key, &error)),
        }
    }

    /// Removes what is kept under `key`; nothing being there is as good.
    ///
    /// # Errors
    /// As [`Files::put`].
    pub async fn delete(&self, key: &str) -> Result<()> {
        let location = location(key).ok_or_else(|| no_key(key))?;
        match self.store.delete(&location).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(away(key, &error)),
        }
    }

    /// Whether the store does its work: writes a file, asks for it and removes it. Asking for a missing one would not
    /// do, for a bucket that does not exist answers that in the same way.
    ///
    /// # Errors
    /// What the store said.
    pub async fn check(&self) -> std::result::Result<(), Unusable> {
        let probe = Location::from(PROBE);
        self.store.put(&probe, Bytes::from_static(b"ok").into()).await.map_err(Unusable::because)?;
        self.store.head(&probe).await.map_err(Unusable::because)?;
        self.store.delete(&probe).await.map_err(Unusable::because)
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Files({})", self.store)
    }
}

fn stored(found: GetResult) -> Stored {
    Stored {
        size: found.range.end.saturating_sub(found.range.start),
        bytes: found.into_stream().map_err(io::Error::other).boxed(),
    }
}

async fn put_parts(
    key: &str,
    upload: &mut dyn MultipartUpload,
    pieces: impl Stream<Item = Result<Bytes>> + Send,
) -> Result<()> {
    let mut pieces = std::pin::pin!(pieces);
    let (mut held, mut size) = (Vec::new(), 0);
    while let Some(piece) = pieces.next().await {
        let mut piece = piece?;
        // All parts but the last are of one size: some stores insist.
        while size + piece.len() >= PART {
            held.push(piece.split_to(PART - size));
            let part = PutPayload::from_iter(std::mem::take(&mut held));
            upload.put_part(part).await.map_err(|error| away(key, &error))?;
            size = 0;
        }
        size += piece.len();
        held.push(piece);
    }
    if size > 0 {
        upload.put_part(PutPayload::from_iter(held)).await.map_err(|error| away(key, &error))?;
    }
    upload.complete().await.map_err(|error| away(key, &error))?;
    Ok(())
}

/// The content type of what a key names, by the ending of its last name.
pub fn content_type(key: &str) -> &'static str {
    match key.rsplit_once('.').map(|(_, ending)| ending) {
        Some("jpg") => "image/jpeg",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("pdf") => "application/pdf",
        Some("mp4") => "video/mp4",
        Some("mov") => "video/quicktime",
        Some("webm") => "video/webm",
        _ => "application/octet-stream",
    }
}

/// The bucket `name`, reached as the `AWS_*` among `variables` say.
fn bucket(
    name: &str,
    variables: impl Iterator<Item = (String, String)>,
) -> std::result::Result<AmazonS3, Unusable> {
    let known = variables.filter(|(key, _)| key.starts_with("AWS_")).filter_map(|(key, value)| {
        Some((key.to_ascii_lowercase().parse::<AmazonS3ConfigKey>().ok()?, value))
    });
    known
        .fold(AmazonS3Builder::new(), |builder, (key, value)| builder.with_config(key, value))
        .with_bucket_name(name)
        .with_retry(RetryConfig { max_retries: RETRIES, retry_timeout: PATIENCE, ..RetryConfig::default() })
        .build()
        .map_err(Unusable::because)
}

/// Where a key points; `None` for what is no key.
fn location(key: &str) -> Option<Location> {
    is_key(key).then(|| Location::parse(key).ok()).flatten()
}

fn is_key(text: &str) -> bool {
    text.len() <= MAX_KEY && text.split('/').all(is_name)
}

/// Letters, digits, `-`, `_` and `.`, no dot in front: no store and no file system reads more into such a name, and
/// neither `..` nor an empty one is among them.
fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && !text.starts_with('.') && text.chars().all(plain)
}

fn no_key(key: &str) -> Error {
    Error::internal(format_args!("{key:?} is no key of a file"))
}

fn away(key: &str, error: &object_store::Error) -> Error {
    tracing::error!(key, %error, "the store of files failed");
    Error::with(ErrorKind::Unavailable, "err_files_away")
}

#[cfg(test)]
mod tests;
