//! Fills a business for the page benches: `fill <database address> <slug> <customers> <open jobs>`. Used by `make bench`;
//! prints the id and the link's token of one of the jobs.

use domain::{agenda::BookingState, garage::board::JobStatus, ids::BusinessId};
use entity::{booking, customer, resource, service};
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, QuerySelect as _, Set};
use services::{businesses, core::Core, db::Db, files::Files, live::Bus, secret};
use std::{error::Error, sync::Arc};
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const MINUTE_MS: i64 = 60_000;

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, slug, customers, jobs] = arguments.as_slice() else {
        return Err("usage: fill <database address> <slug> <customers> <open jobs>".into());
    };
    let db = Db::connect(url).await?;
    db.migrate().await?;
    let core = Core::new(
        db.clone(),
        Arc::new(domain::clock::SystemClock),
        Bus::new(&db),
        Files::in_memory(),
        "http://bench",
    );
    let business = businesses::by_slug(&core, slug).await?.id;
    let tx = db.begin().await?;
    let people = people(&core, &tx, business, customers.parse()?).await?;
    let (job, token) =
        open_jobs(&core, &tx, business, &people, jobs.parse()?).await?.ok_or("no job was asked for")?;
    tx.commit().await?;
    println!("{job} {token}");
    db.close().await?;
    Ok(())
}

async fn people(
    core: &Core,
    tx: &DatabaseTransaction,
    business: BusinessId,
    count: u32,
) -> Outcome<Vec<Uuid>> {
    let mut people = Vec::new();
    for number in 0..count {
        let row = customer::ActiveModel {
            business_id: Set(business.into()),
            id: Set(core.new_id()),
            account_id: Set(None),
            name: Set(format!("Customer {number:04}")),
            email: Set(format!("customer{number}@bench.example")),
            phone: Set(Some(format!("+44 7700 {number:06}"))),
            locale: Set("en".into()),
            created_at: Set(core.now_ms()),
        };
        people.push(row.insert(tx).await?.id);
    }
    Ok(people)
}

/// Jobs in the house, one after another from this morning on; returns the id and the token of the last.
async fn open_jobs(
    core: &Core,
    tx: &DatabaseTransaction,
    business: BusinessId,
    people: &[Uuid],
    count: i64,
) -> Outcome<Option<(Uuid, String)>> {
    let mut last = None;
    let service = service::Entity::of(business).limit(1).one(tx).await?.ok_or("no service")?;
    let workers = resource::Entity::of(business).all(tx).await?;
    let worker = workers.iter().find(|row| row.kind != "bay").ok_or("nobody works there")?;
    for number in 0..count {
        let starts = core.now_ms() - number % 480 * MINUTE_MS;
        let row = booking::ActiveModel {
            business_id: Set(business.into()),
            id: Set(core.new_id()),
            token: Set(secret::token()?),
            service_id: Set(service.id),
            customer_id: Set(people.get(usize::try_from(number)? % people.len().max(1)).copied()),
            vehicle_id: Set(None),
            worker_id: Set(worker.id),
            bay_id: Set(None),
            starts_at: Set(starts),
            ends_at: Set(starts + 60 * MINUTE_MS),
            state: Set(BookingState::Confirmed.as_str().into()),
            hold_expires_at: Set(None),
            job_status: Set(JobStatus::InProgress.as_str().into()),
            job_since: Set(starts),
            price_minor: Set(service.price_minor),
            note: Set(String::new()),
            locale: Set("en".into()),
            sequence: Set(0),
            created_at: Set(core.now_ms()),
        };
        let row = row.insert(tx).await?;
        last = Some((row.id, row.token));
    }
    Ok(last)
}
