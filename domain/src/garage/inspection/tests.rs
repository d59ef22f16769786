use super::*;
use crate::{ids::DeviceId, locale::Locale};
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

fn measure(milli: i64) -> Measure {
    Measure::from_milli(milli).expect("within bounds")
}

fn edit(second: i64, device: u128, value: Answer) -> Edit<Answer> {
    let at = Timestamp::from_second(second).expect("an instant");
    Edit { at, device: DeviceId(Uuid::from_u128(device)), value }
}

fn red(second: i64, device: u128) -> Edit<Answer> {
    edit(second, device, Answer::Light(Some(Light::Red)))
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        proptest::option::of(proptest::sample::select(&Light::ALL[..])).prop_map(Answer::Light),
        proptest::option::of(0..5_i64).prop_map(|milli| Answer::Value(milli.map(measure))),
        "[ab]{0,2}".prop_map(Answer::Note),
    ]
}

/// What one device wrote, and into which points.
fn writes(device: u128) -> impl Strategy<Value = Vec<(String, Edit<Answer>)>> {
    let write = ("[pq]", 0..50_i64, answer());
    proptest::collection::vec(write.prop_map(move |(key, at, value)| (key, edit(at, device, value))), 0..6)
}

fn after(base: &Sheet, writes: &[(String, Edit<Answer>)]) -> Sheet {
    let mut sheet = base.clone();
    writes.iter().for_each(|(key, edit)| sheet.write(key, edit.clone()));
    sheet
}

fn sides() -> impl Strategy<Value = (Sheet, Sheet, Sheet)> {
    (writes(0), writes(1), writes(2)).prop_map(|(past, ours, theirs)| {
        let base = after(&Sheet::default(), &past);
        (base.clone(), after(&base, &ours), after(&base, &theirs))
    })
}

/// Every edit that stands in a sheet, with its point.
fn standing(sheet: &Sheet) -> Vec<(String, Edit<Answer>)> {
    let of = |point: &Point| -> Vec<Edit<Answer>> {
        let lights = point.light.edits().cloned().map(|edit| edit.map(Answer::Light));
        let values = point.value.edits().cloned().map(|edit| edit.map(Answer::Value));
        let notes = point.note.edits().cloned().map(|edit| edit.map(Answer::Note));
        lights.chain(values).chain(notes).collect()
    };
    sheet.0.iter().flat_map(|(key, point)| of(point).into_iter().map(|edit| (key.clone(), edit))).collect()
}

#[test]
fn the_ready_templates_are_whole_in_every_language() {
    assert_eq!(ready_templates().len(), 3, "a template does not parse");
    for template in ready_templates() {
        assert_eq!(template.check(), Ok(()));
        let headings = template.sections.iter().map(|section| &section.title);
        let titles = template.points().map(|point| &point.title).chain(headings).chain([&template.name]);
        for title in titles {
            for text in [&title.en, &title.fr, &title.pt] {
                assert!(!text.is_empty() && text.trim() == text, "{title:?}");
            }
        }
        for point in template.points().filter(|point| point.limits != Limits::default()) {
            assert!(point.unit.is_some(), "{} has limits but no unit", point.key);
        }
        for locale in Locale::ALL {
            let names: BTreeSet<&str> = template.points().map(|point| point.title.get(locale)).collect();
            assert_eq!(names.len(), template.points().count(), "two points share a title in {locale:?}");
        }
    }
}

#[test]
fn a_value_on_the_bound_still_belongs_to_the_better_side() {
    let tread = Limits {
        green_at_least: Some(measure(3000)),
        yellow_at_least: Some(measure(1600)),
        ..Limits::default()
    };
    let lights = [3000, 2999, 1600, 1599].map(|milli| tread.light(measure(milli)));
    assert_eq!(lights, [Light::Green, Light::Yellow, Light::Yellow, Light::Red].map(Some));

    let wear =
        Limits { green_at_most: Some(measure(500)), yellow_at_most: Some(measure(750)), ..Limits::default() };
    let lights = [500, 501, 750, 751].map(|milli| wear.light(measure(milli)));
    assert_eq!(lights, [Light::Green, Light::Yellow, Light::Yellow, Light::Red].map(Some));
}

#[test]
fn a_range_is_left_on_either_side_and_red_needs_a_bound_of_its_own() {
    let range = Limits {
        green_at_least: Some(measure(2000)),
        green_at_most: Some(measure(3000)),
        yellow_at_most: Some(measure(4000)),
        ..Limits::default()
    };
    let lights = [0, 2500, 3500, 4500].map(|milli| range.light(measure(milli)));
    assert_eq!(lights, [Light::Yellow, Light::Green, Light::Yellow, Light::Red].map(Some));
    assert_eq!(Limits::default().light(measure(0)), None);
    let only_red = Limits { yellow_at_least: Some(measure(1)), ..Limits::default() };
    assert_eq!([0, 1].map(|milli| only_red.light(measure(milli))), [Light::Red, Light::Green].map(Some));
}

