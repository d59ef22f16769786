//! A field that several devices edit without a network: nothing that anybody wrote is lost, and what contradicts itself
//! is shown.
//!
//! A field is the set of those edits that nobody has seen and replaced. Usually that is one. When two devices changed
//! the field without knowing of each other there are two, and as long as their values differ the field is contested:
//! the latest is shown first, the rivals beside it, and the next edit, made by somebody who saw them, replaces them
//! all. Times come from the devices' own clocks, so they decide only what is shown first, never what is kept.

use crate::ids::DeviceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What somebody wrote, when and where. Edits order by time; device and value break ties alike on every device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edit<T> {
    /// When, by the device's clock.
    pub at: Timestamp,
    /// On which device.
    pub device: DeviceId,
    /// What the field then said.
    pub value: T,
}

impl<T> Edit<T> {
    /// The same edit of a field of another type.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Edit<U> {
        Edit { at: self.at, device: self.device, value: change(self.value) }
    }
}

/// One field. Empty until somebody writes something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Field<T: Ord>(BTreeSet<Edit<T>>);

impl<T: Ord> Default for Field<T> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Ord> Field<T> {
    /// The edit to show: the latest.
    pub fn latest(&self) -> Option<&Edit<T>> {
        self.0.last()
    }

    /// The value to show, or `None` when nobody has written one.
    pub fn value(&self) -> Option<&T> {
        self.latest().map(|edit| &edit.value)
    }

    /// Every edit that stands, oldest first.
    pub fn edits(&self) -> impl DoubleEndedIterator<Item = &Edit<T>> {
        self.0.iter()
    }

    /// Whether edits with different values stand, so that somebody must choose.
    pub fn is_contested(&self) -> bool {
        self.0.iter().any(|edit| Some(&edit.value) != self.value())
    }

    /// Writes `edit` in place of all that stood: whoever writes has seen the field, its rivals included.
    pub fn write(&mut self, edit: Edit<T>) {
        self.0 = BTreeSet::from([edit]);
    }

    /// Writes `edit` in place of those edits that its writer had seen; what they had not seen stands beside it. The
    /// same as merging with a side on which `edit` replaced what was seen.
    pub fn write_over(&mut self, edit: Edit<T>, seen: impl Fn(&Edit<T>) -> bool) {
        self.0.retain(|standing| !seen(standing));
        self.0.insert(edit);
    }
}

