//! A restaurant in Paris, in French: a booking is a table for an evening or a lunch, with somebody who serves it.

use super::{
    blueprint::{
        Blueprint, Clientele, Holidays, Member, Offer, Yearly, numbered, observe, services, text, week,
    },
    dice::Dice,
};
use crate::{Result, businesses::create::NewBusiness};
use domain::{
    accounts::Role,
    agenda::{hours::OpeningHours, slots::Policy},
    billing::Terms,
    businesses::Capability,
    locale::Locale,
    money::Currency,
    sites::{Brand, FontPair},
};
use jiff::civil::Date;

/// Its name in addresses.
pub(super) const SLUG: &str = "chez-lucie";

const BOTH: &str = "12:00-14:15, 19:00-22:30";
const LUNCH: &str = "12:00-14:15";
const DINNER: &str = "19:00-22:30";

const HOLIDAYS: Holidays<'static> = &[
    (Yearly::On(1, 1), "Jour de l'an", ""),
    (Yearly::On(5, 1), "Fête du Travail", ""),
    (Yearly::On(7, 14), "Fête nationale", DINNER),
    (Yearly::On(12, 24), "Veille de Noël", LUNCH),
    (Yearly::On(12, 25), "Noël", ""),
];

const OFFERS: [Offer; 3] = [
    Offer {
        slug: "table-pour-deux",
        name: [
            "Table for two, market menu",
            "Table pour deux, menu du marché",
            "Mesa para dois, menu do mercado",
        ],
        summary: [
            "Starter, main course and dessert for two, chosen at the market that morning.",
            "Entrée, plat et dessert pour deux, choisis au marché le matin même.",
            "Entrada, prato e sobremesa para dois, escolhidos no mercado nessa manhã.",
        ],
        price_minor: 5_800,
        minutes: (90, 15),
        skill: None,
    },
    Offer {
        slug: "table-pour-quatre",
        name: [
            "Table for four, market menu",
            "Table pour quatre, menu du marché",
            "Mesa para quatro, menu do mercado",
        ],
        summary: [
            "The same menu around a larger table. Children eat at half price.",
            "Le même menu autour d'une grande table. Demi-tarif pour les enfants.",
            "O mesmo menu à volta de uma mesa maior. As crianças pagam metade.",
        ],
        price_minor: 11_600,
        minutes: (105, 15),
        skill: None,
    },
    Offer {
        slug: "soiree-degustation",
        name: ["Tasting evening for two", "Soirée dégustation pour deux", "Noite de degustação para dois"],
        summary: [
            "Six small courses and the wines that go with them. Allow two and a half hours.",
            "Six petits plats et les vins qui les accompagnent. Comptez deux heures et demie.",
            "Seis pequenos pratos e os vinhos que os acompanham. Conte com duas horas e meia.",
        ],
        price_minor: 15_600,
        // Longer than lunch lasts, so it is only on offer in the evening.
        minutes: (150, 15),
        skill: Some("sommelier"),
    },
];

/// The restaurant as it is set up on `today`.
///
/// # Errors
/// When its hours cannot be read.
pub(super) fn blueprint(today: Date) -> Result<Blueprint> {
    let usual = week(["", BOTH, BOTH, BOTH, BOTH, BOTH, LUNCH])?;
    let mut hours = usual.clone();
    observe(&mut hours, today, HOLIDAYS)?;
    let business = NewBusiness {
        slug: SLUG.into(),
        name: "Chez Lucie".into(),
        kind: "restaurant".into(),
        tagline: text([
            "A short menu, a long evening.",
            "Une petite carte, une longue soirée.",
            "Uma carta curta, uma noite longa.",
        ]),
        about: text([
            "Six tables, an open kitchen and what the market had this morning. Lucie cooks, and comes out to hear how it was.",
            "Six tables, une cuisine ouverte et ce que le marché proposait ce matin. Lucie cuisine, puis vient vous demander si c'était bon.",
            "Seis mesas, uma cozinha aberta e o que o mercado tinha de manhã. A Lucie cozinha e depois vem saber se estava bom.",
        ]),
        street: "8 rue des Glycines-Rouges".into(),
        postcode: "75011".into(),
        city: "Paris".into(),
        country: "FR".into(),
        phone: "+33 1 99 00 17 45".into(),
        email: "bonjour@chez-lucie.example".into(),
        zone: "Europe/Paris".into(),
        currency: Currency::Eur,
        locales: vec![Locale::Fr, Locale::En],
        hours,
        policy: Policy { notice_min: 60, window_days: 30, step_min: 15 },
        brand: Brand { colour: "#7a2b3b".into(), font: FontPair::Warm },
        capabilities: vec![Capability::Restaurant, Capability::Agenda],
        terms: Terms { tax_bp: 1_000, ..Terms::default() },
        is_public: true,
    };
    Ok(Blueprint {
        business,
        services: services(&OFFERS, false),
        staff: staff(&usual)?,
        bays: numbered("Table", 6),
        clientele: clientele(),
        canned: &[],
        regular: None,
    })
}

fn staff(usual: &OpeningHours) -> Result<Vec<Member>> {
    let evenings = week(["", DINNER, DINNER, DINNER, DINNER, DINNER, ""])?;
    let floor = |login, name, skills, shifts| Member {
        login,
        name,
        role: Role::FrontDesk,
        work: Some((skills, shifts)),
    };
    Ok(vec![
        Member { login: "owner", name: "Lucie (patronne)", role: Role::Owner, work: None },
        Member { login: "cuisine", name: "Bastien (cuisine)", role: Role::Kitchen, work: None },
        floor("salle1", "Camille (salle)", &["sommelier"], usual.clone()),
        floor("salle2", "Idriss (salle)", &[], usual.clone()),
        floor("salle3", "Manon (salle)", &["sommelier"], evenings.clone()),
        floor("salle4", "Théo (salle)", &[], evenings),
    ])
}

fn clientele() -> Clientele {
    Clientele {
        size: 90,
        first: &[
            "Élodie", "Karim", "Margaux", "Antoine", "Inès", "Julien", "Aïcha", "Mathilde", "Hugo",
            "Nathalie", "Olivier", "Sofia", "Rémi", "Claire", "Yann", "Léa",
        ],
        last: &[
            "Marchand", "Benali", "Rousseau", "Delorme", "Petit", "Nguyen", "Garnier", "Lemoine", "Diallo",
            "Fournier", "Barbier", "Costa", "Renaud", "Vasseur", "Moreau",
        ],
        // Arcep keeps 06 39 98 for fiction.
        phone: |dice: &mut Dice| Some(format!("+33 6 39 98 {:02} {:02}", dice.below(100), dice.below(100))),
        wishes: &[
            "Une table près de la fenêtre, si possible.",
            "Une personne ne mange pas de fruits à coque.",
            "C'est un anniversaire, une bougie nous ferait plaisir.",
            "Nous aurons une poussette.",
            "Un menu végétarien, merci.",
        ],
        findings: &[
            "Sans fruits à coque : cuisine prévenue.",
            "Bougie apportée avec le dessert.",
            "Habitués : le vin de la dernière fois leur a plu.",
        ],
        workshop: false,
    }
}
