use super::*;
use proptest::{prelude::*, sample::select};
use uuid::Uuid;

const CASH: EntryKind = EntryKind::Payment { method: PaymentMethod::Cash };
const DEPOSIT: EntryKind = EntryKind::DepositApplied { method: PaymentMethod::Cash };

fn id(count: u128) -> LedgerEntryId {
    LedgerEntryId(Uuid::from_u128(count))
}

fn back(count: u128) -> EntryKind {
    EntryKind::Refund { payment: id(count) }
}

/// A ledger of entries whose ids count from zero.
fn ledger(entries: &[(EntryKind, i64)]) -> Result<Ledger, Refusal> {
    Ledger::of((0..).zip(entries).map(|(count, &(kind, amount))| Entry { id: id(count), kind, amount }))
}

fn paid(amount: i64) -> Ledger {
    ledger(&[(EntryKind::Charge, 100), (CASH, amount)]).expect("a sound ledger")
}

#[test]
fn methods_and_kinds_are_stored_under_their_names() {
    for method in PaymentMethod::ALL {
        assert_eq!(serde_json::to_string(&method).expect("a name"), format!("\"{}\"", method.as_str()));
        assert_eq!(PaymentMethod::parse(method.as_str()), Some(method));
        assert_eq!(method.word_key(), format!("pay_method_{}", method.as_str()));
    }
    for kind in [EntryKind::Charge, CASH, back(7), EntryKind::CreditNote, DEPOSIT] {
        assert_eq!(EntryKind::parse(kind.as_str(), Some(PaymentMethod::Cash), Some(id(7))), Some(kind));
    }
    assert_eq!([EntryKind::parse("payment", None, None), EntryKind::parse("refund", None, None)], [None; 2]);
    assert_eq!(EntryKind::parse("gift", None, None), None);
}

#[test]
fn never_more_is_paid_than_is_owed() {
    let ledger = paid(60);
    assert_eq!((ledger.balance(), ledger.received()), (40, 60));
    assert_eq!(ledger.may_pay(40), Ok(()));
    assert_eq!(ledger.may_pay(41), Err(Refusal::AboveBalance));
    assert_eq!(paid(100).may_pay(1), Err(Refusal::AboveBalance));
    assert_eq!(Ledger::default().may_pay(1), Err(Refusal::AboveBalance), "nothing is charged yet");
}

#[test]
fn refunds_never_exceed_their_payment() {
    let mut ledger = ledger(&[(EntryKind::Charge, 100), (CASH, 60), (DEPOSIT, 40)]).expect("sound");
    assert_eq!(ledger.may_refund(61, id(1)), Err(Refusal::AbovePayment), "though more was paid in all");
    ledger.enter(Entry { id: id(3), kind: back(1), amount: 50 }).expect("a refund in part");
    assert_eq!(ledger.refundable(id(1)), Some(10));
    assert_eq!(ledger.may_refund(11, id(1)), Err(Refusal::AbovePayment));
    assert_eq!(ledger.may_refund(40, id(2)), Ok(()), "a deposit is given back like a payment");
    for no_payment in [0, 3, 99] {
        assert_eq!(ledger.may_refund(1, id(no_payment)), Err(Refusal::NoSuchPayment));
    }
}

#[test]
fn a_credit_never_exceeds_the_invoice_and_comes_after_the_refund() {
    let mut ledger = paid(60);
    assert_eq!(ledger.may_credit(101), Err(Refusal::AboveInvoice));
    assert_eq!(ledger.may_credit(41), Err(Refusal::RefundFirst));
    assert_eq!(ledger.may_credit(40), Ok(()));
    ledger.enter(Entry { id: id(2), kind: back(1), amount: 60 }).expect("a full refund");
    ledger.enter(Entry { id: id(3), kind: EntryKind::CreditNote, amount: 100 }).expect("a full credit");
    assert_eq!((ledger.balance(), ledger.may_credit(1)), (0, Err(Refusal::AboveInvoice)));
}

#[test]
fn amounts_are_above_zero_and_only_a_charge_may_be_zero() {
    let ledger = paid(60);
    for amount in [0, -1, i64::MIN] {
        assert_eq!(ledger.may_pay(amount), Err(Refusal::NotPositive));
        assert_eq!(ledger.may_refund(amount, id(1)), Err(Refusal::NotPositive));
        assert_eq!(ledger.may_credit(amount), Err(Refusal::NotPositive));
    }
    assert!(self::ledger(&[(EntryKind::Charge, 0)]).is_ok());
    assert_eq!(self::ledger(&[(EntryKind::Charge, -1)]), Err(Refusal::NotPositive));
}

