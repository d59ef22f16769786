//! The adapter's requests against Stripe's own description of its API, and its reading of Stripe's own examples.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use common::{Server, checkout, impatient, pair, spec, specs};
use domain::{
    billing::payments::{CheckoutState, Payments as _, RefundReason, RefundRequest, RefundStatus},
    money::{Currency, Money},
};
use emulators::stripe::{Seen, StripeConfig};
use jsonschema::Validator;
use providers::payments::stripe::{API_VERSION, Stripe, webhook};
use serde_json::{Map, Value, json};

/// One request for each operation, as they reached the server.
async fn requests() -> Vec<Seen> {
    let (stripe, stand_in) = pair(StripeConfig::default()).await;
    let first = stripe.open_checkout(&checkout("one")).await.unwrap();
    let payment = stand_in.pay(&first.id).unwrap();
    stripe.checkout(&first.id).await.unwrap();
    let second = stripe.open_checkout(&checkout("two")).await.unwrap();
    stripe.expire(&second.id).await.unwrap();
    let amount = Money::new(900, Currency::Eur);
    for reason in [RefundReason::Duplicate, RefundReason::Fraudulent, RefundReason::RequestedByCustomer] {
        let idempotency_key = format!("refund {reason:?}");
        let request = RefundRequest { idempotency_key, payment: payment.clone(), amount, reason };
        stripe.refund(&request).await.unwrap();
    }
    stand_in.requests()
}

/// What the description says of the operation that `seen` is: a validator for its parameters with their types, and the
/// schema that tells the types.
fn operation(doc: &Value, seen: &Seen) -> (Validator, Value) {
    let fits = |template: &str| {
        let (wanted, found): (Vec<_>, Vec<_>) =
            (template.split('/').collect(), seen.path.split('/').collect());
        wanted.len() == found.len() && wanted.iter().zip(&found).all(|(w, f)| w.starts_with('{') || w == f)
    };
    let paths = doc["paths"].as_object().unwrap();
    let (template, path) = paths.iter().find(|(template, _)| fits(template)).unwrap();
    let operation = &path[seen.method.to_lowercase()];
    assert!(operation.is_object(), "{} {template} is not described", seen.method);
    let mut schema = if seen.method == "POST" {
        operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"].clone()
    } else {
        json!({ "type": "object", "properties": {} })
    };
    // What stands in the path or the query is a parameter like the others, under its own name.
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        if seen.method == "GET" || parameter["in"] == "path" {
            schema["properties"][parameter["name"].as_str().unwrap()] = parameter["schema"].clone();
        }
    }
    close(&mut schema);
    (jsonschema::validator_for(&schema).unwrap(), schema)
}

