//! The moves of a job as a plain form: its usual next step as a button, the other moves in a menu.

use super::{
    badge::{glyph, name},
    steps,
};
use domain::garage::JobStatus;
use i18n::words as w;
use leptos::{ev::MouseEvent, prelude::*};
use ui::{Icon, locale};

/// The moves of a job. Without JavaScript, and without `on_move`, the form is posted to its page.
#[component]
pub(crate) fn MoveForm(
    /// Its booking.
    job: String,
    /// Where it stands.
    from: JobStatus,
    /// The page to come back to.
    back: String,
    /// Classes of the button of the usual next step.
    #[prop(default = "btn btn-block")]
    class: &'static str,
    /// Moves the job without leaving the page.
    #[prop(optional)]
    on_move: Option<Callback<JobStatus>>,
) -> impl IntoView {
    let locale = locale();
    let go = move |event: MouseEvent, to: JobStatus| {
        if let Some(on_move) = on_move {
            event.prevent_default();
            on_move.run(to);
        }
    };
    view! {
        <form method="post" class="stack stack-tight">
            <input type="hidden" name="form" value="move" />
            <input type="hidden" name="job" value=job />
            <input type="hidden" name="from" value=from.as_str() />
            <input type="hidden" name="back" value=back />
            {steps::usual(from).map(|to| view! {
                <button class=class name="to" value=to.as_str() on:click=move |event| go(event, to)>
                    {steps::says(from, to, locale)}
                </button>
            })}
            // Unfolds in the card instead of floating over it: the board scrolls sideways and would cut a floating menu off.
            <details class="menu" name="move">
                <summary class="btn btn-quiet btn-block">{w::board_other_moves(locale)}</summary>
                <div class="stack stack-tight">
                    {steps::others(from)
                        .map(|to| view! {
                            <button class="btn btn-block" name="to" value=to.as_str() on:click=move |event| go(event, to)>
                                <Icon icon=glyph(to) />
                                " "
                                {name(to)}
                            </button>
                        })
                        .collect_view()}
                </div>
            </details>
        </form>
    }
}
