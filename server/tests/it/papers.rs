//! Invoices as whoever has their link sees them.

use crate::{
    access::billed::billed,
    client::{GARAGE, Site},
};
use domain::{billing::PaymentMethod, locale::Locale};
use i18n::words as w;
use services::{
    Scope,
    billing::{self, payments},
    businesses,
};
use uuid::Uuid;

#[tokio::test]
async fn a_paper_comes_under_its_number_and_is_never_kept() {
    let site = Site::new().await;
    let business = businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let token = billed(&site, &business, Uuid::nil()).await.token;
    let scope = Scope::system(site.core(), business.id);
    let number = billing::by_link(&scope, &token).await.unwrap().number;
    let answer = site.get(&format!("/b/{GARAGE}/pay/{token}/pdf"), "").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.starts_with("%PDF-"));
    for (header, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", &format!("inline; filename=\"{number}.pdf\"")),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(header), value, "{header}");
    }
}

#[tokio::test]
async fn only_the_ledger_makes_a_page_say_that_it_is_paid() {
    let site = Site::new().await;
    let business = businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let token = billed(&site, &business, Uuid::nil()).await.token;
    let staff = Scope::system(site.core(), business.id);
    let page = format!("/b/{GARAGE}/pay/{token}?paid=1");
    let thanks = w::pay_paid(Locale::En);
    assert!(!site.get(&page, "").await.body.contains(thanks));
    let invoice = billing::by_link(&staff, &token).await.unwrap();
    let rest = (PaymentMethod::Transfer, invoice.ledger.balance());
    payments::record(&staff, &business, invoice.id, rest, "").await.unwrap();
    let paid = site.get(&page, "").await;
    assert!(paid.body.contains(thanks));
    assert!(paid.body.contains("name=\"robots\" content=\"noindex\""));
    assert_eq!(paid.header("cache-control"), "no-store");
}
