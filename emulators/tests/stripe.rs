//! What the stand-in for Stripe promises to those who test against it.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "a test")]

use emulators::stripe::{Deliveries, Failure, Stripe, StripeConfig, signature};
use serde_json::Value;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

const KEY: &str = "sk_test_stand_in";

const OPEN: &[(&str, &str)] = &[
    ("mode", "payment"),
    ("success_url", "https://shop.example/paid?s={CHECKOUT_SESSION_ID}"),
    ("cancel_url", "https://shop.example/basket"),
    ("line_items[0][quantity]", "2"),
    ("line_items[0][price_data][currency]", "eur"),
    ("line_items[0][price_data][unit_amount]", "1250"),
    ("line_items[0][price_data][product_data][name]", "<b>Brake pad</b>"),
];

struct Reply {
    status: u16,
    replayed: bool,
    body: Value,
}

impl Reply {
    fn error(&self) -> (u16, &str) {
        let error = &self.body["error"];
        (self.status, error["code"].as_str().or(error["type"].as_str()).unwrap_or_default())
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn send(request: reqwest::RequestBuilder) -> Reply {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    assert!(headers["request-id"].to_str().unwrap().starts_with("req_"));
    let replayed = headers.get("idempotent-replayed").is_some_and(|value| value == "true");
    Reply { status, replayed, body: serde_json::from_str(&answer.text().await.unwrap()).unwrap() }
}

async fn post(stripe: &Stripe, path: &str, form: &[(&str, &str)], key: Option<&str>) -> Reply {
    let mut request = client().post(format!("{}{path}", stripe.base_url())).bearer_auth(KEY).form(form);
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    send(request).await
}

async fn get(stripe: &Stripe, path: &str) -> Reply {
    send(client().get(format!("{}{path}", stripe.base_url())).bearer_auth(KEY)).await
}

async fn start() -> Stripe {
    Stripe::start(StripeConfig::default()).await.unwrap()
}

async fn open(stripe: &Stripe) -> String {
    let reply = post(stripe, "/v1/checkout/sessions", OPEN, None).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body["id"].as_str().unwrap().to_owned()
}

/// The parameters of a session, with one of them other or added.
fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form: Vec<_> = OPEN.iter().copied().filter(|param| param.0 != name).collect();
    form.push((name, value));
    form
}

#[tokio::test]
async fn without_the_right_key_nothing_is_said() {
    let stripe = start().await;
    let url = format!("{}/v1/events", stripe.base_url());
    assert_eq!(send(client().get(&url)).await.error(), (401, "invalid_request_error"));
    assert_eq!(send(client().get(&url).bearer_auth("sk_test_other")).await.status, 401);
    assert_eq!(get(&stripe, "/v1/events").await.status, 200);
    assert_eq!(get(&stripe, "/v1/customers").await.error(), (404, "invalid_request_error"));
    let json = client().post(format!("{}/v1/refunds", stripe.base_url())).bearer_auth(KEY).body("{}");
    assert_eq!(send(json).await.status, 400);
}

#[tokio::test]
async fn parameters_that_the_real_one_refuses_are_refused() {
    let stripe = start().await;
    for (name, value, code) in [
        ("colour", "red", "parameter_unknown"),
        ("line_items[0][colour]", "red", "parameter_unknown"),
        ("success_url", "", "url_invalid"),
        ("cancel_url", "javascript:alert(1)", "url_invalid"),
        ("line_items[0][price_data][unit_amount]", "12.5", "parameter_invalid_integer"),
        ("line_items[0][price_data][unit_amount]", "-1", "parameter_invalid_integer"),
        ("line_items[0][price_data][unit_amount]", "10", "amount_too_small"),
        ("line_items[0][price_data][unit_amount]", "99999999", "amount_too_large"),
        ("line_items[0][price_data][currency]", "xyz", "parameter_invalid"),
        ("customer_email", "zoe@", "email_invalid"),
        ("expires_at", "1000", "parameter_invalid"),
    ] {
        let reply = post(&stripe, "/v1/checkout/sessions", &with(name, value), None).await;
        assert_eq!(reply.error(), (400, code), "{name}={value}");
    }
    let missing: Vec<_> = OPEN.iter().copied().filter(|param| param.0 != "success_url").collect();
    assert_eq!(
        post(&stripe, "/v1/checkout/sessions", &missing, None).await.error(),
        (400, "parameter_missing")
    );
    assert!(stripe.sessions().is_empty());
}

#[tokio::test]
async fn a_session_lasts_thirty_minutes_to_a_day() {
    let stripe = start().await;
    open(&stripe).await;
    let session = &stripe.sessions()[0];
    let created = session["created"].as_i64().unwrap();
    assert_eq!(session["expires_at"], created + 24 * 3600);
    // A little inside and outside of the bounds, because the clock runs on.
    for (seconds, status) in [(29 * 60, 400), (31 * 60, 200), (24 * 3600 - 60, 200), (24 * 3600 + 60, 400)] {
        let at = (created + seconds).to_string();
        let reply = post(&stripe, "/v1/checkout/sessions", &with("expires_at", &at), None).await;
        assert_eq!(reply.status, status, "{seconds}");
    }
    stripe.advance(Duration::from_secs(32 * 60));
    let open = |session: &Value| session["status"] == "open";
    let standing: Vec<bool> = stripe.sessions().iter().map(open).collect();
    assert_eq!(standing, [true, false, true]);
    assert_eq!(stripe.events()[0]["type"], "checkout.session.expired");
    assert_eq!(stripe.sessions()[1]["url"], Value::Null);
}

#[tokio::test]
async fn a_key_stands_for_one_request_and_its_answer() {
    let stripe = start().await;
    let path = "/v1/checkout/sessions";
    let first = post(&stripe, path, OPEN, Some("k")).await;
    let again = post(&stripe, path, OPEN, Some("k")).await;
    assert!(!first.replayed && again.replayed);
    assert_eq!(first.body, again.body);
    let other = post(&stripe, path, &with("cancel_url", "https://shop.example/"), Some("k")).await;
    assert_eq!(other.error(), (400, "idempotency_error"));
    assert_eq!(stripe.sessions().len(), 1);
    // What is refused before any work leaves its key free; what fails in the work is remembered.
    assert_eq!(post(&stripe, path, &with("mode", "gift"), Some("free")).await.status, 400);
    assert_eq!(post(&stripe, path, OPEN, Some("free")).await.status, 200);
    let id = first.body["id"].as_str().unwrap();
    let expire = format!("{path}/{id}/expire");
    assert_eq!(post(&stripe, &expire, &[], None).await.status, 200);
    assert!(!post(&stripe, &expire, &[], Some("late")).await.replayed);
    let late = post(&stripe, &expire, &[], Some("late")).await;
    assert!(late.replayed && late.status == 400);
    stripe.advance(Duration::from_secs(25 * 3600));
    assert!(!post(&stripe, path, OPEN, Some("k")).await.replayed, "keys are forgotten after a day");
}

#[tokio::test]
async fn the_same_key_at_the_same_time_is_a_conflict() {
    let stripe = start().await;
    stripe.slow_down(Duration::from_millis(200));
    let path = "/v1/checkout/sessions";
    let late = async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        post(&stripe, path, OPEN, Some("k")).await
    };
    let (first, second) = tokio::join!(post(&stripe, path, OPEN, Some("k")), late);
    assert_eq!((first.status, second.error()), (200, (409, "idempotency_key_in_use")));
}

