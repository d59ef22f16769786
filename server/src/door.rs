//! The door: makes out, once per request, who asks, in which language, and about which business.

pub mod preferences;

use crate::{AppState, security::Cookies};
use app::Head;
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{
    accounts::Realm,
    locale::Locale,
    sites::{FontPair, Theme, palette},
};
use http::{HeaderMap, HeaderValue, header};
use services::{
    Visitor,
    accounts::{sessions, sign_up::Caller},
    businesses::{self, Business},
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};
use ui::reader::Reader;

/// The header that carries a request's correlation id, in and out.
pub const CORRELATION: &str = "x-correlation-id";

/// Makes out the visitor and attaches what pages and forms need to the request.
pub async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let cookies = Cookies::read(request.headers());
    let path = request.uri().path().to_owned();
    if let Some(elsewhere) = own_host(&state, request.headers(), &path).await {
        return elsewhere;
    }
    let business = business_of(&state, &path).await;
    let asked = asked_locale(request.uri().query());
    let locale = asked.unwrap_or_else(|| negotiate(&cookies, request.headers(), business.as_deref()));
    let correlation = correlation(&state, request.headers());
    let theme = cookies.get("ms_theme").filter(|theme| ["light", "dark"].contains(theme)).unwrap_or_default();
    let visitor = Visitor {
        site: session(&state, Realm::Site, &cookies).await,
        portal: if path.starts_with("/console") {
            session(&state, Realm::Portal, &cookies).await
        } else {
            None
        },
        core: state.core.clone(),
        locale,
        caller: caller(&state, &request),
        correlation: correlation.clone(),
        business: business.clone(),
        settings: state.settings.clone(),
    };
    let reader = Reader { locale, theme: theme.to_owned(), demo: state.settings.demo };
    let person = visitor.site.as_ref().map(|session| fingerprint(&session.person.id)).unwrap_or_default();
    request.extensions_mut().insert(Head { person, ..head(&state, &path, business.as_deref()) });
    request.extensions_mut().insert(reader);
    request.extensions_mut().insert(visitor);
    let mut response = next.run(request).await;
    if let Some(locale) = asked {
        let cookie = Cookies::set("ms_lang", locale.tag(), "/", 31_536_000, state.config.is_https(), false);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if let Ok(value) = HeaderValue::from_str(&correlation) {
        response.headers_mut().insert(CORRELATION, value);
    }
    response
}

/// On a business's own host its site is the first page, and other businesses are not there.
async fn own_host(state: &AppState, headers: &HeaderMap, path: &str) -> Option<Response> {
    let host = headers.get(header::HOST)?.to_str().ok()?.split(':').next()?.to_lowercase();
    let main = state.config.base_url.split("://").nth(1).and_then(|rest| rest.split([':', '/']).next());
    if path != "/" && slug_of(path).is_none() || main == Some(host.as_str()) {
        return None;
    }
    let slug = businesses::slug_of_host(&state.core, &host).await.ok().flatten()?;
    if path == "/" {
        return Some(axum::response::Redirect::temporary(&format!("/b/{slug}")).into_response());
    }
    let foreign = path.starts_with("/b/") && slug_of(path) != Some(slug.as_str());
    foreign.then(|| http::StatusCode::NOT_FOUND.into_response())
}

/// The slug in a path of a site or of the portal.
fn slug_of(path: &str) -> Option<&str> {
    let mut parts = path.split('/').skip(1);
    match parts.next()? {
        "b" | "console" => parts.next().filter(|slug| !slug.is_empty()),
        _ => None,
    }
}

async fn business_of(state: &AppState, path: &str) -> Option<Arc<Business>> {
    let slug = slug_of(path).filter(|slug| domain::businesses::slug(slug).is_ok())?;
    businesses::by_slug(&state.core, slug).await.ok().map(Arc::new)
}

async fn session(state: &AppState, realm: Realm, cookies: &Cookies) -> Option<sessions::Session> {
    let token = cookies.get(session_cookie(realm))?;
    match sessions::find(&state.core, realm, token).await {
        Ok(session) => session,
        Err(error) => {
            tracing::warn!(%error, "a session could not be looked up");
            None
        }
    }
}

