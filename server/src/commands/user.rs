//! `mainstreet user invite`.

use super::{Failure, say};
use clap::{Args, Subcommand};
use domain::accounts::Role;
use serde_json::{Value, json};
use services::{Core, accounts::staff, businesses};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Invite a person to work for a business: they get a link to choose a password
    Invite(Invite),
}

#[derive(Args, Debug)]
pub(super) struct Invite {
    /// The business's slug
    #[arg(long)]
    business: String,
    /// The person's e-mail address
    #[arg(long)]
    email: String,
    /// The person's name
    #[arg(long)]
    name: String,
    /// technician, kitchen, front_desk or owner
    #[arg(long, value_parser = role)]
    role: Role,
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| "write technician, kitchen, front_desk or owner".to_owned())
}

pub(super) async fn run(core: &Core, action: Action, as_json: bool) -> Result<Value, Failure> {
    let Action::Invite(invite) = action;
    let business = businesses::by_slug(core, &invite.business).await?;
    staff::invite(core, &business, &invite.email, &invite.name, invite.role).await?;
    say(as_json, format_args!("A link goes to {} with the next delivery of the server.", invite.email));
    Ok(json!({ "invited": invite.email, "role": invite.role.as_str() }))
}
