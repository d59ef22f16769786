//! Four businesses to look around in, each with a month behind it: what a demonstration shows.
//!
//! Each business is told in its own file, as a [`blueprint::Blueprint`]; [`history`] lets its customers come. The same
//! day gives the same demo, tokens aside.
//!
//! To add a business: a file with `SLUG` and `blueprint`, and its line in [`blueprints`].

mod barber;
mod bicycles;
mod blueprint;
mod dice;
mod garage;
mod history;
mod invoices;
mod notifications;
mod people;
mod progress;
mod restaurant;
mod work;

use super::create::{self, NewResource};
use crate::{
    Core, Error, Result,
    accounts::{password, staff},
};
use blueprint::{Blueprint, Member};
use dice::Dice;
use domain::{
    accounts::Role,
    agenda::slots::{ServiceRule, Worker},
    ids::AccountId,
};
use entity::{account, business};
use history::Stage;
use jiff::{civil::Date, tz::TimeZone};
use people::Person;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, DatabaseTransaction, EntityTrait};
use std::collections::BTreeMap;

/// The password of every account of the demo. It is printed at the start and shown on the pages: no secret.
pub const PASSWORD: &str = "mainstreet-demo";

/// Rows of one statement: SQLite takes 32,766 values, and a booking has nineteen.
const CHUNK: usize = 200;

const OPERATOR: Person =
    Person { email: "operator@mainstreet.example", name: "Kit (operator)", phone: None, is_operator: true };
const CUSTOMER: Person = Person {
    email: "customer@mainstreet.example",
    name: "Charlie Rowe",
    phone: Some("+44 7700 900461"),
    is_operator: false,
};

/// An account to look around with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Whose it is, in English: "garage owner".
    pub who: String,
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The path of the pages it is for.
    pub path: String,
}

/// Writes the demo and returns the accounts to try it with. An installation that has any business already is left as it
/// is, and the list is empty. All of it is one transaction: a demo is there completely or not at all.
///
/// # Errors
/// When the database does not answer.
pub async fn fill(core: &Core) -> Result<Vec<SignIn>> {
    if business::Entity::find().one(core.db().read()).await?.is_some() {
        return Ok(Vec::new());
    }
    // Before the transaction: hashing takes its time, and the database has one writer.
    let hash = password::hash(PASSWORD).await?;
    let today = core.now().to_zoned(TimeZone::UTC).date();
    let tx = core.db().begin().await?;
    people::account(core, &tx, &OPERATOR, &hash).await?;
    let customer = people::account(core, &tx, &CUSTOMER, &hash).await?;
    for (seed, print) in (1..).zip(&blueprints(today)?) {
        establish(core, &tx, print, &customer, &hash, &mut Dice::new(seed)).await?;
    }
    tx.commit().await?;
    Ok(sign_ins())
}

/// The businesses, as they are set up on `today`.
fn blueprints(today: Date) -> Result<[Blueprint; 4]> {
    Ok([
        garage::blueprint(today)?,
        restaurant::blueprint(today)?,
        barber::blueprint(today)?,
        bicycles::blueprint(today)?,
    ])
}

/// Writes one business, its people and its history.
async fn establish(
    core: &Core,
    tx: &DatabaseTransaction,
    print: &Blueprint,
    customer: &account::Model,
    hash: &str,
    dice: &mut Dice,
) -> Result<()> {
    let new = &print.business;
    let zone = domain::time::zone(&new.zone)
        .ok_or_else(|| Error::internal("a demo business without a time zone"))?;
    let business = create::business(core, tx, new).await?;
    let mut stage = Stage {
        core,
        business,
        blueprint: print,
        zone,
        services: Vec::new(),
        workers: Vec::new(),
        bays: Vec::new(),
        accounts: BTreeMap::new(),
        reception: None,
        customers: people::customers(core, tx, business, print, dice).await?,
        regular: None,
    };
    if let Some(regular) = &print.regular {
        stage.regular = Some(people::regular(core, tx, business, customer, regular).await?);
    }
    for (position, service) in (0..).zip(&print.services) {
        let rule = ServiceRule {
            length_min: service.length_min,
            buffer_min: service.buffer_min,
            needs_bay: service.needs_bay,
            skill: service.skill.clone(),
        };
        stage.services.push((create::service(core, tx, business, position, service).await?, rule));
    }
    for (position, member) in (0..).zip(&print.staff) {
        hire(tx, &mut stage, position, member, hash).await?;
    }
    for (position, name) in (100..).zip(&print.bays) {
        let bay = NewResource {
            is_bay: true,
            name: name.clone(),
            skills: Vec::new(),
            shifts: Default::default(),
            account: None,
        };
        stage.bays.push(create::resource(core, tx, business, position, &bay).await?);
    }
    history::write(&stage, tx, dice).await?;
    work::write(&stage, tx).await?;
    notifications::write(&stage, tx).await
}

/// Writes a member's account, and the resource of those whom bookings take.
async fn hire(
    tx: &DatabaseTransaction,
    stage: &mut Stage<'_>,
    position: i32,
    member: &Member,
    hash: &str,
) -> Result<()> {
    let (core, business) = (stage.core, stage.business);
    let new = &stage.blueprint.business;
    let locale = new.locales.first().copied().unwrap_or_default();
    let email = address(member.login, &new.slug);
    let account = staff::add(core, tx, business, &email, member.name, member.role, locale).await?;
    let id = AccountId(account.id);
    people::let_in(core, tx, account, hash).await?;
    if member.role == Role::FrontDesk && stage.reception.is_none() {
        stage.reception = Some(id);
    }
    let Some((skills, shifts)) = &member.work else { return Ok(()) };
    let person = NewResource {
        is_bay: false,
        name: member.name.to_owned(),
        skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
        shifts: shifts.clone(),
        account: Some(id),
    };
    let resource = create::resource(core, tx, business, position, &person).await?;
    stage.accounts.insert(resource, id);
    stage.workers.push(Worker { id: resource, skills: person.skills, shifts: person.shifts });
    Ok(())
}

/// Inserts `rows`, many at a time.
async fn insert<A>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<()>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
{
    for chunk in rows.chunks(CHUNK) {
        A::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn address(login: &str, slug: &str) -> String {
    format!("{login}@{slug}.example")
}

fn sign_ins() -> Vec<SignIn> {
    let one = |who: &str, email: &str, path: &str| SignIn {
        who: who.to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        path: path.to_owned(),
    };
    let member = |who: &str, login: &str, slug: &str| one(who, &address(login, slug), "/console");
    vec![
        one("customer", CUSTOMER.email, &format!("/b/{}", garage::SLUG)),
        member("garage owner", "owner", garage::SLUG),
        member("garage front desk", "desk", garage::SLUG),
        member("garage technician", "technician1", garage::SLUG),
        member("restaurant owner", "owner", restaurant::SLUG),
        member("barber owner", "owner", barber::SLUG),
        member("bicycle workshop owner", "owner", bicycles::SLUG),
        one("operator of the installation", OPERATOR.email, "/console"),
    ]
}
