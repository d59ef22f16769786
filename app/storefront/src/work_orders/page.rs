//! The page: what waits first, then what was answered, then what it comes to.

use super::{
    api::{WorkView, load_work},
    deposit::{Asked, Paid},
    findings::Findings,
    job::{AnsweredJob, WaitingJob},
    sums::Sums,
};
use crate::frame::{here, param, slug};
use domain::error::ErrorKind;
use i18n::words as w;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Fault, Icon,
    done::{DoneNotice, query, refused},
    feedback::Failure,
    form::unsent,
    glyphs,
    live::{Away, use_live},
    locale,
    page::{page_of_or, resource},
};

/// The page of a work order; whoever has its link may see it and answer.
#[component]
pub fn WorkOrder() -> impl IntoView {
    let (site, token) = (slug(), param("token"));
    let live = format!("/b/{site}/work/{token}/live");
    let returned = query("paid") == "1";
    let data = resource(Box::new(move || vec![site.clone(), token.clone()]), |key| {
        Box::pin(load_work(key[0].clone(), key[1].clone()))
    });
    // What somebody is writing is never taken from under their hands: the news waits until it is sent or gone.
    let news = RwSignal::new(false);
    let connected = use_live(
        move || live.clone(),
        move || {
            if unsent() {
                news.set(true);
            } else {
                data.refetch();
            }
        },
    );
    let on_typing = Callback::new(move |()| {
        if news.get_untracked() && !unsent() {
            news.set(false);
            data.refetch();
        }
    });
    let home = here().path("");
    let explain = move |fault: Fault| match fault.0.kind {
        ErrorKind::Gone => view! { <Expired fault /> }.into_any(),
        _ => view! { <Failure fault home=home.clone() /> }.into_any(),
    };
    let content = move |work: WorkView| {
        view! { <Content work returned connected news=news.read_only() on_typing /> }.into_any()
    };
    page_of_or(data, explain, content)
}

#[component]
fn Content(
    work: WorkView,
    returned: bool,
    connected: ReadSignal<bool>,
    news: ReadSignal<bool>,
    on_typing: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let site = here();
    let title = match work.vehicle.clone() {
        Some(vehicle) => w::answer_title(locale, vehicle),
        None => w::answer_title_plain(locale).to_owned(),
    };
    view! {
        <Title text=format!("{} · {}", work.number, site.name) />
        <div class="page page-narrow stack" on:input=move |_| on_typing.run(())>
            <DoneNotice known=&["work_approved", "work_declined", "work_question"] />
            <NotTaken work=work.clone() />
            <div class="stack stack-tight">
                <p class="eyebrow">{site.name} " · " {work.number.clone()}</p>
                <h1>{title}</h1>
            </div>
            <Away connected />
            <div role="status">
                {move || news.get().then(|| view! {
                    <div class="notice"><Icon icon=glyphs::INFO /><p>{w::answer_news(locale)}</p></div>
                })}
            </div>
            <Asked deposit=work.deposit.clone() number=work.number.clone() returned />
            <Findings findings=work.findings.clone() />
            <Waiting work=work.clone() />
            <Answered work=work.clone() />
            <Sums sums=work.sums />
            <Paid deposit=work.deposit />
        </div>
    }
}

/// An answer, or a question about a job that takes none any more, was refused: what stands below is not what the customer
/// saw before.
#[component]
fn NotTaken(work: WorkView) -> impl IntoView {
    let locale = locale();
    // The question of a job that still waits says so in its own form.
    let lost =
        refused("question").filter(|state| !work.waiting.iter().any(|job| job.id == state.values.get("job")));
    let error = refused("answer").or(lost).and_then(|state| state.errors.into_iter().next());
    error.map(|error| {
        view! {
            <div class="notice notice-warn" role="alert">
                <Icon icon=glyphs::TRIANGLE_ALERT />
                <p><strong>{i18n::field_error(locale, &error)}</strong> " " {w::answer_not_taken(locale)}</p>
            </div>
        }
    })
}

/// The jobs that wait, or the calm when none does.
#[component]
fn Waiting(work: WorkView) -> impl IntoView {
    let locale = locale();
    if work.waiting.is_empty() || work.closed {
        return view! { <Calm work /> }.into_any();
    }
    let title = match work.waiting.len() {
        1 => w::answer_waits_one(locale).to_owned(),
        count => w::answer_waits_other(locale, count),
    };
    view! {
        <section class="stack" aria-labelledby="waiting">
            <h2 id="waiting">{title}</h2>
            <p class="soft">{w::answer_intro(locale)}</p>
            {work.waiting.into_iter().map(|job| view! { <WaitingJob job /> }).collect_view()}
        </section>
        {work.preparing.then(|| view! { <p>{w::answer_preparing(locale)}</p> })}
    }
    .into_any()
}

/// What happens next when there is nothing to answer.
#[component]
fn Calm(work: WorkView) -> impl IntoView {
    let locale = locale();
    let text = if work.closed {
        w::answer_calm_closed(locale)
    } else if work.agreed.is_empty() {
        w::answer_calm_none(locale)
    } else {
        w::answer_calm_text(locale)
    };
    let visit = here().path(&format!("/visit/{}", work.visit));
    view! {
        <section class="stack" aria-labelledby="calm">
            <h2 id="calm">{w::answer_calm_title(locale)}</h2>
            <p>{text}</p>
            {(work.preparing && !work.closed).then(|| view! { <p>{w::answer_preparing(locale)}</p> })}
            <a class="btn btn-primary self-start" href=visit><Icon icon=glyphs::WRENCH /> {w::answer_follow(locale)}</a>
        </section>
    }
}

/// What was answered before.
#[component]
fn Answered(work: WorkView) -> impl IntoView {
    let locale = locale();
    let parts = [
        ("agreed", w::answer_part_agreed(locale), work.agreed),
        ("declined", w::answer_part_declined(locale), work.declined),
    ];
    parts
        .into_iter()
        .filter(|(_, _, jobs)| !jobs.is_empty())
        .map(|(id, title, jobs)| {
            view! {
                <section class="stack" aria-labelledby=id>
                    <h2 id=id>{title}</h2>
                    {jobs.into_iter().map(|job| view! { <AnsweredJob job /> }).collect_view()}
                </section>
            }
        })
        .collect_view()
}

/// The link has run out: whom to ask for another.
#[component]
fn Expired(fault: Fault) -> impl IntoView {
    let locale = locale();
    let site = here();
    let write = format!("mailto:{}", site.email);
    view! {
        <Title text=format!("{} · {}", w::answer_expired(locale), site.name) />
        <div class="page page-narrow">
            <div class="empty" role="alert">
                <Icon icon=glyphs::HOURGLASS />
                <h1>{w::answer_expired(locale)}</h1>
                <p>{i18n::lookup(locale, &fault.0.key, &[])}</p>
                <p><strong>{site.name}</strong></p>
                <div class="cluster">
                    <a class="btn btn-primary" href=site.phone_link rel="external">
                        <Icon icon=glyphs::PHONE /> {site.phone}
                    </a>
                    <a class="btn" href=write rel="external">
                        <Icon icon=glyphs::MAIL /> {site.email}
                    </a>
                </div>
            </div>
        </div>
    }
}
