//! Papers: invoices as whoever has their link sees them, and service histories.

use crate::{
    access::billed::billed,
    client::{GARAGE, Site},
};
use domain::{accounts::Realm, billing::PaymentMethod, locale::Locale};
use entity::{customer, vehicle};
use i18n::words as w;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
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

#[tokio::test]
async fn a_service_history_comes_to_its_owner_and_to_staff_and_to_nobody_else() {
    let site = Site::new().await;
    let business = businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let db = site.core().db().read();
    let owner =
        customer::Entity::of(business.id).filter(customer::Column::Email.eq("customer@mainstreet.example"));
    let owner = owner.one(db).await.unwrap().unwrap();
    let cars = vehicle::Entity::of(business.id);
    let own = cars.clone().filter(vehicle::Column::CustomerId.eq(owner.id)).one(db).await.unwrap().unwrap();
    let foreign = cars.filter(vehicle::Column::CustomerId.ne(owner.id)).one(db).await.unwrap().unwrap();
    let theirs = site.session("customer@mainstreet.example", Realm::Site).await;
    let staff = site.session("technician1@harbour-garage.example", Realm::Portal).await;
    let paper = |id| format!("/b/{GARAGE}/garage/{id}/history.pdf");
    let at_work = |id| format!("/console/{GARAGE}/vehicles/{id}/history.pdf");
    let plate: String = own.plate.chars().filter(char::is_ascii_alphanumeric).collect();
    for (path, cookie) in [(paper(own.id), &theirs), (at_work(own.id), &staff)] {
        let answer = site.get(&path, cookie).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.starts_with("%PDF-"));
        let name = format!("inline; filename=\"service-history-{plate}.pdf\"");
        assert_eq!(answer.header("content-type"), "application/pdf");
        assert_eq!(answer.header("content-disposition"), name);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(site.get(&paper(foreign.id), &theirs).await.status, 404);
    assert_eq!(site.get(&paper(own.id), "").await.status, 401);
    assert_eq!(site.get(&format!("/b/{GARAGE}/garage/x/history.pdf"), &theirs).await.status, 404);
    let page = site.get(&format!("/b/{GARAGE}/garage/{}", own.id), &theirs).await;
    assert!(page.body.contains(&paper(own.id)), "the vehicle's page leads to it");
    let page = site.get(&format!("/console/{GARAGE}/vehicles/{}", own.id), &staff).await;
    assert!(page.body.contains(&at_work(own.id)), "the workshop's page too");
}
