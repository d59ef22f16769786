//! Server functions of the account pages.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{Fault, accounts::SessionRow, page::Wire};

#[cfg(feature = "ssr")]
use {
    crate::door::at,
    domain::accounts::Realm,
    services::{
        Visitor,
        accounts::{links, sessions},
    },
    ui::request::{Outward as _, attached},
};

/// What a customer's account page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their telephone number; empty when they gave none.
    pub phone: String,
    /// The name of their picture's file.
    pub picture: Option<String>,
    /// Whether they showed that the address is theirs.
    pub verified: bool,
    /// Where they are signed in, last used first.
    pub sessions: Vec<SessionRow>,
}

/// The account of who is signed in on the site `slug`.
#[server(prefix = "/api/site", endpoint = "account", input = GetUrl)]
pub async fn load_account(slug: String) -> Result<Wire, Fault> {
    let visitor: Visitor = attached()?;
    let (scope, _) = at(&slug).await?;
    let session = visitor.signed_in(Realm::Site).outward(&scope.correlation)?;
    let listed = sessions::list(&scope.core, session.person.id).await.outward(&scope.correlation)?;
    Wire::pack(&super::read::account(&scope, session, listed))
}

/// What the one-time link with `token` is for. Looking does not use it up.
#[server(prefix = "/api/site", endpoint = "enter", input = GetUrl)]
pub async fn load_enter(slug: String, token: String) -> Result<Wire, Fault> {
    let (scope, _) = at(&slug).await?;
    Wire::pack(&links::peek(&scope.core, &token).await.outward(&scope.correlation)?)
}
