//! What search engines read: schema.org descriptions as JSON-LD.

use domain::{businesses::Capability, locale::Locale};
use serde_json::{Value, json};
use services::businesses::{Business, Service};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The business and what it offers.
pub(crate) fn business(business: &Business, services: &[Service], base_url: &str, locale: Locale) -> Value {
    let kind = match () {
        () if business.has(Capability::Restaurant) && !business.has(Capability::Garage) => "Restaurant",
        () if business.kind == "garage" => "AutoRepair",
        () if business.kind == "barber" => "HairSalon",
        () => "LocalBusiness",
    };
    let hours: Vec<Value> = business
        .hours
        .week
        .iter()
        .zip(DAYS)
        .flat_map(|(spans, day)| {
            spans.iter().map(move |span| {
                let text = span.to_string();
                let (opens, closes) = text.split_once('-').unwrap_or((&text, &text));
                json!({ "@type": "OpeningHoursSpecification", "dayOfWeek": day, "opens": opens, "closes": closes })
            })
        })
        .collect();
    let offers: Vec<Value> = services
        .iter()
        .map(|service| {
            let price = format!("{}.{:02}", service.price.minor / 100, service.price.minor % 100);
            json!({
                "@type": "Offer",
                "itemOffered": { "@type": "Service", "name": service.name.get(locale) },
                "price": price,
                "priceCurrency": business.currency.code(),
            })
        })
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": kind,
        "name": business.name,
        "description": business.tagline.get(locale),
        "url": format!("{base_url}/b/{}", business.slug),
        "telephone": business.phone,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": business.street,
            "postalCode": business.postcode,
            "addressLocality": business.city,
            "addressCountry": business.country,
        },
        "openingHoursSpecification": hours,
        "makesOffer": offers,
    })
}
