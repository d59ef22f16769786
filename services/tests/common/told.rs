//! Who was told what, on which way.

use super::shop::Shop;
use domain::{
    accounts::{Realm, Role},
    messaging::Email,
};
use entity::{notification, outbox, push_subscription, resource};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use services::{Actor, Core, Scope, accounts::sessions};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The people of a shop, each with a device that shows push messages.
pub struct House {
    pub core: Core,
    pub shop: Shop,
    pub owner: Scope,
    pub desk: Scope,
    /// Ada's and Ben's accounts: the two technicians of the shop.
    pub ada: Scope,
    pub ben: Scope,
    pub kitchen: Scope,
    names: BTreeMap<Uuid, &'static str>,
    devices: BTreeMap<Uuid, Uuid>,
}

impl House {
    pub async fn open(core: &Core) -> Self {
        let shop = Shop::open(core, "quay").await;
        let member = async |name: &str, role| shop.member(&format!("{name}@quay.example"), role).await;
        let mut house = Self {
            core: core.clone(),
            owner: member("owner", Role::Owner).await,
            desk: member("desk", Role::FrontDesk).await,
            ada: member("ada", Role::Technician).await,
            ben: member("ben", Role::Technician).await,
            kitchen: member("kitchen", Role::Kitchen).await,
            shop,
            names: BTreeMap::new(),
            devices: BTreeMap::new(),
        };
        for (technician, scope) in house.shop.technicians.iter().zip([&house.ada, &house.ben]) {
            let tx = core.db().begin().await.unwrap();
            let row = resource::Entity::one(house.shop.business.id, *technician).one(&tx).await.unwrap();
            let mut row = row.unwrap().into_active_model();
            row.account_id = Set(scope.account().map(Into::into));
            row.update(&tx).await.unwrap();
            tx.commit().await.unwrap();
        }
        for (name, scope) in [
            ("owner", house.owner.clone()),
            ("desk", house.desk.clone()),
            ("ada", house.ada.clone()),
            ("ben", house.ben.clone()),
            ("kitchen", house.kitchen.clone()),
        ] {
            house.knows(name, &scope).await;
        }
        house
    }

    /// Somebody new on the site, with a device.
    pub async fn customer(&mut self, name: &'static str) -> Scope {
        let scope = self.shop.customer(&format!("{name}@customer.example")).await;
        self.knows(name, &scope).await;
        scope
    }

    /// Gives `scope`'s person a name in what follows, and a device on the side where they are.
    pub async fn knows(&mut self, name: &'static str, scope: &Scope) {
        let account = scope.account().unwrap();
        let realm = side(scope);
        let tx = self.core.db().begin().await.unwrap();
        let token = sessions::begin(&self.core, &tx, account, realm, "").await.unwrap();
        tx.commit().await.unwrap();
        let session = sessions::find(&self.core, realm, &token).await.unwrap().unwrap().id;
        let device = self.core.new_id();
        let row = push_subscription::ActiveModel {
            business_id: Set(scope.business.into()),
            id: Set(device),
            account_id: Set(account.into()),
            session_id: Set(session.into()),
            realm: Set(realm.as_str().into()),
            endpoint: Set(format!("https://push.example/{device}")),
            p256dh: Set(String::new()),
            auth: Set(String::new()),
            device: Set(String::new()),
            created_at: Set(self.core.now_ms()),
            last_ok_at: Set(None),
        };
        let tx = self.core.db().begin().await.unwrap();
        row.insert(&tx).await.unwrap();
        tx.commit().await.unwrap();
        self.names.insert(account.into(), name);
        self.devices.insert(device, account.into());
    }

    /// Who does the job of a booking: "ada" or "ben", and the other one.
    pub async fn worker(&self, token: &str) -> (&'static str, &'static str) {
        let worker = self.shop.row(token).await.worker_id;
        if Uuid::from(self.shop.technicians[0]) == worker { ("ada", "ben") } else { ("ben", "ada") }
    }

    /// Who has a notification of this kind in their list, in the order of names.
    pub async fn in_app(&self, kind: &str) -> Vec<&'static str> {
        let rows = notification::Entity::find().filter(notification::Column::Kind.eq(kind));
        let rows = rows.all(self.core.db().read()).await.unwrap();
        let mut names: Vec<_> = rows.iter().map(|row| self.names[&row.account_id]).collect();
        names.sort_unstable();
        names
    }

    /// Whose devices were sent something since the outbox was [`House::forget`]ten, in the order of names.
    pub async fn pushed(&self) -> Vec<&'static str> {
        let devices = self.rows(&["push"]).await.into_iter().map(|row| {
            let payload: serde_json::Value = serde_json::from_str(&row.payload).unwrap();
            let device: Uuid = payload["subscription"].as_str().unwrap().parse().unwrap();
            self.names[&self.devices[&device]]
        });
        let mut names: Vec<_> = devices.collect();
        names.sort_unstable();
        names
    }

    /// What those devices were told, in bold.
    pub async fn pushed_titles(&self) -> Vec<String> {
        let title = |row: outbox::Model| {
            let payload: serde_json::Value = serde_json::from_str(&row.payload).unwrap();
            payload["message"]["title"].as_str().unwrap().to_owned()
        };
        self.rows(&["push"]).await.into_iter().map(title).collect()
    }

    /// The mails since the outbox was [`House::forget`]ten.
    pub async fn mails(&self) -> Vec<Email> {
        let rows = self.rows(&["email", "notice"]).await;
        rows.iter().map(|row| serde_json::from_str(&row.payload).unwrap()).collect()
    }

    /// To whom they went, the part before the @.
    pub async fn mailed(&self) -> Vec<String> {
        self.mails().await.iter().map(|mail| mail.to.split('@').next().unwrap().to_owned()).collect()
    }

    async fn rows(&self, kinds: &[&str]) -> Vec<outbox::Model> {
        outbox::Entity::find()
            .filter(outbox::Column::Kind.is_in(kinds.iter().copied()))
            .order_by_asc(outbox::Column::Id)
            .all(self.core.db().read())
            .await
            .unwrap()
    }

    /// Empties lists and outbox.
    pub async fn forget(&self) {
        let tx = self.core.db().begin().await.unwrap();
        outbox::Entity::delete_many().exec(&tx).await.unwrap();
        notification::Entity::delete_many().exec(&tx).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// The side on which `scope`'s person is signed in.
fn side(scope: &Scope) -> Realm {
    if matches!(scope.actor, Actor::Staff(..)) { Realm::Portal } else { Realm::Site }
}
