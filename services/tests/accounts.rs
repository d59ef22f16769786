//! People on a real database: sessions and profiles.

#![allow(clippy::unwrap_used, reason = "this is test code, outside the functions that clippy knows as tests")]

mod common;

use domain::{
    accounts::{Contact, Purpose, Realm, SignUp},
    error::ErrorKind,
    ids::AccountId,
    locale::Locale,
};
use services::{
    Core,
    accounts::{
        links, profile, sessions,
        sign_up::{self, Caller},
    },
    businesses,
};

/// A new customer of the garage, and the token of their first session.
async fn customer(core: &Core, email: &str) -> (AccountId, String) {
    let garage = businesses::by_slug(core, "harbour-garage").await.unwrap();
    let form = SignUp {
        name: "Ana".into(),
        email: email.into(),
        phone: Some("+351 210 000 000".into()),
        password: "the red van leaks".into(),
    };
    let token = sign_up::register(core, &garage, form, Locale::Pt, &Caller::default()).await.unwrap();
    let session = sessions::find(core, Realm::Site, &token).await.unwrap().unwrap();
    (session.person.id, token)
}

async fn also(core: &Core, account: AccountId, realm: Realm) -> String {
    let tx = core.db().begin().await.unwrap();
    let token = sessions::begin(core, &tx, account, realm, "Firefox/143.0").await.unwrap();
    tx.commit().await.unwrap();
    token
}

#[tokio::test]
async fn nobody_ends_a_session_of_somebody_else_or_of_the_other_side() {
    common::each_database(async |core, _| {
        businesses::demo::fill(&core).await.unwrap();
        let (ana, _) = customer(&core, "ana@mail.example").await;
        let (eve, _) = customer(&core, "eve@mail.example").await;
        let portal = also(&core, ana, Realm::Portal).await;
        let session = sessions::find(&core, Realm::Portal, &portal).await.unwrap().unwrap().id;

        for (account, realm) in [(eve, Realm::Portal), (ana, Realm::Site)] {
            let refused = sessions::end(&core, account, realm, session).await.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::NotFound);
        }
        assert!(sessions::find(&core, Realm::Portal, &portal).await.unwrap().is_some());

        sessions::end(&core, ana, Realm::Portal, session).await.unwrap();
        assert!(sessions::find(&core, Realm::Portal, &portal).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn signing_out_everywhere_else_keeps_this_session_and_other_people_in() {
    common::each_database(async |core, _| {
        businesses::demo::fill(&core).await.unwrap();
        let (ana, here) = customer(&core, "ana@mail.example").await;
        let (_, stranger) = customer(&core, "eve@mail.example").await;
        let (there, portal) = (also(&core, ana, Realm::Site).await, also(&core, ana, Realm::Portal).await);
        let current = sessions::find(&core, Realm::Site, &here).await.unwrap().unwrap().id;

        sessions::end_others(&core, ana, current).await.unwrap();

        let alive = async |realm, token: &str| sessions::find(&core, realm, token).await.unwrap().is_some();
        assert!(alive(Realm::Site, &here).await && alive(Realm::Site, &stranger).await);
        assert!(!alive(Realm::Site, &there).await && !alive(Realm::Portal, &portal).await);
        assert_eq!(sessions::list(&core, ana).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_corrected_name_and_an_emptied_number_are_what_the_next_page_shows() {
    common::each_database(async |core, _| {
        businesses::demo::fill(&core).await.unwrap();
        let (ana, token) = customer(&core, "ana@mail.example").await;
        profile::change(&core, ana, Contact { name: "Ana Rocha".into(), phone: None }).await.unwrap();
        let person = sessions::find(&core, Realm::Site, &token).await.unwrap().unwrap().person;
        assert_eq!((person.name.as_str(), person.phone), ("Ana Rocha", None));
    })
    .await;
}

#[tokio::test]
async fn a_link_nobody_sent_is_gone() {
    common::each_database(async |core, _| {
        let refused = links::peek(&core, "no such token").await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Gone);
        assert!(Purpose::ALL.iter().all(|purpose| Purpose::parse(purpose.as_str()) == Some(*purpose)));
    })
    .await;
}
