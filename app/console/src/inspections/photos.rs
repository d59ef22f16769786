//! The photos of a point.

use super::{
    api::{Found, PhotoView},
    conflict::Declared,
};
use crate::businesses::api::Place;
use i18n::words as w;
use leptos::prelude::*;
use ui::{
    Icon,
    form::{FileField, Form, Submit},
    glyphs, locale,
};

/// What was photographed at a point, and the way to add to it.
#[component]
pub(super) fn Photos(
    place: Place,
    inspection: String,
    point: String,
    title: String,
    found: Memo<Found>,
) -> impl IntoView {
    let locale = locale();
    let photos = Memo::new(move |_| found.with(|found| found.photos.clone()));
    let (key, id) = (point.clone(), inspection.clone());
    let list = move || {
        let items = photos.get().into_iter().map(|photo| {
            view! { <Taken place=place.clone() inspection=id.clone() point=key.clone() title=title.clone() photo /> }
        });
        let items = items.collect_view();
        view! { <ul class="photo-grid">{items}</ul> }
    };
    view! {
        {list}
        <Form name="photo" which=("point", point) files=true>
            <input type="hidden" name="inspection" value=inspection />
            <input type="hidden" name="edit" value="" />
            <Declared />
            <FileField name="photo" label=w::inspection_photo(locale) hint=w::inspection_photo_hint(locale) accept="image/*" capture="environment" />
            <Submit class="btn btn-block"><Icon icon=glyphs::CAMERA /> {w::inspection_photo_send(locale)}</Submit>
        </Form>
    }
}

#[component]
fn Taken(place: Place, inspection: String, point: String, title: String, photo: PhotoView) -> impl IntoView {
    let locale = locale();
    let href = place.path(&format!("/photos/{}", photo.id));
    view! {
        <li class="stack stack-tight">
            <a href=href.clone() rel="external">
                <img
                    src=format!("{href}?size=small")
                    alt=w::inspection_photo_of(locale, &title)
                    loading="lazy"
                    width=photo.width.to_string()
                    height=photo.height.to_string()
                />
            </a>
            <form method="post">
                <input type="hidden" name="form" value="remove_photo" />
                <input type="hidden" name="inspection" value=inspection />
                <input type="hidden" name="point" value=point />
                <button class="btn btn-quiet btn-block" type="submit" name="photo" value=photo.id>
                    <Icon icon=glyphs::TRASH />
                    {w::inspection_photo_remove(locale)}
                </button>
            </form>
        </li>
    }
}
