//! The clock that a demonstration can move.

use crate::client::{ORIGIN, Site, request};
use axum::body::Body;
use domain::accounts::Realm;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use server::{
    config::{Partial, StripeAccount},
    dev_clock,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test]
async fn the_clock_of_a_demonstration_moves_forward_and_sessions_follow_it() {
    let site = Site::new().await;
    let owner = site.session("owner@harbour-garage.example", Realm::Portal).await;
    assert_eq!(site.get("/console/harbour-garage", &owner).await.status, StatusCode::OK);
    let before = site.core().now();
    for (step, days) in [("day", 1), ("week", 8), ("month", 39)] {
        let moved = site.post("/dev/clock", &[("by", step)], "").await;
        assert_eq!((moved.status, moved.header("location")), (StatusCode::SEE_OTHER, "/dev/clock"));
        let ahead = site.core().now() - before;
        assert!(ahead.total(jiff::Unit::Second).unwrap() >= (DAY * days).as_secs_f64(), "{step}: {ahead}");
    }
    let gone = site.get("/console/harbour-garage", &owner).await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED, "the session outlived a month");
    let page = site.get("/dev/clock?lang=fr", "").await;
    assert!(page.body.contains("<html lang=\"fr\">") && page.body.contains("href=\"/dev/mail\""));
    assert!(page.header("content-security-policy").contains("form-action 'self'"));
}

#[tokio::test]
async fn the_clock_stays_where_it_was_left_when_the_server_starts_anew() {
    let site = Site::new().await;
    site.post("/dev/clock", &[("by", "week")], "").await;
    let again = dev_clock::resume(&site.state.config).unwrap();
    assert_eq!(again.ahead(), DAY * 7);
}

#[tokio::test]
async fn another_site_moves_no_clock_and_neither_does_a_step_nobody_knows() {
    let site = Site::new().await;
    let foreign = request(Method::POST, "/dev/clock", "")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("by=month"))
        .unwrap();
    assert_eq!(site.send(foreign).await.status, StatusCode::FORBIDDEN);
    let back = site.post("/dev/clock", &[("by", "-month")], "").await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(dev_clock::resume(&site.state.config).unwrap().ahead(), SignedDuration::ZERO);
}

#[tokio::test]
async fn outside_a_demonstration_there_is_no_clock_to_move() {
    let mut site = Site::new().await;
    site.stop_moving_time();
    assert_eq!(site.get("/dev/clock", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post("/dev/clock", &[("by", "day")], "").await.status, StatusCode::NOT_FOUND);
    let plain = Partial { base_url: Some(ORIGIN.into()), ..Partial::default() };
    assert!(dev_clock::resume(&plain.clone().complete().unwrap()).is_none());
    let mut paid = Partial { demo: Some(true), ..plain }.complete().unwrap();
    paid.stripe = Some(StripeAccount {
        secret_key: "sk_test_1".into(),
        webhook_secret: "whsec_1".into(),
        api_base: ORIGIN.into(),
    });
    assert!(dev_clock::resume(&paid).is_none(), "the provider's own clock does not move");
}
