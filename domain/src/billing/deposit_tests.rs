use super::*;
use crate::{
    billing::ledger::{Entry, EntryKind, Ledger},
    garage::money::{Line, LineKind, Quantity, TaxMode, totals},
    ids::LedgerEntryId,
    money::Currency,
};
use proptest::{prelude::*, sample::select};
use uuid::Uuid;

const CASH: MoveKind = MoveKind::Received { method: PaymentMethod::Cash };

fn id(count: u128) -> DepositId {
    DepositId(Uuid::from_u128(count))
}

fn entry_id(count: u128) -> LedgerEntryId {
    LedgerEntryId(Uuid::from_u128(count))
}

fn back(count: u128) -> MoveKind {
    MoveKind::GivenBack { deposit: id(count) }
}

/// Deposits of movements whose ids count from zero.
fn deposits(moves: &[(MoveKind, i64)]) -> Result<Deposits, Refusal> {
    Deposits::of((0..).zip(moves).map(|(count, &(kind, amount))| Move { id: id(count), kind, amount }))
}

#[test]
fn kinds_are_stored_under_their_names() {
    for kind in [CASH, back(7), MoveKind::Applied { deposit: id(7) }] {
        assert_eq!(MoveKind::parse(kind.as_str(), Some(PaymentMethod::Cash), Some(id(7))), Some(kind));
        assert_eq!(MoveKind::parse(kind.as_str(), None, None), None);
    }
    assert_eq!(MoveKind::parse("gift", Some(PaymentMethod::Cash), Some(id(7))), None);
}

#[test]
fn no_more_leaves_a_deposit_than_is_left_of_it() {
    let mut two = deposits(&[(CASH, 50), (CASH, 30), (back(0), 20)]).expect("sound");
    assert_eq!((two.received(), two.held(), two.left(id(0)), two.left(id(1))), (80, 60, Some(30), Some(30)));
    let before = two.clone();
    for (kind, amount, why) in [
        (back(0), 31, Refusal::AbovePayment),
        (MoveKind::Applied { deposit: id(0) }, 31, Refusal::AbovePayment),
        (back(2), 1, Refusal::NoSuchPayment),
        (back(99), 1, Refusal::NoSuchPayment),
        (back(1), 0, Refusal::NotPositive),
        (CASH, -1, Refusal::NotPositive),
        (CASH, i64::MAX, Refusal::TooLarge),
    ] {
        assert_eq!(two.enter(Move { id: id(9), kind, amount }), Err(why));
        assert_eq!(two, before);
    }
    assert_eq!(two.enter(Move { id: id(1), kind: CASH, amount: 1 }), Err(Refusal::Twice));
}

#[test]
fn an_invoice_takes_the_oldest_deposit_first_and_never_what_is_on_its_way_back() {
    let two = deposits(&[(CASH, 50), (CASH, 30)]).expect("sound");
    let taken = |open, under_way: i64| -> Vec<(DepositId, i64)> {
        let shares = two.shares(open, |deposit| if deposit == id(0) { under_way } else { 0 });
        shares.into_iter().map(|share| (share.deposit, share.amount)).collect()
    };
    assert_eq!(taken(60, 0), [(id(0), 50), (id(1), 10)]);
    assert_eq!(taken(100, 20), [(id(0), 30), (id(1), 30)]);
    assert_eq!(taken(100, 50), [(id(1), 30)]);
    assert_eq!(taken(0, 0), []);
    assert_eq!(taken(-5, 0), []);
}

#[test]
fn a_deposit_is_above_zero_and_at_most_what_the_work_comes_to() {
    let most = |minor| Money::new(minor, Currency::Eur);
    let said = |amount, minor| check(amount, most(minor), Locale::En).map_err(|error| error.key);
    assert_eq!(said(10_000, 10_000), Ok(()));
    for (amount, minor, key) in [
        (0, 10_000, "err_amount_positive"),
        (-1, 10_000, "err_amount_positive"),
        (i64::MIN, 0, "err_amount_positive"),
        (10_001, 10_000, "err_deposit_above_total"),
        (i64::MAX, 10_000, "err_deposit_above_total"),
        (1, 0, "err_deposit_nothing"),
    ] {
        assert_eq!(said(amount, minor), Err(key.to_owned()), "{amount} of {minor}");
    }
    let named = check(10_001, most(10_000), Locale::En).expect_err("too much");
    assert_eq!(named.args, [("max".to_owned(), "€100.00".to_owned())]);
    assert_eq!((super::most(100, 30), super::most(100, 130), super::most(0, i64::MAX)), (70, 0, 0));
}

fn line() -> impl Strategy<Value = Line> {
    let kinds = select(vec![LineKind::Labour, LineKind::Part, LineKind::Fee]);
    (kinds, 1..20_000_i64, 0..100_000_i64, select(vec![0, 550, 875, 2_000])).prop_map(
        |(kind, quantity, unit_price_minor, tax_bp)| Line {
            kind,
            description: "x".into(),
            part_number: None,
            quantity: Quantity(quantity),
            unit_price_minor,
            tax_bp,
        },
    )
}

