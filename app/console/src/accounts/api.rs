//! Server functions of the portal's account pages.

use domain::accounts::Purpose;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{Fault, accounts::SessionRow};

#[cfg(feature = "ssr")]
use {
    services::{Visitor, accounts::links},
    ui::request::{Outward as _, attached},
};

/// What a member's account page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The name of their picture's file.
    pub picture: Option<String>,
    /// Where they are signed in, last used first.
    pub sessions: Vec<SessionRow>,
}

/// The account of who is signed in at the portal.
#[server(prefix = "/console/api", endpoint = "account", input = GetUrl)]
pub async fn load_account() -> Result<AccountPage, Fault> {
    let visitor: Visitor = attached()?;
    super::read::account(&visitor).await.outward(&visitor.correlation)
}

/// What the one-time link with `token` is for. Looking does not use it up.
#[server(prefix = "/console/api", endpoint = "enter", input = GetUrl)]
pub async fn load_enter(token: String) -> Result<Purpose, Fault> {
    let visitor: Visitor = attached()?;
    links::peek(&visitor.core, &token).await.outward(&visitor.correlation)
}
