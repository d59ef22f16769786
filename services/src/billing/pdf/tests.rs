use super::*;
use crate::billing::Posted;
use domain::{
    billing::{
        Entry, EntryKind, Ledger, PaymentMethod, Status,
        paper::{PaperJob, Party, credited},
    },
    garage::money::{Line, LineKind, Quantity, TaxMode, totals},
    ids::{InvoiceId, LedgerEntryId},
    money::Currency,
};
use proptest::prelude::*;
use uuid::Uuid;

fn line(kind: LineKind, description: &str, quantity: i64, price: i64, tax_bp: i32) -> Line {
    Line {
        kind,
        description: description.into(),
        part_number: (kind == LineKind::Part).then(|| "OC 456".to_owned()),
        quantity: Quantity(quantity),
        unit_price_minor: price,
        tax_bp,
    }
}

fn jobs() -> Vec<PaperJob> {
    let long = "Replaced the brake pads and discs on the front axle, cleaned the calipers, greased the guide pins and bled the system with new fluid";
    vec![
        PaperJob {
            title: "Front brakes".into(),
            lines: vec![
                line(LineKind::Labour, long, 1_500, 8_900, 2_000),
                line(LineKind::Part, "Brake pads, front", 1_000, 4_650, 2_000),
                line(LineKind::Part, "Brake disc", 2_000, 61_799, 2_000),
            ],
        },
        PaperJob {
            title: "Periodic inspection".into(),
            lines: vec![
                line(LineKind::Fee, "Test fee", 1_000, 5_485, 0),
                line(LineKind::Labour, "Preparation", 250, 8_900, 2_000),
            ],
        },
    ]
}

fn paper(locale: Locale, currency: Currency, jobs: Vec<PaperJob>) -> Paper {
    let lines: Vec<Line> = jobs.iter().flat_map(|job| job.lines.clone()).collect();
    let totals = totals(&lines, if lines.is_empty() { 0 } else { 500 }, TaxMode::Exclusive).unwrap();
    Paper {
        seller: Party {
            name: "Northside Garage".into(),
            address: vec!["12 Mill Lane".into(), "BS1 4DJ Bristol".into()],
            email: "hello@northside.example".into(),
            phone: "+44 117 496 0123".into(),
        },
        tax_number: "GB 123 4567 89".into(),
        buyer: Party {
            name: "Łukasz Œuvré da Conceição".into(),
            email: "lukasz@example.org".into(),
            ..Party::default()
        },
        locale,
        currency,
        tax_mode: TaxMode::Exclusive,
        vehicle: Some(("Renault Clio IV 1.5 dCi".into(), "AB12 CDE".into())),
        odometer_km: Some(123_456),
        refers_to: "WO-2026-0042".into(),
        reason: String::new(),
        jobs,
        totals,
    }
}

fn invoice_of(paper: Paper, payments: &[(PaymentMethod, i64, &str)]) -> Invoice {
    let issued: Timestamp = "2026-11-21T10:30:00Z".parse().unwrap();
    let id = |n: usize| LedgerEntryId::from(Uuid::from_u128(u128::try_from(n).unwrap() + 1));
    let charge = Entry { id: id(0), kind: EntryKind::Charge, amount: paper.totals.gross };
    let paid = payments.iter().enumerate().map(|(n, (method, amount, _))| Entry {
        id: id(n + 1),
        kind: EntryKind::Payment { method: *method },
        amount: *amount,
    });
    let ledger = Ledger::of(std::iter::once(charge).chain(paid)).unwrap();
    let references = std::iter::once("").chain(payments.iter().map(|(_, _, reference)| *reference));
    let posted = ledger.entries().iter().zip(references).map(|(entry, reference)| Posted {
        id: entry.id,
        kind: entry.kind,
        amount: entry.amount,
        reference: reference.into(),
        at: issued,
        came: issued,
        refundable: 0,
    });
    Invoice {
        id: InvoiceId::from(Uuid::from_u128(7)),
        series: Series::Invoice,
        number: "INV-2026-0001".into(),
        work_order: None,
        issued,
        // Midnight in London: the last day is the fifth.
        due: "2026-12-06T00:00:00Z".parse().unwrap(),
        status: Status::Issued,
        entries: posted.collect(),
        ledger,
        paying: false,
        returning: Vec::new(),
        credit: Vec::new(),
        token: "token".into(),
        paper,
    }
}