#[test]
fn a_template_that_could_not_be_filled_in_is_refused() {
    let keys = |template: &Template| -> Vec<String> {
        template.check().err().unwrap_or_default().into_iter().map(|error| error.key).collect()
    };
    let sound = ready_templates()[0].clone();
    let mut twice = sound.clone();
    let copy = twice.sections[0].points[0].clone();
    twice.sections[0].points.push(copy);
    assert_eq!(keys(&twice), ["err_inspection_key"]);

    let mut backwards = sound.clone();
    backwards.sections[0].points[0].limits =
        Limits { green_at_least: Some(measure(1)), yellow_at_least: Some(measure(2)), ..Limits::default() };
    assert_eq!(keys(&backwards), ["err_inspection_limits"]);

    let empty = Template { name: Text::default(), sections: Vec::new() };
    assert_eq!(keys(&empty), ["err_required", "err_inspection_points"]);
}

#[test]
fn two_devices_that_disagree_are_both_heard_until_somebody_chooses() {
    let base = Sheet::default();
    let mut ours = base.clone();
    ours.write("horn", red(10, 1));
    ours.write("horn", edit(11, 1, Answer::Note("silent".into())));
    let mut theirs = base.clone();
    theirs.write("horn", edit(20, 2, Answer::Light(Some(Light::Green))));

    let mut merged = Sheet::merge(&base, &ours, &theirs);
    assert_eq!(merged.0["horn"].light(), Some(Light::Green));
    assert_eq!(merged.0["horn"].note(), "silent");
    let conflicts = merged.conflicts();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].edits, [edit(20, 2, Answer::Light(Some(Light::Green))), red(10, 1)]);

    merged.write("horn", red(30, 1));
    assert_eq!(merged.conflicts(), []);
    assert_eq!(merged.0["horn"].light(), Some(Light::Red));
}

#[test]
fn taking_a_light_back_is_an_edit_like_any_other() {
    let mut base = Sheet::default();
    base.write("horn", red(1, 1));
    let mut ours = base.clone();
    ours.write("horn", edit(2, 1, Answer::Light(None)));
    let merged = Sheet::merge(&base, &ours, &base);
    assert_eq!((merged.0["horn"].light(), merged.conflicts().len()), (None, 0));
}

#[test]
fn a_sheet_is_kept_as_it_is_sent() {
    let mut sheet = Sheet::default();
    sheet.write("horn", red(1, 1));
    sheet.write("tread", edit(2, 1, Answer::Value(Some(measure(1600)))));
    let json = serde_json::to_string(&sheet).expect("text");
    assert_eq!(serde_json::from_str::<Sheet>(&json).ok(), Some(sheet));
}

#[test]
fn a_sheet_from_a_device_keeps_to_its_template() {
    let template = &ready_templates()[0];
    let key = &template.sections[0].points[0].key;
    let mut sheet = Sheet::default();
    sheet.write(key, red(1, 1));
    assert_eq!(sheet.check(template), Ok(()));
    sheet.write("no_such_point", red(1, 1));
    sheet.write(key, edit(2, 1, Answer::Note("x".repeat(NOTE_MAX + 1))));
    let errors = sheet.check(template).expect_err("two things are wrong");
    let mut keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["err_inspection_point", "err_too_long"]);
}

#[test]
fn a_light_is_stored_under_the_name_it_has_in_json() {
    for light in Light::ALL {
        assert_eq!(serde_json::to_string(&light).expect("a name"), format!("\"{}\"", light.as_str()));
        assert_eq!(Light::parse(light.as_str()), Some(light));
        assert_eq!(light.word_key(), format!("light_{}", light.as_str()));
    }
}

proptest! {
    #[test]
    fn the_outcome_is_the_same_whichever_side_merges((base, ours, theirs) in sides()) {
        let one = Sheet::merge(&base, &ours, &theirs);
        let other = Sheet::merge(&base, &theirs, &ours);
        prop_assert_eq!(one.conflicts(), other.conflicts());
        prop_assert_eq!(one, other);
    }

    #[test]
    fn merging_again_changes_nothing((base, ours, theirs) in sides()) {
        prop_assert_eq!(&Sheet::merge(&base, &ours, &ours), &ours);
        let merged = Sheet::merge(&base, &ours, &theirs);
        prop_assert_eq!(&Sheet::merge(&base, &merged, &theirs), &merged);
        prop_assert_eq!(&Sheet::merge(&theirs, &merged, &theirs), &merged);
    }

    #[test]
    fn no_edit_vanishes_it_is_shown_or_in_a_conflict((base, ours, theirs) in sides()) {
        let merged = Sheet::merge(&base, &ours, &theirs);
        let (old, kept, conflicts) = (standing(&base), standing(&merged), merged.conflicts());
        for made in standing(&ours).into_iter().chain(standing(&theirs)).filter(|made| !old.contains(made)) {
            prop_assert!(kept.contains(&made), "{made:?} is lost");
            let (key, edit) = &made;
            let point = &merged.0[key];
            let shown = match &edit.value {
                Answer::Light(light) => point.light() == *light,
                Answer::Value(value) => point.value() == *value,
                Answer::Note(note) => point.note() == note,
            };
            let disputed = conflicts.iter().any(|conflict| conflict.point == *key && conflict.edits.contains(edit));
            prop_assert!(shown || disputed, "{made:?} is neither shown nor in a conflict");
        }
    }

    #[test]
    fn a_field_changed_on_one_side_only_is_no_conflict((base, ours, _) in sides()) {
        let merged = Sheet::merge(&base, &ours, &base);
        prop_assert_eq!(merged.conflicts(), []);
        prop_assert_eq!(merged, ours);
    }
}
