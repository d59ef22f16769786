//! Server functions of the notifications.

use crate::businesses::api::Place;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};
use ui::{
    Fault,
    notifications::{ListPage, SettingsPage},
    page::Wire,
};

#[cfg(feature = "ssr")]
use {
    crate::door::at,
    domain::messaging::notifications::{Channel, name},
    services::messaging::{notifications as cases, push, wording},
    ui::{
        accounts::DeviceRow,
        notifications::{NoteRow, Switch, SwitchRow},
        request::Outward as _,
    },
};

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotesView {
    /// The business.
    pub place: Place,
    /// The page.
    pub list: ListPage,
}

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// The business.
    pub place: Place,
    /// What the reader wants to be told.
    pub settings: SettingsPage,
}

/// A page of what the reader was told at the business `slug`; `page` counts from 1, and anything else is the first.
#[server(prefix = "/console/api", endpoint = "notifications", input = GetUrl)]
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
    let list = ListPage {
        rows: listed.notes.into_iter().map(row).collect(),
        page: count(listed.page),
        pages: count(listed.pages),
        unread: count(listed.unread),
    };
    Wire::pack(&NotesView { place: Place::of(&scope, &business).await?, list })
}

/// The settings of the reader at the business `slug`.
#[server(prefix = "/console/api", endpoint = "notification_settings", input = GetUrl)]
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
    let settings = SettingsPage {
        rows: kinds.into_iter().map(row).collect(),
        push_key: scope.core.push().map(|push| push.public_key().to_owned()).unwrap_or_default(),
        devices: DeviceRow::list(scope.locale, devices),
    };
    Wire::pack(&SettingsView { place: Place::of(&scope, &business).await?, settings })
}
