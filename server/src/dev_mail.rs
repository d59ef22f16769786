//! The mails of a demonstration, readable in the browser. Not there outside demo mode.

use crate::{AppState, dev_clock};
use axum::{
    Extension,
    extract::{Path, State},
    response::{Html, IntoResponse as _, Response},
};
use domain::locale::Locale;
use http::StatusCode;
use i18n::words as w;
use providers::messaging::folder;
use services::Visitor;
use std::fmt::Write as _;

/// The newest mails.
pub async fn list(State(state): State<AppState>, Extension(visitor): Extension<Visitor>) -> Response {
    let locale = visitor.locale;
    let mails = folder::newest(&state.config.data.join("mail"), 200).await;
    let mut html = head(locale, w::dev_mail_title(locale));
    let _ = write!(html, "<h1>{}</h1>", w::dev_mail_title(locale));
    if state.demo_clock.is_some() {
        let _ = write!(html, "<p><a href=\"{}\">{}</a></p>", dev_clock::PATH, w::dev_clock_title(locale));
    }
    html.push_str("<ul>");
    for mail in &mails {
        let _ = write!(
            html,
            "<li><a href=\"/dev/mail/{}\">{}</a> – {}</li>",
            mail.file,
            escape(&mail.subject),
            escape(&mail.to)
        );
    }
    html.push_str("</ul>");
    if mails.is_empty() {
        let _ = write!(html, "<p>{}</p>", w::dev_mail_none(locale));
    }
    html.push_str("</html>");
    Html(html).into_response()
}

/// One mail, its links made to be followed.
pub async fn show(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(file): Path<String>,
) -> Response {
    let locale = visitor.locale;
    let Some(mail) = folder::read(&state.config.data.join("mail"), &file).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let body: String = mail.text.lines().map(|line| linked(line) + "\n").collect();
    let (subject, to) = (escape(&mail.subject), escape(&mail.to));
    let all = w::dev_mail_title(locale);
    Html(format!(
        "{}<p><a href=\"/dev/mail\">{all}</a></p><h1>{subject}</h1><p>{to}</p><pre>{body}</pre></html>",
        head(locale, &subject)
    ))
    .into_response()
}

/// How the pages of the demonstration begin. `title` is escaped.
fn head(locale: Locale, title: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title>",
        locale.tag()
    )
}

fn linked(line: &str) -> String {
    let text = escape(line);
    if line.starts_with("http://") || line.starts_with("https://") {
        format!("<a href=\"{text}\" target=\"_top\">{text}</a>")
    } else {
        text
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
