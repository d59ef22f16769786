//! One bucket of a store that speaks as much of Amazon's S3 as keeping objects takes (Amazon S3 API Reference: PutObject,
//! GetObject with a range, HeadObject, DeleteObject, and CreateMultipartUpload, UploadPart, CompleteMultipartUpload,
//! AbortMultipartUpload), addressed by path. It looks whose key signed a request and whether the announced digest fits the
//! body; it does not compute the signature.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, StatusCode as Status, Uri, header},
    response::{IntoResponse as _, Response},
};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, io, sync::Arc};
use tokio::sync::Mutex;

/// The smallest part that is not the last, in bytes.
const LEAST_PART: usize = 5 * 1024 * 1024;

/// The store, running until the process ends.
#[derive(Clone, Debug)]
pub struct S3 {
    /// Where it answers, for `AWS_ENDPOINT`.
    pub endpoint: String,
    /// What the path of every request starts with.
    root: String,
    /// How the authorisation of every request starts (Signature Version 4).
    signer: String,
    kept: Arc<Mutex<Kept>>,
}

/// What lies in the bucket.
#[derive(Debug, Default)]
struct Kept {
    objects: BTreeMap<String, (String, Bytes)>,
    /// Uploads in parts that are under way, by number: their content type and their parts.
    uploads: BTreeMap<u64, (String, BTreeMap<u32, Bytes>)>,
    begun: u64,
}

impl S3 {
    /// Starts a store on a free port of this machine with one empty `bucket` for the holder of `access_key`.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(bucket: &str, access_key: &str) -> io::Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let signer = format!("AWS4-HMAC-SHA256 Credential={access_key}/");
        let store = Self { endpoint, root: format!("/{bucket}/"), signer, kept: Arc::default() };
        let app = Router::new().fallback(answer).layer(DefaultBodyLimit::disable()).with_state(store.clone());
        tokio::spawn(axum::serve(listener, app).into_future());
        Ok(store)
    }

    /// The content type and the bytes of what lies in the bucket under `key`.
    pub async fn object(&self, key: &str) -> Option<(String, Bytes)> {
        self.kept.lock().await.objects.get(key).cloned()
    }

    /// Whether parts lie there of an upload that was neither completed nor given up.
    pub async fn has_parts(&self) -> bool {
        !self.kept.lock().await.uploads.is_empty()
    }
}

async fn answer(State(s3): State<S3>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !said("authorization").starts_with(&s3.signer) {
        return (Status::FORBIDDEN, "<Error><Code>InvalidAccessKeyId</Code></Error>").into_response();
    }
    if said("x-amz-content-sha256") != format!("{:x}", Sha256::digest(&body)) {
        return (Status::BAD_REQUEST, "<Error><Code>BadDigest</Code></Error>").into_response();
    }
    let Some(key) = uri.path().strip_prefix(&s3.root) else {
        return (Status::NOT_FOUND, "<Error><Code>NoSuchBucket</Code></Error>").into_response();
    };
    let mut kept = s3.kept.lock().await;
    let query = uri.query().unwrap_or_default();
    if query.contains("upload") {
        return in_parts(&mut kept, &method, (key, query), said("content-type"), body);
    }
    if method == Method::PUT {
        kept.objects.insert(key.to_owned(), (said("content-type").to_owned(), body));
        return [(header::ETAG, "\"1\"")].into_response();
    }
    if method == Method::DELETE {
        kept.objects.remove(key);
        return Status::NO_CONTENT.into_response();
    }
    let Some((kind, bytes)) = kept.objects.get(key).cloned() else {
        return (Status::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response();
    };
    let about = [(header::ETAG, "\"1\""), (header::LAST_MODIFIED, "Thu, 01 Jan 2026 00:00:00 GMT")];
    let kind = [(header::CONTENT_TYPE, kind)];
    match range(said("range"), bytes.len()) {
        Some((first, last)) => {
            let place = [(header::CONTENT_RANGE, format!("bytes {first}-{last}/{}", bytes.len()))];
            (Status::PARTIAL_CONTENT, about, kind, place, bytes.slice(first..=last)).into_response()
        }
        None => (about, kind, bytes).into_response(),
    }
}

/// The first and the last byte that `bytes=first-last` asks for.
fn range(text: &str, size: usize) -> Option<(usize, usize)> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last && first < size).then(|| (first, last.min(size - 1)))
}

/// The calls of an upload in parts. Its id is its number.
fn in_parts(
    kept: &mut Kept,
    method: &Method,
    (key, query): (&str, &str),
    kind: &str,
    body: Bytes,
) -> Response {
    let asked: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let number = |name: &str| asked.get(name).and_then(|text| text.parse::<u64>().ok());
    let Some(id) = number("uploadId") else {
        kept.begun += 1;
        kept.uploads.insert(kept.begun, (kind.to_owned(), BTreeMap::new()));
        let id = kept.begun;
        return format!(
            "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        )
        .into_response();
    };
    let part = number("partNumber").and_then(|part| u32::try_from(part).ok());
    match (part, kept.uploads.get_mut(&id)) {
        (_, None) => (Status::NOT_FOUND, "<Error><Code>NoSuchUpload</Code></Error>").into_response(),
        (Some(part), Some((_, parts))) => {
            parts.insert(part, body);
            [(header::ETAG, format!("\"{part}\""))].into_response()
        }
        (None, Some(_)) if *method == Method::DELETE => {
            kept.uploads.remove(&id);
            Status::NO_CONTENT.into_response()
        }
        (None, Some((kind, parts))) => {
            let mut before = parts.values().rev().skip(1);
            if before.any(|part| part.len() < LEAST_PART) {
                return (Status::BAD_REQUEST, "<Error><Code>EntityTooSmall</Code></Error>").into_response();
            }
            let whole: Vec<u8> = parts.values().flat_map(|part| part.iter().copied()).collect();
            let object = (std::mem::take(kind), whole.into());
            kept.uploads.remove(&id);
            kept.objects.insert(key.to_owned(), object);
            "<CompleteMultipartUploadResult><ETag>\"1\"</ETag></CompleteMultipartUploadResult>"
                .into_response()
        }
    }
}
