//! A small garage to test on: two technicians, two bays, services of different lengths and buffers.

use domain::{
    accounts::Role,
    agenda::{OpeningHours, Policy, Span},
    billing::Terms,
    businesses::{Capability, Text},
    garage::vehicle::VehicleDraft,
    ids::{AccountId, BookingId, ResourceId, VehicleId, WorkOrderId, WorkOrderJobId},
    locale::Locale,
    messaging::Email,
    money::Currency,
    sites::Brand,
};
use entity::{account, booking, outbox};
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
};
use services::{
    Actor, Core, Result, Scope,
    accounts::staff,
    agenda::{confirm::confirm, hold::hold},
    businesses::{self, Business, Service, create},
    garage::{
        vehicles,
        work_orders::{self, open},
    },
};

/// The password of accounts made by [`account_with`].
pub const PASSWORD: &str = "the red van leaks";

/// The skill that only the first technician has.
const RARE: &str = "gearboxes";

/// The garage, open at all hours but from noon to one.
#[derive(Clone)]
pub struct Shop {
    pub core: Core,
    pub business: Business,
    /// `tyres` (30 min, bay), `service` (60 + 15 min, bay, vehicle), `advice` (45 + 10 min), and `gearbox`
    /// (60 + 15 min, bay), which only the first technician can do.
    pub services: Vec<Service>,
    pub technicians: Vec<ResourceId>,
}

impl Shop {
    /// A garage called "Quay Garage".
    pub async fn open(core: &Core, slug: &str) -> Self {
        Self::named(core, slug, "Quay Garage", "Tyres").await
    }

    /// A garage with this name, whose `tyres` are called `tyres`.
    pub async fn named(core: &Core, slug: &str, name: &str, tyres: &str) -> Self {
        let tx = core.db().begin().await.unwrap();
        let id = create::business(core, &tx, &new_business(slug, name)).await.unwrap();
        let offers = [
            new_service("tyres", tyres, (30, 0), true),
            create::NewService { needs_vehicle: true, ..new_service("service", "Service", (60, 15), true) },
            new_service("advice", "Advice", (45, 10), false),
            create::NewService {
                skill: Some(RARE.into()),
                ..new_service("gearbox", "Gearbox", (60, 15), true)
            },
        ];
        for (position, offer) in offers.iter().enumerate() {
            create::service(core, &tx, id, position as i32, offer).await.unwrap();
        }
        let mut technicians = Vec::new();
        for (position, (name, is_bay)) in
            [("Ada", false), ("Ben", false), ("Bay 1", true), ("Bay 2", true)].iter().enumerate()
        {
            let skills = if position == 0 { vec![RARE.to_owned()] } else { Vec::new() };
            let new = create::NewResource {
                is_bay: *is_bay,
                name: (*name).into(),
                skills,
                shifts: hours(),
                account: None,
            };
            let resource = create::resource(core, &tx, id, position as i32, &new).await.unwrap();
            if !is_bay {
                technicians.push(resource);
            }
        }
        tx.commit().await.unwrap();
        let business = businesses::by_slug(core, slug).await.unwrap();
        let services = businesses::services(core, &business).await.unwrap();
        Self { core: core.clone(), business, services, technicians }
    }

    pub fn service(&self, slug: &str) -> &Service {
        self.services.iter().find(|service| service.slug == slug).unwrap()
    }

    pub fn scope(&self, actor: Actor) -> Scope {
        Scope { actor, locale: Locale::En, ..Scope::system(&self.core, self.business.id) }
    }

    /// Somebody new who is signed in on the site.
    pub async fn customer(&self, email: &str) -> Scope {
        self.scope(Actor::Customer(account(&self.core, email).await))
    }

    /// A new member, signed in at the portal.
    pub async fn member(&self, email: &str, role: Role) -> Scope {
        let tx = self.core.db().begin().await.unwrap();
        let person =
            staff::add(&self.core, &tx, self.business.id, email, "Sam", role, Locale::En).await.unwrap();
        tx.commit().await.unwrap();
        self.scope(Actor::Staff(person.id.into(), role))
    }

    pub async fn hold(&self, scope: &Scope, service: &str, starts: Timestamp) -> Result<String> {
        hold(scope, &self.business, self.service(service), starts).await
    }

