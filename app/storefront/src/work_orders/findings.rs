//! What was found on the vehicle: what the technician says of it, and the photos and videos that show it.

use crate::frame::{here, param};
use domain::garage::inspection::Light;
use i18n::words as w;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use ui::{Icon, glyphs, locale};

/// A point that wants attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingView {
    /// What was looked at.
    pub title: String,
    /// The judgement: yellow or red.
    pub light: Light,
    /// What was measured, with its unit.
    pub value: Option<String>,
    /// What there is to say; may be empty.
    pub note: String,
    /// Its photos: id, width and height in pixels.
    pub photos: Vec<(String, i32, i32)>,
    /// The ids of its videos.
    pub videos: Vec<String>,
}

/// What was found, what wants attention now first.
#[cfg(feature = "ssr")]
pub(super) fn written(
    locale: domain::locale::Locale,
    findings: &[services::garage::inspections::Finding],
) -> Vec<FindingView> {
    let written = findings.iter().map(|finding| FindingView {
        title: finding.spec.title.get(locale).to_owned(),
        light: finding.light,
        value: finding.value.map(|value| value.display(locale, finding.spec.unit)),
        note: finding.note.clone(),
        photos: finding
            .photos
            .iter()
            .map(|photo| (photo.id.to_string(), photo.size.0, photo.size.1))
            .collect(),
        videos: finding.videos.iter().map(|video| video.id.to_string()).collect(),
    });
    written.collect()
}

/// The findings of a work order; nothing when nothing was found.
#[component]
pub(super) fn Findings(findings: Vec<FindingView>) -> impl IntoView {
    let locale = locale();
    (!findings.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="findings">
                <h2 id="findings">{w::findings_title(locale)}</h2>
                {findings.into_iter().map(|finding| view! { <Finding finding /> }).collect_view()}
            </section>
        }
    })
}

#[component]
fn Finding(finding: FindingView) -> impl IntoView {
    let locale = locale();
    let (class, icon) = match finding.light {
        Light::Red => ("badge badge-danger", glyphs::TRIANGLE_ALERT),
        Light::Yellow | Light::Green => ("badge badge-warn", glyphs::CLOCK),
    };
    let photos = here().path(&format!("/work/{}/photos", param("token")));
    let alt = w::inspection_photo_of(locale, &finding.title);
    let taken = finding.photos.into_iter().map(|(id, width, height)| {
        let href = format!("{photos}/{id}");
        view! {
            <li>
                <a href=href.clone() rel="external">
                    <img src=format!("{href}?size=small") alt=alt.clone() loading="lazy" width=width.to_string() height=height.to_string() />
                </a>
            </li>
        }
    });
    let taken = taken.collect_view();
    let videos = here().path(&format!("/work/{}/videos", param("token")));
    let name = w::inspection_video_of(locale, &finding.title);
    let filmed = finding.videos.into_iter().map(|id| {
        // Safari draws nothing of a video that was not started, unless it is asked for a moment in it.
        let src = format!("{videos}/{id}#t=0.001");
        view! {
            <li><video controls=true preload="metadata" playsinline=true src=src aria-label=name.clone()></video></li>
        }
    });
    let filmed = filmed.collect_view();
    view! {
        <div class="card stack stack-tight">
            <h3>{finding.title}</h3>
            <p>
                <span class=class><Icon icon=icon /> {i18n::lookup(locale, finding.light.word_key(), &[])}</span>
                {finding.value.map(|value| view! { " " <strong class="num">{value}</strong> })}
            </p>
            {(!finding.note.is_empty()).then(|| view! { <p class="whitespace-pre-line">{finding.note}</p> })}
            {(!taken.is_empty()).then(|| view! { <ul class="photo-grid">{taken}</ul> })}
            {(!filmed.is_empty()).then(|| view! { <ul class="video-list">{filmed}</ul> })}
        </div>
    }
}
