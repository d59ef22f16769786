//! The page on which a customer of the demonstration pays. It says what it is, and works without JavaScript.

use super::{
    Shared,
    world::{Session, SessionStatus},
};
use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::{fmt::Write as _, sync::Arc};

/// The words of one language.
struct Words {
    tag: &'static str,
    title: &'static str,
    notice: &'static str,
    pay: &'static str,
    decline: &'static str,
    cancel: &'static str,
    declined: &'static str,
    complete: &'static str,
    expired: &'static str,
    missing: &'static str,
    back: &'static str,
}

const EN: Words = Words {
    tag: "en",
    title: "Demonstration payment",
    notice: "This is a demonstration. No card is asked for and no money moves.",
    pay: "Pay",
    decline: "Pay with a card that is declined",
    cancel: "Cancel and go back",
    declined: "The card was declined. You can try again.",
    complete: "This has been paid.",
    expired: "This payment page has expired.",
    missing: "There is no such payment page.",
    back: "Go back",
};

const FR: Words = Words {
    tag: "fr",
    title: "Paiement de démonstration",
    notice: "Ceci est une démonstration. Aucune carte n’est demandée et aucun argent ne circule.",
    pay: "Payer",
    decline: "Payer avec une carte refusée",
    cancel: "Annuler et revenir",
    declined: "La carte a été refusée. Vous pouvez réessayer.",
    complete: "Ce montant a été payé.",
    expired: "Cette page de paiement a expiré.",
    missing: "Cette page de paiement n’existe pas.",
    back: "Revenir",
};

const PT: Words = Words {
    tag: "pt",
    title: "Pagamento de demonstração",
    notice: "Isto é uma demonstração. Não é pedido nenhum cartão e nenhum dinheiro é movimentado.",
    pay: "Pagar",
    decline: "Pagar com um cartão que é recusado",
    cancel: "Cancelar e voltar",
    declined: "O cartão foi recusado. Pode tentar de novo.",
    complete: "Este valor já foi pago.",
    expired: "Esta página de pagamento expirou.",
    missing: "Esta página de pagamento não existe.",
    back: "Voltar",
};

const STYLE: &str = "body{font:1.125rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:30rem;padding:1.5rem;\
    color:#1a1a1a;background:#fff}.notice{border:2px dashed #8a5a00;padding:.75rem}.total{font-size:1.5rem}\
    button,.back{display:block;width:100%;box-sizing:border-box;min-height:3rem;margin:.75rem 0;font:inherit;\
    border:1px solid #1a1a1a;background:#fff;color:#1a1a1a;text-align:center;padding:.6rem}\
    button.main{background:#0b4f8a;border-color:#0b4f8a;color:#fff}";

/// The language that the address asks for.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    locale: Option<String>,
}

/// The button that was pressed.
#[derive(Debug, Deserialize)]
pub(super) struct Press {
    action: String,
}

/// `GET /pay/{session}`.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
) -> Response {
    shared.change(|world| match world.session(&id) {
        Ok(session) => {
            let words = words(wish.locale.as_deref().or(session.asked.locale.as_deref()));
            page(StatusCode::OK, words, &content(words, session))
        }
        Err(_) => missing(words(wish.locale.as_deref())),
    })
}

/// `POST /pay/{session}`: always answered with another address, so that reloading presses nothing twice.
pub(super) async fn press(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
    Form(press): Form<Press>,
) -> Response {
    shared.change(|world| {
        // A session that is no longer open stays as it is: where the customer goes next depends on how it stands.
        let _done = match press.action.as_str() {
            "pay" => world.pay(&id).map(drop),
            "decline" => world.decline(&id).map(drop),
            _ => Ok(()),
        };
        let Ok(session) = world.session(&id) else {
            return missing(words(wish.locale.as_deref()));
        };
        let target = match (&session.asked.cancel_url, press.action.as_str()) {
            _ if session.status == SessionStatus::Complete => success_url(session),
            (Some(cancel), "cancel") => cancel.clone(),
            // Relative, so that it holds behind any prefix.
            _ => wish
                .locale
                .map_or_else(|| id.clone(), |locale| format!("{id}?locale={}", words(Some(&locale)).tag)),
        };
        Redirect::to(&target).into_response()
    })
}

fn words(locale: Option<&str>) -> &'static Words {
    match locale.and_then(|tag| tag.get(..2)) {
        Some("fr") => &FR,
        Some("pt") => &PT,
        _ => &EN,
    }
}

fn success_url(session: &Session) -> String {
    session.asked.success_url.replace("{CHECKOUT_SESSION_ID}", &session.id)
}

fn content(words: &Words, session: &Session) -> String {
    let mut html = String::new();
    for item in &session.asked.items {
        let _written = write!(html, "<p>{} × {}</p>", item.quantity, escape(&item.name));
        if let Some(text) = &item.description {
            let _written = write!(html, "<p>{}</p>", escape(text));
        }
    }
    let amount = amount(session, words);
    let _written = write!(html, "<p class=\"total\"><strong>{amount}</strong></p>");
    let back = |html: &mut String, url: &str| {
        let _written = write!(html, "<p><a class=\"back\" href=\"{}\">{}</a></p>", escape(url), words.back);
    };
    match session.status {
        SessionStatus::Open => html.push_str(&buttons(words, session, &amount)),
        SessionStatus::Complete => {
            let _written = write!(html, "<p role=\"status\">{}</p>", words.complete);
            back(&mut html, &success_url(session));
        }
        SessionStatus::Expired => {
            let _written = write!(html, "<p role=\"status\">{}</p>", words.expired);
            if let Some(url) = &session.asked.cancel_url {
                back(&mut html, url);
            }
        }
    }
    html
}

fn buttons(words: &Words, session: &Session, amount: &str) -> String {
    let mut html = String::new();
    if session.declined {
        let _written = write!(html, "<p role=\"alert\">{}</p>", words.declined);
    }
    let button = |class: &str, action: &str, text: &str| {
        format!("<button class=\"{class}\" name=\"action\" value=\"{action}\">{text}</button>")
    };
    html.push_str("<form method=\"post\">");
    html.push_str(&button("main", "pay", &format!("{} {amount}", words.pay)));
    html.push_str(&button("", "decline", words.decline));
    if session.asked.cancel_url.is_some() {
        html.push_str(&button("", "cancel", words.cancel));
    }
    html.push_str("</form>");
    html
}

/// Every currency that the stand-in takes has hundredths.
fn amount(session: &Session, words: &Words) -> String {
    let (units, rest) = (session.asked.amount / 100, session.asked.amount % 100);
    let point = if words.tag == "en" { '.' } else { ',' };
    format!("{units}{point}{rest:02}\u{a0}{}", session.asked.currency.to_uppercase())
}

fn missing(words: &Words) -> Response {
    page(StatusCode::NOT_FOUND, words, &format!("<p role=\"status\">{}</p>", words.missing))
}

fn page(status: StatusCode, words: &Words, content: &str) -> Response {
    let Words { tag, title, notice, .. } = words;
    let html = format!(
        "<!doctype html><html lang=\"{tag}\"><head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
        <title>{title}</title><style>{STYLE}</style></head>\
        <body><main><h1>{title}</h1><p class=\"notice\">{notice}</p>{content}</main></body></html>"
    );
    let mut headers = HeaderMap::new();
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
    headers.extend([
        (header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, axum::http::HeaderValue::from_static(policy)),
    ]);
    (status, headers, Html(html)).into_response()
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
