//! Payments through the real server: what its webhook takes and refuses, and what is left of the money when the server is
//! killed at any moment.

use crate::{
    client::{GARAGE, Site},
    processes::{Folder, Server, beside, free_addr, rounds},
};
use axum::body::Body;
use domain::{
    billing::{EntryKind, PaymentMethod, Status},
    garage::work_order::{Answer, How},
    ids::InvoiceId,
};
use emulators::stripe::{Deliveries, Stripe as StandIn, StripeConfig, signature};
use entity::{booking, checkout, inbox};
use http::{Method, Request, StatusCode};
use providers::payments::stripe::{Patience, Stripe};
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use services::{
    Core, Scope,
    billing::{self, checkout as paying, issue},
    businesses::Business,
    garage::work_orders::{self, answer, open},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const SECRET: &str = "whsec_kept_by_this_test";

/// Invoices that wait for payment.
const INVOICES: usize = 5;

async fn post_event(site: &Site, header: Option<&str>, body: &str) -> StatusCode {
    let mut request = Request::builder().method(Method::POST).uri("/webhooks/stripe");
    if let Some(header) = header {
        request = request.header("stripe-signature", header);
    }
    site.send(request.body(Body::from(body.to_owned())).unwrap()).await.status
}

#[tokio::test]
async fn only_events_that_the_provider_signed_just_now_are_kept_and_each_once() {
    let mut site = Site::new().await;
    site.connect_webhook(SECRET);
    let body = r#"{"id":"evt_1","object":"event","type":"charge.updated","created":1790000000,"data":{"object":{}}}"#;
    let now = site.core().now().as_second();
    let good = signature(SECRET, now, body);
    let refused = [
        (None, body),
        (Some(signature("whsec_other", now, body)), body),
        (Some(signature(SECRET, now - 301, body)), body),
        (Some(good.clone()), r#"{"id":"evt_2"}"#),
    ];
    for (header, body) in refused {
        let status = post_event(&site, header.as_deref(), body).await;
        assert!(status.is_client_error(), "{header:?}: {status}");
    }
    let kept = async || inbox::Entity::find().count(site.core().db().read()).await.unwrap();
    assert_eq!(kept().await, 0);
    for _ in 0..3 {
        assert_eq!(post_event(&site, Some(&good), body).await, StatusCode::OK);
    }
    assert_eq!(kept().await, 1);
}

#[tokio::test]
async fn without_a_provider_there_is_nothing_to_report_to() {
    let site = Site::new().await;
    assert_eq!(post_event(&site, Some("t=1,v1=00"), "{}").await, StatusCode::NOT_FOUND);
}

/// Issued invoices of confirmed visits.
async fn invoices(scope: &Scope, business: &Business) -> Vec<InvoiceId> {
    let visits = booking::Entity::of(business.id)
        .filter(booking::Column::State.eq("confirmed"))
        .filter(booking::Column::CustomerId.is_not_null())
        .all(scope.core.db().read())
        .await
        .unwrap();
    let mut issued = Vec::new();
    for visit in visits {
        let order = open::open(scope, business, visit.id.into()).await.unwrap();
        let whole = work_orders::one(scope, business, order).await.unwrap();
        for job in whole.jobs.iter().filter(|job| !job.authorisation.is_decided()) {
            let said = (Answer::Decline, How::InPerson);
            answer::record_answer(scope, business, (order, job.id), said, "Ana").await.unwrap();
        }
        if let Ok(invoice) = issue::issue(scope, business, order).await {
            issued.push(invoice);
        }
        if issued.len() == INVOICES {
            break;
        }
    }
    issued
}

async fn all_paid(scope: &Scope, invoices: &[InvoiceId]) -> bool {
    for &id in invoices {
        if billing::one(scope, id).await.unwrap().status != Status::Paid {
            return false;
        }
    }
    true
}

async fn sessions(core: &Core) -> Vec<String> {
    let rows = checkout::Entity::find().all(core.db().read()).await.unwrap();
    rows.into_iter().filter_map(|row| row.session).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_payment_counts_once_although_the_server_is_killed_between_acknowledging_and_working() {
    let (folder, addr) = (Folder::new(), free_addr());
    let provider = StandIn::start(StripeConfig {
        webhook_secret: SECRET.into(),
        webhook_url: Some(format!("http://{addr}/webhooks/stripe")),
        ..StripeConfig::default()
    })
    .await
    .unwrap();
    // Every event twice, out of order, and for as long as the server may be away.
    provider.deliver(Deliveries {
        copies: 2,
        shuffled: true,
        first_pause: Duration::from_millis(50),
        tries: 40,
        ..Deliveries::default()
    });
    let key = StripeConfig::default().secret_key;
    let settings = [
        ("STRIPE_SECRET_KEY", key.as_str()),
        ("STRIPE_WEBHOOK_SECRET", SECRET),
        ("STRIPE_API_BASE", provider.base_url()),
    ];
    drop(Server::start_at(&addr, &folder.0, &settings));
    let core = beside(&format!("sqlite://{}?mode=rwc", folder.0.join("mainstreet.db").display())).await;
    core.connect_payments(Arc::new(Stripe::new(provider.base_url(), &key, Patience::default()).unwrap()));
    let business = services::businesses::by_slug(&core, GARAGE).await.unwrap();
    let scope = Scope::system(&core, business.id);
    let due = invoices(&scope, &business).await;
    assert!(due.len() >= 3, "the demo has too few visits to bill: {}", due.len());
    for &id in &due {
        let token = billing::one(&scope, id).await.unwrap().token;
        paying::start(&scope, &business, &token).await.unwrap();
    }
    let pages = sessions(&core).await;
    for round in 0..rounds().max(due.len()) {
        let mut server = Server::start_at(&addr, &folder.0, &settings);
        if let Some(page) = pages.get(round) {
            provider.pay(page).unwrap();
        }
        // Around the moment at which the events arrive.
        std::thread::sleep(Duration::from_millis((round as u64 * 37) % 180));
        server.kill();
    }
    let _server = Server::start_at(&addr, &folder.0, &settings);
    let deadline = Instant::now() + Duration::from_secs(90);
    while !all_paid(&scope, &due).await {
        assert!(Instant::now() < deadline, "a payment was lost");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    for &id in &due {
        let invoice = billing::one(&scope, id).await.unwrap();
        let card = EntryKind::Payment { method: PaymentMethod::Card };
        assert_eq!(
            invoice.entries.iter().filter(|entry| entry.kind == card).count(),
            1,
            "{}",
            invoice.number
        );
    }
    assert!(provider.refunds().is_empty(), "nobody paid twice");
}
