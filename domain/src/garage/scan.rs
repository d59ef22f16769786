//! What a scanned code says: the VIN on a vehicle's plate or label, or the work order of a key tag.

use super::vin;
use crate::ids::WorkOrderId;

/// The longest text that is looked at, in characters: no plate and no tag says more.
const TEXT_MAX: usize = 500;

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Which work order the key belongs to.
    Order(WorkOrderId),
    /// The VIN, normalised.
    Vin(String),
}

/// The address of a work order within an installation, as key tags say it behind the installation's own.
pub fn order_path(slug: &str, order: WorkOrderId) -> String {
    format!("/console/{slug}/work/{order}")
}

/// What `text` says at the business `slug`; `None` for everything else that codes are used for. The installation's own
/// address is not compared: a tag stays good when the installation moves, and the id is looked up in the business anyway.
pub fn read(text: &str, slug: &str) -> Option<Said> {
    let text = text.char_indices().nth(TEXT_MAX).map_or(text, |(end, _)| text.get(..end).unwrap_or_default());
    let order = order(text, slug).map(Said::Order);
    order.or_else(|| vin::find_in(text).map(Said::Vin))
}

fn order(text: &str, slug: &str) -> Option<WorkOrderId> {
    let (_, path) = text.trim().split_once("://")?.1.split_once('/')?;
    let id = path.strip_prefix("console/")?.strip_prefix(slug)?.strip_prefix("/work/")?;
    id.split(['/', '?', '#']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const VIN: &str = "1HGCM82633A004352";

    #[test]
    fn a_key_tag_names_its_work_order_at_its_own_business_only() {
        let order = WorkOrderId(Uuid::from_u128(7));
        for base in ["https://garage.example", "http://192.168.1.20:3000"] {
            let text = format!("{base}{}", order_path("quay", order));
            assert_eq!(read(&text, "quay"), Some(Said::Order(order)));
            assert_eq!(read(&format!(" {text}/inspection?x=1\n"), "quay"), Some(Said::Order(order)));
            assert_eq!(read(&text, "other"), None);
            assert_eq!(read(&text, "qua"), None);
        }
        for text in
            ["https://garage.example/console/quay/work/7", "https://garage.example/console/quay/work/"]
        {
            assert_eq!(read(text, "quay"), None);
        }
    }

    #[test]
    fn everything_else_that_codes_are_used_for_says_nothing() {
        for text in
            ["", "https://example.com", "4006381333931", "11111111111111111", "WIFI:S:guest;P:secret;;"]
        {
            assert_eq!(read(text, "quay"), None, "{text}");
        }
        assert_eq!(read(VIN, "quay"), Some(Said::Vin(VIN.into())));
    }

    proptest! {
        #[test]
        fn no_text_however_odd_makes_reading_fail(text in any::<String>(), slug in "[a-z-]{0,9}") {
            let _ = read(&text, &slug);
            let _ = read(&text.repeat(300), &slug);
        }

        #[test]
        fn every_tag_is_read_back(id in any::<u128>(), slug in "[a-z][a-z0-9-]{2,20}") {
            let order = WorkOrderId(Uuid::from_u128(id));
            let text = format!("https://m.example{}", order_path(&slug, order));
            prop_assert_eq!(read(&text, &slug), Some(Said::Order(order)));
        }
    }
}
