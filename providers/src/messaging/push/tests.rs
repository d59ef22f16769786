//! What the adapter makes of addresses, tags and answers, without a network.

use super::*;
use domain::clock::SystemClock;
use reqwest::header::HeaderValue;

fn push(origins: &[&str]) -> Result<WebPush, String> {
    let key = VapidKey::read(&VapidKey::generate().unwrap()).unwrap();
    let origins: Vec<String> = origins.iter().map(|origin| (*origin).to_owned()).collect();
    WebPush::new(key, "mailto:hello@quay.example", Arc::new(SystemClock), &origins)
}

#[test]
fn only_public_addresses_over_tls_are_admitted() {
    let push = push(&[]).unwrap();
    assert!(push.admits("https://fcm.googleapis.com/fcm/send/abc"));
    for endpoint in [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://127.0.0.1/send",
        "https://[::1]:8443/send",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.7/send",
        "https://user@push.example/send",
        "https://user:secret@push.example/send",
        "file:///etc/passwd",
        "push.example",
        "",
    ] {
        assert!(!push.admits(endpoint), "{endpoint}");
    }
}

#[test]
fn an_origin_that_the_configuration_names_is_admitted_and_no_neighbour_of_it() {
    let push = push(&["http://127.0.0.1:4020", "https://push.inside.example/"]).unwrap();
    assert!(push.admits("http://127.0.0.1:4020/push/1"));
    assert!(push.admits("https://push.inside.example/push/1"));
    for endpoint in [
        "http://127.0.0.1:4021/push/1",
        "https://127.0.0.1:4020/push/1",
        "http://127.0.0.1.example:4020/",
        "http://127.0.0.1:4020@10.0.0.7/",
        "http://push.inside.example/push/1",
    ] {
        assert!(!push.admits(endpoint), "{endpoint}");
    }
}

#[test]
fn what_is_more_or_less_than_an_origin_is_refused() {
    for wrong in
        ["127.0.0.1:4020", "http://127.0.0.1:4020/push", "ftp://push.example", "https://a@push.example", ""]
    {
        assert!(push(&[wrong]).is_err(), "{wrong}");
    }
}

#[test]
fn a_topic_fits_stays_the_same_and_gives_the_tag_away_to_nobody() {
    const P256DH: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    let one = Receiver::read(P256DH, "BTBZMqHH6r4Tts7J_aSIgg").unwrap();
    let other = Receiver::read(P256DH, "BTBZMqHH6r4Tts7J_aSIgA").unwrap();
    let first = topic(&one, "job-7-ready").unwrap();
    assert_eq!(first.len(), 32);
    assert_eq!(topic(&one, "job-7-ready").unwrap(), first);
    assert_ne!(topic(&one, "job-8-ready").unwrap(), first);
    assert_ne!(topic(&other, "job-7-ready").unwrap(), first, "another browser's secret gives another topic");
    assert_eq!(topic(&one, ""), None);
}

#[test]
fn a_pause_is_read_in_seconds_and_as_a_date() {
    let now = "2026-10-21T09:10:00Z".parse().unwrap();
    let read = |text: &str| {
        let value = HeaderValue::from_str(text).unwrap();
        retry_after(&HeaderMap::from_iter([(RETRY_AFTER, value)]), now)
    };
    assert_eq!(read("120"), Some(Duration::from_secs(120)));
    assert_eq!(read("Wed, 21 Oct 2026 09:12:00 GMT"), Some(Duration::from_secs(120)));
    for nothing in ["Wed, 21 Oct 2026 09:08:00 GMT", "-5", "soon"] {
        assert_eq!(read(nothing), None, "{nothing}");
    }
    assert_eq!(retry_after(&HeaderMap::new(), now), None);
}
