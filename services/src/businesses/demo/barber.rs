//! A barber in Lisbon, in Portuguese: three chairs, three barbers, short appointments.

use super::blueprint::{
    Blueprint, Clientele, Holidays, Member, Offer, Yearly, numbered, observe, services, text, week,
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
pub(super) const SLUG: &str = "barbearia-tejo";

const AFTERNOON: &str = "14:00-19:00";
const WEEKDAY: &str = "09:30-13:00, 14:00-19:00";
const SATURDAY: &str = "09:00-13:00, 14:00-17:00";

const HOLIDAYS: Holidays<'static> = &[
    (Yearly::On(1, 1), "Ano Novo", ""),
    (Yearly::On(4, 25), "Dia da Liberdade", ""),
    (Yearly::On(5, 1), "Dia do Trabalhador", ""),
    (Yearly::On(6, 13), "Santo António", ""),
    (Yearly::On(12, 24), "Véspera de Natal", "09:00-13:00"),
    (Yearly::On(12, 25), "Natal", ""),
];

const OFFERS: [Offer; 4] = [
    Offer {
        slug: "corte",
        name: ["Haircut", "Coupe", "Corte de cabelo"],
        summary: [
            "Scissors or clippers, washed and finished with the razor at the neck.",
            "Aux ciseaux ou à la tondeuse, shampooing compris, nuque finie au rasoir.",
            "À tesoura ou à máquina, com lavagem e nuca acabada à navalha.",
        ],
        price_minor: 1_500,
        minutes: (30, 5),
        skill: Some("cabelo"),
    },
    Offer {
        slug: "corte-e-barba",
        name: ["Haircut and beard", "Coupe et barbe", "Corte e barba"],
        summary: [
            "Both in one sitting, with a hot towel in between.",
            "Les deux en une seule visite, avec une serviette chaude entre les deux.",
            "Os dois de uma só vez, com toalha quente pelo meio.",
        ],
        price_minor: 2_400,
        minutes: (45, 5),
        skill: Some("barba"),
    },
    Offer {
        slug: "barba",
        name: ["Beard", "Barbe", "Barba"],
        summary: [
            "Trimmed, shaped and shaved along the edges with warm foam.",
            "Taillée, dessinée et rasée sur les contours à la mousse chaude.",
            "Aparada, desenhada e com os contornos feitos a espuma quente.",
        ],
        price_minor: 1_200,
        minutes: (20, 5),
        skill: Some("barba"),
    },
    Offer {
        slug: "crianca",
        name: ["Children's haircut", "Coupe enfant", "Corte de criança"],
        summary: [
            "Up to twelve years. We take our time, and there are comics.",
            "Jusqu'à douze ans. Nous prenons notre temps, et il y a des bandes dessinées.",
            "Até aos doze anos. Vamos com calma, e há banda desenhada.",
        ],
        price_minor: 1_100,
        minutes: (30, 5),
        skill: Some("cabelo"),
    },
];

/// The barber's as it is set up on `today`.
///
/// # Errors
/// When its hours cannot be read.
pub(super) fn blueprint(today: Date) -> Result<Blueprint> {
    let usual = week([AFTERNOON, WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, SATURDAY, ""])?;
    let mut hours = usual.clone();
    observe(&mut hours, today, HOLIDAYS)?;
    let business = NewBusiness {
        slug: SLUG.into(),
        name: "Barbearia Tejo".into(),
        kind: "barber".into(),
        tagline: text([
            "Three chairs, good hands, no hurry.",
            "Trois fauteuils, de bonnes mains, sans se presser.",
            "Três cadeiras, boas mãos, sem pressa.",
        ]),
        about: text([
            "A neighbourhood barber two streets up from the river. Book a time and sit down at once, or come in and read the paper.",
            "Un barbier de quartier, à deux rues du fleuve. Réservez une heure et asseyez-vous aussitôt, ou entrez lire le journal.",
            "Uma barbearia de bairro, a duas ruas do rio. Marque hora e sente-se logo, ou entre e leia o jornal.",
        ]),
        street: "Rua do Cais Velho 21".into(),
        postcode: "1100-000".into(),
        city: "Lisboa".into(),
        country: "PT".into(),
        // Portugal keeps no numbers for fiction; no area code begins with 20.
        phone: "+351 200 000 021".into(),
        email: "ola@barbearia-tejo.example".into(),
        zone: "Europe/Lisbon".into(),
        currency: Currency::Eur,
        locales: vec![Locale::Pt, Locale::En],
        hours,
        policy: Policy { notice_min: 30, window_days: 30, step_min: 15 },
        brand: Brand { colour: "#1f5c57".into(), font: FontPair::Warm },
        capabilities: vec![Capability::Agenda],
        terms: Terms { tax_bp: 2_300, ..Terms::default() },
        is_public: true,
    };
    Ok(Blueprint {
        business,
        services: services(&OFFERS, false),
        staff: staff(&usual)?,
        bays: numbered("Cadeira", 3),
        clientele: clientele(),
        canned: &[],
        regular: None,
    })
}

fn staff(usual: &OpeningHours) -> Result<Vec<Member>> {
    let from_wednesday = week(["", "", WEEKDAY, WEEKDAY, WEEKDAY, SATURDAY, ""])?;
    let barber = |login, name, skills, shifts| Member {
        login,
        name,
        role: Role::Technician,
        work: Some((skills, shifts)),
    };
    Ok(vec![
        Member {
            login: "owner",
            name: "Joaquim (dono)",
            role: Role::Owner,
            work: Some((&["cabelo", "barba"], usual.clone())),
        },
        barber("barbeiro1", "Rui (barbeiro)", &["cabelo", "barba"], usual.clone()),
        barber("barbeiro2", "Marta (barbeira)", &["cabelo"], from_wednesday),
    ])
}

fn clientele() -> Clientele {
    Clientele {
        size: 160,
        first: &[
            "João", "Tiago", "Duarte", "Miguel", "Afonso", "Bruno", "Leonor", "Vasco", "Nuno", "Gonçalo",
            "Inês", "Paulo", "Ricardo", "Catarina", "Simão", "Hélder",
        ],
        last: &[
            "Ferreira", "Almeida", "Pinto", "Carvalho", "Neves", "Teixeira", "Lopes", "Marques", "Correia",
            "Azevedo", "Ribeiro", "Antunes", "Moreira", "Fonseca", "Vaz",
        ],
        phone: |_| None,
        wishes: &[
            "Mais curto dos lados, por favor.",
            "É a primeira vez do meu filho no barbeiro.",
            "Pode ser com o Rui, se estiver livre.",
            "Só acertar as pontas.",
        ],
        findings: &[
            "Máquina 2 dos lados, tesoura em cima.",
            "Pele sensível: espuma sem perfume.",
            "Volta daqui a três semanas.",
        ],
        workshop: false,
    }
}
