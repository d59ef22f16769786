//! Server functions of the notifications.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use ui::{Fault, page::Wire};

#[cfg(feature = "ssr")]
use {
    crate::door::at,
    domain::messaging::notifications::{Channel, name},
    services::messaging::{notifications as cases, push, wording},
    ui::{
        accounts::DeviceRow,
        notifications::{ListPage, NoteRow, SettingsPage, Switch, SwitchRow},
        request::Outward as _,
    },
};

/// A page of what who is signed in on the site `slug` was told; `page` counts from 1, and anything else is the first.
#[server(prefix = "/api/site", endpoint = "notifications", input = GetUrl)]
pub async fn load_notifications(slug: String, page: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    let page = page.parse().unwrap_or(1);
    let listed = cases::list(&scope, &business, page).await.outward(&scope.correlation)?;
    let row = |note: cases::Note| NoteRow {
        id: note.id.to_string(),
        title: note.words.title,
        body: note.words.body,
        when: note.when,
        at: note.at.to_string(),
        unread: note.unread,
    };
    let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Wire::pack(&ListPage {
        rows: listed.notes.into_iter().map(row).collect(),
        page: count(listed.page),
        pages: count(listed.pages),
        unread: count(listed.unread),
    })
}

/// The settings of who is signed in on the site `slug`.
#[server(prefix = "/api/site", endpoint = "notification_settings", input = GetUrl)]
pub async fn load_notification_settings(slug: String) -> Result<Wire, Fault> {
    let (scope, business) = at(&slug).await?;
    let kinds = cases::kinds(&scope, &business).outward(&scope.correlation)?;
    let choices = cases::choices(&scope).await.outward(&scope.correlation)?;
    let devices = push::list(&scope).await.outward(&scope.correlation)?;
    let row = |kind| {
        let switch = |channel| Switch {
            name: name(kind, channel),
            on: choices.wants(kind, channel),
            kept: kind.kept(channel).map(|kept| wording::kept(scope.locale, kept).to_owned()),
        };
        SwitchRow {
            kind: wording::kind(scope.locale, kind).to_owned(),
            email: switch(Channel::Email),
            push: switch(Channel::Push),
        }
    };
    Wire::pack(&SettingsPage {
        rows: kinds.into_iter().map(row).collect(),
        push_key: scope.core.push().map(|push| push.public_key().to_owned()).unwrap_or_default(),
        devices: DeviceRow::list(scope.locale, devices),
    })
}
