//! The people of the demo: accounts that can sign in, and customers without one.

use super::{
    blueprint::{Blueprint, Car, Clientele, Regular},
    dice::Dice,
};
use crate::{Core, Error, Result, accounts::customer as customers_of};
use domain::{garage::vehicle::normalise_plate, ids::BusinessId, locale::Locale};
use entity::{account, customer, vehicle};
use jiff::tz::TimeZone;
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, IntoActiveModel as _, Set};
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;

/// What people drive: make, model, and the years of which cars are still about.
const MODELS: [(&str, &str, i32, i32); 20] = [
    ("Ford", "Fiesta", 2009, 2022),
    ("Volkswagen", "Golf", 2008, 2024),
    ("Toyota", "Yaris", 2010, 2024),
    ("Nissan", "Qashqai", 2011, 2024),
    ("Kia", "Picanto", 2012, 2024),
    ("Ford", "Focus", 2008, 2023),
    ("Peugeot", "208", 2013, 2024),
    ("Honda", "Fit / Jazz", 2009, 2023),
    ("Skoda", "Octavia", 2010, 2024),
    ("BMW", "3 Series", 2007, 2023),
    ("Hyundai", "i10", 2011, 2024),
    ("Renault", "Captur", 2014, 2024),
    ("Volvo", "V60", 2012, 2023),
    ("Citroen", "Berlingo", 2009, 2023),
    ("Mercedes-Benz", "A-Class", 2008, 2023),
    ("Volkswagen", "Polo", 2007, 2024),
    ("Nissan", "Juke", 2011, 2024),
    ("Kia", "Sportage", 2010, 2024),
    ("Toyota", "Auris", 2008, 2018),
    ("Mercedes-Benz", "Sprinter", 2012, 2023),
];

/// A customer of one business, as far as the history needs to know them.
#[derive(Debug)]
pub(super) struct Customer {
    /// Their row.
    pub(super) id: Uuid,
    /// Their account, for who has one.
    pub(super) account: Option<Uuid>,
    /// Their language.
    pub(super) locale: Locale,
    /// Their vehicles.
    pub(super) vehicles: Vec<Uuid>,
}

/// Somebody with an account who works for no business.
#[derive(Debug)]
pub(super) struct Person {
    /// Their address.
    pub(super) email: &'static str,
    /// Their name.
    pub(super) name: &'static str,
    /// Their number.
    pub(super) phone: Option<&'static str>,
    /// Whether they run the installation.
    pub(super) is_operator: bool,
}

/// Writes an account that can sign in.
///
/// # Errors
/// When the row cannot be written.
pub(super) async fn account(
    core: &Core,
    tx: &DatabaseTransaction,
    person: &Person,
    password_hash: &str,
) -> Result<account::Model> {
    let row = account::ActiveModel {
        id: Set(core.new_id()),
        email: Set(person.email.into()),
        name: Set(person.name.into()),
        phone: Set(person.phone.map(Into::into)),
        password_hash: Set(Some(password_hash.into())),
        locale: Set(Locale::En.tag().into()),
        is_operator: Set(person.is_operator),
        avatar: Set(None),
        verified_at: Set(Some(core.now_ms())),
        created_at: Set(core.now_ms()),
    };
    Ok(row.insert(tx).await?)
}

/// Lets a new member sign in without following a link first.
///
/// # Errors
/// When the row cannot be written.
pub(super) async fn let_in(
    core: &Core,
    tx: &DatabaseTransaction,
    account: account::Model,
    password_hash: &str,
) -> Result<()> {
    let mut row = account.into_active_model();
    row.password_hash = Set(Some(password_hash.into()));
    row.verified_at = Set(Some(core.now_ms()));
    row.update(tx).await?;
    Ok(())
}

