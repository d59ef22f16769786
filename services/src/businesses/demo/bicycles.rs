//! A bicycle workshop with a cafe and a shop in Toronto, in English.

use super::{
    blueprint::{
        Blueprint, Canned, Clientele, Holidays, Member, Offer, Piece, Regular, Yearly, numbered, observe,
        services, text, week,
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
pub(super) const SLUG: &str = "spoke-and-crumb";

const WEEKDAY: &str = "10:00-13:00, 13:45-18:30";
const WEEKEND: &str = "10:00-13:00, 13:45-17:00";

const HOLIDAYS: Holidays<'static> = &[
    (Yearly::On(1, 1), "New Year's Day", ""),
    (Yearly::On(7, 1), "Canada Day", ""),
    (Yearly::On(12, 24), "Christmas Eve", "10:00-13:00"),
    (Yearly::On(12, 25), "Christmas Day", ""),
    (Yearly::On(12, 26), "Boxing Day", ""),
];

const OFFERS: [Offer; 6] = [
    Offer {
        slug: "puncture-repair",
        name: ["Puncture repair", "Réparation de crevaison", "Reparação de furo"],
        summary: [
            "A patch or a new tube, and we look for what caused it. Have a coffee meanwhile.",
            "Une rustine ou une chambre neuve, et nous cherchons la cause. Le café vous attend.",
            "Um remendo ou uma câmara nova, e procuramos a causa. Entretanto, tome um café.",
        ],
        price_minor: 2_500,
        minutes: (30, 0),
        skill: None,
    },
    Offer {
        slug: "tune-up",
        name: ["Tune-up", "Mise au point", "Afinação"],
        summary: [
            "Gears, brakes, bearings and bolts set right, chain cleaned and oiled.",
            "Vitesses, freins, roulements et serrages réglés, chaîne nettoyée et graissée.",
            "Mudanças, travões, rolamentos e apertos afinados, corrente limpa e oleada.",
        ],
        price_minor: 8_500,
        minutes: (60, 10),
        skill: None,
    },
    Offer {
        slug: "brake-adjustment",
        name: ["Brake adjustment", "Réglage des freins", "Afinação dos travões"],
        summary: [
            "Rim or disc, cable or hydraulic. Pads are extra if they are worn.",
            "Sur jante ou à disque, à câble ou hydrauliques. Plaquettes en supplément si elles sont usées.",
            "De aro ou de disco, de cabo ou hidráulicos. As pastilhas são à parte, se estiverem gastas.",
        ],
        price_minor: 3_500,
        minutes: (30, 5),
        skill: None,
    },
    Offer {
        slug: "wheel-truing",
        name: ["Wheel truing", "Dévoilage de roue", "Desempeno de roda"],
        summary: [
            "One wheel, straight and round again, with even spokes.",
            "Une roue de nouveau droite et ronde, aux rayons bien tendus.",
            "Uma roda outra vez direita e redonda, com os raios bem esticados.",
        ],
        price_minor: 4_000,
        minutes: (45, 5),
        skill: Some("wheels"),
    },
    Offer {
        slug: "bike-fitting",
        name: ["Bike fitting", "Étude posturale", "Ajuste à medida"],
        summary: [
            "Saddle, bars and pedals set to your body. Bring the shoes you ride in.",
            "Selle, guidon et pédales réglés à votre corps. Venez avec vos chaussures de vélo.",
            "Selim, guiador e pedais ajustados ao seu corpo. Traga os sapatos com que pedala.",
        ],
        price_minor: 15_000,
        minutes: (90, 10),
        skill: Some("fitting"),
    },
    Offer {
        slug: "full-overhaul",
        name: ["Full overhaul", "Révision complète", "Revisão geral"],
        summary: [
            "Down to the frame and back: every part cleaned, checked and greased.",
            "Démontage complet : chaque pièce est nettoyée, contrôlée et graissée.",
            "Desmontagem completa: cada peça limpa, verificada e lubrificada.",
        ],
        price_minor: 26_000,
        minutes: (180, 15),
        skill: Some("wheels"),
    },
];

const CANNED: [Canned; 4] = [
    Canned {
        title: "New chain",
        note: "Worn past 0.75 percent: it takes the cassette with it if it stays.",
        pieces: &[
            Piece::Labour("Fit and size the chain", 400),
            Piece::Part("Chain, 10-speed", "CH-10", 1_000, 3_800),
        ],
        question: Some("Is the cassette still good?"),
    },
    Canned {
        title: "Brake pads, both discs",
        note: "",
        pieces: &[
            Piece::Labour("Fit and bed in the pads", 500),
            Piece::Part("Disc brake pads, pair", "DP-2", 2_000, 2_200),
        ],
        question: None,
    },
    Canned {
        title: "Gear cable and casing",
        note: "",
        pieces: &[
            Piece::Labour("Replace and index", 600),
            Piece::Part("Gear cable", "GC-1", 1_000, 700),
            Piece::Part("Casing, metre", "CS-4", 1_500, 500),
        ],
        question: None,
    },
    Canned {
        title: "Tubeless refresh",
        note: "",
        pieces: &[
            Piece::Labour("Clean, seal and seat both tyres", 700),
            Piece::Part("Sealant, 60 ml", "SE-60", 2_000, 450),
        ],
        question: None,
    },
];

/// The workshop as it is set up on `today`.
///
/// # Errors
/// When its hours cannot be read.
pub(super) fn blueprint(today: Date) -> Result<Blueprint> {
    let usual = week(["", WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, WEEKEND, WEEKEND])?;
    let mut hours = usual.clone();
    observe(&mut hours, today, HOLIDAYS)?;
    let business = NewBusiness {
        slug: SLUG.into(),
        name: "Spoke & Crumb".into(),
        kind: "bicycles".into(),
        tagline: text([
            "Bicycles mended, coffee poured.",
            "Vélos réparés, café servi.",
            "Bicicletas arranjadas, café servido.",
        ]),
        about: text([
            "A workshop with a cafe in it, or the other way round. Leave the bike on the stand, take a seat by the window and watch us work.",
            "Un atelier avec un café dedans, ou l'inverse. Laissez le vélo sur le pied, prenez place près de la fenêtre et regardez-nous travailler.",
            "Uma oficina com um café lá dentro, ou ao contrário. Deixe a bicicleta no suporte, sente-se à janela e veja-nos trabalhar.",
        ]),
        street: "245 Cartwheel Street".into(),
        postcode: "M5V 0A0".into(),
        city: "Toronto".into(),
        country: "CA".into(),
        phone: "+1 416 555 0148".into(),
        email: "hi@spoke-and-crumb.example".into(),
        zone: "America/Toronto".into(),
        currency: Currency::Cad,
        locales: vec![Locale::En, Locale::Fr, Locale::Pt],
        hours,
        policy: Policy { notice_min: 60, window_days: 45, step_min: 15 },
        brand: Brand { colour: "#2f6b2f".into(), font: FontPair::Plain },
        capabilities: vec![Capability::Garage, Capability::Agenda, Capability::Shop, Capability::Restaurant],
        terms: Terms { labour_minor: 5_400, ..Terms::default() },
        is_public: true,
    };
    Ok(Blueprint {
        business,
        services: services(&OFFERS, false),
        staff: staff(&usual)?,
        bays: numbered("Stand", 3),
        clientele: clientele(),
        canned: &CANNED,
        regular: Some(Regular { vehicles: &[], visits: &[] }),
    })
}

fn staff(usual: &OpeningHours) -> Result<Vec<Member>> {
    let no_sunday = week(["", WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, WEEKEND, ""])?;
    let mechanic = |login, name, skills, shifts| Member {
        login,
        name,
        role: Role::Technician,
        work: Some((skills, shifts)),
    };
    Ok(vec![
        Member {
            login: "owner",
            name: "Robin (owner)",
            role: Role::Owner,
            work: Some((&["fitting"], no_sunday)),
        },
        Member { login: "counter", name: "Dana (counter)", role: Role::FrontDesk, work: None },
        Member { login: "kitchen", name: "Luc (kitchen)", role: Role::Kitchen, work: None },
        mechanic("mechanic1", "Ash (mechanic)", &["wheels"], usual.clone()),
        mechanic("mechanic2", "Wren (mechanic)", &["wheels", "fitting"], usual.clone()),
    ])
}

fn clientele() -> Clientele {
    Clientele {
        size: 90,
        first: &[
            "Ava", "Liam", "Nadia", "Noah", "Simone", "Ethan", "Jasmine", "Marcel", "Zoe", "Arjun",
            "Beatriz", "Owen", "Hana", "Felix", "Grace", "Theo",
        ],
        last: &[
            "Tremblay", "Singh", "MacLeod", "Chen", "Roy", "Martin", "Osei", "Kowalski", "Pereira", "Brown",
            "Gagnon", "Park", "Wilson", "Ahmed", "Fraser",
        ],
        // The North American plan keeps 555-0100 to 555-0199 for fiction.
        phone: |dice: &mut Dice| Some(format!("+1 416 555 01{:02}", dice.below(100))),
        wishes: &[
            "The chain jumps in the two smallest gears.",
            "Please keep the old bell.",
            "It is a cargo bike, I will come to the side door.",
            "A slow puncture, flat again after two days.",
        ],
        findings: &[
            "Chain at 0.75 percent wear. Told the customer.",
            "Rear rim is worn thin. Advised a new wheel before spring.",
            "Glass in the tyre, taken out.",
            "Saddle 8 mm higher, knees much happier.",
        ],
        workshop: true,
    }
}
