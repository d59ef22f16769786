//! Headers, cookies, and where a request may come from.

use crate::AppState;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

/// The cookies of a request.
#[derive(Clone, Debug, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads the `Cookie` headers (RFC 6265, section 4.2).
    pub fn read(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        Self(
            lines
                .flat_map(|line| line.split(';'))
                .filter_map(|pair| pair.trim().split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// The value of a cookie.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The header that sets a cookie for `path`; `seconds` of 0 removes it. `secret` keeps it from scripts.
    pub fn set(name: &str, value: &str, path: &str, seconds: i64, https: bool, secret: bool) -> HeaderValue {
        let secure = if https { "; Secure" } else { "" };
        let http_only = if secret { "; HttpOnly" } else { "" };
        let text = format!("{name}={value}; Path={path}; Max-Age={seconds}; SameSite=Lax{http_only}{secure}");
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// Where Stripe shows its payment pages.
const CHECKOUT: &str = "https://checkout.stripe.com";

/// Whether `url` is a payment page: one of Stripe's, or of the stand-in at `stand_in`.
pub fn pays_at(url: &str, stand_in: Option<&str>) -> bool {
    [Some(CHECKOUT), stand_in].into_iter().flatten().any(|origin| {
        url.strip_prefix(origin.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
    })
}

/// The policy of a page whose scripts carry `nonce`. Its forms may lead to a payment page: Stripe's, or those of the
/// stand-in at `stand_in`.
pub fn page_policy(nonce: &str, reload_port: Option<u32>, stand_in: Option<&str>) -> String {
    let stand_in = stand_in.map(|origin| format!(" {origin}")).unwrap_or_default();
    let reload =
        reload_port.map(|port| format!(" ws://127.0.0.1:{port} ws://localhost:{port}")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'{reload}; manifest-src 'self'; worker-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self' {CHECKOUT}{stand_in}; object-src 'none'"
    )
}

/// The policy of everything that is not a page: nothing runs.
const STILL: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/// Puts the security headers on every answer, errors, files and uploads included (OWASP ASVS 5.0, V3.4).
pub async fn headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut put = |name: header::HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(header::CONTENT_SECURITY_POLICY, STILL);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "same-origin");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(
        header::HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), browsing-topics=()",
    );
    put(header::CACHE_CONTROL, "no-store");
    if state.config.is_https() {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    response
}

/// Refuses what another site sends in a visitor's name: every request that may change something must come from this
/// very origin. Browsers say so in `Sec-Fetch-Site`, older ones in `Origin`, the oldest in `Referer`; a request that says
/// nothing carries no browser's cookies of ours unless it was forged, and is refused too.
pub async fn same_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_same_origin(request.headers(), &state.config.base_url) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "cross-site request refused").into_response()
}

fn is_same_origin(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text("origin").or_else(|| text("referer")) else { return false };
    let Some((scheme, rest)) = origin.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = text("host").unwrap_or_default();
    !host.is_empty() && authority.eq_ignore_ascii_case(host) && base_url.starts_with(&format!("{scheme}://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("shop.example"));
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        is_same_origin(&headers, "https://shop.example")
    }

    #[test]
    fn a_form_leads_to_the_providers_own_pages_and_to_no_other_host() {
        let stand_in = Some("http://127.0.0.1:4010");
        assert!(pays_at("https://checkout.stripe.com/c/pay/cs_test_1#x", None));
        assert!(pays_at("http://127.0.0.1:4010/pay/cs_1", stand_in));
        for wrong in [
            "http://checkout.stripe.com/c/pay/cs_1",
            "https://checkout.stripe.com.evil.example/",
            "https://checkout.stripe.com@evil.example/",
            "http://127.0.0.1:40100/pay/cs_1",
            "/b/x",
        ] {
            assert!(!pays_at(wrong, stand_in), "{wrong}");
        }
        assert!(!pays_at("http://127.0.0.1:4010/pay/cs_1", None));
        let policy = page_policy("n", None, stand_in);
        assert!(
            policy.contains("form-action 'self' https://checkout.stripe.com http://127.0.0.1:4010;"),
            "{policy}"
        );
    }

    #[test]
    fn only_requests_of_this_origin_pass() {
        assert!(verdict(&[("sec-fetch-site", "same-origin")]));
        assert!(verdict(&[("origin", "https://shop.example")]));
        assert!(verdict(&[("referer", "https://shop.example/b/x?y")]));
        for wrong in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
            ("origin", "https://evil.example"),
            ("origin", "http://shop.example"),
            ("origin", "null"),
            ("referer", "https://shop.example.evil.example/"),
            ("referer", "https://evil.example/shop.example"),
        ] {
            assert!(!verdict(&[wrong]), "{wrong:?}");
        }
        assert!(!verdict(&[]));
        assert!(!verdict(&[("sec-fetch-site", "cross-site"), ("origin", "https://shop.example")]));
    }
}