    pub async fn confirm(&self, scope: &Scope, token: &str, vehicle: Option<VehicleId>) -> Result<()> {
        confirm(scope, &self.business, token, vehicle, "").await
    }

    /// Holds and confirms `tyres`, which need no vehicle.
    pub async fn book(&self, scope: &Scope, starts: Timestamp) -> Result<String> {
        let token = self.hold(scope, "tyres", starts).await?;
        self.confirm(scope, &token, None).await?;
        Ok(token)
    }

    /// A booked visit of a new customer, with its work order and the booked service on it, agreed to.
    pub async fn work(
        &self,
        tech: &Scope,
        email: &str,
        slot: &str,
    ) -> (BookingId, WorkOrderId, WorkOrderJobId) {
        let person = self.customer(email).await;
        let car = vehicle(&person, "LV14 KXB").await;
        let token = self.hold(&person, "service", at(slot)).await.unwrap();
        self.confirm(&person, &token, Some(car)).await.unwrap();
        let booking = self.id(&token).await;
        let order = open::open(tech, &self.business, booking).await.unwrap();
        let whole = work_orders::one(tech, &self.business, order).await.unwrap();
        (booking, order, whole.jobs[0].id)
    }

    pub async fn row(&self, token: &str) -> booking::Model {
        let query = booking::Entity::of(self.business.id).filter(booking::Column::Token.eq(token));
        query.one(self.core.db().read()).await.unwrap().unwrap()
    }

    pub async fn id(&self, token: &str) -> BookingId {
        self.row(token).await.id.into()
    }
}

/// A vehicle of who is signed in.
pub async fn vehicle(scope: &Scope, plate: &str) -> VehicleId {
    vehicles::add(scope, draft(plate)).await.unwrap()
}

pub fn draft(plate: &str) -> VehicleDraft {
    VehicleDraft {
        make: "Ford".into(),
        model: "Fiesta".into(),
        year: Some(2016),
        plate: plate.into(),
        vin: None,
        odometer_km: None,
    }
}

/// An account without a password.
pub async fn account(core: &Core, email: &str) -> AccountId {
    let row = account::ActiveModel {
        id: Set(core.new_id()),
        email: Set(email.into()),
        name: Set("Ana Silva".into()),
        phone: Set(None),
        password_hash: Set(None),
        locale: Set("en".into()),
        is_operator: Set(false),
        avatar: Set(None),
        verified_at: Set(None),
        created_at: Set(core.now_ms()),
    };
    let tx = core.db().begin().await.unwrap();
    let row = row.insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
    row.id.into()
}

/// Every mail in the outbox, oldest first.
pub async fn mails(core: &Core) -> Vec<Email> {
    let rows = outbox::Entity::find().order_by_asc(outbox::Column::Id).all(core.db().read()).await.unwrap();
    rows.iter().map(|row| serde_json::from_str(&row.payload).unwrap()).collect()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hours() -> OpeningHours {
    OpeningHours::every_day(&[Span::new(0, 720), Span::new(780, 1440)])
}

fn new_business(slug: &str, name: &str) -> create::NewBusiness {
    create::NewBusiness {
        slug: slug.into(),
        name: name.into(),
        kind: "garage".into(),
        tagline: Text::default(),
        about: Text::default(),
        street: "1 Quay, Unit 2; rear".into(),
        postcode: "EH6 6QN".into(),
        city: "Leith".into(),
        country: "GB".into(),
        phone: "+44 131 496 0000".into(),
        email: "hello@quay.example".into(),
        zone: "Europe/London".into(),
        currency: Currency::Gbp,
        locales: vec![Locale::En, Locale::Pt],
        hours: hours(),
        policy: Policy { notice_min: 0, window_days: 5, step_min: 15 },
        brand: Brand::default(),
        capabilities: vec![Capability::Garage, Capability::Agenda],
        terms: Terms::default(),
        is_public: true,
    }
}

fn new_service(
    slug: &str,
    name: &str,
    (length_min, buffer_min): (u32, u32),
    needs_bay: bool,
) -> create::NewService {
    create::NewService {
        slug: slug.into(),
        name: Text { en: name.into(), ..Text::default() },
        summary: Text::default(),
        price_minor: 4500,
        length_min,
        buffer_min,
        skill: None,
        needs_bay,
        needs_vehicle: false,
    }
}
