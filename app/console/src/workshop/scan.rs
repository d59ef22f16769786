//! The way to a vehicle's work by its barcode or its key tag.
//!
//! Without a script it is a photo and a button. `public/scan.js` makes one large button of both: it opens the camera, reads
//! codes by itself where the browser can, and sends the photo as soon as it is taken.

use domain::locale::Locale;
use i18n::words as w;
use leptos::prelude::*;
use std::collections::BTreeMap;
use ui::{
    Icon,
    form::{FileField, Form, Submit},
    glyphs, locale,
};

/// The form that takes the photo of a code.
#[component]
pub(super) fn Scan() -> impl IntoView {
    let locale = locale();
    view! {
        <div class="scan" data-scan=words(locale)>
            <Form name="scan" files=true class="stack stack-tight">
                <FileField
                    name="photo"
                    label=w::scan_photo(locale)
                    hint=w::scan_hint(locale)
                    accept="image/*"
                    capture="environment"
                />
                <Submit class="btn btn-block"><Icon icon=glyphs::CAMERA /> {w::scan_go(locale)}</Submit>
            </Form>
        </div>
    }
}

/// The words of the script, which speaks no language of its own.
fn words(locale: Locale) -> String {
    let pairs = [
        ("title", w::scan_title(locale)),
        ("aim", w::scan_aim(locale)),
        ("refused", w::scan_camera_refused(locale)),
        ("photo", w::scan_take_photo(locale)),
        ("close", w::scan_close(locale)),
    ];
    serde_json::to_string(&BTreeMap::from(pairs)).unwrap_or_default()
}
