//! The clock of who has the phone, beside what they look at: one tap starts a job or stops it, also without a network.

use super::{api::ClockView, conflict::Hidden};
use i18n::words as w;
use leptos::prelude::*;
use ui::locale;

/// The jobs that can be clocked here.
#[component]
pub(super) fn Clocks(clocks: RwSignal<Vec<ClockView>>, inspection: String, plate: String) -> impl IntoView {
    let locale = locale();
    let (inspection, plate) = (StoredValue::new(inspection), StoredValue::new(plate));
    let some = Memo::new(move |_| clocks.with(|clocks| !clocks.is_empty()));
    let rows = move || {
        let row = |clock| view! { <Row clock inspection=inspection.get_value() plate=plate.get_value() /> };
        clocks.get().into_iter().map(row).collect_view()
    };
    move || {
        some.get().then(|| {
            view! {
                <section class="stack" aria-labelledby="clocks">
                    <h2 id="clocks">{w::bay_clocks(locale)}</h2>
                    <ul class="bay-points">{rows}</ul>
                </section>
            }
        })
    }
}

/// One job. Both buttons are there, and the style shows the one that fits what is known here: what the phone keeps
/// (`data-kept`, set by `bay.js`) before what the server says.
#[component]
fn Row(clock: ClockView, inspection: String, plate: String) -> impl IntoView {
    let locale = locale();
    let ClockView { job, title, since } = clock;
    let point = format!("clock-{job}");
    let running = if since.is_some() { "true" } else { "false" };
    let (id, key) = (format!("point-{point}"), point.clone());
    let label = w::me_start_of(locale, &title, &plate);
    view! {
        <li class="bay-point bay-clock" id=id data-point=key data-clock=running tabindex="-1">
            <h3 class="label">{title}</h3>
            {since.map(|since| view! {
                <p class="soft bay-clock-since">{w::me_since(locale)} " " <time datetime=since.at>{since.text}</time></p>
            })}
            <div class="stack stack-tight" role="status" data-bay-kept=""></div>
            <form method="post" class="bay-clock-start">
                <input type="hidden" name="form" value="clock_start" />
                <input type="hidden" name="job" value=job.clone() />
                <Hidden inspection=inspection.clone() point=point.clone() />
                <button class="btn btn-block bay-big" type="submit" aria-label=label>{w::me_start(locale)}</button>
            </form>
            <form method="post" class="bay-clock-stop">
                <input type="hidden" name="form" value="clock_stop" />
                <input type="hidden" name="job" value=job />
                <Hidden inspection point />
                <button class="btn btn-primary btn-block bay-big" type="submit">{w::me_stop(locale)}</button>
            </form>
        </li>
    }
}
