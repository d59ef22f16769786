//! The access matrix: every route of the router, times everybody who may come, with the ids of another customer and of
//! another business. A route that is not in the table fails the test: decide who may use it first.

mod asked;
pub(crate) mod billed;
mod inspected;
mod people;
mod table;

use crate::client::{Answer, GARAGE, Site};
use asked::{address, fields, ids};
use domain::accounts::Realm;
use entity::{booking, deposit, notification, notification_choice, vehicle, work_order};
use people::everybody;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use std::collections::BTreeSet;
use table::{
    Access::{Member, Public},
    CHANGES, READS,
};

/// Another business of the demo, which none of the garage's people belong to.
const OTHER_BUSINESS: &str = "chez-lucie";

fn denied(answer: &Answer) -> bool {
    [401, 403, 404].contains(&answer.status.as_u16())
}

/// Every row that a stranger could have changed.
async fn rows(site: &Site) -> String {
    let db = site.core().db().read();
    let sessions = entity::session::Entity::find()
        .filter(entity::session::Column::RevokedAt.is_not_null())
        .all(db)
        .await
        .unwrap();
    format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        vehicle::Entity::find().order_by_asc(vehicle::Column::Id).all(db).await.unwrap(),
        booking::Entity::find().order_by_asc(booking::Column::Id).all(db).await.unwrap(),
        entity::booking_event::Entity::find()
            .order_by_asc(entity::booking_event::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::work_order_job::Entity::find()
            .order_by_asc(entity::work_order_job::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::work_order_event::Entity::find()
            .order_by_asc(entity::work_order_event::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::canned_job::Entity::find()
            .order_by_asc(entity::canned_job::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::inspection::Entity::find()
            .order_by_asc(entity::inspection::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::inspection_photo::Entity::find()
            .order_by_asc(entity::inspection_photo::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::inspection_video::Entity::find()
            .order_by_asc(entity::inspection_video::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::trouble_code::Entity::find()
            .order_by_asc(entity::trouble_code::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::part_wait::Entity::find()
            .order_by_asc(entity::part_wait::Column::BookingId)
            .all(db)
            .await
            .unwrap(),
        entity::invoice::Entity::find().order_by_asc(entity::invoice::Column::Id).all(db).await.unwrap(),
        entity::ledger_entry::Entity::find()
            .order_by_asc(entity::ledger_entry::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::membership::Entity::find()
            .order_by_asc(entity::membership::Column::AccountId)
            .all(db)
            .await
            .unwrap(),
        sessions.iter().map(|row| row.id).collect::<BTreeSet<_>>(),
    ) + &told(site).await
        + &deposited(site).await
}

/// What came ahead, and what is asked for.
async fn deposited(site: &Site) -> String {
    let db = site.core().db().read();
    let rows = deposit::Entity::find().order_by_asc(deposit::Column::Id).all(db).await.unwrap();
    let orders = work_order::Entity::find().order_by_asc(work_order::Column::Id).all(db).await.unwrap();
    let asked: Vec<Option<i64>> = orders.into_iter().map(|order| order.deposit_asked_minor).collect();
    format!("{rows:?}{asked:?}")
}

/// What people were told, and what they want to be told.
async fn told(site: &Site) -> String {
    let db = site.core().db().read();
    let rows = notification::Entity::find().order_by_asc(notification::Column::Id).all(db).await.unwrap();
    let choices = notification_choice::Entity::find().all(db).await.unwrap();
    format!("{rows:?}{choices:?}")
}

#[tokio::test]
async fn every_route_is_in_the_matrix_and_no_line_is_left_over() {
    let site = Site::new().await;
    let listed: BTreeSet<(String, String)> = server::router::listing(&site.state)
        .into_iter()
        .map(|(method, path)| (method.to_string(), path))
        .collect();
    let mut table: BTreeSet<(String, String)> =
        READS.iter().map(|(path, _)| ("GET".to_owned(), (*path).to_owned())).collect();
    table.extend(CHANGES.iter().map(|(path, _, _)| ("POST".to_owned(), (*path).to_owned())));
    assert_eq!(
        listed.difference(&table).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "not in the matrix"
    );
    assert_eq!(
        table.difference(&listed).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "no such route"
    );
    let forms: BTreeSet<(&str, &str)> = site.state.forms.iter().map(|form| (form.path, form.form)).collect();
    let lines: BTreeSet<(&str, &str)> = CHANGES
        .iter()
        .filter(|(_, form, _)| !form.is_empty())
        .map(|(path, form, _)| (*path, *form))
        .collect();
    assert_eq!(forms, lines, "forms");
}

#[tokio::test]
async fn reading_is_for_those_who_may() {
    let site = Site::new().await;
    let ids = ids(&site).await;
    for who in everybody(&site).await {
        for (path, access) in READS.iter().filter(|(path, _)| !path.contains("{file}")) {
            let answer = site.get(&address(path, GARAGE, &ids), &who.cookie).await;
            assert!(!answer.status.is_server_error(), "{} at {path}: {}", who.name, answer.status);
            assert_eq!(denied(&answer), !who.may(*access), "{} at {path}: {}", who.name, answer.status);
        }
    }
}

#[tokio::test]
async fn ids_of_one_business_open_nothing_at_another() {
    let site = Site::new().await;
    let ids = ids(&site).await;
    let narrow = |path: &str| {
        let named = [
            "{token}",
            "{vehicle}",
            "{job}",
            "{customer}",
            "{order}",
            "{invoice}",
            "{photo}",
            "{video}",
            "{notification}",
            "/held",
            "/api/site/visit",
            "/api/site/move",
            "/api/site/work",
            "/api/site/pay",
            "/api/site/deposit",
            "/api/site/vehicle",
            "/api/job",
        ];
        let one = named.iter().any(|part| path.contains(part))
            || [
                "/console/api/customer",
                "/console/api/vehicle",
                "/console/api/work_order",
                "/console/api/inspection",
                "/console/api/invoice",
            ]
            .contains(&path);
        one && !path.contains("/enter/") && path != "/api/site/visits"
    };
    for who in everybody(&site).await {
        for (path, access) in READS.iter().filter(|(path, access)| narrow(path) && *access != Public) {
            let answer = site.get(&address(path, OTHER_BUSINESS, &ids), &who.cookie).await;
            assert!(denied(&answer), "{} at {path} ({access:?}): {}", who.name, answer.status);
        }
        for (path, _) in READS.iter().filter(|(_, access)| matches!(access, Member(_))) {
            let answer = site.get(&address(path, OTHER_BUSINESS, &ids), &who.cookie).await;
            let theirs = who.name == "owner of another business" && !narrow(path);
            assert_eq!(
                denied(&answer),
                !theirs,
                "{} at {path} of another business: {}",
                who.name,
                answer.status
            );
        }
    }
}

#[tokio::test]
async fn changing_is_for_those_who_may_and_strangers_change_nothing() {
    let site = Site::new().await;
    let ids = ids(&site).await;
    let everybody = everybody(&site).await;
    let before = rows(&site).await;
    for who in &everybody {
        for (path, form, _) in CHANGES.iter().filter(|(_, _, access)| !who.may(*access)) {
            let answer = site.post(&address(path, GARAGE, &ids), &fields(form, &ids), &who.cookie).await;
            assert!(denied(&answer), "{} posting {form} to {path}: {}", who.name, answer.status);
        }
        let foreign = |path: &str| {
            path.contains("{slug}")
                && ["{token}", "{vehicle}", "{job}", "{order}", "{invoice}", "/canned"]
                    .iter()
                    .any(|part| path.contains(part))
        };
        for (path, form, _) in
            CHANGES.iter().filter(|(path, _, _)| foreign(path) && !path.contains("/enter/"))
        {
            let answer =
                site.post(&address(path, OTHER_BUSINESS, &ids), &fields(form, &ids), &who.cookie).await;
            assert!(
                denied(&answer),
                "{} posting {form} to {path} of another business: {}",
                who.name,
                answer.status
            );
        }
    }
    assert!(rows(&site).await == before, "a stranger changed something");
    let stranger = everybody.iter().find(|who| who.name == "another customer").unwrap();
    let answer = site
        .post(&address("/b/{slug}/account", GARAGE, &ids), &fields("end_session", &ids), &stranger.cookie)
        .await;
    assert!(denied(&answer), "ending another person's session: {}", answer.status);
    assert!(rows(&site).await == before, "another person's session was ended");
}

#[tokio::test]
async fn those_who_may_get_through_to_the_form_itself() {
    // These end what the others need; who may not use them is tested above.
    let last = [
        "sign_out",
        "end_others",
        "end_session",
        "cancel",
        "release",
        "archive",
        "remove_job",
        "remove_line",
        "retire",
    ];
    let site = Site::new().await;
    let ids = ids(&site).await;
    for who in everybody(&site).await {
        for (path, form, access) in
            CHANGES.iter().filter(|(_, form, access)| who.may(*access) && !last.contains(form))
        {
            let answer = site.post(&address(path, GARAGE, &ids), &fields(form, &ids), &who.cookie).await;
            assert!(
                !answer.status.is_server_error(),
                "{} posting {form} to {path}: {}",
                who.name,
                answer.status
            );
            // No message was given up, no job of an earlier visit was declined, no code was read out, nobody clocked a
            // time, and the one reminder was ticked off by who came first; no device was turned on.
            let gone = [
                "replay",
                "revive",
                "clear",
                "clear_code",
                "code_job",
                "correct",
                "reminder_change",
                "reminder_done",
                "reminder_remove",
                "push_off",
            ]
            .contains(form);
            assert!(
                !denied(&answer) || gone,
                "{} posting {form} to {path} ({access:?}): {}",
                who.name,
                answer.status
            );
        }
    }
}

#[tokio::test]
async fn a_foreign_id_answers_exactly_like_one_that_does_not_exist() {
    let site = Site::new().await;
    let ids = ids(&site).await;
    let nothing = "0199c0de-0000-7000-8000-000000000000";
    let stranger = site.session("desk@harbour-garage.example", Realm::Site).await;
    let foreign_owner = site.session("owner@chez-lucie.example", Realm::Portal).await;
    let cases = [
        (format!("/b/{GARAGE}/garage/{}", ids.vehicle), &ids.vehicle, &stranger),
        (format!("/console/{OTHER_BUSINESS}/jobs/{}", ids.job), &ids.job, &foreign_owner),
        (format!("/console/{OTHER_BUSINESS}/customers/{}", ids.customer), &ids.customer, &foreign_owner),
        (format!("/console/{OTHER_BUSINESS}/work/{}", ids.order), &ids.order, &foreign_owner),
    ];
    for (path, id, cookie) in cases {
        let (real, none) =
            (site.get(&path, cookie).await, site.get(&path.replace(id, nothing), cookie).await);
        assert_eq!((real.status.as_u16(), none.status.as_u16()), (404, 404), "{path}");
        let plain = |answer: &Answer, id: &str| {
            let nonce = answer
                .header("content-security-policy")
                .split("'nonce-")
                .nth(1)
                .unwrap()
                .split('\'')
                .next()
                .unwrap()
                .to_owned();
            // What the scripts carry comes in the order in which it was ready.
            let seen = answer
                .body
                .split("<script")
                .map(|part| part.split_once("</script>").map_or(part, |(_, rest)| rest));
            seen.collect::<String>().replace(id, "ID").replace(&nonce, "NONCE")
        };
        assert_eq!(plain(&real, id), plain(&none, nothing), "{path}");
    }
}
