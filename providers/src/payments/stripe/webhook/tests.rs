use super::*;
use domain::money::{Currency, Money};
use serde_json::json;

const SECRET: &str = "whsec_test";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// The signature of `body` by `secret` at `second`, in hexadecimal.
fn sign(body: &str, secret: &str, second: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{second}.{body}").as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn event(kind: &str, object: Value) -> String {
    json!({ "id": "evt_1", "type": kind, "created": 1_000, "new": [1], "data": { "object": object, "more": {} } })
        .to_string()
}

fn news_of(kind: &str, object: Value) -> PaymentNews {
    let body = event(kind, object);
    let header = format!("t=1000,v1={}", sign(&body, SECRET, 1_000));
    verify(body.as_bytes(), &header, SECRET, at(1_000)).unwrap().news
}

#[test]
fn one_good_signature_among_several_is_enough() {
    let body = event("customer.created", json!({}));
    let (good, bad) = (sign(&body, SECRET, 1_000), sign(&body, "whsec_old", 1_000));
    for header in [
        format!("t=1000,v1={bad},v1={good},v0=abc"),
        format!("v1={good}, t=1000"),
        format!("t=1000,v1=zz,v1={good}"),
    ] {
        let event = verify(body.as_bytes(), &header, SECRET, at(1_000)).unwrap();
        assert_eq!((event.id.as_str(), event.kind.as_str()), ("evt_1", "customer.created"));
        assert_eq!((event.created, event.news), (at(1_000), PaymentNews::Other));
    }
}

#[test]
fn another_body_secret_time_or_scheme_is_refused() {
    let body = event("customer.created", json!({}));
    let good = sign(&body, SECRET, 1_000);
    let check =
        |body: &str, header: &str, secret: &str| verify(body.as_bytes(), header, secret, at(1_000)).err();
    let header = format!("t=1000,v1={good}");
    assert_eq!(check(&body, &header, SECRET), None);
    assert_eq!(check(&format!("{body}\n"), &header, SECRET), Some(WebhookError::Forged));
    assert_eq!(check(&body, &header, "whsec_other"), Some(WebhookError::Forged));
    assert_eq!(check(&body, &format!("t=1001,v1={good}"), SECRET), Some(WebhookError::Forged));
    assert_eq!(check(&body, &format!("t=1000,v1={}", &good[..62]), SECRET), Some(WebhookError::Forged));
    let unsigned = sign(&body, "", 1_000);
    assert_eq!(check(&body, &format!("t=1000,v1={unsigned}"), ""), Some(WebhookError::Forged));
    for header in [
        "",
        "t=1000",
        "v1=00",
        "t=x,v1=00",
        "t=01000,v1=00",
        &format!("t=1000,v0={good}"),
        &good,
        "t=1000,v1=0",
    ] {
        assert_eq!(check(&body, header, SECRET), Some(WebhookError::Unsigned), "{header}");
    }
}

#[test]
fn an_event_is_taken_five_minutes_around_its_signature_and_no_longer() {
    let body = event("customer.created", json!({}));
    let header = format!("t=1000,v1={}", sign(&body, SECRET, 1_000));
    let check = |now| verify(body.as_bytes(), &header, SECRET, at(now)).err();
    for (now, expected) in
        [(700, None), (1_300, None), (699, Some(WebhookError::Stale)), (1_301, Some(WebhookError::Stale))]
    {
        assert_eq!(check(now), expected, "{now}");
    }
    // A time that no clock shows.
    let header = format!("t={},v1={}", i64::MAX, sign(&body, SECRET, i64::MAX));
    assert_eq!(verify(body.as_bytes(), &header, SECRET, at(1_000)), Err(WebhookError::Stale));
}

#[test]
fn what_is_signed_but_no_event_is_unreadable() {
    for body in ["", "[]", "{}", "{\"id\":\"evt_1\"}", "\u{0}"] {
        let header = format!("t=1000,v1={}", sign(body, SECRET, 1_000));
        let answer = verify(body.as_bytes(), &header, SECRET, at(1_000));
        assert!(matches!(answer, Err(WebhookError::Unreadable(_))), "{body}");
    }
}

#[test]
fn a_page_that_is_through_but_not_paid_is_no_payment_yet() {
    let session = |paid: &str| {
        json!({ "id": "cs_1", "expires_at": 2_000, "status": "complete", "payment_status": paid,
            "payment_intent": { "id": "pi_1", "object": "payment_intent" }, "amount_total": 8_900, "currency": "eur",
            "client_reference_id": "invoice-7" })
    };
    assert_eq!(news_of("checkout.session.completed", session("unpaid")), PaymentNews::Other);
    let paid = PaymentNews::CheckoutPaid {
        session: "cs_1".into(),
        reference: Some("invoice-7".into()),
        payment: "pi_1".into(),
        amount: Money::new(8_900, Currency::Eur),
    };
    assert_eq!(news_of("checkout.session.completed", session("paid")), paid);
    assert_eq!(news_of("checkout.session.async_payment_succeeded", session("paid")), paid);
}

#[test]
fn payments_of_the_account_that_are_not_ours_do_no_harm() {
    let yen = json!({ "id": "pi_2", "amount": 500, "currency": "jpy" });
    assert_eq!(news_of("payment_intent.succeeded", yen), PaymentNews::Other);
    assert_eq!(news_of("charge.refunded", json!({ "id": "ch_1" })), PaymentNews::Other);
    let bare = json!({ "id": "pi_2", "amount": 500, "currency": "eur" });
    assert_eq!(
        news_of("payment_intent.payment_failed", bare),
        PaymentNews::PaymentFailed { payment: "pi_2".into(), reference: None }
    );
}
