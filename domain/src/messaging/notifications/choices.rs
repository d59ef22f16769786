//! What a person has switched on and off.

use super::{Channel, Kind};
use crate::form::Fields;
use std::collections::BTreeMap;

/// The choices of one person at one business. What they have not chosen is as it is for everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(BTreeMap<(Kind, Channel), bool>);

impl Choices {
    /// The stored choices, as names of kinds and channels. Names that mean nothing any more are left out.
    pub fn of<'a>(stored: impl IntoIterator<Item = (&'a str, &'a str, bool)>) -> Self {
        let read = |(kind, channel, chosen)| Some(((Kind::parse(kind)?, Channel::parse(channel)?), chosen));
        Self(stored.into_iter().filter_map(read).collect())
    }

    /// Reads the form of switches for `kinds`: a switch that is off sends nothing. What cannot be switched is left out,
    /// whatever the form says.
    pub fn read(fields: &Fields, kinds: &[Kind]) -> Self {
        let switches = kinds.iter().flat_map(|kind| Channel::ALL.map(|channel| (*kind, channel)));
        let open = switches.filter(|(kind, channel)| kind.kept(*channel).is_none());
        Self(
            open.map(|(kind, channel)| ((kind, channel), !fields.get(&name(kind, channel)).is_empty()))
                .collect(),
        )
    }

    /// Whether `kind` goes out on `channel`.
    pub fn wants(&self, kind: Kind, channel: Channel) -> bool {
        kind.kept(channel).is_some()
            || self.0.get(&(kind, channel)).copied().unwrap_or_else(|| kind.by_default(channel))
    }

    /// Every choice that was made.
    pub fn made(&self) -> impl Iterator<Item = (Kind, Channel, bool)> + '_ {
        self.0.iter().map(|((kind, channel), chosen)| (*kind, *channel, *chosen))
    }
}

/// The name of a switch in its form: "booking.push".
pub fn name(kind: Kind, channel: Channel) -> String {
    format!("{}.{}", kind.as_str(), channel.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Realm, Role};
    use proptest::{prelude::*, sample::select};

    fn form(on: &[&str]) -> Fields {
        Fields(on.iter().map(|name| ((*name).to_owned(), "on".to_owned())).collect())
    }

    fn switches() -> impl Strategy<Value = Vec<(Kind, Channel, bool)>> {
        let one = (select(&Kind::ALL[..]), select(&Channel::ALL[..]), any::<bool>());
        proptest::collection::vec(one, 0..40)
    }

    #[test]
    fn names_are_read_back_and_differ() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.as_str()), Some(channel));
        }
        assert_eq!(Kind::parse(""), None);
    }

    #[test]
    fn customers_are_told_on_every_way_and_staff_without_mails() {
        let none = Choices::default();
        for kind in Kind::ALL {
            assert!(none.wants(kind, Channel::InApp) && none.wants(kind, Channel::Push), "{kind:?}");
            let mailed = kind.realm() == Realm::Site || kind == Kind::Undelivered;
            assert_eq!(none.wants(kind, Channel::Email), mailed, "{kind:?}");
        }
    }

    #[test]
    fn an_empty_form_switches_everything_off_that_can_be() {
        let off = Choices::read(&form(&[]), &Kind::ALL);
        for kind in Kind::ALL {
            assert!(off.wants(kind, Channel::InApp), "{kind:?} stays in the app");
            assert!(!off.wants(kind, Channel::Push), "{kind:?}");
            let stays = matches!(kind, Kind::Booking | Kind::Invoice);
            assert_eq!(off.wants(kind, Channel::Email), stays, "{kind:?}");
        }
    }

    #[test]
    fn a_form_says_nothing_about_kinds_that_are_not_on_its_page() {
        let read = Choices::read(&form(&["ready.email", "payment.email"]), &[Kind::Ready]);
        let made: Vec<_> = read.made().collect();
        assert_eq!(made, [(Kind::Ready, Channel::Email, true), (Kind::Ready, Channel::Push, false)]);
        assert!(!read.wants(Kind::Payment, Channel::Email));
    }

    #[test]
    fn only_the_desk_hears_of_money_and_a_technician_only_of_their_own_jobs() {
        assert!(!Kind::Payment.reaches(Role::Technician, true));
        assert!(Kind::Decision.reaches(Role::Technician, true));
        assert!(!Kind::Decision.reaches(Role::Technician, false));
        assert!(Kind::Payment.reaches(Role::FrontDesk, false));
        assert!(!Kind::Undelivered.reaches(Role::FrontDesk, true));
        for kind in Kind::ALL {
            assert!(!kind.reaches(Role::Kitchen, true), "{kind:?}");
            assert_eq!(kind.reaches(Role::Owner, false), kind.realm() == Realm::Portal, "{kind:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_chosen_holds_and_what_is_kept_holds_more(chosen in switches()) {
            let stored = chosen.iter().map(|(kind, channel, on)| (kind.as_str(), channel.as_str(), *on));
            let choices = Choices::of(stored);
            for kind in Kind::ALL {
                for channel in Channel::ALL {
                    let last = chosen.iter().rev().find(|(k, c, _)| (*k, *c) == (kind, channel));
                    let wanted = kind.kept(channel).is_some()
                        || last.map_or(kind.by_default(channel), |(_, _, on)| *on);
                    prop_assert_eq!(choices.wants(kind, channel), wanted);
                }
            }
        }

        #[test]
        fn a_form_is_read_as_it_was_shown(on in proptest::collection::vec(select(&Kind::ALL[..]), 0..20)) {
            let names: Vec<String> = on.iter().map(|kind| name(*kind, Channel::Push)).collect();
            let fields = form(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let read = Choices::read(&fields, &Kind::ALL);
            for kind in Kind::ALL {
                prop_assert_eq!(read.wants(kind, Channel::Push), on.contains(&kind));
            }
        }
    }
}
