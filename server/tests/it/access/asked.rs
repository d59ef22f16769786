//! What they ask for: addresses and forms that name what belongs to the garage's customer.

use super::{
    billed::{Billed, Deposited, billed, deposited},
    inspected::{Inspected, POINT, inspected},
};
use crate::client::{GARAGE, Site};
use domain::{
    accounts::Realm,
    garage::{
        money::{Line, LineKind, Quantity},
        reminder::{Draft, Due, Every, Reminder},
        work_order::Authorisation,
    },
    ids::BookingId,
    messaging::notifications::{Event, Kind},
};
use entity::{booking, canned_job, customer, notification, vehicle};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _};
use services::{
    Scope,
    businesses::Business,
    garage::{
        reminders,
        work_orders::{self, WorkOrder},
    },
    messaging::notify::{self, Notice, To},
};

/// The ids that stand in the addresses and forms.
pub(super) struct Ids {
    pub(super) vehicle: String,
    pub(super) customer: String,
    pub(super) job: String,
    /// The work order of `job`, with a job on it that waits for an answer.
    pub(super) order: String,
    /// A job of `order` that waits, and its price.
    order_job: String,
    order_price: String,
    /// A line of `order_job`.
    order_line: String,
    order_token: String,
    /// A deposit on `order`, of which more is asked for.
    deposit: Deposited,
    /// An invoice of another visit.
    billed: Billed,
    /// An inspection of `order`.
    inspected: Inspected,
    /// A reminder of `vehicle`.
    reminder: String,
    /// A canned job.
    canned: String,
    /// What the customer was told, and what the garage's owner was.
    told: [String; 2],
    status: String,
    token: String,
    session: String,
}

/// A vehicle, an open booking and a session of the demo's customer.
pub(super) async fn ids(site: &Site) -> Ids {
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
    let order = order(site, &business, job.id.into()).await;
    let billed = billed(site, &business, job.id).await;
    let deposit = deposited(site, &business, &order).await;
    let inspected = inspected(site, &business, order.id).await;
    let staff = Scope::system(site.core(), business.id);
    let reminder = reminders::add(&staff, vehicle.id.into(), &oil()).await.unwrap();
    let canned = canned_job::Entity::of(business.id).one(db).await.unwrap().unwrap();
    let waits = order.jobs.iter().find(|job| job.authorisation == Authorisation::Asked).unwrap();
    Ids {
        order: order.id.to_string(),
        order_job: waits.id.to_string(),
        order_price: waits.totals.gross.to_string(),
        order_line: waits.lines.first().unwrap().0.to_string(),
        deposit,
        billed,
        inspected,
        reminder: reminder.to_string(),
        canned: canned.id.to_string(),
        told: told(site, &business).await,
        order_token: order.token,
        vehicle: vehicle.id.to_string(),
        customer: owner.id.to_string(),
        job: job.id.to_string(),
        status: job.job_status,
        token: job.token,
        session: session.id.to_string(),
    }
}

/// The work order of a booking, with a job on it that waits for the customer's answer.
async fn order(site: &Site, business: &Business, booking: BookingId) -> WorkOrder {
    let staff = Scope::system(site.core(), business.id);
    let id = work_orders::open::open(&staff, business, booking).await.unwrap();
    let job = work_orders::edit::add_job(&staff, id, "Brakes, front", "Worn to 2 mm").await.unwrap();
    work_orders::edit::add_line(&staff, business, (id, job), &pads()).await.unwrap();
    work_orders::ask::ask(&staff, business, id).await.unwrap();
    work_orders::one(&staff, business, id).await.unwrap()
}

/// A notification of the customer, whom [`order`] asked, and one that only the owner is told.
async fn told(site: &Site, business: &Business) -> [String; 2] {
    let staff = Scope::system(site.core(), business.id);
    let event = Event::Undelivered { to: "x@mainstreet.example".into(), subject: "Invoice".into() };
    let path = format!("/console/{GARAGE}/messages");
    let notice = Notice { business, event, path, key: "access".into() };
    let tx = staff.begin().await.unwrap();
    let told = notify::send(&staff, &tx, &notice, To::Staff(None)).await.unwrap();
    tx.commit().await.unwrap();
    told.publish(&staff).await;
    let of = async |kind: Kind| {
        let row = notification::Entity::of(business.id).filter(notification::Column::Kind.eq(kind.as_str()));
        row.one(site.core().db().read()).await.unwrap().unwrap().id.to_string()
    };
    [of(Kind::Estimate).await, of(Kind::Undelivered).await]
}

/// A reminder that comes once.
fn oil() -> Draft {
    let due = Due::At(900_000);
    Draft { title: "Oil change".into(), reminder: Reminder { due, every: Every::default() } }
}

