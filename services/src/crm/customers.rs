//! The list of a business's customers: searched, sorted, page by page.

use crate::{Result, Scope, core::instant};
use domain::{
    accounts::Deed,
    agenda::BookingState,
    crm::{Order, Search},
    ids::CustomerId,
    text::fold,
};
use entity::{booking, customer, vehicle};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, QueryFilter as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, Func},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use uuid::Uuid;

/// The states of bookings that count as visits: agreed, or kept.
const VISITS: [&str; 2] = [BookingState::Confirmed.as_str(), BookingState::Done.as_str()];

/// What of the customers is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who is looked for.
    pub search: Search,
    /// In which order.
    pub order: Order,
    /// Which page, from 1 on; past the end it is the last one.
    pub page: usize,
    /// How many customers a page holds; 0 counts as 1.
    pub per_page: usize,
}

/// One page of customers.
#[derive(Clone, Debug)]
pub struct Found {
    /// Who is on it.
    pub customers: Vec<Customer>,
    /// Which page it is, from 1 on.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// How many customers there are on all of them.
    pub total: usize,
}

/// A customer in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Their id.
    pub id: CustomerId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their telephone number, when they gave one.
    pub phone: Option<String>,
    /// How many vehicles they keep here.
    pub vehicles: usize,
    /// When they came last.
    pub last: Option<Timestamp>,
    /// When they come next.
    pub next: Option<Timestamp>,
}

/// The customers that `ask` wants, in four or five queries however many they are.
///
/// Names are read whole and compared here: neither database can do it without regard to accents, and a main-street
/// business has thousands of customers, not millions.
///
/// # Errors
/// Members who may see customers only.
pub async fn list(scope: &Scope, ask: &Ask) -> Result<Found> {
    scope.require(Deed::SeeCustomers)?;
    let db = scope.snapshot().await?;
    let mut people = people(scope, &db, &ask.search).await?;
    people.sort_by_cached_key(|person| (fold(&person.name), person.id));
    let mut last = None;
    if ask.order == Order::LastVisit {
        let all = visits(scope, &db, None, When::Past).await?;
        people.sort_by_key(|person| Reverse(all.get(&person.id).copied()));
        last = Some(all);
    }
    let (total, per_page) = (people.len(), ask.per_page.max(1));
    let pages = total.div_ceil(per_page).max(1);
    let page = ask.page.clamp(1, pages);
    let shown: Vec<customer::Model> = people.into_iter().skip((page - 1) * per_page).take(per_page).collect();
    let ids: Vec<Uuid> = shown.iter().map(|person| person.id).collect();
    let last = match last {
        Some(last) => last,
        None => visits(scope, &db, Some(&ids), When::Past).await?,
    };
    let next = visits(scope, &db, Some(&ids), When::Future).await?;
    let vehicles = vehicles(scope, &db, &ids).await?;
    let customers = shown
        .into_iter()
        .map(|person| Customer {
            vehicles: vehicles.get(&person.id).copied().unwrap_or_default(),
            last: last.get(&person.id).copied().map(instant),
            next: next.get(&person.id).copied().map(instant),
            id: person.id.into(),
            name: person.name,
            email: person.email,
            phone: person.phone,
        })
        .collect();
    Ok(Found { customers, page, pages, total })
}

/// Everybody who is meant by `search`, in no order.
async fn people(scope: &Scope, db: &impl ConnectionTrait, search: &Search) -> Result<Vec<customer::Model>> {
    let mut people = customer::Entity::of(scope.business).all(db).await?;
    if !search.is_empty() {
        let drivers = drivers(scope, db, search).await?;
        people.retain(|person| {
            drivers.contains(&person.id) || search.finds(&person.name, &person.email, person.phone.as_deref())
        });
    }
    Ok(people)
}

/// Who keeps a vehicle whose plate or VIN is meant by `search`.
async fn drivers(scope: &Scope, db: &impl ConnectionTrait, search: &Search) -> Result<BTreeSet<Uuid>> {
    let Some(number) = search.number() else { return Ok(BTreeSet::new()) };
    // Letters and digits only: nothing in it has a meaning of its own in a pattern.
    let part = format!("%{number}%");
    let without = |text: Expr, mark: &'static str| {
        Expr::from(Func::cust("replace").args([text, Expr::val(mark), Expr::val("")]))
    };
    let plate = without(without(Expr::col(vehicle::Column::Plate), " "), "-");
    let found: Vec<Uuid> = vehicle::Entity::of(scope.business)
        .filter(vehicle::Column::ArchivedAt.is_null())
        .filter(Condition::any().add(plate.like(&part)).add(vehicle::Column::Vin.like(&part)))
        .select_only()
        .column(vehicle::Column::CustomerId)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// On which side of the present instant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Visits that have begun.
    Past,
    /// Visits to come.
    Future,
}

/// The visit of each customer that is nearest to now, in milliseconds: of those in `ids`, or of everybody.
async fn visits(
    scope: &Scope,
    db: &impl ConnectionTrait,
    ids: Option<&[Uuid]>,
    when: When,
) -> Result<BTreeMap<Uuid, i64>> {
    let (now, starts) = (scope.core.now_ms(), booking::Column::StartsAt);
    let (side, nearest) = match when {
        When::Past => (starts.lte(now), starts.max()),
        When::Future => (starts.gt(now), starts.min()),
    };
    let whose = ids.map(|ids| booking::Column::CustomerId.is_in(ids.iter().copied()));
    let rows: Vec<(Uuid, i64)> = booking::Entity::of(scope.business)
        .filter(Condition::all().add(booking::Column::CustomerId.is_not_null()).add_option(whose))
        .filter(booking::Column::State.is_in(VISITS))
        .filter(side)
        .select_only()
        .column(booking::Column::CustomerId)
        .column_as(nearest, "nearest")
        .group_by(booking::Column::CustomerId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// How many vehicles each customer in `ids` keeps.
async fn vehicles(scope: &Scope, db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<BTreeMap<Uuid, usize>> {
    let rows: Vec<(Uuid, i64)> = vehicle::Entity::of(scope.business)
        .filter(vehicle::Column::CustomerId.is_in(ids.iter().copied()))
        .filter(vehicle::Column::ArchivedAt.is_null())
        .select_only()
        .column(vehicle::Column::CustomerId)
        .column_as(vehicle::Column::Id.count(), "count")
        .group_by(vehicle::Column::CustomerId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (id, usize::try_from(count).unwrap_or_default())).collect())
}
