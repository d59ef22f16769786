//! Inspections, as a phone in a bay sends them and as photos are served.

use crate::client::{GARAGE, Site};
use domain::{
    accounts::Realm,
    garage::inspection::Light,
    ids::{InspectionId, WorkOrderId},
};
use entity::work_order;
use sea_orm::QueryOrder as _;
use services::{
    Scope,
    garage::inspections::{self, start::start},
};

/// An inspection of the work order of the demo whose link holds longest.
async fn begun(site: &Site) -> (Scope, WorkOrderId, InspectionId) {
    let business = services::businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let staff = Scope::system(site.core(), business.id);
    let order = work_order::Entity::of(business.id)
        .order_by_desc(work_order::Column::TokenExpiresAt)
        .one(site.core().db().read())
        .await
        .unwrap()
        .unwrap();
    let id = start(&staff, order.id.into(), "bicycle").await.unwrap();
    (staff, order.id.into(), id)
}

#[tokio::test]
async fn an_answer_sent_twice_by_a_phone_counts_once_and_a_page_leads_back_to_its_point() {
    let site = Site::new().await;
    let (staff, order, id) = begun(&site).await;
    let cookie = site.session("technician1@harbour-garage.example", Realm::Portal).await;
    let (path, id) = (format!("/console/{GARAGE}/work/{order}/inspection"), id.to_string());
    let edit = "0199c0de-0000-7000-8000-0000000000aa";
    let fields = [
        ("form", "light"),
        ("inspection", id.as_str()),
        ("point", "frame"),
        ("seen", ""),
        ("light", "red"),
        ("edit", edit),
        ("device", "0199c0de-0000-7000-8000-0000000000bb"),
        ("at", "1700000000000"),
    ];
    for _ in 0..2 {
        let answer = site.post(&path, &fields, &cookie).await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.header("location"), format!("{path}?inspection={id}#point-frame"));
    }
    let all = inspections::of_order(&staff, order).await.unwrap();
    let one = all.iter().find(|one| one.id.to_string() == id).unwrap();
    assert_eq!((one.light("frame"), one.revision), (Some(Light::Red), 1));
    for (name, value) in [("edit", "1"), ("device", "me"), ("at", "today"), ("light", "blue")] {
        let wrong: Vec<_> =
            fields.iter().map(|field| if field.0 == name { (name, value) } else { *field }).collect();
        assert_eq!(site.post(&path, &wrong, &cookie).await.status, 400, "{name}");
    }
    let stranger = site.post(&path, &fields, "").await;
    assert_eq!(stranger.status, 401);
}

#[tokio::test]
async fn a_photo_is_seen_by_members_and_over_its_own_link_only() {
    use resvg::tiny_skia::Pixmap;
    use services::garage::{inspections::photos, work_orders};
    let site = Site::new().await;
    let (staff, order, id) = begun(&site).await;
    let new = photos::NewPhoto {
        upload: domain::ids::EditId(site.core().new_id()),
        point: "frame".into(),
        bytes: Pixmap::new(500, 250).unwrap().encode_png().unwrap(),
    };
    let photo = photos::add(&staff, id, new).await.unwrap();
    let business = services::businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let token = work_orders::one(&staff, &business, order).await.unwrap().token;
    let link = format!("/b/{GARAGE}/work/{token}/photos/{photo}?size=small");
    let answer = site.get(&link, "").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "image/jpeg"));
    assert!(answer.header("cache-control").contains("private"));
    assert_eq!(site.get(&link.replace(&token, "another"), "").await.status, 404);
    let inside = format!("/console/{GARAGE}/photos/{photo}");
    assert_eq!(site.get(&inside, "").await.status, 401);
    let cookie = site.session("technician1@harbour-garage.example", Realm::Portal).await;
    assert_eq!(site.get(&inside, &cookie).await.status, 200);
    let elsewhere = site.session("owner@chez-lucie.example", Realm::Portal).await;
    assert_eq!(site.get(&inside.replace(GARAGE, "chez-lucie"), &elsewhere).await.status, 404);
}
