//! Measures bookings per second: hold and confirm, 16 clients at once, on SQLite (`synchronous=FULL`) or on the
//! PostgreSQL that `DATABASE_URL` names. Used by `make bench`; prints one JSON object.

use domain::{
    accounts::{Realm, Role, SignUp},
    agenda::{OpeningHours, Policy, Span, hours},
    billing::Terms,
    businesses::{Capability, Text},
    clock::SystemClock,
    ids::{AccountId, BusinessId},
    locale::Locale,
    money::Currency,
    sites::Brand,
};
use services::{
    Actor, Core, Scope,
    accounts::{
        sessions,
        sign_up::{self, Caller},
        staff,
    },
    agenda::{confirm, hold, offer},
    businesses::{self, Business, create},
    db::Db,
    files::Files,
    live::Bus,
};
use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const CLIENTS: usize = 16;
const TECHNICIANS: usize = 8;
const DAYS: usize = 8;

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = std::env::temp_dir().join(format!("mainstreet-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let sqlite = format!("sqlite://{}?mode=rwc", folder.join("bench.db").display());
    let url = std::env::var("DATABASE_URL").unwrap_or(sqlite);
    let db = Db::connect(&url).await?;
    db.migrate().await?;
    let core = Core::new(
        db.clone(),
        Arc::new(SystemClock),
        Bus::new(&db),
        Files::in_memory(),
        "http://bench.invalid",
    );
    let (business, accounts) = prepare(&core).await?;
    let business = Arc::new(business);
    let starts = Arc::new(free_starts(&core, &business).await?);
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut clients = Vec::new();
    for account in accounts {
        let scope = scope(&core, business.id, Actor::Customer(account));
        clients.push(tokio::spawn(client(scope, business.clone(), starts.clone(), next.clone())));
    }
    let mut took: Vec<Duration> = Vec::new();
    for client in clients {
        took.extend(client.await??);
    }
    let elapsed = begun.elapsed();
    took.sort_unstable();
    let at =
        |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default().as_secs_f64() * 1000.0;
    println!(
        "{{\"database\":\"{}\",\"bookings\":{},\"per_second\":{:.0},\"p50_ms\":{:.1},\"p99_ms\":{:.1}}}",
        if db.is_postgres() { "postgresql" } else { "sqlite" },
        took.len(),
        took.len() as f64 / elapsed.as_secs_f64(),
        at(50),
        at(99),
    );
    db.close().await?;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

fn scope(core: &Core, business: BusinessId, actor: Actor) -> Scope {
    Scope { core: core.clone(), business, actor, locale: Locale::En, correlation: "bench".into() }
}

/// Books one free start after another until none is left.
async fn client(
    scope: Scope,
    business: Arc<Business>,
    starts: Arc<Vec<jiff::Timestamp>>,
    next: Arc<AtomicUsize>,
) -> Outcome<Vec<Duration>> {
    let service = businesses::service_by_slug(&scope.core, &business, "visit").await?;
    let mut took = Vec::new();
    loop {
        let Some(start) = starts.get(next.fetch_add(1, Ordering::SeqCst) / TECHNICIANS) else {
            return Ok(took);
        };
        let begun = Instant::now();
        let token = hold::hold(&scope, &business, &service, *start).await?;
        confirm::confirm(&scope, &business, &token, None, "").await?;
        took.push(begun.elapsed());
    }
}

async fn free_starts(core: &Core, business: &Business) -> Outcome<Vec<jiff::Timestamp>> {
    let scope = scope(core, business.id, Actor::Anonymous);
    let service = businesses::service_by_slug(core, business, "visit").await?;
    let mut date = domain::time::local(core.now(), &business.zone).date().tomorrow()?;
    let mut starts = Vec::new();
    for _ in 0..DAYS {
        starts.extend(
            offer::times(&scope, business, &service, date, None).await?.into_iter().map(|slot| slot.starts),
        );
        date = date.tomorrow()?;
    }
    Ok(starts)
}

async fn prepare(core: &Core) -> Outcome<(Business, Vec<AccountId>)> {
    let open = OpeningHours::every_day(&[Span::new(0, hours::DAY_MINUTES)]);
    let tx = core.db().begin().await?;
    let id = create::business(core, &tx, &new_business(&open)).await?;
    let visit = create::NewService {
        slug: "visit".into(),
        name: Text::new("Visit", "Visite", "Visita"),
        summary: Text::default(),
        price_minor: 1_000,
        length_min: 30,
        buffer_min: 0,
        skill: None,
        needs_bay: false,
        needs_vehicle: false,
    };
    create::service(core, &tx, id, 0, &visit).await?;
    for number in 0..TECHNICIANS {
        let person = create::NewResource {
            is_bay: false,
            name: format!("T{number}"),
            skills: Vec::new(),
            shifts: open.clone(),
            account: None,
        };
        create::resource(core, &tx, id, i32::try_from(number)?, &person).await?;
    }
    // Who is told of every booking.
    for (number, role) in [Role::Owner, Role::FrontDesk, Role::FrontDesk].into_iter().enumerate() {
        let email = format!("staff{number}@bench.invalid.example");
        staff::add(core, &tx, id, &email, "Staff", role, Locale::En).await?;
    }
    tx.commit().await?;
    let business = businesses::by_id(core, id).await?.ok_or("the business that was just made is missing")?;
    let mut accounts = Vec::new();
    for number in 0..CLIENTS {
        accounts.push(customer(core, &business, number).await?);
    }
    Ok((business, accounts))
}

/// Registers a customer.
async fn customer(core: &Core, business: &Business, number: usize) -> Outcome<AccountId> {
    let form = SignUp {
        name: format!("Client {number}"),
        email: format!("client{number}@bench.invalid.example"),
        phone: None,
        password: "a password of the bench".into(),
    };
    let caller = Caller { address: format!("192.0.2.{number}"), agent: String::new() };
    let token = sign_up::register(core, business, form, Locale::En, &caller).await?;
    let session = sessions::find(core, Realm::Site, &token).await?;
    Ok(session.ok_or("who has just registered is not signed in")?.person.id)
}

fn new_business(open: &OpeningHours) -> create::NewBusiness {
    create::NewBusiness {
        slug: format!("bench-{}", std::process::id()),
        name: "Bench".into(),
        kind: "other".into(),
        tagline: Text::default(),
        about: Text::default(),
        street: String::new(),
        postcode: String::new(),
        city: String::new(),
        country: String::new(),
        phone: String::new(),
        email: "bench@bench.invalid.example".into(),
        zone: "Europe/London".into(),
        currency: Currency::Gbp,
        locales: vec![Locale::En],
        hours: open.clone(),
        policy: Policy { notice_min: 0, window_days: 30, step_min: 30 },
        brand: Brand::default(),
        capabilities: vec![Capability::Agenda],
        terms: Terms::default(),
        is_public: false,
    }
}
