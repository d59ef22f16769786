//! Finding a vehicle's work by its plate or VIN.

use crate::{Result, Scope};
use domain::{
    accounts::Deed,
    agenda::BookingState,
    crm::Search,
    garage::{board::JobStatus, look_alike},
    ids::{BookingId, WorkOrderId},
};
use entity::{booking, vehicle, work_order};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, Order, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{CaseStatement, Expr, ExprTrait as _, Func},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Vehicles that one search shows at the most.
const FOUND_MAX: u64 = 10;

/// A vehicle that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Make and model.
    pub vehicle: String,
    /// Its plate.
    pub plate: String,
    /// Whether its plate or its VIN is what was looked for, letter by letter.
    pub exact: bool,
    /// The booking whose work is at hand or comes next, else the last one; none before the first.
    pub booking: Option<BookingId>,
    /// The work order of that booking, when one is open.
    pub order: Option<WorkOrderId>,
}

/// The vehicles whose plate or VIN contains what was typed or scanned, each with the work that is at hand. Spaces, dashes
/// and letters that look like digits are forgiven; what matches exactly comes first, then what contains it, then what
/// looks like it.
///
/// # Errors
/// Members who may see the board only.
pub async fn find(scope: &Scope, text: &str) -> Result<Vec<Found>> {
    scope.require(Deed::SeeBoard)?;
    let search = Search::read(text);
    let Some(number) = search.number() else { return Ok(Vec::new()) };
    let db = scope.snapshot().await?;
    let vehicles = vehicles(scope, &db, number).await?;
    let ids: Vec<Uuid> = vehicles.iter().map(|row| row.id).collect();
    let visits = booking::Entity::of(scope.business)
        .filter(booking::Column::State.eq(BookingState::Confirmed.as_str()))
        .filter(booking::Column::VehicleId.is_in(ids.clone()))
        .order_by_asc(booking::Column::StartsAt)
        .all(&db)
        .await?;
    let orders: BTreeMap<Uuid, Uuid> = work_order::Entity::of(scope.business)
        .filter(work_order::Column::VehicleId.is_in(ids))
        .all(&db)
        .await?
        .into_iter()
        .map(|row| (row.booking_id, row.id))
        .collect();
    let at_hand = |row: &vehicle::Model| {
        let of_this = || visits.iter().filter(|visit| visit.vehicle_id == Some(row.id));
        let open = |visit: &&booking::Model| visit.job_status != JobStatus::HandedOver.as_str();
        let here = |visit: &&booking::Model| open(visit) && visit.job_status != JobStatus::Scheduled.as_str();
        of_this().find(here).or_else(|| of_this().find(open)).or_else(|| of_this().next_back())
    };
    Ok(vehicles
        .iter()
        .map(|row| {
            let visit = at_hand(row);
            Found {
                vehicle: format!("{} {}", row.make, row.model),
                plate: row.plate.clone(),
                exact: plain(&row.plate) == number || row.vin.as_deref() == Some(number),
                booking: visit.map(|visit| visit.id.into()),
                order: visit.and_then(|visit| orders.get(&visit.id)).map(|id| (*id).into()),
            }
        })
        .collect())
}

/// A plate without what people write into it at will.
fn plain(plate: &str) -> String {
    plate.chars().filter(|c| !matches!(c, ' ' | '-')).collect()
}

/// The vehicles whose number looks like `number` or contains what does.
async fn vehicles(scope: &Scope, db: &impl ConnectionTrait, number: &str) -> Result<Vec<vehicle::Model>> {
    let plate = replaced(replaced(Expr::col(vehicle::Column::Plate), ' ', ""), '-', "");
    let vin = Expr::col(vehicle::Column::Vin);
    // Letters and digits only: nothing in it has a meaning of its own in a pattern.
    let (part, alike) = (format!("%{number}%"), format!("%{}%", look_alike::folded(number)));
    let either = |plate: Expr, vin: Expr| Condition::any().add(plate).add(vin);
    let same = either(plate.clone().eq(number), vin.clone().eq(number));
    let contains = either(plate.clone().like(&part), vin.clone().like(&part));
    let looks_alike = either(folded(plate).like(&alike), folded(vin).like(&alike));
    let rank = CaseStatement::new().case(same, 0).case(contains, 1).finally(2);
    Ok(vehicle::Entity::of(scope.business)
        .filter(vehicle::Column::ArchivedAt.is_null())
        .filter(looks_alike)
        .order_by(Expr::Case(Box::new(rank)), Order::Asc)
        .order_by_asc(vehicle::Column::Plate)
        .order_by_asc(vehicle::Column::Id)
        .limit(FOUND_MAX)
        .all(db)
        .await?)
}

/// As [`look_alike::folded`], in the database.
fn folded(text: Expr) -> Expr {
    look_alike::PAIRS
        .into_iter()
        .fold(text, |text, (letter, digit)| replaced(text, letter, &digit.to_string()))
}

fn replaced(text: Expr, from: char, to: &str) -> Expr {
    Expr::from(Func::cust("replace").args([text, Expr::val(from.to_string()), Expr::val(to)]))
}
