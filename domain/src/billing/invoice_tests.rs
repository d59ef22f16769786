use super::super::ledger::{Entry, EntryKind, PaymentMethod};
use super::*;
use crate::{ids::LedgerEntryId, time::zone};
use proptest::{prelude::*, sample::select};
use uuid::Uuid;

const DEPOSIT: EntryKind = EntryKind::DepositApplied { method: PaymentMethod::Cash };
const PAYMENT: EntryKind = EntryKind::Payment { method: PaymentMethod::Cash };

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// Where an issued invoice of 100 stands, due at noon, a minute before and at noon.
fn stands(entries: &[(EntryKind, i64)]) -> [Status; 2] {
    let charged = [(EntryKind::Charge, 100)];
    let entries = charged.iter().chain(entries).enumerate().map(|(i, &(kind, amount))| Entry {
        id: id(i),
        kind,
        amount,
    });
    let ledger = Ledger::of(entries).expect("a sound ledger");
    let due = at("2026-03-01T12:00:00Z");
    ["2026-03-01T11:59:00Z", "2026-03-01T12:00:00Z"].map(|now| Status::of(&ledger, true, Some(due), at(now)))
}

fn id(count: usize) -> LedgerEntryId {
    LedgerEntryId(Uuid::from_u128(u128::try_from(count).expect("a count")))
}

#[test]
fn numbers_read_as_prefix_year_and_sequence() {
    let first = InvoiceNumber { year: 2026, sequence: 1 };
    assert_eq!(first.to_string(), "2026-0001");
    assert_eq!(
        Series::ALL.map(|series| series.label(first)),
        ["INV-2026-0001", "CN-2026-0001", "WO-2026-0001"]
    );
    assert_eq!(InvoiceNumber { sequence: 12_345, ..first }.to_string(), "2026-12345");
}

#[test]
fn a_series_is_stored_under_the_name_it_has_in_json() {
    for series in Series::ALL {
        assert_eq!(serde_json::to_string(&series).expect("a name"), format!("\"{}\"", series.as_str()));
        assert_eq!(Series::parse(series.as_str()), Some(series));
    }
}

#[test]
fn other_spellings_of_a_number_are_refused() {
    for text in [
        "",
        "2026-1",
        "2026-00001",
        "26-0001",
        "2026-0000",
        "+2026-0001",
        "2026--001",
        "2026-0001 ",
        "10000-0001",
    ] {
        assert_eq!(text.parse::<InvoiceNumber>(), Err(NotANumber), "{text}");
    }
    for text in ["2026-0001", "inv-2026-0001", "XX-2026-0001", "INV-2026-1"] {
        assert_eq!(Series::read(text), None, "{text}");
    }
}

#[test]
fn a_year_begins_with_one_at_midnight_where_the_business_is() {
    let [paris, lisbon] = ["Europe/Paris", "Europe/Lisbon"].map(|name| zone(name).expect("a zone"));
    let now = at("2026-12-31T23:30:00Z");
    let first = |zone| NumberSeries::begin(now, zone).next();
    assert_eq!(first(&paris), Some(InvoiceNumber { year: 2027, sequence: 1 }));
    assert_eq!(first(&lisbon), Some(InvoiceNumber { year: 2026, sequence: 1 }));
}

#[test]
fn an_exhausted_count_gives_out_nothing() {
    assert_eq!(NumberSeries { year: 2026, last: i64::MAX }.next(), None);
}

#[test]
fn a_draft_stays_a_draft_whatever_its_ledger_says() {
    let due = at("2026-03-01T00:00:00Z");
    assert_eq!(Status::of(&Ledger::default(), false, Some(due), at("2026-04-01T00:00:00Z")), Status::Draft);
}

#[test]
fn an_open_invoice_is_overdue_from_the_end_of_its_due_day() {
    assert_eq!(stands(&[]), [Status::Issued, Status::Overdue]);
    assert_eq!(stands(&[(PAYMENT, 99)]), [Status::PartlyPaid, Status::Overdue]);
    assert_eq!(stands(&[(DEPOSIT, 1)]), [Status::PartlyPaid, Status::Overdue]);
    let unpaid = Ledger::of([Entry { id: id(0), kind: EntryKind::Charge, amount: 1 }]).expect("a charge");
    assert_eq!(Status::of(&unpaid, true, None, Timestamp::MAX), Status::Issued, "no due date, never overdue");
}

#[test]
fn an_invoice_is_paid_when_nothing_is_open() {
    assert_eq!(stands(&[(PAYMENT, 60), (DEPOSIT, 40)]), [Status::Paid; 2]);
    assert_eq!(stands(&[(EntryKind::CreditNote, 40), (PAYMENT, 60)]), [Status::Paid; 2]);
    let free = Ledger::of([Entry { id: id(0), kind: EntryKind::Charge, amount: 0 }]).expect("a charge");
    assert_eq!(Status::of(&free, true, None, Timestamp::MIN), Status::Paid, "nothing to pay");
}

#[test]
fn what_was_given_back_is_open_again_until_it_is_credited() {
    let back = EntryKind::Refund { payment: id(1) };
    assert_eq!(stands(&[(PAYMENT, 100), (back, 100)]), [Status::Issued, Status::Overdue]);
    assert_eq!(stands(&[(PAYMENT, 100), (back, 30)]), [Status::PartlyPaid, Status::Overdue]);
    assert_eq!(stands(&[(PAYMENT, 100), (back, 100), (EntryKind::CreditNote, 100)]), [Status::Credited; 2]);
}

#[test]
fn every_status_has_a_word_named_after_it() {
    for status in Status::ALL {
        let name = serde_json::to_string(&status).expect("a name");
        assert_eq!(status.word_key(), format!("invoice_state_{}", name.trim_matches('"')));
    }
}

proptest! {
    #[test]
    fn a_label_reads_as_the_number_it_was_written_from(
        series in select(&Series::ALL[..]), year in 0..=9_999_i16,
        sequence in prop_oneof![1..=100_000_i64, 1..=i64::MAX],
    ) {
        let number = InvoiceNumber { year, sequence };
        prop_assert_eq!(number.to_string().parse(), Ok(number));
        prop_assert_eq!(Series::read(&series.label(number)), Some((series, number)));
    }

    /// Documents that fail take their number back: the row is only written together with the document.
    #[test]
    fn numbers_have_no_gaps_whatever_fails(outcomes in prop::collection::vec(any::<bool>(), 0..200)) {
        let mut row = NumberSeries { year: 2026, last: 0 };
        let mut given = Vec::new();
        for is_kept in outcomes {
            let number = row.next().expect("far from exhausted");
            if is_kept {
                row.last = number.sequence;
                given.push(number.sequence);
            }
        }
        let expected: Vec<i64> = (1..).take(given.len()).collect();
        prop_assert_eq!(given, expected);
    }

    #[test]
    fn whatever_is_read_as_a_label_is_written_the_same(text in "[A-Z]{0,3}-?[0-9+]{0,5}-?[0-9]{0,6}") {
        if let Some((series, number)) = Series::read(&text) {
            prop_assert_eq!(series.label(number), text);
        }
    }
}
