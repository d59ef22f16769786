//! Headers, origins, sessions, redirects.

use crate::client::{GARAGE, ORIGIN, Site, request};
use axum::body::Body;
use http::{Method, StatusCode};

const CUSTOMER: (&str, &str) = ("customer@mainstreet.example", "mainstreet-demo");

fn sign_in_path() -> String {
    format!("/b/{GARAGE}/sign-in")
}

async fn sign_in(site: &Site, email: &str, password: &str, cookie: &str) -> crate::client::Answer {
    let fields = [("form", "sign_in"), ("email", email), ("password", password), ("next", "")];
    site.post(&sign_in_path(), &fields, cookie).await
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = Site::new().await;
    let garage = format!("/b/{GARAGE}");
    let manifest = format!("{garage}/manifest.webmanifest");
    for path in [
        "/",
        &garage,
        "/nowhere",
        "/nowhere.txt",
        "/livez",
        &manifest,
        "/avatars/x.png",
        "/offline",
        "/console",
        "/sitemap.xml",
        "/api/site/none",
    ] {
        let answer = site.get(path, "").await;
        for name in [
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "x-frame-options",
            "cache-control",
            "cross-origin-opener-policy",
            "permissions-policy",
        ] {
            assert!(!answer.header(name).is_empty(), "{path} lacks {name}");
        }
    }
}

#[tokio::test]
async fn scripts_of_a_page_run_by_a_nonce_of_that_page_alone() {
    let site = Site::new().await;
    let (first, second) = (site.get("/", "").await, site.get("/", "").await);
    let nonce = |answer: &crate::client::Answer| {
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(
            policy.contains("'strict-dynamic'")
                && !policy.contains("unsafe-inline")
                && !policy.contains("'unsafe-eval'"),
            "{policy}"
        );
        nonce
    };
    assert_ne!(nonce(&first), nonce(&second));
    assert!(first.body.contains(&format!("nonce=\"{}\"", nonce(&first))));
}

#[tokio::test]
async fn what_another_site_sends_is_refused_signing_in_included() {
    let site = Site::new().await;
    let body = format!("form=sign_in&email={}&password={}", CUSTOMER.0, CUSTOMER.1);
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("x-nothing", "1"),
    ] {
        let forged = request(Method::POST, &sign_in_path(), "")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(Body::from(body.clone()))
            .unwrap();
        let answer = site.send(forged).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert_eq!(answer.cookie("ms_site"), None);
    }
}

#[tokio::test]
async fn signing_in_makes_a_new_session_and_signing_out_ends_it() {
    let site = Site::new().await;
    let planted = "ms_site=an-attackers-token";
    let answer = sign_in(&site, CUSTOMER.0, CUSTOMER.1, planted).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let token = answer.cookie("ms_site").unwrap();
    assert_ne!(token, "an-attackers-token");
    let line = answer.header("set-cookie");
    assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax") && line.contains("Path=/"), "{line}");
    let mine = format!("ms_site={token}");
    let account = format!("/b/{GARAGE}/account");
    assert_eq!(site.get(&account, &mine).await.status, StatusCode::OK);
    assert_eq!(site.get(&account, planted).await.status, StatusCode::UNAUTHORIZED);
    let tampered = format!("ms_site={}x", &token[..token.len() - 1]);
    assert_eq!(site.get(&account, &tampered).await.status, StatusCode::UNAUTHORIZED);
    let out = site.post(&account, &[("form", "sign_out")], &mine).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(&account, &mine).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_of_the_site_opens_nothing_in_the_portal_and_the_other_way_round() {
    use domain::accounts::Realm;
    let site = Site::new().await;
    let owner = "owner@harbour-garage.example";
    let on_site = site.session(owner, Realm::Site).await;
    let at_portal = site.session(owner, Realm::Portal).await;
    let day = format!("/console/{GARAGE}");
    let account = format!("/b/{GARAGE}/account");
    assert_eq!(site.get(&day, &at_portal).await.status, StatusCode::OK);
    assert_eq!(site.get(&day, &on_site).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        site.get(&day, &on_site.replace("ms_site", "ms_portal")).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(site.get(&account, &at_portal).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        site.get(&account, &at_portal.replace("ms_portal", "ms_site")).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_way_back_never_leads_to_another_site() {
    let site = Site::new().await;
    for wanted in ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"] {
        let fields = [("form", "sign_in"), ("email", CUSTOMER.0), ("password", CUSTOMER.1), ("next", wanted)];
        let answer = site.post(&sign_in_path(), &fields, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert!(answer.header("location").starts_with("/b/"), "{wanted} -> {}", answer.header("location"));
        let answer = site.post("/preferences", &[("theme", "dark"), ("back", wanted)], "").await;
        assert_eq!(answer.header("location"), "/", "{wanted}");
    }
}

#[tokio::test]
async fn the_eleventh_guess_is_refused_and_unknown_accounts_answer_alike() {
    let site = Site::new().await;
    let known = sign_in(&site, CUSTOMER.0, "wrong password", "").await;
    let unknown = sign_in(&site, "nobody@mainstreet.example", "wrong password", "").await;
    assert_eq!(
        (known.status, unknown.status),
        (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY)
    );
    let sentence = i18n::lookup(domain::locale::Locale::En, "err_sign_in", &[]);
    assert!(known.body.contains(&sentence) && unknown.body.contains(&sentence));
    for _ in 0..8 {
        sign_in(&site, CUSTOMER.0, "wrong password", "").await;
    }
    let refused = sign_in(&site, CUSTOMER.0, CUSTOMER.1, "").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "900");
    assert_eq!(refused.cookie("ms_site"), None);
}

#[tokio::test]
async fn nothing_that_was_typed_comes_back_as_markup() {
    let site = Site::new().await;
    let evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    let fields = [("form", "sign_up"), ("name", evil), ("email", evil), ("phone", evil), ("password", "x")];
    let answer = site.post(&format!("/b/{GARAGE}/sign-up"), &fields, "").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        !answer.body.contains("<script>alert(1)") && !answer.body.contains("<img src=x"),
        "typed text became markup"
    );
    assert!(answer.body.contains("alert(1)"), "what was typed is kept");
}

#[tokio::test]
async fn links_in_mails_lead_to_the_configured_address_whatever_the_host_header_says() {
    let site = Site::new().await;
    let forged = http::Request::builder()
        .method(Method::POST)
        .uri(format!("/b/{GARAGE}/reset"))
        .header("host", "evil.example")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("form=reset&email={}", CUSTOMER.0)))
        .unwrap();
    assert!(site.send(forged).await.status.is_redirection());
    use sea_orm::EntityTrait as _;
    for _ in 0..50 {
        let rows = entity::outbox::Entity::find().all(site.core().db().read()).await.unwrap();
        if let Some(row) = rows.first() {
            assert!(row.payload.contains(ORIGIN) && !row.payload.contains("evil.example"), "{}", row.payload);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no mail was written");
}