#[test]
fn an_entry_that_is_refused_leaves_the_ledger_as_it_was() {
    let mut ledger = paid(60);
    let before = ledger.clone();
    for (kind, amount, why) in [
        (CASH, 41, Refusal::AboveBalance),
        (DEPOSIT, 41, Refusal::AboveBalance),
        (back(1), 61, Refusal::AbovePayment),
        (EntryKind::CreditNote, 41, Refusal::RefundFirst),
        (EntryKind::Charge, i64::MAX, Refusal::TooLarge),
    ] {
        assert_eq!(ledger.enter(Entry { id: id(9), kind, amount }), Err(why));
        assert_eq!(ledger, before);
    }
    assert_eq!(ledger.enter(Entry { id: id(1), kind: CASH, amount: 1 }), Err(Refusal::Twice));
    assert_eq!(ledger, before);
}

#[test]
fn sums_that_do_not_fit_are_refused_and_never_wrap() {
    let all = i64::MAX;
    let refused = ledger(&[(EntryKind::Charge, all), (CASH, all), (back(1), all), (CASH, 1)]);
    assert_eq!(refused, Err(Refusal::TooLarge));
}

fn operation() -> impl Strategy<Value = (EntryKind, i64)> {
    let kind = prop_oneof![
        Just(EntryKind::Charge),
        select(&PaymentMethod::ALL[..]).prop_map(|method| EntryKind::Payment { method }),
        Just(DEPOSIT),
        (0..200_u128).prop_map(back),
        Just(EntryKind::CreditNote),
    ];
    (kind, prop_oneof![-2..60_i64, 0..10_000_i64, any::<i64>()])
}

proptest! {
    #[test]
    fn a_ledger_is_never_negative_whatever_is_tried(operations in prop::collection::vec(operation(), 200)) {
        let mut ledger = ledger(&[(EntryKind::Charge, 5_000)]).expect("a charge");
        let (mut charged, mut deposits, mut payments, mut refunds, mut credits) = (5_000_i128, 0, 0, 0, 0);
        for (count, (kind, amount)) in (1..).zip(operations) {
            let before = ledger.clone();
            if ledger.enter(Entry { id: id(count), kind, amount }).is_err() {
                prop_assert_eq!(&ledger, &before);
            } else {
                *match kind {
                    EntryKind::Charge => &mut charged,
                    EntryKind::DepositApplied { .. } => &mut deposits,
                    EntryKind::Payment { .. } => &mut payments,
                    EntryKind::Refund { .. } => &mut refunds,
                    EntryKind::CreditNote => &mut credits,
                } += i128::from(amount);
            }
            prop_assert_eq!(i128::from(ledger.balance()), charged - deposits - payments + refunds - credits);
            prop_assert_eq!(i128::from(ledger.received()), deposits + payments - refunds);
            prop_assert!(ledger.balance() >= 0 && ledger.received() >= 0);
            prop_assert!(credits <= charged);
        }
        for entry in ledger.entries() {
            prop_assert!(ledger.refundable(entry.id).is_none_or(|left| (0..=entry.amount).contains(&left)));
        }
        prop_assert_eq!(Ledger::of(ledger.entries().iter().copied()), Ok(ledger));
    }

    #[test]
    fn the_rule_that_allows_is_the_rule_that_enters(
        paid_before in 1..=100_i64, given_back in 0..=100_i64, amount in -5..=150_i64,
    ) {
        let mut ledger = paid(paid_before);
        if given_back > 0 && given_back <= paid_before {
            ledger.enter(Entry { id: id(2), kind: back(1), amount: given_back }).expect("a refund in part");
        }
        for (kind, allowed) in [
            (CASH, ledger.may_pay(amount)),
            (DEPOSIT, ledger.may_pay(amount)),
            (back(1), ledger.may_refund(amount, id(1))),
            (EntryKind::CreditNote, ledger.may_credit(amount)),
        ] {
            prop_assert_eq!(ledger.clone().enter(Entry { id: id(3), kind, amount }), allowed);
        }
    }

    #[test]
    fn whatever_was_paid_can_be_given_back_and_credited(parts in prop::collection::vec(1..500_i64, 1..20)) {
        let total: i64 = parts.iter().sum();
        let mut ledger = ledger(&[(EntryKind::Charge, total)]).expect("a charge");
        for (count, &amount) in (1..).zip(&parts) {
            ledger.enter(Entry { id: id(count), kind: CASH, amount }).expect("a payment");
        }
        prop_assert_eq!(ledger.balance(), 0);
        for (count, &amount) in (1..).zip(&parts) {
            ledger.enter(Entry { id: id(count + 100), kind: back(count), amount }).expect("a refund");
        }
        prop_assert_eq!(ledger.received(), 0);
        ledger.enter(Entry { id: id(200), kind: EntryKind::CreditNote, amount: total }).expect("a credit");
        prop_assert_eq!(ledger.balance(), 0);
    }
}