fn credit_note() -> Invoice {
    let whole = paper(Locale::Fr, Currency::Eur, jobs());
    let totals = credited(&whole.totals, 12_345).unwrap();
    let note = Paper {
        totals,
        jobs: Vec::new(),
        refers_to: "INV-2026-0001".into(),
        reason: "Le disque était déjà usé à la livraison.".into(),
        ..whole
    };
    Invoice {
        series: Series::CreditNote,
        number: "CN-2026-0003".into(),
        ledger: Ledger::default(),
        entries: Vec::new(),
        ..invoice_of(note, &[])
    }
}

fn london() -> TimeZone {
    time::zone("Europe/London").unwrap()
}

/// The text of each page, every kind of space as one.
fn pages(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = |number: &u32| document.extract_text(&[*number]).unwrap();
    numbers.iter().map(text).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn many(count: usize) -> Vec<PaperJob> {
    (0..count.div_ceil(7))
        .map(|job| PaperJob {
            title: format!("Job number {job}"),
            lines: (job * 7..count.min(job * 7 + 7))
                .map(|n| line(LineKind::Part, &format!("Piece number {n}"), 1_000, 1_234, 2_000))
                .collect(),
        })
        .collect()
}

#[test]
fn a_paper_says_who_bills_whom_for_what() {
    let invoice = invoice_of(paper(Locale::En, Currency::Gbp, jobs()), &[]);
    let all = pages(&super::invoice(&invoice, &london()).unwrap()).join(" ");
    for said in [
        "Invoice INV-2026-0001",
        "Northside Garage",
        "GB 123 4567 89",
        "Łukasz Œuvré da Conceição",
        "21 November 2026",
        "5 December 2026",
        "WO-2026-0042",
        "Renault Clio IV 1.5 dCi",
        "AB12 CDE",
        "123 456 km",
        "Front brakes",
        "OC 456",
        "1.5 h",
        "bled the system with new fluid",
        "Page 1 of 1",
    ] {
        assert!(all.contains(said), "{said} is missing in {all}");
    }
}

#[test]
fn every_sum_is_the_papers() {
    let invoice = invoice_of(paper(Locale::En, Currency::Gbp, jobs()), &[(PaymentMethod::Cash, 10_000, "")]);
    let all = pages(&super::invoice(&invoice, &london()).unwrap()).join(" ");
    let sums = &invoice.paper.totals;
    let rates = sums.taxes.iter().flat_map(|part| [part.net, part.tax]);
    let whole = [sums.labour, sums.parts, sums.fees, -sums.discount, sums.net, sums.gross, -10_000];
    for minor in whole.into_iter().chain(rates).chain([sums.gross - 10_000]) {
        let said = Money::new(minor, Currency::Gbp).display(Locale::En);
        assert!(all.contains(&said), "{said} is missing in {all}");
    }
    assert!(all.contains("Still to pay by 5 December 2026"));
}

#[test]
fn a_deposit_is_named_by_the_day_on_which_it_came() {
    let mut invoice =
        invoice_of(paper(Locale::En, Currency::Gbp, jobs()), &[(PaymentMethod::Card, 5_000, "pi_secret")]);
    for entry in invoice.entries.iter_mut().filter(|entry| entry.kind.is_online()) {
        entry.kind = EntryKind::DepositApplied { method: PaymentMethod::Card };
        entry.came = "2026-05-03T09:00:00Z".parse().unwrap();
    }
    let all = pages(&super::invoice(&invoice, &london()).unwrap()).join(" ");
    let rest = Money::new(invoice.paper.totals.gross - 5_000, Currency::Gbp).display(Locale::En);
    for said in ["Deposit of 3 May 2026", "−£50.00", &rest] {
        assert!(all.contains(said), "{said} is missing in {all}");
    }
    assert!(!all.contains("pi_secret"));
}

#[test]
fn a_paid_invoice_asks_for_nothing_and_keeps_the_providers_id_to_itself() {
    let paper = paper(Locale::En, Currency::Gbp, jobs());
    let half = paper.totals.gross / 2;
    let payments = [
        (PaymentMethod::Card, half, "pi_secret"),
        (PaymentMethod::Transfer, paper.totals.gross - half, "RF18"),
    ];
    let all = pages(&super::invoice(&invoice_of(paper, &payments), &london()).unwrap()).join(" ");
    assert!(all.contains("Nothing left to pay") && !all.contains("Still to pay"));
    assert!(all.contains("Bank transfer · RF18") && !all.contains("pi_secret"));
}

#[test]
fn a_credit_note_says_what_it_corrects_and_why_in_its_own_language() {
    let all = pages(&super::invoice(&credit_note(), &london()).unwrap()).join(" ");
    for said in
        ["Avoir CN-2026-0003", "INV-2026-0001", "Le disque était déjà usé à la livraison.", "123,45 €"]
    {
        assert!(all.contains(said), "{said} is missing in {all}");
    }
    assert!(!all.contains("Échéance") && !all.contains("Reste à payer"));
}

#[test]
fn every_page_with_lines_names_its_columns_and_which_of_how_many_it_is() {
    let invoice = invoice_of(paper(Locale::En, Currency::Gbp, many(48)), &[]);
    let pages = pages(&super::invoice(&invoice, &london()).unwrap());
    assert_eq!(pages.len(), 3, "{pages:?}");
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains("Description Quantity Unit price Amount"), "{page}");
        assert!(page.contains(&format!("Page {} of 3", index + 1)), "{page}");
    }
}