/// Writes the customers without accounts, and what they drive.
///
/// # Errors
/// When the rows cannot be written.
pub(super) async fn customers(
    core: &Core,
    tx: &DatabaseTransaction,
    business: BusinessId,
    blueprint: &Blueprint,
    dice: &mut Dice,
) -> Result<Vec<Customer>> {
    let locales = &blueprint.business.locales;
    let drives = blueprint.services.iter().any(|service| service.needs_vehicle);
    let this_year = core.now().to_zoned(TimeZone::UTC).year();
    let (mut people, mut rows, mut vehicles) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..blueprint.clientele.size {
        let name = name(&blueprint.clientele, number);
        // Most speak the language of the business.
        let locale = locales.get(dice.below(12)).or(locales.first()).copied().unwrap_or_default();
        let since = core.now_ms() - dice.between(40, 700) * DAY_MS;
        let mut person = Customer { id: core.new_id(), account: None, locale, vehicles: Vec::new() };
        rows.push(customer::ActiveModel {
            business_id: Set(business.into()),
            id: Set(person.id),
            account_id: Set(None),
            email: Set(format!("{}@mail.example", ascii(&name).replace(' ', "."))),
            phone: Set((blueprint.clientele.phone)(dice)),
            name: Set(name),
            locale: Set(locale.tag().into()),
            created_at: Set(since),
        });
        let count = if !drives { 0 } else { 1 + usize::from(dice.chance(15)) };
        for _ in 0..count {
            let id = core.new_id();
            person.vehicles.push(id);
            let owned = Owned { business, customer: person.id, id, since };
            vehicles.push(some_vehicle(&owned, i32::from(this_year), dice));
        }
        people.push(person);
    }
    super::insert(tx, rows).await?;
    super::insert(tx, vehicles).await?;
    Ok(people)
}

/// Makes the demo's own customer known to a business, with their vehicles.
///
/// # Errors
/// When the rows cannot be written.
pub(super) async fn regular(
    core: &Core,
    tx: &DatabaseTransaction,
    business: BusinessId,
    account: &account::Model,
    regular: &Regular,
) -> Result<Customer> {
    let row = customers_of::ensure(core, tx, business, account).await?;
    let since = core.now_ms() - 90 * DAY_MS;
    let (mut ids, mut rows) = (Vec::new(), Vec::new());
    for car in regular.vehicles {
        let owned = Owned { business, customer: row.id, id: core.new_id(), since };
        ids.push(owned.id);
        rows.push(own_vehicle(&owned, car));
    }
    super::insert(tx, rows).await?;
    let locale =
        Locale::from_tag(&row.locale).ok_or_else(|| Error::internal("a customer without a language"))?;
    Ok(Customer { id: row.id, account: Some(account.id), locale, vehicles: ids })
}

/// The keys of a vehicle's row.
struct Owned {
    business: BusinessId,
    customer: Uuid,
    id: Uuid,
    since: i64,
}

fn own_vehicle(owned: &Owned, car: &Car) -> vehicle::ActiveModel {
    vehicle::ActiveModel {
        business_id: Set(owned.business.into()),
        id: Set(owned.id),
        customer_id: Set(owned.customer),
        make: Set(car.make.into()),
        model: Set(car.model.into()),
        year: Set(Some(car.year)),
        plate: Set(normalise_plate(car.plate)),
        vin: Set(Some(car.vin.into())),
        odometer_km: Set(Some(car.odometer_km)),
        created_at: Set(owned.since),
        archived_at: Set(None),
    }
}

fn some_vehicle(owned: &Owned, this_year: i32, dice: &mut Dice) -> vehicle::ActiveModel {
    let (make, model, from, to) = dice.pick(&MODELS).copied().unwrap_or(MODELS[0]);
    let year =
        i32::try_from(dice.between(from.into(), to.min(this_year - 1).max(from).into())).unwrap_or(from);
    let age = i64::from((this_year - year).max(1));
    vehicle::ActiveModel {
        business_id: Set(owned.business.into()),
        id: Set(owned.id),
        customer_id: Set(owned.customer),
        make: Set(make.into()),
        model: Set(model.into()),
        year: Set(Some(year)),
        plate: Set(plate(year, dice)),
        vin: Set(None),
        odometer_km: Set(dice.chance(70).then(|| age * dice.between(7_000, 16_000) + dice.between(0, 999))),
        created_at: Set(owned.since),
        archived_at: Set(None),
    }
}