/// The cookie of a realm's session.
pub fn session_cookie(realm: Realm) -> &'static str {
    match realm {
        Realm::Site => "ms_site",
        Realm::Portal => "ms_portal",
    }
}

/// The language that the address itself asks for (`?lang=fr`): the link that search engines follow.
fn asked_locale(query: Option<&str>) -> Option<Locale> {
    query?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Locale::from_tag)
}

fn negotiate(cookies: &Cookies, headers: &HeaderMap, business: Option<&Business>) -> Locale {
    if let Some(chosen) = cookies.get("ms_lang").and_then(Locale::from_tag) {
        return chosen;
    }
    let offered = business.map_or(Locale::ALL.to_vec(), |business| business.locales.clone());
    let header =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Locale::negotiate(header, &offered)
}

/// The request's own id when it brings a harmless one, else a new one.
fn correlation(state: &AppState, headers: &HeaderMap) -> String {
    let given = headers.get(CORRELATION).and_then(|value| value.to_str().ok());
    match given.filter(|id| {
        (8..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    }) {
        Some(id) => id.to_owned(),
        None => state.core.new_id().simple().to_string(),
    }
}

fn caller(state: &AppState, request: &Request) -> Caller {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Caller {
        address: address(peer, request.headers(), &state.config.trusted_proxies)
            .map_or_else(|| "unknown".to_owned(), |address| address.to_string()),
        agent: agent.unwrap_or_default().to_owned(),
    }
}

/// The address a request comes from. `X-Forwarded-For` counts only when a trusted proxy wrote it, and only its last
/// entry that is not such a proxy itself: anybody can write the rest.
pub fn address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = peer?;
    if !trusted.contains(&peer) {
        return Some(peer);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> =
        forwarded.flat_map(|line| line.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    hops.into_iter().rev().find(|hop| !trusted.contains(hop)).or(Some(peer))
}

/// Tells one account from another without giving its id away.
fn fingerprint(account: &domain::ids::AccountId) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(&services::secret::hash(&account.to_string())[..9])
}

fn head(state: &AppState, path: &str, business: Option<&Business>) -> Head {
    let Some(business) = business else {
        return Head { indexed: path == "/", ..Head::default() };
    };
    let Ok(colours) = palette(&business.brand.colour) else { return Head::default() };
    let font = if business.brand.font == FontPair::Plain { "" } else { business.brand.font.as_str() };
    let base = format!("/b/{}", business.slug);
    let public = path.starts_with("/b/");
    let indexed = public && (path == base || path.trim_start_matches(&base).starts_with("/book"));
    Head {
        brand_css: colours.css(),
        font,
        theme_colour: Some(colours.theme_colour(Theme::Light).to_string()),
        manifest: public.then(|| format!("{base}/manifest.webmanifest")),
        touch_icon: public.then(|| format!("{base}/icons/180.png")),
        canonical: indexed.then(|| format!("{}{path}", state.config.base_url)),
        alternates: if indexed {
            let link = |locale: &Locale| {
                (locale.tag(), format!("{}{path}?lang={}", state.config.base_url, locale.tag()))
            };
            business.locales.iter().map(link).collect()
        } else {
            Vec::new()
        },
        indexed,
        person: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            http::HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_static(line),
        )])
    }

    #[test]
    fn a_spoofed_forwarding_header_changes_nothing() {
        let peer: IpAddr = "203.0.113.9".parse().unwrap();
        assert_eq!(address(Some(peer), &headers("10.0.0.1"), &[]), Some(peer));
    }

    #[test]
    fn behind_a_trusted_proxy_the_last_foreign_hop_counts() {
        let proxy: IpAddr = "10.0.0.2".parse().unwrap();
        let found = address(Some(proxy), &headers("1.2.3.4, 198.51.100.7, 10.0.0.2"), &[proxy]);
        assert_eq!(found, Some("198.51.100.7".parse().unwrap()));
    }

    #[test]
    fn only_sites_and_the_portal_have_a_business_in_their_path() {
        assert_eq!(slug_of("/b/x/book"), Some("x"));
        assert_eq!(slug_of("/console/x"), Some("x"));
        assert_eq!(slug_of("/api/site/x"), None);
        assert_eq!(slug_of("/b/"), None);
    }
}
