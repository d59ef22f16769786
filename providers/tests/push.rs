//! The adapter for web push against a push service that looks at everything it is sent.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "a test")]

use domain::{
    clock::{Clock, FixedClock, SystemClock},
    messaging::push::{Push as _, PushError, PushMessage, PushSubscription},
};
use emulators::push::{Failure, Push, Subscription};
use providers::messaging::push::{WebPush, vapid::VapidKey};
use std::{sync::Arc, time::Duration};

/// The adapter, with the stand-in that it may talk to.
async fn pair() -> (WebPush, Push) {
    let stand_in = Push::start().await.unwrap();
    (adapter(Arc::new(SystemClock), &[stand_in.origin().to_owned()]), stand_in)
}

fn adapter(clock: Arc<dyn Clock>, origins: &[String]) -> WebPush {
    let key = VapidKey::read(&VapidKey::generate().unwrap()).unwrap();
    WebPush::new(key, "mailto:hello@quay.example", clock, origins).unwrap()
}

fn given(subscription: Subscription) -> PushSubscription {
    let Subscription { endpoint, p256dh, auth } = subscription;
    PushSubscription { endpoint, p256dh, auth }
}

fn ready(tag: &str) -> PushMessage {
    PushMessage {
        title: "Garage du Quai".into(),
        body: "Votre voiture est prête.".into(),
        path: "/b/quay/visits".into(),
        tag: tag.into(),
    }
}

#[tokio::test]
async fn a_notice_arrives_signed_sealed_and_as_it_was_written() {
    let (push, stand_in) = pair().await;
    let to = given(stand_in.subscribe(push.public_key()));
    push.send(&to, &ready("job-7")).await.unwrap();
    let [taken] = stand_in.messages().try_into().unwrap();
    assert_eq!(serde_json::from_str::<PushMessage>(&taken.text).unwrap(), ready("job-7"));
    assert_eq!((taken.endpoint, taken.ttl, taken.urgency.as_deref()), (to.endpoint, 86_400, Some("normal")));
    assert_eq!(stand_in.refusals(), []);
}

#[tokio::test]
async fn the_longest_notice_is_taken() {
    let (push, stand_in) = pair().await;
    let to = given(stand_in.subscribe(push.public_key()));
    push.send(&to, &PushMessage { body: "é".repeat(9_000), ..ready("long") }).await.unwrap();
    assert!(stand_in.messages()[0].text.contains("éé"));
}

#[tokio::test]
async fn a_subscription_that_ended_or_never_was_is_gone() {
    let (push, stand_in) = pair().await;
    let to = given(stand_in.subscribe(push.public_key()));
    stand_in.unsubscribe(&to.endpoint);
    assert_eq!(push.send(&to, &ready("job-7")).await, Err(PushError::Gone));
    let nobody = PushSubscription { endpoint: format!("{}/push/nobody", stand_in.origin()), ..to.clone() };
    assert_eq!(push.send(&nobody, &ready("job-7")).await, Err(PushError::Gone));
    let no_point = format!("B{}", "A".repeat(86));
    let no_key = PushSubscription { p256dh: no_point, ..given(stand_in.subscribe(push.public_key())) };
    assert_eq!(push.send(&no_key, &ready("job-7")).await, Err(PushError::Gone));
    assert_eq!(stand_in.messages(), []);
}

#[tokio::test]
async fn a_busy_service_says_when_to_come_back() {
    let (push, stand_in) = pair().await;
    let to = given(stand_in.subscribe(push.public_key()));
    for (failure, expected) in [
        (Failure::status(429).with("retry-after", 90), Some(Duration::from_secs(90))),
        (Failure::status(429), None),
        (Failure::status(503).with("retry-after", "soon"), None),
        (Failure::status(500), None),
    ] {
        stand_in.fail_next(1, failure.clone());
        let Err(PushError::Busy { after, why }) = push.send(&to, &ready("job-7")).await else {
            panic!("{failure:?} is tried again")
        };
        assert_eq!(after, expected, "{why}");
    }
    push.send(&to, &ready("job-7")).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_a_push_is_refused_for_good() {
    let (push, stand_in) = pair().await;
    let to = given(stand_in.subscribe(push.public_key()));
    for status in [400, 403, 413] {
        stand_in.fail_next(1, Failure::status(status));
        assert!(matches!(push.send(&to, &ready("job-7")).await, Err(PushError::Refused(_))), "{status}");
    }
    let others = given(stand_in.subscribe(adapter(Arc::new(SystemClock), &[]).public_key()));
    assert!(matches!(push.send(&others, &ready("job-7")).await, Err(PushError::Refused(_))), "another key's");
    let past = Arc::new(FixedClock::new("2026-01-01T00:00:00Z".parse().unwrap()));
    let late = adapter(past, &[stand_in.origin().to_owned()]);
    let to = given(stand_in.subscribe(late.public_key()));
    assert!(
        matches!(late.send(&to, &ready("job-7")).await, Err(PushError::Refused(_))),
        "a token of long ago"
    );
}

#[tokio::test]
async fn a_push_whose_reply_was_lost_and_that_is_sent_again_shows_once() {
    let (push, stand_in) = pair().await;
    let to = given(stand_in.subscribe(push.public_key()));
    stand_in.lose_replies(1);
    let lost = push.send(&to, &ready("job-7")).await;
    assert!(matches!(lost, Err(PushError::Busy { .. })), "{lost:?}");
    push.send(&to, &ready("job-7")).await.unwrap();
    push.send(&to, &ready("job-8")).await.unwrap();
    let taken = stand_in.messages();
    assert_eq!(taken.iter().map(|message| message.answered).collect::<Vec<_>>(), [false, true, true]);
    let waiting = stand_in.waiting(&to.endpoint);
    let tags: Vec<String> = waiting
        .iter()
        .map(|message| serde_json::from_str::<PushMessage>(&message.text).unwrap().tag)
        .collect();
    assert_eq!(tags, ["job-7", "job-8"]);
}

#[tokio::test]
async fn nothing_is_sent_into_this_network_unless_the_configuration_names_it() {
    let stand_in = Push::start().await.unwrap();
    let push = adapter(Arc::new(SystemClock), &["http://127.0.0.1:1".to_owned()]);
    let to = given(stand_in.subscribe(push.public_key()));
    let port = stand_in.origin().rsplit(':').next().unwrap().to_owned();
    for endpoint in [
        to.endpoint.clone(),
        format!("https://127.0.0.1:{port}/push/1"),
        // The name is let through, and refused where it is looked up.
        format!("https://localhost:{port}/push/1"),
        format!("https://[::ffff:127.0.0.1]:{port}/push/1"),
        format!("https://2130706433:{port}/push/1"),
    ] {
        let sent =
            push.send(&PushSubscription { endpoint: endpoint.clone(), ..to.clone() }, &ready("x")).await;
        assert!(matches!(sent, Err(PushError::Refused(_))), "{endpoint}: {sent:?}");
    }
    assert_eq!((stand_in.messages(), stand_in.refusals()), (Vec::new(), Vec::new()), "nothing reached it");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (push, stand_in) = pair().await;
    let (to, elsewhere) = (stand_in.subscribe(push.public_key()), stand_in.subscribe(push.public_key()));
    stand_in.fail_next(1, Failure::status(307).with("location", elsewhere.endpoint));
    let sent = push.send(&given(to), &ready("job-7")).await;
    assert!(matches!(sent, Err(PushError::Refused(_))), "{sent:?}");
    assert_eq!((stand_in.messages(), stand_in.refusals()), (Vec::new(), Vec::new()));
}
