//! The access matrix: every route of the router, times everybody who may come, with the ids of another customer and of
//! another business. A route that is not in the table fails the test: decide who may use it first.

mod table;

use crate::client::{Answer, GARAGE, Site};
use Access::{Booking, Link, Member, Portal, Private, Public, Site as SiteSession, Vehicle};
use domain::accounts::{Realm, Role};
use entity::{booking, customer, vehicle};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use std::collections::BTreeSet;
use table::{Access, CHANGES, READS};

/// Another business of the demo, which none of the garage's people belong to.
const OTHER_BUSINESS: &str = "chez-lucie";

/// Somebody who comes.
struct Who {
    name: &'static str,
    cookie: String,
    site: bool,
    portal: bool,
    is_the_customer: bool,
    role: Option<Role>,
}

impl Who {
    fn may(&self, access: Access) -> bool {
        match access {
            Public | Link => true,
            SiteSession => self.site,
            Vehicle | Booking => self.is_the_customer,
            Portal => self.portal,
            Member(deed) => self.role.is_some_and(|role| role.may(deed)),
            Private => false,
        }
    }
}

/// The ids that stand in the addresses and forms.
struct Ids {
    vehicle: String,
    job: String,
    status: String,
    token: String,
    session: String,
}

async fn everybody(site: &Site) -> Vec<Who> {
    let who = |name, cookie, site, portal, is_the_customer, role| Who {
        name,
        cookie,
        site,
        portal,
        is_the_customer,
        role,
    };
    let at_site = |email: &'static str| site.session(email, Realm::Site);
    let at_portal = |email: &'static str| site.session(email, Realm::Portal);
    let revoked = {
        let (one, two) =
            (at_site("customer@mainstreet.example").await, at_portal("owner@harbour-garage.example").await);
        revoke_all(site, &[&one, &two]).await;
        format!("{one}; {two}")
    };
    let kitchen = member(site, "kitchen@harbour-garage.example", Role::Kitchen).await;
    vec![
        who("anonymous", String::new(), false, false, false, None),
        who("customer", at_site("customer@mainstreet.example").await, true, false, true, None),
        who("another customer", at_site("desk@harbour-garage.example").await, true, false, false, None),
        who(
            "technician",
            at_portal("technician1@harbour-garage.example").await,
            false,
            true,
            false,
            Some(Role::Technician),
        ),
        who("kitchen", kitchen, false, true, false, Some(Role::Kitchen)),
        who(
            "front desk",
            at_portal("desk@harbour-garage.example").await,
            false,
            true,
            false,
            Some(Role::FrontDesk),
        ),
        who("owner", at_portal("owner@harbour-garage.example").await, false, true, false, Some(Role::Owner)),
        who(
            "owner of another business",
            at_portal("owner@chez-lucie.example").await,
            false,
            true,
            false,
            None,
        ),
        who("operator", at_portal("operator@mainstreet.example").await, false, true, false, None),
        who("revoked", revoked, false, false, false, None),
    ]
}