/// A British plate of `year`: area, age, three letters. The age is the year, or 50 more in the second half of it.
fn plate(year: i32, dice: &mut Dice) -> String {
    const AREAS: [&str; 8] = ["LA", "LC", "LF", "LK", "LN", "GJ", "KX", "EO"];
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNOPRSTUVWXYZ";
    let area = dice.pick(&AREAS).copied().unwrap_or("LA");
    let age = year % 100 + if dice.chance(50) { 50 } else { 0 };
    let tail: String = (0..3).filter_map(|_| dice.pick(LETTERS)).map(|letter| char::from(*letter)).collect();
    format!("{area}{age:02} {tail}")
}

/// The `number`-th of all pairs of first and last names, in an order that looks like none. No pair comes twice before
/// all have come, because the stride is a prime.
fn name(clientele: &Clientele, number: usize) -> String {
    let (first, last) = (clientele.first, clientele.last);
    let pair = number.wrapping_mul(101) % (first.len() * last.len()).max(1);
    let part = |names: &[&'static str], at: usize| names.get(at).copied().unwrap_or_default();
    format!("{} {}", part(first, pair % first.len().max(1)), part(last, pair / first.len().max(1)))
}

/// A name as it stands in an address: small letters without accents.
fn ascii(name: &str) -> String {
    let plain = |letter: char| match letter {
        'á' | 'à' | 'ã' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ï' => 'i',
        'ó' | 'õ' | 'ô' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    name.chars().flat_map(char::to_lowercase).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::blueprints, *};
    use domain::garage::{
        catalog,
        vehicle::{VehicleDraft, review},
        vin,
    };
    use jiff::civil::date;

    #[test]
    fn no_demo_car_would_raise_a_warning() {
        for (make, model, from, to) in MODELS {
            assert!(catalog::find(make, model).is_some_and(|found| found.name == model), "{make} {model}");
            for year in [from, to] {
                assert_eq!(review(&draft(make, model, year, None), 2026), [], "{make} {model} {year}");
            }
        }
        for print in blueprints(date(2026, 6, 1)).unwrap() {
            for car in print.regular.iter().flat_map(|regular| regular.vehicles) {
                assert_eq!(vin::check(car.vin), Ok(()));
                assert_eq!(review(&draft(car.make, car.model, car.year, Some(car.vin)), 2026), []);
            }
        }
    }

    fn draft(make: &str, model: &str, year: i32, vin: Option<&str>) -> VehicleDraft {
        VehicleDraft {
            make: make.into(),
            model: model.into(),
            year: i16::try_from(year).ok(),
            plate: "AB12 CDE".into(),
            vin: vin.map(Into::into),
            odometer_km: None,
        }
    }

    #[test]
    fn no_two_customers_of_a_business_share_an_address_and_every_address_and_number_is_sound() {
        for print in blueprints(date(2026, 6, 1)).unwrap() {
            let people = &print.clientele;
            let addresses: std::collections::BTreeSet<_> = (0..people.size)
                .map(|number| format!("{}@mail.example", ascii(&name(people, number)).replace(' ', ".")))
                .collect();
            assert_eq!(addresses.len(), people.size, "{}", print.business.slug);
            for address in addresses {
                assert!(address.is_ascii(), "{address}");
                assert_eq!(domain::accounts::email(&address).as_ref(), Ok(&address));
            }
            let phone = (people.phone)(&mut Dice::new(1)).unwrap_or_default();
            assert!(
                domain::accounts::phone(&phone).is_ok()
                    && domain::accounts::phone(&print.business.phone).is_ok()
            );
        }
    }
}
