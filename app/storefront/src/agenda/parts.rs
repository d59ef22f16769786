//! What the booking pages share: the steps, the day picker, the times of a day.

use super::api::{DayChoice, TimeChoice, Times};
use crate::frame::here;
use domain::locale::Locale;
use i18n::words as w;
use leptos::prelude::*;
use ui::done::was_refused;
use ui::{
    Icon,
    form::{Form, Submit, typed_before},
    glyphs, locale,
};

/// What a time is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A first time, kept until it is confirmed.
    Hold,
    /// Another time for a booking.
    Move,
}

impl Purpose {
    /// The name of the form.
    const fn form(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Move => "move",
        }
    }

    /// The words on the button, with the chosen time where a script knows it.
    fn button(self, locale: Locale, time: Option<String>) -> String {
        match (self, time) {
            (Self::Hold, Some(time)) => w::keep_time(locale, time),
            (Self::Hold, None) => w::keep_any(locale).to_owned(),
            (Self::Move, Some(time)) => w::move_to(locale, time),
            (Self::Move, None) => w::move_any(locale).to_owned(),
        }
    }
}

/// Where one stands in a booking: 1 the service, 2 the time, 3 the details. Steps before it lead back.
#[component]
pub(super) fn Steps(
    /// The present step.
    at: u8,
    /// The addresses of the steps before it, the first first.
    back: Vec<String>,
) -> impl IntoView {
    let locale = locale();
    let names = [w::step_service(locale), w::step_time(locale), w::step_details(locale)];
    view! {
        <ol class="steps" aria-label=w::booking_steps(locale)>
            {(1..)
                .zip(names)
                .map(|(number, name)| {
                    let way = back.get(usize::from(number) - 1).filter(|_| number < at).cloned();
                    let face = match way {
                        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
                        None => name.into_any(),
                    };
                    view! {
                        <li
                            data-state=(number < at).then_some("done")
                            aria-current=(number == at).then_some("step")
                        >
                            {face}
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}

/// The days to choose from, each a link to `base` with its date; days without a free time lead nowhere.
#[component]
pub(super) fn DayPicker(
    /// The days.
    days: Vec<DayChoice>,
    /// The date of the day shown.
    day: String,
    /// The page's address, without a query.
    base: String,
) -> impl IntoView {
    view! {
        <nav class="day-picker" aria-label=w::choose_day(locale())>
            {days
                .into_iter()
                // What is full before the first free day would only push that day out of sight on a phone.
                .skip_while(|choice| choice.free == 0 && choice.date != day)
                .map(|choice| {
                    let current = (choice.date == day).then_some("date");
                    let href = (choice.free > 0).then(|| format!("{base}?day={}", choice.date));
                    let face = view! { <DayFace choice /> };
                    match href {
                        Some(href) => {
                            view! { <a class="day" href=href aria-current=current data-noscroll="">{face}</a> }.into_any()
                        }
                        None => {
                            view! { <span class="day" aria-disabled="true" aria-current=current>{face}</span> }.into_any()
                        }
                    }
                })
                .collect_view()}
        </nav>
    }
}

#[component]
fn DayFace(choice: DayChoice) -> impl IntoView {
    let locale = locale();
    let count = match choice.free {
        0 => w::day_none(locale).to_owned(),
        1 => w::day_free_one(locale, 1),
        free => w::day_free_other(locale, free),
    };
    // The spaces keep the words apart for who listens.
    view! {
        <span class="day-name">{choice.weekday}</span>
        " "
        <span class="day-num">{choice.number}</span>
        " "
        <span class="day-name">{choice.month}</span>
        " "
        <span class="day-count">{count}</span>
    }
}

/// The times of the day shown, or what to do when there is none.
#[component]
pub(super) fn DayTimes(
    /// The times on offer.
    times: Times,
    /// What a time is chosen for.
    purpose: Purpose,
    /// The page's address, without a query.
    base: String,
) -> impl IntoView {
    let day_name = times.day_name.clone();
    let body = if times.times.is_empty() {
        // A refused form must still say why, although there is nothing left to choose on this day.
        let offers = times.offers.clone();
        view! {
            <EmptyDay times base />
            {was_refused(purpose.form()).then(|| view! { <Form name=purpose.form()><Offers offers /></Form> })}
        }
        .into_any()
    } else {
        view! { <TimeForm times purpose /> }.into_any()
    };
    view! {
        <h2>{day_name}</h2>
        {body}
        <OfferForm form=purpose.form() />
    }
}

#[component]
fn EmptyDay(times: Times, base: String) -> impl IntoView {
    let locale = locale();
    let next = times.next_day.map(|(date, name)| (format!("{base}?day={date}"), w::day_next(locale, name)));
    let any = times.days.iter().any(|day| day.free > 0);
    view! {
        <div class="empty">
            <Icon icon=glyphs::CALENDAR />
            <p>{w::day_empty(locale, times.day_name)}</p>
            {(!any).then(|| view! { <p>{w::window_empty(locale)}</p> <CallUs /> })}
            {next.map(|(href, text)| view! { <a class="btn btn-primary" href=href>{text}</a> })}
        </div>
    }
}

/// The button that calls the business.
#[component]
pub(super) fn CallUs() -> impl IntoView {
    let site = here();
    view! {
        <a class="btn" href=site.phone_link rel="external"><Icon icon=glyphs::PHONE /> {w::call_us(locale())}</a>
    }
}

#[component]
fn TimeForm(times: Times, purpose: Purpose) -> impl IntoView {
    let locale = locale();
    let Times { times, offers, .. } = times;
    view! {
        <Form name=purpose.form()>
            <Offers offers />
            <TimeChoices times purpose />
            {(purpose == Purpose::Hold).then(|| view! { <p class="soft">{w::keep_hint(locale)}</p> })}
        </Form>
    }
}

#[component]
fn TimeChoices(times: Vec<TimeChoice>, purpose: Purpose) -> impl IntoView {
    let locale = locale();
    let typed = typed_before("starts", "");
    let label_of =
        |starts: &str| times.iter().find(|time| time.starts == starts).map(|time| time.label.clone());
    let chosen = RwSignal::new(label_of(&typed));
    let first = times.first().map(|time| time.starts.clone());
    // The summary of errors leads to the first time.
    let id_of =
        move |starts: &String| (first.as_ref() == Some(starts)).then(|| format!("{}-starts", purpose.form()));
    view! {
        <fieldset class="field">
            <legend class="label">{w::times_in(locale, here().zone)}</legend>
            <div class="slot-grid">
                // Keyed, so that the times of another day are other elements: a choice never slips to another time.
                <For each=move || times.clone() key=|time| time.starts.clone() let:time>
                    <label class="slot">
                        <input
                            type="radio"
                            name="starts"
                            id=id_of(&time.starts)
                            checked=time.starts == typed
                            value=time.starts.clone()
                            on:change={
                                let label = time.label.clone();
                                move |_| chosen.set(Some(label.clone()))
                            }
                        />
                        <span>{time.label.clone()}</span>
                    </label>
                </For>
            </div>
        </fieldset>
        <Submit>{move || purpose.button(locale, chosen.get())}</Submit>
    }
}

/// The id of the form that the buttons of [`Offers`] send.
const OFFER_FORM: &str = "offer";

/// Free times instead of the refused one, each a button. They belong to the [`OfferForm`] of the page, so that Enter in
/// the form around them never takes one.
#[component]
pub(super) fn Offers(
    /// The times; nothing is shown without any.
    offers: Vec<TimeChoice>,
) -> impl IntoView {
    (!offers.is_empty()).then(|| {
        view! {
            <p>{w::offers_title(locale())}</p>
            <div class="cluster">
                {offers
                    .into_iter()
                    .map(|offer| {
                        view! {
                            <button class="btn" type="submit" form=OFFER_FORM name="starts" value=offer.starts>
                                {offer.label}
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
        }
    })
}

/// The form that takes an offered time: sent to `action`, or to the page itself.
#[component]
pub(super) fn OfferForm(
    /// The form's name.
    form: &'static str,
    /// Another page that takes it.
    #[prop(optional_no_strip)]
    action: Option<String>,
) -> impl IntoView {
    view! {
        <form id=OFFER_FORM method="post" action=action hidden=true>
            <input type="hidden" name="form" value=form />
        </form>
    }
}
