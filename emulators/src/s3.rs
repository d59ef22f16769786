//! One bucket of a store that speaks as much of Amazon's S3 as keeping whole objects takes (Amazon S3 API Reference:
//! PutObject, GetObject, HeadObject, DeleteObject), addressed by path. It looks whose key signed a request and whether
//! the announced digest fits the body; it does not compute the signature.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode as Status, Uri, header},
    response::{IntoResponse as _, Response},
};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, io, sync::Arc};
use tokio::sync::Mutex;

/// The store, running until the process ends.
#[derive(Clone, Debug)]
pub struct S3 {
    /// Where it answers, for `AWS_ENDPOINT`.
    pub endpoint: String,
    /// What the path of every request starts with.
    root: String,
    /// How the authorisation of every request starts (Signature Version 4).
    signer: String,
    objects: Arc<Mutex<BTreeMap<String, (String, Bytes)>>>,
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
        let store = Self { endpoint, root: format!("/{bucket}/"), signer, objects: Arc::default() };
        let app = Router::new().fallback(answer).with_state(store.clone());
        tokio::spawn(axum::serve(listener, app).into_future());
        Ok(store)
    }

    /// The content type and the bytes of what lies in the bucket under `key`.
    pub async fn object(&self, key: &str) -> Option<(String, Bytes)> {
        self.objects.lock().await.get(key).cloned()
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
    let mut objects = s3.objects.lock().await;
    if method == Method::PUT {
        objects.insert(key.to_owned(), (said("content-type").to_owned(), body));
        return [(header::ETAG, "\"1\"")].into_response();
    }
    if method == Method::DELETE {
        objects.remove(key);
        return Status::NO_CONTENT.into_response();
    }
    let Some((kind, bytes)) = objects.get(key).cloned() else {
        return (Status::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response();
    };
    let about = [(header::ETAG, "\"1\""), (header::LAST_MODIFIED, "Thu, 01 Jan 2026 00:00:00 GMT")];
    (about, [(header::CONTENT_TYPE, kind)], bytes).into_response()
}
