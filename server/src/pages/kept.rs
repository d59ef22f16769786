//! Pages that look the same to everybody who is not signed in, kept for a moment. When a link is passed around and a
//! hundred phones open it at once, the page is drawn once: whoever asks while it is being drawn waits for that one.

use axum::{
    body::{Body, Bytes},
    extract::Request,
    response::{IntoResponse as _, Response},
};
use domain::locale::Locale;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::nonce::Nonce;
use moka::future::Cache;
use services::Visitor;
use std::{fmt, future::Future, sync::Arc, time::Duration};
use ui::reader::Reader;

/// How old a page may be that is shown to a stranger: what an owner changes is there when they have switched windows.
const FRESH: Duration = Duration::from_secs(1);
/// Pages kept at a time, in all languages and themes.
const ROOM: u64 = 512;
/// The longest query that counts: strangers invent as many as they like.
const LONGEST_QUERY: usize = 32;
/// No page of ours is longer.
const LONGEST_PAGE: usize = 4 << 20;

/// What the look of a page depends on when nobody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Look {
    address: String,
    locale: Locale,
    theme: String,
}

impl Look {
    /// The look of the page that `request` asks for; `None` when it is anybody's own page, or changes from one moment to
    /// the next.
    pub fn of(request: &Request) -> Option<Self> {
        let visitor = request.extensions().get::<Visitor>()?;
        let reader = request.extensions().get::<Reader>()?;
        let business = visitor.business.as_deref()?;
        let inside = request.uri().path().strip_prefix("/b/")?.strip_prefix(business.slug.as_str())?;
        let stranger = visitor.site.is_none() && visitor.portal.is_none();
        let short = request.uri().query().unwrap_or_default().len() <= LONGEST_QUERY;
        (stranger && short && matches!(inside, "" | "/book")).then(|| Self {
            address: request.uri().to_string(),
            locale: visitor.locale,
            theme: reader.theme.clone(),
        })
    }
}

/// A page as it was drawn, with the nonce of its scripts.
struct Page {
    status: StatusCode,
    headers: HeaderMap,
    nonce: String,
    body: String,
}

/// The pages kept.
#[derive(Clone)]
pub struct Kept(Cache<Look, Arc<Page>>);

impl Default for Kept {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(ROOM).time_to_live(FRESH).build())
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("pages", &self.0.entry_count()).finish()
    }
}

impl Kept {
    /// The page of `look`: as kept, else as `draw` makes it now. Every answer has a nonce of its own.
    pub async fn or_draw(&self, look: Look, draw: impl Future<Output = Response>) -> Response {
        let page = self.0.get_with(look, async { Arc::new(Page::of(draw.await).await) }).await;
        page.answer()
    }
}

impl Page {
    async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let read = axum::body::to_bytes(body, LONGEST_PAGE).await.unwrap_or_default();
        let body = String::from_utf8(read.into()).unwrap_or_default();
        let status = if body.is_empty() { StatusCode::INTERNAL_SERVER_ERROR } else { parts.status };
        let nonce = nonce_of(&parts.headers).unwrap_or_default().to_owned();
        Self { status, headers: parts.headers, nonce, body }
    }

    fn answer(&self) -> Response {
        let mut headers = self.headers.clone();
        headers.remove(header::CONTENT_LENGTH);
        if self.nonce.is_empty() {
            return (self.status, headers, Bytes::from(self.body.clone())).into_response();
        }
        let fresh = Nonce::new();
        if let Some(policy) =
            headers.get(header::CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok())
            && let Ok(policy) = HeaderValue::from_str(&policy.replace(&self.nonce, &fresh))
        {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        (self.status, headers, Body::from(self.body.replace(&self.nonce, &fresh))).into_response()
    }
}

/// The nonce that a page's policy names.
fn nonce_of(headers: &HeaderMap) -> Option<&str> {
    let policy = headers.get(header::CONTENT_SECURITY_POLICY)?.to_str().ok()?;
    policy.split_once("'nonce-")?.1.split_once('\'').map(|(nonce, _)| nonce)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    fn look(address: &str) -> Look {
        Look { address: address.into(), locale: Locale::En, theme: String::new() }
    }

    async fn drawn(times: &AtomicU32) -> Response {
        times.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let nonce = Nonce::new();
        let policy = format!("script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'nonce-{nonce}'");
        let body = format!("<style nonce=\"{nonce}\"></style><script nonce=\"{nonce}\"></script>");
        ([(header::CONTENT_SECURITY_POLICY, policy)], body).into_response()
    }

    #[tokio::test]
    async fn who_asks_while_a_page_is_drawn_waits_for_that_one_and_gets_a_nonce_of_their_own() {
        let (kept, times) = (Kept::default(), AtomicU32::new(0));
        let answers =
            futures::future::join_all((0..20).map(|_| kept.or_draw(look("/b/x"), drawn(&times)))).await;
        assert_eq!(times.load(Ordering::SeqCst), 1);
        let mut nonces = std::collections::BTreeSet::new();
        for answer in answers {
            let nonce = nonce_of(answer.headers()).unwrap().to_owned();
            let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
            assert_eq!(policy.matches(&nonce).count(), 2, "{policy}");
            let body = axum::body::to_bytes(answer.into_body(), 1_000).await.unwrap();
            assert_eq!(String::from_utf8_lossy(&body).matches(&nonce).count(), 2);
            nonces.insert(nonce);
        }
        assert_eq!(nonces.len(), 20);
    }

    #[tokio::test]
    async fn languages_and_addresses_are_kept_apart() {
        let (kept, times) = (Kept::default(), AtomicU32::new(0));
        kept.or_draw(look("/b/x"), drawn(&times)).await;
        kept.or_draw(look("/b/y"), drawn(&times)).await;
        kept.or_draw(Look { locale: Locale::Fr, ..look("/b/x") }, drawn(&times)).await;
        assert_eq!(times.load(Ordering::SeqCst), 3);
    }
}