/// A part that costs 45.50.
pub(super) fn pads() -> Line {
    Line {
        kind: LineKind::Part,
        description: "Brake pads".into(),
        part_number: None,
        quantity: Quantity(1_000),
        unit_price_minor: 4_550,
        tax_bp: 2_000,
    }
}

/// The address of a route at `slug`, with the ids of the garage's customer.
pub(super) fn address(path: &str, slug: &str, ids: &Ids) -> String {
    let path = path
        .replace("{slug}", slug)
        .replace("{vehicle}", &ids.vehicle)
        .replace("{job}", &ids.job)
        .replace("{customer}", &ids.customer)
        .replace("{order}", &ids.order)
        .replace("{invoice}", &ids.billed.invoice)
        .replace("{photo}", &ids.inspected.photo)
        .replace("{video}", &ids.inspected.video)
        .replace("{notification}", &ids.told[usize::from(path.starts_with("/console"))])
        .replace("{service}", "mot-test")
        .replace("{file}", "192.png");
    let path = if path.contains("/enter/") {
        path.replace("{token}", "unknown")
    } else if path.contains("/work/") {
        path.replace("{token}", &ids.order_token)
    } else if path.contains("/pay/") {
        path.replace("{token}", &ids.billed.token)
    } else if path.contains("/deposit/") {
        path.replace("{token}", &ids.deposit.receipt)
    } else {
        path.replace("{token}", &ids.token)
    };
    if path.contains("/api/") {
        let Ids { vehicle, customer, job, order, .. } = ids;
        let token = match path.as_str() {
            "/api/site/work" => &ids.order_token,
            "/api/site/pay" => &ids.billed.token,
            "/api/site/deposit" => &ids.deposit.receipt,
            _ => &ids.token,
        };
        let invoice = &ids.billed.invoice;
        return format!(
            "{path}?slug={slug}&token={token}&vehicle={vehicle}&customer={customer}&job={job}&service=mot-test&day=&make=Renault&next=&worker=&date=&done=&back=&q=&sort=&rows=&page=&order={order}&inspection=&filter=&show=&invoice={invoice}&find="
        );
    }
    path
}

/// Forms whose `job` is one of a work order.
const OF_ORDERS: [&str; 13] = [
    "answer",
    "clock_start",
    "clock_stop",
    "question",
    "revive",
    "remove_job",
    "done",
    "start",
    "settle",
    "keep",
    "add_line",
    "change_line",
    "remove_line",
];

/// Everything a form could want, so that a missing check would really change something.
pub(super) fn fields<'a>(form: &'a str, ids: &'a Ids) -> Vec<(&'a str, &'a str)> {
    let to = if ids.status == "scheduled" { "checked_in" } else { "in_progress" };
    let mut fields = vec![
        ("form", form),
        ("job", if OF_ORDERS.contains(&form) { &ids.order_job } else { &ids.job }),
        ("from", &ids.status),
        ("to", to),
        ("session", &ids.session),
        ("id", if form.starts_with("reminder_") { &ids.reminder } else { &ids.session }),
    ];
    fields.extend([
        ("vehicle", ids.vehicle.as_str()),
        ("make", "Renault"),
        ("model", "Clio"),
        ("year", "2014"),
        ("plate", "STOLEN 1"),
        ("note", "changed"),
        ("answer", "approve"),
        ("price", &ids.order_price),
        ("question", "changed"),
    ]);
    fields.extend([
        ("line", ids.order_line.as_str()),
        ("kind", "part"),
        ("description", "Changed"),
        ("quantity", "3"),
        ("unit_price", "7"),
        ("tax", "5"),
        ("how", "phone"),
        ("by", "Changed"),
        ("done", "yes"),
        ("title", "Changed"),
        ("canned", &ids.canned),
        ("document", "estimate"),
        ("discount", "1"),
    ]);
    fields.extend([
        ("inspection", ids.inspected.inspection.as_str()),
        ("point", POINT),
        ("photo", &ids.inspected.photo),
        ("video", &ids.inspected.video),
        ("template", "car"),
        ("light", "red"),
    ]);
    fields.extend([
        ("amount", "0.50"),
        ("method", "cash"),
        ("payment", &ids.billed.payment),
        ("deposit", if form == "deposit_rest" { &ids.billed.deposit } else { &ids.deposit.id }),
        ("reference", "Changed"),
        ("reason", "Changed"),
    ]);
    fields.extend([
        ("name", "Changed"),
        ("email", "changed@mainstreet.example"),
        ("password", "a changed password"),
        ("slug", GARAGE),
    ]);
    fields
}
