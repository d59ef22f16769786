//! The clock of a demonstration: shows the installation's time and moves it forward, so that what would come in a month
//! can be seen today. Not there outside demo mode, nor with a payment account: nobody moves the provider's clock, and
//! events signed by it would be refused as too old.

use crate::{AppState, config::Config};
use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::{
    clock::ShiftedClock,
    locale::Locale,
    time::{date_with_year, local, time_of_day},
};
use http::{HeaderValue, StatusCode, header};
use i18n::words as w;
use jiff::{SignedDuration, tz::TimeZone};
use serde::Deserialize;
use services::Visitor;
use std::path::{Path, PathBuf};

/// Where the page is.
pub const PATH: &str = "/dev/clock";

/// Nothing runs here, but the forms of the page may be sent.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'",
);

/// How far one press moves the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 31 days: at least a month, whichever it is.
    Month,
}

impl Step {
    const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The name that the form sends.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    fn word(self, locale: Locale) -> &'static str {
        match self {
            Self::Day => w::dev_clock_day(locale),
            Self::Week => w::dev_clock_week(locale),
            Self::Month => w::dev_clock_month(locale),
        }
    }

    const fn length(self) -> SignedDuration {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 31,
        };
        SignedDuration::from_hours(24 * days)
    }
}

/// What the form sends.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Forward {
    by: Step,
}

/// The clock of the demonstration that `config` describes, where the process before this one left it: its data folder
/// holds what happened by then. `None` where time is the machine's.
pub fn resume(config: &Config) -> Option<ShiftedClock> {
    if !config.demo || config.stripe.is_some() {
        return None;
    }
    let kept = std::fs::read_to_string(file(&config.data)).unwrap_or_default();
    let ahead = SignedDuration::from_millis(kept.trim().parse().unwrap_or_default());
    Some(ShiftedClock::ahead_by(ahead))
}

/// The file that keeps how far the clock is ahead of the machine's, in milliseconds.
fn file(data: &Path) -> PathBuf {
    data.join("clock")
}

/// The page: what time it is here, and a button for each step.
pub async fn page(State(state): State<AppState>, Extension(visitor): Extension<Visitor>) -> Response {
    let locale = visitor.locale;
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="{tag}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>{title}</title>
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="{css}"></head>
<body><main id="main"><div class="page page-narrow stack"><h1>{title}</h1><p>{text}</p><p><strong>{now}</strong></p>
{form}<p class="soft">{hint}</p><p><a class="link" href="/dev/mail">{mails}</a></p></div></main></body></html>
"#,
        tag = locale.tag(),
        title = w::dev_clock_title(locale),
        css = state.stylesheet,
        text = w::dev_clock_text(locale),
        now = written(&state, locale),
        form = form(&state, locale),
        hint = w::dev_clock_hint(locale),
        mails = w::dev_mail_title(locale),
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, html).into_response()
}

/// "It is 21 November 2026, 13:05 (UTC)."
fn written(state: &AppState, locale: Locale) -> String {
    let now = state.core.now();
    let wall = local(now, &TimeZone::UTC);
    let day = date_with_year(wall.date(), locale);
    let shown = w::dev_clock_now(locale, day, time_of_day(wall.time(), locale));
    format!(r#"<time datetime="{now}">{shown}</time>"#)
}

/// The buttons, or why there are none any more.
fn form(state: &AppState, locale: Locale) -> String {
    let spent = state.demo_clock.as_ref().is_none_or(|clock| clock.ahead() >= ShiftedClock::FURTHEST);
    if spent {
        return format!("<p>{}</p>", w::dev_clock_furthest(locale));
    }
    let button = |step: Step| {
        let (value, word) = (step.as_str(), step.word(locale));
        format!(r#"<button class="btn" name="by" value="{value}">{word}</button>"#)
    };
    let buttons: String = Step::ALL.into_iter().map(button).collect();
    format!(r#"<form method="post" action="{PATH}" class="cluster">{buttons}</form>"#)
}

/// Moves the clock, has the worker look at once at what is due by now, and shows the page again.
pub async fn forward(State(state): State<AppState>, Form(asked): Form<Forward>) -> Response {
    let Some(clock) = &state.demo_clock else { return StatusCode::NOT_FOUND.into_response() };
    clock.advance(asked.by.length());
    let kept = tokio::fs::write(file(&state.config.data), clock.ahead().as_millis().to_string()).await;
    if let Err(error) = kept {
        tracing::warn!(%error, "the clock will start anew with the server");
    }
    state.core.wake_reminders();
    (StatusCode::SEE_OTHER, [(header::LOCATION, HeaderValue::from_static(PATH))]).into_response()
}
