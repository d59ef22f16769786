use super::*;
use crate::{
    businesses::{Business, Service},
    garage::service_history::book::{Finding, Looked, Part, Visit, Work},
};
use domain::{
    agenda::{OpeningHours, Policy},
    billing::Terms,
    businesses::Text,
    garage::{
        VehicleDraft,
        inspection::Light,
        measure::{Measure, Unit},
        money::Quantity,
        odometer::Reason,
        trouble_code::TroubleCode,
    },
    money::{Currency, Money},
    sites::Brand,
};
use proptest::prelude::*;
use uuid::Uuid;

fn business(country: &str) -> Business {
    Business {
        id: Uuid::from_u128(1).into(),
        slug: "northside".into(),
        domain: None,
        name: "Northside Garage".into(),
        kind: "garage".into(),
        tagline: Text::default(),
        about: Text::default(),
        street: "12 Mill Lane".into(),
        postcode: "BS1 4DJ".into(),
        city: "Bristol".into(),
        country: country.into(),
        phone: "+44 117 496 0123".into(),
        email: "hello@northside.example".into(),
        zone_name: "Europe/London".into(),
        zone: domain::time::zone("Europe/London").unwrap(),
        currency: Currency::Gbp,
        locales: vec![Locale::En],
        hours: OpeningHours::default(),
        policy: Policy { notice_min: 0, window_days: 5, step_min: 15 },
        brand: Brand::default(),
        capabilities: Vec::new(),
        terms: Terms::default(),
    }
}

fn text(en: &str, fr: &str, pt: &str) -> Text {
    Text { en: en.into(), fr: fr.into(), pt: pt.into() }
}

fn on(day: &str) -> Date {
    day.parse().unwrap()
}

fn code(text: &str, cleared: Option<&str>) -> Code {
    Code { code: TroubleCode::parse(text).unwrap(), on: on("2026-05-12"), cleared: cleared.map(on) }
}

fn visit(day: Date, title: &str) -> Visit {
    Visit {
        on: day,
        service: Service {
            id: Uuid::from_u128(2).into(),
            slug: "service".into(),
            name: text("Full service", "Révision complète", "Revisão completa"),
            summary: Text::default(),
            price: Money::new(10_000, Currency::Gbp),
            length_min: 60,
            buffer_min: 0,
            skill: None,
            needs_bay: true,
            needs_vehicle: true,
        },
        odometer_km: Some(61_234),
        work: vec![Work {
            title: title.into(),
            parts: vec![
                Part { name: "Brake disc".into(), number: Some("BD 778".into()), quantity: Quantity(2_000) },
                Part { name: "Oil filter".into(), number: None, quantity: Quantity(1_000) },
            ],
        }],
        codes: vec![code("P0301", Some("2026-05-13")), code("U0100", None)],
        looked: Some(Looked {
            good: 12,
            findings: vec![Finding {
                title: text("Brake pads, front", "Plaquettes avant", "Pastilhas da frente"),
                light: Light::Red,
                value: Some((Measure::from_milli(2_100).unwrap(), Some(Unit::Millimetre))),
                mended: true,
            }],
        }),
    }
}

fn book(visits: Vec<Visit>) -> Book {
    Book {
        vehicle: VehicleDraft {
            make: "Citroën".into(),
            model: "C3".into(),
            year: Some(2019),
            plate: "AB-123-CD".into(),
            vin: Some("VF7SXHMZ6KT000001".into()),
            odometer_km: Some(61_234),
        },
        on: on("2026-11-21"),
        visits,
        codes: vec![code("B1234", None)],
        readings: vec![
            Reading { on: on("2026-05-12"), km: 61_234, reason: None },
            Reading { on: on("2025-04-02"), km: 120, reason: Some(Reason::Replaced) },
        ],
    }
}

fn many(count: u16) -> Vec<Visit> {
    let last = on("2026-11-20");
    (0..count)
        .map(|n| {
            visit(last.checked_sub(jiff::Span::new().days(i64::from(n))).unwrap(), &format!("Job number {n}"))
        })
        .collect()
}

/// The text of each page, every kind of space as one.
fn pages(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = |number: &u32| document.extract_text(&[*number]).unwrap();
    numbers.iter().map(text).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn whole(book: &Book, locale: Locale) -> String {
    pages(&book.pdf(&business("GB"), locale).unwrap()).join(" ")
}

fn says(all: &str, said: &[&str]) {
    for said in said {
        assert!(all.contains(said), "{said} is missing in {all}");
    }
}

#[test]
fn a_book_says_whose_paper_it_is_which_vehicle_and_what_was_done() {
    let all = whole(&book(many(1)), Locale::En);
    says(&all, &["Northside Garage", "12 Mill Lane", "BS1 4DJ Bristol", "Service history", "Page 1 of 1"]);
    says(&all, &["Citroën C3", "2019", "AB-123-CD", "VF7SXHMZ6KT000001", "21 November 2026"]);
    says(&all, &["20 November 2026", "Full service", "61 234 km", "Job number 0"]);
    says(&all, &["2 × Brake disc", "BD 778", "Oil filter"]);
    says(&all, &["P0301", "cleared on 13 May 2026", "U0100", "not cleared", "B1234"]);
    says(&all, &["12", "Brake pads, front: Now, 2.1 mm, put right"]);
    says(
        &all,
        &["2 April 2025", "120 km", i18n::lookup(Locale::En, Reason::Replaced.word_key(), &[]).as_str()],
    );
}

#[test]
fn a_book_is_written_in_the_readers_language() {
    let book = book(many(1));
    says(
        &whole(&book, Locale::Fr),
        &["Révision complète", "Plaquettes avant", "20 novembre 2026", "Page 1 sur 1"],
    );
    says(&whole(&book, Locale::Pt), &["Revisão completa", "Pastilhas da frente", "20 de novembro de 2026"]);
}

#[test]
fn hundreds_of_visits_flow_over_pages_that_say_which_they_are() {
    let book = book(many(300));
    let pages = pages(&book.pdf(&business("GB"), Locale::En).unwrap());
    assert!(pages.len() > 30, "{}", pages.len());
    let all = pages.join(" ");
    let places: Vec<usize> =
        (0..300).map(|n| all.find(&format!("Job number {n} ")).unwrap_or_else(|| panic!("{n}"))).collect();
    assert!(places.is_sorted(), "newest first");
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", index + 1, pages.len())), "{page}");
    }
}

