//! Everybody who may come.

use super::table::Access::{
    self, Booking, Link, Member, Portal, Private, Public, Signed, Site as SiteSession, Vehicle,
};
use crate::client::{GARAGE, Site};
use domain::accounts::{Realm, Role};

/// Somebody who comes.
pub(super) struct Who {
    pub(super) name: &'static str,
    pub(super) cookie: String,
    site: bool,
    portal: bool,
    is_the_customer: bool,
    role: Option<Role>,
}

impl Who {
    /// Whether the table lets them in.
    pub(super) fn may(&self, access: Access) -> bool {
        match access {
            Public | Link => true,
            SiteSession => self.site,
            Vehicle | Booking => self.is_the_customer,
            Portal => self.portal,
            Member(deed) => self.role.is_some_and(|role| role.may(deed)),
            Private | Signed => false,
        }
    }
}

/// One of each kind, with their sessions.
pub(super) async fn everybody(site: &Site) -> Vec<Who> {
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
