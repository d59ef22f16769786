use super::*;
use crate::agenda::Span;
use crate::time::zone;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

const ANN: ResourceId = ResourceId(Uuid::from_u128(1));
const BEN: ResourceId = ResourceId(Uuid::from_u128(2));
const BAY_1: ResourceId = ResourceId(Uuid::from_u128(11));
const BAY_2: ResourceId = ResourceId(Uuid::from_u128(12));
const MONDAY: Date = date(2026, 3, 2);

/// An agenda that owns what a question borrows.
#[derive(Clone, Debug)]
struct Shop {
    hours: OpeningHours,
    tz: TimeZone,
    now: Timestamp,
    policy: Policy,
    service: ServiceRule,
    workers: Vec<Worker>,
    bays: Vec<ResourceId>,
    busy: Vec<Busy>,
}

impl Shop {
    fn ask(&self) -> Question<'_> {
        Question {
            hours: &self.hours,
            tz: &self.tz,
            now: self.now,
            policy: &self.policy,
            service: &self.service,
            workers: &self.workers,
            bays: &self.bays,
            busy: &self.busy,
        }
    }

    fn take(&mut self, resource: ResourceId, from: &str, to: &str) {
        self.busy.push(Busy { resource, from: at(from), to: at(to) });
    }

    fn starts_on(&self, date: Date) -> Vec<String> {
        let wall = |slot: &Slot| self.tz.to_datetime(slot.starts).strftime("%H:%M").to_string();
        slots_on(&self.ask(), date).iter().map(wall).collect()
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn worker(id: ResourceId, skills: &[&str], spans: &[Span]) -> Worker {
    let skills = skills.iter().map(|skill| (*skill).to_owned()).collect();
    Worker { id, skills, shifts: OpeningHours::every_day(spans) }
}

/// Open 08:00-12:00 and 13:00-17:00 UTC, Ann alone, no bay, one hour every hour, on the Sunday before `MONDAY`.
fn shop() -> Shop {
    let spans = [Span::new(480, 720), Span::new(780, 1020)];
    Shop {
        hours: OpeningHours::every_day(&spans),
        tz: TimeZone::UTC,
        now: at("2026-03-01T12:00:00Z"),
        policy: Policy { step_min: 60, ..Policy::default() },
        service: ServiceRule { length_min: 60, buffer_min: 0, needs_bay: false, skill: None },
        workers: vec![worker(ANN, &["brakes"], &[Span::new(0, 1440)])],
        bays: vec![],
        busy: vec![],
    }
}

#[test]
fn a_slot_never_crosses_the_lunch_break() {
    let mut shop = shop();
    shop.service.length_min = 120;
    assert_eq!(shop.starts_on(MONDAY), ["08:00", "09:00", "10:00", "13:00", "14:00", "15:00"]);
    assert_eq!(fits(&shop.ask(), at("2026-03-02T11:00:00Z")), Err(Refusal::Closed));
}

#[test]
fn a_slot_never_crosses_the_workers_own_break() {
    let mut shop = shop();
    shop.workers = vec![worker(ANN, &[], &[Span::new(540, 660), Span::new(690, 900)])];
    assert_eq!(shop.starts_on(MONDAY), ["09:00", "10:00", "13:00", "14:00"]);
    assert_eq!(fits(&shop.ask(), at("2026-03-02T15:00:00Z")), Err(Refusal::Closed));
}

#[test]
fn the_buffer_may_run_past_closing_but_not_into_another_claim() {
    let mut shop = shop();
    shop.service.buffer_min = 30;
    assert_eq!(shop.starts_on(MONDAY).len(), 8);
    shop.take(ANN, "2026-03-02T10:00:00Z", "2026-03-02T10:30:00Z");
    // 09:00 to 10:00 and half an hour of cleaning would meet the claim at ten; so would ten itself.
    assert_eq!(shop.starts_on(MONDAY), ["08:00", "11:00", "13:00", "14:00", "15:00", "16:00"]);
}

#[test]
fn a_booking_may_begin_at_the_instant_another_ends() {
    let mut shop = shop();
    shop.take(ANN, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z");
    assert!(fits(&shop.ask(), at("2026-03-02T08:00:00Z")).is_ok());
    assert_eq!(fits(&shop.ask(), at("2026-03-02T09:00:00Z")), Err(Refusal::Taken));
    assert!(fits(&shop.ask(), at("2026-03-02T10:00:00Z")).is_ok());
}

#[test]
fn the_grid_begins_anew_after_the_break() {
    let mut shop = shop();
    shop.hours = OpeningHours::every_day(&[Span::new(490, 600), Span::new(795, 900)]);
    shop.policy.step_min = 45;
    assert_eq!(shop.starts_on(MONDAY), ["08:10", "08:55", "13:15", "14:00"]);
    assert_eq!(fits(&shop.ask(), at("2026-03-02T08:15:00Z")), Err(Refusal::NotOnGrid));
    assert_eq!(fits(&shop.ask(), at("2026-03-02T08:10:00.5Z")), Err(Refusal::NotOnGrid));
}

#[test]
fn notice_and_window_bound_what_is_offered() {
    let mut shop = shop();
    shop.now = at("2026-03-02T08:00:00Z");
    assert_eq!(shop.starts_on(MONDAY)[0], "10:00");
    assert_eq!(fits(&shop.ask(), at("2026-03-02T09:00:00Z")), Err(Refusal::TooSoon));
    shop.now = at("2026-03-02T08:00:00.001Z");
    assert_eq!(shop.starts_on(MONDAY)[0], "11:00");
    shop.policy.window_days = 1;
    assert_eq!(shop.starts_on(date(2026, 3, 3)).len(), 8);
    assert_eq!(shop.starts_on(date(2026, 3, 4)).len(), 0);
    assert_eq!(fits(&shop.ask(), at("2026-03-04T08:00:00Z")), Err(Refusal::TooFar));
    assert_eq!(days(&shop.ask(), MONDAY, 3).iter().map(|day| day.1).collect::<Vec<_>>(), [5, 8, 0]);
}

#[test]
fn only_workers_with_the_skill_are_offered() {
    let mut shop = shop();
    shop.workers.push(worker(BEN, &["tyres"], &[Span::new(0, 1440)]));
    shop.service.skill = Some("tyres".into());
    assert!(slots_on(&shop.ask(), MONDAY).iter().all(|slot| slot.worker == BEN));
    shop.service.skill = Some("paint".into());
    assert_eq!(slots_on(&shop.ask(), MONDAY), []);
    assert_eq!(fits(&shop.ask(), at("2026-03-02T09:00:00Z")), Err(Refusal::NobodySkilled));
}

#[test]
fn the_least_busy_worker_of_the_day_comes_first_then_the_given_order() {
    let mut shop = shop();
    shop.workers.push(worker(BEN, &[], &[Span::new(0, 1440)]));
    let first = |shop: &Shop| fits(&shop.ask(), at("2026-03-02T14:00:00Z")).unwrap()[0].worker;
    assert_eq!(first(&shop), ANN);
    shop.take(ANN, "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z");
    assert_eq!(first(&shop), BEN);
    // Twice the same hour is one busy hour, and other days do not count.
    shop.take(BEN, "2026-03-02T08:00:00Z", "2026-03-02T08:40:00Z");
    shop.take(BEN, "2026-03-02T08:00:00Z", "2026-03-02T08:40:00Z");
    shop.take(BEN, "2026-03-01T08:00:00Z", "2026-03-01T20:00:00Z");
    assert_eq!(first(&shop), BEN);
}

#[test]
fn a_service_in_a_bay_needs_worker_and_bay_at_once() {
    let mut shop = shop();
    shop.service.needs_bay = true;
    let nine = at("2026-03-02T09:00:00Z");
    assert_eq!(fits(&shop.ask(), nine), Err(Refusal::NobodySkilled));
    shop.bays = vec![BAY_1, BAY_2];
    shop.workers.push(worker(BEN, &[], &[Span::new(0, 1440)]));
    let pairs = |shop: &Shop| -> Vec<_> {
        fits(&shop.ask(), nine).unwrap().iter().map(|slot| (slot.worker, slot.bay.unwrap())).collect()
    };
    assert_eq!(pairs(&shop), [(ANN, BAY_1), (ANN, BAY_2), (BEN, BAY_1), (BEN, BAY_2)]);
    shop.take(BAY_1, "2026-03-02T09:30:00Z", "2026-03-02T12:00:00Z");
    shop.take(ANN, "2026-03-02T09:59:00Z", "2026-03-02T10:30:00Z");
    assert_eq!(pairs(&shop), [(BEN, BAY_2)]);
    shop.take(BAY_2, "2026-03-02T08:00:00Z", "2026-03-02T09:01:00Z");
    assert_eq!(fits(&shop.ask(), nine), Err(Refusal::Taken));
}

#[test]
fn the_next_free_ones_come_from_as_many_days_as_it_takes() {
    let mut shop = shop();
    shop.hours.close_on(date(2026, 3, 3), None);
    let next = next_free(&shop.ask(), at("2026-03-02T15:00:00Z"), 3);
    let starts: Vec<_> = next.iter().map(|slot| slot.starts.to_string()).collect();
    assert_eq!(starts, ["2026-03-02T15:00:00Z", "2026-03-02T16:00:00Z", "2026-03-04T08:00:00Z"]);
    assert_eq!(next_free(&shop.ask(), at("2027-01-01T00:00:00Z"), 3), []);
    assert_eq!(next_free(&shop.ask(), Timestamp::MAX, 3), []);
    // Three are left of today, then a whole window without the holiday.
    assert_eq!(next_free(&shop.ask(), at("2020-01-01T00:00:00Z"), usize::MAX).len(), 3 + 44 * 8);
}

#[test]
fn a_whole_day_of_half_hours_is_as_long_as_the_clocks_make_it() {
    let zones = [
        ("Europe/London", date(2026, 3, 29), date(2026, 10, 25)),
        ("Europe/Lisbon", date(2026, 3, 29), date(2026, 10, 25)),
        ("Europe/Paris", date(2026, 3, 29), date(2026, 10, 25)),
        ("America/New_York", date(2026, 3, 8), date(2026, 11, 1)),
    ];
    for (name, spring, autumn) in zones {
        let mut shop = shop();
        shop.tz = zone(name).unwrap();
        shop.hours = OpeningHours::every_day(&[Span::new(0, 1440)]);
        shop.policy = Policy { notice_min: 0, window_days: 400, step_min: 30 };
        shop.service.length_min = 30;
        for (day, expected) in [(spring, 46), (autumn, 50), (MONDAY, 48)] {
            let slots = slots_on(&shop.ask(), day);
            assert_eq!(slots.len(), expected, "{name} {day}");
            assert!(slots.windows(2).all(|pair| pair[0].ends == pair[1].starts), "{name} {day}");
        }
        // Opening at eight stays at eight, and a working day keeps its length.
        shop.hours = OpeningHours::every_day(&[Span::new(480, 1020)]);
        for day in [spring, autumn] {
            let starts = shop.starts_on(day);
            assert_eq!((starts.len(), starts[0].as_str()), (18, "08:00"), "{name} {day}");
        }
    }
}

#[test]
fn the_hour_that_comes_twice_can_be_booked_twice_and_the_skipped_one_not_at_all() {
    let mut shop = shop();
    shop.tz = zone("Europe/Lisbon").unwrap();
    shop.hours = OpeningHours::every_day(&[Span::new(0, 180)]);
    shop.policy.window_days = 400;
    assert_eq!(shop.starts_on(date(2026, 10, 25)), ["00:00", "01:00", "01:00", "02:00"]);
    assert_eq!(shop.starts_on(date(2026, 3, 29)), ["00:00", "02:00"]);
}

#[test]
fn a_start_belongs_to_the_date_on_its_own_wall_clock() {
    let mut shop = shop();
    // One minute into the seventh, St. John's went back to the evening of the sixth.
    shop.tz = zone("America/St_Johns").unwrap();
    shop.now = at("2010-11-06T12:00:00Z");
    shop.hours = OpeningHours::every_day(&[Span::new(0, 60)]);
    shop.policy.step_min = 30;
    shop.service.length_min = 30;
    assert_eq!(shop.starts_on(date(2010, 11, 7)), ["00:00", "00:00", "00:30"]);
}

#[test]
fn a_short_claim_inside_a_long_one_hides_nothing_of_it() {
    let mut shop = shop();
    shop.take(ANN, "2026-03-02T08:00:00Z", "2026-03-02T16:00:00Z");
    shop.take(ANN, "2026-03-02T08:30:00Z", "2026-03-02T09:00:00Z");
    assert_eq!(shop.starts_on(MONDAY), ["16:00"]);
}

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::btree_set((0..=96_u16).prop_map(|quarter| quarter * 15), 0..=6).prop_map(|edges| {
        let edges: Vec<_> = edges.into_iter().collect();
        edges.chunks_exact(2).map(|pair| Span::new(pair[0], pair[1])).collect()
    })
}

prop_compose! {
    /// Small agendas around days on which clocks change, with claims of every length.
    fn any_shop()(
        (name, noon) in prop::sample::select(vec![
            ("Europe/London", "2026-03-29T12:00:00Z"),
            ("Europe/Lisbon", "2026-10-25T12:00:00Z"),
            ("Europe/Paris", "2026-03-29T12:00:00Z"),
            ("America/New_York", "2026-11-01T12:00:00Z"),
            ("America/New_York", "2026-03-08T12:00:00Z"),
            ("Africa/Cairo", "2026-04-24T12:00:00Z"),
            ("America/St_Johns", "2010-11-07T12:00:00Z"),
        ]),
        back in 0..3_000_i64,
        spans in any_spans(),
        shifts in prop::collection::vec((any_spans(), any::<bool>()), 1..4),
        (length_min, buffer_min, step_min) in (0..180_u32, 0..90_u32, 0..70_u16),
        (notice_min, window_days) in (0..300_u32, 0..4_u16),
        (needs_bay, skilled, bays) in (any::<bool>(), any::<bool>(), 0..3_usize),
        taken in prop::collection::vec((0..6_usize, -2_000..4_000_i64, -10..400_i64), 0..12),
    ) -> Shop {
        let resources = [ANN, BEN, ResourceId(Uuid::from_u128(3)), BAY_1, BAY_2, ResourceId(Uuid::from_u128(99))];
        let now = at(noon).checked_sub(SignedDuration::from_mins(back)).unwrap();
        let busy = taken.into_iter().map(|(who, start, length)| {
            let from = now.checked_add(SignedDuration::from_mins(start)).unwrap();
            let to = from.checked_add(SignedDuration::from_mins(length)).unwrap();
            Busy { resource: resources[who], from, to }
        });
        Shop {
            hours: OpeningHours::every_day(&spans),
            tz: zone(name).unwrap(),
            now,
            policy: Policy { notice_min, window_days, step_min },
            service: ServiceRule { length_min, buffer_min, needs_bay, skill: skilled.then(|| "brakes".to_owned()) },
            workers: shifts.iter().zip(resources).map(|((spans, able), id)| {
                worker(id, if *able { &["brakes"] } else { &[] }, spans)
            }).collect(),
            bays: vec![BAY_1, BAY_2][..bays].to_vec(),
            busy: busy.collect(),
        }
    }
}

/// Every date that the window of `shop` could touch, and one on each side.
fn dates(shop: &Shop) -> Vec<Date> {
    let first = shop.tz.to_datetime(shop.now).date().yesterday().unwrap();
    first.series(jiff::Span::new().days(1)).take(7).collect()
}

fn overlaps(busy: &Busy, from: Timestamp, to: Timestamp) -> bool {
    busy.from < busy.to && busy.from < to && from < busy.to
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_slot_keeps_every_rule(shop in any_shop()) {
        let length = SignedDuration::from_mins(shop.service.length_min.max(1).into());
        let buffer = SignedDuration::from_mins(shop.service.buffer_min.into());
        let notice = SignedDuration::from_mins(shop.policy.notice_min.into());
        let today = shop.tz.to_datetime(shop.now).date();
        for date in dates(&shop) {
            for slot in slots_on(&shop.ask(), date) {
                let within = |hours: &OpeningHours| {
                    hours.open_intervals(date, &shop.tz).iter().any(|i| i.0 <= slot.starts && slot.ends <= i.1)
                };
                let who = shop.workers.iter().find(|w| w.id == slot.worker).unwrap();
                prop_assert!(within(&shop.hours), "outside opening hours or across a break");
                prop_assert!(within(&who.shifts), "outside the shift");
                prop_assert!(shop.service.skill.iter().all(|skill| who.skills.contains(skill)));
                prop_assert_eq!(slot.ends.duration_since(slot.starts), length);
                let cleared = slot.ends.checked_add(buffer).unwrap();
                let of_slot = |b: &&Busy| b.resource == slot.worker || Some(b.resource) == slot.bay;
                prop_assert!(!shop.busy.iter().filter(of_slot).any(|b| overlaps(b, slot.starts, cleared)));
                prop_assert_eq!(slot.bay.is_some(), shop.service.needs_bay);
                prop_assert!(slot.starts >= shop.now.checked_add(notice).unwrap(), "too soon");
                let ahead = today.until(date).unwrap().get_days();
                prop_assert!(ahead <= i32::from(shop.policy.window_days), "too far");
                prop_assert_eq!(shop.tz.to_datetime(slot.starts).date(), date);
            }
        }
    }

    #[test]
    fn starts_strictly_increase_over_all_days(shop in any_shop()) {
        let slots: Vec<_> = dates(&shop).into_iter().flat_map(|date| slots_on(&shop.ask(), date)).collect();
        for date in dates(&shop) {
            prop_assert!(slots_on(&shop.ask(), date).windows(2).all(|pair| pair[0].starts < pair[1].starts));
        }
        let counted: usize = days(&shop.ask(), dates(&shop)[0], 7).iter().map(|day| day.1).sum();
        prop_assert_eq!(counted, slots.len());
        prop_assert_eq!(next_free(&shop.ask(), shop.now, usize::MAX), slots);
    }

    #[test]
    fn what_is_offered_fits_and_its_slot_is_the_first_choice(shop in any_shop()) {
        for slot in dates(&shop).into_iter().flat_map(|date| slots_on(&shop.ask(), date)) {
            let choices = fits(&shop.ask(), slot.starts);
            prop_assert_eq!(choices.as_ref().map(|all| &all[0]), Ok(&slot));
        }
    }

    #[test]
    fn what_fits_is_offered_on_its_date(shop in any_shop(), minutes in 0..6_000_i64) {
        let minute = shop.now.as_second() / 60 + minutes;
        // One instant at random, then every quarter of the hours around it, where grids are likely to lie.
        let around = (0..40).map(|k| (minute / 15 + k) * 15).chain([minute]);
        for starts in around.map(|m| Timestamp::from_second(m * 60).unwrap()) {
            if let Ok(choices) = fits(&shop.ask(), starts) {
                let offered = slots_on(&shop.ask(), shop.tz.to_datetime(starts).date());
                prop_assert!(offered.contains(&choices[0]), "{starts} fits but is not offered");
                prop_assert!(choices.iter().all(|choice| choice.starts == starts));
            }
        }
    }
}
