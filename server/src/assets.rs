//! Files and small documents: the built site, the manifest and icons of an installed app, calendar files.

use crate::{AppState, pages};
use axum::{
    Extension, Json,
    extract::{Path, Request, State},
    response::{IntoResponse as _, Response},
};
use domain::{
    error::Disclose as _,
    locale::Locale,
    sites::{Theme, palette},
};
use http::{HeaderValue, Method, StatusCode, header};
use serde_json::json;
use services::{
    Visitor,
    agenda::visit,
    businesses::{self, Business},
};
use std::path::PathBuf;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;
use ui::{Glyph, glyphs};

/// Hashed names and fonts never change.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");
/// What must be fresh after a release, such as the service worker.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// A service worker works under the policy of its own file: it may fetch from here, and nothing else.
const WORKER_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; connect-src 'self'");

/// Where the built site lies: beside the binary, or where the environment says (while developing).
pub fn site_root() -> PathBuf {
    if let Some(root) = std::env::var_os("LEPTOS_SITE_ROOT") {
        return root.into();
    }
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("site")));
    beside.filter(|site| site.is_dir()).unwrap_or_else(|| "target/site".into())
}

/// A file of the built site, compressed when it was built; the page for addresses that lead nowhere otherwise.
pub async fn file_or_missing(State(state): State<AppState>, request: Request) -> Response {
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path().to_owned();
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if !readable {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !is_file {
        return pages::missing(State(state), request).await;
    }
    let files = ServeDir::new(state.leptos.site_root.as_ref()).precompressed_br().precompressed_gzip();
    let Ok(answer) = files.oneshot(request).await;
    let mut answer = answer.into_response();
    if answer.status().is_success() {
        let lasting = path.starts_with("/pkg/") || path.starts_with("/fonts/");
        let caching = if lasting { FOREVER } else { ASK_AGAIN };
        answer.headers_mut().insert(header::CACHE_CONTROL, caching);
        if path == "/sw.js" {
            answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
        }
    }
    answer
}

/// The words of one language for the browser. The name changes with the words, so that what is kept stays right; a browser
/// of another release finds nothing and loads the page again.
pub async fn words(Path(file): Path<String>) -> Response {
    let asked = format!("/words/{file}");
    let Some(locale) = Locale::ALL.into_iter().find(|locale| i18n::words_path(*locale) == asked) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOREVER)], i18n::words::file(locale))
        .into_response()
}