/// Something that is tried: what it is, which payment it is about, how much.
fn operation() -> impl Strategy<Value = (u8, u128, i64)> {
    (0..4_u8, 0..40_u128, prop_oneof![-2..50_i64, 0..500_000_i64, any::<i64>()])
}

/// Deposits that were tried before the invoice.
fn before_the_invoice(tried: &[(u8, u128, i64)]) -> Deposits {
    let mut deposits = Deposits::default();
    for (count, &(what, which, amount)) in (0..).zip(tried) {
        let kind = if what < 3 { CASH } else { back(which) };
        // What breaks a rule is refused and changes nothing.
        let _ = deposits.enter(Move { id: id(count), kind, amount });
    }
    deposits
}

/// The ledger of an invoice of `gross` that takes what `deposits` hold, with what was tried on it afterwards.
fn invoiced(deposits: &mut Deposits, gross: i64, tried: &[(u8, u128, i64)]) -> Ledger {
    let mut ledger = Ledger::default();
    let mut next = 0..;
    let mut enter = |kind, amount| {
        let id = entry_id(next.next().expect("a number"));
        ledger.enter(Entry { id, kind, amount })
    };
    enter(EntryKind::Charge, gross).expect("a charge");
    for (count, share) in (1_000..).zip(deposits.shares(gross, |_| 0)) {
        enter(EntryKind::DepositApplied { method: share.method }, share.amount).expect("a share fits");
        let kind = MoveKind::Applied { deposit: share.deposit };
        deposits.enter(Move { id: id(count), kind, amount: share.amount }).expect("a share is left");
    }
    for &(what, which, amount) in tried {
        let kind = match what {
            0 => EntryKind::CreditNote,
            1 => EntryKind::Refund { payment: entry_id(which) },
            _ => EntryKind::Payment { method: PaymentMethod::Card },
        };
        let _ = enter(kind, amount);
    }
    ledger
}

proptest! {
    #[test]
    fn whatever_is_deposited_paid_credited_and_given_back_no_cent_is_lost_or_made(
        lines in prop::collection::vec(line(), 1..10),
        discount in 0..50_000_i64,
        mode in select(vec![TaxMode::Inclusive, TaxMode::Exclusive]),
        before in prop::collection::vec(operation(), 0..30),
        after in prop::collection::vec(operation(), 0..40),
    ) {
        let full = totals(&lines, 0, mode).expect("within bounds");
        let discount = discount.min(full.labour + full.parts + full.fees);
        let gross = totals(&lines, discount, mode).expect("within bounds").gross;
        let mut deposits = before_the_invoice(&before);
        let held_before = deposits.held();
        let ledger = invoiced(&mut deposits, gross, &after);

        let total: i128 = gross.into();
        let sum = |amount: i64| i128::from(amount);
        prop_assert_eq!(
            sum(ledger.balance()),
            total - sum(ledger.deposits()) - sum(ledger.payments()) + sum(ledger.refunds()) - sum(ledger.credited())
        );
        // The invoice takes all that is there, and not a cent more than it comes to.
        prop_assert_eq!(ledger.deposits(), held_before.min(gross));
        prop_assert_eq!(deposits.held(), held_before - ledger.deposits());
        // What the customer handed over less what came back is what the invoice received and what is still held.
        let given_back: i64 = deposits.moves().iter()
            .filter(|one| matches!(one.kind, MoveKind::GivenBack { .. })).map(|one| one.amount).sum();
        let handed_over = sum(deposits.received()) + sum(ledger.payments());
        let came_back = sum(given_back) + sum(ledger.refunds());
        prop_assert_eq!(handed_over - came_back, sum(ledger.received()) + sum(deposits.held()));
        prop_assert!(ledger.balance() >= 0 && deposits.held() >= 0);
        for one in deposits.moves() {
            prop_assert!(deposits.left(one.id).is_none_or(|left| (0..=one.amount).contains(&left)));
        }
        prop_assert_eq!(Deposits::of(deposits.moves().iter().copied()), Ok(deposits.clone()));
        // Whatever is left can go back, to the last cent.
        let left: Vec<_> = deposits.moves().iter()
            .filter_map(|one| deposits.left(one.id).filter(|left| *left > 0).map(|left| (one.id, left))).collect();
        for (count, (deposit, left)) in (5_000..).zip(left) {
            deposits.enter(Move { id: id(count), kind: MoveKind::GivenBack { deposit }, amount: left }).expect("it is left");
        }
        prop_assert_eq!(deposits.held(), 0);
    }

    #[test]
    fn a_deposit_that_passes_the_rule_never_makes_them_more_than_the_work(
        total in 0..1_000_000_i64, amounts in prop::collection::vec(-10..600_000_i64, 1..12),
    ) {
        let mut deposits = Deposits::default();
        for (count, amount) in (0..).zip(amounts) {
            let most = Money::new(most(total, deposits.held()), Currency::Gbp);
            if check(amount, most, Locale::Pt).is_ok() {
                deposits.enter(Move { id: id(count), kind: CASH, amount }).expect("it passed the rule");
            }
            prop_assert!(deposits.held() <= total);
        }
    }
}