/// A member of the garage with this role, and their session at the portal.
async fn member(site: &Site, email: &str, role: Role) -> String {
    let business = services::businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let tx = site.core().db().begin().await.unwrap();
    services::accounts::staff::add(
        site.core(),
        &tx,
        business.id,
        email,
        "Kitchen",
        role,
        domain::locale::Locale::En,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    site.session(email, Realm::Portal).await
}

async fn revoke_all(site: &Site, cookies: &[&str]) {
    for cookie in cookies {
        let (name, token) = cookie.split_once('=').unwrap();
        let realm = if name == "ms_site" { Realm::Site } else { Realm::Portal };
        let session = services::accounts::sessions::find(site.core(), realm, token).await.unwrap().unwrap();
        services::accounts::sessions::end(site.core(), session.person.id, realm, session.id).await.unwrap();
    }
}

/// A vehicle, an open booking and a session of the demo's customer.
async fn ids(site: &Site) -> Ids {
    let db = site.core().db().read();
    let business = services::businesses::by_slug(site.core(), GARAGE).await.unwrap();
    let owner = customer::Entity::of(business.id)
        .filter(customer::Column::Email.eq("customer@mainstreet.example"))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let vehicle = vehicle::Entity::of(business.id)
        .filter(vehicle::Column::CustomerId.eq(owner.id))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let job = booking::Entity::of(business.id)
        .filter(booking::Column::CustomerId.eq(owner.id))
        .filter(booking::Column::State.eq("confirmed"))
        .order_by_desc(booking::Column::StartsAt)
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let cookie = site.session("customer@mainstreet.example", Realm::Site).await;
    let session =
        services::accounts::sessions::find(site.core(), Realm::Site, cookie.split_once('=').unwrap().1)
            .await
            .unwrap()
            .unwrap();
    Ids {
        vehicle: vehicle.id.to_string(),
        job: job.id.to_string(),
        status: job.job_status,
        token: job.token,
        session: session.id.to_string(),
    }
}

/// The address of a route at `slug`, with the ids of the garage's customer.
fn address(path: &str, slug: &str, ids: &Ids) -> String {
    let path = path
        .replace("{slug}", slug)
        .replace("{vehicle}", &ids.vehicle)
        .replace("{job}", &ids.job)
        .replace("{service}", "mot-test")
        .replace("{file}", "192.png");
    let path = if path.contains("/enter/") {
        path.replace("{token}", "unknown")
    } else {
        path.replace("{token}", &ids.token)
    };
    if path.contains("/api/") {
        let (token, vehicle, job) = (&ids.token, &ids.vehicle, &ids.job);
        return format!(
            "{path}?slug={slug}&token={token}&vehicle={vehicle}&job={job}&service=mot-test&day=&make=Renault&next=&worker=&date=&done=&back="
        );
    }
    path
}

/// Everything a form could want, so that a missing check would really change something.
fn fields<'a>(form: &'a str, ids: &'a Ids) -> Vec<(&'a str, &'a str)> {
    let to = if ids.status == "scheduled" { "checked_in" } else { "in_progress" };
    let mut fields = vec![
        ("form", form),
        ("job", &ids.job),
        ("from", &ids.status),
        ("to", to),
        ("session", &ids.session),
        ("id", &ids.session),
    ];
    fields.extend([
        ("vehicle", ids.vehicle.as_str()),
        ("make", "Renault"),
        ("model", "Clio"),
        ("year", "2014"),
        ("plate", "STOLEN 1"),
        ("note", "changed"),
    ]);
    fields.extend([
        ("name", "Changed"),
        ("email", "changed@mainstreet.example"),
        ("password", "a changed password"),
        ("slug", GARAGE),
    ]);
    fields
}

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
        "{:?}{:?}{:?}{:?}{:?}",
        vehicle::Entity::find().order_by_asc(vehicle::Column::Id).all(db).await.unwrap(),
        booking::Entity::find().order_by_asc(booking::Column::Id).all(db).await.unwrap(),
        entity::booking_event::Entity::find()
            .order_by_asc(entity::booking_event::Column::Id)
            .all(db)
            .await
            .unwrap(),
        entity::membership::Entity::find()
            .order_by_asc(entity::membership::Column::AccountId)
            .all(db)
            .await
            .unwrap(),
        sessions.iter().map(|row| row.id).collect::<BTreeSet<_>>(),
    )
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
            "/held",
            "/api/site/visit",
            "/api/site/move",
            "/api/site/vehicle",
            "/api/job",
        ];
        named.iter().any(|part| path.contains(part))
            && !path.contains("/enter/")
            && path != "/api/site/visits"
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
                && ["{token}", "{vehicle}", "{job}"].iter().any(|part| path.contains(part))
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
    let last = ["sign_out", "end_others", "end_session", "cancel", "release", "archive"];
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
            let gone = *form == "replay";
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