/// Refuses unknown names at every depth, as Stripe does; the description says so only at the top.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(close);
            if fields.get("properties").is_some_and(Value::is_object)
                && !fields.contains_key("additionalProperties")
            {
                fields.insert("additionalProperties".into(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// The parameters of a request as JSON, of the types that the schema wants where the text can be read so.
fn decode(seen: &Seen, schema: &Value) -> Value {
    let mut root = Value::Object(Map::new());
    for (name, value) in &seen.params {
        let mut place = &mut root;
        for part in name.split('[').map(|part| part.trim_end_matches(']')) {
            if !place[part].is_object() {
                place[part] = json!({});
            }
            place = &mut place[part];
        }
        *place = json!(value);
    }
    if let Some(id) = seen.path.strip_prefix("/v1/checkout/sessions/") {
        root["session"] = json!(id.trim_end_matches("/expire"));
    }
    typed(root, schema)
}

fn typed(value: Value, schema: &Value) -> Value {
    if let Some(choices) = schema["anyOf"].as_array() {
        let choice = choices.iter().find(|choice| (choice["type"] == "string") != value.is_object());
        return typed(value, choice.unwrap_or(&Value::Null));
    }
    match (schema["type"].as_str(), value) {
        (Some("array"), Value::Object(items)) => {
            items.into_values().map(|item| typed(item, &schema["items"])).collect()
        }
        (Some("object"), Value::Object(fields)) => {
            let fields = fields.into_iter().map(|(name, value)| {
                let value = typed(value, &schema["properties"][&name]);
                (name, value)
            });
            Value::Object(fields.collect())
        }
        (Some("integer"), Value::String(text)) => {
            text.parse::<i64>().map_or(json!(text), |number| json!(number))
        }
        (_, value) => value,
    }
}

fn complaint(doc: &Value, seen: &Seen) -> Option<String> {
    let (validator, schema) = operation(doc, seen);
    let value = decode(seen, &schema);
    validator.validate(&value).err().map(|error| format!("{} {}: {error} in {value}", seen.method, seen.path))
}

#[tokio::test]
async fn every_request_is_as_stripe_describes_it() {
    let Some(folder) = specs("every_request_is_as_stripe_describes_it") else { return };
    let doc = spec(&folder, "stripe-2023-08-16.requests.json");
    assert_eq!(doc["info"]["version"], API_VERSION);
    let requests = requests().await;
    assert_eq!(requests.len(), 7);
    for seen in &requests {
        assert_eq!(complaint(&doc, seen), None);
        assert_eq!(seen.version.as_deref(), Some(API_VERSION));
        assert_eq!(seen.idempotency_key.is_some(), seen.method == "POST", "{seen:?}");
    }
}

#[tokio::test]
async fn the_description_refuses_a_wrong_request_of_each_operation() {
    let Some(folder) = specs("the_description_refuses_a_wrong_request_of_each_operation") else { return };
    let doc = spec(&folder, "stripe-2023-08-16.requests.json");
    let requests = requests().await;
    let find = |method: &str, end: &str| {
        let found = requests.iter().find(|seen| seen.method == method && seen.path.contains(end));
        found.unwrap_or_else(|| panic!("{method} {end}")).clone()
    };
    let with = |seen: &Seen, name: &str, value: &str| {
        let mut wrong = seen.clone();
        wrong.params.retain(|param| param.0 != name);
        wrong.params.push((name.to_owned(), value.to_owned()));
        wrong
    };
    let (open, read) = (find("POST", "/sessions"), find("GET", "/sessions/"));
    let (expire, refund) = (find("POST", "/expire"), find("POST", "/refunds"));
    let mut without = open.clone();
    without.params.retain(|param| param.0 != "success_url");
    let mut long = read.clone();
    long.path.push('x');
    let wrong = [
        without,
        with(&open, "colour", "red"),
        with(&open, "line_items[0][colour]", "red"),
        with(&open, "line_items[0][price_data][unit_amount]", "89.00"),
        with(&open, "locale", "klingon"),
        with(&open, "client_reference_id", &"x".repeat(201)),
        long,
        with(&read, "colour", "red"),
        with(&expire, "colour", "red"),
        with(&refund, "amount", "all"),
        with(&refund, "reason", "because"),
        with(&refund, "payment", "pi_1"),
    ];
    for seen in wrong {
        assert!(complaint(&doc, &seen).is_some(), "{seen:?} passed");
    }
}

#[tokio::test]
async fn stripes_own_examples_are_understood() {
    let Some(folder) = specs("stripes_own_examples_are_understood") else { return };
    let fixtures = spec(&folder, "stripe-fixtures3-2026-08-21.json")["resources"].clone();
    let example = fixtures["checkout.session"].clone();
    let (mut paid, mut expired) = (example.clone(), example.clone());
    for (name, value) in [
        ("status", json!("complete")),
        ("payment_status", json!("paid")),
        ("amount_total", json!(1_099)),
        ("currency", json!("usd")),
        // As it comes when the payment is asked for in whole.
        ("payment_intent", fixtures["payment_intent"].clone()),
    ] {
        paid[name] = value;
    }
    expired["status"] = json!("expired");
    let refund = fixtures["refund"].clone();
    let server = Server::start(move |request, _| {
        let body = match request.path.as_str() {
            "/v1/refunds" => &refund,
            "/v1/checkout/sessions/paid" => &paid,
            "/v1/checkout/sessions/expired" => &expired,
            _ => &example,
        };
        (200, body.to_string())
    })
    .await;
    let stripe = Stripe::new(&server.url, "sk_test_1", impatient()).unwrap();
    let session = stripe.open_checkout(&checkout("one")).await.unwrap();
    assert!(session.id.starts_with("cs_test_") && session.url.starts_with("https://checkout.stripe.com/"));
    assert_eq!(session.expires_at.as_second(), 1_234_567_890);
    assert_eq!(stripe.checkout("open").await.unwrap(), CheckoutState::Open);
    assert_eq!(stripe.checkout("expired").await.unwrap(), CheckoutState::Expired);
    let payment = "pi_1PgafyB7WZ01zgkWSjxsAJo3".to_owned();
    let amount = Money::new(1_099, Currency::Usd);
    assert_eq!(
        stripe.checkout("paid").await.unwrap(),
        CheckoutState::Paid { payment: payment.clone(), amount }
    );
    let reason = RefundReason::RequestedByCustomer;
    let refund = RefundRequest { idempotency_key: "r".into(), payment, amount, reason };
    assert_eq!(stripe.refund(&refund).await.unwrap().status, RefundStatus::Succeeded);
}

#[test]
fn stripes_own_event_is_taken_and_left_alone() {
    let Some(folder) = specs("stripes_own_event_is_taken_and_left_alone") else { return };
    let event = spec(&folder, "stripe-fixtures3-2026-08-21.json")["resources"]["event"].to_string();
    let now = common::now();
    let header = emulators::stripe::signature("whsec_1", now.as_second(), &event);
    let event = webhook::verify(event.as_bytes(), &header, "whsec_1", now).unwrap();
    assert_eq!(event.kind, "plan.created");
    assert_eq!(event.news, domain::billing::payments::PaymentNews::Other);
}

#[test]
fn the_published_signatures_are_accepted() {
    let Some(folder) = specs("the_published_signatures_are_accepted") else { return };
    let vectors = spec(&folder, "webhook-vectors.json")["vectors"].clone();
    let mut checked = 0;
    for vector in vectors.as_array().unwrap().iter().filter(|vector| vector["provider"] == "stripe") {
        let text = |name: &str| vector[name].as_str().unwrap();
        let at = jiff::Timestamp::from_second(vector["timestamp"].as_i64().unwrap()).unwrap();
        let verified =
            |body: &str, at| webhook::verify(body.as_bytes(), text("signature"), text("secret"), at);
        // The body is an example that lacks what every event has: it gets past the signature and no further.
        let unreadable = verified(text("body"), at);
        assert!(matches!(unreadable, Err(webhook::WebhookError::Unreadable(_))), "{unreadable:?}");
        assert_eq!(verified(&format!("{} ", text("body")), at), Err(webhook::WebhookError::Forged));
        let tolerance = jiff::SignedDuration::from_secs(vector["tolerance_s"].as_i64().unwrap());
        assert_eq!(tolerance, webhook::TOLERANCE);
        let late = at + tolerance + jiff::SignedDuration::from_secs(1);
        assert_eq!(verified(text("body"), late), Err(webhook::WebhookError::Stale));
        checked += 1;
    }
    assert!(checked > 0, "no vector of Stripe's");
}