impl<T: Ord + Clone> Field<T> {
    /// Brings together two fields that both came from `base`.
    ///
    /// An edit stands when both sides have it or when one side made it after `base`; an edit of `base` that one side
    /// replaced is gone. The order of the sides does not matter, and merging again changes nothing. A `base` that was
    /// lost may be given as an empty field: then replaced edits come back as rivals, but none is lost.
    #[must_use]
    pub fn merge(base: &Self, ours: &Self, theirs: &Self) -> Self {
        // Writing never empties a field, so an empty side has not heard of it yet.
        if ours.0.is_empty() || theirs.0.is_empty() {
            return Self(&ours.0 | &theirs.0);
        }
        let agreed = &ours.0 & &theirs.0;
        let made = &(&ours.0 - &base.0) | &(&theirs.0 - &base.0);
        Self(&agreed | &made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn edit(second: i64, device: u128, value: u8) -> Edit<u8> {
        let at = Timestamp::from_second(second).expect("an instant");
        Edit { at, device: DeviceId(Uuid::from_u128(device)), value }
    }

    fn field(edits: &[Edit<u8>]) -> Field<u8> {
        Field(edits.iter().cloned().collect())
    }

    /// Fields as they come about: a common past, then any number of writes on each side.
    fn sides() -> impl Strategy<Value = (Field<u8>, Field<u8>, Field<u8>)> {
        let writes = |device: u128| {
            proptest::collection::vec((0_i64..50, 0_u8..4), 0..4).prop_map(move |writes| {
                writes.into_iter().map(|(at, value)| edit(at, device, value)).collect::<Vec<_>>()
            })
        };
        (proptest::collection::btree_set((0_i64..50, 0_u8..4), 0..3), writes(1), writes(2)).prop_map(
            |(past, ours, theirs)| {
                let base = Field(past.into_iter().map(|(at, value)| edit(at, 0, value)).collect());
                let after = |writes: Vec<Edit<u8>>| {
                    let mut side = base.clone();
                    writes.into_iter().for_each(|edit| side.write(edit));
                    side
                };
                let (ours, theirs) = (after(ours), after(theirs));
                (base, ours, theirs)
            },
        )
    }

    #[test]
    fn a_change_on_one_side_wins_even_when_its_clock_is_behind() {
        let base = field(&[edit(100, 1, 5)]);
        let ours = field(&[edit(7, 2, 6)]);
        assert_eq!(Field::merge(&base, &ours, &base), ours);
        assert_eq!(Field::merge(&base, &base, &ours), ours);
    }

    #[test]
    fn different_changes_on_both_sides_stand_until_somebody_chooses() {
        let base = field(&[edit(1, 1, 5)]);
        let (ours, theirs) = (field(&[edit(9, 1, 6)]), field(&[edit(8, 2, 7)]));
        let mut merged = Field::merge(&base, &ours, &theirs);
        assert!(merged.is_contested());
        assert_eq!(merged.value(), Some(&6));
        assert_eq!(merged.edits().map(|edit| edit.value).collect::<Vec<_>>(), [7, 6]);

        let seen = merged.clone();
        merged.write(edit(10, 2, 7));
        let settled = Field::merge(&seen, &merged, &seen);
        assert!(!settled.is_contested());
        assert_eq!(settled.value(), Some(&7));
    }

    #[test]
    fn the_same_value_written_twice_is_no_conflict() {
        let both = Field::merge(&field(&[]), &field(&[edit(1, 1, 5)]), &field(&[edit(2, 2, 5)]));
        assert!(!both.is_contested());
    }

    #[test]
    fn a_side_that_knows_nothing_of_a_field_does_not_erase_it() {
        let known = field(&[edit(1, 1, 5)]);
        assert_eq!(Field::merge(&known, &known, &field(&[])), known);
    }

    proptest! {
        #[test]
        fn writing_over_what_was_seen_is_merging_with_who_had_seen_it((base, ours, _) in sides(), at in 0_i64..50) {
            let news = edit(at, 9, 9);
            let (mut written, mut theirs) = (ours.clone(), base.clone());
            written.write_over(news.clone(), |standing| base.0.contains(standing));
            theirs.write(news);
            prop_assert_eq!(written, Field::merge(&base, &ours, &theirs));
        }

        #[test]
        fn the_order_of_the_sides_does_not_matter((base, ours, theirs) in sides()) {
            prop_assert_eq!(Field::merge(&base, &ours, &theirs), Field::merge(&base, &theirs, &ours));
        }

        #[test]
        fn merging_again_changes_nothing((base, ours, theirs) in sides()) {
            prop_assert_eq!(&Field::merge(&base, &ours, &ours), &ours);
            let merged = Field::merge(&base, &ours, &theirs);
            prop_assert_eq!(&Field::merge(&base, &merged, &theirs), &merged);
            prop_assert_eq!(&Field::merge(&ours, &ours, &merged), &merged);
        }

        #[test]
        fn no_edit_vanishes((base, ours, theirs) in sides()) {
            let merged = Field::merge(&base, &ours, &theirs);
            let made = ours.edits().chain(theirs.edits()).filter(|edit| !base.0.contains(edit));
            for edit in made {
                prop_assert!(merged.0.contains(edit), "{edit:?} is lost");
            }
        }

        #[test]
        fn an_unchanged_side_gives_way((base, ours, _) in sides()) {
            prop_assert_eq!(Field::merge(&base, &ours, &base), ours);
        }
    }
}
