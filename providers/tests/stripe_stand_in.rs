//! The adapter over real connections, with the network at its worst.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use common::{Server, checkout, impatient, now, pair, spec, specs};
use domain::{
    billing::payments::{
        CheckoutState, PaymentError, PaymentNews, Payments as _, RefundReason, RefundRequest, RefundStatus,
        RefusalReason,
    },
    money::{Currency, Money},
};
use emulators::stripe::{Deliveries, Failure, StripeConfig};
use providers::payments::stripe::{Patience, Stripe, webhook};
use serde_json::{Value, json};
use std::time::Duration;

const fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn refund(key: &str, payment: &str, minor: i64) -> RefundRequest {
    RefundRequest {
        idempotency_key: key.into(),
        payment: payment.into(),
        amount: euros(minor),
        reason: RefundReason::RequestedByCustomer,
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, PaymentError>) -> RefusalReason {
    match answer {
        Err(PaymentError::Refused { reason, .. }) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_page_is_open_until_it_is_paid() {
    let (stripe, stand_in) = pair(StripeConfig::default()).await;
    let asked = checkout("one");
    let session = stripe.open_checkout(&asked).await.unwrap();
    assert_eq!(session.url, format!("{}/pay/{}", stand_in.base_url(), session.id));
    assert_eq!(session.expires_at.as_second(), asked.expires_at.as_second());
    assert_eq!(stripe.checkout(&session.id).await.unwrap(), CheckoutState::Open);
    stand_in.decline(&session.id).unwrap();
    assert_eq!(stripe.checkout(&session.id).await.unwrap(), CheckoutState::Open);
    let payment = stand_in.pay(&session.id).unwrap();
    let paid = CheckoutState::Paid { payment, amount: euros(8_900) };
    assert_eq!(stripe.checkout(&session.id).await.unwrap(), paid);
    // Too late to close it: the answer says that it was paid.
    assert_eq!(stripe.expire(&session.id).await.unwrap(), paid);
}

#[tokio::test]
async fn a_closed_page_cannot_be_paid_and_closing_it_again_changes_nothing() {
    let (stripe, stand_in) = pair(StripeConfig::default()).await;
    let session = stripe.open_checkout(&checkout("one")).await.unwrap();
    stand_in.drop_replies(1);
    for _ in 0..2 {
        assert_eq!(stripe.expire(&session.id).await.unwrap(), CheckoutState::Expired);
    }
    assert!(stand_in.pay(&session.id).is_err());
    let second = stripe.open_checkout(&checkout("two")).await.unwrap();
    stand_in.advance(Duration::from_secs(2 * 60 * 60));
    assert_eq!(stripe.checkout(&second.id).await.unwrap(), CheckoutState::Expired);
    assert_eq!(refused(stripe.checkout("cs_test_unknown").await), RefusalReason::NotFound);
}

#[tokio::test]
async fn no_more_goes_back_than_was_paid() {
    let (stripe, stand_in) = pair(StripeConfig::default()).await;
    let session = stripe.open_checkout(&checkout("one")).await.unwrap();
    let payment = stand_in.pay(&session.id).unwrap();
    let first = stripe.refund(&refund("a", &payment, 900)).await.unwrap();
    assert_eq!(first.status, RefundStatus::Succeeded);
    assert_eq!(stripe.refund(&refund("a", &payment, 900)).await.unwrap(), first);
    assert_eq!(stand_in.refunds().len(), 1);
    assert_eq!(refused(stripe.refund(&refund("b", &payment, 8_001)).await), RefusalReason::Amount);
    assert_eq!(refused(stripe.refund(&refund("c", &payment, 0)).await), RefusalReason::Amount);
    stripe.refund(&refund("d", &payment, 8_000)).await.unwrap();
    assert_eq!(refused(stripe.refund(&refund("e", &payment, 1)).await), RefusalReason::AlreadyRefunded);
    assert_eq!(refused(stripe.refund(&refund("f", "pi_unknown", 1)).await), RefusalReason::NotFound);
    // A key stands for one request only.
    assert_eq!(refused(stripe.refund(&refund("a", &payment, 901)).await), RefusalReason::Request);
}

#[tokio::test]
async fn a_reply_that_is_lost_after_the_work_is_asked_for_again_and_nothing_happens_twice() {
    let (stripe, stand_in) = pair(StripeConfig::default()).await;
    stand_in.drop_replies(2);
    let session = stripe.open_checkout(&checkout("one")).await.unwrap();
    assert_eq!(stand_in.requests().len(), 3);
    assert!(stand_in.requests().iter().all(|seen| seen.idempotency_key.as_deref() == Some("one")));
    let sessions = stand_in.sessions();
    assert_eq!((sessions.len(), sessions[0]["id"].as_str()), (1, Some(session.id.as_str())));
    let payment = stand_in.pay(&session.id).unwrap();
    stand_in.drop_replies(1);
    stripe.refund(&refund("back", &payment, 900)).await.unwrap();
    assert_eq!(stand_in.refunds().len(), 1);
    // Patience ends: the outcome is unknown, and the same request later finds out.
    stand_in.drop_replies(3);
    let lost = stripe.open_checkout(&checkout("two")).await;
    assert!(matches!(lost, Err(PaymentError::Unreachable { .. })), "{lost:?}");
    assert_eq!(stand_in.sessions().len(), 2);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_and_a_refusal_is_final() {
    for (status, works) in [(429, true), (500, true), (503, true), (409, true), (402, false), (400, false)] {
        let (stripe, stand_in) = pair(StripeConfig::default()).await;
        stand_in.fail_next(1, Failure::status(status));
        let answer = stripe.open_checkout(&checkout("one")).await;
        assert_eq!(answer.is_ok(), works, "{status}");
        assert_eq!(stand_in.requests().len(), if works { 2 } else { 1 }, "{status}");
        if status == 402 {
            assert_eq!(refused(answer), RefusalReason::Declined);
        }
    }
    let (stripe, stand_in) = pair(StripeConfig::default()).await;
    stand_in.fail_next(3, Failure::status(500));
    let answer = stripe.open_checkout(&checkout("one")).await;
    assert!(matches!(answer, Err(PaymentError::Retry { after: None, .. })), "{answer:?}");
    assert_eq!(stand_in.requests().len(), 3);
}

#[tokio::test]
async fn stripes_own_word_on_trying_again_counts_first() {
    let (stripe, stand_in) = pair(StripeConfig::default()).await;
    stand_in.fail_next(1, Failure { should_retry: Some(false), ..Failure::status(500) });
    let answer = stripe.open_checkout(&checkout("one")).await;
    assert!(matches!(answer, Err(PaymentError::Unreachable { .. })), "{answer:?}");
    assert_eq!(stand_in.requests().len(), 1);
    stand_in.fail_next(1, Failure { should_retry: Some(true), ..Failure::status(400) });
    stripe.open_checkout(&checkout("two")).await.unwrap();
    stand_in.fail_next(1, Failure { retry_after: Some(60), ..Failure::status(429) });
    let answer = stripe.open_checkout(&checkout("three")).await;
    let minute = Some(Duration::from_secs(60));
    assert!(matches!(answer, Err(PaymentError::Retry { after, .. }) if after == minute), "{answer:?}");
    assert_eq!(stand_in.requests().len(), 4);
}

#[tokio::test]
async fn two_that_ask_for_the_same_at_once_get_the_same_page() {
    let config = StripeConfig::default();
    let stand_in = emulators::stripe::Stripe::start(config.clone()).await.unwrap();
    let patience = Patience { tries: 100, ..impatient() };
    let stripe = Stripe::new(stand_in.base_url(), &config.secret_key, patience).unwrap();
    stand_in.slow_down(Duration::from_millis(60));
    let asked = checkout("one");
    let (one, two) = tokio::join!(stripe.open_checkout(&asked), stripe.open_checkout(&asked));
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(stand_in.sessions().len(), 1);
    assert!(stand_in.requests().len() > 2, "the second came while the first was under way");
}

#[tokio::test]
async fn a_wrong_key_is_the_accounts_matter_and_silence_is_no_refusal() {
    let (_, stand_in) = pair(StripeConfig::default()).await;
    let wrong = Stripe::new(stand_in.base_url(), "sk_test_other", impatient()).unwrap();
    assert_eq!(refused(wrong.open_checkout(&checkout("one")).await), RefusalReason::Account);
    let nobody = Stripe::new("http://127.0.0.1:9", "sk_test_1", impatient()).unwrap();
    let answer = nobody.open_checkout(&checkout("one")).await;
    assert!(matches!(answer, Err(PaymentError::Unreachable { .. })), "{answer:?}");
    let babble = Server::start(|_, _| (200, "<html>".into())).await;
    let babbled = Stripe::new(&babble.url, "sk_test_1", impatient()).unwrap();
    let answer = babbled.open_checkout(&checkout("one")).await;
    assert!(matches!(answer, Err(PaymentError::Unreachable { .. })), "{answer:?}");
}

#[tokio::test]
async fn events_that_come_twice_late_and_in_another_order_verify_and_say_what_happened() {
    let server = Server::start(|_, before| (if before == 0 { 500 } else { 200 }, String::new())).await;
    let config = StripeConfig { webhook_url: Some(server.url.clone()), ..StripeConfig::default() };
    let secret = config.webhook_secret.clone();
    let (stripe, stand_in) = pair(config).await;
    let pause = Duration::from_millis(5);
    stand_in.deliver(Deliveries {
        copies: 2,
        shuffled: true,
        delay: pause,
        first_pause: pause,
        ..Deliveries::default()
    });
    stand_in.hold();
    let session = stripe.open_checkout(&checkout("one")).await.unwrap();
    stand_in.decline(&session.id).unwrap();
    let payment = stand_in.pay(&session.id).unwrap();
    let refund = stripe.refund(&refund("a", &payment, 900)).await.unwrap();
    let unpaid = stripe.open_checkout(&checkout("two")).await.unwrap();
    stripe.expire(&unpaid.id).await.unwrap();
    stand_in.release();
    stand_in.settled().await;
    let (mut ids, mut news) = (Vec::new(), Vec::new());
    for received in server.received() {
        let event =
            webhook::verify(&received.body, received.header("stripe-signature"), &secret, now()).unwrap();
        if !ids.contains(&event.id) {
            ids.push(event.id);
            news.push(event.news);
        }
    }
    assert_eq!(server.received().len(), 2 * ids.len() + 1, "each twice, and the refused one again");
    let reference = || Some("invoice-7".to_owned());
    let amount = euros(8_900);
    for expected in [
        PaymentNews::PaymentFailed { payment: payment.clone(), reference: reference() },
        PaymentNews::PaymentSucceeded { payment: payment.clone(), reference: reference(), amount },
        PaymentNews::CheckoutPaid {
            session: session.id,
            reference: reference(),
            payment: payment.clone(),
            amount,
        },
        PaymentNews::Refunded { payment: payment.clone(), total: euros(900) },
        PaymentNews::RefundChanged {
            refund: refund.id,
            payment: Some(payment),
            amount: euros(900),
            status: RefundStatus::Succeeded,
        },
        PaymentNews::CheckoutExpired { session: unpaid.id, reference: reference() },
    ] {
        assert!(news.contains(&expected), "{expected:?} is missing in {news:?}");
    }
}

/// OpenAPI 3.0 says `nullable` where JSON Schema says that null is one of the types.
fn with_null(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(with_null);
            if fields.remove("nullable") == Some(json!(true)) {
                let inner = std::mem::take(fields);
                fields.insert("anyOf".into(), json!([{ "type": "null" }, inner]));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(with_null),
        _ => {}
    }
}

#[tokio::test]
async fn the_stand_in_answers_in_the_shapes_that_stripe_describes() {
    let Some(folder) = specs("the_stand_in_answers_in_the_shapes_that_stripe_describes") else { return };
    let mut doc = spec(&folder, "stripe-2023-08-16.trim.json");
    with_null(&mut doc["components"]["schemas"]);
    let mut check = |schema: &str, value: &Value| {
        doc["$ref"] = json!(format!("#/components/schemas/{schema}"));
        let validator = jsonschema::validator_for(&doc).unwrap();
        let complaints: Vec<_> =
            validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path)).collect();
        assert!(complaints.is_empty(), "{schema}: {complaints:?}");
        assert!(!validator.is_valid(&json!({ "object": schema })), "{schema} accepts anything");
    };
    let (stripe, stand_in) = pair(StripeConfig::default()).await;
    let session = stripe.open_checkout(&checkout("one")).await.unwrap();
    check("checkout.session", &stand_in.sessions()[0]);
    stand_in.decline(&session.id).unwrap();
    let payment = stand_in.pay(&session.id).unwrap();
    stripe.refund(&refund("a", &payment, 900)).await.unwrap();
    check("checkout.session", &stand_in.sessions()[0]);
    for event in stand_in.events() {
        check("event", &event);
        let object = &event["data"]["object"];
        check(object["object"].as_str().unwrap(), object);
    }
}
