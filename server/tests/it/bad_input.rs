//! Whatever is thrown at a form: an answer of the 4xx kind, never a 5xx, never a panic.

use crate::client::Site;
use domain::accounts::Realm;
use http::{Method, StatusCode};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// Malformed bodies per form; `make proof` raises it.
fn rounds() -> usize {
    std::env::var("MAINSTREET_FUZZ").ok().and_then(|value| value.parse().ok()).unwrap_or(12)
}

/// The paths of all forms, with values where the address has parts.
fn form_paths(site: &Site) -> Vec<String> {
    let listed = server::router::listing(&site.state);
    let fill = |path: String| {
        let filled = path.replace("{slug}", "harbour-garage").replace("{service}", "mot-test");
        filled
            .split('/')
            .map(|part| if part.starts_with('{') { "0199c0de-0000-7000-8000-000000000000" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    };
    listed.into_iter().filter(|(method, _)| method == Method::POST).map(|(_, path)| fill(path)).collect()
}

fn noise() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        "[a-z_]{1,12}=(%[0-9A-F]{2}){0,40}(&[a-z_]{1,12}=\\PC{0,40}){0,8}".prop_map(String::into_bytes),
        Just(b"form=sign_in&email=%FF%FE&password=%00".to_vec()),
        Just([b"form=vehicle&vin=".to_vec(), vec![b'A'; 60_000]].concat()),
        Just("[".repeat(50_000).into_bytes()),
        Just(format!("form=hold&starts={}", "9".repeat(4_000)).into_bytes()),
    ]
}

#[tokio::test]
async fn no_body_makes_a_form_fail_on_our_side() {
    let site = Site::new().await;
    let customer = site.session("customer@mainstreet.example", Realm::Site).await;
    let owner = site.session("owner@harbour-garage.example", Realm::Portal).await;
    let both = format!("{customer}; {owner}");
    let mut runner =
        TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let kinds = [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json",
        "",
        "text/plain",
    ];
    for path in form_paths(&site) {
        for round in 0..rounds() {
            let body = noise().new_tree(&mut runner).unwrap().current();
            let kind = kinds[if round % 3 == 0 { round % kinds.len() } else { 0 }];
            let answer = site.post_raw(&path, kind, body.clone(), &both).await;
            assert!(
                answer.status.is_client_error() || path == "/preferences",
                "{path} answered {} to {:?}",
                answer.status,
                String::from_utf8_lossy(&body).chars().take(200).collect::<String>()
            );
            assert!(!answer.status.is_server_error());
        }
    }
}

#[tokio::test]
async fn a_named_form_with_nonsense_in_every_field_is_refused_at_its_fields() {
    let site = Site::new().await;
    let customer = site.session("customer@mainstreet.example", Realm::Site).await;
    let owner = site.session("owner@harbour-garage.example", Realm::Portal).await;
    let both = format!("{customer}; {owner}");
    let nonsense = [
        "",
        " ",
        "\u{202e}",
        "'; DROP TABLE accounts; --",
        "-1",
        "1e400",
        "9999999999999999999",
        "\u{1F697}\u{1F697}",
        "../../etc/passwd",
        "{{7*7}}",
    ];
    let names = [
        "name",
        "email",
        "phone",
        "next",
        "make",
        "model",
        "year",
        "plate",
        "vin",
        "odometer",
        "starts",
        "vehicle",
        "note",
        "job",
        "from",
        "to",
        "id",
        "session",
        "business_id",
        "price",
        "role",
        "status",
    ];
    // These ask for nothing that could be wrong.
    let bare = [
        "sign_out",
        "end_others",
        "verify_again",
        "cancel",
        "release",
        "clock_in",
        "clock_out",
        "stop_job",
        "read_all",
        "choices",
    ];
    for form in site.state.forms.iter().filter(|form| !bare.contains(&form.form)) {
        let path = form.path.replace("{slug}", "harbour-garage").replace("{service}", "mot-test");
        let path: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
        for value in nonsense {
            let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (*name, value)).collect();
            fields.push(("form", form.form));
            let answer = site.post(&path.join("/"), &fields, &both).await;
            assert!(
                answer.status.is_client_error(),
                "{} {} answered {} to {value:?}",
                form.path,
                form.form,
                answer.status
            );
        }
    }
}

#[tokio::test]
async fn an_oversize_body_is_refused_before_it_is_read() {
    let site = Site::new().await;
    let answer = site
        .post_raw("/b/harbour-garage/sign-in", "application/x-www-form-urlencoded", vec![b'a'; 200_000], "")
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn addresses_that_are_nonsense_are_not_found() {
    let site = Site::new().await;
    for path in [
        "/b/%00",
        "/b/..%2f..",
        "/b/harbour-garage/book/none",
        "/b/harbour-garage/visit/x",
        "/b/harbour-garage/work/x",
        "/b/none",
        "/console/none",
        "/avatars/..%2fx.png",
        "/b/harbour-garage/icons/9999.png",
        "/pkg/../../Cargo.toml",
    ] {
        let answer = site.get(path, "").await;
        assert!([404, 401, 400, 410].contains(&answer.status.as_u16()), "{path} answered {}", answer.status);
    }
}
