//! The list of work orders: what is open, and what waits for whom.

use super::{authorisation, document, read};
use crate::{Result, Scope, billing::deposits, businesses::Business};
use domain::{
    accounts::Deed,
    agenda::BookingState,
    garage::work_order::{Authorisation, Document},
    ids::WorkOrderId,
};
use entity::{booking, customer, vehicle, work_order, work_order_job};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
    Select,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Work orders that one screen shows at the most.
pub const MAX: u64 = 200;

/// Which work orders are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Every one that has not been invoiced.
    #[default]
    Open,
    /// Those among them with a job that the customer was asked about and has not answered.
    Waiting,
    /// Those among them with a question of the customer.
    Questions,
}

impl Filter {
    /// Every filter, the usual one first.
    pub const ALL: [Self; 3] = [Self::Open, Self::Waiting, Self::Questions];

    /// The name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Questions => "questions",
        }
    }

    /// The filter of a name in an address; anything else is the usual one.
    pub fn read(name: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.as_str() == name).unwrap_or_default()
    }
}

/// A work order in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: WorkOrderId,
    /// Its number: "WO-2026-0001".
    pub number: String,
    /// The plate of the vehicle; empty where there is none.
    pub plate: String,
    /// The customer's name.
    pub customer: String,
    /// What the paper is at present.
    pub document: Document,
    /// Jobs that the customer was asked about and has not answered.
    pub asked: usize,
    /// Jobs that nobody has asked about.
    pub drafts: usize,
    /// Questions of the customer.
    pub questions: usize,
    /// What the document comes to, tax included, in minor units.
    pub gross: i64,
    /// What is here of deposits although the visit is cancelled, in minor units: to be sent back.
    pub to_send_back: i64,
}

/// The business's work orders that `filter` lets through, newest first, at most [`MAX`]. Each table is read once.
///
/// # Errors
/// Members who write work orders only.
pub async fn list(scope: &Scope, business: &Business, filter: Filter) -> Result<Vec<Listed>> {
    scope.require(Deed::WriteOrders)?;
    let db = scope.snapshot().await?;
    let orders = wanted(scope, filter).all(&db).await?;
    let mut around = Around::read(scope, &db, &orders).await?;
    orders.into_iter().map(|order| around.listed(business, order)).collect()
}

fn wanted(scope: &Scope, filter: Filter) -> Select<work_order::Entity> {
    let open = work_order::Entity::of(scope.business)
        .filter(work_order::Column::Document.ne(Document::Invoice.as_str()))
        .order_by_desc(work_order::Column::CreatedAt)
        .order_by_desc(work_order::Column::Id)
        .limit(MAX);
    let jobs =
        work_order_job::Entity::of(scope.business).select_only().column(work_order_job::Column::WorkOrderId);
    let jobs = match filter {
        Filter::Open => return open,
        Filter::Waiting => {
            jobs.filter(work_order_job::Column::Authorisation.eq(Authorisation::Asked.as_str()))
        }
        Filter::Questions => jobs.filter(work_order_job::Column::Question.is_not_null()),
    };
    open.filter(work_order::Column::Id.in_subquery(jobs.into_query()))
}

/// What work orders point at.
struct Around {
    customers: BTreeMap<Uuid, String>,
    plates: BTreeMap<Uuid, String>,
    /// The jobs of each work order.
    jobs: BTreeMap<Uuid, Vec<work_order_job::Model>>,
    lines: read::LinesByJob,
    /// What is here of the deposits of those whose visits are cancelled.
    to_send_back: BTreeMap<Uuid, i64>,
}

impl Around {
    async fn read(scope: &Scope, db: &impl ConnectionTrait, orders: &[work_order::Model]) -> Result<Self> {
        let customers = customer::Entity::of(scope.business)
            .filter(customer::Column::Id.is_in(orders.iter().map(|order| order.customer_id)))
            .all(db)
            .await?;
        let vehicles = vehicle::Entity::of(scope.business)
            .filter(vehicle::Column::Id.is_in(orders.iter().filter_map(|order| order.vehicle_id)))
            .all(db)
            .await?;
        let rows = work_order_job::Entity::of(scope.business)
            .filter(work_order_job::Column::WorkOrderId.is_in(orders.iter().map(|order| order.id)))
            .all(db)
            .await?;
        let lines = read::lines_of(scope, db, rows.iter().map(|row| row.id).collect()).await?;
        let mut jobs: BTreeMap<Uuid, Vec<work_order_job::Model>> = BTreeMap::new();
        for row in rows {
            jobs.entry(row.work_order_id).or_default().push(row);
        }
        Ok(Self {
            customers: customers.into_iter().map(|row| (row.id, row.name)).collect(),
            plates: vehicles.into_iter().map(|row| (row.id, row.plate)).collect(),
            jobs,
            lines,
            to_send_back: to_send_back(scope, db, orders).await?,
        })
    }

    fn listed(&mut self, business: &Business, order: work_order::Model) -> Result<Listed> {
        let document = document(&order)?;
        let (mut asked, mut drafts, mut questions) = (0, 0, 0);
        let mut counted = Vec::new();
        for job in self.jobs.remove(&order.id).unwrap_or_default() {
            let state = authorisation(&job)?;
            asked += usize::from(state == Authorisation::Asked);
            drafts += usize::from(state == Authorisation::Draft);
            questions += usize::from(job.question.is_some());
            if document.counts(state) {
                counted.extend(self.lines.remove(&job.id).unwrap_or_default());
            }
        }
        let counted: Vec<_> = counted.iter().map(|(_, line)| line).collect();
        let totals = read::totals(&counted, order.discount_minor, &business.terms)?;
        Ok(Listed {
            to_send_back: self.to_send_back.remove(&order.id).unwrap_or_default(),
            id: order.id.into(),
            plate: order.vehicle_id.and_then(|id| self.plates.get(&id).cloned()).unwrap_or_default(),
            customer: self.customers.get(&order.customer_id).cloned().unwrap_or_default(),
            number: order.number,
            document,
            asked,
            drafts,
            questions,
            gross: totals.gross,
        })
    }
}

/// What is here of the deposits of those of `orders` whose visits are cancelled.
async fn to_send_back(
    scope: &Scope,
    db: &impl ConnectionTrait,
    orders: &[work_order::Model],
) -> Result<BTreeMap<Uuid, i64>> {
    let cancelled = booking::Entity::of(scope.business)
        .filter(booking::Column::Id.is_in(orders.iter().map(|order| order.booking_id)))
        .filter(booking::Column::State.eq(BookingState::Cancelled.as_str()))
        .all(db)
        .await?;
    let cancelled: BTreeSet<Uuid> = cancelled.into_iter().map(|visit| visit.id).collect();
    let orders = orders.iter().filter(|order| cancelled.contains(&order.booking_id));
    deposits::held_by_order(scope, db, orders.map(|order| order.id).collect()).await
}
