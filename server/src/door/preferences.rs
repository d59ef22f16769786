//! Choosing language and theme: two cookies, then back to where the reader was.

use crate::{AppState, security::Cookies};
use axum::{
    Form,
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::locale::Locale;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use services::visitor::local_path;

/// A year, in seconds.
const YEAR: i64 = 31_536_000;

/// What was chosen.
#[derive(Debug, Deserialize)]
pub struct Choice {
    locale: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    back: String,
}

/// Keeps the choice and goes back.
pub async fn choose(State(state): State<AppState>, Form(choice): Form<Choice>) -> Response {
    let https = state.config.is_https();
    let mut response = StatusCode::SEE_OTHER.into_response();
    let back = without_lang(&local_path(&choice.back, "/"));
    let location = HeaderValue::from_str(&back).unwrap_or_else(|_| HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, location);
    if let Some(locale) = choice.locale.as_deref().and_then(Locale::from_tag) {
        response
            .headers_mut()
            .append(header::SET_COOKIE, Cookies::set("ms_lang", locale.tag(), "/", YEAR, https, true));
    }
    if let Some(theme) = choice.theme.as_deref().filter(|theme| ["", "light", "dark"].contains(theme)) {
        let seconds = if theme.is_empty() { 0 } else { YEAR };
        response
            .headers_mut()
            .append(header::SET_COOKIE, Cookies::set("ms_theme", theme, "/", seconds, https, true));
    }
    response
}

/// The address without the language it names, which would win over the choice just made.
fn without_lang(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("lang=")).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_choice_wins_over_the_language_in_the_address() {
        assert_eq!(super::without_lang("/b/x?lang=fr&day=1"), "/b/x?day=1");
        assert_eq!(super::without_lang("/b/x?lang=fr"), "/b/x");
    }
}
