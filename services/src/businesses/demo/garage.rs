//! A garage in London, in English: three technicians, three bays.

use super::{
    blueprint::{
        Blueprint, Canned, Car, Clientele, Holidays, Member, Offer, Piece, Regular, Yearly, numbered,
        observe, services, text, week,
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
use jiff::civil::{Date, Weekday};

/// Its name in addresses.
pub(super) const SLUG: &str = "harbour-garage";

const WEEKDAY: &str = "08:00-12:30, 13:15-17:30";
const SATURDAY: &str = "09:00-12:30";

const HOLIDAYS: Holidays<'static> = &[
    (Yearly::On(1, 1), "New Year's Day", ""),
    (Yearly::Nth(5, 1, Weekday::Monday), "Early May bank holiday", ""),
    (Yearly::Nth(5, -1, Weekday::Monday), "Spring bank holiday", ""),
    (Yearly::Nth(8, -1, Weekday::Monday), "Summer bank holiday", ""),
    (Yearly::On(12, 24), "Christmas Eve", "08:00-12:30"),
    (Yearly::On(12, 25), "Christmas Day", ""),
    (Yearly::On(12, 26), "Boxing Day", ""),
];

/// The demo customer's own. The VINs are well formed and belong to no car.
const CARS: [Car; 2] = [
    Car {
        make: "Renault",
        model: "Clio",
        year: 2014,
        plate: "LV14 KXB",
        vin: "VF17R000000123456",
        odometer_km: 148_300,
    },
    Car {
        make: "Ford",
        model: "Transit",
        year: 2019,
        plate: "LB69 TYW",
        vin: "WF0XXXTTGXKA12345",
        odometer_km: 96_750,
    },
];

const VISITS: [(i32, &str, usize); 3] =
    [(-19, "oil-and-filter-change", 0), (-6, "brake-pads-front", 1), (2, "mot-test", 0)];

const OFFERS: [Offer; 8] = [
    Offer {
        slug: "oil-and-filter-change",
        name: ["Oil and filter change", "Vidange et filtre à huile", "Mudança de óleo e filtro"],
        summary: [
            "Fresh oil of the grade your engine asks for, a new filter, and a look underneath.",
            "Une huile neuve au grade demandé par votre moteur, un filtre neuf et un coup d'œil sous la voiture.",
            "Óleo novo da norma que o seu motor pede, filtro novo e uma vista de olhos por baixo.",
        ],
        price_minor: 7_900,
        minutes: (45, 5),
        skill: Some("mechanic"),
    },
    Offer {
        slug: "mot-test",
        name: ["MOT test", "Contrôle technique (MOT)", "Inspeção obrigatória (MOT)"],
        summary: [
            "The yearly test. Wait with a coffee, or collect the car later.",
            "Le contrôle annuel. Attendez avec un café, ou revenez plus tard.",
            "A inspeção anual. Espere com um café ou venha buscar o carro mais tarde.",
        ],
        price_minor: 5_400,
        minutes: (60, 0),
        skill: Some("mechanic"),
    },
    Offer {
        slug: "tyre-change-four",
        name: ["Tyre change, four wheels", "Changement de quatre pneus", "Mudança de quatro pneus"],
        summary: [
            "Your tyres or ours: fitted, balanced and set to the right pressure.",
            "Vos pneus ou les nôtres : montés, équilibrés et gonflés à la bonne pression.",
            "Os seus pneus ou os nossos: montados, equilibrados e com a pressão certa.",
        ],
        price_minor: 6_000,
        minutes: (60, 10),
        skill: Some("tyres"),
    },
    Offer {
        slug: "brake-pads-front",
        name: ["Brake pads, front", "Plaquettes de frein avant", "Pastilhas de travão da frente"],
        summary: [
            "New pads on the front axle, discs measured, and a short test drive.",
            "Des plaquettes neuves à l'avant, les disques mesurés et un court essai sur route.",
            "Pastilhas novas no eixo da frente, discos medidos e uma volta curta de ensaio.",
        ],
        price_minor: 14_500,
        minutes: (90, 10),
        skill: Some("mechanic"),
    },
    Offer {
        slug: "full-service",
        name: ["Full service", "Révision complète", "Revisão completa"],
        summary: [
            "Oil, filters, plugs, brakes, fluids and sixty checks, with a written report.",
            "Huile, filtres, bougies, freins, niveaux et soixante points de contrôle, avec un compte rendu écrit.",
            "Óleo, filtros, velas, travões, fluidos e sessenta verificações, com relatório escrito.",
        ],
        price_minor: 22_900,
        minutes: (180, 15),
        skill: Some("mechanic"),
    },
    Offer {
        slug: "diagnostic-check",
        name: ["Diagnostic check", "Diagnostic électronique", "Diagnóstico eletrónico"],
        summary: [
            "A warning light is on? We read the fault, find the cause and tell you what it would cost.",
            "Un voyant allumé ? Nous lisons le défaut, trouvons la cause et vous donnons le prix.",
            "Uma luz acesa no painel? Lemos a avaria, encontramos a causa e dizemos quanto custa.",
        ],
        price_minor: 6_500,
        minutes: (60, 10),
        skill: Some("diagnostics"),
    },
    Offer {
        slug: "battery-replacement",
        name: ["Battery replacement", "Remplacement de la batterie", "Substituição da bateria"],
        summary: [
            "We test the old battery first. If it is tired, a new one goes in while you wait.",
            "Nous testons d'abord l'ancienne. Si elle est fatiguée, la neuve est posée sur place.",
            "Primeiro testamos a antiga. Se estiver cansada, montamos a nova enquanto espera.",
        ],
        price_minor: 12_900,
        minutes: (30, 5),
        skill: Some("electrics"),
    },
    Offer {
        slug: "air-conditioning-service",
        name: ["Air-conditioning service", "Entretien de la climatisation", "Manutenção do ar condicionado"],
        summary: [
            "Leak test, fresh refrigerant and a new cabin filter.",
            "Test d'étanchéité, recharge de gaz et filtre d'habitacle neuf.",
            "Teste de fugas, recarga de gás e filtro de habitáculo novo.",
        ],
        price_minor: 8_900,
        minutes: (60, 15),
        skill: Some("electrics"),
    },
];

const CANNED: [Canned; 5] = [
    Canned {
        title: "Brake pads, rear",
        note: "Worn to 2 mm. They should not wait for the next service.",
        pieces: &[
            Piece::Labour("Fit brake pads, rear axle", 1_200),
            Piece::Part("Brake pads, rear, set", "BP-2210", 1_000, 4_650),
            Piece::Part("Brake cleaner", "BC-500", 1_000, 590),
        ],
        question: Some("Can they wait until the end of the month?"),
    },
    Canned {
        title: "Cabin filter",
        note: "",
        pieces: &[
            Piece::Labour("Change the cabin filter", 300),
            Piece::Part("Cabin filter, activated carbon", "CF-114", 1_000, 2_490),
        ],
        question: None,
    },
    Canned {
        title: "Oil and filter",
        note: "Fresh oil of the grade your engine asks for.",
        pieces: &[
            Piece::Labour("Drain, filter, fill and check", 500),
            Piece::Part("Engine oil 5W-30, litre", "EO-530", 4_500, 1_180),
            Piece::Part("Oil filter", "OF-087", 1_000, 990),
            Piece::Fee("Disposal of used oil", 350),
        ],
        question: None,
    },
    Canned {
        title: "Wiper blades, front",
        note: "",
        pieces: &[Piece::Part("Wiper blade", "WB-600", 2_000, 1_450)],
        question: None,
    },
    Canned {
        title: "Battery and test",
        note: "The old one is tested first and taken back.",
        pieces: &[
            Piece::Labour("Test, replace and register the battery", 500),
            Piece::Part("Battery 70 Ah", "BA-070", 1_000, 11_900),
        ],
        question: None,
    },
];

/// The garage as it is set up on `today`.
///
/// # Errors
/// When its hours cannot be read.
pub(super) fn blueprint(today: Date) -> Result<Blueprint> {
    let usual = week([WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, SATURDAY, ""])?;
    let mut hours = usual.clone();
    observe(&mut hours, today, HOLIDAYS)?;
    let business = NewBusiness {
        slug: SLUG.into(),
        name: "Harbour Garage".into(),
        kind: "garage".into(),
        tagline: text([
            "Honest repairs by the water, ready when we say.",
            "Des réparations honnêtes au bord de l'eau, prêtes à l'heure dite.",
            "Reparações honestas à beira da água, prontas à hora marcada.",
        ]),
        about: text([
            "Three technicians, three bays and a kettle that is always on. We show you the worn part before we replace it, and we call before we spend your money.",
            "Trois techniciens, trois ponts et du thé toujours chaud. Nous vous montrons la pièce usée avant de la changer, et nous vous appelons avant d'engager une dépense.",
            "Três técnicos, três elevadores e chá sempre quente. Mostramos a peça gasta antes de a trocar e ligamos antes de gastar o seu dinheiro.",
        ]),
        street: "12 Wharfside Lane".into(),
        postcode: "SE16 0ZZ".into(),
        city: "London".into(),
        country: "GB".into(),
        phone: "+44 20 7946 0182".into(),
        email: "hello@harbour-garage.example".into(),
        zone: "Europe/London".into(),
        currency: Currency::Gbp,
        locales: vec![Locale::En, Locale::Fr, Locale::Pt],
        hours,
        policy: Policy { notice_min: 120, window_days: 45, step_min: 15 },
        brand: Brand { colour: "#b3471d".into(), font: FontPair::Sturdy },
        capabilities: vec![Capability::Garage, Capability::Agenda, Capability::Shop],
        terms: Terms { labour_minor: 8_400, tax_number: "GB 000 0000 00".into(), ..Terms::default() },
        is_public: true,
    };
    Ok(Blueprint {
        business,
        services: services(&OFFERS, true),
        staff: staff(&usual)?,
        bays: numbered("Bay", 3),
        clientele: clientele(),
        canned: &CANNED,
        regular: Some(Regular { vehicles: &CARS, visits: &VISITS }),
    })
}

fn staff(usual: &OpeningHours) -> Result<Vec<Member>> {
    let no_saturday = week([WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, "", ""])?;
    let technician = |login, name, skills, shifts| Member {
        login,
        name,
        role: Role::Technician,
        work: Some((skills, shifts)),
    };
    Ok(vec![
        Member { login: "owner", name: "Morgan (owner)", role: Role::Owner, work: None },
        Member { login: "desk", name: "Jo (front desk)", role: Role::FrontDesk, work: None },
        technician("technician1", "Alex (technician)", &["mechanic", "diagnostics"], usual.clone()),
        technician("technician2", "Sam (technician)", &["mechanic", "tyres"], usual.clone()),
        technician("technician3", "Noor (technician)", &["electrics", "diagnostics", "tyres"], no_saturday),
    ])
}

fn clientele() -> Clientele {
    Clientele {
        size: 90,
        first: &[
            "Amelia", "Oliver", "Priya", "George", "Zainab", "Harry", "Chloe", "Mateus", "Freya", "Kwame",
            "Isla", "Callum", "Mei", "Rhys", "Fatima", "Tom",
        ],
        last: &[
            "Bennett", "Okafor", "Hughes", "Shah", "Walker", "Murphy", "Costa", "Reid", "Nowak", "Foster",
            "Campbell", "Ali", "Thompson", "Lefevre", "Price",
        ],
        // Ofcom keeps 07700 900000 to 900999 for drama.
        phone: |dice: &mut Dice| Some(format!("+44 7700 900{:03}", dice.below(1000))),
        wishes: &[
            "There is a squeak from the front left when I brake gently.",
            "Please call before any extra work.",
            "I will leave the key in the letter box by the gate.",
            "The locking wheel nut is in the glove box.",
            "It pulls a little to the right on the motorway.",
        ],
        findings: &[
            "Front tyres at 3 mm. Told the customer, no work today.",
            "Rear wiper blade is torn. Replaced, with the customer's agreement.",
            "Small oil weep at the sump gasket. Look again at the next service.",
            "Road test fine, no noise.",
            "Battery reads 12.1 volts at rest. Worth watching before winter.",
        ],
        workshop: true,
    }
}
