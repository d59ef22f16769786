//! From an inspection to what its page shows.

use super::api::{
    BayView, ClockView, FieldView, Found, Named, PhotoView, PointView, Rival, SectionView, SheetView,
};
use crate::{
    businesses::api::Place,
    garage::read::{moment, today},
};
use domain::{
    garage::{
        edits::Edit,
        inspection::{Answer, Light, Point, PointSpec, READY_KEYS, ready_template},
        measure::Unit,
        work_order::{Authorisation, Document},
    },
    ids::WorkOrderJobId,
    locale::Locale,
};
use jiff::Timestamp;
use services::{
    Scope,
    businesses::Business,
    garage::{
        inspections::{Inspection, writer::mark},
        work_orders::{Job, WorkOrder},
    },
};

/// What the page is made of.
pub(super) struct Page<'a> {
    pub(super) place: Place,
    /// The name of who is signed in.
    pub(super) name: String,
    pub(super) order: &'a WorkOrder,
    /// The inspections of the order.
    pub(super) all: &'a [Inspection],
    /// The job that who is signed in works on, and since when.
    pub(super) running: Option<(WorkOrderJobId, Timestamp)>,
}

/// The page of the inspection `wanted`, or of the last one that was begun.
pub(super) fn bay(scope: &Scope, business: &Business, page: Page<'_>, wanted: &str) -> BayView {
    let locale = scope.locale;
    let Page { place, name, order, all, running } = page;
    let shown = all.iter().find(|one| one.id.to_string() == wanted).or_else(|| all.last());
    let begun = all
        .iter()
        .map(|one| Named { id: one.id.to_string(), name: one.template.name.get(locale).to_owned() });
    let unused = READY_KEYS.iter().filter(|key| all.iter().all(|one| one.template_key != **key));
    let offers = unused.filter_map(|key| {
        let name = ready_template(key)?.name.get(locale).to_owned();
        Some(Named { id: (*key).to_owned(), name })
    });
    let (vehicle, plate) = order.vehicle.clone().unwrap_or_default();
    BayView {
        place,
        order: order.id.to_string(),
        number: order.number.clone(),
        vehicle,
        plate,
        person: mark(scope),
        name,
        clocks: clocks(scope, business, order, running),
        begun: begun.collect(),
        offers: offers.collect(),
        sheet: shown.map(|one| sheet(scope, business, one)),
    }
}

/// The jobs that can be clocked: none once the work is invoiced.
fn clocks(
    scope: &Scope,
    business: &Business,
    order: &WorkOrder,
    running: Option<(WorkOrderJobId, Timestamp)>,
) -> Vec<ClockView> {
    let open = |job: &&Job| job.authorisation == Authorisation::Approved && !job.done;
    let jobs = order.jobs.iter().filter(open).filter(|_| order.document != Document::Invoice);
    let clock = |job: &Job| ClockView {
        job: job.id.to_string(),
        title: job.title.clone(),
        since: running
            .filter(|(running, _)| *running == job.id)
            .map(|(_, since)| moment(scope.locale, business, today(scope, business), since)),
    };
    jobs.map(clock).collect()
}

fn sheet(scope: &Scope, business: &Business, one: &Inspection) -> SheetView {
    let locale = scope.locale;
    let point = |spec: &PointSpec| PointView {
        key: spec.key.clone(),
        title: spec.title.get(locale).to_owned(),
        unit: spec.unit.map(Unit::symbol).unwrap_or_default().to_owned(),
        limits: spec.limits,
        found: found(scope, business, one, spec),
    };
    let sections = one.template.sections.iter().map(|section| SectionView {
        title: section.title.get(locale).to_owned(),
        points: section.points.iter().map(point).collect(),
    });
    SheetView {
        id: one.id.to_string(),
        name: one.template.name.get(locale).to_owned(),
        revision: one.revision,
        sections: sections.collect(),
    }
}

fn found(scope: &Scope, business: &Business, one: &Inspection, spec: &PointSpec) -> Found {
    let point = one.sheet.0.get(&spec.key).cloned().unwrap_or_default();
    let photos = one.photos.iter().filter(|photo| photo.point == spec.key);
    let videos = one.videos.iter().filter(|video| video.point == spec.key);
    let mut found = Found {
        photos: photos
            .map(|photo| PhotoView { id: photo.id.to_string(), width: photo.size.0, height: photo.size.1 })
            .collect(),
        videos: videos.map(|video| video.id.to_string()).collect(),
        has_job: one.jobs.contains_key(&spec.key),
        ..Found::default()
    };
    found.light.value = point.light().map(Light::as_str).unwrap_or_default().to_owned();
    found.value.value = point.value().map(|value| value.display(scope.locale, None)).unwrap_or_default();
    found.note.value = Point::note(&point).to_owned();
    for conflict in one.sheet.conflicts().into_iter().filter(|conflict| conflict.point == spec.key) {
        let field = match conflict.edits.first().map(|edit| &edit.value) {
            Some(Answer::Light(_)) => &mut found.light,
            Some(Answer::Value(_)) => &mut found.value,
            Some(Answer::Note(_)) => &mut found.note,
            None => continue,
        };
        set_rivals(field, conflict.edits.iter().map(|edit| rival(scope, business, one, spec, edit)));
    }
    found
}

/// Edits that say the same are one choice.
fn set_rivals(field: &mut FieldView, rivals: impl Iterator<Item = Rival>) {
    for rival in rivals {
        if field.rivals.iter().all(|known| known.value != rival.value) {
            field.rivals.push(rival);
        }
    }
}

fn rival(
    scope: &Scope,
    business: &Business,
    one: &Inspection,
    spec: &PointSpec,
    edit: &Edit<Answer>,
) -> Rival {
    let locale = scope.locale;
    let (value, text) = written(locale, spec, &edit.value);
    Rival {
        text: if text.is_empty() { i18n::words::inspection_nothing(locale).to_owned() } else { text },
        value,
        by: one.writer(&spec.key, edit).unwrap_or_default().to_owned(),
        when: moment(locale, business, today(scope, business), edit.at),
    }
}

/// An answer as its form sends it, and in words; both empty for nothing.
fn written(locale: Locale, spec: &PointSpec, answer: &Answer) -> (String, String) {
    match answer {
        Answer::Light(light) => light.map_or_else(Default::default, |light| {
            (light.as_str().to_owned(), i18n::lookup(locale, light.word_key(), &[]))
        }),
        Answer::Value(value) => value.map_or_else(Default::default, |value| {
            (value.display(locale, None), value.display(locale, spec.unit))
        }),
        Answer::Note(note) => (note.clone(), note.clone()),
    }
}
