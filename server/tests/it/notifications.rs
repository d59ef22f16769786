//! Notifications as their readers meet them: the bell, the list, opening one, the stream behind the bell.

use crate::client::{GARAGE, Site, request};
use axum::body::Body;
use domain::accounts::Realm;
use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use services::{
    Actor, Scope, businesses,
    messaging::notifications::{self as cases, Note},
};
use std::time::Duration;
use tower::ServiceExt as _;

/// The garage's owner: their cookie, and what they have not read.
async fn owner(site: &Site) -> (String, Scope) {
    let cookie = site.session("owner@harbour-garage.example", Realm::Portal).await;
    let token = cookie.split_once('=').unwrap().1;
    let session = services::accounts::sessions::find(site.core(), Realm::Portal, token).await;
    let business = businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let actor = Actor::Staff(session.unwrap().unwrap().person.id, domain::accounts::Role::Owner);
    (cookie, Scope { actor, ..Scope::system(site.core(), business.id) })
}

async fn notes(scope: &Scope) -> Vec<Note> {
    let business = businesses::by_slug(&scope.core, GARAGE).await.unwrap();
    cases::list(scope, &business, 1).await.unwrap().notes
}

#[tokio::test]
async fn the_bell_counts_down_as_notifications_are_opened_and_read() {
    let site = Site::new().await;
    let (cookie, scope) = owner(&site).await;
    let unread = cases::unread(&scope).await.unwrap();
    assert!(unread > 1, "the demo has news");
    let day = site.get(&format!("/console/{GARAGE}"), &cookie).await.body;
    assert!(
        day.contains(&format!("aria-label=\"Notifications, {unread} unread\"")),
        "the bell is on every page"
    );
    let list = format!("/console/{GARAGE}/notifications");
    let first = notes(&scope).await.into_iter().find(|note| note.unread).unwrap();
    assert!(site.get(&list, &cookie).await.body.contains(&first.words.title));
    let opened = site.get(&format!("{list}/{}", first.id), &cookie).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let page = site.get(opened.header("location"), &cookie).await;
    assert_eq!(page.status, StatusCode::OK, "it leads to a page that is there");
    assert_eq!(cases::unread(&scope).await.unwrap(), unread - 1);
    let done = site.post(&list, &[("form", "read_all")], &cookie).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(cases::unread(&scope).await.unwrap(), 0);
    assert!(site.get(&list, &cookie).await.body.contains("aria-label=\"Notifications\""));
}

#[tokio::test]
async fn whoever_follows_a_push_signed_out_is_offered_to_sign_in_and_learns_nothing() {
    let site = Site::new().await;
    let (_, scope) = owner(&site).await;
    let note = notes(&scope).await.swap_remove(0);
    let path = format!("/console/{GARAGE}/notifications/{}", note.id);
    let answer = site.get(&path, "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("/console/sign-in?next="), "{}", answer.body);
    assert!(!answer.body.contains(&note.words.title));
    let customer = site.session("customer@mainstreet.example", Realm::Site).await;
    let other = site.get(&format!("/b/{GARAGE}/notifications/{}", note.id), &customer).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_switches_show_what_was_chosen_and_which_of_them_cannot_be_moved() {
    let site = Site::new().await;
    let cookie = site.session("customer@mainstreet.example", Realm::Site).await;
    let page = format!("/b/{GARAGE}/account/notifications");
    let switch = |body: &str, name: &str| {
        let at = body.find(&format!("name=\"{name}\"")).unwrap();
        let start = body[..at].rfind('<').unwrap();
        let end = at + body[at..].find('>').unwrap();
        let tag = &body[start..end];
        (tag.contains(" checked"), tag.contains(" disabled"))
    };
    let before = site.get(&page, &cookie).await.body;
    assert_eq!(switch(&before, "ready.push"), (true, false));
    assert_eq!(switch(&before, "booking.email"), (true, true));
    let fields = [("form", "choices"), ("ready.email", "on"), ("estimate.push", "on")];
    let saved = site.post(&page, &fields, &cookie).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let after = site.get(saved.header("location"), &cookie).await.body;
    assert_eq!(switch(&after, "ready.push"), (false, false));
    assert_eq!(switch(&after, "ready.email"), (true, false));
    assert_eq!(switch(&after, "invoice.email"), (true, true), "receipts arrive");
}

/// What a stream says until it has said `wanted`.
async fn says(body: &mut Body, wanted: &str) -> String {
    let mut heard = String::new();
    while !heard.contains(wanted) {
        let frame = tokio::time::timeout(Duration::from_secs(5), body.frame()).await;
        let frame = frame.unwrap_or_else(|_| panic!("heard only {heard:?}"));
        heard.push_str(&String::from_utf8_lossy(&frame.unwrap().unwrap().into_data().unwrap_or_default()));
    }
    heard
}

#[tokio::test]
async fn the_bell_of_an_open_page_hears_of_every_change() {
    let site = Site::new().await;
    let (cookie, scope) = owner(&site).await;
    let unread = cases::unread(&scope).await.unwrap();
    let path = format!("/console/{GARAGE}/notifications/live");
    let asked = request(Method::GET, &path, &cookie).body(Body::empty()).unwrap();
    let mut stream = server::router(site.state.clone()).oneshot(asked).await.unwrap().into_body();
    let heard = says(&mut stream, "\n\n").await;
    assert!(heard.contains("event: unread") && heard.contains(&format!("data: {unread}")), "{heard}");
    cases::read_all(&scope).await.unwrap();
    let heard = says(&mut stream, "\n\n").await;
    assert!(heard.contains("data: 0"), "{heard}");
}