/// The manifest of a business: it installs under its own name, colours and icon (W3C Web Application Manifest).
pub async fn manifest(Extension(visitor): Extension<Visitor>) -> Response {
    let Some(business) = &visitor.business else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(colours) = palette(&business.brand.colour) else { return StatusCode::NOT_FOUND.into_response() };
    let base = format!("/b/{}", business.slug);
    let icon = |file: &str, size: &str, purpose: &str| json!({ "src": format!("{base}/icons/{file}"), "sizes": size, "type": "image/png", "purpose": purpose });
    let locale = visitor.locale;
    let document = json!({
        "id": base,
        "name": business.name,
        "short_name": short_name(&business.name),
        "description": business.tagline.get(locale),
        "lang": locale.tag(),
        "start_url": base,
        "scope": base,
        "display": "standalone",
        "background_color": Theme::Light.surfaces()[1].to_string(),
        "theme_color": colours.theme_colour(Theme::Light).to_string(),
        "icons": [
            icon("192.png", "192x192", "any"),
            icon("512.png", "512x512", "any"),
            icon("maskable-192.png", "192x192", "maskable"),
            icon("maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [{ "name": i18n::words::book_a_time(locale), "url": format!("{base}/book") }],
    });
    let mut response = Json(document).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/manifest+json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    response
}

/// At most twelve characters fit under an icon: whole words of the name, as many as do.
fn short_name(name: &str) -> String {
    let mut short = String::new();
    for word in name.split_whitespace() {
        if !short.is_empty() && short.chars().count() + 1 + word.chars().count() > 12 {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

/// An icon of a business: its sign on its own colour.
pub async fn icon(
    Extension(visitor): Extension<Visitor>,
    Path((_, file)): Path<(String, String)>,
) -> Response {
    let known = [
        ("180.png", 180, true),
        ("192.png", 192, false),
        ("512.png", 512, false),
        ("maskable-192.png", 192, true),
        ("maskable-512.png", 512, true),
    ];
    let (Some(business), Some((_, side, full_bleed))) =
        (&visitor.business, known.iter().find(|(name, ..)| *name == file))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (svg, side) = (icon_svg(business, *full_bleed), *side);
    match tokio::task::spawn_blocking(move || draw(&svg, side)).await {
        Ok(Some(png)) => (
            [(header::CONTENT_TYPE, HeaderValue::from_static("image/png")), (header::CACHE_CONTROL, A_DAY)],
            png,
        )
            .into_response(),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The sign in the middle, small enough for the safe zone of a mask (a circle of 80 %).
fn icon_svg(business: &Business, full_bleed: bool) -> String {
    let colours = palette(&business.brand.colour).map(|palette| palette.light);
    let (ground, ink) = colours.map_or_else(
        |_| ("#333333".into(), "#ffffff".into()),
        |tones| (tones.accent.to_string(), tones.on_accent.to_string()),
    );
    let radius = if full_bleed { 0 } else { 5 };
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="{radius}" fill="{ground}"/><g transform="translate(6 6) scale(.5)" fill="none" stroke="{ink}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{}</g></svg>"#,
        sign(&business.kind).markup()
    )
}

fn sign(kind: &str) -> Glyph {
    match kind {
        "garage" => glyphs::WRENCH,
        "restaurant" => glyphs::UTENSILS,
        "barber" => glyphs::SCISSORS,
        "bicycles" => glyphs::BIKE,
        _ => glyphs::STORE,
    }
}

fn draw(svg: &str, side: u32) -> Option<Vec<u8>> {
    use resvg::{
        tiny_skia::{Pixmap, Transform},
        usvg::{Options, Tree},
    };
    let tree = Tree::from_str(svg, &Options::default()).ok()?;
    let mut picture = Pixmap::new(side, side)?;
    let scale = side as f32 / 24.0;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().ok()
}

/// The calendar file of a booking, for whoever has its link.
pub async fn calendar(
    Extension(visitor): Extension<Visitor>,
    Path((slug, token)): Path<(String, String)>,
) -> Response {
    let file = async {
        let (scope, business) = visitor.at_site(&slug).await?;
        visit::calendar(&scope, &business, &token).await
    };
    match file.await {
        Ok(file) => (
            [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"booking.ics\""),
            ],
            file,
        )
            .into_response(),
        Err(error) => {
            let status = error.outward(&visitor.correlation).kind.status();
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
    }
}

/// The pages that search engines may list, in every language of each business (sitemaps.org, protocol 0.9).
pub async fn sitemap(State(state): State<AppState>) -> Response {
    let Ok(list) = businesses::list(&state.core, true).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for business in &list {
        for path in ["", "/book"] {
            for locale in &business.locales {
                xml.push_str(&format!(
                    "<url><loc>{}/b/{}{path}?lang={}</loc></url>\n",
                    state.config.base_url,
                    business.slug,
                    locale.tag()
                ));
            }
        }
    }
    xml.push_str("</urlset>\n");
    ([(header::CONTENT_TYPE, "application/xml")], xml).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_keep_whole_words() {
        assert_eq!(short_name("Harbour Garage"), "Harbour");
        assert_eq!(short_name("Chez Lucie"), "Chez Lucie");
        assert_eq!(short_name("Barbershopissimo"), "Barbershopissimo");
    }

    #[test]
    fn every_sign_can_be_drawn() {
        for kind in ["garage", "restaurant", "barber", "bicycles", "other"] {
            let svg = format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="red">{}</svg>"#,
                sign(kind).markup()
            );
            assert!(draw(&svg, 192).is_some_and(|png| png.starts_with(b"\x89PNG")), "{kind}");
        }
    }
}