#[tokio::test]
async fn the_work_is_done_though_its_reply_is_lost() {
    let stripe = start().await;
    stripe.drop_replies(1);
    let request =
        client().post(format!("{}/v1/checkout/sessions", stripe.base_url())).bearer_auth(KEY).form(OPEN);
    let lost = match request.send().await {
        Ok(answer) => answer.text().await.is_err(),
        Err(_) => true,
    };
    assert!(lost);
    assert_eq!(stripe.sessions().len(), 1);
    stripe.fail_next(1, Failure::status(429));
    assert_eq!(get(&stripe, "/v1/events").await.error(), (429, "rate_limit"));
    assert_eq!(get(&stripe, "/v1/events").await.status, 200);
}

#[tokio::test]
async fn lists_are_read_page_by_page_from_the_newest() {
    let stripe = start().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, open(&stripe).await);
    }
    let page = async |query: String| {
        let reply = get(&stripe, &format!("/v1/checkout/sessions{query}")).await;
        let data = reply.body["data"].as_array().unwrap().clone();
        let found: Vec<_> = data.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
        (found, reply.body["has_more"].as_bool().unwrap())
    };
    assert_eq!(page("?limit=2".into()).await, (ids[..2].to_vec(), true));
    assert_eq!(page(format!("?limit=2&starting_after={}", ids[1])).await, (ids[2..4].to_vec(), true));
    assert_eq!(page(format!("?limit=2&starting_after={}", ids[3])).await, (ids[4..].to_vec(), false));
    assert_eq!(page(format!("?limit=2&ending_before={}", ids[3])).await, (ids[1..3].to_vec(), true));
    assert_eq!(get(&stripe, "/v1/checkout/sessions?limit=101").await.status, 400);
    stripe.expire(&ids[0]).unwrap();
    let events = get(&stripe, "/v1/events?type=checkout.session.expired").await.body;
    assert_eq!(events["data"].as_array().map(Vec::len), Some(1));
    let event = events["data"][0]["id"].as_str().unwrap();
    assert_eq!(get(&stripe, &format!("/v1/events/{event}")).await.body, events["data"][0]);
    assert_eq!(get(&stripe, "/v1/events?type=charge.refunded").await.body["data"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story() {
    let (one, two) = (start().await, start().await);
    for stripe in [&one, &two] {
        let id = open(stripe).await;
        stripe.pay(&id).unwrap();
    }
    let ids = |stripe: &Stripe| -> Vec<Value> {
        stripe.sessions().iter().chain(&stripe.events()).map(|object| object["id"].clone()).collect()
    };
    assert_eq!(ids(&one), ids(&two));
}

#[tokio::test]
async fn the_page_says_what_it_is_and_takes_payment_without_a_script() {
    let stripe = start().await;
    let id = open(&stripe).await;
    let url = format!("{}/pay/{id}", stripe.base_url());
    for (locale, notice, total) in [
        ("", "no money moves", "25.00\u{a0}EUR"),
        ("?locale=fr", "aucun argent ne circule", "25,00\u{a0}EUR"),
        ("?locale=pt-BR", "nenhum dinheiro é movimentado", "25,00\u{a0}EUR"),
    ] {
        let page = client().get(format!("{url}{locale}")).send().await.unwrap().text().await.unwrap();
        assert!(page.contains(notice) && page.contains(total), "{page}");
        assert!(page.contains("&lt;b&gt;Brake pad") && !page.contains("<b>") && !page.contains("<script"));
    }
    let press = async |action: &str| {
        let answer =
            client().post(format!("{url}?locale=fr")).form(&[("action", action)]).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 303);
        answer.headers()["location"].to_str().unwrap().to_owned()
    };
    assert_eq!(press("cancel").await, "https://shop.example/basket");
    assert_eq!(press("decline").await, format!("{id}?locale=fr"));
    let page = client().get(format!("{url}?locale=fr")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("La carte a été refusée"));
    let paid = format!("https://shop.example/paid?s={id}");
    assert_eq!(press("pay").await, paid);
    assert_eq!(press("pay").await, paid, "a second press pays nothing");
    let succeeded = |event: &&Value| event["type"] == "payment_intent.succeeded";
    assert_eq!(stripe.events().iter().filter(succeeded).count(), 1);
    let unknown = client().get(format!("{}/pay/cs_test_x", stripe.base_url())).send().await.unwrap();
    assert_eq!(unknown.status().as_u16(), 404);
}

#[tokio::test]
async fn events_are_signed_repeated_until_taken_and_held_back_on_demand() {
    let taken: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = StripeConfig {
        webhook_url: Some(format!("http://{}/", listener.local_addr().unwrap())),
        ..StripeConfig::default()
    };
    let notes = Arc::clone(&taken);
    let receive = async move |headers: axum::http::HeaderMap, body: String| {
        let mut notes = notes.lock().unwrap();
        notes.push((headers["stripe-signature"].to_str().unwrap().to_owned(), body));
        // The first two tries find the receiver away.
        axum::http::StatusCode::from_u16(if notes.len() <= 2 { 503 } else { 200 }).unwrap()
    };
    tokio::spawn(async move {
        let router = axum::Router::new().route("/", axum::routing::post(receive));
        axum::serve(listener, router).await.unwrap();
    });
    let stripe = Stripe::start(config).await.unwrap();
    stripe.deliver(Deliveries { first_pause: Duration::from_millis(5), ..Deliveries::default() });
    let id = open(&stripe).await;
    stripe.expire(&id).unwrap();
    stripe.settled().await;
    let statuses: Vec<_> = stripe.attempts().iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(503), Some(503), Some(200)]);
    for (header, body) in taken.lock().unwrap().iter() {
        let at: i64 = header.split(['=', ',']).nth(1).unwrap().parse().unwrap();
        assert_eq!(*header, signature("whsec_stand_in", at, body));
    }
    stripe.hold();
    let id = open(&stripe).await;
    stripe.pay(&id).unwrap();
    stripe.settled().await;
    assert_eq!(stripe.attempts().len(), 3);
    stripe.release();
    stripe.settled().await;
    let kinds: Vec<_> = stripe.attempts().into_iter().skip(3).map(|attempt| attempt.kind).collect();
    assert_eq!(kinds, ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]);
    let event = stripe.events()[0]["id"].as_str().unwrap().to_owned();
    stripe.resend(&event).unwrap();
    stripe.settled().await;
    assert_eq!(stripe.attempts().last().map(|attempt| attempt.event.clone()), Some(event));
}
