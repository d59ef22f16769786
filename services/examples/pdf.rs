//! Measures how many PDF files of a three-page invoice are written a second, on one thread and on two. Used by
//! `make bench`; prints one JSON object a line. `BENCH_SECONDS` is how long each takes (default 10).

use domain::{
    billing::{Entry, EntryKind, Ledger, Paper, Series, Status, paper::PaperJob, paper::Party},
    garage::money::{Line, LineKind, Quantity, TaxMode, totals},
    ids::{InvoiceId, LedgerEntryId},
    locale::Locale,
    money::Currency,
};
use jiff::tz::TimeZone;
use services::billing::{Invoice, pdf};
use std::{
    error::Error,
    thread,
    time::{Duration, Instant},
};
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const PAGES: usize = 3;
/// More jobs than fit on that many pages.
const MOST_JOBS: usize = 100;

fn main() -> Outcome<()> {
    let seconds = std::env::var("BENCH_SECONDS").map_or(Ok(10), |text| text.parse())?;
    let zone = TimeZone::get("Europe/London")?;
    let invoice = three_pages(&zone)?;
    let bytes = pdf::invoice(&invoice, &zone)?.len();
    for threads in [1, 2] {
        let begun = Instant::now();
        let end = begun + Duration::from_secs(seconds);
        let written: u32 = thread::scope(|scope| -> Outcome<u32> {
            let started: Vec<_> =
                (0..threads).map(|_| scope.spawn(|| write_until(end, &invoice, &zone))).collect();
            started.into_iter().map(|thread| thread.join().map_err(|_| "a thread ended early")?).sum()
        })?;
        let rate = f64::from(written) / begun.elapsed().as_secs_f64();
        println!(
            "{{\"pages\":{PAGES},\"lines\":{},\"bytes\":{bytes},\"threads\":{threads},\"per_second\":{rate:.1}}}",
            invoice.paper.jobs.iter().map(|job| job.lines.len()).sum::<usize>(),
        );
    }
    Ok(())
}

/// Writes one file after another and counts them.
fn write_until(end: Instant, invoice: &Invoice, zone: &TimeZone) -> Outcome<u32> {
    let mut written = 0;
    while Instant::now() < end {
        std::hint::black_box(pdf::invoice(invoice, zone)?);
        written += 1;
    }
    Ok(written)
}

/// The shortest invoice of that many pages.
fn three_pages(zone: &TimeZone) -> Outcome<Invoice> {
    for jobs in 1..MOST_JOBS {
        let invoice = invoice_of(paper((1..=jobs).map(job).collect())?)?;
        if lopdf::Document::load_mem(&pdf::invoice(&invoice, zone)?)?.get_pages().len() == PAGES {
            return Ok(invoice);
        }
    }
    Err("no number of jobs fills three pages".into())
}

fn job(number: usize) -> PaperJob {
    let line = |kind, description: &str, quantity, unit_price_minor| Line {
        kind,
        description: description.into(),
        part_number: (kind == LineKind::Part).then(|| format!("OC {number:03}")),
        quantity: Quantity(quantity),
        unit_price_minor,
        tax_bp: 2_000,
    };
    PaperJob {
        title: format!("Brakes, wheel {number}"),
        lines: vec![
            line(
                LineKind::Labour,
                "Replaced pads and disc, cleaned the caliper, greased the pins",
                750,
                8_900,
            ),
            line(LineKind::Part, "Brake pads", 1_000, 4_650),
            line(LineKind::Part, "Brake disc, ventilated", 1_000, 6_199),
        ],
    }
}

fn paper(jobs: Vec<PaperJob>) -> Outcome<Paper> {
    let lines: Vec<Line> = jobs.iter().flat_map(|job| job.lines.clone()).collect();
    let party = |name: &str| Party {
        name: name.into(),
        address: vec!["12 Mill Lane".into(), "BS1 4DJ Bristol".into()],
        email: "hello@bench.example".into(),
        phone: "+44 117 496 0123".into(),
    };
    Ok(Paper {
        seller: party("Bench Garage"),
        tax_number: "GB 123 4567 89".into(),
        buyer: party("Zoé Martin"),
        locale: Locale::En,
        currency: Currency::Gbp,
        tax_mode: TaxMode::Exclusive,
        vehicle: Some(("Renault Clio".into(), "AB12 CDE".into())),
        odometer_km: Some(123_456),
        refers_to: "WO-2026-0042".into(),
        reason: String::new(),
        jobs,
        totals: totals(&lines, 0, TaxMode::Exclusive).map_err(|_| "the totals are out of bounds")?,
    })
}

fn invoice_of(paper: Paper) -> Outcome<Invoice> {
    let charge =
        Entry { id: LedgerEntryId(Uuid::from_u128(1)), kind: EntryKind::Charge, amount: paper.totals.gross };
    Ok(Invoice {
        id: InvoiceId(Uuid::from_u128(2)),
        series: Series::Invoice,
        number: "INV-2026-0001".into(),
        work_order: None,
        issued: "2026-11-21T10:30:00Z".parse()?,
        due: "2026-12-06T00:00:00Z".parse()?,
        status: Status::Issued,
        ledger: Ledger::of([charge]).map_err(|_| "the charge was refused")?,
        entries: Vec::new(),
        paying: false,
        returning: Vec::new(),
        credit: Vec::new(),
        token: "token".into(),
        paper,
    })
}
