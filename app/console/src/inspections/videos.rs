//! The videos of a point.

use super::{api::Found, conflict::Declared};
use crate::businesses::api::Place;
use domain::garage::inspection::{VIDEO_MAX_MB, VIDEO_MAX_SECONDS};
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    form::{FileField, Form, Submit},
    glyphs, locale,
};

/// What was filmed at a point, and the way to add to it.
#[component]
pub(super) fn Videos(
    place: Place,
    inspection: String,
    point: String,
    title: String,
    found: Memo<Found>,
) -> impl IntoView {
    let locale = locale();
    let videos = Memo::new(move |_| found.with(|found| found.videos.clone()));
    let (key, id) = (point.clone(), inspection.clone());
    let list = move || {
        let items = videos.get().into_iter().map(|video| {
            view! { <Taken place=place.clone() inspection=id.clone() point=key.clone() title=title.clone() video /> }
        });
        let items = items.collect_view();
        view! { <ul class="video-list">{items}</ul> }
    };
    let hint = w::inspection_video_hint(locale, VIDEO_MAX_SECONDS, VIDEO_MAX_MB);
    view! {
        {list}
        <Form name="video" which=("point", point) files=true>
            <input type="hidden" name="inspection" value=inspection />
            <input type="hidden" name="edit" value="" />
            <Declared />
            <FileField name="video" label=w::inspection_video(locale) hint accept="video/*" capture="environment" />
            <Submit class="btn btn-block"><Icon icon=glyphs::VIDEO /> {w::inspection_video_send(locale)}</Submit>
        </Form>
    }
}

#[component]
fn Taken(place: Place, inspection: String, point: String, title: String, video: String) -> impl IntoView {
    let locale = locale();
    // Safari draws nothing of a video that was not started, unless it is asked for a moment in it.
    let src = format!("{}#t=0.001", place.path(&format!("/videos/{video}")));
    view! {
        <li class="stack stack-tight">
            <video
                controls=true
                preload="metadata"
                playsinline=true
                src=src
                aria-label=w::inspection_video_of(locale, &title)
            ></video>
            <form method="post">
                <input type="hidden" name="form" value="remove_video" />
                <input type="hidden" name="inspection" value=inspection />
                <input type="hidden" name="point" value=point />
                <button class="btn btn-quiet btn-block" type="submit" name="video" value=video>
                    <Icon icon=glyphs::TRASH />
                    {w::inspection_video_remove(locale)}
                </button>
            </form>
        </li>
    }
}
