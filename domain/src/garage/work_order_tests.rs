use super::*;
use Authorisation::{Approved, Asked, Declined, Draft};
use Document::{Estimate, Invoice, RepairOrder};
use proptest::{prelude::*, sample::select};

fn json_name(value: impl Serialize) -> String {
    serde_json::to_string(&value).expect("a name").trim_matches('"').to_owned()
}

#[test]
fn everything_is_stored_under_the_name_it_has_in_json() {
    for document in Document::ALL {
        assert_eq!(json_name(document), document.as_str());
        assert_eq!(Document::parse(document.as_str()), Some(document));
        assert_eq!(document.word_key(), format!("document_{}", document.as_str()));
    }
    for state in Authorisation::ALL {
        assert_eq!(json_name(state), state.as_str());
        assert_eq!(Authorisation::parse(state.as_str()), Some(state));
        assert_eq!(state.word_key(), format!("auth_{}", state.as_str()));
    }
    for how in How::ALL {
        assert_eq!(json_name(how), how.as_str());
        assert_eq!(How::parse(how.as_str()), Some(how));
        assert_eq!(how.word_key(), format!("auth_how_{}", how.as_str()));
    }
    for answer in Answer::ALL {
        assert_eq!(json_name(answer), answer.as_str());
        assert_eq!(Answer::parse(answer.as_str()), Some(answer));
    }
    assert_eq!((Document::parse("Invoice"), How::parse("fax")), (None, None));
}

#[test]
fn an_estimate_becomes_an_invoice_only_by_way_of_a_repair_order() {
    let agreed = [Approved, Declined];
    assert_eq!(Estimate.turn_into(RepairOrder, &agreed), Ok(RepairOrder));
    assert_eq!(RepairOrder.turn_into(Invoice, &agreed), Ok(Invoice));
    assert_eq!(Estimate.turn_into(Invoice, &agreed), Err(Refusal::NoSuchMove));
    assert_eq!(RepairOrder.turn_into(Estimate, &[]), Ok(Estimate));
}

#[test]
fn an_invoice_never_becomes_anything_else() {
    for to in Document::ALL {
        assert_eq!(Invoice.turn_into(to, &[Approved]), Err(Refusal::NoSuchMove));
    }
    assert_eq!(Document::ALL.map(Document::is_open), [true, true, false]);
}

#[test]
fn work_begins_only_with_a_job_that_is_approved() {
    for jobs in [&[][..], &[Draft], &[Asked, Declined]] {
        assert_eq!(Estimate.turn_into(RepairOrder, jobs), Err(Refusal::NothingApproved));
        assert_eq!(RepairOrder.turn_into(Invoice, jobs), Err(Refusal::NothingApproved));
    }
    assert_eq!(Estimate.turn_into(RepairOrder, &[Draft, Asked, Approved]), Ok(RepairOrder));
}

#[test]
fn an_invoice_never_leaves_out_a_job_in_silence() {
    for open in [Draft, Asked] {
        assert_eq!(RepairOrder.turn_into(Invoice, &[Approved, open]), Err(Refusal::Undecided));
    }
}

#[test]
fn only_what_was_agreed_is_billed() {
    assert_eq!(Authorisation::ALL.map(|state| Estimate.counts(state)), [true, true, true, false]);
    for document in [RepairOrder, Invoice] {
        assert_eq!(Authorisation::ALL.map(|state| document.counts(state)), [false, false, true, false]);
    }
}

#[test]
fn a_decided_job_is_not_asked_again() {
    assert_eq!([Draft.ask(), Asked.ask()], [Ok(Asked), Ok(Asked)]);
    assert_eq!([Approved.ask(), Declined.ask()], [Err(Refusal::AskedAlready); 2]);
}

#[test]
fn over_the_link_only_what_was_asked_is_answered_and_only_once() {
    let by_link = |state: Authorisation, answer| state.decide(answer, How::Link);
    assert_eq!(by_link(Asked, Answer::Approve), Ok(Approved));
    assert_eq!(by_link(Asked, Answer::Decline), Ok(Declined));
    assert_eq!(by_link(Draft, Answer::Approve), Err(Refusal::ChangedSince));
    assert_eq!(by_link(Approved, Answer::Approve), Ok(Approved), "a second tap");
    assert_eq!(by_link(Approved, Answer::Decline), Err(Refusal::Decided));
    assert_eq!(by_link(Declined, Answer::Approve), Err(Refusal::Decided));
}

#[test]
fn staff_record_whatever_the_customer_said() {
    for how in [How::InPerson, How::Phone] {
        for state in Authorisation::ALL {
            assert_eq!(state.decide(Answer::Approve, how), Ok(Approved));
            assert_eq!(state.decide(Answer::Decline, how), Ok(Declined));
        }
    }
}

#[test]
fn a_new_price_resets_what_was_asked_or_decided() {
    for state in [Approved, Declined] {
        assert_eq!(after_change(state, Some(10_000), 10_000), state, "the same price stands");
        assert_eq!(after_change(state, Some(10_000), 10_001), Draft);
        assert_eq!(after_change(state, None, 0), Draft, "a decision without its price cannot be compared");
    }
    assert_eq!(after_change(Asked, None, 10_000), Draft);
    assert_eq!(after_change(Draft, None, 10_000), Draft);
}

proptest! {
    #[test]
    fn no_job_is_ever_approved_at_another_price_than_it_has(
        steps in prop::collection::vec((0..4_u8, 0..3_i64, any::<bool>(), select(&How::ALL[..])), 0..60),
    ) {
        let (mut state, mut agreed, mut price) = (Draft, None, 0);
        for (step, new_price, yes, how) in steps {
            match step {
                0 => {
                    price = new_price;
                    state = after_change(state, agreed, price);
                }
                1 => state = state.ask().unwrap_or(state),
                _ => {
                    let answer = if yes { Answer::Approve } else { Answer::Decline };
                    if let Ok(decided) = state.decide(answer, how) {
                        (state, agreed) = (decided, Some(price));
                    }
                }
            }
            if !state.is_decided() {
                agreed = None;
            }
            prop_assert!(!state.is_decided() || agreed == Some(price), "{state:?} at {agreed:?}, but it costs {price}");
        }
    }
}