#[test]
fn a_job_title_never_stands_alone_at_the_end_of_a_page() {
    for count in 20..60 {
        let invoice = invoice_of(paper(Locale::En, Currency::Gbp, many(count)), &[]);
        for page in pages(&super::invoice(&invoice, &london()).unwrap()) {
            let title = page.rfind("Job number");
            let piece = page.rfind("Piece number");
            assert!(title < piece || title.is_none(), "{count} lines: {page}");
        }
    }
}

#[test]
fn four_hundred_lines_and_none_at_all_are_papers_too() {
    let long = invoice_of(paper(Locale::Pt, Currency::Brl, many(400)), &[]);
    let all = pages(&super::invoice(&long, &london()).unwrap()).join(" ");
    assert!((0..400).all(|n| all.contains(&format!("Piece number {n} "))));
    let empty = invoice_of(paper(Locale::Pt, Currency::Brl, Vec::new()), &[]);
    assert_eq!(pages(&super::invoice(&empty, &london()).unwrap()).len(), 1);
}

#[test]
fn dollars_are_printed_on_letter_and_everything_else_on_a4() {
    for (currency, width) in [(Currency::Usd, 612.0), (Currency::Cad, 612.0), (Currency::Eur, 595.0)] {
        let pdf = super::invoice(&invoice_of(paper(Locale::En, currency, jobs()), &[]), &london()).unwrap();
        let document = lopdf::Document::load_mem(&pdf).unwrap();
        let page = document.get_pages().into_values().next().unwrap();
        let sizes = document.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
        assert!((sizes[2].as_float().unwrap() - width).abs() < 1.0, "{currency:?}");
    }
}

#[test]
fn the_same_invoice_is_the_same_file() {
    let invoice = invoice_of(paper(Locale::Fr, Currency::Eur, many(30)), &[]);
    let once = super::invoice(&invoice, &london()).unwrap();
    assert_eq!(once, super::invoice(&invoice, &london()).unwrap());
    assert!(once.len() < 60_000, "{} bytes: only the glyphs in use belong in it", once.len());
}

#[test]
fn the_file_names_its_title_and_its_language() {
    let pdf = super::invoice(&credit_note(), &london()).unwrap();
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr");
    assert!(catalog.has(b"StructTreeRoot"), "its structure can be read aloud");
    let info = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let title = document.get_dictionary(info).unwrap().get(b"Title").unwrap();
    assert_eq!(lopdf::decode_text_string(title).unwrap(), "Avoir CN-2026-0003");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_people_type_can_be_printed(name in any::<String>(), title in "\\PC{0,200}", note in any::<String>()) {
        let mut paper = paper(Locale::En, Currency::Gbp, jobs());
        paper.buyer.name = name;
        paper.seller.address.push(note.clone());
        paper.jobs[0].title = title;
        paper.jobs[0].lines[0].description = note;
        prop_assert!(super::invoice(&invoice_of(paper, &[]), &london()).is_ok());
    }
}

/// Writes samples to look at into the folder that `PDF_SAMPLES` names.
#[test]
#[ignore = "for eyes, not for machines"]
fn samples() {
    let folder = std::path::PathBuf::from(std::env::var_os("PDF_SAMPLES").unwrap());
    let paid = [(PaymentMethod::Card, 10_000, ""), (PaymentMethod::Transfer, 2_500, "RF18 5390")];
    let all = [
        ("invoice", invoice_of(paper(Locale::En, Currency::Gbp, jobs()), &paid)),
        ("long", invoice_of(paper(Locale::Pt, Currency::Usd, many(75)), &[])),
        ("credit", credit_note()),
    ];
    for (name, sample) in all {
        std::fs::write(folder.join(format!("{name}.pdf")), super::invoice(&sample, &london()).unwrap())
            .unwrap();
    }
}
