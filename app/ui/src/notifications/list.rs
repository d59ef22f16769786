//! The list of what a person was told.

use crate::{
    Icon,
    done::DoneNotice,
    form::{Form, Submit},
    glyphs, locale,
};
use i18n::words as w;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A notification as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRow {
    /// Its id: the address under the list that opens it and marks it as read.
    pub id: String,
    /// What happened.
    pub title: String,
    /// About what; may be empty.
    pub body: String,
    /// When, in words.
    pub when: String,
    /// The same for machines (RFC 3339).
    pub at: String,
    /// Whether it was not read yet.
    pub unread: bool,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    /// Newest first.
    pub rows: Vec<NoteRow>,
    /// Which page it is, from 1 on.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many are unread, on all pages.
    pub unread: u32,
}

/// The list under its heading, with the way to the switches.
#[component]
pub fn List(
    /// What it shows.
    page: ListPage,
    /// Its address.
    #[prop(into)]
    base: String,
    /// The address of the switches.
    #[prop(into)]
    settings: String,
    /// What will appear here, while there is nothing.
    empty: &'static str,
) -> impl IntoView {
    let locale = locale();
    let ListPage { rows, page, pages, unread } = page;
    let body = if rows.is_empty() {
        view! {
            <div class="empty"><Icon icon=glyphs::BELL /><h2>{w::note_empty_title(locale)}</h2><p>{empty}</p></div>
        }
        .into_any()
    } else {
        let rows = rows.into_iter().map(|row| view! { <Row row base=base.clone() /> }).collect_view();
        view! {
            <ul class="notes">{rows}</ul>
            <Pages base=base.clone() page pages />
            <p class="soft">{w::note_days(locale)}</p>
        }
        .into_any()
    };
    view! {
        <div class="cluster cluster-apart">
            <h1>{w::nav_notifications(locale)}</h1>
            <a class="btn btn-quiet" href=settings><Icon icon=glyphs::SETTINGS /> {w::note_settings(locale)}</a>
        </div>
        <DoneNotice known=&["notes_read"] />
        {(unread > 0).then(|| view! {
            <Form name="read_all">
                <div class="cluster">
                    <Submit class="btn"><Icon icon=glyphs::CHECK /> {w::note_mark_all(locale)}</Submit>
                </div>
            </Form>
        })}
        {body}
    }
}

#[component]
fn Row(row: NoteRow, base: String) -> impl IntoView {
    let locale = locale();
    // The server marks it as read on the way to its page, so the browser has to go there by itself.
    view! {
        <li>
            <a class="note" href=format!("{base}/{}", row.id) rel="external" data-unread=row.unread.then_some("true")>
                <span class="note-title">
                    {row.title} {row.unread.then(|| view! { " " <span class="badge badge-accent">{w::note_unread(locale)}</span> })}
                </span>
                {(!row.body.is_empty()).then(|| view! { <span class="note-body">{row.body}</span> })}
                <time class="hint" datetime=row.at>{row.when}</time>
            </a>
        </li>
    }
}

/// The way to the pages around.
#[component]
fn Pages(base: String, page: u32, pages: u32) -> impl IntoView {
    let locale = locale();
    let to = move |number: u32| {
        if number > 1 { format!("{base}?page={number}") } else { base.clone() }
    };
    let previous = (page > 1).then(|| to(page - 1));
    let next = (page < pages).then(|| to(page + 1));
    (pages > 1).then(|| {
        view! {
            <nav class="cluster" aria-label=w::crm_pages(locale)>
                {previous.map(|href| view! {
                    <a class="btn btn-icon" href=href rel="prev">
                        <Icon icon=glyphs::CHEVRON_LEFT label=w::crm_page_previous(locale) />
                    </a>
                })}
                <span class="num">{w::crm_page(locale, page, pages)}</span>
                {next.map(|href| view! {
                    <a class="btn btn-icon" href=href rel="next">
                        <Icon icon=glyphs::CHEVRON_RIGHT label=w::crm_page_next(locale) />
                    </a>
                })}
            </nav>
        }
    })
}