#[test]
fn the_first_line_of_a_visit_never_stands_alone_at_the_end_of_a_page() {
    for count in 6..18 {
        for page in pages(&book(many(count)).pdf(&business("GB"), Locale::En).unwrap()) {
            let (visit, job) = (page.rfind("Full service"), page.rfind("Job number"));
            assert!(visit.is_none() || visit < job, "{count} visits: {page}");
        }
    }
}

#[test]
fn a_visit_that_goes_on_over_a_page_says_again_which_it_is() {
    let mut long = visit(on("2026-11-20"), "Restoration");
    let part = |n: u16| Part { name: format!("Piece {n}"), number: None, quantity: Quantity(1_000) };
    long.work[0].parts = (0..120).map(part).collect();
    let pages = pages(&book(vec![long]).pdf(&business("GB"), Locale::En).unwrap());
    assert!(pages.len() >= 2);
    assert!(pages[1].starts_with("20 November 2026, continued"), "{}", pages[1]);
}

#[test]
fn a_vehicle_without_any_visit_has_a_paper_too() {
    let mut bare = book(Vec::new());
    (bare.codes, bare.readings, bare.vehicle.vin) = (Vec::new(), Vec::new(), None);
    let all = whole(&bare, Locale::En);
    says(&all, &["Nothing has been done here yet.", "Page 1 of 1"]);
    assert!(!all.contains("VIN"), "{all}");
}

#[test]
fn the_sheet_is_the_one_that_printers_hold_where_the_business_is() {
    for (country, width) in
        [("US", 612.0), ("CA", 612.0), ("MX", 612.0), ("FR", 595.0), ("BR", 595.0), ("", 595.0)]
    {
        let pdf = book(many(1)).pdf(&business(country), Locale::En).unwrap();
        let document = lopdf::Document::load_mem(&pdf).unwrap();
        let page = document.get_pages().into_values().next().unwrap();
        let sizes = document.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
        assert!((sizes[2].as_float().unwrap() - width).abs() < 1.0, "{country}");
    }
}

#[test]
fn the_file_can_be_read_aloud_and_names_its_title_and_its_language() {
    let pdf = book(many(3)).pdf(&business("GB"), Locale::Fr).unwrap();
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr");
    let kinds: Vec<&[u8]> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"S").ok()?.as_name().ok())
        .collect();
    let count = |kind: &[u8]| kinds.iter().filter(|known| **known == kind).count();
    assert_eq!((count(b"H1"), count(b"H3"), count(b"Table")), (1, 3, 1));
    assert_eq!(count(b"LI"), 3 * (1 + 2 + 1 + 2 + 1 + 1), "every point and every part is one of a list");
    let info = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let title = document.get_dictionary(info).unwrap().get(b"Title").unwrap();
    let title = lopdf::decode_text_string(title).unwrap();
    assert!(title.ends_with("Citroën C3 · AB-123-CD"), "{title}");
}

#[test]
fn the_same_book_is_the_same_file_under_the_plates_name() {
    let book = book(many(30));
    let once = book.pdf(&business("GB"), Locale::Pt).unwrap();
    assert_eq!(once, book.pdf(&business("GB"), Locale::Pt).unwrap());
    assert_eq!(book.file_name(), "service-history-AB123CD");
    let mut odd = book;
    odd.vehicle.plate = "\"é/..\r\n".into();
    assert_eq!(odd.file_name(), "service-history-");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn whatever_people_type_can_be_printed(title in any::<String>(), name in "\\PC{0,200}", plate in any::<String>()) {
        let mut odd = book(vec![visit(on("2026-01-02"), &title)]);
        odd.visits[0].work[0].parts[0] = Part { name, number: Some(title), quantity: Quantity(500) };
        odd.vehicle.plate = plate;
        prop_assert!(odd.pdf(&business("GB"), Locale::En).is_ok());
    }
}

/// Writes a sample to look at into the folder that `PDF_SAMPLES` names.
#[test]
#[ignore = "for eyes, not for machines"]
fn samples() {
    let folder = std::path::PathBuf::from(std::env::var_os("PDF_SAMPLES").unwrap());
    let pdf = book(many(12)).pdf(&business("FR"), Locale::Fr).unwrap();
    std::fs::write(folder.join("history.pdf"), pdf).unwrap();
}
