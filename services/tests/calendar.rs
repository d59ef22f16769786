//! The calendar files that mails carry and pages offer.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers are test code too, outside the functions that clippy knows as tests"
)]

mod common;

use common::shop::{Shop, at, mails};
use domain::error::ErrorKind;
use services::{
    Actor,
    agenda::{cancel::cancel, reschedule::reschedule, visit},
};

const SLOT: &str = "2026-10-22T09:00:00Z";

/// The lines of a calendar file, put together again where they were folded.
fn lines(file: &str) -> Vec<String> {
    let unfolded = file.replace("\r\n ", "").replace("\r\n\t", "");
    unfolded.split("\r\n").filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The value of the only line with this name.
fn value<'a>(lines: &'a [String], name: &str) -> &'a str {
    let named: Vec<_> = lines.iter().filter_map(|line| line.strip_prefix(&format!("{name}:"))).collect();
    assert_eq!(named.len(), 1, "{name} in {lines:#?}");
    named[0]
}

#[tokio::test]
async fn a_calendar_follows_a_booking_through_a_move_and_a_cancellation() {
    common::each_database(async |core, _clock| {
        let shop = Shop::open(&core, "quay").await;
        let person = shop.customer("ana@mail.example").await;
        let token = shop.hold(&person, "tyres", at(SLOT)).await.unwrap();
        let early = visit::calendar(&person, &shop.business, &token).await;
        assert_eq!(
            early.unwrap_err().kind(),
            ErrorKind::NotFound,
            "what is only held is in nobody's calendar"
        );
        shop.confirm(&person, &token, None).await.unwrap();
        reschedule(&person, &shop.business, &token, at("2026-10-25T01:30:00Z")).await.unwrap();
        cancel(&person, &shop.business, &token).await.unwrap();

        let files: Vec<_> =
            mails(&core).await.into_iter().map(|mail| lines(&mail.calendar.unwrap())).collect();
        let told: Vec<_> = files
            .iter()
            .map(|file| ["DTSTART", "DTEND", "SEQUENCE", "STATUS", "METHOD"].map(|name| value(file, name)))
            .collect();
        // The moved booking lies in the hour that comes twice when the clocks go back: only UTC tells which.
        assert_eq!(
            told,
            [
                ["20261022T090000Z", "20261022T093000Z", "0", "CONFIRMED", "PUBLISH"],
                ["20261025T013000Z", "20261025T020000Z", "1", "CONFIRMED", "PUBLISH"],
                ["20261025T013000Z", "20261025T020000Z", "2", "CANCELLED", "CANCEL"],
            ]
        );
        for file in &files {
            assert_eq!(value(file, "UID"), value(&files[0], "UID"), "a calendar replaces its entry by this");
            assert_eq!(value(file, "DTSTAMP"), "20261021T091000Z");
            assert_eq!(value(file, "LOCATION"), r"1 Quay\, Unit 2\; rear\, EH6 6QN Leith");
            assert!(value(file, "URL").ends_with(&format!("/b/quay/visit/{token}")));
        }
        let page = visit::calendar(&shop.scope(Actor::Anonymous), &shop.business, &token).await.unwrap();
        assert_eq!(lines(&page), files[2], "the page's file is the mail's");
    })
    .await;
}

#[tokio::test]
async fn no_name_can_add_a_line_to_a_calendar() {
    common::each_database(async |core, _clock| {
        let names = [
            ("crlf", "Quay\r\nATTENDEE:mailto:x@evil.example", "Tyres\r\nATTENDEE:mailto:y@evil.example"),
            ("cr", "Quay\rATTENDEE:mailto:x@evil.example", "Tyres\rATTENDEE:mailto:y@evil.example"),
            ("lf", "Quay\nATTENDEE:mailto:x@evil.example", "Tyres\n ATTENDEE:mailto:y@evil.example"),
            ("marks", "Quay, Sons; Co \\n:\"", "Tyres, four; \\, \u{85}\u{2028}new"),
            ("long", &"Ünïcödé, ".repeat(40), &"ATTENDEE;CN=x:".repeat(40)),
        ];
        for (slug, name, service) in names {
            let shop = Shop::named(&core, slug, name, service).await;
            let person = shop.customer(&format!("{slug}@mail.example")).await;
            let token = shop.book(&person, at(SLOT)).await.unwrap();
            let file = visit::calendar(&person, &shop.business, &token).await.unwrap();
            let known = |line: &&str| {
                let names =
                    ["BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "UID", "SUMMARY", "LOCATION"];
                let more = ["DESCRIPTION", "URL", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS"];
                line.is_empty()
                    || line.starts_with(' ')
                    || names.iter().chain(&more).any(|name| line.starts_with(&format!("{name}:")))
            };
            // A reader may end a line at a return, at a feed or at both.
            let strange: Vec<_> = file.split(['\r', '\n']).filter(|line| !known(line)).collect();
            assert_eq!(strange, [""; 0], "{file}");
            assert!(file.split("\r\n").all(|line| line.len() <= 75), "lines fold at 75 octets");
            let lines = lines(&file);
            let summary = value(&lines, "SUMMARY");
            let bare = summary.replace("\\\\", "").replace("\\,", "").replace("\\;", "").replace("\\n", "");
            assert!(!bare.contains([',', ';', '\\']), "{summary}");
            assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 1);
        }
    })
    .await;
}
