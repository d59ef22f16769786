//! A business's own host, its manifest and icons, and what search engines find.

use crate::client::{Answer, GARAGE, Site};
use axum::body::Body;
use http::{Request, StatusCode};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, Set,
};

async fn ask(site: &Site, host: &str, path: &str) -> Answer {
    site.send(Request::builder().uri(path).header("host", host).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn on_its_own_host_a_business_is_the_first_page_and_the_only_one() {
    let site = Site::new().await;
    let db = site.core().db();
    let row = entity::business::Entity::find()
        .filter(entity::business::Column::Slug.eq(GARAGE))
        .one(db.read())
        .await
        .unwrap()
        .unwrap();
    let mut row = row.into_active_model();
    row.domain = Set(Some("garage.example".into()));
    let tx = db.begin().await.unwrap();
    row.update(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let first = ask(&site, "garage.example", "/").await;
    assert_eq!(
        (first.status, first.header("location")),
        (StatusCode::TEMPORARY_REDIRECT, "/b/harbour-garage")
    );
    assert_eq!(ask(&site, "Garage.example:8080", "/b/harbour-garage").await.status, StatusCode::OK);
    assert_eq!(ask(&site, "garage.example", "/b/chez-lucie").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(&site, "mainstreet.test", "/b/chez-lucie").await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_business_installs_under_its_own_name_colour_and_icon() {
    let site = Site::new().await;
    let mut colours = std::collections::BTreeSet::new();
    for slug in [GARAGE, "chez-lucie", "barbearia-tejo", "spoke-and-crumb"] {
        let answer = site.get(&format!("/b/{slug}/manifest.webmanifest"), "").await;
        assert_eq!(answer.header("content-type"), "application/manifest+json");
        let manifest: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(manifest["scope"], format!("/b/{slug}"));
        colours.insert(manifest["theme_color"].to_string());
        let icons = manifest["icons"].as_array().unwrap();
        assert!(icons.iter().any(|icon| icon["purpose"] == "maskable"));
        for icon in icons {
            let answer = site.get(icon["src"].as_str().unwrap(), "").await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/png"));
        }
    }
    assert_eq!(colours.len(), 4, "each business has its own colour");
}

#[tokio::test]
async fn search_engines_find_every_language_and_a_description_of_the_business() {
    let site = Site::new().await;
    let page = site.get(&format!("/b/{GARAGE}"), "").await;
    for tag in ["en", "fr", "pt"] {
        assert!(page.body.contains(&format!("hreflang=\"{tag}\"")), "{tag}");
    }
    let whole = page.body.split("rel=\"canonical\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(whole.starts_with("http") && whole.ends_with(&format!("/b/{GARAGE}")), "{whole}");
    let json = page.body.split("application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let described: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(described["@type"], "AutoRepair");
    assert!(described["openingHoursSpecification"].as_array().unwrap().len() > 5);
    let map = site.get("/sitemap.xml", "").await;
    assert!(map.body.contains(&format!("/b/{GARAGE}/book?lang=fr")));
    assert!(site.get(&format!("/b/{GARAGE}/sign-in"), "").await.body.contains("noindex"));
}
