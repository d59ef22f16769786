//! Messages that were given up, for the owner to send again.

use super::api::{Letter, MessagesView, load_messages};
use crate::frame::{Refused, Section, Shell, drawn, param};
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Icon, done::DoneNotice, glyphs, locale};

/// The page of given-up messages.
#[component]
pub(crate) fn Messages() -> impl IntoView {
    let slug = param("slug");
    let data = Resource::new(move || slug.get(), load_messages);
    drawn(data, move |page| view! { <Content page /> }.into_any())
}

#[component]
fn Content(page: MessagesView) -> impl IntoView {
    let locale = locale();
    let empty = page.letters.is_empty();
    view! {
        <Title text=format!("{} · {}", w::mails_title(locale), page.place.name) />
        <Shell place=page.place section=Section::Messages>
            <div class="stack stack-tight">
                <h1>{w::mails_title(locale)}</h1>
                {(!empty).then(|| view! { <p class="soft">{w::mails_lead(locale)}</p> })}
            </div>
            <DoneNotice known=&["replayed"] />
            <Refused form="replay" />
            {if empty {
                view! {
                    <div class="empty">
                        <Icon icon=glyphs::MAIL />
                        <h2>{w::mails_empty_title(locale)}</h2>
                        <p>{w::mails_empty(locale)}</p>
                    </div>
                }
                    .into_any()
            } else {
                view! { <Letters letters=page.letters /> }.into_any()
            }}
        </Shell>
    }
}

#[component]
fn Letters(letters: Vec<Letter>) -> impl IntoView {
    let locale = locale();
    view! {
        <table class="table" role="table">
            <thead>
                <tr role="row">
                    <th role="columnheader">{w::mails_subject(locale)}</th>
                    <th role="columnheader">{w::mails_to(locale)}</th>
                    <th role="columnheader">{w::mails_why(locale)}</th>
                    <th role="columnheader">{w::col_action(locale)}</th>
                </tr>
            </thead>
            <tbody>{letters.into_iter().map(|letter| view! { <Row letter /> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(letter: Letter) -> impl IntoView {
    let locale = locale();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{letter.subject.clone()}</th>
            <td role="cell" data-label=w::mails_to(locale)>{letter.to}</td>
            <td role="cell" data-label=w::mails_why(locale)>{letter.why}</td>
            <td role="cell" data-label=w::col_action(locale)>
                <form method="post">
                    <input type="hidden" name="form" value="replay" />
                    <input type="hidden" name="message" value=letter.id />
                    <button class="btn">
                        <Icon icon=glyphs::REFRESH />
                        " "
                        {w::mails_replay(locale)}
                        <span class="visually-hidden">{format!(": {}", letter.subject)}</span>
                    </button>
                </form>
            </td>
        </tr>
    }
}
