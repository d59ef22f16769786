//! Deposits as a customer and the front desk see them.

use crate::client::{GARAGE, Site};
use domain::{accounts::Realm, billing::PaymentMethod, locale::Locale, money::Money};
use i18n::words as w;
use services::{
    Scope,
    billing::deposits::{self, ask, record},
    businesses::{self, Business},
    garage::work_orders::{self, WorkOrder, list},
};

/// A work order of the demo on which something can be paid ahead.
async fn order(staff: &Scope, business: &Business) -> WorkOrder {
    for row in list::list(staff, business, list::Filter::Open).await.unwrap() {
        let order = work_orders::one(staff, business, row.id).await.unwrap();
        let standing = deposits::of_order(staff, &order).await.unwrap();
        if standing.deposits.is_empty() && standing.most >= 2_000 {
            return order;
        }
    }
    panic!("no work order of the demo can take a deposit");
}

#[tokio::test]
async fn only_what_came_makes_a_page_say_that_a_deposit_arrived() {
    let site = Site::new().await;
    let business = businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let staff = Scope::system(site.core(), business.id);
    let order = order(&staff, &business).await;
    ask::ask(&staff, &business, order.id, 2_000).await.unwrap();
    let page = format!("/b/{GARAGE}/work/{}?paid=1", order.token);
    let asked = w::deposit_asked(Locale::En, Money::new(2_000, business.currency).display(Locale::En));
    let before = site.get(&page, "").await.body;
    assert!(before.contains(&asked) && !before.contains(w::deposit_arrived(Locale::En)));
    record::record(&staff, &business, order.id, (PaymentMethod::Transfer, 2_000), "").await.unwrap();
    let after = site.get(&page, "").await.body;
    assert!(after.contains(w::deposit_arrived(Locale::En)) && !after.contains(&asked));
    let token = deposits::of_order(&staff, &order).await.unwrap().deposits.remove(0).token;
    let receipt = site.get(&format!("/b/{GARAGE}/deposit/{token}"), "").await;
    assert_eq!(receipt.status, 200);
    assert!(receipt.body.contains(w::deposit_receipt_text(Locale::En)));
    assert!(receipt.body.contains("name=\"robots\" content=\"noindex\""));
    assert_eq!(receipt.header("cache-control"), "no-store");
}

#[tokio::test]
async fn an_amount_above_the_total_is_refused_at_its_field_and_keeps_what_was_typed() {
    let site = Site::new().await;
    let business = businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let staff = Scope::system(site.core(), business.id);
    let order = order(&staff, &business).await;
    let owner = site.session("owner@harbour-garage.example", Realm::Portal).await;
    let page = format!("/console/{GARAGE}/work/{}", order.id);
    for form in ["deposit_ask", "deposit_record"] {
        for amount in ["99999.00", "-1", "0", "99999999999999999999", "ten"] {
            let fields = [("form", form), ("locale", "en"), ("method", "cash"), ("amount", amount)];
            let answer = site.post(&page, &fields, &owner).await;
            assert_eq!(answer.status, 422, "{form} {amount}");
            assert!(answer.body.contains(&format!("value=\"{amount}\"")), "{form} {amount}");
        }
    }
    assert!(deposits::of_order(&staff, &order).await.unwrap().deposits.is_empty());
}
