//! `mainstreet business new|list`.

use super::{Failure, say};
use clap::{Args, Subcommand};
use domain::{
    agenda::{OpeningHours, Policy, Span},
    billing::Terms,
    businesses::{Capability, Text},
    locale::Locale,
    money::Currency,
    sites::{Brand, FontPair},
};
use serde_json::{Value, json};
use services::{
    Core,
    businesses::{
        self,
        create::{self, NewBusiness, NewService},
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Set up a business with default hours, one service and its owner, who gets a link to choose a password
    New(New),
    /// List the businesses
    List,
}

#[derive(Args, Debug)]
pub(super) struct New {
    /// Its name
    #[arg(long)]
    name: String,
    /// Its name in addresses: small letters, digits and dashes
    #[arg(long)]
    slug: String,
    /// The owner's e-mail address
    #[arg(long)]
    owner: String,
    /// Its IANA time zone
    #[arg(long, default_value = "Europe/London")]
    zone: String,
    /// Its language: en, fr or pt
    #[arg(long, default_value = "en", value_parser = locale)]
    language: Locale,
    /// Its currency: GBP, EUR, USD, CAD or BRL
    #[arg(long, default_value = "EUR", value_parser = currency)]
    currency: Currency,
    /// What to switch on
    #[arg(long, value_delimiter = ',', default_value = "agenda", value_parser = capability)]
    capabilities: Vec<Capability>,
    /// List it on the installation's first page
    #[arg(long)]
    public: bool,
}

fn locale(text: &str) -> Result<Locale, String> {
    Locale::from_tag(text).ok_or_else(|| "write en, fr or pt".to_owned())
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::from_code(text).ok_or_else(|| "write GBP, EUR, USD, CAD or BRL".to_owned())
}

fn capability(text: &str) -> Result<Capability, String> {
    Capability::parse(text).ok_or_else(|| "write garage, agenda, shop or restaurant".to_owned())
}

pub(super) async fn run(core: &Core, action: Action, as_json: bool) -> Result<Value, Failure> {
    match action {
        Action::New(new) => add(core, new, as_json).await,
        Action::List => list(core, as_json).await,
    }
}

async fn list(core: &Core, as_json: bool) -> Result<Value, Failure> {
    let found = businesses::list(core, false).await?;
    for business in &found {
        say(as_json, format_args!("{:<24} {}", business.slug, business.name));
    }
    let rows: Vec<Value> =
        found.iter().map(|business| json!({ "slug": business.slug, "name": business.name })).collect();
    Ok(Value::Array(rows))
}

async fn add(core: &Core, new: New, as_json: bool) -> Result<Value, Failure> {
    let day = vec![Span::new(9 * 60, 12 * 60 + 30), Span::new(13 * 60 + 30, 18 * 60)];
    let mut hours = OpeningHours::default();
    for weekday in hours.week.iter_mut().take(5) {
        weekday.clone_from(&day);
    }
    let business = NewBusiness {
        slug: new.slug.clone(),
        name: new.name.clone(),
        kind: "other".into(),
        tagline: Text::default(),
        about: Text::default(),
        street: String::new(),
        postcode: String::new(),
        city: String::new(),
        country: String::new(),
        phone: String::new(),
        email: new.owner.clone(),
        zone: new.zone.clone(),
        currency: new.currency,
        locales: vec![new.language],
        hours,
        policy: Policy::default(),
        brand: Brand { colour: "#1f5f99".into(), font: FontPair::Plain },
        capabilities: new.capabilities.clone(),
        terms: Terms::default(),
        is_public: new.public,
    };
    let first = NewService {
        slug: "appointment".into(),
        name: Text::new("Appointment", "Rendez-vous", "Marcação"),
        summary: Text::new("A time with us.", "Un moment avec nous.", "Um momento connosco."),
        price_minor: 0,
        length_min: 30,
        buffer_min: 0,
        skill: None,
        needs_bay: false,
        needs_vehicle: new.capabilities.contains(&Capability::Garage),
    };
    create::minimal(core, &business, &first, (&new.owner, "Owner")).await?;
    let address = format!("{}/b/{}", core.base_url(), new.slug);
    say(
        as_json,
        format_args!("{} is at {address}; a link to choose a password goes to {}.", new.name, new.owner),
    );
    Ok(json!({ "slug": new.slug, "url": address }))
}
