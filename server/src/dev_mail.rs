//! The mails of a demonstration, readable in the browser. Not there outside demo mode.

use crate::AppState;
use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse as _, Response},
};
use http::StatusCode;
use providers::messaging::folder;
use std::fmt::Write as _;

/// The newest mails.
pub async fn list(State(state): State<AppState>) -> Response {
    let mails = folder::newest(&state.config.data.join("mail"), 200).await;
    let mut html = String::from(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Mails of the demonstration</title><h1>Mails of the demonstration</h1><ul>",
    );
    for mail in &mails {
        let _ = write!(
            html,
            "<li><a href=\"/dev/mail/{}\">{}</a> – {}</li>",
            mail.file,
            escape(&mail.subject),
            escape(&mail.to)
        );
    }
    html.push_str(if mails.is_empty() { "</ul><p>None yet.</p></html>" } else { "</ul></html>" });
    Html(html).into_response()
}

/// One mail, its links made to be followed.
pub async fn show(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    let Some(mail) = folder::read(&state.config.data.join("mail"), &file).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let body: String = mail.text.lines().map(|line| linked(line) + "\n").collect();
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{0}</title><p><a href=\"/dev/mail\">All mails</a></p><h1>{0}</h1><p>{1}</p><pre>{body}</pre></html>",
        escape(&mail.subject),
        escape(&mail.to)
    ))
    .into_response()
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
